"""With everything extra off, waits are those of the textbooks. Seeds are fixed, margins stated.

Each check is an equivalence test over replications: the whole 99 % interval must lie within the
margin around the closed form.
"""

from functools import partial

import numpy as np

from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.markov import agrees, crommelin_wait, erlang_a, erlang_c
from tests.stories import Tree, first_days, programme, queue, region, replicate, steps, world

EXPONENTIAL_DAY = {"kind": "exponential", "mean": 1}


def waits(scenario: Scenario, replications: int, *, since: float) -> list[np.ndarray]:
    """Return the waits of those who joined after the beginning and well before the end."""
    found = []
    for population, simulated in replicate(scenario, replications):
        count = len(population)
        joined = first_days(simulated, Kind.JOINED, count)
        started = first_days(simulated, Kind.STARTED, count)
        looked_at = (joined >= since) & (joined < scenario.horizon - since)
        found.append((started - joined)[looked_at])
    return found


def test_waits_at_three_teams_are_those_of_erlang_c() -> None:
    """M/M/3 at 60 %: mean wait within 10 %, share who wait at all within 5 %."""
    scenario = queue(
        arrivals={"arrivals_per_day": 1.8},
        posts=3,
        one=programme(days=EXPONENTIAL_DAY),
        days=3000,
        seed=1,
    )
    found = waits(scenario, 20, since=100)
    share = erlang_c(1.8, 3)
    assert agrees([each.mean() for each in found], share / (3 - 1.8), margin=0.10)
    assert agrees([(each > 0).mean() for each in found], share, margin=0.05)


def test_everybody_starts_exactly_when_the_first_team_of_three_is_free() -> None:
    """Exact on the path: Kiefer and Wolfowitz's recursion over the run's own gaps and lengths."""
    scenario = queue(
        arrivals={"arrivals_per_day": 2.7},
        posts=3,
        one=programme(days={"kind": "gamma", "mean": 1, "sd": 2}),
        days=1000,
        seed=7,
    )
    [(population, simulated)] = replicate(scenario, 1)
    joined = first_days(simulated, Kind.JOINED, len(population))
    started = first_days(simulated, Kind.STARTED, len(population))
    finished = first_days(simulated, Kind.COMPLETED, len(population))
    free = [0.0, 0.0, 0.0]
    for joins, starts, ends in zip(joined, started, finished, strict=True):
        expected = max(joins, min(free))
        assert starts == (expected if expected < scenario.horizon else np.inf)
        free[free.index(min(free))] = ends
    assert (started > joined).mean() > 0.5


def test_fixed_lengths_at_one_team_wait_as_pollaczek_and_khinchine_say() -> None:
    """M/D/1 at 60 %: mean wait rho / (2 (1 - rho)) lengths, within 10 %."""
    scenario = queue(arrivals={"arrivals_per_day": 0.6}, one=programme(days=1), days=6000, seed=2)
    found = waits(scenario, 20, since=100)
    assert agrees([each.mean() for each in found], 0.6 / (2 * 0.4), margin=0.10)


def test_fixed_lengths_at_three_teams_wait_as_crommelin_says() -> None:
    """M/D/3 at 60 %: mean wait within 10 %. The numeric value is checked against M/D/1 first."""
    assert abs(crommelin_wait(0.7, 1.0, 1) - 0.7 / 0.6) < 1e-9
    scenario = queue(
        arrivals={"arrivals_per_day": 1.8}, posts=3, one=programme(days=1), days=3000, seed=3
    )
    found = waits(scenario, 20, since=100)
    assert agrees([each.mean() for each in found], crommelin_wait(1.8, 1.0, 3), margin=0.10)


def test_people_who_give_up_are_those_of_erlang_a() -> None:
    """M/M/2+M, a quarter overloaded: share who give up and mean time waited, within 4 %."""
    scenario = queue(
        arrivals={"arrivals_per_day": 2.5, "patience_days": {"kind": "exponential", "mean": 2}},
        posts=2,
        one=programme(days=EXPONENTIAL_DAY),
        days=1500,
        seed=4,
    )
    gave_up, waited = [], []
    for population, simulated in replicate(scenario, 20):
        first = partial(first_days, simulated, people=len(population))
        joined, started, left = first(Kind.JOINED), first(Kind.STARTED), first(Kind.LEFT)
        seen = (joined >= 50) & (joined < 1400)
        gave_up.append((left < np.inf)[seen].mean())
        waited.append((np.minimum(started, left) - joined)[seen].mean())
    share, wait = erlang_a(2.5, 1.0, 0.5, 2)
    assert agrees(gave_up, share, margin=0.04)
    assert agrees(waited, wait, margin=0.04)


def test_circles_of_fixed_length_are_servers() -> None:
    """M/D/4 at 60 %: circle places are teams of a fixed length. Mean wait within 12 %."""
    site = region(circles={"places": 4})
    stream = {
        "id": "people",
        "kind": "community",
        "sites": "north",
        "arrivals_per_day": 0.08,
        "order_days": 40_000,
        "motivated_share": 1.0,
    }
    tree: Tree = world([site], [], days=36_000, seed=5, circles={"length_days": 30})
    scenario = Scenario.model_validate(tree | {"population": {"streams": [stream]}})
    found = waits(scenario, 20, since=900)
    assert agrees([each.mean() for each in found], crommelin_wait(0.08, 30, 4), margin=0.12)


def test_arrivals_that_change_over_time_come_at_the_rate_of_their_step() -> None:
    """Expected people a step: rate times length; nobody before the first step. Within 6 %."""
    rates = steps((10, 1.0), (110, 5.0), (210, 0.0), (310, 2.0))
    scenario = queue(arrivals={"arrivals_per_day": rates}, posts=1_000, days=410, seed=6)
    counts = []
    for population, simulated in replicate(scenario, 30):
        joined = first_days(simulated, Kind.JOINED, len(population))
        counts.append(np.histogram(joined, [0, 10, 110, 210, 310, 410])[0])
    none_yet, slow, fast, none, again = np.array(counts).T
    assert none_yet.max() == none.max() == 0
    for found, expected in ((slow, 100), (fast, 500), (again, 200)):
        assert agrees(found, expected, margin=0.06)
        assert 0.4 * expected < found.var(ddof=1) < 2.2 * expected  # Poisson, not regular


def test_a_backlog_is_worked_off_at_the_pace_of_the_teams() -> None:
    """Ten people, two teams, 7 days each: pairs start every 7 days; nothing is random."""
    scenario = queue(
        arrivals={"backlog": {"people": 10, "waited_days": 100}},
        posts=2,
        one=programme(days=7),
        days=30,
    )
    [(population, simulated)] = replicate(scenario, 1)
    started = first_days(simulated, Kind.STARTED, len(population))
    assert np.sort(started).tolist() == [0, 0, 7, 7, 14, 14, 21, 21, 28, 28]


def test_staff_who_come_and_go_on_dates_start_groups_on_those_dates() -> None:
    """Seven wait. One post until day 10, three to day 14, none after: worked out by hand."""
    scenario = queue(
        arrivals={"backlog": {"people": 7}},
        posts=steps((0, 1), (10, 3), (14, 0), (40, 1)),
        one=programme(days=6),
        days=60,
    )
    [(population, simulated)] = replicate(scenario, 1)
    started = first_days(simulated, Kind.STARTED, len(population))
    # 0: one; 6: the next (its post is given again); 10: two more posts; 12: the first is free
    # again; from 14 on nobody starts until the post of day 40, which is free again on day 46.
    assert np.sort(started).tolist() == [0, 6, 10, 10, 12, 40, 46]
