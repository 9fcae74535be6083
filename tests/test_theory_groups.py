"""Groups that start the instant they are complete and staff are free: bulk queues."""

import numpy as np

from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.markov import agrees, bulk_wait, full_groups_wait
from tests.stories import first_days, programme, queue, replicate

MEMORYLESS = {"kind": "exponential", "mean": 1}


def mean_waits(scenario: Scenario, replications: int, *, since: float) -> list[float]:
    """Return each replication's mean wait of those who joined well inside the run."""
    found = []
    for population, simulated in replicate(scenario, replications):
        joined = first_days(simulated, Kind.JOINED, len(population))
        started = first_days(simulated, Kind.STARTED, len(population))
        seen = (joined >= since) & (joined < scenario.horizon - since)
        found.append(float((started - joined)[seen].mean()))
    return found


def test_groups_that_need_no_staff_start_with_their_last_member() -> None:
    """Exact on the path: the n-th to come starts when the last of his eight has come."""
    scenario = queue(
        arrivals={"arrivals_per_day": 1.0},
        posts=0,
        one=programme(size=8, need=0),
        days=2000,
        seed=1,
    )
    [(population, simulated)] = replicate(scenario, 1)
    joined = first_days(simulated, Kind.JOINED, len(population))
    started = first_days(simulated, Kind.STARTED, len(population))
    whole = len(joined) // 8 * 8
    assert whole > 1800
    assert started[:whole].tolist() == np.repeat(joined[7:whole:8], 8).tolist()
    assert np.isinf(started[whole:]).all()


def test_the_wait_for_a_group_to_form_is_half_of_the_gaps_in_it() -> None:
    """Mean formation wait (k - 1) / (2 lambda), within 3 %."""
    scenario = queue(
        arrivals={"arrivals_per_day": 2.0},
        posts=0,
        one=programme(size=5, need=0),
        days=1500,
        seed=2,
    )
    assert agrees(mean_waits(scenario, 12, since=50), (5 - 1) / (2 * 2.0), margin=0.03)


def test_groups_start_exactly_when_enough_wait_and_a_team_is_free() -> None:
    """Exact on the path: four to eight, three teams, the run's own gaps and lengths, by hand."""
    scenario = queue(
        arrivals={"arrivals_per_day": 18.0},
        posts=3,
        one=programme(size=(4, 8), days={"kind": "lognormal", "mean": 1, "sd": 1}),
        days=200,
        seed=7,
    )
    [(population, simulated)] = replicate(scenario, 1)
    joined = first_days(simulated, Kind.JOINED, len(population))
    started = first_days(simulated, Kind.STARTED, len(population))
    finished = first_days(simulated, Kind.COMPLETED, len(population))
    free, first, sizes = [0.0, 0.0, 0.0], 0, []
    while first + 4 <= len(joined):
        day = max(joined[first + 3], min(free))
        if day >= scenario.horizon:
            break
        size = min(8, int((joined <= day).sum()) - first)
        assert set(started[first : first + size]) == {day}
        free[free.index(min(free))] = finished[first]
        first += size
        sizes.append(size)
    assert np.isinf(started[first:]).all()
    assert set(sizes) == {4, 5, 6, 7, 8}


def test_full_groups_and_one_team_wait_for_formation_and_then_as_e_k_m_1() -> None:
    """M/M^[k]/1 with groups of exactly four at 50 %: mean wait within 6 %."""
    theory = full_groups_wait(2.0, 1.0, 4)
    assert abs(theory - bulk_wait(2.0, 1.0, 1, 4, 4)) < 1e-6  # two ways to the same number
    scenario = queue(
        arrivals={"arrivals_per_day": 2.0},
        one=programme(size=4, days=MEMORYLESS),
        days=7000,
        seed=3,
    )
    assert agrees(mean_waits(scenario, 15, since=50), theory, margin=0.06)


def test_full_groups_and_several_teams_wait_as_their_markov_chain_says() -> None:
    """M/M^[8]/3 at 60 %: mean wait within 10 %."""
    scenario = queue(
        arrivals={"arrivals_per_day": 14.4},
        posts=3,
        one=programme(size=8, days=MEMORYLESS),
        days=700,
        seed=4,
    )
    theory = bulk_wait(14.4, 1.0, 3, 8, 8)
    assert agrees(mean_waits(scenario, 15, since=15), theory, margin=0.10)


def test_groups_of_four_to_eight_wait_as_neuts_says() -> None:
    """M/M^[4,8]/2 at 60 %: as many as wait, no fewer than four, no more than eight. Within 12 %."""
    scenario = queue(
        arrivals={"arrivals_per_day": 9.6},
        posts=4,
        one=programme(size=(4, 8), need=2, days=MEMORYLESS),
        days=700,
        seed=5,
    )
    theory = bulk_wait(9.6, 1.0, 2, 4, 8)
    assert agrees(mean_waits(scenario, 20, since=20), theory, margin=0.12)


def test_the_rule_of_the_group_matters_to_the_wait() -> None:
    """The check above can fail: other rules of bulk service are told apart."""
    right = bulk_wait(9.6, 1.0, 2, 4, 8)
    for minimum, maximum in ((1, 8), (6, 8), (8, 8), (4, 10)):
        assert abs(bulk_wait(9.6, 1.0, 2, minimum, maximum) / right - 1) > 0.05
