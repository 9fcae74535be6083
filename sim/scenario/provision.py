"""What is scarce: sites with staff, programmes with groups, circles with places."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Days, Distribution, Id, Positive, Share, Steps, Strict, Text
from sim.words.days import DAYS_PER_WEEK

BandName = Literal["low", "medium", "high", "very_high"]
Rule = Literal["accepted", "excluded"]


class CirclesAtSite(Strict):
    """Circle places at a probation site: given, or what volunteers and coordinators allow."""

    places: Annotated[
        Steps | None, Field(description="circles that can run at one time, over time")
    ] = None
    volunteers: Annotated[Steps | None, Field(description="trained volunteers, over time")] = None
    coordinators: Annotated[Steps | None, Field(description="coordinators in post, over time")] = (
        None
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = {name for name in ("places", "volunteers", "coordinators") if getattr(self, name)}
        if given not in ({"places"}, {"volunteers", "coordinators"}):
            raise ValueError("give places, or volunteers and coordinators")
        return self


class Site(Strict):
    """A prison or a probation region: its facilitators, and what it delivers."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    kind: Annotated[Literal["prison", "probation"], Field(description="prison or probation region")]
    region: Annotated[Id | None, Field(description="for grouping in reports")] = None
    facilitators: Annotated[
        Steps, Field(validate_default=True, description="facilitators in post, over time")
    ] = 0  # type: ignore[assignment]  # the validator turns the number into one step
    groups_per_facilitator: Annotated[
        int, Field(ge=1, le=20, description="groups a facilitator may carry at one time")
    ] = 1
    programmes: Annotated[list[Id], Field(description="programmes delivered here")] = []
    circles: Annotated[
        CirclesAtSite | None, Field(description="circle places here; only at a probation site")
    ] = None


class Group(Strict):
    """A closed group: it starts with between `minimum` and `maximum` people and admits no more."""

    minimum: Annotated[int, Field(description="fewest people a group starts with", ge=1, le=1_000)]
    maximum: Annotated[int, Field(description="most people a group starts with", ge=1, le=1_000)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is above maximum {self.maximum}")
        return self


class Programme(Strict):
    """A group programme: for whom, how delivered, how long."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    setting: Annotated[Literal["prison", "community"], Field(description="where it is delivered")]
    bands: Annotated[list[BandName], Field(min_length=1, description="bands it is for")]
    low_risk_may_join: Annotated[
        bool, Field(description="where low-risk men go under a policy that admits them")
    ] = False
    denial: Annotated[Rule, Field(description="people who deny the offence")] = "accepted"
    learning_disability: Annotated[Rule, Field(description="people with a learning disability")] = (
        "accepted"
    )
    internet_only: Annotated[
        Rule, Field(description="people convicted of internet offences only")
    ] = "accepted"
    group: Annotated[Group, Field(description="size of a closed group")]
    facilitators: Annotated[int, Field(ge=0, le=1_000, description="facilitators a group needs")]
    duration_days: Annotated[
        Distribution | None, Field(description="from first to last session")
    ] = None
    sessions: (
        Annotated[
            float,
            Field(
                description="with sessions_per_week, instead of duration_days",
                gt=0,
                le=1_000,
            ),
        ]
        | None
    ) = None
    sessions_per_week: (
        Annotated[float, Field(description="sessions held in a week", gt=0, le=14)] | None
    ) = None
    cancelled_share: Annotated[
        float, Field(description="share of sessions cancelled and made up later", ge=0, lt=1)
    ] = 0.0
    reports_days: Annotated[
        Days, Field(description="days that staff stay tied after the last session")
    ] = 0.0
    drop_out_share: Share = 0.0
    minimum_days_left: Annotated[
        Days, Field(description="a man with no more time left than this leaves the list")
    ] = 0.0
    at_release: Annotated[
        Literal["leave", "stay_to_finish"],
        Field(description="what a man does who is released during the programme"),
    ] = "leave"

    @model_validator(mode="after")
    def _one_way_to_say_how_long(self) -> Self:
        by_sessions = self.sessions is not None and self.sessions_per_week is not None
        some_sessions = self.sessions is not None or self.sessions_per_week is not None
        if (self.duration_days is None) != by_sessions or (
            some_sessions and self.duration_days is not None
        ):
            raise ValueError("give duration_days, or sessions and sessions_per_week")
        return self

    @property
    def session_days(self) -> float | None:
        """Days that the sessions take at their weekly pace, cancelled ones made up; or `None`."""
        if self.sessions is None or self.sessions_per_week is None:
            return None
        held_per_week = self.sessions_per_week * (1 - self.cancelled_share)
        return self.sessions / held_per_week * DAYS_PER_WEEK


class Circles(Strict):
    """Circles of Support and Accountability: one core member, some volunteers, a fixed length."""

    length_days: Annotated[Distribution, Field(description="length of a circle")]
    early_ending_share: Share = 0.0
    volunteers_per_circle: Annotated[
        Positive, Field(description="volunteers that a circle needs")
    ] = 4.0
    circles_per_coordinator: Annotated[
        Positive, Field(description="circles that a coordinator can carry")
    ] = 8.0
    referral_days: Annotated[
        Distribution,
        Field(validate_default=True, description="from release (or order) to joining the list"),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    gives_up_days: Annotated[
        Distribution | None, Field(description="days a man stays on the list; for ever if left out")
    ] = None
