"""Prison numbers where nobody waits: M/G/infinity, which depends on the mean sentence alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.markov import agrees
from tests.stories import Tree, first_days, lived, prison, programme, replicate, world

SENTENCES: dict[str, Any] = {
    "fixed": 40,
    "exponential": {"kind": "exponential", "mean": 40},
    "gamma": {"kind": "gamma", "mean": 40, "sd": 60},
}


@pytest.mark.parametrize("length", SENTENCES.values(), ids=SENTENCES.keys())
def test_men_inside_are_poisson_whatever_the_shape_of_their_sentences(length: object) -> None:
    """0.5 a day for 40 days on average: 20 inside, within 4 %; variance 20, within 30 %."""
    sentence = {"kind": "determinate", "length_days": length, "served_share": 1.0}
    stream: Tree = {"id": "men", "kind": "custody", "sites": "hull", "arrivals_per_day": 0.5}
    tree = world([prison(posts=0, programmes=())], [], days=7000, seed=31)
    scenario = Scenario.model_validate(
        tree | {"population": {"streams": [stream | {"sentences": [sentence]}]}}
    )
    sampled_at = np.arange(600, 7000, 200)
    inside = []
    for population, simulated in replicate(scenario, 20):
        entered = np.sort(population.people.enters_day)
        left = np.sort(first_days(simulated, Kind.RELEASED, len(population)))
        inside.append(np.searchsorted(entered, sampled_at) - np.searchsorted(left, sampled_at))
    counts = np.array(inside)
    assert agrees(counts.mean(axis=1), 20.0, margin=0.04)
    assert agrees(counts.var(axis=1, ddof=1), 20.0, margin=0.30)


def test_time_waited_by_everybody_is_the_length_of_the_list_over_time(tmp_path: Path) -> None:
    """Little's law exact on the path, those still waiting at the end included; by hand.

    Ann waits 0-10, Bob 2-7 (released), Cat 4-20 (the end): 10 + 5 + 16 person-days.
    """
    history = lived(
        world([prison(posts=[{"from": 10, "value": 1}])], [programme(days=30)], days=20),
        """
        id,join_day,release_day
        ann,0,
        bob,2,7
        cat,4,
        """,
        tmp_path,
    )
    length, area, before = 0, 0.0, 0.0
    step = {Kind.JOINED: 1, Kind.STARTED: -1, Kind.LEFT: -1}
    for row in history.events.iter_rows(named=True):
        area += length * (row["time"] - before)
        before = row["time"]
        length += step.get(Kind(row["kind"]), 0)
    area += length * (20 - before)
    assert area == 10 + 5 + 16
