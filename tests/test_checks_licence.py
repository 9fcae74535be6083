"""Mistakes in licence and parole, each named with its place and what to write instead."""

import json
from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from tests.licence_worlds import Tree, world


def found(tree: Tree, folder: Path) -> list[str]:
    """Return what is said of a scenario's licence and parole, mistakes and warnings alike."""
    file = folder / "world.yaml"
    file.write_text(json.dumps(tree), encoding="utf-8")  # which YAML reads too
    try:
        said = load(file).warnings
    except ScenarioError as error:
        said = error.problems
    return [each.message for each in said if each.path.split(".")[0] in WANTED]


WANTED = ("licence", "parole")


def test_a_site_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path) -> None:
    tree = world(1, 400) | {"licence": {"fair_supervision": {"sites": ["nort"]}}}
    (finding,) = found(tree, tmp_path)
    assert finding.startswith("no site is called `nort`")
    assert "did you mean `north`" in finding


def test_a_prison_supervises_nobody_on_licence(tmp_path: Path) -> None:
    tree = world(1, 400) | {"licence": {"mappa": {"officer_hours_per_week": {"hull": 10}}}}
    (finding,) = found(tree, tmp_path)
    assert finding == "`hull` is a prison; men on licence are supervised by probation"


def test_a_licence_that_nobody_can_be_on_is_a_warning(tmp_path: Path) -> None:
    tree = world(1, 400) | {"licence": {}}
    del tree["population"]["streams"][0]["released_to"]
    (finding,) = found(tree, tmp_path)
    assert finding.startswith("nobody is ever on licence")


def test_a_band_at_two_levels_is_a_warning(tmp_path: Path) -> None:
    tree = world(1, 400) | {"licence": {"mappa": {"level_2": ["high"], "level_3": ["high"]}}}
    (finding,) = found(tree, tmp_path)
    assert finding == "`high` is named at level 3 too, which holds"


def test_a_board_without_a_slot_in_the_run_is_a_warning(tmp_path: Path) -> None:
    tree = world(1, 400)
    tree["parole"] |= {"slots_per_month": [{"from": 500, "value": 3}]}
    (finding,) = found(tree, tmp_path)
    assert finding == "there is no slot in the run: nobody is ever heard"


def test_the_share_released_is_said_in_one_way() -> None:
    tree = world(1, 400)
    tree["parole"]["release"] = {"completed": 0.5}
    with pytest.raises(ValueError, match="give `release`, or release_share, not both"):
        Scenario.model_validate(tree)
