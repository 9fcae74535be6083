"""Giving up: on which day, from which list, and that nobody else's patience moves it."""

from pathlib import Path
from typing import Any

import pytest

from sim.engine.simulate import simulate
from sim.log.history import History
from sim.population.create import create_population
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind
from tests.stories import history_of, prison, programme, steps, story_of, told, world

A_MOMENT = 1e-6  # days: he is gone in the instant after the one in which he might be served


def test_a_man_with_no_patience_leaves_if_he_is_not_served_as_he_joins(tmp_path: Path) -> None:
    people = """
    id,join_day,leave_day
    ann,0,
    bob,5,5
    """
    story = told(world([prison()], [programme()]), people, tmp_path, kind="list", only="bob")
    (_, joined), (day, left) = story
    assert joined == "bob joined one"
    assert left == "bob left one [gave up]"
    assert day == pytest.approx(5, abs=A_MOMENT)


def test_a_man_with_no_patience_is_served_if_staff_are_free_as_he_joins(tmp_path: Path) -> None:
    """A loss system: who finds a server free is served, whoever does not is lost."""
    people = """
    id,join_day,leave_day
    bob,5,5
    """
    story = told(world([prison()], [programme()]), people, tmp_path, kind="list")
    assert [fact for _, fact in story] == [
        "bob joined one",
        "bob started one",
        "bob completed one",
    ]


def test_a_man_of_the_backlog_whose_patience_ends_on_day_0_does_not_wait_on(tmp_path: Path) -> None:
    people = """
    id,join_day,leave_day
    bob,-5,0
    """
    tree = world([prison(posts=steps((20, 1)))], [programme()])
    day, left = told(tree, people, tmp_path, kind="list")[-1]
    assert left == "bob left one [gave up]"
    assert day == pytest.approx(0, abs=A_MOMENT)


@pytest.mark.parametrize(
    ("kind", "ends"), [("custody", "released"), ("community", "supervision ended")]
)
def test_giving_up_waiting_releases_nobody(kind: str, ends: str, tmp_path: Path) -> None:
    """He is off the list on day 10, and inside (or on his order) until day 50."""
    people = """
    id,join_day,leave_day,release_day
    bob,0,10,50
    """
    setting = "prison" if kind == "custody" else "community"
    site = prison(posts=steps((80, 1))) | (
        {} if kind == "custody" else {"id": "north", "kind": "probation"}
    )
    tree = world([site], [programme(setting=setting)])
    story = told(tree, people, tmp_path, kind=kind)
    assert (10.0, "bob left one [gave up]") in story
    assert [day for day, fact in story if fact.startswith(f"bob {ends}")] == [50.0]


def test_a_leave_day_is_kept_to_the_last_bit(tmp_path: Path) -> None:
    """0.9 less 0.3 and 0.3 again is more than 0.9: a man would be seated after he had left."""
    people = """
    id,join_day,leave_day
    ann,0,
    bob,0.3,0.9
    """
    story = told(world([prison()], [programme(days=0.9)]), people, tmp_path, kind="list")
    assert (0.9, "bob left one [gave up]") in story


def test_time_left_is_looked_at_on_a_plain_list_too(tmp_path: Path) -> None:
    people = """
    id,join_day,leave_day
    ann,0,100
    """
    tree = world([prison(posts=steps((60, 1)))], [programme(minimum_days_left=50)])
    story = told(tree, people, tmp_path, kind="list")
    assert story[-1] == (50.0, "ann left one [too little time left]")


def _stream_history(folder: Path, *, with_a_list: bool) -> History:
    stream: dict[str, Any] = {
        "id": "men",
        "kind": "list",
        "sites": "hull",
        "patience_days": 20,
        "backlog": {"people": 2, "waited_days": 25},
    }
    population: dict[str, Any] = {"streams": [stream]}
    if with_a_list:
        (folder / "p.csv").write_text("id,join_day\nlate,90\n")
        population["listed"] = {"file": "p.csv", "kind": "list", "site": "hull"}
    tree = world([prison(posts=steps((50, 1)))], [programme()], population=population)
    scenario = Scenario.model_validate(tree)
    return history_of(scenario, create_population(scenario, 0, folder))


def test_a_listed_man_moves_nobody_elses_patience(tmp_path: Path) -> None:
    alone = story_of(_stream_history(tmp_path, with_a_list=False))
    beside = story_of(_stream_history(tmp_path, with_a_list=True))

    def gone(story: list[tuple[float, str]]) -> list[tuple[float, str]]:
        return [fact for fact in story if "left" in fact[1] and fact[1].startswith("men")]

    assert len(gone(alone)) == 2
    assert gone(beside) == gone(alone)


def test_patience_is_measured_from_day_0_for_those_already_waiting(tmp_path: Path) -> None:
    scenario_history = _stream_history(tmp_path, with_a_list=False)
    events = scenario_history.events
    left = events.filter(events["kind"] == int(Kind.LEFT))
    assert left["time"].to_list() == [20.0, 20.0]
    assert set(left["cause"].to_list()) == {int(Cause.GAVE_UP)}


def test_without_staff_everybody_with_no_patience_is_lost() -> None:
    stream = {
        "id": "men",
        "kind": "list",
        "sites": "hull",
        "patience_days": 0,
        "arrival_days": [1, 2, 3],
    }
    tree = world([prison(posts=steps((50, 1)))], [programme()], population={"streams": [stream]})
    scenario = Scenario.model_validate(tree)
    population = create_population(scenario, 0, Path())
    kinds = simulate(scenario, scenario.policies[0], population, 0).columns["kind"]
    assert (kinds == int(Kind.LEFT)).sum() == 3
    assert (kinds == int(Kind.STARTED)).sum() == 0
