"""The scenario as the engine wants it: codes for names, terms of provisions, plans of capacity."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor

from sim.log.history import Book, Origin, PolicyNote, ProvisionNote, SiteNote
from sim.policies.orders import order_called
from sim.population.sampling import sample
from sim.scenario.numbers import Distribution, Fixed, Step
from sim.scenario.people import Population
from sim.scenario.provision import Circles, Programme, Site
from sim.scenario.schema import Policy, Scenario
from sim.words.luck import Luck

CIRCLE = "circle"
LENGTHS_AT_A_TIME = 256
ALMOST = 1e-9  # so that 3 posts x 1/3 is a whole unit


@dataclass(frozen=True, slots=True)
class Terms:
    """What the engine must know to run one provision."""

    code: int
    id: str
    circle: bool
    setting: str
    minimum: int
    maximum: int
    need: int
    drop_out_share: float
    length: Distribution
    reports_days: float
    minimum_days_left: float
    stay_to_finish: bool


@dataclass(slots=True)
class Lengths:
    """Lengths of a list's groups: the n-th group is as long under every policy."""

    source: str
    length: Distribution
    luck: Luck
    drawn: list[float] = field(default_factory=list)

    def of(self, group: int) -> float:
        if isinstance(self.length, Fixed):
            return self.length.value
        while group >= len(self.drawn):
            draws = self.luck.block(self.source, "group length", len(self.drawn), LENGTHS_AT_A_TIME)
            self.drawn += sample(self.length, draws[:, 0]).tolist()
        return self.drawn[group]


def terms_of(scenario: Scenario) -> list[Terms]:
    """Return the terms of every provision; a code is a place in this list."""
    programmes = sorted(scenario.programmes, key=lambda each: each.id)
    found = [_programme(code, each) for code, each in enumerate(programmes)]
    if scenario.circles is not None:
        found.append(_circle(len(found), scenario.circles))
    return found


def _programme(code: int, programme: Programme) -> Terms:
    length = programme.duration_days
    if length is None:
        days = programme.session_days
        assert days is not None  # noqa: S101 -- the schema saw to it
        length = Fixed(kind="fixed", value=days)
    return Terms(
        code=code,
        id=programme.id,
        circle=False,
        setting=programme.setting,
        minimum=programme.group.minimum,
        maximum=programme.group.maximum,
        need=programme.facilitators,
        drop_out_share=programme.drop_out_share,
        length=length,
        reports_days=programme.reports_days,
        minimum_days_left=programme.minimum_days_left,
        stay_to_finish=programme.at_release == "stay_to_finish",
    )


def _circle(code: int, circles: Circles) -> Terms:
    return Terms(
        code=code,
        id=CIRCLE,
        circle=True,
        setting="community",
        minimum=1,
        maximum=1,
        need=1,
        drop_out_share=circles.early_ending_share,
        length=circles.length_days,
        reports_days=0.0,
        minimum_days_left=0.0,
        stay_to_finish=True,
    )


def ordered_sites(scenario: Scenario) -> list[Site]:
    """Return the sites; a code is a place in this list, whatever their order in the file."""
    return sorted(scenario.sites, key=lambda site: site.id)


Plan = list[tuple[float, int]]
"""Capacity over time: (day, units), from day 0, in order."""


def facilitator_plan(scenario: Scenario, site: Site) -> Plan:
    """Return how many units of group work a site's facilitators can carry, over time."""
    each = site.groups_per_facilitator
    return _plan(scenario, [site.facilitators], lambda posts: floor(posts[0] * each + ALMOST))


def circle_plan(scenario: Scenario, site: Site) -> Plan:
    """Return the circle places of a site: given, or what volunteers and coordinators allow."""
    circles, terms = site.circles, scenario.circles
    if circles is None or terms is None:
        return [(0.0, 0)]
    if circles.places is not None:
        return _plan(scenario, [circles.places], lambda places: floor(places[0] + ALMOST))
    assert circles.volunteers is not None  # noqa: S101 -- the schema saw to it
    assert circles.coordinators is not None  # noqa: S101 -- the schema saw to it
    return _plan(
        scenario,
        [circles.volunteers, circles.coordinators],
        lambda people: min(
            floor(people[0] / terms.volunteers_per_circle + ALMOST),
            floor(people[1] * terms.circles_per_coordinator + ALMOST),
        ),
    )


def _plan(scenario: Scenario, many: list[list[Step]], units: Callable[[list[float]], int]) -> Plan:
    days = sorted({0.0, *(max(0.0, scenario.day(step.from_)) for steps in many for step in steps)})
    plan: Plan = []
    for day in days:
        now = [_value_at(scenario, steps, day) for steps in many]
        capacity = units(now)
        if not plan or plan[-1][1] != capacity:
            plan.append((day, capacity))
    return plan


def _value_at(scenario: Scenario, steps: list[Step], day: float) -> float:
    value = 0.0
    for step in steps:
        if scenario.day(step.from_) <= day:
            value = step.value
    return value


def book_of(scenario: Scenario, policies: list[Policy]) -> Book:
    """Return the code book of a run: what a reader of its log must know of the scenario."""
    window_from, window_to = scenario.window
    listed = scenario.population.listed
    names = {programme.id: programme.name or programme.id for programme in scenario.programmes}
    bands = {programme.id: tuple(programme.bands) for programme in scenario.programmes}
    return Book(
        title=scenario.title,
        question=scenario.question or "",
        start_date=scenario.start_date,
        horizon_days=scenario.horizon,
        window_from_day=window_from,
        window_to_day=min(window_to, scenario.horizon),
        primary_outcome=scenario.primary_outcome,
        sites=tuple(
            SiteNote(
                site.id, site.name or site.id, site.kind, site.region, site.groups_per_facilitator
            )
            for site in ordered_sites(scenario)
        ),
        provisions=tuple(
            ProvisionNote(
                id=terms.id,
                name="Circle of Support and Accountability" if terms.circle else names[terms.id],
                kind="circle" if terms.circle else "programme",
                setting="prison" if terms.setting == "prison" else "community",
                facilitators=terms.need,
                minimum=terms.minimum,
                maximum=terms.maximum,
                bands=bands.get(terms.id, ()),
            )
            for terms in terms_of(scenario)
        ),
        beliefs=tuple((belief.id, belief.name or belief.id) for belief in scenario.beliefs),
        policies=tuple(_policy_note(policy) for policy in policies),
        people=_origin(scenario.population),
        listed_file=None if listed is None else listed.file,
    )


def _origin(population: Population) -> Origin:
    if population.listed is None:
        return "synthetic"
    return "both" if population.streams else "listed"


def _policy_note(policy: Policy) -> PolicyNote:
    order = order_called(policy.order)
    return PolicyNote(
        id=policy.id,
        name=policy.name or policy.id,
        order=order.name,
        order_version=order.version,
        order_says=order.says,
        low_risk=policy.low_risk,
        circles=policy.circles,
    )
