"""A finding is held against what was measured, and never holds by what it says of itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.asked import Asked
from reports.figure import Section
from reports.reading import Reading
from sim.answer import answer_lines
from sim.experiments.claims import measured
from sim.experiments.opening import results_of
from sim.experiments.results import Results
from sim.log.claims import ChangeNote, ClaimNote, QuestionNote
from sim.log.history import Book
from sim.log.run_folder import RunFolder
from sim.testing.asked import asked
from sim.words.claims import said_of
from sim.words.systems import SYSTEMS, systems_in_words
from tests.commands import Ended, placesim, small_world, write
from tests.pages import Page
from tests.stories import Tree

MORE = {"id": "more", "name": "Three more posts", "set": {"sites[hull].facilitators": 6}}
numbers = st.floats(-100, 100).map(lambda number: round(number, 3))


def question(*claims: Tree, **more: Any) -> Tree:
    return small_world(covers=[15, 2], changes=[MORE], finding=list(claims), **more)


def claim(low: float = -0.9, high: float = -0.001, **more: Any) -> Tree:
    return {"says": "More start.", "difference": {"low": low, "high": high}, **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("claims")


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Path:
    claims = (
        claim(change="more"),
        claim(0.5, 0.9, policy="soonest_release"),
        claim(-500, 500, change="more", outcome="started_people"),
    )
    return write(question(*claims), folder / "asked.yaml")


@pytest.fixture(scope="module")
def ended(scenario: Path) -> Ended:
    out = scenario.parent / "out"
    return placesim(
        "answer", scenario, "--out", out, "--workers", "1", "--replications", "8", "--json"
    )


@pytest.fixture(scope="module")
def answer(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


# -- what may be said -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimed", "found", "said"),
    [
        ((-60, -20), (-41, -55, -27), "holds"),
        ((-60, -20), (-61, -70, -52), "cannot say"),
        ((-60, -20), (-30, -61, 1), "cannot say"),
        ((-60, -20), (-5, -9, -1), "does not hold"),
        ((-60, -20), (41, 27, 55), "does not hold"),
        ((-5, 5), (1, -2, 4), "holds"),
        ((-5, 5), (3, 1, 4), "holds"),
        ((-5, 5), (1, -6, 8), "cannot say"),
        ((-5, 5), (8, 6, 10), "does not hold"),
        ((-5, 5), (0, 0, 0), "holds"),
        ((1, 5), (0, 0, 0), "does not hold"),
        ((1, 5), (3, None, None), "cannot say"),
        ((1, 5), (None, None, None), "cannot say"),
    ],
)
def test_a_finding_holds_by_its_side_of_zero_and_its_range(
    claimed: tuple[float, float], found: tuple[float | None, ...], said: str
) -> None:
    mean, low, high = found
    assert said_of(claimed, mean, low, high) == said


@given(st.tuples(numbers, numbers), numbers, st.floats(0, 50), st.floats(0, 50))
def test_a_finding_that_holds_lies_in_its_range_and_is_the_same_seen_in_a_mirror(
    ends: tuple[float, float], mean: float, below: float, above: float
) -> None:
    least, most = sorted(ends)
    low, high = mean - below, mean + above
    said = said_of((least, most), mean, low, high)
    assert said == said_of((-most, -least), -mean, -high, -low)
    assert (said == "does not hold") == (high < least or low > most)
    if said == "holds":
        assert least <= mean <= most
        assert low > 0 or high < 0 or least < 0 < most


@given(st.tuples(numbers, numbers), numbers, st.floats(0, 50), st.floats(0, 50))
def test_a_wider_interval_never_turns_what_could_not_be_said_into_a_finding(
    ends: tuple[float, float], mean: float, half: float, more: float
) -> None:
    claimed = (min(ends), max(ends))
    narrow = said_of(claimed, mean, mean - half, mean + half)
    wide = said_of(claimed, mean, mean - half - more, mean + half + more)
    assert wide in {narrow, "cannot say"}


# -- the answer -----------------------------------------------------------------------------------


def test_a_change_that_makes_a_scenario_wrong_is_refused_before_anything_is_run(
    folder: Path,
) -> None:
    broken = {**MORE, "set": {"programmes[one].duration_days": -1}}
    tree = question(claim(change="more")) | {"changes": [broken]}
    end = placesim("answer", write(tree, folder / "broken.yaml"), "--out", folder / "nothing")
    assert end.code == 2
    assert "--set programmes[one].duration_days=-1" in end.err
    assert not (folder / "nothing").exists()
    said = placesim("validate", folder / "broken.yaml")
    assert said.code == 2
    assert "changes[more]" in said.err


def test_every_world_is_a_run_of_its_own_that_set_would_make(
    answer: dict[str, Any], scenario: Path
) -> None:
    again = scenario.parent / "again"
    words = ("--policy", "first_come", "--set", "sites[hull].facilitators=6")
    placesim("compare", scenario, "--out", again, "--replications", "8", "--workers", "1", *words)
    assert list(answer["worlds"]) == ["unchanged", "more"]
    assert answer["people"] == "the same"
    mine = RunFolder(Path(answer["worlds"]["more"]["run"])).manifest
    assert mine.digest == RunFolder(again).manifest.digest
    assert answer["worlds"]["more"]["settings"] == ["sites[hull].facilitators=6"]


def test_a_difference_between_policies_is_that_of_the_comparison(answer: dict[str, Any]) -> None:
    results = results_of(Path(answer["worlds"]["unchanged"]["run"]))
    outcome = answer["primary_outcome"]
    (row,) = results.differences().filter(policy="soonest_release", outcome=outcome).to_dicts()
    found = answer["findings"][1]["difference"]
    assert {name: row[name] for name in ("mean", "low", "high", "p")} == found


def test_a_difference_between_worlds_is_that_of_the_contrast(answer: dict[str, Any]) -> None:
    runs = [world["run"] for world in answer["worlds"].values()]
    contrast = json.loads(placesim("contrast", *runs, "--json").out)
    outcomes = contrast["policies"]["first_come"]["outcomes"]
    for each in (answer["findings"][0], answer["findings"][2]):
        found = {name: each["difference"][name] for name in ("mean", "low", "high")}
        assert found == outcomes[each["outcome"]]["difference"]


def test_what_was_measured_decides_whether_a_finding_holds(answer: dict[str, Any]) -> None:
    assert [each["said"] for each in answer["findings"]] == ["holds", "does not hold", "holds"]


def test_a_question_asked_in_one_process_has_the_same_answer(
    answer: dict[str, Any], scenario: Path
) -> None:
    worlds = asked(scenario, 8)
    for said, note in zip(answer["findings"], worlds[None].book.asks.claims, strict=True):
        found = measured(note, worlds)
        assert found is not None
        assert found.said == said["said"]
        assert found.difference.mean == said["difference"]["mean"]


def test_the_answer_in_words_says_what_holds_and_where_to_read_on(
    answer: dict[str, Any], scenario: Path
) -> None:
    words = ("--out", answer["out"], "--replications", "8", "--no-reports")
    end = placesim("answer", scenario, *words)
    assert end.code == 0
    assert "about Horizon [2]" in end.out
    assert "about Staffing [15]" in end.out
    assert end.out.count("\n  HOLDS\n") == 2
    assert "  DOES NOT HOLD: what was measured lies outside what is claimed\n" in end.out
    runs = [world["run"] for world in answer["worlds"].values()]
    assert f"next: placesim contrast {runs[0]} {runs[1]}\n" in end.out
    (place,) = (line for line in answer_lines(answer) if line.startswith("more: "))
    assert place == f"more: {runs[1]}/report.html"


def test_the_answer_says_with_what_settings_it_was_run(answer: dict[str, Any]) -> None:
    assert answer["settings"] == []
    assert not any("not as in the file" in line for line in answer_lines(answer))
    told = list(answer_lines({**answer, "settings": ["horizon_years=12", "seed=7"]}))
    assert "not as in the file, in every run: horizon_years=12, seed=7" in told


def test_one_replication_cannot_tell(scenario: Path) -> None:
    out = scenario.parent / "once"
    end = placesim("answer", scenario, "--out", out, "--replications", "1", "--no-reports")
    assert end.code == 0
    assert end.out.count("CANNOT SAY: one run has no interval") == 3


def test_a_question_that_claims_nothing_is_answered_all_the_same(folder: Path) -> None:
    path = write(small_world(), folder / "plain.yaml")
    end = placesim("answer", path, "--out", folder / "plain", "--workers", "1", "--no-reports")
    assert end.code == 0
    assert "the file claims no `finding` to be confirmed" in end.out


# -- what stands in the log, the book and the report -----------------------------------------------


def test_what_a_question_says_of_itself_changes_no_event(
    answer: dict[str, Any], folder: Path
) -> None:
    bare = write(small_world(), folder / "bare.yaml")
    end = placesim(
        "compare", bare, "--out", folder / "bare", "--replications", "8", "--workers", "1"
    )
    assert end.code == 0
    mine = RunFolder(Path(answer["worlds"]["unchanged"]["run"])).manifest
    assert RunFolder(folder / "bare").manifest.digest == mine.digest


def test_the_book_holds_the_question_through_json(answer: dict[str, Any]) -> None:
    book = results_of(Path(answer["worlds"]["unchanged"]["run"])).book
    assert book.asks.covers == (2, 15)
    assert book.asks.changes == (
        ChangeNote("more", "Three more posts", ("sites[hull].facilitators=6",)),
    )
    assert book.asks.claims[1].ours == ("soonest_release", None)
    assert Book.from_json(json.loads(json.dumps(book.as_json()))) == book


def sections(results: Results) -> list[Section]:
    reading = Reading(results.book, results.policies, results.replications)
    return list(Asked(results, None, reading).sections())


def test_the_report_shows_each_finding_with_what_was_measured(answer: dict[str, Any]) -> None:
    page = Page(Path(answer["worlds"]["unchanged"]["report"]).read_text(encoding="utf-8"))
    assert "The question is about Horizon (2), Staffing (15)." in page.text
    assert "Of 3 findings 2 hold, 1 does not hold" in page.text
    assert "More start. (Does not hold; measured: " in page.text
    assert "“First come” with “Three more posts” less “First come”" in page.text
    assert "sites[hull].facilitators=6" in page.text


def test_a_run_alone_does_not_tell_of_a_world_that_was_not_run_with_it(
    answer: dict[str, Any],
) -> None:
    (section,) = sections(results_of(Path(answer["worlds"]["unchanged"]["run"])))
    assert section.figures[0].title == (
        "Of 3 findings 2 are not told by this run alone, 1 does not hold"
    )


def test_a_report_without_a_question_has_no_section_of_it(answer: dict[str, Any]) -> None:
    results = results_of(Path(answer["worlds"]["unchanged"]["run"]))
    assert sections(replace(results, book=replace(results.book, asks=QuestionNote()))) == []


def test_a_claim_about_a_policy_that_was_left_out_of_the_run_is_not_told(
    answer: dict[str, Any],
) -> None:
    results = results_of(Path(answer["worlds"]["more"]["run"]))
    note = ClaimNote("a", "started_people", ("soonest_release", None), ("first_come", None), 1, 2)
    assert measured(note, {None: results}) is None


def test_the_parts_of_the_system_have_names_that_differ() -> None:
    assert list(SYSTEMS) == list(range(1, 27))
    assert len(set(SYSTEMS.values())) == 26
    assert systems_in_words((15,)) == "Staffing (15)"
