"""Three small histories, written out whole and read by eye: any change to them must be meant.

To accept a change: `REFRESH_GOLDENS=1 python -m pytest tests/test_engine_goldens.py`, read
`git diff tests/goldens` line by line, and say in the changelog what moved the results.
"""

import os
from pathlib import Path

import pytest

from sim.population.create import create_population
from sim.scenario.loading import load
from tests.stories import history_of, story_of

GOLDENS = Path(__file__).parent / "goldens"
MOST_EVENTS = 60
SCENARIOS = sorted(GOLDENS.glob("*.yaml"))


def test_there_are_three() -> None:
    assert [path.stem for path in SCENARIOS] == ["circles_and_orders", "prison_and_board", "queue"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_the_history_is_the_one_that_was_read(scenario: Path) -> None:
    loaded = load(scenario)
    population = create_population(loaded.scenario, 0, loaded.root)
    story = story_of(history_of(loaded.scenario, population))
    assert 10 < len(story) <= MOST_EVENTS
    text = "".join(f"{day:10.3f}  {fact}\n" for day, fact in story)
    golden = scenario.with_suffix(".txt")
    if os.environ.get("REFRESH_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines()
