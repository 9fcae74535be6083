"""The same scenario, seed and version give the same bytes, wherever and however they are run.

The golden values below may change on purpose only, together with a note in the changelog that
results move: a test that fails prints the value it got.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.scenario.loading import load, load_bytes
from sim.testing import digest_of, simulate_history
from sim.words.luck import Luck, key_of, tickets

ROOT = Path(sim.__file__ or "").parent.parent

WORLD = """
placesim: 1
title: A small world of everything
horizon_days: 1200
seed: 5
replications: 2
sites:
  - {id: prison, kind: prison, facilitators: 3, programmes: [inside]}
  - id: region
    kind: probation
    facilitators: [{from: 0, value: 2}, {from: 300, value: 3}]
    programmes: [outside]
    circles: {places: 2}
programmes:
  - id: inside
    setting: prison
    bands: [medium, high, very_high]
    low_risk_may_join: true
    group: {minimum: 2, maximum: 4}
    facilitators: 1
    duration_days: {kind: lognormal, mean: 60, sd: 20}
    drop_out_share: 0.2
  - id: outside
    setting: community
    bands: [medium, high, very_high]
    group: {minimum: 2, maximum: 4}
    facilitators: 1
    duration_days: {kind: gamma, mean: 50, sd: 20}
    drop_out_share: 0.2
circles: {length_days: {kind: weibull, shape: 2, mean: 200}, gives_up_days: 150}
assessment: {delay_days: {kind: triangular, low: 5, mode: 20, high: 60}}
community_after_release: {delay_days: {kind: exponential, mean: 20}}
parole: {review_days: 100, release_share: 0.5, release_share_outstanding: 0.2}
mortality: {rate_at_50_per_year: 0.05}
reoffending: {within_5_years_share: {low: 0.2, medium: 0.6, high: 0.9}}
beliefs: [{id: none}, {id: harm, completed: 1.5}]
population:
  streams:
    - id: men
      kind: custody
      sites: prison
      released_to: region
      arrivals_per_year: 40
      bands: {low: 0.2, medium: 0.5, high: 0.3}
      motivated_share: 0.5
      sentences:
        - {kind: determinate, length_days: {kind: uniform, low: 100, high: 1500}}
        - {kind: extended, share: 0.3, length_days: 500, licence_days: 300}
        - {kind: indeterminate, share: 0.3, tariff_days: 200}
      backlog: {people: 30}
    - {id: orders, kind: community, sites: region, arrivals_per_year: 20, order_days: 400}
policies: [first_come, {id: risk, order: risk_by_time_left, low_risk: admitted}, lottery]
"""

RUN_DIGEST = "0568d9abc270225ba24d45f757eaf0432a1675832a327bbb5b00ff76f5c8980e"
LOG_DIGESTS = {
    "a small world": "2e01edd679352eb0ce1d1d67b62164f1c855ebbe24343fb7d0bc7d415a5d939b",
    "a textbook backlog": "b1dafa002a4d83cdc4872a0bb6f4f8ff65811d8aa7e7a3b8b9b98fa220eb6e77",
}

WAYS: dict[str, tuple[dict[str, str], int]] = {
    "as it is": ({}, 1),
    "another hash seed and two workers": ({"PYTHONHASHSEED": "1"}, 2),
    "another hash seed, time zone and locale": (
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        1,
    ),
    "one thread and another time zone": (
        {"POLARS_MAX_THREADS": "1", "TZ": "America/St_Johns"},
        1,
    ),
    "two threads, two workers and another locale": (
        {"POLARS_MAX_THREADS": "2", "LC_ALL": "C.UTF-8"},
        2,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_comparison_has_the_same_digest_however_it_is_run(way: str, tmp_path: Path) -> None:
    changes, workers = WAYS[way]
    scenario = tmp_path / "world.yaml"
    scenario.write_text(WORLD, encoding="utf-8")
    asked = ["compare", str(scenario), "--out", str(tmp_path / "run"), "--workers", str(workers)]

    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *asked, "--json"],
        cwd=ROOT,
        env=os.environ | changes,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["digest"] == RUN_DIGEST


def test_the_logs_of_two_small_scenarios_are_the_golden_ones() -> None:
    world = load_bytes(WORLD.encode()).scenario
    textbook = load(ROOT / "scenarios" / "textbook" / "backlog_only.yaml").scenario

    assert {
        "a small world": digest_of(simulate_history(world, world.policies[1], 1)),
        "a textbook backlog": digest_of(simulate_history(textbook)),
    } == LOG_DIGESTS


def test_a_block_of_luck_is_the_golden_one() -> None:
    """Raw words of Philox, keyed by name: no machine and no version may draw others."""
    luck = Luck(seed=1, replication=0)

    assert luck.block("north", "sentence", 5, 2).tolist() == [
        [0.9748369839064842, 0.8312714094010499, 0.1722163542699625, 0.03002700459281804],
        [0.8130376071609796, 0.5153989536564175, 0.019167326204008295, 0.9932602522354644],
    ]
    keys = np.array([1, 2**63], np.uint64)
    assert luck.scattered("listed", "sentence", keys).tolist() == [
        [0.7918467554658214, 0.006747262908353924],
        [0.5395219490843447, 0.2914284562562842],
    ]


def test_the_keys_of_people_and_their_lottery_tickets_are_the_golden_ones() -> None:
    assert key_of("person", 2026, 0) == 8288238283470655966
    assert tickets(np.array([0, 1, 2**64 - 1], np.uint64), 3).tolist() == [
        17909611376780542444,
        8196980753821780235,
        1434153915198355961,
    ]
