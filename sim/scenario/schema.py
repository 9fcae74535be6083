"""The scenario as a whole: everything an analyst may say, in one strict model.

The model checks what can be checked of a part by itself. What only the whole can show (a group
that its site can never staff, a list that no programme serves) is in `sim.scenario.checks`.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.scenario.beliefs import Belief, Mortality
from sim.scenario.circles import Circles
from sim.scenario.claims import Change, Claim
from sim.scenario.cohorts import Cohort
from sim.scenario.costs import Costs
from sim.scenario.figures import Figure, is_figure, split_figures
from sim.scenario.licence import Licence
from sim.scenario.numbers import Allowed, Date, Moment, Strict, Text
from sim.scenario.parole import Parole
from sim.scenario.people import Population
from sim.scenario.policy import Policy, name_is_policy
from sim.scenario.provision import Programme, Site
from sim.scenario.reoffending import Reoffending
from sim.scenario.staff import Staffing
from sim.scenario.steps import Assessment, Delay, Transfers
from sim.scenario.targets import Target
from sim.scenario.upstream import FirstConviction
from sim.words.days import DAYS_PER_YEAR, day_of
from sim.words.outcomes import Scope
from sim.words.reoffences import PROVEN
from sim.words.systems import SYSTEMS

SCHEMA_VERSION: Final = 1


class Window(Strict):
    """Read results over this part of the run only. It filters the reading, never the run."""

    from_: Annotated[
        Moment, Field(description="start of the part that results are read over", alias="from")
    ] = 0.0
    to: Annotated[
        Moment | None,
        Field(description="end of the part that results are read over; the horizon if left out"),
    ] = None


def _unique(items: list[Any], what: str) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(f"two {what} are called `{item.id}`; ids must differ")
        seen.add(item.id)


class Scenario(Strict):
    """A placesim scenario. See `scenarios/README.md` for a guided tour."""

    placesim: Annotated[Literal[1], Field(description="version of this format")] = SCHEMA_VERSION
    title: Annotated[Text, Field(description="title of the report")]
    question: Annotated[
        Text | None, Field(description="the question the scenario is to answer")
    ] = None
    description: Annotated[Text | None, Field(description="anything else a reader should know")] = (
        None
    )
    covers: Annotated[
        list[Annotated[int, Field(ge=1, le=len(SYSTEMS))]],
        Field(description="parts of the real system that the question is about", max_length=26),
        Allowed(f"a list of whole numbers from 1 to {len(SYSTEMS)}"),
    ] = []
    changes: Annotated[
        list[Change], Field(description="what `placesim answer` also runs changed", max_length=20)
    ] = []
    finding: Annotated[
        list[Claim], Field(description="what was found, to be confirmed", max_length=20)
    ] = []
    start_date: Annotated[Date, Field(description="day 0 of the run")] = date(2026, 1, 1)
    horizon_days: (
        Annotated[
            float,
            Field(
                description="length of the run in days; or give horizon_years",
                gt=0,
                le=100 * DAYS_PER_YEAR,
            ),
        ]
        | None
    ) = None
    horizon_years: (
        Annotated[
            float, Field(description="length of the run in years of 365.25 days", gt=0, le=100)
        ]
        | None
    ) = None
    seed: Annotated[
        int,
        Field(description="the number that fixes all luck", ge=0, lt=2**63),
        Allowed("a whole number, 0 or more"),
    ] = 2026
    replications: Annotated[
        int,
        Field(description="how many times the run is repeated with fresh luck", ge=1, le=10_000),
    ] = 5
    results: Annotated[Window, Field(description="part of the run that results are read over")] = (
        Window()
    )
    primary_outcome: Annotated[
        str,
        Field(description="the outcome that policies are judged by first"),
        Allowed("the name of an outcome"),
    ] = "left_without_starting_share"
    sites: Annotated[
        list[Site],
        Field(description="prisons and probation regions", min_length=1, max_length=2_000),
    ]
    programmes: Annotated[
        list[Programme], Field(description="group programmes", max_length=100)
    ] = []
    circles: Annotated[
        Circles | None, Field(description="Circles of Support and Accountability; none if left out")
    ] = None
    assessment: Annotated[
        Assessment | None, Field(description="what stands between arrival and joining a list")
    ] = None
    staff: Annotated[
        Staffing | None, Field(description="grades of staff, where sites have posts by grade")
    ] = None
    transfers: Annotated[
        Transfers | None,
        Field(description="men move to where their programme is delivered; none if left out"),
    ] = None
    parole: Annotated[Parole | None, Field(description="the Parole Board")] = None
    licence: Annotated[
        Licence | None,
        Field(description="recall and MAPPA after release; nobody is recalled if left out"),
    ] = None
    mortality: Annotated[Mortality | None, Field(description="deaths; nobody dies if left out")] = (
        None
    )
    reoffending: Annotated[
        Reoffending | None, Field(description="reoffending after release; not followed if left out")
    ] = None
    beliefs: Annotated[
        list[Belief],
        Field(description="opinions about what programmes and circles do", max_length=50),
    ] = []
    first_conviction: Annotated[
        FirstConviction | None,
        Field(description="first conviction of upstream people; not followed if left out"),
    ] = None
    cohorts: Annotated[
        list[Cohort],
        Field(description="people charted beside everybody, everybody always first", max_length=50),
    ] = []
    costs: Annotated[
        Costs | None, Field(description="prices, read off the log; nothing is costed if left out")
    ] = None
    population: Annotated[Population, Field(description="who comes")]
    community_after_release: Annotated[
        Delay | None,
        Field(description="released men without the programme join the community list after this"),
    ] = None
    policies: Annotated[
        list[Annotated[Policy, BeforeValidator(name_is_policy)]],
        Field(
            description="allocation policies, compared with the first of them; "
            "a bare name is an order with the defaults",
            min_length=1,
            max_length=100,
        ),
    ] = [Policy(id="first_come", order="first_come")]
    backcast: Annotated[
        list[Target],
        Field(description="published figures that the scenario is held against", max_length=200),
    ] = []
    figures: Annotated[dict[str, Figure], Field(exclude=True, description="filled in")] = {}

    @model_validator(mode="before")
    @classmethod
    def _set_sources_aside(cls, data: Any) -> Any:
        """Any number may be written `{value, low, high, source, label}`: keep both apart."""
        if not isinstance(data, dict) or "figures" in data or is_figure(data):
            return data
        plain, figures = split_figures(data)
        return {**plain, "figures": figures} if figures else plain

    @field_validator("sites", "programmes", "beliefs", "policies", "cohorts", "changes", "backcast")
    @classmethod
    def _ids_differ(cls, items: list[Any], info: Any) -> list[Any]:
        _unique(items, info.field_name)
        return items

    @model_validator(mode="after")
    def _one_horizon(self) -> Self:
        if (self.horizon_days is None) == (self.horizon_years is None):
            raise ValueError("give horizon_days or horizon_years, one of them")
        _unique(self.population.streams, "streams")
        return self

    @property
    def horizon(self) -> float:
        """Length of the run in days: the run is `[0, horizon)`."""
        if self.horizon_days is not None:
            return self.horizon_days
        assert self.horizon_years is not None  # noqa: S101 -- _one_horizon saw to it
        return self.horizon_years * DAYS_PER_YEAR

    def day(self, moment: date | float) -> float:
        """Return a moment of this scenario as days from its start date."""
        return day_of(moment, self.start_date) if isinstance(moment, date) else float(moment)

    @property
    def window(self) -> tuple[float, float]:
        """The part of the run that results are read over, in days."""
        to = self.horizon if self.results.to is None else self.day(self.results.to)
        return self.day(self.results.from_), to

    def measured(self, target: Target) -> tuple[float, float]:
        """Return the part of the run that a published figure is about, in days."""
        if target.on is not None:
            return self.day(target.on), self.day(target.on)
        start, end = self.window
        since = start if target.from_ is None else self.day(target.from_)
        return since, end if target.to is None else self.day(target.to)

    @property
    def circling(self) -> bool:
        """Tell whether men are referred for circles, or their volunteers come and go."""
        circles = self.circles
        return circles is not None and bool(circles.referral or circles.volunteers)

    @property
    def upstream(self) -> bool:
        """Whether anybody comes before any conviction, as far as the file says so."""
        streams = self.population.streams
        return self.first_conviction is not None or any(
            stream.kind == "upstream" for stream in streams
        )

    @property
    def reoffences(self) -> tuple[str, ...]:
        """Causes of reoffending told apart, and `proven` where convictions are dated."""
        after = self.reoffending
        if after is None:
            return ()
        return (*after.cause_names, *((PROVEN,) if after.conviction_days is not None else ()))

    @property
    def belief_ids(self) -> tuple[str, ...]:
        return tuple(belief.id for belief in self.beliefs)

    @property
    def scope(self) -> Scope:
        """What it has that brings outcomes of its own."""
        return Scope(
            beliefs=self.belief_ids,
            costed=self.costs is not None,
            upstream=self.upstream,
            reoffences=self.reoffences,
            circling=self.circling,
            licence=self.licence is not None,
            board=self.parole is not None and self.parole.is_told,
            voluntary=any(each.voluntary for each in self.programmes),
        )
