"""Circles and volunteers against closed forms. Seeds are fixed, margins stated."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind
from tests.markov import agrees, erlang_a, erlang_c
from tests.stories import Tree, first_days, region, replicate, world

A_MONTH_DAYS = 365.25 / 12


def exponential(mean: float) -> Tree:
    return {"kind": "exponential", "mean": mean}


def circles_of(
    *, men_per_day: float, volunteers: int, days: float, seed: int, **circles: object
) -> Scenario:
    """Return a region at which men on orders want circles of two volunteers, a day on average."""
    here = {"volunteers": volunteers, "coordinators": 100}
    tree = world(
        [region(circles=here)],
        [],
        days=days,
        seed=seed,
        circles={
            "length_days": exponential(1),
            "volunteers_per_circle": 2,
            "volunteers": {},
            **circles,
        },
    )
    men = {"id": "men", "kind": "community", "sites": "north", "order_days": 36_525}
    men |= {"arrivals_per_day": men_per_day, "bands": {"high": 1}, "motivated_share": 1}
    return Scenario.model_validate(tree | {"population": {"streams": [men]}})


def test_waits_for_circles_of_six_volunteers_are_those_of_erlang_c() -> None:
    """M/M/3 at 60 %: six volunteers are three circles of two. Within 10 %, shares within 5 %."""
    scenario = circles_of(men_per_day=1.8, volunteers=6, days=4000, seed=1)
    waits = []
    for population, simulated in replicate(scenario, 30):
        joined = first_days(simulated, Kind.JOINED, len(population))
        started = first_days(simulated, Kind.STARTED, len(population))
        looked_at = (joined >= 100) & (joined < 3900)
        waits.append((started - joined)[looked_at])
    share = erlang_c(1.8, 3)
    assert agrees([each.mean() for each in waits], share / (3 - 1.8), margin=0.10)
    assert agrees([(each > 0).mean() for each in waits], share, margin=0.05)


def mean_ready(columns: Mapping[str, Any], since: float, until: float) -> float:
    """Return how many volunteers were ready, averaged over a stretch of the run."""
    kind, cause = columns["kind"], columns["cause"]
    left = (kind == Kind.VOLUNTEER_LEFT) & (cause == Cause.NONE)
    change = (kind == Kind.VOLUNTEER_READY).astype(int) - left
    lasting = until - np.maximum(columns["time"], since)
    return float((change * lasting).sum()) / (until - since)


def volunteers(stays: Tree, *, at_start: int) -> Scenario:
    """Return a region where ten people a month apply and half of them pass."""
    here = {"volunteers": at_start, "coordinators": 1, "applications_per_month": 10}
    tree = world(
        [region(circles=here)],
        [],
        days=20 * 365.25,
        seed=3,
        circles={
            "length_days": 1,
            "volunteers": {
                "vetting_days": exponential(60),
                "vetted_share": 0.5,
                "training_days": {"kind": "uniform", "low": 20, "high": 90},
                "stays_days": stays,
            },
        },
    )
    nobody = {"id": "nobody", "kind": "community", "sites": "north", "order_days": 1}
    nobody |= {"arrival_days": [0], "bands": {"low": 1}, "motivated_share": 0}
    return Scenario.model_validate(tree | {"population": {"streams": [nobody]}})


def test_volunteers_ready_are_those_who_come_times_how_long_they_stay() -> None:
    """M/G/infinity: five a month for 300 days are 49.3, whatever the shape of the stay, within 5 %.

    Vetting and training put off the first of them, so the first two years are left out.
    """
    expected = 5 / A_MONTH_DAYS * 300
    for stays in (exponential(300), {"kind": "uniform", "low": 0, "high": 600}):
        scenario = volunteers(stays, at_start=49)
        means = [
            mean_ready(simulated.columns, 730.5, scenario.horizon)
            for _, simulated in replicate(scenario, 30)
        ]
        assert agrees(means, expected, margin=0.05)


def test_volunteers_ready_on_a_day_are_poisson() -> None:
    """M/M/infinity: the number on the last day has a variance like its mean, over 200 runs."""
    scenario = volunteers(exponential(300), at_start=49).model_copy(
        update={"horizon_days": 3 * 365.25}
    )
    counts = []
    for _, simulated in replicate(scenario, 200):
        kind, cause = simulated.columns["kind"], simulated.columns["cause"]
        left = (kind == Kind.VOLUNTEER_LEFT) & (cause == Cause.NONE)
        counts.append(int((kind == Kind.VOLUNTEER_READY).sum()) - int(left.sum()))
    expected = 5 / A_MONTH_DAYS * 300
    assert abs(np.mean(counts) - expected) < 3 * (expected / 200) ** 0.5
    ratio = np.var(counts, ddof=1) / expected
    assert abs(ratio - 1) < 3 * (2 / 199) ** 0.5


def test_men_who_give_up_waiting_for_a_circle_do_so_as_erlang_a_says() -> None:
    """M/M/2+M: two circles, patience of two days on average; the share who leave within 6 %."""
    scenario = circles_of(
        men_per_day=2.0, volunteers=4, days=2000, seed=5, gives_up_days=exponential(2)
    )
    shares = []
    for population, simulated in replicate(scenario, 30):
        joined = first_days(simulated, Kind.JOINED, len(population))
        left = first_days(simulated, Kind.LEFT, len(population))
        looked_at = (joined >= 100) & (joined < 1900)
        shares.append(float(np.isfinite(left[looked_at]).mean()))
    assert agrees(shares, erlang_a(2.0, 1.0, 0.5, 2)[0], margin=0.06)
