"""What is scarce: sites with staff, programmes with groups."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from sim.scenario.composition import Composition, LastingExpression
from sim.scenario.numbers import (
    Date,
    Days,
    Distribution,
    Id,
    Moment,
    NotNegative,
    Share,
    Steps,
    Strict,
    Text,
)
from sim.scenario.voluntary import Voluntary
from sim.scenario.volunteers import CirclesAtSite
from sim.words.days import DAYS_PER_WEEK

BandName = Literal["low", "medium", "high", "very_high"]
NeedName = Literal["low", "medium", "high"]
Rule = Literal["accepted", "excluded", "only"]
MOST_CANCELLED = 0.95
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Site(Strict):
    """A prison or a probation region: its facilitators, and what it delivers."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    kind: Annotated[Literal["prison", "probation"], Field(description="prison or probation region")]
    region: Annotated[Id | None, Field(description="for grouping in reports")] = None
    mappa_area: Annotated[Id | None, Field(description="for grouping in reports")] = None
    facilitators: Annotated[
        Steps, Field(validate_default=True, description="facilitators in post, over time")
    ] = 0  # type: ignore[assignment]  # the validator turns the number into one step
    staff: Annotated[
        dict[Id, Steps] | None,
        Field(description="instead of facilitators: posts of each grade of `staff`, over time"),
    ] = None
    treatment_managers: Annotated[
        Steps | None, Field(description="treatment managers; no limit if left out")
    ] = None
    assessors: Annotated[
        Steps | None, Field(description="assessors in post; no limit if left out")
    ] = None
    places: Annotated[
        dict[Id, Steps],
        Field(description="places of each bed-type programme (`delivery: places`), over time"),
    ] = {}
    groups_per_facilitator: Annotated[
        int, Field(ge=1, le=20, description="groups a facilitator may carry at one time")
    ] = 1
    programmes: Annotated[list[Id], Field(description="programmes delivered here")] = []
    opens: Annotated[
        dict[Id, Moment], Field(description="programmes delivered here only from a day on")
    ] = {}
    closes: Annotated[
        dict[Id, Moment],
        Field(description="programmes that start no group here from a day on; those under way end"),
    ] = {}
    circles: Annotated[
        CirclesAtSite | None, Field(description="circle places here; only at a probation site")
    ] = None


class Group(Strict):
    """A closed group: it starts with between `minimum` and `maximum` people and admits no more."""

    minimum: Annotated[int, Field(description="fewest people a group starts with", ge=1, le=1_000)]
    maximum: Annotated[int, Field(description="most people a group starts with", ge=1, le=1_000)]
    hold_open_days: Annotated[
        Days,
        Field(description="how long a group that could start waits to be filled to the maximum"),
    ] = 0.0
    fill_until_share: Annotated[
        Share,
        Field(description="a chair that falls empty before this share of the course is filled"),
    ] = 0.0
    composition: Annotated[
        Composition | None, Field(description="who may sit with whom; anybody if left out")
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is above maximum {self.maximum}")
        return self


class Eligibility(Strict):
    """When in a sentence a programme takes people: not too early."""

    days: Annotated[float, Field(gt=0, description="within so many days before it", le=36_525)]
    before: Annotated[
        Literal["release", "parole", "order_end"],
        Field(
            description="before the release date; the parole eligibility, tariff or next review; "
            "or the end of the order or licence"
        ),
    ] = "release"


class Calendar(Strict):
    """When sessions are held: the days of the week, less holidays and what is cancelled."""

    weekdays: Annotated[
        list[Weekday], Field(min_length=1, max_length=7, description="days with a session")
    ]
    holidays: Annotated[
        list[Date], Field(description="dates without a session", max_length=5_000)
    ] = []
    bank_holidays: Annotated[
        bool, Field(description="no session on bank holidays of England and Wales")
    ] = False
    closed_from: Annotated[
        str | None,
        Field(description="every year closed from MM-DD", pattern=r"^\d\d-\d\d$"),
    ] = None
    closed_to: Annotated[
        str | None, Field(description="every year closed to MM-DD", pattern=r"^\d\d-\d\d$")
    ] = None
    catch_up_per_week: Annotated[
        int, Field(ge=0, le=7, description="further sessions a week that make up cancelled ones")
    ] = 0

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(set(self.weekdays)) < len(self.weekdays):
            raise ValueError("a weekday is named twice")
        if (self.closed_from is None) != (self.closed_to is None):
            raise ValueError("give closed_from and closed_to, or neither")
        for text in (self.closed_from, self.closed_to):
            if text is not None:
                try:
                    date.fromisoformat(f"2000-{text}")
                except ValueError:
                    raise ValueError(f"`{text}` is no day of the year; write MM-DD") from None
        return self


class OneToOne(Strict):
    """Sessions for each man by himself beside the group's, by the group's own facilitators."""

    sessions: Annotated[float, Field(gt=0, le=1_000, description="one-to-one sessions a man")]
    per_week: Annotated[
        float, Field(gt=0, le=100, description="such sessions held in a week, all men together")
    ]


class Programme(Strict):
    """A programme: for whom, how delivered, how long. Nothing but this tells one from another."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    setting: Annotated[Literal["prison", "community"], Field(description="where it is delivered")]
    delivery: Annotated[
        Literal["groups", "rolling", "one_to_one", "places"],
        Field(
            description="closed groups; rolling groups that people join at any time; one man at a "
            "time; or places (beds) for a long stay"
        ),
    ] = "groups"
    from_: Annotated[Moment | None, Field(alias="from", description="offered from this day on")] = (
        None
    )
    until: Annotated[
        Moment | None,
        Field(description="offered until this day; groups under way go on under their own rules"),
    ] = None
    bands: Annotated[list[BandName], Field(min_length=1, description="bands it is for")]
    need: Annotated[
        list[NeedName] | None, Field(min_length=1, description="levels of need; any if left out")
    ] = None
    needs: Annotated[
        list[Id], Field(description="takes people who have one of these needs; any if left out")
    ] = []
    eligible: Annotated[
        LastingExpression | None, Field(description="further condition over lasting facts")
    ] = None
    after: Annotated[
        list[Id], Field(description="only after completing one of these programmes")
    ] = []
    window: Annotated[
        Eligibility | None, Field(description="not earlier than so long before release")
    ] = None
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
    upstream: Annotated[
        Rule, Field(description="people who come before any conviction (`upstream` streams)")
    ] = "excluded"
    group: Annotated[
        Group,
        Field(
            validate_default=True,
            description="size of a group; left out for one-to-one work and for places",
        ),
    ] = None  # type: ignore[assignment]  # the validator turns nothing into a group of one
    facilitators: Annotated[int, Field(ge=0, le=1_000, description="facilitators a group needs")]
    load: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            description="what one group takes of a facilitator who is counted as carrying one; "
            "less than 1 for one-to-one work",
        ),
    ] = 1.0
    leads: Annotated[
        int, Field(ge=0, le=10, description="facilitators in each group who may lead")
    ] = 1
    when_staff_short: Annotated[
        Literal["pause", "carry_on", "stop"],
        Field(description="what a group does that loses a facilitator nobody can replace"),
    ] = "pause"
    calendar: Annotated[
        Calendar | None,
        Field(description="days of the sessions, instead of sessions_per_week"),
    ] = None
    one_to_one: Annotated[
        OneToOne | None, Field(description="one-to-one sessions beside the group's")
    ] = None
    dose_share: Annotated[
        dict[BandName, Annotated[float, Field(gt=0, le=1)]],
        Field(description="share of the course that men of a band attend; all of it if left out"),
    ] = {}
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
    drop_out_share: Annotated[
        Share, Field(description="share of those who start that drop out of their own accord")
    ] = 0.0
    drop_out_over: Annotated[
        list[NotNegative],
        Field(description="weights of equal parts of the course; even if left out", max_length=100),
    ] = []
    minimum_days_left: Annotated[
        Days, Field(description="a man with no more time left than this leaves the list")
    ] = 0.0
    at_release: Annotated[
        Literal["leave", "stay_to_finish"],
        Field(description="what a man does who is released during the programme"),
    ] = "leave"
    voluntary: Annotated[
        Voluntary | None,
        Field(description="who goes on, or comes back, once his order or licence has ended"),
    ] = None

    @field_validator("group", mode="before")
    @classmethod
    def _one_where_nobody_sits_together(cls, group: Any, info: ValidationInfo) -> Any:
        """Stand in for a group left out where it can only be one man, and ask for it elsewhere."""
        if group is not None:
            return group
        if info.data.get("delivery") in ("groups", "rolling"):
            raise PydanticKnownError("missing")
        return Group(minimum=1, maximum=1)

    @model_validator(mode="after")
    def _one_way_to_say_how_long(self) -> Self:
        pace = [each is not None for each in (self.sessions_per_week, self.calendar)]
        by_sessions = self.sessions is not None and sum(pace) == 1
        if (self.duration_days is None) != by_sessions or (
            self.duration_days is not None and (self.sessions is not None or any(pace))
        ):
            raise ValueError(
                "give duration_days, or sessions and sessions_per_week, or sessions and calendar"
            )
        if self.one_to_one is not None and not by_sessions:
            raise ValueError("one_to_one goes with sessions, and this programme has duration_days")
        return self

    @model_validator(mode="after")
    def _delivered_as_it_can_be(self) -> Self:
        alone = self.delivery in ("one_to_one", "places")
        if alone and self.group.maximum > 1:
            raise ValueError(f"delivery `{self.delivery}` is for one man; leave out `group`")
        if self.delivery != "groups" and (self.group.hold_open_days or self.group.fill_until_share):
            raise ValueError("hold_open_days and fill_until_share are for delivery `groups`")
        if self.delivery == "rolling" and (
            self.calendar is not None or self.one_to_one is not None
        ):
            raise ValueError(
                "in a rolling group everybody has a course of his own: say how long it is by "
                "duration_days, or by sessions and sessions_per_week; calendar and one_to_one are "
                "for delivery `groups`"
            )
        if self.calendar is not None and self.cancelled_share > MOST_CANCELLED:
            raise ValueError(
                f"with a calendar, cancelled_share is at most {MOST_CANCELLED}: "
                "a course with more lost has no end"
            )
        if self.drop_out_over and sum(self.drop_out_over) <= 0:
            raise ValueError("the weights of drop_out_over add up to 0")
        return self

    @model_validator(mode="after")
    def _voluntary_where_it_can_be(self) -> Self:
        if self.voluntary is not None and self.setting != "community":
            raise ValueError("voluntary is for programmes in the community; leave it out here")
        if self.voluntary is not None and self.at_release != "leave":
            raise ValueError(
                "voluntary says who stays when supervision ends; leave out at_release, which "
                "would keep everybody"
            )
        return self

    @property
    def session_days(self) -> float | None:
        """Days that the sessions take at their weekly pace, cancelled ones made up; or `None`."""
        if self.sessions is None or self.sessions_per_week is None:
            return None
        held_per_week = self.sessions_per_week * (1 - self.cancelled_share)
        return self.sessions / held_per_week * DAYS_PER_WEEK
