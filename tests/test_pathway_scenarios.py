"""Each small scenario of scenarios/pathway shows the part that it is about, and keeps every law."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from sim.log.history import History
from sim.log.laws import broken_laws
from sim.projections.tables import project
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.words.kinds import Cause, Kind

FOLDER = Path(__file__).parents[1] / "scenarios" / "pathway"
REFERRED, REOFFENDED = (Kind.REFERRED, Cause.NONE), (Kind.REOFFENDED, Cause.NONE)

MARKS: dict[str, set[tuple[Kind, Cause]]] = {
    "after_care": {(Kind.JOINED, Cause.VOLUNTARY), (Kind.DROPPED_OUT, Cause.VOLUNTARY)},
    "beliefs": {REOFFENDED},
    "circles": {
        REFERRED,
        (Kind.REFERRED, Cause.NOT_ACCEPTED),
        (Kind.VOLUNTEER_APPLIED, Cause.NONE),
    },
    "circles_in_prison": {REFERRED, (Kind.VOLUNTEER_READY, Cause.NEW)},
    "circles_open_to_all": {REFERRED, (Kind.VOLUNTEER_LEFT, Cause.NONE)},
    "cohorts": {(Kind.STARTED, Cause.NONE)},
    "costs": {(Kind.HEARD, Cause.PAROLE_BOARD), (Kind.APPOINTED, Cause.NEW)},
    "fair_supervision": {(Kind.RECALLED, Cause.BREACH)},
    "mappa": {(Kind.MAPPA_SET, Cause.NONE)},
    "need_score": {(Kind.STARTED, Cause.NONE)},
    "offence_free_decline": {REOFFENDED},
    "parole_slots": {
        (Kind.SLOTS_SET, Cause.NONE),
        (Kind.HEARING_LISTED, Cause.NONE),
        (Kind.HEARING_DEFERRED, Cause.PROGRAMME_OUTSTANDING),
    },
    "recall": {(Kind.RECALLED, Cause.BREACH), (Kind.RELEASED, Cause.FIXED_TERM)},
    "reoffending_by_cause": {
        (Kind.REOFFENDED, Cause.CONTACT),
        (Kind.REOFFENDED, Cause.IMAGE),
        (Kind.REOFFENDED, Cause.OTHER),
    },
    "restrictions": {(Kind.RELEASED, Cause.SENTENCE_SERVED)},
    "return_to_prison": {
        (Kind.RECALLED, Cause.CHARGED),
        (Kind.RECONVICTED, Cause.NONE),
        REOFFENDED,
    },
    "upstream": {(Kind.CONVICTED, Cause.NONE)},
}
"""What each leaves in the log under its first policy."""
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def loaded(name: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml").scenario


@cache
def run(name: str) -> History:
    return simulate_history(loaded(name))


def test_every_small_scenario_of_the_pathway_is_run() -> None:
    assert sorted(MARKS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_asks_and_how_it_is_to_be_read(name: str) -> None:
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    for setting in ("title:", "question:", "description:"):
        assert f"\n{setting}" in written, f"{setting} is that of the scenario it extends"


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_the_pathway_leaves_its_mark_and_breaks_no_law(name: str) -> None:
    history = run(name)
    seen = set(history.events.select("kind", "cause").unique().iter_rows())
    assert {(int(kind), int(cause)) for kind, cause in MARKS[name]} <= seen
    assert broken_laws(history, history.book.policies[0]) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_it_asks_has_an_answer_in_one_run(name: str) -> None:
    outcomes = project(run(name))["outcomes"]
    main = outcomes.filter(pl.col("outcome") == loaded(name).primary_outcome)
    assert main["value"].item() is not None
