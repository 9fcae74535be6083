"""Every shipped question validates, its findings hold, and together they cover the whole system."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sim.experiments.claims import all_measured, measured
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.testing.asked import asked
from sim.words.systems import SYSTEMS
from tests.own_words import ASKS, own_words

FOLDER = Path(__file__).parents[1] / "scenarios" / "questions"
QUESTIONS = sorted(FOLDER.glob("*.yaml"))
REGION = FOLDER.parent / "region.yaml"
ANOTHER_SEED = 7
ASKED_AGAIN = (
    "misclassified",
    "passive_restrictions",
    "recall_and_mappa",
    "vacancies_halved",
)
"""Questions asked again of other people with other luck: cheap ones; of all others see 0027."""


@cache
def worlds(path: Path) -> tuple[Scenario, ...]:
    """Return a question's scenario as it stands, and as each of its changes makes it."""
    scenario = load(path).scenario
    return (scenario, *(load(path, change.settings).scenario for change in scenario.changes))


BARE = """\
extends: ../region.yaml
title: Soonest release first
question: Would circles, staff, transfers, recall, Kaizen or a therapeutic community change that?
description: Nothing of what is named here is asked; what is asked is who goes first.
policies:
  - {id: soonest_release, name: Soonest release first, order: soonest_release}
finding:
  - says: Fewer leave without a start.
    policy: soonest_release
    difference: {low: -0.2, high: -0.01}
"""
"""A question that is about no part of the system by itself, whatever it says in prose."""


def test_there_is_a_sign_of_every_part_of_the_system() -> None:
    assert list(ASKS) == list(SYSTEMS)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a question beside the others that asks who goes first, and nothing else."""
    scenarios = tmp_path_factory.mktemp("library") / "scenarios"
    shutil.copytree(FOLDER.parent, scenarios)
    path = scenarios / "questions" / "bare.yaml"
    path.write_text(BARE, encoding="utf-8")
    assert load(path).warnings == []
    return path


@pytest.mark.parametrize("row", SYSTEMS)
def test_nothing_is_covered_by_what_the_region_has_or_by_prose(row: int, bare: Path) -> None:
    assert not ASKS[row](own_words(bare)), SYSTEMS[row]
    assert not ASKS[row](own_words(REGION)), SYSTEMS[row]


def test_the_questions_cover_the_whole_system() -> None:
    covered = {row for path in QUESTIONS for row in worlds(path)[0].covers}
    assert covered == set(SYSTEMS)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_asks_covers_and_claims_something_and_every_change_of_it_loads(
    path: Path,
) -> None:
    loaded = load(path)
    scenario = loaded.scenario
    assert loaded.warnings == []
    assert scenario.question
    assert scenario.question.rstrip().endswith("?")
    assert scenario.covers
    assert scenario.finding
    assert len(worlds(path)) == 1 + len(scenario.changes)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_asks_in_its_own_file_about_what_it_says_that_it_covers(path: Path) -> None:
    words = own_words(path)
    absent = [row for row in worlds(path)[0].covers if not ASKS[row](words)]
    assert absent == [], [SYSTEMS[row] for row in absent]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_a_few_lines_over_another_scenario(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "extends:" in text
    assert len(text.splitlines()) <= 100


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_findings_of_a_question_hold(path: Path) -> None:
    hold(path)


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_findings_hold_under_another_seed_than_the_one_they_were_written_from(name: str) -> None:
    hold(FOLDER / f"{name}.yaml", ANOTHER_SEED)


def hold(path: Path, seed: int | None = None) -> None:
    """Assert that all findings of a question hold, as `placesim answer` judges them."""
    found = asked(path, seed=seed)
    claims = found[None].book.asks.claims
    for claim, came_out in zip(claims, all_measured(claims, found), strict=True):
        assert came_out is not None, claim
        assert came_out.said == "holds", (claim.says, came_out.difference, came_out.adjusted_p)


def test_a_finding_that_says_the_contrary_does_not_hold() -> None:
    """The test above can fail: the same worlds, the claim turned round."""
    path = FOLDER / "low_risk_included.yaml"
    found = asked(path, 4)
    claim = found[None].book.asks.claims[0]
    turned = replace(claim, low=-claim.high, high=-claim.low)
    came_out = measured(turned, found)
    assert came_out is not None
    assert came_out.said == "does not hold"
