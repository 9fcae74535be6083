"""Rolling groups, beds and one-to-one work are the queues of the textbooks: chairs are servers.

On the path, exactly: Kiefer and Wolfowitz's recursion over a run's own gaps and lengths. And in the
mean: Erlang's formulas, by the equivalence test of `tests.markov`.
"""

import math
from collections.abc import Callable, Mapping
from heapq import heapify, heapreplace
from typing import Any

import numpy as np
import pytest

from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind
from tests.markov import agrees, crommelin_wait, erlang_c
from tests.stories import Tree, first_days, prison, programme, replicate, world

MEMORYLESS = {"kind": "exponential", "mean": 1}


def rolling(chairs: int) -> tuple[Tree, Tree]:
    group = {"minimum": 1, "maximum": chairs}
    return prison(posts=1), {"delivery": "rolling", "group": group}


def places(beds: int) -> tuple[Tree, Tree]:
    return prison(posts=0, places={"one": beds}), {"delivery": "places", "facilitators": 0}


def one_to_one(facilitators: int) -> tuple[Tree, Tree]:
    return prison(posts=facilitators), {"delivery": "one_to_one"}


def two_men_a_facilitator(men: int) -> tuple[Tree, Tree]:
    return prison(posts=men / 2), {"delivery": "one_to_one", "load": 0.5}


WAYS: Mapping[str, Callable[[int], tuple[Tree, Tree]]] = {
    "rolling": rolling,
    "places": places,
    "one_to_one": one_to_one,
    "two_men_a_facilitator": two_men_a_facilitator,
}
"""Ways to serve several men at one time who come and go one by one."""


def served_by(
    delivery: str, servers: int, *, a_day: float, days: Any, run: float, seed: int, **stream: Any
) -> Scenario:
    """Return one list that so many chairs, beds or facilitators serve, one man each."""
    site, course = prison(posts=servers), programme(days=days)
    change_site, change_course = WAYS[delivery](servers)
    site |= change_site
    course |= change_course
    people: Tree = {
        "id": "people",
        "kind": "list",
        "sites": "hull",
        "waits_for": "one",
        "arrivals_per_day": a_day,
    }
    tree = world([site], [course], days=run, seed=seed)
    return Scenario.model_validate(tree | {"population": {"streams": [people | stream]}})


def waits_of(scenario: Scenario, replications: int, *, since: float) -> list[np.ndarray]:
    """Return the waits of those who joined well inside the run."""
    found = []
    for population, simulated in replicate(scenario, replications):
        joined = first_days(simulated, Kind.JOINED, len(population))
        started = first_days(simulated, Kind.STARTED, len(population))
        inside = (joined >= since) & (joined < scenario.horizon - since)
        found.append((started - joined)[inside])
    return found


@pytest.mark.parametrize("delivery", WAYS)
def test_each_man_starts_exactly_when_a_chair_is_free(delivery: str) -> None:
    """G/G/4 at 90 %: man by man, the day of his start is the recursion's."""
    length = {"kind": "gamma", "mean": 1, "sd": 2}
    scenario = served_by(delivery, 4, a_day=3.6, days=length, run=400, seed=7)
    [(population, simulated)] = replicate(scenario, 1)
    joined = first_days(simulated, Kind.JOINED, len(population))
    started = first_days(simulated, Kind.STARTED, len(population))
    completed = first_days(simulated, Kind.COMPLETED, len(population))
    free = [0.0] * 4
    heapify(free)
    waited = 0
    for joins, starts, ends in zip(joined, started, completed, strict=True):
        expected = max(joins, free[0])
        if expected >= scenario.horizon:
            assert math.isinf(starts)
            continue
        assert starts == pytest.approx(expected, abs=1e-8)
        waited += starts > joins
        heapreplace(free, ends)
    assert waited > len(population) / 2


@pytest.mark.parametrize("delivery", ["rolling", "one_to_one"])
def test_waits_at_four_chairs_are_those_of_erlang_c(delivery: str) -> None:
    """M/M/4 at 60 %: mean wait within 20 %, share who wait at all within 10 %."""
    scenario = served_by(delivery, 4, a_day=2.4, days=MEMORYLESS, run=1200, seed=14)
    found = waits_of(scenario, 14, since=50)
    share = erlang_c(2.4, 4)
    assert agrees([each.mean() for each in found], share / (4 - 2.4), margin=0.2)
    assert agrees([(each > 0).mean() for each in found], share, margin=0.1)


def test_a_rolling_group_of_men_who_stay_equally_long_waits_as_crommelin_says() -> None:
    """M/D/4 at 80 %: mean wait within 20 %."""
    scenario = served_by("rolling", 4, a_day=3.2, days=1, run=900, seed=12)
    found = waits_of(scenario, 10, since=50)
    assert agrees([each.mean() for each in found], crommelin_wait(3.2, 1.0, 4), margin=0.2)


def erlang_b(load: float, servers: int) -> float:
    """Return the share who find all servers busy in M/G/c/c."""
    terms = [load**n / math.factorial(n) for n in range(servers + 1)]
    return terms[-1] / sum(terms)


@pytest.mark.parametrize("days", [MEMORYLESS, 1], ids=["memoryless", "of one length"])
def test_men_who_do_not_wait_for_a_bed_are_lost_as_erlang_b_says(days: Any) -> None:
    """M/G/4/4 at 2.8 erlangs, whatever the lengths: the share lost within 12 %."""
    scenario = served_by("places", 4, a_day=2.8, days=days, run=1000, seed=13, patience_days=0)
    lost = []
    for _, simulated in replicate(scenario, 10):
        kinds, causes = simulated.columns["kind"], simulated.columns["cause"]
        gave_up = (kinds == Kind.LEFT) & (causes == Cause.GAVE_UP)
        lost.append(float(gave_up.sum() / (kinds == Kind.JOINED).sum()))
    assert agrees(lost, erlang_b(2.8, 4), margin=0.12)


def test_one_chair_more_or_less_is_told_apart() -> None:
    """The checks above can fail: they tell four chairs from three, and from five."""
    for servers in (3, 5):
        assert abs(wait(2.4, servers) / wait(2.4, 4) - 1) > 0.5
        assert abs(erlang_b(2.8, servers) / erlang_b(2.8, 4) - 1) > 0.3


def wait(load: float, servers: int) -> float:
    """Return the mean wait of M/M/c in services."""
    return erlang_c(load, servers) / (servers - load)
