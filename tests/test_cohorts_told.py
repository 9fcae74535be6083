"""What is clear of cohorts is said where the answer stands, and their levels under every policy."""

import json
from pathlib import Path

import pytest

from reports.cohorts import Cohorts
from reports.figure import Sheet
from reports.reading import Reading
from sim.experiments.opening import results_of
from sim.experiments.results import Results
from tests.commands import Ended, placesim, write
from tests.stories import prison, programme, world

LOW, HIGH = {"id": "low", "who": "need_score < 0.5"}, {"id": "high", "who": "need_score >= 0.5"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="module")
def compared(folder: Path) -> Ended:
    """Return a list far too long, first by the longest wait and then by the greatest need."""
    men = {
        "id": "men",
        "kind": "list",
        "sites": "hull",
        "arrivals_per_day": 1,
        "patience_days": 60,
        "need_score": {"kind": "uniform", "low": 0, "high": 1},
    }
    tree = world(
        [prison(facilitators=2)],
        [programme(size=(4, 4), days=20, facilitators=2)],
        population={"streams": [men]},
        days=400,
        results={"from": 0},
        replications=4,
        primary_outcome="left_without_starting_share",
        cohorts=[LOW, HIGH],
        policies=[
            {"id": "first_come", "order": "first_come"},
            {"id": "by_need", "order": {"kind": "score", "of": "need_score"}},
        ],
    )
    words = ("--out", folder / "run", "--workers", "1")
    ended = placesim("compare", write(tree, folder / "told.yaml"), *map(str, words))
    assert ended.code == 0, ended.err
    return ended


@pytest.fixture(scope="module")
def results(compared: Ended, folder: Path) -> Results:
    assert compared.code == 0
    return results_of(folder / "run")


def told(results: Results) -> Cohorts:
    return Cohorts(results, Reading(results.book, results.policies, results.replications))


def test_the_head_of_a_report_names_the_cohorts_that_clearly_gain_and_lose(
    results: Results,
) -> None:
    [says] = told(results).sentences()
    assert "clearly better for high under by_need" in says.replace("By need", "by_need")
    assert "clearly worse for low under" in says


def test_the_terminal_says_so_too(compared: Ended) -> None:
    assert (
        "left_without_starting_share by cohort: better for high under by_need; "
        "worse for low under by_need"
    ) in compared.out


def test_the_main_measures_of_cohorts_are_shown_under_every_policy(results: Results) -> None:
    sheet = told(results).everything()
    assert isinstance(sheet, Sheet)
    shown = sheet.tables[1].shown
    first = shown.filter(Measure=shown["Measure"][0])
    assert first["Policy"].n_unique() == len(results.policies)
    assert first["high"].n_unique() == len(results.policies)


def test_a_run_of_one_policy_says_nothing_of_gains(folder: Path, compared: Ended) -> None:
    assert compared.code == 0
    out = folder / "one"
    ended = placesim(
        *("compare", str(folder / "told.yaml"), "--policy", "first_come", "--out", str(out)),
        *("--workers", "1", "--replications", "1", "--json"),
    )
    assert "cohorts" not in json.loads(ended.out)
    assert told(results_of(out)).sentences() == []


def test_need_stands_beside_every_man_of_a_cohort(folder: Path, compared: Ended) -> None:
    assert compared.code == 0
    ended = placesim("explain", str(folder / "run"), "--cohort", "high")
    assert "need (0." in ended.out


def test_a_score_that_is_a_fact_has_one_column(folder: Path, compared: Ended) -> None:
    assert compared.code == 0
    words = ("--policy", "by_need", "--group", "3")
    ended = placesim("explain", str(folder / "run"), *words)
    [head] = [line for line in ended.out.splitlines() if line.lstrip().startswith("place ")]
    assert head.split() == ["place", "who", "need", "score", "became"]
