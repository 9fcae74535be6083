"""The orders in which places are given: each on a list made by hand, ties, lots and plug-ins."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import stats

from sim.engine.simulate import simulate
from sim.engine.waiting import NotInOrder
from sim.policies.candidates import Candidates
from sim.policies.orders import BUILT_IN, Keys, order_called, order_names
from sim.population.create import create_population
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause
from sim.words.luck import tickets
from tests.stories import prison, programme, region, steps, told, world

NEVER = np.inf
YEAR = 365.25

PEOPLE = """
id,join_day,band,release_day,tariff_day,sentence
ann,-9,medium,900,,determinate
bob,-8,high,300,,determinate
cat,-7,very_high,800,,determinate
dan,-6,high,,700,indeterminate
eve,-5,medium,200,,determinate
fay,-4,high,,-50,indeterminate
gus,-3,high,300,,determinate
"""


def sequence(order: str, folder: Path) -> list[str]:
    """Return who starts after whom when one place falls free every 10 days."""
    tree = world([prison(posts=steps((0, 0), (1, 1)))], [programme()], policies=[order], days=80)
    facts = told(tree, PEOPLE, folder)
    return [fact.split()[0] for _, fact in facts if " started " in fact]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        # the longest wait
        ("first_come", "ann bob cat dan eve fay gus"),
        # days of release; Bob and Gus tie, Bob joined first; then no date, the earliest tariff
        ("soonest_release", "eve bob gus cat ann fay dan"),
        # very high, then the four high by wait, then the two medium
        ("highest_risk", "cat bob dan fay gus ann eve"),
        # weight / years: Fay 4 / 0.25 (past tariff) = 16, Bob and Gus 4 / 0.8 = 5, ...
        ("risk_by_time_left", "fay bob gus eve cat dan ann"),
    ],
)
def test_each_order_gives_places_in_the_sequence_that_it_says(
    order: str, expected: str, tmp_path: Path
) -> None:
    assert " ".join(sequence(order, tmp_path)) == expected


@pytest.mark.parametrize("order", [name for name in BUILT_IN if name != "lottery"])
def test_a_tie_falls_to_the_longest_wait_and_then_to_the_id(order: str, tmp_path: Path) -> None:
    """Alike in everything else: Cat has waited longest; Ann and Bob tie, and a is before b."""
    people = """
    id,join_day,release_day
    bob,0,500
    ann,0,500
    cat,-1,500
    """
    tree = world([prison(posts=steps((0, 0), (1, 1)))], [programme()], policies=[order])
    facts = told(tree, people, tmp_path)
    assert [fact.split()[0] for _, fact in facts if " started " in fact] == ["cat", "ann", "bob"]


def test_a_clock_may_change_who_is_first(tmp_path: Path) -> None:
    """Afresh at every allocation: a near release presses more as it comes nearer.

    On day 1 Ann (very high, 700 days left) outweighs Bob (medium, 300 days left): 8/1.9 > 2/0.8.
    On day 101 they would be 8/1.6 and 2/0.54; on day 251 8/1.2 and 2/0.25: Bob is first.
    """
    for day, first in ((1, "ann"), (101, "ann"), (251, "bob")):
        tree = world(
            [prison(posts=steps((0, 0), (day, 1)))],
            [programme()],
            policies=["risk_by_time_left"],
            days=900,
        )
        people = """
        id,join_day,band,release_day
        ann,0,very_high,700
        bob,0,medium,300
        """
        facts = told(tree, people, tmp_path)
        assert next(fact for fact in facts if "started" in fact[1]) == (day, f"{first} started one")


def test_a_lottery_draws_afresh_each_time() -> None:
    """The same ten people in fifty drawings: hardly ever in the same sequence twice."""
    keys = np.arange(10, dtype=np.uint64) * np.uint64(77)
    drawn = {tuple(np.argsort(tickets(keys, draw)).tolist()) for draw in range(50)}
    assert len(drawn) >= 49
    assert (tickets(keys, 3) == tickets(keys, 3)).all()


def test_a_lottery_is_fair_to_everybody() -> None:
    """8,000 drawings among 8: how often each comes first, and who follows whom (chi-square)."""
    keys = tickets(np.arange(8, dtype=np.uint64), 12345)
    order = np.argsort([tickets(keys, draw) for draw in range(8000)], axis=1)
    first = np.bincount(order[:, 0], minlength=8)
    assert stats.chisquare(first).pvalue > 0.001
    pairs = np.bincount(order[:, 0] * 8 + order[:, 1], minlength=64).reshape(8, 8)
    assert stats.chisquare(pairs[~np.eye(8, dtype=bool)]).pvalue > 0.001


def test_a_lottery_is_won_by_everybody_in_some_replication(tmp_path: Path) -> None:
    """One place, four people, whatever their names, waits and files: each wins sometimes."""
    people = """
    id,join_day
    ann,-400
    bob,0
    cat,0
    dan,0
    """
    winners = set()
    for seed in range(24):
        tree = world([prison()], [programme()], policies=["lottery"], days=5, seed=seed)
        facts = told(tree, people, tmp_path)
        winners |= {fact.split()[0] for _, fact in facts if "started" in fact}
    assert winners == {"ann", "bob", "cat", "dan"}


def test_every_order_says_in_a_sentence_what_it_does() -> None:
    for name in order_names():
        order = order_called(name)
        assert order.name == name
        assert len(order.says.split()) > 5
        assert order.version


def test_an_unknown_order_is_answered_with_its_near_miss() -> None:
    with pytest.raises(KeyError) as refused:
        order_called("first_comes")
    assert refused.value.args[0] == "no order is called `first_comes`; did you mean `first_come`?"


def test_whoever_joined_a_list_by_whichever_door_is_ranked_by_when_he_leaves(
    tmp_path: Path,
) -> None:
    """People under orders and on a plain list share one list: kept places and fresh ones agree.

    Ann's and Bob's orders end on a known day; when the others give up is known to nobody.
    """
    queue = {
        "id": "plain",
        "kind": "list",
        "sites": "north",
        "waits_for": "one",
        "arrival_days": [0, 0.5],
        "patience_days": 50,
    }
    people = """
    id,join_day,release_day
    ann,0,80
    bob,0,45
    """
    soonest = BUILT_IN["soonest_release"]
    stories = []
    for uses_clock in (False, True):
        order = Returns(soonest.keys, uses_clock=uses_clock)
        tree = world(
            [region(posts=steps((0, 0), (1, 1)), programmes=("one",))],
            [programme(setting="community")],
        )
        tree["population"] = {"streams": [queue]}
        facts = told(tree, people, tmp_path, kind="community", order=order)
        stories.append([fact.split()[0] for _, fact in facts if " started " in fact])
    assert stories[0] == ["bob", "ann", "plain:0", "plain:1"]
    assert stories[1] == stories[0]


# -- plug-ins -------------------------------------------------------------------------------------


class Returns:
    """An order that returns whatever a test wants."""

    name, version, says = "strange", "1", "returns whatever a test wants, to see it refused"

    def __init__(self, keys: object, *, uses_clock: bool) -> None:
        self.returned = keys
        self.uses_clock = uses_clock

    def keys(self, candidates: Candidates) -> Keys:
        returned = self.returned
        return returned(candidates) if callable(returned) else returned  # type: ignore[return-value]  # a stranger's answer


@pytest.mark.parametrize("uses_clock", [False, True])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda c: [c.joined_day], "must return a tuple of key columns"),
        (lambda c: (c.joined_day[:-1],), "it must be one number a person"),
        (lambda c: (np.full(len(c), np.nan),), "is not a number"),
        (lambda c: (np.full(len(c), "first"),), "it must be one number a person"),
    ],
)
def test_an_answer_that_ranks_nobody_is_refused_in_words(
    answer: object, words: str, *, uses_clock: bool, tmp_path: Path
) -> None:
    order = Returns(answer, uses_clock=uses_clock)
    with pytest.raises(NotInOrder, match=words):
        told(world([prison()], [programme()]), PEOPLE, tmp_path, order=order)


def test_an_order_without_keys_is_the_longest_wait(tmp_path: Path) -> None:
    """An empty tuple is a fair answer: everybody ties."""
    for uses_clock in (False, True):
        order = Returns((), uses_clock=uses_clock)
        tree = world([prison(posts=steps((0, 0), (1, 1)))], [programme()], days=80)
        facts = told(tree, PEOPLE, tmp_path, order=order)
        started = [fact.split()[0] for _, fact in facts if " started " in fact]
        assert started == ["ann", "bob", "cat", "dan", "eve", "fay", "gus"]


PLUG_IN = '''
"""A policy from outside: the last to come goes first."""

class LastCome:
    name = "last_come"
    version = "7"
    says = "whoever has waited least goes first, to show that a plug-in may say anything"
    uses_clock = False

    def keys(self, candidates):
        return (-candidates.joined_day,)


class Broken:
    name = "broken"
    version = "1"
'''


@pytest.fixture
def plugged_in(tmp_path: Path) -> Path:
    """Return a folder that looks like an installed package with two policies, one broken."""
    (tmp_path / "outsider.py").write_text(PLUG_IN, encoding="utf-8")
    info = tmp_path / "outsider-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outsider\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[placesim.policies]\n"
        "last_come = outsider:LastCome\n"
        "broken = outsider:Broken\n"
        "absent = nowhere_at_all:Absent\n"
    )
    return tmp_path


def run(folder: Path, order: str) -> subprocess.CompletedProcess[str]:
    """Run a scenario that asks for this order, with the folder's packages installed."""
    stream = {"id": "men", "kind": "list", "sites": "hull", "arrival_days": [0, 1, 2, 3]}
    tree = world([prison()], [programme()], days=35, policies=[order])
    scenario = folder / "scenario.yaml"
    scenario.write_text(yaml.safe_dump(tree | {"population": {"streams": [stream]}}))
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", "run", str(scenario), "--out", str(folder / "run")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_an_installed_plug_in_gives_the_places(plugged_in: Path) -> None:
    """Found by its entry point, run, and named in the run with its version."""
    done = run(plugged_in, "last_come")
    assert done.returncode == 0, done.stderr
    manifest = (plugged_in / "run" / "manifest.json").read_text()
    assert '"order": "last_come"' in manifest
    assert '"order_version": "7"' in manifest
    import polars as pl

    events = pl.read_parquet(plugged_in / "run" / "last_come" / "0000" / "events" / "*.parquet")
    started = events.filter(pl.col("kind") == 8)["person"].to_list()
    assert started == [0, 3, 2, 1]


def test_a_new_version_of_an_order_is_not_answered_with_the_run_of_the_old(
    plugged_in: Path,
) -> None:
    assert run(plugged_in, "last_come").returncode == 0
    outsider = plugged_in / "outsider.py"
    outsider.write_text(outsider.read_text().replace('version = "7"', 'version = "8"'))
    again = run(plugged_in, "last_come")
    assert again.returncode == 2
    assert "holds a run of another question" in again.stderr


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("broken", "the plug-in policy `broken` lacks one of name, version, says, uses_clock"),
        ("absent", "No module named 'nowhere_at_all'"),
        ("last_comes", "did you mean `last_come`?"),
    ],
)
def test_a_broken_plug_in_is_refused_in_words(plugged_in: Path, order: str, words: str) -> None:
    done = run(plugged_in, order)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (plugged_in / "run").exists()


class Onlooker:
    """An order that keeps what it was shown."""

    name, version, says, uses_clock = "onlooker", "1", "looks on", True

    def __init__(self) -> None:
        self.shown: list[float] = []

    def keys(self, candidates: Candidates) -> Keys:
        self.shown += candidates.release_day.tolist()
        return (candidates.joined_day,)


def test_no_order_sees_when_a_man_would_give_up_waiting() -> None:
    """His patience is his own affair: an order that saw it would seem better than any board."""
    scenario = Scenario.model_validate(
        {
            "title": "Impatience",
            "horizon_days": 200,
            "sites": [prison(posts=1)],
            "programmes": [programme(days=30)],
            "population": {
                "streams": [
                    {
                        "id": "men",
                        "kind": "list",
                        "sites": "hull",
                        "arrivals_per_day": 0.3,
                        "patience_days": 20,
                    }
                ]
            },
        }
    )
    onlooker = Onlooker()
    population = create_population(scenario, 0, Path())
    log = simulate(scenario, scenario.policies[0], population, 0, order=onlooker).columns

    assert (log["cause"] == Cause.GAVE_UP).sum() > 10
    assert len(onlooker.shown) > 10
    assert set(onlooker.shown) == {float("inf")}
