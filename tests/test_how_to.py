"""Every recipe of the guide is sound, runs, and makes the difference that it is there to make."""

import re
from functools import cache
from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.starting import start
from sim.testing.asked import asked
from tests.commands import placesim
from tests.page_run import blocks_of, disagreements

PAGE = Path(__file__).parents[1] / "docs" / "guide" / "how-to.md"
TEXT = PAGE.read_text(encoding="utf-8")
RECIPES = {block.more: block.text for block in blocks_of(TEXT) if block.kind == "yaml"}
UNMOVED = {"cohorts.yaml", "claim.yaml"}
"""Recipes that change what is read of a run and no figure of it."""
BASE = "my_region"

Figures = dict[tuple[str, str], float]


@cache
def figures_of(path: Path) -> Figures:
    """Return every outcome of one replication under every policy, where there is one."""
    outcomes = asked(path, 1)[None].tables["outcomes"].drop_nulls("value")
    rows = outcomes.select("policy", "outcome", "value").rows()
    return {(policy, outcome): value for policy, outcome, value in rows}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as the reader has it: the scenario of the first hour, and every recipe."""
    folder = tmp_path_factory.mktemp("how_to")
    start(folder / BASE)
    for name, text in RECIPES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_sound_runs_and_makes_a_difference(folder: Path, name: str) -> None:
    assert load(folder / name).warnings == []
    before, after = figures_of(folder / f"{BASE}.yaml"), figures_of(folder / name)
    assert (after != before) == (name not in UNMOVED)


def test_the_warning_that_the_page_speaks_of_is_given(folder: Path) -> None:
    loaded = load(folder / f"{BASE}.yaml", ["sites[oak].facilitators=5"])
    assert "at most 4 of the 5" in str(loaded.warnings[0])


def test_the_scripts_of_the_page_run_and_print_what_it_says(tmp_path: Path) -> None:
    """Recipes are run above; here what a reader types, but for what is only set aside."""
    wrong = disagreements(TEXT, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_every_command_that_is_not_run_here_has_the_options_that_it_is_given() -> None:
    aside = "\n".join(block.text for block in blocks_of(TEXT) if block.more == "aside")
    commands = re.findall(r"^placesim (\w+)(.*)$", aside.replace("\\\n", " "), re.MULTILINE)
    assert commands
    for name, rest in commands:
        helped = placesim(name, "--help")
        assert helped.code == 0
        options = set(re.findall(r"(?<!\w)--[a-z-]+", rest))
        assert options <= set(re.findall(r"--[a-z0-9-]+", helped.out))


def test_every_set_of_the_page_is_a_setting_of_the_scenario_beside_it(folder: Path) -> None:
    aside = "\n".join(block.text for block in blocks_of(TEXT) if block.more == "aside")
    for line in aside.replace("\\\n", " ").splitlines():
        settings = re.findall(r"--set '?([^\s']+)'?", line)
        if settings:
            load(folder / line.split()[2], settings)


def test_every_recipe_is_in_the_list_at_the_head_of_the_page() -> None:
    head, _, rest = TEXT.partition("\n## ")
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^### (.+)$", rest, re.MULTILINE)
    }
    assert anchors == set(re.findall(r"\]\(#([\w-]+)\)", head))
