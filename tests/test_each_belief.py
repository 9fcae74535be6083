"""A world for each belief: mistakes in words, a folder each, side by side, and the report."""

import json
from pathlib import Path

import pytest
import yaml

from reports.report import write_report
from sim.experiments.opening import results_of
from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError
from sim.testing import as_tree
from tests.commands import placesim, small_world, write
from tests.return_worlds import Tree, full_world

SAID = "takes runs of their own (placesim compare --each-belief)"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("world") / "world.yaml"
    tree = as_tree(full_world())
    tree |= {"horizon_days": 500, "primary_outcome": "reoffended_within_5_years_share.none"}
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def answer(world: Path) -> Tree:
    words = ("compare", world, "--each-belief", "--out", world.parent / "worlds", "--workers", "1")
    end = placesim(*words, "--json")
    assert end.code == 0, end.err
    found: Tree = json.loads(end.out)
    return found


def test_each_belief_is_a_comparison_of_its_own_in_a_folder_of_its_own(answer: Tree) -> None:
    assert set(answer["beliefs"]) == {"none", "helps"}
    for belief, summary in answer["beliefs"].items():
        assert Path(summary["run"]).name == belief
        assert results_of(Path(summary["run"])).book.returns_under == belief
    digests = {summary["digest"] for summary in answer["beliefs"].values()}
    assert len(digests) == 2


def test_a_primary_outcome_of_a_belief_is_read_in_the_world_of_that_belief(answer: Tree) -> None:
    for belief, summary in answer["beliefs"].items():
        name = f"reoffended_within_5_years_share.{belief}"
        for policy, of in answer["primary"].items():
            assert of[belief]["outcome"] == name
            assert of[belief]["mean"] == summary["policies"][policy]["outcomes"][name]["mean"]


def test_given_again_it_goes_on_with_what_is_there(world: Path, answer: Tree) -> None:
    out = Path(answer["out"])
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    end = placesim("compare", world, "--each-belief", "--out", out, "--workers", "1")
    assert end.code == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before
    head, beliefs, *policies, last = end.out.splitlines()
    assert head.startswith("reoffended_within_5_years_share.none")
    assert beliefs.split() == ["none", "helps"]
    assert [line.split()[0] for line in policies] == ["first", "next"]
    assert f"placesim report {out}" in last


def test_it_is_refused_where_nobody_returns_to_prison(tmp_path: Path) -> None:
    path = write(small_world(), tmp_path / "small.yaml")
    end = placesim("compare", path, "--each-belief", "--out", tmp_path / "out")
    assert end.code == 2
    assert "has no `reoffending.returns`" in end.err
    assert not (tmp_path / "out").exists()


def test_the_report_says_under_which_belief_men_return(answer: Tree, tmp_path: Path) -> None:
    run = Path(answer["beliefs"]["helps"]["run"])
    page = write_report(results_of(run), tmp_path / "report.html").read_text(encoding="utf-8")
    assert "go back to prison under one of them: helps" in page
    assert SAID in page


def test_the_report_says_nothing_of_it_where_nobody_returns(tmp_path: Path) -> None:
    path = write(small_world(), tmp_path / "small.yaml")
    assert placesim("run", path, "--out", tmp_path / "run", "--workers", "1").code == 0
    page = write_report(results_of(tmp_path / "run"), tmp_path / "report.html")
    assert "go back to prison under" not in page.read_text(encoding="utf-8")


# -- mistakes -------------------------------------------------------------------------------------


def said_of(tmp_path: Path, **returns: object) -> list[str]:
    tree = as_tree(full_world())
    tree["reoffending"]["returns"] |= returns
    tree["reoffending"]["returns"] = {
        name: each for name, each in tree["reoffending"]["returns"].items() if each is not None
    }
    file = tmp_path / "world.yaml"
    file.write_text(yaml.safe_dump(tree), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(file)
    return [each.message for each in error.value.problems]


def test_a_belief_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (said,) = said_of(tmp_path, under="help")
    assert said.startswith("there is no belief `help`")
    assert "`helps`" in said


def test_a_cause_that_is_not_told_apart_is_refused(tmp_path: Path) -> None:
    (said,) = said_of(tmp_path, prison_share_by_cause={"image": 0.5})
    assert "`image` is no cause of this scenario" in said


def test_a_sentence_needs_a_day(tmp_path: Path) -> None:
    (said,) = said_of(tmp_path, conviction_days=None)
    assert "returns needs conviction_days" in said
