"""Attrition: who left a group before its end, of all who left one, in the window."""

from pathlib import Path

import polars as pl
import pytest

from sim.log.history import History
from sim.projections.facts import Facts
from sim.projections.groups import groups
from sim.projections.tables import project
from tests.test_backcast import one
from tests.test_voluntary_told import DAYS, story


@pytest.fixture
def told(tmp_path: Path) -> History:
    """Bob is put out as his order ends; Ann and Cid come as long as they wish, and then go."""
    return story(tmp_path)


def test_who_had_come_as_long_as_he_wished_is_no_attrition_of_his_programme(told: History) -> None:
    found = groups(Facts(told)).row(0, named=True)

    assert (found["provision"], found["completed"], found["dropped_out"]) == ("care", 0, 1)


def test_who_had_come_as_long_as_he_wished_is_in_no_outcome_of_attrition(told: History) -> None:
    outcomes = project(told)["outcomes"].filter(outcome="dropped_out_share")

    assert outcomes.select("numerator", "denominator").row(0) == (1.0, 1.0)
    assert one(told, "attrition_share", 40, DAYS) is None  # by then only Ann and Cid go


def test_attrition_by_programme_adds_up_to_that_of_all_of_them(told: History) -> None:
    tables = project(told)
    by_programme = tables["groups"].select(pl.col("completed", "dropped_out").sum()).row(0)
    whole = tables["outcomes"].filter(outcome="dropped_out_share").row(0, named=True)

    assert by_programme[1] == whole["numerator"]
    assert sum(by_programme) == whole["denominator"]
