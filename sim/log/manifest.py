"""The manifest of a run and the seal of each replication, as strict models: files are strangers."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.log.errors import LogDamaged, RunError
from sim.log.files import write_whole
from sim.log.history import Book

MANIFEST = "manifest.json"
SEAL = "seal.json"
KEEPING = ("none", "first", "all")
"""Which logs a run may keep, the fewest first."""
FIRST_LINK = "0" * 64
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,79}$")]


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a paper from disk, or say what is wrong with it."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise RunError(
                f"{path.parent}: there is no {path.name}; is this a run of placesim?"
            ) from None
        except (ValidationError, OSError) as wrong:
            raise LogDamaged(
                f"{path}: is not what placesim wrote: {str(wrong).splitlines()[0]}"
            ) from None

    def write(self, path: Path) -> None:
        text = json.dumps(self.model_dump(mode="json"), indent=1, sort_keys=True) + "\n"
        write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


class Segment(_Paper):
    """One file of a log; `previous` chains it to the one before."""

    name: Annotated[str, Field(pattern=r"^[0-9]{6}\.parquet$")]
    first: int
    count: int
    sha256: Sha256
    previous: Sha256


class Seal(_Paper):
    """One replication under one policy, finished: what it holds and what it hashes to."""

    policy: Name
    replication: int
    people: int
    events: int
    digest: Sha256
    state: Sha256
    people_sha256: Sha256
    segments: list[Segment] | None
    """The log's files; `None` where only its digest was kept."""
    tables: dict[Name, Sha256]
    cpu_seconds: float
    peak_mib: float


class Manifest(_Paper):
    """A run: what was asked, by which software, of which scenario."""

    format: Literal[1] = 1
    placesim: str
    command: Literal["run", "compare"]
    status: Literal["running", "complete"]
    scenario_name: str
    scenario: dict[str, Any]
    scenario_sha256: Sha256
    sources: dict[str, str]
    overrides: list[str]
    listed_sha256: Sha256 | None
    seed: int
    replications: int
    policies: list[Name]
    keep_logs: Literal["all", "first", "none"]
    book: dict[str, Any]
    versions: dict[str, str]
    commit: str | None
    machine: str
    digest: Sha256 | None = None
    seals: dict[str, Sha256] = {}
    """Checksum of each seal, by `policy/replication`, once the run is complete."""
    own_sha256: Sha256 | None = None
    """Checksum of all the rest: nothing else pins the manifest."""

    @classmethod
    def read(cls, path: Path) -> Self:
        found = super().read(path)
        if found.own_sha256 != found.checksum():
            raise LogDamaged(f"{path}: is not what placesim wrote: its own checksum is another")
        return found

    def write(self, path: Path) -> None:
        _Paper.write(self.model_copy(update={"own_sha256": self.checksum()}), path)

    def checksum(self) -> str:
        """Return the checksum of everything but the checksum."""
        rest = self.model_dump(mode="json", exclude={"own_sha256"})
        return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()

    def code_book(self) -> Book:
        try:
            return Book.from_json(self.book)
        except (KeyError, TypeError, ValueError) as wrong:
            raise LogDamaged(f"the manifest's code book cannot be read: {wrong}") from None

    def same_question(self, other: "Manifest") -> bool:
        """Tell whether another manifest asks for the same histories, and no more logs of them."""
        enough = KEEPING.index(self.keep_logs) >= KEEPING.index(other.keep_logs)
        asked = ("scenario_sha256", "listed_sha256", "seed", "replications", "policies")
        return (
            enough
            and all(getattr(self, name) == getattr(other, name) for name in asked)
            and self.same_program(other)
            and self.book == other.book  # the version of each order stands there
        )

    def same_program(self, other: "Manifest") -> bool:
        """Tell whether another manifest is of the same code and the same libraries."""
        made_by = ("placesim", "commit", "versions")
        return all(getattr(self, name) == getattr(other, name) for name in made_by)

    def differing(self, other: "Manifest") -> list[str]:
        """Return in what another manifest differs beside its scenario, in words, this one first."""
        found = ["the listed people"] if self.listed_sha256 != other.listed_sha256 else []
        plain = {
            "seed": (self.seed, other.seed),
            "replications": (self.replications, other.replications),
            "policies": (", ".join(self.policies), ", ".join(other.policies)),
            "placesim": (self.placesim, other.placesim),
            "its code": (self.commit, other.commit),
            **{
                name: (self.versions.get(name), other.versions.get(name))
                for name in sorted({*self.versions, *other.versions})
            },
        }
        found += [f"{name} ({one}, now {two})" for name, (one, two) in plain.items() if one != two]
        if KEEPING.index(self.keep_logs) < KEEPING.index(other.keep_logs):
            found.append(f"the logs kept ({self.keep_logs}, now {other.keep_logs})")
        orders = {each["id"]: each.get("order_version") for each in self.book.get("policies", [])}
        return found + [
            f"the order of {each['id']} (version {orders[each['id']]}, now {each['order_version']})"
            for each in other.book.get("policies", [])
            if orders.get(each["id"], each.get("order_version")) != each.get("order_version")
        ]
