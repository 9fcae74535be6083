"""Who may stand on which list: programme rules, the low-risk rule, and the circle criteria.

A policy can switch the low-risk and circle rules; it can never put a man on a list that the
programme's own rules keep him from. Where and when he stands on it is `sim.rules.placement`.
"""

from collections.abc import Collection
from dataclasses import replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Codes, Flags
from sim.policies.expressions import LASTING_FACTS, parsed
from sim.population.facts import has_need, is_upstream, lasting_facts
from sim.population.people import Came, People
from sim.scenario.policy import CircleRule, Policy
from sim.scenario.provision import Programme
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Need
from sim.words.kinds import NOBODY

Matrix = NDArray[np.bool_]
"""A row a person, a column a programme in order of code."""


def ordered_programmes(scenario: Scenario) -> list[Programme]:
    """Return the programmes by code, whatever their order in the file."""
    return sorted(scenario.programmes, key=lambda each: each.id)


def suits(
    programme: Programme, policy: Policy, people: People, tag_names: tuple[str, ...] = ()
) -> Flags:
    """Return for whom a programme is meant under a policy, whatever he has already done."""
    bands = {Band[name.upper()] for name in programme.bands}
    if policy.low_risk == "excluded":
        bands -= {Band.LOW}
    elif programme.low_risk_may_join:
        bands |= {Band.LOW}
    allowed = _among(Band, bands, people.band)
    for rule, flag in (
        (programme.denial, people.denial),
        (programme.learning_disability, people.learning_disability),
        (programme.internet_only, people.internet_only),
        (programme.upstream, is_upstream(people)),
    ):
        if rule != "accepted":
            allowed &= flag if rule == "only" else ~flag
    if programme.need is not None:
        allowed &= _among(Need, {Need[name.upper()] for name in programme.need}, people.need)
    if programme.needs:
        needed = [has_need(people, tag_names, name) for name in programme.needs]
        allowed &= np.logical_or.reduce(needed)
    if programme.eligible is not None:
        allowed &= _holds(programme.eligible, people, tag_names)
    return allowed


def _among(kind: type[IntEnum], wanted: Collection[IntEnum], codes: Codes) -> Flags:
    """Return whose code is among those wanted."""
    among: Flags = np.array([each in wanted for each in kind])[codes]
    return among


def _holds(text: str, people: People, tag_names: tuple[str, ...]) -> Flags:
    """Return of whom an expression holds; a need that nobody is said to have is a no."""
    expression = parsed(text, LASTING_FACTS)
    facts = lasting_facts(people, tag_names)
    nobody = np.zeros(len(people), bool)
    known = {name: facts.get(name, nobody) for name in expression.names}
    return expression.holds(known, rows=len(people))


def may_join(
    programme: Programme, policy: Policy, people: People, tag_names: tuple[str, ...] = ()
) -> Flags:
    """Return who is eligible for a programme under a policy and has not done his before day 0."""
    return suits(programme, policy, people, tag_names) & ~people.completed_before


def done_before(
    scenario: Scenario, policy: Policy, people: People, tag_names: tuple[str, ...] = ()
) -> Matrix:
    """Return which programmes count as done before day 0.

    A man of the backlog who has done his programme has done what he would else be waiting for:
    whatever suits him and comes after nothing else.
    """
    done = np.zeros((len(people), len(scenario.programmes)), bool)
    if not people.completed_before.any():
        return done
    for code, programme in enumerate(ordered_programmes(scenario)):
        if not programme.after:
            suited = suits(programme, policy, people, tag_names)
            done[:, code] = people.completed_before & suited
    return done


def may_start_with(
    scenario: Scenario, policy: Policy, people: People, tag_names: tuple[str, ...] = ()
) -> Matrix:
    """Return which programmes each person may wait for on entry, dates and places aside.

    What comes after another programme is for those alone who had done that one before day 0.
    """
    ordered = ordered_programmes(scenario)
    codes = {programme.id: code for code, programme in enumerate(ordered)}
    waits = may_wait(scenario, policy, people, tag_names)
    done: Matrix | None = None
    for code, programme in enumerate(ordered):
        if programme.after:
            if done is None:
                done = done_before(scenario, policy, people, tag_names)
            waits[:, code] &= done[:, [codes[name] for name in programme.after]].any(axis=1)
    return waits


def may_wait(
    scenario: Scenario, policy: Policy, people: People, tag_names: tuple[str, ...] = ()
) -> Matrix:
    """Return which programmes each person may wait for by all rules but what was done, and when.

    Prerequisites, dates, settings and places are left aside. Whoever is named to one programme may
    wait for that and for what comes after another; a man named to one inside, for any outside.
    """
    ordered = ordered_programmes(scenario)
    outside = np.array([*(each.setting == "community" for each in ordered), False])
    named = people.waits_for
    waits = np.zeros((len(people), len(ordered)), bool)
    for code, programme in enumerate(ordered):
        allowed = suits(programme, policy, people, tag_names)
        if not programme.after:
            allowed &= ~people.completed_before
            free = (named == NOBODY) | (named == code)
            if programme.setting == "community":
                free |= ~outside[named] & (people.came != Came.LIST)
            allowed &= free
        waits[:, code] = allowed
    return waits


def may_wait_with_band(
    scenario: Scenario,
    policy: Policy,
    people: People,
    tag_names: tuple[str, ...],
    band: Band,
) -> Matrix:
    """Return the same if everybody were assessed at this band: for re-assessments."""
    return may_wait(
        scenario,
        policy,
        replace(people, band=np.full(len(people), band, np.int8)),
        tag_names,
    )


def meets_circle_criteria(people: People) -> Flags:
    """Return who meets the needs-led criteria: medium risk and above, and not internet-only."""
    result: Flags = (people.band >= Band.MEDIUM) & ~people.internet_only
    return result


def may_have_circle(policy: Policy, people: People, tag_names: tuple[str, ...] = ()) -> Flags:
    """Return who may ask for a circle. It is voluntary: only convicted men who want one ask."""
    asks = people.motivated & (people.home >= 0) & ~is_upstream(people)
    if isinstance(policy.circles, CircleRule):
        return asks & _holds(policy.circles.who, people, tag_names)
    return asks & meets_circle_criteria(people) if policy.circles == "needs_led" else asks
