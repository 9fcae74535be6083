"""One replication's history with the code book that makes it readable.

A `History` is all that a projection may see: events, people, and the book. The book is part of the
run's manifest, so a history can be read back without the scenario that made it.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from sim.log.claims import QuestionNote
from sim.log.licence import LicenceNote
from sim.log.prices import CostsNote
from sim.log.targets import TargetNote
from sim.words.outcomes import Outcome, Scope, outcomes_of

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
    mappa_area: str | None = None
    team: bool = False
    """Whether its staff are people with posts, training and absence; else a number of units."""
    programmes: tuple[str, ...] = ()
    """Ids of the programmes that it delivers at some time, as the scenario has them."""
    circle_room: tuple[tuple[float, float], ...] = ()
    """Circles that coordinators can carry, from each day on; empty unless volunteers are people."""
    rules: dict[str, Any] = field(default_factory=dict)
    """What of provision opens and closes here, and the posts that are planned, as far as said."""


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
    delivery: str = "groups"
    """groups, rolling, one_to_one or places (a circle is one_to_one with places of its own)."""
    load: float = 1.0
    """What a group takes of each of its facilitators, as a share of one group."""
    own_places: bool = False
    """Whether it draws on places of its own (circles, beds) and not on facilitators."""
    late_entry: bool = False
    """Whether a chair that falls empty may be filled after the start."""
    minimum_days_left: float = 0.0
    volunteers: int = 0
    """Volunteers that a circle has, where they are people who come and go; else 0."""
    rules: dict[str, Any] = field(default_factory=dict)
    """The programme as the scenario has it: who may join, who may sit together, how it is held."""

    @property
    def need(self) -> float:
        """Units of its pool that a group takes: of facilitators, or of its own places."""
        return 1.0 if self.own_places else self.facilitators * self.load

    @property
    def is_voluntary(self) -> bool:
        """Tell whether people may attend it whom nobody obliges to."""
        return self.kind == "programme" and self.rules.get("voluntary") is not None


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
    rules: dict[str, Any] = field(default_factory=dict)
    """The policy as the scenario has it: orders, reserved places, who is deprioritised, staff."""
    staff_says: str = ""
    """Which list is offered staff first, in words."""


@dataclass(frozen=True, slots=True)
class GradeNote:
    """A grade of staff. Its code is its place in `Book.grades`."""

    id: str
    name: str
    may_lead: bool
    programmes: tuple[str, ...] | None
    groups_each: float


@dataclass(frozen=True, slots=True)
class ParoleNote:
    """When the Board sits again: what a reader needs to know the day of the next hearing."""

    review_days: float
    listing_days: float
    slots: bool = False
    """Whether the hearings that it can hold are limited."""
    deferral: bool = False
    """Whether it puts hearings off that find a programme outstanding."""
    unlawful_after_days: float | None = None
    """Men held longer than this past tariff because of a programme are counted."""

    @property
    def is_told(self) -> bool:
        """Whether more is said of the Board than how often it sits and releases."""
        return self.slots or self.deferral or self.unlawful_after_days is not None


@dataclass(frozen=True, slots=True)
class CohortNote:
    """People who are charted beside everybody: all who meet every condition given."""

    id: str
    name: str
    who: str | None = None
    regions: tuple[str, ...] = ()
    mappa_areas: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


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
    grades: tuple[GradeNote, ...] = ()
    """Grades of staff, in order of id."""
    needs: tuple[str, ...] = ()
    """Names of the needs that people may have, in order; `people.needs` holds a bit for each."""
    need_from: tuple[float, float] | None = None
    """Where medium and high need begin on the score; `None` in runs that know no score."""
    parole: ParoleNote | None = None
    """The Parole Board, if the scenario has one."""
    licence: LicenceNote | None = None
    """Recall and MAPPA, if the scenario has them."""
    costs: CostsNote | None = None
    """Prices, if the scenario has any."""
    cohorts: tuple[CohortNote, ...] = ()
    """People to be charted beside everybody, in the order of the file."""
    upstream: bool = False
    """Whether some people come before any conviction."""
    returns_under: str | None = None
    """The belief under which men who reoffend go back to prison in the run itself; `None`: none."""
    returns_licence_days: float = 0.0
    """How long they are supervised after it."""

    reoffences: tuple[str, ...] = ()
    """Causes of reoffending told apart, and `proven` where convictions are dated."""
    priors: tuple[float, ...] = ()
    """Weights of the beliefs, which add up to 1; empty where the scenario gives none."""
    targets: tuple[TargetNote, ...] = ()
    """Published figures that the run is held against, in the order of the file."""
    asks: QuestionNote = field(default_factory=QuestionNote)
    """What its question covers and claims."""

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
                "sites": tuple(
                    SiteNote(
                        **{
                            **each,
                            "programmes": tuple(each.get("programmes", ())),
                            "circle_room": tuple(map(tuple, each.get("circle_room", ()))),
                        }
                    )
                    for each in data["sites"]
                ),
                "provisions": tuple(
                    ProvisionNote(**{**each, "bands": tuple(each.get("bands", ()))})
                    for each in data["provisions"]
                ),
                "beliefs": tuple((each[0], each[1]) for each in data["beliefs"]),
                "policies": tuple(PolicyNote(**each) for each in data["policies"]),
                "grades": tuple(_grade(each) for each in data.get("grades", ())),
                "needs": tuple(data.get("needs", ())),
                "need_from": tuple(data["need_from"]) if data.get("need_from") else None,
                "parole": ParoleNote(**data["parole"]) if data.get("parole") else None,
                "licence": LicenceNote.from_json(data["licence"]) if data.get("licence") else None,
                "costs": CostsNote.from_json(data["costs"]) if data.get("costs") else None,
                "cohorts": tuple(_cohort(each) for each in data.get("cohorts", ())),
                "reoffences": tuple(data.get("reoffences", ())),
                "priors": tuple(data.get("priors", ())),
                "targets": tuple(TargetNote.from_json(each) for each in data.get("targets", ())),
                "asks": QuestionNote.from_json(data.get("asks", {})),
            }
        )

    @property
    def belief_ids(self) -> tuple[str, ...]:
        return tuple(belief for belief, _ in self.beliefs)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome of this scenario, in report order."""
        scope = Scope(
            beliefs=self.belief_ids,
            costed=self.costs is not None,
            upstream=self.upstream,
            reoffences=self.reoffences,
            circling=self.circling,
            licence=self.licence is not None,
            board=self.parole is not None and self.parole.is_told,
            voluntary=bool(self.voluntary),
        )
        return outcomes_of(scope)

    @property
    def voluntary(self) -> list[int]:
        """Return the codes of the programmes that people may attend whom nobody obliges to."""
        return [code for code, note in enumerate(self.provisions) if note.is_voluntary]

    @property
    def circling(self) -> bool:
        """Tell whether men are referred for circles, or their volunteers come and go."""
        return any(note.kind == "circle" and note.rules for note in self.provisions)


def _cohort(data: dict[str, Any]) -> CohortNote:
    pairs = tuple((name, cell) for name, cell in data["attributes"])
    lists = {each: tuple(data[each]) for each in ("regions", "mappa_areas", "streams")}
    return CohortNote(**{**data, **lists, "attributes": pairs})


def _grade(data: dict[str, Any]) -> GradeNote:
    named = data["programmes"]
    return GradeNote(**{**data, "programmes": None if named is None else tuple(named)})


@dataclass(frozen=True, slots=True)
class History:
    """Events in log order, the people they happened to, and the book."""

    events: "pl.DataFrame"
    people: "pl.DataFrame"
    book: Book
