"""A first scenario of one's own, and the list of those that are shipped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.loading import load
from tests.commands import placesim

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def test_a_new_scenario_is_sound_without_a_warning_and_runs(tmp_path: Path) -> None:
    end = placesim("new", tmp_path / "my_region")
    path = tmp_path / "my_region.yaml"
    assert (end.code, end.out) == (0, f"{path}\n")
    loaded = load(path)
    assert (loaded.warnings, loaded.scenario.title) == ([], "My region")
    assert len(loaded.scenario.policies) == 2
    ran = placesim("compare", path, "--out", tmp_path / "run", "--replications", "1")
    assert ran.code == 0
    assert "released_without_starting_share" in ran.out


def test_a_new_scenario_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    for name in ("mine", "mine.yaml"):
        end = placesim("new", tmp_path / name)
        assert (end.code, end.err) == (
            2,
            f"{path}: is there already, and stays as it is; give another name\n",
        )
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_name_that_is_none_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    end = placesim("new", tmp_path / "no" / "mine")
    assert (end.code, end.err.split(": ", 1)[1]) == (
        2,
        "no such folder; make it first, or give another name\n",
    )
    assert placesim("new", tmp_path / "---").code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ['he said "no"', "a: b #c", "été", "x" * 200, "{weird}", "TITLE"])
def test_a_strange_name_makes_a_scenario_too(tmp_path: Path, name: str) -> None:
    assert placesim("new", tmp_path / name).code == 0
    assert load(tmp_path / f"{name}.yaml").warnings == []


def test_the_list_names_every_shipped_scenario_with_title_and_question() -> None:
    found = json.loads(placesim("list", "--json").out)["scenarios"]
    names = [each["name"] for each in found]
    assert names[:3] == ["quickstart.yaml", "region.yaml", "national.yaml"]
    assert {"import/from_extract.yaml", "textbook/mm3.yaml"} <= set(names)
    for each in found:
        told = load(SCENARIOS / each["name"]).scenario
        assert (each["title"], each["question"]) == (told.title, told.question or "")


def test_the_list_holds_every_scenario_that_stands_by_itself() -> None:
    """Whatever says `placesim: 1` and has sites is a scenario, and is listed."""
    names = {each["name"] for each in json.loads(placesim("list", "--json").out)["scenarios"]}
    whole = {
        path.relative_to(SCENARIOS).as_posix()
        for path in SCENARIOS.rglob("*.yaml")
        if "\nplacesim: 1" in (text := path.read_text(encoding="utf-8")) and "\nsites:" in text
    }
    assert whole <= names


def test_the_list_gives_questions_with_what_they_cover_and_the_small_ones_in_a_line() -> None:
    end = placesim("list")
    lines = end.out.splitlines()
    heading = lines.index("Questions, each with what was found: placesim answer NAME")
    question = load(SCENARIOS / "questions" / "vacancies_halved.yaml").scenario
    told = " ".join(" ".join(lines[heading:]).split())
    assert end.code == 0
    assert question.question is not None
    assert " ".join(question.question.split()) in told
    assert "covers: Staffing (15)" in told
    assert "  textbook/mm3 " in end.out
    assert all(len(line) <= 110 for line in lines)


def test_the_list_finds_the_scenarios_that_say_a_word() -> None:
    found = json.loads(placesim("list", "circles", "prison", "--json").out)["scenarios"]
    assert "pathway/circles_in_prison.yaml" in [each["name"] for each in found]
    for each in found:
        said = f"{each['name']} {each['title']} {each['question']}".lower()
        assert "prison" in said or each["covers"]
    end = placesim("list", "unicorns")
    assert (end.code, end.err) == (
        2,
        "no shipped scenario says 'unicorns'; `placesim list` names them all\n",
    )


@pytest.mark.parametrize("name", ["quickstart", "quickstart.yaml", "textbook/mm3"])
def test_a_shipped_scenario_may_be_given_by_its_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    end = placesim("validate", name)
    path = SCENARIOS / f"{name.removesuffix('.yaml')}.yaml"
    assert (end.code, end.err) == (0, f"{name}: the one that comes with placesim, {path}\n")
    assert placesim("assumptions", name).code == 0


def test_a_file_goes_before_a_shipped_scenario_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("quickstart.yaml").write_text("title: mine\n", encoding="utf-8")
    end = placesim("validate", "quickstart.yaml")
    assert end.code == 2
    assert "quickstart.yaml: " in end.err


@pytest.mark.parametrize("name", ["../quickstart", "no_such", "data/sites", "evidence"])
def test_what_is_no_shipped_scenario_is_no_name_of_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert placesim("validate", name).code == 2


@pytest.mark.parametrize(
    "name", ["quickstart", "questions/vacancies_halved", "import/from_extract"]
)
def test_a_copy_of_a_shipped_scenario_is_the_same_scenario_with_all_its_parts(
    name: str, tmp_path: Path
) -> None:
    end = placesim("new", tmp_path / "mine", "--from", name)
    copy = tmp_path / "mine" / f"{name}.yaml"
    assert (end.code, end.out) == (0, f"{copy}\n")
    assert load(copy).resolved == load(SCENARIOS / f"{name}.yaml").resolved
    assert load(copy).warnings == []
    again = placesim("new", tmp_path / "mine", "--from", name)
    assert (again.code, again.err.split(": ", 1)[1]) == (
        2,
        "is there already, and stays as it is; give another name\n",
    )


def test_only_what_is_shipped_is_copied(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("title: mine\n", encoding="utf-8")
    for name in (tmp_path / "own.yaml", "no_such", "data/sites"):
        end = placesim("new", tmp_path / "mine", "--from", name)
        assert (end.code, end.err) == (
            2,
            f"--from {name}: no shipped scenario; `placesim list` names them\n",
        )
    assert not (tmp_path / "mine").exists()


def test_a_copied_question_is_to_be_answered_and_any_other_scenario_compared(
    tmp_path: Path,
) -> None:
    """A comparison alone would leave out what the question changes."""
    for name, verb in (("questions/vacancies_halved", "answer"), ("quickstart", "compare")):
        end = placesim("new", tmp_path / verb, "--from", name)
        assert f"placesim {verb} {end.out.strip()}\n" in end.err


def test_a_misspelt_shipped_scenario_is_told_with_the_nearest(tmp_path: Path) -> None:
    end = placesim("new", tmp_path / "mine", "--from", "questions/circle_for_whom")
    assert (end.code, "did you mean `questions/circles_for_whom`?" in end.err) == (2, True)


def test_the_list_is_made_without_anything_heavy() -> None:
    code = (
        "import sys; from sim.shelf import on_the_shelf; on_the_shelf();"
        "print([m for m in ('polars', 'altair', 'scipy') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
