"""What `replay` says of provision at a moment: staff in post, what is closed, what stands still."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import sim
from sim.experiments.verification import verify
from sim.log.history import Book
from sim.log.manifest import Manifest
from sim.replay import moment, state_at
from sim.words.kinds import Kind
from tests.commands import placesim, small_world, write

PROVISION = Path(sim.__file__ or "").parent.parent / "scenarios" / "provision"


def run_of(scenario: Path, folder: Path) -> Path:
    end = placesim(
        "run", scenario, "--out", folder / "run", "--replications", "1", "--workers", "1"
    )
    assert end.code == 0, end.err
    return folder / "run"


@pytest.fixture(scope="module")
def turnover(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of(PROVISION / "staff_turnover.yaml", tmp_path_factory.mktemp("turnover"))


@pytest.fixture(scope="module")
def eras(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of(PROVISION / "eras_sotp_to_horizon.yaml", tmp_path_factory.mktemp("eras"))


def state(run: Path, day: float | str) -> dict[str, Any]:
    return state_at(moment(run, str(day), None, 0))


@pytest.mark.parametrize("day", [0, 400, 1_200, 1_825])
def test_who_is_in_post_and_who_of_them_is_sick_is_counted_by_grade(
    turnover: Path, day: float
) -> None:
    """Appointed and not left; fallen sick and not come back."""
    at = moment(turnover, str(day), None, 0)
    events = at.history.events.filter(pl.col("time") <= day)

    def count(kind: Kind) -> int:
        return events.filter(pl.col("kind") == int(kind)).height

    found = state_at(at)["in_post"]

    assert {each["site"] for each in found} == {"oak"}
    assert {each["grade"] for each in found} == {"officer", "psychologist"}
    assert sum(each["in_post"] for each in found) == (count(Kind.APPOINTED) - count(Kind.LEFT_POST))
    assert all(0 <= each["sick"] <= each["in_post"] for each in found)


def test_a_group_that_stands_still_is_told_from_its_pause_until_it_goes_on(turnover: Path) -> None:
    events = moment(turnover, "0", None, 0).history.events
    stops = events.filter(pl.col("kind") == int(Kind.GROUP_PAUSED))
    assert stops.height > 0
    group, day = stops.select("group", "time").row(0)
    after = pl.col("kind").is_in([int(Kind.GROUP_RESUMED), int(Kind.GROUP_FINISHED)])
    goes_on = events.filter(after, pl.col("group") == group, pl.col("time") > day)["time"].min()
    assert isinstance(goes_on, float)

    def paused(at: float) -> bool:
        return group in {each["group"] for each in state(turnover, at)["paused_groups"]}

    assert [paused(at) for at in (day - 0.001, day, goes_on - 0.001, goes_on)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_programme_is_told_to_be_closed_before_it_opens_and_after_it_closes(eras: Path) -> None:
    def closed(day: str) -> set[tuple[str, str]]:
        return {(each["site"], each["provision"]) for each in state(eras, day)["closed"]}

    assert closed("2014-01-01") == {("oak", "horizon"), ("ash", "horizon")}
    assert closed("2016-05-01") == {("ash", "horizon")}
    assert closed("2016-11-01") == {("ash", "horizon"), ("ash", "core_sotp")}
    assert closed("2018-01-01") == {("oak", "core_sotp"), ("ash", "core_sotp")}


def test_lines_say_it_all_in_words(turnover: Path, eras: Path) -> None:
    staff = placesim("replay", turnover, "--at", "400").out
    closed = placesim("replay", eras, "--at", "2018-01-01").out

    assert " of grade officer in post at oak" in staff
    assert "closed core_sotp at ash: no group starts" in closed


def test_a_run_whose_places_went_by_another_rule_than_it_names_is_not_sound(tmp_path: Path) -> None:
    """The book says that the last to come went first; the log was made first come, first served."""
    run = run_of(write(small_world(), tmp_path / "small.yaml"), tmp_path)
    manifest = Manifest.read(run / "manifest.json")
    assert verify(run).ok
    book = json.loads(json.dumps(manifest.book))
    book["policies"][0]["rules"]["order"] = {"kind": "score", "of": "-waited_days"}
    manifest.model_copy(update={"book": book}).write(run / "manifest.json")

    [failure] = verify(run).failures

    assert failure.startswith("first_come/0000: places went as the rule says: ")


def test_a_book_of_an_earlier_version_has_no_board_and_no_programmes_of_sites(
    turnover: Path,
) -> None:
    written = json.loads((turnover / "manifest.json").read_text())["book"]
    book = Book.from_json(written)
    assert [site.programmes for site in book.sites] == [("course",), ("course",)]
    for site in written["sites"]:
        del site["programmes"]
    del written["parole"]

    older = Book.from_json(written)

    assert [site.programmes for site in older.sites] == [(), ()]
    assert older.parole is None
