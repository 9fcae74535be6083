"""The laws of every history, on drawn worlds, under any policy and any order.

A case that fails is printed as a scenario file. `HYPOTHESIS_PROFILE=thorough` tries harder.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.engine.simulate import simulate
from sim.log.columns import digest
from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.policies.orders import Order
from sim.population.create import create_population
from sim.projections.tables import project
from sim.scenario.people import Stream
from sim.scenario.provision import Site
from sim.scenario.schema import Policy, Scenario
from sim.testing import (
    DrawnOrder,
    Term,
    any_order,
    digest_of,
    policies,
    scenarios,
    simulate_history,
    simulate_with_state,
    variants,
)
from sim.words.kinds import Kind
from tests.worlds import EVERYTHING, NO_BOARD, SECOND_CHANCE

ANY_ORDER = st.none() | any_order()
"""The policy's own order, or one that nobody would write."""

FIRST_COME = Policy(id="first_come", order="first_come")
SOONEST = Policy(id="soonest_release", order="soonest_release")


def before(history: History, day: float) -> pl.DataFrame:
    """Return the events before a day."""
    return history.events.filter(pl.col("time") < day)


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether two tables are equal, cell by cell and in the same order."""
    return one.equals(other, null_equal=True)


def journeys(history: History) -> dict[str, list[tuple[object, ...]]]:
    """Return what happened to each person, by names that do not hang on the rest of the world."""
    sites = [site.id for site in history.book.sites]
    provisions = [provision.id for provision in history.book.provisions]
    ids = history.people["id"].to_list()
    lives: dict[str, list[tuple[object, ...]]] = {each: [] for each in ids}
    for event in history.events.filter(pl.col("person") >= 0).iter_rows(named=True):
        moved = event["kind"] == Kind.TRANSFERRED
        value = sites[int(event["value"])] if moved else repr(event["value"])
        provision = provisions[event["provision"]] if event["provision"] >= 0 else None
        lives[ids[event["person"]]].append(
            (event["time"], event["kind"], sites[event["site"]], provision, event["cause"], value)
        )
    return lives


@given(scenarios(), policies(), ANY_ORDER)
def test_every_law_holds_under_any_policy(
    scenario: Scenario, policy: Policy, order: Order | None
) -> None:
    """Conservation, one place at a time, closed groups, capacity, release, death, Little."""
    history = simulate_history(scenario, policy, order=order)

    assert broken_laws(history, history.book.policies[0]) == []


@given(scenarios(), policies(), ANY_ORDER)
@example(scenario=NO_BOARD, policy=FIRST_COME, order=None)
@example(scenario=EVERYTHING, policy=FIRST_COME, order=None)
def test_nobody_waits_while_the_next_group_is_complete_and_staff_are_free(
    scenario: Scenario, policy: Policy, order: Order | None
) -> None:
    """When all that is due at an instant has happened, whatever could start has started.

    A list may be held up by another of its site whose turn it is and whose groups need more staff
    than are free: that list is not overtaken, and keeps its turn even if people leave it.
    """
    history = simulate_history(scenario, policy, order=order)

    assert list(idle_moments(history, delivered(scenario))) == []


Place = tuple[int, int]
"""A site and a provision, as codes."""


def delivered(scenario: Scenario) -> set[Place]:
    """Return what is delivered where; a person whose site has nothing for him waits in vain."""
    codes = {each: code for code, each in enumerate(sorted(p.id for p in scenario.programmes))}
    sites = list(enumerate(sorted(scenario.sites, key=lambda site: site.id)))
    circle = {(code, len(codes)) for code, site in sites if site.circles}
    return {(code, codes[name]) for code, site in sites for name in site.programmes} | circle


def idle_moments(history: History, served: set[Place]) -> Iterator[tuple[float, int, int]]:
    """Yield each day, site and provision at which a group could have started and did not."""
    notes = history.book.provisions
    need = [1 if each.kind == "circle" else each.facilitators for each in notes]
    pool_of = [code if each.kind == "circle" else -1 for code, each in enumerate(notes)]
    waiting: Counter[Place] = Counter()
    capacity: Counter[Place] = Counter()
    used: Counter[Place] = Counter()
    columns = history.events.select("time", "kind", "site", "provision", "value").iter_rows()
    for day, events in groupby(columns, key=itemgetter(0)):
        for _, kind, site, provision, value in events:
            if kind == Kind.CAPACITY_SET:
                capacity[site, provision] = int(value)
            elif kind in (Kind.GROUP_STARTED, Kind.GROUP_FINISHED):
                units = need[provision] if kind == Kind.GROUP_STARTED else -need[provision]
                used[site, pool_of[provision]] += units
            elif kind in CHANGE:
                waiting[site, provision] += CHANGE[kind]
        for (site, provision), people in waiting.items():
            pool = site, pool_of[provision]
            free = capacity[pool] - used[pool]
            complete = people >= notes[provision].minimum
            others = [each for at, each in waiting if at == site and pool_of[each] == pool[1]]
            held_up = any(free < need[other] <= capacity[pool] for other in others)
            if (
                (site, provision) in served
                and complete
                and (need[provision] == 0 or (need[provision] <= free and not held_up))
            ):
                yield day, site, provision


CHANGE = {Kind.JOINED: 1, Kind.LEFT: -1, Kind.STARTED: -1}


@given(scenarios(), policies(), ANY_ORDER, st.fractions(0, 1))
@example(scenario=SECOND_CHANCE, policy=FIRST_COME, order=None, part=1 / 3)
def test_at_every_moment_folding_the_log_gives_the_state_and_the_future_changes_no_past(
    scenario: Scenario, policy: Policy, order: Order | None, part: float
) -> None:
    """A run that ends earlier is the beginning of this one, and its end is this one's state.

    At the end and at a moment in between: the state is what the engine itself held.
    """
    day = max(float(part) * scenario.horizon, 1.0)
    long, state = simulate_with_state(scenario, policy, order=order)
    short, state_then = simulate_with_state(variants.until(scenario, day), policy, order=order)

    assert fold(long).differences(state) == []
    assert same(before(long, day), short.events)
    assert same(long.people.head(short.people.height), short.people)
    folded = fold(History(before(long, day), short.people, long.book))
    assert folded.differences(state_then) == []


@given(scenarios(), policies(), ANY_ORDER, st.fractions(0, 1))
def test_folding_up_to_a_day_is_folding_the_events_before_it(
    scenario: Scenario, policy: Policy, order: Order | None, part: float
) -> None:
    history = simulate_history(scenario, policy, order=order)
    day = float(part) * scenario.horizon

    cut = History(before(history, day), history.people, history.book)
    assert fold(history, before=day).differences(fold(cut)) == []


@given(scenarios(), policies(), policies(), st.integers(0, 3))
@example(scenario=EVERYTHING, policy=FIRST_COME, other=SOONEST, replication=0)
def test_the_same_question_has_the_same_answer_whatever_was_asked_in_between(
    scenario: Scenario, policy: Policy, other: Policy, replication: int
) -> None:
    """One more policy in a comparison, on the very same people, changes no other's history."""
    alone = simulate_history(scenario, policy, replication)
    population = create_population(scenario, replication, Path())
    for each in (other, policy, other):
        simulated = simulate(scenario, each, population, replication)
        if each == policy:
            assert digest(simulated.columns) == digest_of(alone)
    assert digest_of(simulate_history(scenario, policy, replication)) == digest_of(alone)


@given(scenarios(), policies(), ANY_ORDER, st.data())
def test_the_order_of_the_file_changes_nothing(
    scenario: Scenario, policy: Policy, order: Order | None, data: st.DataObject
) -> None:
    """Sites, streams and policies may stand in any order; programmes, but for one thing.

    Of two programmes of one setting that both take a person, the first in the file is preferred:
    that order has a meaning, and is kept here.
    """
    streams = data.draw(st.permutations(scenario.population.streams))
    shuffled = scenario.model_copy(
        update={
            "sites": data.draw(st.permutations(scenario.sites)),
            "policies": data.draw(st.permutations(scenario.policies)),
            "population": scenario.population.model_copy(update={"streams": streams}),
            "programmes": sorted(scenario.programmes, key=lambda each: each.setting),
        }
    )

    ours = simulate_history(scenario, policy, order=order)
    theirs = simulate_history(shuffled, policy, order=order)
    assert digest_of(ours) == digest_of(theirs)
    assert same(ours.people, theirs.people)


@given(scenarios(), policies(), ANY_ORDER)
@example(scenario=NO_BOARD, policy=FIRST_COME, order=None)
@example(scenario=EVERYTHING, policy=FIRST_COME, order=None)
def test_people_far_away_change_nobodys_life(
    scenario: Scenario, policy: Policy, order: Order | None
) -> None:
    """Another region with its own people: all others keep their facts, luck and journeys.

    The new region sorts before all others and its people before all others, so that every code
    and every row number is another one.
    """
    delivered = [each.id for each in scenario.programmes if each.setting == "community"]
    site = Site.model_validate(
        {
            "id": "a_region_far_away",
            "kind": "probation",
            "facilitators": 2,
            "programmes": delivered,
            "circles": {"places": 1} if scenario.circles else None,
        }
    )
    stream = Stream.model_validate(
        {
            "id": "a_people_far_away",
            "kind": "community",
            "sites": "a_region_far_away",
            "order_days": scenario.horizon / 2,
            "interarrival_days": scenario.horizon / 9,
            "motivated_share": 1.0,
            "backlog": {"people": 4},
        }
    )

    alone = journeys(simulate_history(scenario, policy, order=order))
    more = variants.with_site(scenario, site, stream)
    together = journeys(simulate_history(more, policy, order=order))
    assert {each: together[each] for each in alone} == alone


@given(scenarios(), policies(), ANY_ORDER, st.sampled_from([2.0, 4.0, 0.5]))
def test_a_slower_world_is_the_same_world(
    scenario: Scenario, policy: Policy, order: Order | None, factor: float
) -> None:
    """All times multiplied: the same events to the same people, all times multiplied.

    Up to a billionth of a day, to which drawn times are rounded. Left out is what is about
    numbers of days, not about time: tables of them, and a quarter of a year.
    """
    if order is None and policy.order == "risk_by_time_left":
        order = DrawnOrder((Term("band", descending=True), Term("time left")), uses_clock=True)
    if isinstance(order, DrawnOrder):
        order = replace(order, terms=tuple(replace(term, table=()) for term in order.terms))
    ours = simulate_history(variants.scaled(scenario, 1.0), policy, order=order).events
    slower = simulate_history(variants.scaled(scenario, factor), policy, order=order).events

    assert same(ours.drop("time", "value"), slower.drop("time", "value"))
    assert np.allclose(ours["time"] * factor, slower["time"], rtol=0, atol=1e-6)
    in_days = pl.col("kind").is_in([Kind.RECEIVED, Kind.JOINED, Kind.TARIFF_EXPIRED])
    values = ours.select(pl.when(in_days).then(pl.col("value") * factor).otherwise("value"))
    assert np.allclose(values.to_series(), slower["value"], rtol=0, atol=1e-6, equal_nan=True)


@settings(max_examples=15)
@given(scenarios(), policies(), ANY_ORDER)
def test_without_staff_and_places_nobody_starts_and_nothing_is_not_a_number(
    scenario: Scenario, policy: Policy, order: Order | None
) -> None:
    history = simulate_history(variants.without_capacity(scenario), policy, order=order)

    assert broken_laws(history, history.book.policies[0]) == []
    assert not history.events["kind"].is_in([Kind.STARTED]).any()
    assert nothing_is_not_a_number(history)


@settings(max_examples=15)
@given(scenarios(), policies())
def test_without_people_the_tables_are_plain_and_shares_have_no_value(
    scenario: Scenario, policy: Policy
) -> None:
    history = simulate_history(variants.without_people(scenario), policy)

    assert broken_laws(history, history.book.policies[0]) == []
    assert set(history.events["kind"].unique()) <= {Kind.CAPACITY_SET}
    assert nothing_is_not_a_number(history)
    outcomes = project(history)["outcomes"]
    assert outcomes.filter(pl.col("denominator") == 0)["value"].null_count() == (
        outcomes.filter(pl.col("denominator") == 0).height
    )


@settings(max_examples=15)
@given(scenarios(), policies())
def test_no_figure_of_any_table_is_not_a_number(scenario: Scenario, policy: Policy) -> None:
    assert nothing_is_not_a_number(simulate_history(scenario, policy))


def nothing_is_not_a_number(history: History) -> bool:
    """Tell whether every figure is a finite number or an empty cell."""
    return all(
        bool(column.drop_nulls().is_finite().all())
        for table in project(history).values()
        for column in table
        if column.dtype.is_float()
    )
