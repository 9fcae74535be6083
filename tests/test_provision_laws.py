"""Laws of provision over drawn worlds in which everything is in use, and over any world at all.

`HYPOTHESIS_PROFILE=thorough` tries as many cases as the profile says; a case that fails is printed
as a scenario file.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.simulate import simulate
from sim.log.columns import digest
from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.policies.orders import Order
from sim.population.create import create_population
from sim.projections.rule_laws import broken_rules
from sim.rules import eligibility
from sim.scenario.people import Stream
from sim.scenario.provision import Site
from sim.scenario.schema import Scenario
from sim.testing import (
    EVERYTHING,
    any_order,
    as_tree,
    digest_of,
    scenarios,
    simulate_history,
    simulate_with_state,
    variants,
)
from sim.words.kinds import Kind
from tests import entry_checks, session_checks
from tests import provision_checks as checks
from tests.busy_world import Tree, busy
from tests.provision_checks import Check
from tests.provision_worlds import busy_worlds
from tests.test_laws import journeys

CI = settings().max_examples <= settings.get_profile("ci").max_examples


def at_most(examples: int) -> Callable[[Any], Any]:
    """Try so many cases where time is short, and as many as the profile says elsewhere."""
    return settings(max_examples=examples if CI else settings().max_examples)


def breaches(history: History) -> list[str]:
    policy = history.book.policies[0]
    return broken_laws(history, policy) + broken_rules(history, policy)


# -- the world as a whole ----------------------------------------------------------------------


@at_most(20)
@given(busy_worlds())
def test_every_law_and_every_rule_holds_where_provision_is_busy(scenario: Scenario) -> None:
    """Whatever is combined: no law is broken, and the log folded is the state the engine held."""
    history, state = simulate_with_state(scenario)

    assert breaches(history) == []
    assert fold(history).differences(state) == []


@at_most(12)
@given(scenarios(EVERYTHING))
def test_every_law_and_every_rule_holds_in_any_world(scenario: Scenario) -> None:
    for policy in scenario.policies:
        history, state = simulate_with_state(scenario, policy)

        assert breaches(history) == []
        assert fold(history).differences(state) == []


@at_most(10)
@given(busy_worlds(), any_order())
def test_no_order_however_strange_breaks_a_law_of_provision(
    scenario: Scenario, order: Order
) -> None:
    history = simulate_history(scenario, order=order)

    assert broken_laws(history, history.book.policies[0]) == []


@at_most(10)
@given(busy_worlds(), st.fractions(0, 1))
def test_a_shorter_run_is_the_beginning_of_a_longer_one(scenario: Scenario, part: float) -> None:
    day = max(float(part) * scenario.horizon, 1.0)
    long = simulate_history(scenario)
    short, state = simulate_with_state(variants.until(scenario, day))

    before = long.events.filter(pl.col("time") < day)
    assert before.equals(short.events, null_equal=True)
    assert fold(short).differences(state) == []


@at_most(10)
@given(busy_worlds(), st.randoms(use_true_random=False))
def test_the_order_of_sections_in_the_file_changes_nothing(scenario: Scenario, random: Any) -> None:
    """Sites, streams and grades in any order; programmes of one setting keep their preference."""
    tree = as_tree(scenario)
    for items in (tree["sites"], tree["population"]["streams"], *_grades(tree)):
        random.shuffle(items)
    tree["programmes"].sort(key=lambda each: each["setting"])

    shuffled = simulate_history(Scenario.model_validate(tree))
    assert digest_of(shuffled) == digest_of(simulate_history(scenario))


def _grades(tree: Tree) -> list[list[Tree]]:
    return [tree["staff"]["grades"]] if "staff" in tree else []


@at_most(8)
@given(busy_worlds())
def test_another_region_with_its_own_people_changes_nobody_elses_life(scenario: Scenario) -> None:
    """Its site and its people sort before all others, so that every code is another one."""
    alone = _lives(simulate_history(scenario))
    together = _lives(simulate_history(_with_a_region_far_away(scenario)))

    assert {each: together[each] for each in alone} == alone


def _lives(history: History) -> dict[str, list[tuple[object, ...]]]:
    """Return what happened to each person; the site that he asked for is a code, and left out."""
    asked = pl.col("kind") == int(Kind.TRANSFER_ASKED)
    value = pl.when(asked).then(None).otherwise("value").alias("value")
    return journeys(History(history.events.with_columns(value), history.people, history.book))


def _with_a_region_far_away(scenario: Scenario) -> Scenario:
    site: Tree = {"id": "a_region_far_away", "kind": "probation", "region": "far"}
    site["programmes"] = ["outside", "after_care"]
    site |= {"staff": {"lead": 3}} if scenario.staff else {"facilitators": 2}
    if scenario.assessment is not None and scenario.assessment.per_assessor_per_month is not None:
        site["assessors"] = 1
    stream = {
        "id": "a_people_far_away",
        "kind": "community",
        "sites": "a_region_far_away",
        "order_days": 300,
        "interarrival_days": 40,
        "backlog": {"people": 4},
    }
    return variants.with_site(scenario, Site.model_validate(site), Stream.model_validate(stream))


@at_most(8)
@given(busy_worlds("rules"))
def test_one_more_policy_on_the_same_people_changes_no_others_history(scenario: Scenario) -> None:
    mine = scenario.policies[0]
    other = mine.model_copy(update={"id": "other", "order": "lottery", "deprioritise": None})
    population = create_population(scenario, 0, Path())

    first = simulate(scenario, mine, population, 0)
    simulate(scenario, other, population, 0)
    again = simulate(scenario, mine, population, 0)
    assert digest(first.columns) == digest(again.columns)
    assert digest(first.columns) == digest_of(simulate_history(scenario))


# -- one promise each --------------------------------------------------------------------------


class Promise(NamedTuple):
    """What is promised, the features it takes, and what is set so that it can be checked."""

    check: Check
    features: Sequence[str]
    policy: Tree
    change: Callable[[Tree], None] = lambda _: None


def of_one_length(tree: Tree) -> None:
    for programme in tree["programmes"]:
        for name in ("sessions", "calendar", "one_to_one", "cancelled_share"):
            programme.pop(name, None)
        programme["duration_days"] = 60


def moved_in_turn(tree: Tree) -> None:
    steps = [{"from": 0, "value": 1}, {"from": 200, "value": 3}]
    tree["transfers"] |= {"per_month": steps, "delay_days": 14, "who": "first_choice"}


def few_assessors(tree: Tree) -> None:
    tree["assessment"]["per_assessor_per_month"] = 3
    for site in tree["sites"]:
        site.setdefault("assessors", 1)


AGEING = {"order": {"kind": "ageing", "then": "highest_risk", "after_days": 60}, "where": []}
SHARES = {"staff": {"kind": "fixed_shares", "shares": {"basic": 0.5, "outside": 0.25}}}

PROMISES: Sequence[Promise] = (
    Promise(
        checks.nobody_is_overtaken_once_he_has_waited_long, ["rules"], AGEING | {"reserve": []}
    ),
    Promise(
        checks.reserved_places_go_to_those_they_are_kept_for,
        ["rules"],
        {"reserve": [{"who": "denial", "share": 0.5}]},
    ),
    Promise(
        checks.who_is_set_aside_is_who_the_rule_says,
        ["rules"],
        {"deprioritise": {"who": "denial", "from": 100}},
    ),
    Promise(checks.shares_of_staff_are_not_exceeded, ["rules"], SHARES),
    Promise(checks.a_group_below_its_maximum_was_held_open, ["filling"], {}),
    Promise(checks.chairs_are_filled_only_early_in_the_course, ["filling"], {}, of_one_length),
    Promise(session_checks.no_group_ends_on_a_day_without_a_session, ["calendars"], {}),
    Promise(session_checks.as_many_sessions_are_held_as_planned, ["calendars"], {}),
    Promise(entry_checks.nobody_joins_before_his_window_opens, ["timing"], {}),
    Promise(entry_checks.nobody_is_moved_before_he_asked, ["transfers"], {}, moved_in_turn),
    Promise(entry_checks.no_more_are_moved_than_a_month_allows, ["transfers"], {}, moved_in_turn),
    Promise(
        entry_checks.assessors_are_never_more_than_those_in_post, ["assessment"], {}, few_assessors
    ),
)


@pytest.mark.parametrize(
    "promise", PROMISES, ids=[promise.check.__name__.replace("_", " ") for promise in PROMISES]
)
def test_a_promise_of_provision_is_kept_whatever_else_is_in_use(promise: Promise) -> None:
    @at_most(6)
    @given(busy_worlds(*promise.features))
    def kept(scenario: Scenario) -> None:
        tree = as_tree(scenario)
        tree["policies"][0] |= promise.policy
        promise.change(tree)
        changed = Scenario.model_validate(tree)
        assert promise.check(changed, simulate_history(changed)) == []

    kept()


@at_most(15)
@given(busy_worlds(only=("eras", "prerequisites")))
def test_nobody_is_lost_when_a_list_closes(scenario: Scenario) -> None:
    """Every closing finds all who waited another list, if anything on offer there takes them."""
    found = entry_checks.nobody_is_lost_when_a_list_closes(scenario, simulate_history(scenario))
    assert found == []


# -- the true band -----------------------------------------------------------------------------


def of_true_bands(scenario: Scenario) -> tuple[str, str]:
    """Return what is allocated to people, and to the same people with other true bands."""
    population, policy = create_population(scenario, 0, Path()), scenario.policies[0]
    people = population.people
    other = replace(people, true_band=((people.true_band + 1) % 4).astype(np.int8))
    return (
        digest(simulate(scenario, policy, population, 0).columns),
        digest(simulate(scenario, policy, replace(population, people=other), 0).columns),
    )


@at_most(8)
@given(busy_worlds("assessment", "rules"))
def test_the_true_band_never_moves_an_allocation(scenario: Scenario) -> None:
    """Whoever allocates knows the band as assessed and no other."""
    mine, others = of_true_bands(scenario)
    assert mine == others


def test_a_rule_that_knew_the_true_band_would_be_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = eligibility.suits

    def knowing(programme: Any, policy: Any, people: Any, *rest: Any) -> Any:
        return right(programme, policy, replace(people, band=people.true_band), *rest)

    monkeypatch.setattr(eligibility, "suits", knowing)
    mine, others = of_true_bands(Scenario.model_validate(busy()))
    assert mine != others
