"""The line for the Parole Board where there are too few slots and men die while they are in it."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.log.history import History
from sim.log.laws import broken_laws
from sim.projections.facts import Facts
from sim.projections.hearings import listings
from sim.projections.rule_laws import broken_rules
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from tests.licence_worlds import world
from tests.stories import lived as told_of
from tests.stories import told
from tests.test_engine_parole import board

SLOTS = 2.0
"""A month, for more men than that."""
SEEDS = (1, 2, 3)
HEARD_IN_LINE = 80
"""So many hearings or more while there is a line, of three years and a half or more."""


@cache
def lived(seed: int) -> History:
    """Return a small world of recalls and circles, whose Board is behind and whose men die."""
    tree = world(seed, 1500)
    tree["parole"] |= {"slots_per_month": SLOTS}
    tree["mortality"] = {"rate_at_50_per_year": 0.8}
    tree["population"]["streams"][0]["arrivals_per_day"] = 0.2
    tree["policies"] = [{"id": "review", "order": "next_review"}]
    return simulate_history(Scenario.model_validate(tree))


def moves(history: History) -> pl.DataFrame:
    return history.events.filter(
        pl.col("kind") == int(Kind.HEARING_LISTED), pl.col("cause") == int(Cause.MOVED_UP)
    )


def test_when_a_listed_man_dies_everybody_listed_after_him_moves_up_by_one(tmp_path: Path) -> None:
    """One slot a month: ann has the first, bob the second, and bob dies before it."""
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    bob,1,indeterminate,8
    cat,2,indeterminate,9
    dan,3,indeterminate,10
    """
    history = told_of(board(slots_per_month=1), people, tmp_path, deaths={"bob": 25})
    rows = history.events.filter(pl.col("kind") == int(Kind.HEARING_LISTED))
    month = DAYS_PER_YEAR / 12
    names = history.people["id"]
    listed = [
        (names[person], time, pytest.approx(time + value), cause)
        for person, time, value, cause in rows.select("person", "time", "value", "cause").rows()
    ]
    assert listed == [
        ("ann", 8.0, 8.0, int(Cause.NONE)),
        ("bob", 8.0, 8 + month, int(Cause.NONE)),
        ("cat", 9.0, 8 + 2 * month, int(Cause.NONE)),
        ("dan", 10.0, 8 + 3 * month, int(Cause.NONE)),
        ("cat", 25.0, 8 + month, int(Cause.MOVED_UP)),
        ("dan", 25.0, 8 + 2 * month, int(Cause.MOVED_UP)),
    ]


def test_who_was_not_listed_since_no_slot_came_in_time_is_not_asked_again(tmp_path: Path) -> None:
    """Cat is out on day 60, before the third slot; the second, given back, goes to dan."""
    people = """
    id,join_day,sentence,tariff_day,release_day
    ann,0,indeterminate,8,
    bob,1,indeterminate,8,
    cat,2,extended,20,60
    dan,3,indeterminate,30,
    """
    facts = told(board(slots_per_month=1), people, tmp_path, deaths={"bob": 25})
    month = DAYS_PER_YEAR / 12
    assert [each for each in facts if "cat" in each[1]] == [
        (20.0, "cat tariff expired"),
        (60.0, "cat released [sentence served]"),
    ]
    assert (pytest.approx(8 + month), "dan heard [parole board]") in facts


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_line_that_moves_up_every_law_holds_and_policies_see_the_new_days(seed: int) -> None:
    history = lived(seed)
    policy = history.book.policies[0]
    assert moves(history).height > 0
    assert broken_laws(history, policy) == []
    assert broken_rules(history, policy) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_moves_up_is_listed_for_a_day_that_was_given_back(seed: int) -> None:
    """Each day that somebody gets so was another man's, and lies before the day that he had."""
    rows = lived(seed).events.filter(pl.col("kind") == int(Kind.HEARING_LISTED))
    rows = rows.with_columns(day=(pl.col("time") + pl.col("value")).round(6)).with_columns(
        before=pl.col("day").shift(1).over("person")
    )
    known: set[float] = set()
    for day, before, cause in rows.select("day", "before", "cause").iter_rows():
        if cause == int(Cause.MOVED_UP):
            assert day < before
            assert day in known
        known.add(day)


@pytest.mark.parametrize("seed", SEEDS)
def test_while_there_is_a_line_no_slot_is_lost(seed: int) -> None:
    """While men are listed two months ahead, one is heard every half month."""
    history = lived(seed)
    ahead = listings(Facts(history)).filter(pl.col("value") > 2 * DAYS_PER_YEAR / 12)
    sat = history.events.filter(
        pl.col("kind").is_in([int(Kind.HEARD), int(Kind.HEARING_DEFERRED)])
    )["time"].to_numpy()
    first, last = ahead["time"][0], ahead["time"][-1]
    in_line = sat[(sat >= first) & (sat <= last)]
    assert len(in_line) > HEARD_IN_LINE
    assert np.diff(in_line).max() == pytest.approx(DAYS_PER_YEAR / 12 / SLOTS, abs=1e-6)
