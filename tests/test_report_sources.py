"""What a report says of where it comes from: the people, the numbers, the command, the beliefs."""

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from reports.annex import annex
from reports.answer import caveats
from reports.figure import Figure
from reports.made_up import made_up, nothing_happened
from reports.origin import how_named
from reports.past_tariff import figures_past_tariff
from reports.pedigree import pedigree
from reports.reading import Reading, outcomes_of
from reports.report import render
from sim.experiments.opening import path_in_words, results_of
from sim.experiments.results import Results
from sim.log.history import Book
from sim.log.run_folder import RunFolder
from sim.projections.handwritten import BOOK
from tests.commands import placesim, small_world, write
from tests.pages import Page, evidence

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of a small scenario, with a number that carries its pedigree and an override."""
    folder = tmp_path_factory.mktemp("sources")
    tree = small_world(assessment={"delay_days": {"value": 7, "label": "published", "source": "X"}})
    options = ("--seed", "9", "--replications", "1", "--policy", "soonest_release")
    settings = ("--set", "title=Two  words", "--set", "seed=3", "--set", "horizon_days=300")
    out = folder / "out"
    end = placesim("compare", write(tree, folder / "a b.yaml"), *options, *settings, "--out", out)
    assert end.code == 0, end.err
    return out


@pytest.fixture(scope="session")
def opened(run: Path) -> Results:
    return results_of(run)


def reading_of(book: Book) -> Reading:
    return Reading(book, tuple(note.id for note in book.policies), 2)


def figure(path: str, value: float, label: str, source: str = "a survey") -> dict[str, object]:
    return {"path": path, "value": value, "low": None, "high": 9, "label": label, "source": source}


# -- people ---------------------------------------------------------------------------------------


def test_synthetic_people_stand_for_nobody() -> None:
    assert caveats(reading_of(BOOK), {})[0].endswith("none of them is or stands for a real person.")


def test_listed_people_are_never_called_synthetic() -> None:
    reading = reading_of(replace(BOOK, people="listed", listed_file="men.csv"))
    assert caveats(reading, {})[0] == (
        "The people are those listed in men.csv by whoever wrote the scenario; what happens to "
        "them here is simulated, and decides nothing about any of them."
    )
    method = " ".join(text for _, text in annex(reading, {}).method)
    assert "synthetic" not in " ".join((*caveats(reading, {}), how_named(reading), method))


def test_of_listed_and_synthetic_people_both_are_said() -> None:
    said = caveats(reading_of(replace(BOOK, people="both", listed_file="men.csv")), {})[0]
    assert "listed in men.csv" in said
    assert "The others are synthetic" in said


def test_an_older_book_had_synthetic_people_and_a_strange_one_is_refused() -> None:
    older = {name: part for name, part in BOOK.as_json().items() if name != "people"}
    assert Book.from_json(older).people == "synthetic"
    with pytest.raises(ValueError, match="not synthetic, listed, both"):
        Book.from_json(older | {"people": "invented"})


def test_a_run_of_listed_people_says_so(tmp_path: Path) -> None:
    (tmp_path / "men.csv").write_text("id,join_day\nann,1\nbob,2\n", encoding="utf-8")
    listed = {"file": "men.csv", "kind": "list", "site": "hull"}
    tree = small_world() | {"population": {"listed": listed}, "replications": 1}
    end = placesim("run", write(tree, tmp_path / "l.yaml"), "--out", tmp_path / "out")
    assert end.code == 0, end.err
    book = RunFolder(tmp_path / "out").manifest.code_book()
    assert (book.people, book.listed_file) == ("listed", "men.csv")


def test_the_displaced_are_said_to_be_chosen_by_their_wait_whatever_the_policy() -> None:
    (item,) = [each for each in [evidence(made_up(2, 2)).circles()] if isinstance(each, Figure)]
    for text in (item.note, item.tables[1].note):
        assert "Whatever order the policy has" in text
    assert "had waited longest" in item.tables[1].caption
    assert "waited longest" in outcomes_of(BOOK)["circle_displaced_people"].definition


# -- numbers --------------------------------------------------------------------------------------


def test_assumptions_come_first_and_every_label_is_counted() -> None:
    figures = [
        *(figure(f"sites[{name}].posts", 4, "assumption") for name in "abcde"),
        figure("programmes[p].sessions", 34, "published", "a catalogue"),
        figure("parole.release_share", 0.25, "unverified"),
    ]
    found = pedigree(reversed(figures), 12)
    assert found.summary == (
        "Of 7 numbers with a source, 1 is published, 1 is unverified and 5 are assumptions. "
        "12 plain numbers, given without a source, are not listed."
    )
    assert [row.label for row in found.rows] == ["assumption", "unverified", "published"]
    assert (len(found.rows[0].paths), found.rows[0].more) == (3, 2)
    assert [row.value for row in found.rows] == ["4", "0.25", "34"]
    assert {row.range for row in found.rows} == {"up to 9"}


def test_numbers_that_differ_in_their_source_alone_stay_apart() -> None:
    alike = [figure("a", 4, "published", "one"), figure("b", 4, "published", "other")]
    assert [row.source for row in pedigree(alike, None).rows] == ["one", "other"]


def test_without_any_source_the_annex_says_so() -> None:
    assert pedigree([], None).summary == (
        "No number of this scenario is given with a source. "
        "Numbers given without a source are not listed."
    )


def test_the_words_of_a_source_are_only_ever_text() -> None:
    figures = [figure(EVIL, 4, EVIL, EVIL) | {"unit": EVIL, "note": EVIL}]
    page = Page(render(replace(nothing_happened(), provenance={"figures": figures})))
    assert page.text.count("alert(1)") == 6
    assert not any("alert(1)" in script for script in page.scripts)


def test_a_path_names_what_has_an_id_and_numbers_the_rest() -> None:
    scenario = {"sites": [{"id": "hull", "posts": [{}, {"value": {"value": 4}}]}]}
    assert path_in_words("sites[0].posts[1].value", scenario) == "sites[hull].posts[1].value"
    assert path_in_words("sites[7].posts", scenario) == "sites[7].posts"


def test_a_run_keeps_where_its_numbers_come_from(opened: Results) -> None:
    (found,) = opened.provenance["figures"]
    assert found["path"] == "assessment.delay_days"
    assert (found["value"], found["label"], found["source"]) == (7, "published", "X")
    assert opened.provenance["plain numbers"] > 10
    text = Page(render(replace(nothing_happened(), provenance=opened.provenance))).text
    assert "Of 1 number with a source, 1 is published." in text


# -- the command ----------------------------------------------------------------------------------


def test_the_report_prints_a_command_that_makes_the_run_again(run: Path, opened: Results) -> None:
    words = shlex.split(opened.provenance["made with"])
    assert words == [
        *("placesim", "compare", "a b.yaml", "--seed", "9", "--replications", "1"),
        *("--policy", "soonest_release", "--set", "title=Two  words", "--set", "horizon_days=300"),
    ]
    again = run.parent / "again"
    assert placesim(words[1], run.parent / words[2], *words[3:], "--out", again).code == 0
    assert RunFolder(again).manifest.digest == RunFolder(run).manifest.digest


# -- beliefs --------------------------------------------------------------------------------------


def test_a_reader_sees_the_name_of_a_belief_and_never_its_id() -> None:
    outcome = outcomes_of(made_up(1, 1).book)["reoffended_within_5_years_share.harm"]
    assert outcome.title == "Reoffended within 5 years, if “Programmes harm”"
    assert outcome.definition.endswith("under the belief “Programmes harm”")


def test_days_past_tariff_are_shown_with_their_intervals_and_what_is_clear() -> None:
    found = evidence(made_up(3, 2))
    item = figures_past_tariff(found.results, found.reading, found.verdicts)[1]
    assert isinstance(item, Figure)
    assert item.title.startswith("Mean days past tariff: ")
    assert item.tables[0].shown.columns == [
        "Policy",
        "Mean days past tariff",
        "Days past tariff with the programme outstanding",
    ]
    assert " to " in item.tables[0].shown["Mean days past tariff"][0]
    assert item.note.startswith(("Clearly different from", "No policy is clearly different"))
