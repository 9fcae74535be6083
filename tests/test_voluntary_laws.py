"""Laws of voluntary attendance over drawn worlds, each of which can fail, and against theory."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log import voluntary_laws as laws
from sim.log.breach import Law
from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.projections.facts import Facts
from sim.projections.rule_laws import broken_rules
from sim.projections.tables import project
from sim.projections.voluntary import seats
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.testing import as_tree, simulate_history, simulate_with_state
from sim.words.kinds import Cause, Kind
from tests.freely_worlds import freely_worlds
from tests.stories import programme, region, world

Row = dict[str, Any]
AFTER_CARE = Path(__file__).parents[1] / "scenarios" / "pathway" / "after_care.yaml"


@settings(max_examples=15)
@given(freely_worlds())
def test_every_law_holds_where_people_come_of_their_own_accord(scenario: Scenario) -> None:
    """What policies were shown can be told from the log, and the fold is the state held."""
    history, state = simulate_with_state(scenario, scenario.policies[0])
    assert broken_laws(history, history.book.policies[0]) == []
    assert broken_rules(history, history.book.policies[0]) == []
    assert fold(history).differences(state) == []


@settings(max_examples=5)
@given(freely_worlds(), st.sampled_from([0.3, 0.6]))
def test_a_longer_run_begins_as_the_shorter_one(scenario: Scenario, share: float) -> None:
    shorter = scenario.model_copy(update={"horizon_days": scenario.horizon * share})
    long, short = simulate_history(scenario).events, simulate_history(shorter).events
    columns = ["time", "kind", "site", "provision", "group", "cause", "value"]
    mine = long.filter(pl.col("time") < shorter.horizon)
    assert mine.select(columns).equals(short.select(columns))


@settings(max_examples=5)
@given(freely_worlds())
def test_where_nobody_wishes_to_come_the_log_is_that_of_a_world_without_it(
    scenario: Scenario,
) -> None:
    nobody, unasked = (simulate_history(_shared(scenario, share)) for share in (0.0, None))
    assert nobody.events.equals(unasked.events)


def _shared(scenario: Scenario, share: float | None) -> Scenario:
    """Return the same world with this share of those who wish to come, or with nobody asked."""
    tree = as_tree(scenario)
    for each in tree["programmes"]:
        if each.get("voluntary"):
            each["voluntary"] = None if share is None else each["voluntary"] | {"share": share}
    return Scenario.model_validate(tree)


@settings(max_examples=6)
@given(st.integers(0, 2**16), st.sampled_from([(0.2, 0.5), (0.5, 1.0)]))
def test_who_comes_where_few_wish_to_comes_where_more_do(
    seed: int, shares: tuple[float, float]
) -> None:
    """The same men, as long: their wish is their own luck. Here nobody takes another's chair."""
    few, more = (_came(_open(seed=seed, share=share)) for share in shares)
    assert few
    assert set(few) <= set(more)
    assert len(few) < len(more)


def _open(*, seed: int, share: float, days: float = 1500, **people: Any) -> Scenario:
    """Return a region of whose after-care there is enough for everybody who wishes to come."""
    care = programme(
        "care",
        setting="community",
        delivery="one_to_one",
        need=0,
        days=10_000,
        voluntary={"share": share, "stay_days": {"kind": "exponential", "mean": 50}},
    )
    stream = {
        "id": "orders",
        "kind": "community",
        "sites": "north",
        "bands": {"medium": 1},
        "arrivals_per_day": 0.1,
        "order_days": {"kind": "exponential", "mean": 100},
        **people,
    }
    tree = world([region(programmes=("care",))], [care], days=days, seed=seed)
    return Scenario.model_validate(tree | {"population": {"streams": [stream]}})


def _came(scenario: Scenario) -> set[tuple[str, float, float | None]]:
    """Return who came of his own accord, from when until when."""
    history = simulate_history(scenario)
    free = seats(Facts(history)).filter(pl.col("free_since").is_not_null())
    ids = history.people["id"].to_list()
    return {
        (ids[person], since, until)
        for person, since, until in free.select("person", "free_since", "until").iter_rows()
    }


def test_as_many_come_as_theory_says() -> None:
    """Orders that end at a rate, a share that wishes to come, a mean stay: their product.

    A queue with a server for everybody; the number there in the long run is Poisson.
    """
    rate, share, mean_days = 2.0, 0.4, 50.0
    scenario = _open(seed=11, share=share, days=6000, arrivals_per_day=rate)
    scenario = Scenario.model_validate(as_tree(scenario) | {"results": {"from": 1000}})
    outcomes = project(simulate_history(scenario))["outcomes"]
    attending = outcomes.filter(pl.col("outcome") == "voluntary_attending_mean_people")["value"]
    expected = rate * share * mean_days
    # The mean over time of M/M/infinity varies by 2 * expected * mean_days / time.
    error = math.sqrt(2 * expected * mean_days / 5000)
    assert abs(attending.item() - expected) < 3 * error
    came = outcomes.filter(pl.col("outcome") == "voluntary_came_people")["value"].item()
    assert abs(came - rate * share * 5000) < 4 * math.sqrt(rate * share * 5000)


# -- the laws can fail -----------------------------------------------------------------------------


@cache
def sound() -> History:
    return simulate_history(load(AFTER_CARE).scenario)


def _code(name: str) -> int:
    return [note.id for note in sound().book.provisions].index(name)


def _first(rows: list[Row], kind: Kind, cause: Cause = Cause.NONE) -> int:
    return next(n for n, row in enumerate(rows) if (row["kind"], row["cause"]) == (kind, cause))


def joins_the_course_at_liberty(rows: list[Row]) -> list[Row]:
    place = _first(rows, Kind.JOINED, Cause.VOLUNTARY)
    rows[place] |= {"provision": _code("course"), "cause": int(Cause.NEW)}
    return rows


def stays_on_a_list_that_nobody_attends_freely(rows: list[Row]) -> list[Row]:
    del rows[_first(rows, Kind.LEFT, Cause.TOO_LITTLE_TIME_LEFT)]
    return rows


def sits_on_where_nobody_may(rows: list[Row]) -> list[Row]:
    del rows[_first(rows, Kind.DROPPED_OUT, Cause.SUPERVISION_ENDED)]
    mine = _code("open_group")
    place = next(
        n
        for n, row in enumerate(rows)
        if (row["kind"], row["cause"]) == (Kind.DROPPED_OUT, Cause.SUPERVISION_ENDED)
        and row["provision"] == mine
    )
    del rows[place]
    return rows


def comes_freely_while_obliged(rows: list[Row]) -> list[Row]:
    rows[_first(rows, Kind.JOINED, Cause.FOLLOW_ON)]["cause"] = int(Cause.VOLUNTARY)
    return rows


def freely_out_of_the_course(rows: list[Row]) -> list[Row]:
    rows[_first(rows, Kind.DROPPED_OUT, Cause.CHOSE_TO_LEAVE)]["cause"] = int(Cause.VOLUNTARY)
    return rows


def comes_at_liberty_because_he_is_new(rows: list[Row]) -> list[Row]:
    rows[_first(rows, Kind.JOINED, Cause.VOLUNTARY)]["cause"] = int(Cause.NEW)
    return rows


def is_moved_at_liberty_from_nowhere(rows: list[Row]) -> list[Row]:
    rows[_first(rows, Kind.JOINED, Cause.VOLUNTARY)]["cause"] = int(Cause.MOVED_LIST)
    return rows


def declines_what_he_joins(rows: list[Row]) -> list[Row]:
    place = _first(rows, Kind.JOINED, Cause.VOLUNTARY)
    declined = rows[place] | {"kind": int(Kind.DECLINED), "cause": int(Cause.NONE)}
    return [*rows[:place], declined, *rows[place:]]


def declines_twice(rows: list[Row]) -> list[Row]:
    twice = declines_what_he_joins(rows)
    place = _first(twice, Kind.JOINED, Cause.VOLUNTARY)
    twice[place] = twice[place - 1]
    return twice


SPOILT: list[tuple[Law, Callable[[list[Row]], list[Row]]]] = [
    (laws.who_is_at_liberty_attends_of_his_own_accord, joins_the_course_at_liberty),
    (
        laws.who_is_at_liberty_attends_of_his_own_accord,
        stays_on_a_list_that_nobody_attends_freely,
    ),
    (laws.who_is_at_liberty_attends_of_his_own_accord, sits_on_where_nobody_may),
    (laws.nobody_comes_of_his_own_accord_who_is_obliged, comes_freely_while_obliged),
    (laws.nobody_comes_of_his_own_accord_who_is_obliged, freely_out_of_the_course),
    (
        laws.who_joins_at_liberty_does_so_of_his_own_accord,
        comes_at_liberty_because_he_is_new,
    ),
    (laws.who_joins_at_liberty_does_so_of_his_own_accord, is_moved_at_liberty_from_nowhere),
    (laws.nobody_is_asked_for_one_list_twice_at_once, declines_what_he_joins),
    (laws.nobody_is_asked_for_one_list_twice_at_once, declines_twice),
]


BROKEN = {law for law, _ in SPOILT} | {laws.who_is_not_put_out_for_want_of_time_goes_on}


@pytest.mark.parametrize(("law", "spoil"), SPOILT)
def test_a_spoilt_history_breaks_the_law_that_is_meant(
    law: Law, spoil: Callable[[list[Row]], list[Row]]
) -> None:
    history = sound()
    policy = history.book.policies[0]
    assert law(history, policy) == []
    rows = spoil([dict(row) for row in history.events.iter_rows(named=True)])
    spoilt = History(pl.DataFrame(rows, history.events.schema), history.people, history.book)
    assert law(spoilt, policy) != []


def test_a_start_with_too_little_time_by_who_leaves_breaks_its_law() -> None:
    """In after-care that asks for a year: whoever was put out of it had begun too late."""
    history = sound()
    law, policy = laws.who_is_not_put_out_for_want_of_time_goes_on, history.book.policies[0]
    assert law(history, policy) == []
    notes = tuple(
        replace(note, minimum_days_left=365.0) if note.id == "after_care" else note
        for note in history.book.provisions
    )
    book = replace(history.book, provisions=notes)
    assert law(History(history.events, history.people, book), policy) != []
