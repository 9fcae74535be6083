"""One replication's history with the code book that makes it readable.

A `History` is all that a projection may see: events, people, and the book. The book is part of the
run's manifest, so a history can be read back without the scenario that made it.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

if TYPE_CHECKING:
    import polars as pl

Origin = Literal["synthetic", "listed", "both"]


@dataclass(frozen=True, slots=True)
class SiteNote:
    """What a reader must know of a site. Its code is its place in `Book.sites`."""

    id: str
    name: str
    kind: Literal["prison", "probation"]
    region: str | None
    groups_per_facilitator: int


@dataclass(frozen=True, slots=True)
class ProvisionNote:
    """A programme, or circles. Its code is its place in `Book.provisions`."""

    id: str
    name: str
    kind: Literal["programme", "circle"]
    setting: Literal["prison", "community"]
    facilitators: int
    minimum: int
    maximum: int
    bands: tuple[str, ...] = ()
    """Bands it is meant for, whoever else a policy admits; empty for every band."""


@dataclass(frozen=True, slots=True)
class PolicyNote:
    """A policy as it was used, with the version of its order."""

    id: str
    name: str
    order: str
    order_version: str
    order_says: str
    low_risk: str
    circles: str


@dataclass(frozen=True, slots=True)
class Book:
    """The names behind the codes, and the frame in which results are read."""

    title: str
    question: str
    start_date: date
    horizon_days: float
    window_from_day: float
    window_to_day: float
    primary_outcome: str
    sites: tuple[SiteNote, ...]
    provisions: tuple[ProvisionNote, ...]
    beliefs: tuple[tuple[str, str], ...]
    policies: tuple[PolicyNote, ...]
    people: Origin = "synthetic"
    """Where the people come from: streams, a file that lists them, or both."""
    listed_file: str | None = None
    """The file that lists people, as the scenario names it."""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "start_date": self.start_date.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a book back; one that does not say where its people come from had streams only."""
        if data.get("people", "synthetic") not in get_args(Origin):
            raise ValueError(f"people are {data['people']!r}, not {', '.join(get_args(Origin))}")
        return cls(
            **{
                **data,
                "start_date": date.fromisoformat(data["start_date"]),
                "sites": tuple(SiteNote(**each) for each in data["sites"]),
                "provisions": tuple(
                    ProvisionNote(**{**each, "bands": tuple(each.get("bands", ()))})
                    for each in data["provisions"]
                ),
                "beliefs": tuple((each[0], each[1]) for each in data["beliefs"]),
                "policies": tuple(PolicyNote(**each) for each in data["policies"]),
            }
        )

    @property
    def belief_ids(self) -> tuple[str, ...]:
        return tuple(belief for belief, _ in self.beliefs)


@dataclass(frozen=True, slots=True)
class History:
    """Events in log order, the people they happened to, and the book."""

    events: "pl.DataFrame"
    people: "pl.DataFrame"
    book: Book
