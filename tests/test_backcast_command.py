"""`placesim backcast`: misses first, no verdict without an interval, and a generated page."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.made_up import made_up
from sim.backcast import backcast_lines, counts_in_words
from sim.commands import Asked
from sim.experiments.statistics import Interval
from sim.experiments.verdicts import NONE_HELD_BACK, Held, held_against, misses_first, verdict
from sim.log.targets import TargetNote
from sim.parts import marks
from sim.validation import part_lines, write_part
from tests.commands import Ended, placesim, write

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INSIDE = 150.0
"""Men inside in theory: half a day arrives, three hundred days they stay."""


def figure(value: float, off: float) -> dict[str, Any]:
    return {
        "value": value,
        "low": value - off,
        "high": value + off,
        "label": "published",
        "source": "theory",
    }


BACKCAST = [
    {
        "id": "received",
        "measure": "received_per_year",
        "published": figure(365.25 / 2, 4),
        "use": "calibration",
    },
    {
        "id": "inside",
        "name": "Men inside in theory",
        "measure": "inside_people",
        "published": figure(INSIDE, 5),
        "use": "held_back",
    },
    {
        "id": "twice",
        "name": "Twice as many",
        "measure": "in_custody_mean_people",
        "published": figure(2 * INSIDE, 5),
        "use": "held_back",
        "note": "a figure that is wrong",
    },
    {
        "id": "razor",
        "measure": "inside_people",
        "published": figure(INSIDE, 0.01),
        "use": "held_back",
    },
    {
        "id": "watched",
        "name": "Three times as many, as everybody saw",
        "measure": "inside_people",
        "published": {**figure(3 * INSIDE, 5), "label": "assumption"},
        "use": "seen",
    },
]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A queue without limits, whose theory is known, beside figures right and wrong."""
    folder = tmp_path_factory.mktemp("theory")
    text = (SCENARIOS / "textbook" / "mg_infinity_custody.yaml").read_text(encoding="utf-8")
    (folder / "base.yaml").write_text(text, encoding="utf-8")
    return write({"extends": "base.yaml", "backcast": BACKCAST}, folder / "theory.yaml")


@pytest.fixture(scope="module")
def run(scenario: Path) -> Path:
    out = scenario.parent / "run"
    end = placesim("backcast", scenario, "--out", out, "--workers", "1")
    assert end.code == 0, end.err
    return out


def told(*words: str | Path) -> dict[str, Any]:
    end: Ended = placesim("backcast", *words, "--json")
    assert end.code == 0, end.err
    answer: dict[str, Any] = json.loads(end.out)
    return answer


# -- verdicts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Interval(5, 4, 6), "inside"),
        (Interval(5, 2, 8), "inside"),
        (Interval(1, 0.5, 1.5), "outside"),
        (Interval(9, 8.1, 9.9), "outside"),
        (Interval(5, 1.9, 8), "cannot say"),
        (Interval(5, 2, 8.1), "cannot say"),
        (Interval(5, 1, 9), "cannot say"),
        (Interval(5, None, None), "cannot say"),
        (Interval(None, None, None), "cannot say"),
    ],
)
def test_only_a_whole_interval_is_inside_or_outside(found: Interval, words: str) -> None:
    assert verdict(found, 2, 8) == words


ENDS = st.floats(-100, 100)


@given(st.tuples(ENDS, ENDS).map(sorted), st.tuples(ENDS, ENDS).map(sorted), st.floats(0, 50))
def test_a_wider_range_is_never_less_often_kept_and_a_wider_interval_never_more(
    span: list[float], found: list[float], by: float
) -> None:
    low, high = span
    mean = sum(found) / 2
    once = verdict(Interval(mean, *found), low, high)
    wider_range = verdict(Interval(mean, *found), low - by, high + by)
    wider_interval = verdict(Interval(mean, found[0] - by, found[1] + by), low, high)
    if once == "inside":
        assert wider_range == "inside"
    if once != "inside":
        assert wider_interval != "inside"
    if once != "outside":
        assert wider_range != "outside"
        assert wider_interval != "outside"


def held(verdict_low: float, **more: Any) -> Held:
    plain = {"name": "n", "measure": "m", "unit": "", "since_day": 0.0, "until_day": 1.0}
    note = TargetNote(
        **{**plain, "id": "a", "value": 5.0, "low": 4.0, "high": 6.0, **more},
        label="published",
        source="s",
        use="held_back",
    )
    return Held(note, Interval(verdict_low + 0.1, verdict_low, verdict_low + 0.2), 3, 3)


def test_those_missed_are_shown_first() -> None:
    ordered = misses_first([held(5.0), held(3.95), held(9.0), held(4.5)])
    assert [each.verdict for each in ordered] == ["outside", "cannot say", "inside", "inside"]


def test_why_nothing_can_be_said_is_said() -> None:
    assert "low end" in held(3.95).why
    assert "high end" in held(5.9).why
    assert held(5.0).why == ""
    one = Held(held(5.0).target, Interval(5.0, None, None), 1, 1)
    assert one.why == "fewer than 3 replications; the mean lies inside"
    assert "nothing to measure" in Held(one.target, Interval(None, None, None), 0, 3).why
    both = Held(one.target, Interval(5.0, 3.0, 7.0), 3, 3)
    assert both.why == "the interval is wider than the range, and crosses both its ends"


def test_two_replications_that_agree_by_chance_are_no_verdict() -> None:
    target = held(5.0).target
    assert Held(target, Interval(5.0, 5.0, 5.0), 2, 2).verdict == "cannot say"
    assert Held(target, Interval(5.0, 5.0, 5.0), 3, 3).verdict == "inside"


def test_replications_are_not_chosen_by_what_came_out_in_them() -> None:
    values = [5.0, 5.1, 4.9, None]
    rows = [("plain", run, "a", value, None, None) for run, value in enumerate(values)]
    made = made_up(1, 4)
    table = pl.DataFrame(
        [(made.policies[0], *row[1:]) for row in rows],
        schema=made.tables["backcast"].schema,
        orient="row",
    )
    book = replace(made.book, targets=(held(5.0).target,))
    results = replace(made, book=book, tables={**made.tables, "backcast": table})
    (found,) = held_against(results, made.policies[0])
    assert found.verdict == "cannot say"
    assert found.why == "there was nothing to measure in 1 of 4 replications"
    whole = replace(
        results, tables={**results.tables, "backcast": table.with_columns(value=pl.lit(5.0))}
    )
    assert held_against(whole, made.policies[0])[0].verdict == "inside"


def test_counts_name_the_misses_first() -> None:
    assert counts_in_words({"outside": 2, "cannot say": 1, "inside": 3}) == (
        "2 of 6 outside the range, 1 cannot be said, 3 inside."
    )


# -- theory ---------------------------------------------------------------------------------------


def test_a_world_whose_answer_is_known_comes_out_inside_and_a_wrong_figure_outside(
    run: Path,
) -> None:
    found = {each["id"]: each for each in told("--run", run)["targets"]}
    assert {name: each["verdict"] for name, each in found.items()} == {
        "received": "inside",
        "inside": "inside",
        "twice": "outside",
        "razor": "cannot say",
        "watched": "outside",
    }
    assert found["inside"]["simulated"]["mean"] == pytest.approx(INSIDE, rel=0.02)
    assert found["inside"]["simulated"] == found["twice"]["simulated"]


# -- the command ----------------------------------------------------------------------------------


def test_the_kinds_of_figures_stand_apart_and_a_miss_is_no_error(run: Path) -> None:
    end = placesim("backcast", "--run", run)
    assert end.code == 0
    tuned, seen, kept = map(end.out.index, ("Used for calibration", "Seen while", "Held back"))
    assert tuned < end.out.index("Men received into prison") < seen
    assert seen < end.out.index("Three times as many") < kept
    assert kept < end.out.index("outside  ", kept) < end.out.index("cannot say  ")
    assert "1 of 3 outside the range, 1 cannot be said, 1 inside." in end.out


def test_figures_that_somebody_published_are_counted_apart_from_those_assumed(run: Path) -> None:
    end = placesim("backcast", "--run", run)
    assert "Of 3 published, 1 outside." in end.out
    assert "Of 1 assumed or unverified, 1 outside." in end.out


def test_a_scenario_that_holds_nothing_back_says_so(run: Path) -> None:
    answer = told("--run", run)
    answer["counts"]["held_back"] = dict.fromkeys(answer["counts"]["held_back"], 0)
    answer["targets"] = [each for each in answer["targets"] if each["use"] != "held_back"]
    assert list(backcast_lines(answer))[-1] == NONE_HELD_BACK
    assert NONE_HELD_BACK in list(part_lines(answer))


def test_what_is_set_otherwise_than_in_the_file_is_named(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed"
    words = (scenario, "--replications", "1", "--seed", "9", "--set", "horizon_days=2000")
    end = placesim("backcast", *words, "--out", out)
    assert "Not the scenario as its file has it" in end.out
    assert "  --set 'horizon_days=2000'\n" in end.out
    assert "seed=9" not in end.out
    assert told("--run", out)["changed"] == ["horizon_days=2000"]


def test_the_page_is_of_scenarios_as_they_are_shipped(
    scenario: Path, run: Path, tmp_path: Path
) -> None:
    page = tmp_path / "validation.md"
    words = ("--set", "horizon_days=2000", "--out", tmp_path / "run", "--markdown", page)
    end = placesim("backcast", scenario, *words)
    assert end.code == 2
    assert "horizon_days=2000" in end.err
    assert not (tmp_path / "run").exists()
    with pytest.raises(Asked, match="horizon_days=2000"):
        write_part(page, {**told("--run", run), "changed": ["horizon_days=2000"]})
    assert not page.exists()


def test_one_replication_gives_no_verdict(scenario: Path, tmp_path: Path) -> None:
    words = (
        scenario,
        "--replications",
        "1",
        "--out",
        tmp_path / "one",
        "--set",
        "horizon_days=3000",
    )
    answer = told(*words)
    assert {each["verdict"] for each in answer["targets"]} == {"cannot say"}
    assert "Fewer than 3 replications give no verdict" in "\n".join(backcast_lines(answer))


def test_a_scenario_without_figures_is_told_what_to_write(tmp_path: Path) -> None:
    end = placesim("backcast", SCENARIOS / "textbook" / "mm3.yaml", "--out", tmp_path / "run")
    assert end.code == 2
    assert "has no `backcast`" in end.err
    assert not (tmp_path / "run").exists()


def test_a_scenario_or_a_run_is_asked_for_and_not_both(scenario: Path, run: Path) -> None:
    for words in ((), (scenario, "--run", run)):
        end = placesim("backcast", *words)
        assert end.code == 2
        assert "one of them" in end.err
    assert placesim("backcast", "--run", run, "--policy", "lottery").code == 2


# -- the page -------------------------------------------------------------------------------------


def test_a_part_of_the_page_is_replaced_and_the_others_stay(run: Path, tmp_path: Path) -> None:
    page = tmp_path / "validation.md"
    answer = told("--run", run)
    write_part(page, {**answer, "scenario": "first.yaml"})
    write_part(page, {**answer, "scenario": "second.yaml"})
    before = page.read_text(encoding="utf-8")
    again = {**answer, "scenario": "first.yaml", "policy": "otherwise"}
    write_part(page, again)
    after = page.read_text(encoding="utf-8")
    assert after == before.replace(f"policy `{answer['policy']}`", "policy `otherwise`", 1)
    write_part(page, {**again, "policy": answer["policy"]})
    assert page.read_text(encoding="utf-8") == before
    assert all(
        before.count(mark) == 1 for name in ("first", "second") for mark in marks(name + ".yaml")
    )


def test_the_page_says_misses_in_bold_with_source_and_note(run: Path, tmp_path: Path) -> None:
    page = tmp_path / "validation.md"
    assert placesim("backcast", "--run", run, "--markdown", page).code == 0
    rows = [each for each in page.read_text(encoding="utf-8").splitlines() if "(`twice`)" in each]
    (row,) = rows
    assert row.startswith("| **outside** | Twice as many")
    assert "published: theory" in row
    assert f", placesim {told('--run', run)['placesim']}." in page.read_text(encoding="utf-8")
    assert row.endswith("| a figure that is wrong |")
