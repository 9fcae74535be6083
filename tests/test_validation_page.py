"""docs/validation.md belongs to the shipped scenarios as they are, and says what it must."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.backcast import digest_of
from sim.calibration.settings import read_tuning
from sim.engine.targeted import target_notes
from sim.experiments.verdicts import NONE_HELD_BACK, USES
from sim.log.targets import TargetNote
from sim.parts import cell, marks
from sim.scenario.loading import Loaded, load
from sim.validation import HEAD
from sim.words.measures import measures_table, said, span

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
PAGE = ROOT / "docs" / "validation.md"
HELD = ("national.yaml", "national-2012.yaml")
"""The scenarios that are held against published figures."""


@cache
def loaded(name: str) -> Loaded:
    return load(SCENARIOS / name)


def targets(name: str) -> tuple[TargetNote, ...]:
    return target_notes(loaded(name).scenario)


def part(name: str) -> str:
    first, last = marks(name)
    return PAGE.read_text(encoding="utf-8").partition(first)[2].partition(last)[0]


def rows(name: str) -> dict[str, list[str]]:
    """Return the cells of each figure by its id."""
    lines = [line for line in part(name).splitlines() if line.startswith("| ")]
    cells = [re.split(r" (?<!\\)\| ", line[2:-2]) for line in lines]
    named = [(re.search(r"\(`([a-z0-9_-]+)`\)", each[1]), each) for each in cells]
    return {found.group(1): each for found, each in named if found}


@pytest.mark.parametrize("name", HELD)
def test_the_page_was_made_from_the_scenario_as_it_is(name: str) -> None:
    """Whoever changes the scenario runs `placesim backcast` again."""
    assert f"digest of the scenario `{digest_of(loaded(name).resolved)}`" in part(name), (
        f"placesim backcast scenarios/{name} --replications 6 --markdown docs/validation.md"
    )


@pytest.mark.parametrize("name", HELD)
def test_the_page_has_every_figure_with_its_range_source_and_verdict(name: str) -> None:
    found = rows(name)
    assert found.keys() == {each.id for each in targets(name)}
    for each in targets(name):
        verdict, called, published, simulated, source, note = found[each.id]
        assert verdict.strip("*") in {"inside", "outside", "cannot say"}
        assert called.startswith(cell(each.name))
        assert published.startswith(said(each.value, each.unit))
        assert span(each.low, each.high, each.unit) in published
        assert simulated != ""
        assert source == cell(f"{each.label}: {each.source}")
        assert cell(each.note) in note


def parts_by_use(name: str) -> dict[str, str]:
    """Return what the page says under the heading of each use."""
    headed = {use: f"### {words}" for use, words in USES.items()}
    return {
        use: part(name).partition(words)[2].partition("###")[0] for use, words in headed.items()
    }


@pytest.mark.parametrize("name", HELD)
def test_misses_come_first_and_kinds_of_figures_stand_apart(name: str) -> None:
    order = ["outside", "cannot say", "inside"]
    for use, text in parts_by_use(name).items():
        verdicts = re.findall(r"^\| \**(outside|cannot say|inside)\**", text, re.MULTILINE)
        assert verdicts == sorted(verdicts, key=order.index)
        ids = {each.id for each in targets(name) if each.use == use}
        assert len(verdicts) == len(ids)
        assert all(f"(`{each}`)" in text for each in ids)


def cited(source: str) -> set[str]:
    return set(re.findall(r"\[[^\]]+ > [^\]]*\]", source))


def sources(node: Any) -> Iterator[str]:
    """Yield the source of every number of a scenario."""
    if isinstance(node, dict):
        if isinstance(node.get("source"), str):
            yield node["source"]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from sources(each)


@pytest.mark.parametrize("name", HELD)
def test_no_number_rests_on_the_evidence_of_a_figure_that_was_held_back(name: str) -> None:
    numbers = [each for part, each in loaded(name).resolved.items() if part != "backcast"]
    rests_on = {row for source in sources(numbers) for row in cited(source)}
    assert len(rests_on) > 50
    both = {
        each.id: cited(each.source) & rests_on
        for each in targets(name)
        if each.use == "held_back" and cited(each.source) & rests_on
    }
    assert not both, "such a figure is an input of sorts: `use: seen`"


def test_what_was_on_screen_while_numbers_were_tuned_is_not_called_held_back() -> None:
    """The table of before there was a back-cast, and every figure of the Core SOTP years."""
    uses = {each.id: each.use for each in targets("national.yaml")}
    watched = ("released", "circles_running", "volunteers", "attrition", "hearings_that_release")
    assert "held_back" not in {uses[each] for each in watched}
    assert {each.use for each in targets("national-2012.yaml")} == {"calibration", "seen"}
    assert NONE_HELD_BACK in part("national-2012.yaml")


def test_the_national_scenario_is_inside_on_every_figure_used_for_calibration() -> None:
    found = rows("national.yaml")
    tuned = [each.id for each in targets("national.yaml") if each.use == "calibration"]
    assert {name: found[name][0] for name in tuned} == dict.fromkeys(tuned, "inside")


@pytest.mark.parametrize("name", HELD)
def test_every_figure_has_a_range_and_raises_no_warning(name: str) -> None:
    assert all(each.low < each.high for each in targets(name))
    assert not loaded(name).warnings


def test_the_page_begins_as_the_command_writes_it() -> None:
    assert PAGE.read_text(encoding="utf-8").startswith(HEAD)


def test_the_guide_has_the_table_of_measures() -> None:
    assert measures_table() in (SCENARIOS / "README.md").read_text(encoding="utf-8")


def test_the_search_that_is_kept_is_the_one_that_its_settings_ask_for() -> None:
    folder = SCENARIOS / "calibration"
    tuning = read_tuning(folder / "national.yaml")
    head, *trials = (folder / "national.csv").read_text(encoding="utf-8").splitlines()
    free = [each.id for each in tuning.free]
    assert head.split(",") == [
        *("digest", "trial", "stage", "distance", "outside"),
        *free,
        *tuning.targets,
    ]
    assert len(trials) == tuning.trials
    assert {line.split(",")[0] for line in trials} == {trials[0].split(",")[0]}
    tuned = {each.id for each in targets("national.yaml") if each.use == "calibration"}
    assert set(tuning.targets) <= tuned
