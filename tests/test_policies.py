"""The orders in which places are given: each on a list made by hand, ties and lots."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.engine.simulate import simulate
from sim.policies.candidates import Candidates
from sim.policies.orders import BUILT_IN, Keys, order_called, order_names
from sim.population.create import create_population
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause
from sim.words.luck import tickets
from tests.answers import PEOPLE, Returns
from tests.stories import prison, programme, region, steps, told, world

NEVER = np.inf
YEAR = 365.25


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
