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


@pytest.mark.parametrize(("years", "bound"), [(1e-9, "from 0.003 to"), (1e10, "to 1,000,000,000")])
def test_a_halving_of_recall_has_bounds(years: float, bound: str, tmp_path: Path) -> None:
    tree = world(1, 400) | {"licence": {"halving_years": years}}
    (finding,) = found(tree, tmp_path)
    assert bound in finding


OUT_OF_ORDER = [{"from": 300, "value": 2}, {"from": 200, "value": 3}]
TWICE = [{"from": 200, "value": 2}, {"from": 200, "value": 3}]


@pytest.mark.parametrize(("steps", "how"), [(OUT_OF_ORDER, "before"), (TWICE, "at the same time")])
def test_slots_and_hours_of_officers_go_up_in_time(
    steps: list[dict[str, float]], how: str, tmp_path: Path
) -> None:
    tree = world(1, 400)
    tree["parole"] |= {"slots_per_month": steps}
    tree["licence"] = {"mappa": {"officer_hours_per_week": {"north": steps}}}
    said = [each for each in found(tree, tmp_path) if "in order of time" in each]
    assert len(said) == 2
    assert all(how in each for each in said)


def test_more_slots_than_any_board_can_have_are_refused(tmp_path: Path) -> None:
    tree = world(1, 400)
    tree["parole"] |= {"slots_per_month": 1e6}
    (finding,) = found(tree, tmp_path)
    assert finding == "1,000,000 hearings a month; at most 100,000 can be simulated"


@pytest.mark.parametrize("name", ["volunteers", "applications_per_month"])
def test_more_volunteers_than_any_site_can_have_are_refused(name: str, tmp_path: Path) -> None:
    tree = world(1, 400) | {"circles": {"length_days": 100, "volunteers": {}}}
    here = {"volunteers": 8, "coordinators": 1} | {name: 1e6}
    next(site for site in tree["sites"] if site["id"] == "north")["circles"] = here
    file = tmp_path / "world.yaml"
    file.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ScenarioError, match="at a site; at most 100,000 can be simulated"):
        load(file)


def test_a_hearing_is_put_off_for_a_day_or_longer(tmp_path: Path) -> None:
    tree = world(1, 400)
    tree["parole"] |= {"deferral": {"outstanding_share": 0.5, "days": 0.001}}
    (finding,) = found(tree, tmp_path)
    assert "from 1 to" in finding


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


def test_a_wrong_key_of_parole_is_the_only_mistake_that_is_named(tmp_path: Path) -> None:
    """Which outcomes the Board has cannot be known then, but a name that nothing has is wrong."""
    tree = world(1, 400) | {"primary_outcome": "hearings_count"}
    tree["parole"] = {**tree.get("parole", {}), "slots_per_mnth": 6}
    assert all_said_of(tree, tmp_path) == ["parole.slots_per_mnth"]
    tree["primary_outcome"] = "hearings_cuont"
    assert all_said_of(tree, tmp_path) == ["parole.slots_per_mnth", "primary_outcome"]
    del tree["parole"]["slots_per_mnth"]
    assert all_said_of(tree, tmp_path) == ["primary_outcome"]


def all_said_of(tree: Tree, folder: Path) -> list[str]:
    """Return the paths of what a scenario is refused for."""
    file = folder / "world.yaml"
    file.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    return sorted(each.path for each in refused.value.problems)
