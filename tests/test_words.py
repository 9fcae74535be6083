"""The vocabulary: what the documentation says of the log is what the code writes."""

from pathlib import Path

import pytest

from sim.words.contract import USES, log_table
from sim.words.kinds import Cause, Kind
from sim.words.outcomes import Scope, outcome, outcomes_of

DOCS = Path(__file__).parent.parent / "docs"


def test_the_documentation_of_the_log_is_made_from_the_table_of_kinds() -> None:
    text = (DOCS / "log.md").read_text(encoding="utf-8")

    assert log_table() in text
    for cause in Cause:
        assert f"{int(cause)} {cause.name.lower().replace('_', ' ')}" in text


def test_every_kind_of_event_says_how_it_uses_the_columns() -> None:
    assert list(USES) == list(Kind)


def test_every_cause_is_one_of_some_kind_or_reserved() -> None:
    reserved = {Cause.NO_SLOT}

    assert {cause for use in USES.values() for cause in use.causes} == set(Cause) - reserved


def test_no_two_outcomes_share_a_name_and_each_is_defined_in_words() -> None:
    known = outcomes_of(Scope(("harm", "none")))

    assert len({each.name for each in known}) == len(known)
    assert all(each.definition and each.denominator and each.title for each in known)


def test_an_unknown_outcome_is_answered_with_its_near_miss() -> None:
    with pytest.raises(KeyError, match="did you mean `wait_to_start_mean_days`"):
        outcome("wait_to_start_mean_day", Scope())
