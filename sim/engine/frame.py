"""The scenario as the engine wants it: codes for names, terms of provisions, plans of capacity."""

from collections.abc import Callable
from math import floor
from typing import Any

from sim.engine.noted import licence_note, parole_note, question_note
from sim.engine.priced import costs_note
from sim.engine.targeted import target_notes
from sim.engine.terms import Terms, terms_of
from sim.log.history import (
    Book,
    CohortNote,
    GradeNote,
    Origin,
    PolicyNote,
    ProvisionNote,
    SiteNote,
)
from sim.policies.library import order_from
from sim.policies.sharing import sharing_from
from sim.population.facts import tag_names
from sim.scenario.beliefs import priors
from sim.scenario.circles import Circles
from sim.scenario.numbers import Step
from sim.scenario.people import Population
from sim.scenario.policy import Policy
from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario

CIRCLE_NAME = "Circle of Support and Accountability"
BY_RULE = "by_rule"
LENGTHS_AT_A_TIME = 256
ALMOST = 1e-9  # so that 3 posts x 1/3 is a whole unit


def ordered_sites(scenario: Scenario) -> list[Site]:
    """Return the sites; a code is a place in this list, whatever their order in the file."""
    return sorted(scenario.sites, key=lambda site: site.id)


Plan = list[tuple[float, int]]
"""Capacity over time: (day, units), from day 0, in order."""


def facilitator_plan(scenario: Scenario, site: Site) -> Plan:
    """Return how many units of group work a site's facilitators can carry, over time."""
    each = site.groups_per_facilitator
    return _plan(scenario, [site.facilitators], lambda posts: floor(posts[0] * each + ALMOST))


def manager_plan(scenario: Scenario, site: Site) -> Plan | None:
    """Return how many groups a site's treatment managers can supervise; `None` for any number."""
    if site.treatment_managers is None or scenario.staff is None:
        return None
    span = scenario.staff.groups_per_manager
    if span is None:
        return None
    return _plan(scenario, [site.treatment_managers], lambda posts: floor(posts[0] * span + ALMOST))


def place_plan(scenario: Scenario, steps: list[Step]) -> Plan:
    """Return the places (beds) of a bed-type programme at a site, over time."""
    return _plan(scenario, [steps], lambda places: floor(places[0] + ALMOST))


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


def recruits(scenario: Scenario, site: Site) -> bool:
    """Tell whether the volunteers of a site are people who come and go."""
    terms, here = scenario.circles, site.circles
    if terms is None or terms.volunteers is None or here is None:
        return False
    return here.volunteers is not None and site.kind == "probation"


def coordinator_plan(scenario: Scenario, site: Site) -> Plan:
    """Return the circles that a site's coordinators can carry, over time."""
    circles, terms = site.circles, scenario.circles
    if circles is None or terms is None or circles.coordinators is None:
        return [(0.0, 0)]
    return _plan(
        scenario,
        [circles.coordinators],
        lambda people: floor(people[0] * terms.circles_per_coordinator + ALMOST),
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
    returns = None if scenario.reoffending is None else scenario.reoffending.returns
    programmes = {programme.id: programme for programme in scenario.programmes}
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
                id=site.id,
                name=site.name or site.id,
                kind=site.kind,
                region=site.region,
                groups_per_facilitator=site.groups_per_facilitator,
                mappa_area=site.mappa_area,
                team=site.staff is not None,
                programmes=tuple(sorted(site.programmes)),
                circle_room=_circle_room(scenario, site),
                rules=_site_rules(site),
            )
            for site in ordered_sites(scenario)
        ),
        provisions=tuple(
            _provision_note(terms, programmes.get(terms.id), scenario.circles)
            for terms in terms_of(scenario)
        ),
        beliefs=tuple((belief.id, belief.name or belief.id) for belief in scenario.beliefs),
        policies=tuple(_policy_note(policy) for policy in policies),
        people=_origin(scenario.population),
        listed_file=None if listed is None else listed.file,
        grades=tuple(
            GradeNote(
                id=grade.id,
                name=grade.name or grade.id,
                may_lead=grade.may_lead,
                programmes=None if grade.programmes is None else tuple(grade.programmes),
                groups_each=grade.groups_each,
            )
            for grade in sorted(
                scenario.staff.grades if scenario.staff else (), key=lambda each: each.id
            )
        ),
        needs=tag_names(scenario),
        need_from=scenario.population.need_from.cuts,
        upstream=scenario.upstream,
        reoffences=scenario.reoffences,
        returns_under=None if returns is None else returns.under,
        returns_licence_days=0.0 if returns is None else returns.licence_days,
        priors=priors(scenario.beliefs),
        cohorts=tuple(
            CohortNote(
                id=cohort.id,
                name=cohort.name or cohort.id,
                who=cohort.who,
                regions=tuple(cohort.regions),
                mappa_areas=tuple(cohort.mappa_areas),
                streams=tuple(cohort.streams),
                attributes=tuple(sorted(cohort.attributes.items())),
            )
            for cohort in scenario.cohorts
        ),
        parole=parole_note(scenario),
        licence=licence_note(scenario),
        costs=costs_note(scenario),
        targets=target_notes(scenario),
        asks=question_note(scenario),
    )


def _site_rules(site: Site) -> dict[str, Any]:
    """Return when a site's provision opens and closes, and its planned posts; only what is said."""
    said = {"opens", "closes", "staff", "treatment_managers", "assessors"}
    dumped = site.model_dump(mode="json", by_alias=True, include=said)
    return {name: value for name, value in dumped.items() if value}


def _circle_room(scenario: Scenario, site: Site) -> tuple[tuple[float, float], ...]:
    """Return the room of coordinators where volunteers are people; else nothing."""
    if not recruits(scenario, site):
        return ()
    return tuple((day, float(room)) for day, room in coordinator_plan(scenario, site))


def _circle_rules(circles: Circles | None) -> dict[str, Any]:
    """Return what is said of referral and of volunteers as people; nothing if neither is used."""
    if circles is None or (circles.referral is None and circles.volunteers is None):
        return {}
    return circles.model_dump(mode="json", by_alias=True)


def _provision_note(
    terms: Terms, programme: Programme | None, circles: Circles | None
) -> ProvisionNote:
    circle = programme is None
    return ProvisionNote(
        id=terms.id,
        name=CIRCLE_NAME if programme is None else programme.name or programme.id,
        kind="circle" if circle else "programme",
        setting="prison" if terms.setting == "prison" else "community",
        facilitators=terms.facilitators,
        minimum=terms.minimum,
        maximum=terms.maximum,
        bands=() if programme is None else tuple(programme.bands),
        delivery=terms.delivery,
        load=terms.load,
        own_places=terms.own_places,
        late_entry=terms.fill_until_share > 0,
        minimum_days_left=terms.minimum_days_left,
        volunteers=circles.whole_volunteers
        if programme is None and circles is not None and circles.volunteers is not None
        else 0,
        rules=_circle_rules(circles)
        if programme is None
        else programme.model_dump(mode="json", by_alias=True),
    )


def _origin(population: Population) -> Origin:
    if population.listed is None:
        return "synthetic"
    return "both" if population.streams else "listed"


def _policy_note(policy: Policy) -> PolicyNote:
    rules = policy.model_dump(mode="json", by_alias=True)
    order = order_from(rules["order"])
    return PolicyNote(
        id=policy.id,
        name=policy.name or policy.id,
        order=order.name,
        order_version=order.version,
        order_says=order.says,
        low_risk=policy.low_risk,
        circles=policy.circles if isinstance(policy.circles, str) else BY_RULE,
        rules=rules,
        staff_says=sharing_from(rules["staff"]).says,
    )
