"""Each law of licence can fail: a sound history, spoilt in one way, breaks the law meant."""

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
import pytest

from sim.log import licence_laws as laws
from sim.log.breach import Law
from sim.log.history import History
from sim.testing import simulate_history
from sim.words.kinds import Kind
from tests.licence_worlds import full_world

Row = dict[str, Any]
Spoil = Callable[[list[Row]], list[Row]]
OUTSIDE = 0
"""Code of the programme in the community: the first in order of id."""


@cache
def sound() -> History:
    return simulate_history(full_world())


def first(rows: list[Row], kind: Kind) -> int:
    return next(place for place, row in enumerate(rows) if row["kind"] == kind)


def release_left_out(rows: list[Row]) -> list[Row]:
    """Take away the release before somebody's first recall."""
    person = rows[first(rows, Kind.RECALLED)]["person"]
    place = next(
        n for n, row in enumerate(rows) if row["kind"] == Kind.RELEASED and row["person"] == person
    )
    return rows[:place] + rows[place + 1 :]


def recalled_at_once_again(rows: list[Row]) -> list[Row]:
    place = first(rows, Kind.RECALLED)
    return [*rows[: place + 1], rows[place], *rows[place + 1 :]]


def joined_outside_while_inside(rows: list[Row]) -> list[Row]:
    place = first(rows, Kind.RECALLED)
    joined = rows[place] | {"kind": int(Kind.JOINED), "provision": OUTSIDE, "site": 1}
    return [*rows[: place + 1], joined, *rows[place + 1 :]]


def half_the_slots(rows: list[Row]) -> list[Row]:
    place = first(rows, Kind.SLOTS_SET)
    fewer = rows[place] | {"value": rows[place]["value"] / 2}
    return [*rows[:place], fewer, *rows[place + 1 :]]


def heard_unlisted(rows: list[Row]) -> list[Row]:
    place = first(rows, Kind.HEARING_LISTED)
    return rows[:place] + rows[place + 1 :]


def heard_after_men_listed_later(rows: list[Row]) -> list[Row]:
    """Say of the man who is heard last that he was listed before everybody."""
    last = max(n for n, row in enumerate(rows) if row["kind"] == Kind.HEARD)
    place = max(
        n
        for n, row in enumerate(rows[:last])
        if row["kind"] == Kind.HEARING_LISTED and row["person"] == rows[last]["person"]
    )
    return [*rows[:place], rows[place] | {"time": -1.0}, *rows[place + 1 :]]


def listed_for_after_his_release(rows: list[Row]) -> list[Row]:
    """List a man whose release is known for the day after it."""
    people = sound().people
    release = dict(people.select("person", "release_day").drop_nulls().iter_rows())
    out = next(
        n for n, row in enumerate(rows) if row["kind"] == Kind.RELEASED and row["person"] in release
    )
    at = rows[out]
    days = release[at["person"]] + 1 - at["time"]
    return [*rows[:out], at | {"kind": int(Kind.HEARING_LISTED), "value": days}, *rows[out:]]


def two_levels_down(rows: list[Row]) -> list[Row]:
    place = next(
        n for n, row in enumerate(rows) if row["kind"] == Kind.MAPPA_SET and row["value"] == 2
    )
    return [*rows[:place], rows[place] | {"value": 1.0}, *rows[place + 1 :]]


SPOILT: tuple[tuple[Law, Spoil], ...] = (
    (laws.who_is_recalled_is_on_licence, release_left_out),
    (laws.release_and_return_take_turns, recalled_at_once_again),
    (laws.nobody_inside_is_on_a_list_outside, joined_outside_while_inside),
    (laws.the_board_sits_no_oftener_than_it_has_slots, half_the_slots),
    (laws.a_listed_hearing_is_held_on_its_day, heard_unlisted),
    (laws.nobody_is_overtaken_in_line_for_a_hearing, heard_after_men_listed_later),
    (laws.nobody_is_listed_for_after_his_release, listed_for_after_his_release),
    (laws.levels_are_of_men_on_licence, two_levels_down),
)


@pytest.mark.parametrize(("law", "spoil"), SPOILT, ids=[law.__name__ for law, _ in SPOILT])
def test_a_spoilt_log_is_named_by_the_law_of_licence_it_breaks(law: Law, spoil: Spoil) -> None:
    history = sound()
    policy = history.book.policies[0]
    assert law(history, policy) == []

    rows = spoil(history.events.to_dicts())
    spoilt = History(pl.DataFrame(rows, schema=history.events.schema), history.people, history.book)
    assert law(spoilt, policy) != []
