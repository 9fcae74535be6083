"""What a question covers and claims, as a reader of its runs must know it."""

from dataclasses import dataclass
from typing import Any, Self

from sim.words.claims import World


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """A difference that is claimed: of an outcome, between two worlds, with its range."""

    says: str
    outcome: str
    ours: World
    theirs: World
    low: float
    high: float
    cohort: str | None = None
    """Of whom: of everybody, if left out."""


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """Settings that a second run has otherwise, as `--set` takes them."""

    id: str
    name: str
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionNote:
    """The parts of the real system that a question is about, its changes and its claims."""

    covers: tuple[int, ...] = ()
    changes: tuple[ChangeNote, ...] = ()
    claims: tuple[ClaimNote, ...] = ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            covers=tuple(data.get("covers", ())),
            changes=tuple(
                ChangeNote(**{**each, "settings": tuple(each["settings"])})
                for each in data.get("changes", ())
            ),
            claims=tuple(
                ClaimNote(
                    **{
                        **each,
                        "ours": (each["ours"][0], each["ours"][1]),
                        "theirs": (each["theirs"][0], each["theirs"][1]),
                    }
                )
                for each in data.get("claims", ())
            ),
        )
