"""`placesim calibrate`: nothing of the record is lost, and what cannot be done is said in words."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from sim.calibration.task import task_of
from sim.calibration.trials import TrialsFile
from sim.commands import Asked
from sim.scenario.problems import ScenarioError
from tests.commands import placesim, write

THEORY = Path(__file__).parents[1] / "scenarios" / "textbook" / "mg_infinity_custody.yaml"
SETTINGS: dict[str, Any] = {
    "horizon_years": 8,
    "spread_trials": 3,
    "trials": 8,
    "free": [{"id": "arrivals", "paths": ["population.streams[men].arrivals_per_day"]}],
}


ARRIVALS = {"id": "arrivals", "paths": ["population.streams[*].arrivals_per_day"]}


def sourced(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "label": "assumption", "source": "theory"}


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    return world_in(tmp_path)


def world_in(tmp_path: Path) -> Path:
    """Too many men come; half a day would be right, since 150 are inside for 300 days each."""
    (tmp_path / "base.yaml").write_text(THEORY.read_text(encoding="utf-8"), encoding="utf-8")
    figures = [
        {
            "id": "inside",
            "measure": "inside_people",
            "published": sourced(150, 140, 160),
            "use": "calibration",
        },
        {
            "id": "received",
            "measure": "received_per_year",
            "published": sourced(182, 170, 195),
            "use": "held_back",
        },
    ]
    men = {"id": "men", "arrivals_per_day": sourced(0.9, 0.2, 1.0)}
    tree = {"extends": "base.yaml", "backcast": figures, "population": {"streams": [men]}}
    (tmp_path / "calibration").mkdir()
    write(SETTINGS, tmp_path / "calibration" / "theory.yaml")
    return write(tree, tmp_path / "theory.yaml")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_search_finds_what_theory_says_and_sets_nothing_itself(scenario: Path) -> None:
    before = scenario.read_bytes()
    end = placesim("calibrate", scenario)
    assert end.code == 0, end.err
    kept = rows_of(scenario.parent / "calibration" / "theory.csv")
    assert [row["trial"] for row in kept] == [str(each) for each in range(8)]
    nearest = min(kept, key=lambda row: float(row["distance"]))
    assert float(nearest["arrivals"]) == pytest.approx(0.5, abs=0.05)
    assert f"--set 'population.streams[men].arrivals_per_day={nearest['arrivals']}'" in end.out
    assert "Nothing is written into the scenario." in end.out
    assert scenario.read_bytes() == before


def test_a_search_goes_on_from_the_trials_that_are_kept(scenario: Path) -> None:
    file = scenario.parent / "calibration" / "theory.csv"
    short = write(SETTINGS | {"trials": 5}, scenario.parent / "short.yaml")
    assert placesim("calibrate", scenario, "--settings", short, "--out", file).code == 0
    first = file.read_text(encoding="utf-8")
    assert placesim("calibrate", scenario, "--settings", short, "--out", file).code == 0
    assert file.read_text(encoding="utf-8") == first
    assert placesim("calibrate", scenario, "--out", file).code == 0
    assert file.read_text(encoding="utf-8").startswith(first)
    assert len(rows_of(file)) == 8


def kept_file(scenario: Path) -> Path:
    return scenario.parent / "calibration" / "theory.csv"


def test_no_trial_is_ever_lost_whatever_is_asked_of_the_search(scenario: Path) -> None:
    """More or fewer trials, more of them spread: all that is kept stays, the best too."""
    file = kept_file(scenario)
    before = ""
    for number, counts in enumerate(((3, 8), (5, 9), (1, 4), (0, 6))):
        changes = dict(zip(("spread_trials", "trials"), counts, strict=True))
        settings = write(SETTINGS | changes, scenario.parent / f"{number}.yaml")
        end = placesim("calibrate", scenario, "--settings", settings, "--out", file, "--json")
        assert end.code == 0, end.err
        text = file.read_text(encoding="utf-8")
        assert text.startswith(before)
        before = text
        rows = rows_of(file)
        assert [row["trial"] for row in rows] == [str(each) for each in range(len(rows))]
        answer = json.loads(end.out)
        assert answer["trials"] == len(rows)
        best = rows[answer["best"]["trial"]]
        assert float(best["distance"]) == min(float(row["distance"]) for row in rows)
    assert len(before.splitlines()) > 10


def test_trials_of_another_scenario_are_left_alone_and_not_mixed_in(scenario: Path) -> None:
    assert placesim("calibrate", scenario).code == 0
    file = kept_file(scenario)
    before = file.read_bytes()
    text = scenario.read_text(encoding="utf-8").replace("0.9", "0.8")
    scenario.write_text(text, encoding="utf-8")
    end = placesim("calibrate", scenario, "--out", file)
    assert end.code == 2
    assert "holds trials of another scenario" in end.err
    end = placesim("calibrate", scenario)
    assert end.code == 0
    assert "it is left alone" in end.err
    assert len(rows_of(file.with_name("theory-2.csv"))) == 8
    assert file.read_bytes() == before


def test_another_seed_or_setting_makes_other_trials(scenario: Path) -> None:
    assert placesim("calibrate", scenario).code == 0
    for text in ("seed=77", "results.from=100"):
        end = placesim("calibrate", scenario, "--set", text, "--out", kept_file(scenario))
        assert end.code == 2
        assert "holds trials of another scenario" in end.err


def test_trials_that_another_program_made_are_not_gone_on_with(scenario: Path) -> None:
    """The digest knows scenario and settings; that the program is the same is found by doing."""
    assert placesim("calibrate", scenario).code == 0
    file = kept_file(scenario)
    inside = rows_of(file)[0]["inside"]
    file.write_text(file.read_text(encoding="utf-8").replace(inside, "123.4"), encoding="utf-8")
    end = placesim("calibrate", scenario)
    assert end.code == 2
    assert f"(inside: 123.4 then, {inside} now)" in end.err


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with its file of trials, not to be changed."""
    world = world_in(tmp_path_factory.mktemp("trials"))
    assert placesim("calibrate", world).code == 0
    return world


def test_a_file_that_was_cut_anywhere_is_refused_or_is_a_shorter_record(trials: Path) -> None:
    """Every cut but one just after a line is noticed, and never a traceback."""
    text = kept_file(trials).read_text(encoding="utf-8")
    task = task_of(trials, trials.parent / "calibration" / "theory.yaml")
    cut = trials.parent / "cut.csv"
    for length in range(1, len(text)):
        cut.write_text(text[:length], encoding="utf-8")
        if text[:length].endswith("\n"):
            assert len(TrialsFile(cut, task).rows) == text.count("\n", 0, length) - 1
        else:
            with pytest.raises((ScenarioError, Asked)):
                TrialsFile(cut, task)
    cut.write_text(text[:400], encoding="utf-8")
    end = placesim("calibrate", trials, "--out", cut)
    assert end.code == 2
    assert f"{cut}:{text.count(chr(10), 0, 400) + 1}:1: the file ends in the middle" in end.err
    assert cut.read_text(encoding="utf-8") == text[:400]


@pytest.mark.parametrize(
    ("cell", "said", "words"),
    [
        ("distance", "nan", "`nan` stands where a number, 0 or more must"),
        ("distance", "-1", "`-1` stands where"),
        ("outside", "abc", "`abc` stands where a whole number up to 1 must"),
        ("arrivals", "inf", "`inf` stands where a number must"),
        ("inside", "x", "`x` stands where a number or nothing must"),
        ("trial", "7", "`7` stands where 2 must"),
        ("stage", "guess", "`guess` stands where as it is or spread or step must"),
        ("inside", "1,2", "has 8 cells of 7"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_place(
    trials: Path, tmp_path: Path, cell: str, said: str, words: str
) -> None:
    lines = [line.split(",") for line in kept_file(trials).read_text("utf-8").splitlines()]
    lines[3][lines[0].index(cell)] = said
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    end = placesim("calibrate", trials, "--out", wrong)
    assert end.code == 2
    assert "wrong.csv:4:" in end.err
    assert words in end.err


def test_a_file_that_is_not_its_own_is_never_written(trials: Path, tmp_path: Path) -> None:
    for name, content in (
        ("notes.txt", b"my notes\n"),
        ("bytes", b"\xff\xfe"),
        ("x", b"a,b\n1,2\n"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        end = placesim("calibrate", trials, "--out", file)
        assert end.code == 2
        assert "is no file of trials" in end.err
        assert file.read_bytes() == content
    for out, words in ((tmp_path, "is a folder"), (tmp_path / "x" / "y.csv", "x is a file")):
        end = placesim("calibrate", trials, "--out", out)
        assert end.code == 2
        assert words in end.err
        assert "done" not in end.err


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"targets": ["received"]}, "is held back, and nothing may be tuned to it"),
        ({"targets": ["nothing"]}, "no figure of `backcast` is called `nothing`"),
        ({"targets": ["inside", "inside"]}, "is named twice"),
        ({"policy": "lottery"}, "no policy of the scenario is called `lottery`"),
        ({"free": [{"id": "x", "paths": ["horizon_days"]}]}, "free[x]"),
        ({"trials": 3}, "let there be more"),
        ({"free": []}, "give at least 1"),
        ({"horizon": 3}, "unknown setting; did you mean `horizon_years`?"),
        ({"horizon_years": -3}, "got -3; allowed: a number above 0 and at most 100"),
        ({"free": [*SETTINGS["free"], ARRIVALS]}, "is the id of another free number already"),
        (
            {"free": [*SETTINGS["free"], ARRIVALS | {"id": "again"}]},
            "is moved by `arrivals` already",
        ),
    ],
)
def test_settings_that_cannot_be_followed_are_refused_with_their_place(
    trials: Path, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    file = write(SETTINGS | changes, tmp_path / "wrong.yaml")
    end = placesim("calibrate", trials, "--settings", file)
    assert end.code == 2
    assert "wrong.yaml:" in end.err
    assert words in end.err


def test_every_mistake_of_the_settings_is_named_at_once(trials: Path, tmp_path: Path) -> None:
    wrong = {
        "policy": "lottery",
        "horizon_years": "long",
        "trials": 3,
        "spread_trials": 3,
        "targets": ["received", "nothing"],
        "free": [
            *SETTINGS["free"],
            ARRIVALS,
            {"id": "y", "paths": ["population.streams[man].arrivals_per_day"]},
            {"id": "z", "paths": ["horizon_days"], "by": "luck"},
            {"id": "w"},
        ],
        "colour": "red",
    }
    end = placesim("calibrate", trials, "--settings", write(wrong, tmp_path / "wrong.yaml"))
    assert end.code == 2
    lines = end.err.splitlines()
    for path in (
        "policy: ",
        "horizon_years: ",
        "spread_trials: ",
        "targets[0]: ",
        "targets[1]: ",
        "free[arrivals].id: ",
        "free[y].paths[0]: ",
        "free[z].by: ",
        "free[w].paths: ",
        "colour: ",
    ):
        assert any(path in line and "wrong.yaml:" in line for line in lines), (path, end.err)
    assert "did you mean `population.streams[men].arrivals_per_day`?" in end.err
