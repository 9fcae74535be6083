"""What somebody sees who reads placesim for the first time: its words agree with each other."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reports.answer import caveats
from reports.figure import Section
from reports.made_up import made_up
from reports.report import render
from sim.commands import outcome_lines
from sim.console import time_left
from sim.experiments.results import verdict
from sim.experiments.statistics import Paired
from sim.log.manifest import Manifest
from tests.commands import Ended, placesim, small_world, write
from tests.pages import Page, evidence


def paired(low: float, high: float) -> Paired:
    return Paired(mean=(low + high) / 2, low=low, high=high, p=0.03, identical=False)


# -- verdicts -------------------------------------------------------------------------------------


def test_no_verdict_denies_the_interval_beside_it() -> None:
    """One set of words for the terminal, the JSON and the report."""
    assert verdict(paired(0.1, 0.2), 0.06, "lower") == "not certain"
    assert verdict(paired(-0.2, -0.1), 0.06, "lower") == "not certain"
    assert verdict(paired(-0.1, 0.2), 0.6, "lower") == "no clear difference"
    assert verdict(paired(0.0, 0.2), 0.06, "lower") == "no clear difference"
    assert verdict(paired(0.1, 0.2), 0.04, "lower") == "worse"


# -- what the answer must not be used without -----------------------------------------------------


def cautions(**book: Any) -> str:
    reading = evidence(made_up(2, 2)).reading
    other = replace(reading, book=replace(reading.book, **book))
    return " ".join(caveats(other, {"figures": [{"path": "seed", "value": 1}]}))


def test_a_scenario_without_a_source_says_so_before_anything_else() -> None:
    reading = evidence(made_up(2, 2)).reading
    first = caveats(reading, {"figures": []})[0]
    assert first.startswith("No number of this scenario is given with a source. ")
    assert "No number" not in cautions()
    assert "published totals" not in cautions()


def test_reoffending_under_beliefs_is_promised_only_where_the_scenario_names_some() -> None:
    none, one = (), (("harm", "Harm"),)
    assert "names no belief about their effect" in cautions(beliefs=none)
    assert "shown under the one belief" in cautions(beliefs=one)
    assert "shown under each belief" in cautions(beliefs=(*one, ("none", "None")))


def test_what_a_scenario_does_not_have_gets_no_section() -> None:
    whole = made_up(2, 2)
    book = replace(whole.book, beliefs=(), parole=None)
    programmes = tuple(note for note in book.provisions if note.kind != "circle")
    nobody = whole.tables["past_tariff"].with_columns(people=0)
    of_no_belief = whole.tables["outcomes"].filter(
        pl.col("outcome").is_in([each.name for each in book.outcomes])
    )
    tables = {**whole.tables, "past_tariff": nobody, "outcomes": of_no_belief}
    small = replace(whole, tables=tables, book=replace(book, provisions=programmes))
    keys = [
        {name for each in evidence(results).sections() for name in (each.key, *keys_in(each))}
        for results in (whole, small)
    ]
    unused = {"past-tariff-section", "after-release", "circles"}
    assert unused <= keys[0]
    assert not unused & keys[1]
    assert "Held past tariff" not in Page(render(small)).text


def keys_in(section: Section) -> list[str]:
    return [item.key for item in section.figures]


# -- the terminal ---------------------------------------------------------------------------------


def test_no_interval_on_the_terminal_leaves_what_its_unit_can_be() -> None:
    def line(mean: float, low: float, high: float, unit: str = "share") -> str:
        return outcome_lines({"x": {"mean": mean, "low": low, "high": high, "unit": unit}})[0]

    assert line(0.02, -0.01, 0.05) == "x  0.02 (0 to 0.05)"
    assert line(0.99, 0.97, 1.02) == "x  0.99 (0.97 to 1)"
    assert line(1.02, 0.99, 1.05) == "x  1.02 (0.99 to 1.02)"
    assert line(3.0, -2.0, 8.0, "days") == "x  3 days (0 to 8)"
    assert line(-3.0, -4.0, -2.0, "GBP") == "x  -3 GBP (-4 to -2)"


def test_what_is_the_same_in_every_run_is_not_given_an_interval_of_no_width() -> None:
    same = {"x": {"mean": 0.0, "low": 0.0, "high": 0.0, "unit": "share"}}
    assert outcome_lines(same) == ["x  0 (the same in every run)"]


def test_no_time_is_foretold_before_enough_is_done() -> None:
    """The first to be done has waited for workers to start: it tells nothing."""
    ticks = [(30.0, 1), (31.0, 2), (32.0, 3), (33.0, 4)]
    assert [time_left(ticks[:n], 10) for n in (1, 2, 3)] == [None, None, None]
    assert time_left(ticks, 10) == 6.0
    assert time_left(ticks, 4) is None


# -- runs on disk ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two replications, of which the second was never finished."""
    folder = tmp_path_factory.mktemp("first_reading") / "run"
    write(small_world(), folder.parent / "small.yaml")
    assert compared(folder).code == 0
    manifest = Manifest.read(folder / "manifest.json")
    begun = manifest.model_copy(update={"status": "running", "seals": {}, "digest": None})
    begun.write(folder / "manifest.json")
    (folder / "first_come" / "0001" / "seal.json").unlink()
    return folder


def compared(folder: Path, *options: str) -> Ended:
    asked = ("--policy", "first_come", "--replications", "2", "--workers", "1")
    return placesim("compare", folder.parent / "small.yaml", "--out", folder, *asked, *options)


def begun_by(run: Path, commit: str) -> None:
    path = run / "manifest.json"
    Manifest.read(path).model_copy(update={"commit": commit}).write(path)


def test_an_unfinished_run_is_called_that_and_not_damaged(run: Path) -> None:
    end = placesim("verify", run)
    assert end.code == 2
    assert "UNFINISHED" in end.out
    assert "the run is not finished (1 of 2 replications); give the command" in end.out
    assert "NOT SOUND" not in end.out


def test_a_folder_that_holds_another_run_says_what_differs(run: Path) -> None:
    end = compared(run, "--seed", "8", "--set", "horizon_days=30")
    assert end.code == 2
    assert "what differs: horizon_days (" in end.err
    assert "choose another --out, or remove that folder first" in end.err


def test_nobody_is_sent_to_a_command_that_will_be_refused(run: Path) -> None:
    """Only the program that began a run goes on with it; another is told so, not sent there."""
    assert "and it goes on" in placesim("report", run).err
    now = Manifest.read(run / "manifest.json").commit
    begun_by(run, "0123abc")
    told = placesim("report", run).err
    assert f"another version of the program began it: its code (0123abc, now {now})" in told
    assert "and it goes on" not in told
    assert f"what differs: its code (0123abc, now {now});" in compared(run).err
