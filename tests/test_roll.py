"""The roll of a cohort: who is in it by name, and what became of them."""

import json
from pathlib import Path

import pytest

from sim.replay import opened
from tests.commands import placesim, small_world, write
from tests.stories import Tree


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = small_world()
    tree |= {"replications": 1, "cohorts": [{"id": "high_risk", "who": "band >= high"}]}
    tree |= {"policies": ["first_come"]}
    path = write(tree, tmp_path_factory.mktemp("roll") / "world.yaml")
    end = placesim("run", path, "--out", path.parent / "run", "--workers", "1")
    assert end.code == 0, end.err
    return path.parent / "run"


def roll(run: Path, cohort: str) -> Tree:
    end = placesim("explain", run, "--cohort", cohort, "--json")
    assert end.code == 0, end.err
    found: Tree = json.loads(end.out)
    return found


def test_a_cohort_is_told_by_name_up_to_fifty(run: Path) -> None:
    _, _, history = opened(run, None, 0)
    found = roll(run, "high_risk")
    mine = history.people.filter(history.people["band"] >= 2)
    assert found["people"] == mine.height
    assert [each["id"] for each in found["first"]] == mine["id"].to_list()[:50]
    assert {each["band"] for each in found["first"]} == {"high"}
    assert "and " in placesim("explain", run, "--cohort", "everybody").out.splitlines()[-1]


def test_what_became_of_each_is_what_his_journey_says(run: Path) -> None:
    told = {each["programme"] for each in roll(run, "everybody")["first"]}
    assert len(told) > 2
    for each in roll(run, "everybody")["first"][:15]:
        journey = placesim("explain", run, "--person", each["id"]).out
        completes = "completes one" in journey or "completes after" in journey
        assert completes == (each["programme"] == "completed a programme")
        if each["at_the_end"] == "in prison":
            assert "is released" not in journey


def test_a_cohort_that_is_not_there_is_refused_with_those_that_are(run: Path) -> None:
    end = placesim("explain", run, "--cohort", "low_risk")
    assert end.code == 2
    assert "has no cohort `low_risk`; it has everybody, high_risk" in end.err
