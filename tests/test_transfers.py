"""Transfers in limited numbers: who asks, whose turn it is, and who is moved at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.places import Queues, queues
from sim.engine.terms import terms_of
from sim.population.create import create_population
from sim.population.people import Population
from sim.population.rationed import Rate, slots
from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.stories import Tree, lived, prison, programme, steps, told, world

NEVER = float("inf")
MONTH = 365.25 / 12
DAYS = st.integers(0, 90).map(float)
RATES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([0.0, 0.1, 0.25, 1.0, 4.0])),
    min_size=1,
    max_size=4,
    unique_by=lambda step: step[0],
).map(lambda pairs: Rate(*zip(*sorted((float(d), v) for d, v in pairs), strict=True)))
LINES = st.lists(st.tuples(DAYS, st.integers(1, 60)), max_size=30).map(
    lambda pairs: (
        {row: day for row, (day, _) in enumerate(pairs)},
        [day + stay for day, stay in pairs],
    )
)
Line = tuple[dict[int, float], list[float]]


# -- the line -------------------------------------------------------------------------------------


@given(LINES, RATES)
def test_nobody_is_moved_before_he_asks_or_after_he_has_gone(line: Line, rate: Rate) -> None:
    asks, gone = line
    for row, day in slots(asks, gone, rate).items():
        assert asks[row] <= day < gone[row]


@given(LINES, RATES)
def test_the_first_to_ask_is_the_first_to_be_moved(line: Line, rate: Rate) -> None:
    turns = slots(*line, rate)
    moved = sorted(turns, key=lambda row: (line[0][row], row))
    assert [turns[row] for row in moved] == sorted(turns.values())


@given(LINES, RATES, DAYS, st.integers(1, 60))
def test_no_more_are_moved_in_any_stretch_than_the_rate_allows_and_one(
    line: Line, rate: Rate, since: float, days: int
) -> None:
    moved = sum(since <= day < since + days for day in slots(*line, rate).values())
    grid = np.arange(since, since + days, 0.5)
    allowed = sum(rate.at(day) * 0.5 for day in grid)
    assert moved <= allowed + 1 + 1e-6


@given(LINES, st.sampled_from([0.25, 1.0, 4.0]))
def test_a_turn_is_never_wasted_while_somebody_waits(line: Line, per_day: float) -> None:
    """Whoever is not moved at once is moved one spacing after the man before him."""
    asks, _ = line
    turns = slots(asks, [NEVER] * len(asks), Rate((0.0,), (per_day,)))
    assert len(turns) == len(asks)
    days = sorted(turns.values())
    for row, day in turns.items():
        before = [other for other in days if other < day]
        assert day == asks[row] or day == pytest.approx(before[-1] + 1 / per_day, abs=1e-6)


def test_who_is_gone_when_his_turn_comes_leaves_it_to_the_next() -> None:
    turns = slots({0: 0.0, 1: 0.0, 2: 0.0}, [NEVER, 3.0, NEVER], Rate((0.0,), (0.2,)))
    assert turns == {0: 0.0, 2: 5.0}


def test_while_no_moves_are_allowed_all_wait_for_the_day_on_which_they_are() -> None:
    turns = slots({0: 0.0, 1: 4.0, 2: 5.0}, [NEVER] * 3, Rate((0.0, 2.0, 10.0), (1.0, 0.0, 0.5)))
    assert turns == {0: 0.0, 1: 10.0, 2: 12.0}


# -- in a scenario --------------------------------------------------------------------------------

HERE = prison("hull", programmes=())
THERE = prison("leeds", posts=50)


def men(tree: Tree, folder: Path, people: str) -> tuple[Population, Queues]:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    listed = {"file": "people.csv", "kind": "custody", "site": "hull"}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listed}})
    population = create_population(scenario, 0, folder)
    policy = scenario.policies[0]
    return population, queues(scenario, policy, population.people, terms_of(scenario))


def moving(*, sites: Any = (HERE, THERE), programmes: Any = None, **transfers: Any) -> Tree:
    rules = {"delay_days": 10, **transfers}
    return world(list(sites), programmes or [programme()], days=1000, transfers=rules)


FOUR = "id,join_day\n" + "".join(f"man {n},20\n" for n in range(4))


def test_the_move_takes_its_time_after_the_turn_has_come(tmp_path: Path) -> None:
    _, found = men(moving(per_month=MONTH / 7), tmp_path, FOUR)
    assert found.first.day.tolist() == pytest.approx([30, 37, 44, 51])
    assert found.asked.tolist() == [20] * 4
    assert found.first.waited.tolist() == [0] * 4


def test_without_a_limit_nobody_asks_and_all_are_moved_at_once(tmp_path: Path) -> None:
    _, found = men(moving(), tmp_path, FOUR)
    assert found.first.day.tolist() == [30] * 4
    assert np.isinf(found.asked).all()


def test_limits_may_change_over_time(tmp_path: Path) -> None:
    rate = steps((0, 0), (100, MONTH / 2))
    _, found = men(moving(per_month=rate), tmp_path, FOUR)
    assert found.first.day.tolist() == pytest.approx([110, 112, 114, 116])


def test_who_declines_takes_up_nobodys_turn(tmp_path: Path) -> None:
    people = "id,join_day,consents\na,20,no\nb,20,yes\nc,20,yes\n"
    _, found = men(moving(per_month=MONTH / 7), tmp_path, people)
    assert found.first.day.tolist() == pytest.approx([30, 30, 37])
    assert np.isinf(found.asked[0])


def test_who_is_released_before_his_turn_is_never_moved(tmp_path: Path) -> None:
    people = "id,join_day,release_day\na,20,500\nb,20,24\nc,20,500\n"
    _, found = men(moving(per_month=MONTH / 7), tmp_path, people)
    assert found.first.day.tolist() == pytest.approx([30, NEVER, 37])


def test_who_asked_before_day_0_is_on_his_way(tmp_path: Path) -> None:
    people = "id,join_day\na,-5\nb,-5\nc,-50\n"
    _, found = men(moving(per_month=0), tmp_path, people)
    assert found.first.day.tolist() == [5, 5, 0]
    assert found.first.waited.tolist() == [0, 0, 40]


def test_men_are_moved_for_their_first_choice_only_where_the_rule_says_so(tmp_path: Path) -> None:
    """The second programme of the file is delivered here, the first in another prison."""
    sites = [prison("hull", programmes=("two",)), prison("leeds", programmes=("one",))]
    both = [programme("one"), programme("two")]
    _, stays = men(moving(sites=sites, programmes=both), tmp_path, FOUR)
    assert not stays.moved.any()
    _, goes = men(moving(sites=sites, programmes=both, who="first_choice"), tmp_path, FOUR)
    assert goes.moved.all()
    assert set(goes.first.places.site.tolist()) == {1}


def test_a_first_choice_that_no_prison_delivers_moves_nobody(tmp_path: Path) -> None:
    sites = [prison("hull", programmes=("two",)), prison("leeds", programmes=("two",))]
    both = [programme("one"), programme("two")]
    _, found = men(moving(sites=sites, programmes=both, who="first_choice"), tmp_path, FOUR)
    assert not found.moved.any()
    assert set(found.first.places.provision.tolist()) == {1}


def test_men_are_moved_to_beds_in_proportion_to_the_beds(tmp_path: Path) -> None:
    """1,000 men, ten beds against thirty: within 4 standard errors."""
    beds = programme(delivery="places", need=0)
    sites = [HERE, prison("leeds", places={"one": 10}), prison("york", places={"one": 30})]
    text = "id,join_day\n" + "".join(f"man {n},0\n" for n in range(1000))
    _, found = men(moving(sites=sites, programmes=[beds]), tmp_path, text)
    share = (found.first.places.site == 2).mean()
    assert abs(share - 0.75) < 4 * (0.75 * 0.25 / 1000) ** 0.5


def test_men_stay_in_their_region_where_a_prison_there_delivers(tmp_path: Path) -> None:
    sites = [
        prison("hull", programmes=(), region="north"),
        prison("leeds", region="north"),
        prison("truro", posts=1000, region="west"),
        prison("york", programmes=(), region="east"),
    ]
    people = "id,join_day,site\n" + "".join(
        f"{n},0,{'hull' if n < 50 else 'york'}\n" for n in range(100)
    )
    _, found = men(moving(sites=sites), tmp_path, people)
    went = found.first.places.site.tolist()
    assert went[:50] == [1] * 50
    assert went[50:].count(2) > 45


def test_the_log_says_who_asked_to_go_where_and_when_he_went(tmp_path: Path) -> None:
    people = "id,join_day,release_day\na,20,500\nb,20,24\nc,22,500\n"
    tree = moving(per_month=MONTH / 7)
    facts = [fact for fact in told(tree, people, tmp_path) if "released" not in fact[1]]
    assert facts[:5] == [
        (20.0, "a transfer asked one at hull"),
        (20.0, "b transfer asked one at hull"),
        (22.0, "c transfer asked one at hull"),
        (30.0, "a transferred at leeds"),
        (30.0, "a joined one at leeds"),
    ]
    events = lived(tree, people, tmp_path).events
    asked = events.filter(events["kind"] == int(Kind.TRANSFER_ASKED))
    assert asked["value"].to_list() == [1.0] * 3
    assert not {fact for _, fact in facts if fact.startswith("b ") and "asked" not in fact}
