"""Who was displaced from a circle, and by whom."""

from typing import Any

import pytest

from sim.projections.handwritten import CIRCLE, HULL, NORTH, Row, event, history
from sim.projections.tables import project
from sim.words.bands import Band
from sim.words.kinds import Cause, Kind

LOW = {"band": int(Band.LOW)}
HIGH = {"band": int(Band.HIGH)}
INTERNET_ONLY = {"band": int(Band.HIGH), "internet_only": True}

Displaced = list[tuple[float, int, int, float]]


def waits(man: int, day: float, *, site: int = NORTH, already: float = 0) -> Row:
    return event(day, Kind.JOINED, man, site=site, provision=CIRCLE, value=already)


def circle(man: int, day: float, *, site: int = NORTH) -> list[Row]:
    at: dict[str, Any] = {"site": site, "provision": CIRCLE, "group": man}
    return [event(day, Kind.GROUP_STARTED, **at, value=1), event(day, Kind.STARTED, man, **at)]


def displaced(rows: list[Row], people: list[dict[str, Any]]) -> Displaced:
    table = project(history(rows, people))["displaced"]
    return table.select("day", "core_member", "displaced", "displaced_waited_days").rows()


def test_the_man_passed_over_is_the_one_who_has_waited_longest() -> None:
    """Man 2 joined the log later than man 1 but had waited 60 days before it."""
    rows = [waits(0, 0), waits(1, 0), waits(2, 0, already=60), *circle(0, 10)]

    assert displaced(rows, [LOW, HIGH, HIGH]) == [(10.0, 0, 2, 70.0)]


def test_a_circle_within_the_criteria_displaces_nobody() -> None:
    assert displaced([waits(0, 0), waits(1, 0), *circle(0, 10)], [HIGH, HIGH]) == []


def test_an_internet_only_man_is_outside_the_criteria_whatever_his_band() -> None:
    rows = [waits(0, 0), waits(1, 5), *circle(0, 10)]

    assert displaced(rows, [INTERNET_ONLY, HIGH]) == [(10.0, 0, 1, 5.0)]
    assert displaced(rows, [LOW, INTERNET_ONLY]) == []


def test_no_man_is_displaced_twice() -> None:
    rows = [waits(man, 0) for man in range(3)] + circle(0, 10) + circle(1, 20)

    assert displaced(rows, [LOW, LOW, HIGH]) == [(10.0, 0, 2, 10.0)]


def test_nobody_is_displaced_who_was_not_waiting_at_that_moment_on_that_list() -> None:
    """Man 1 left before, 2 got a circle at the same instant, 3 joined after, 4 waits elsewhere."""
    rows = [
        waits(0, 0),
        waits(1, 0),
        waits(2, 0),
        waits(4, 0, site=HULL),
        event(9, Kind.LEFT, 1, site=NORTH, provision=CIRCLE, cause=Cause.GAVE_UP),
        *circle(0, 10),
        *circle(2, 10),
        waits(3, 10),
    ]

    assert displaced(rows, [LOW, HIGH, HIGH, HIGH, HIGH]) == []


def test_lists_at_different_sites_are_told_apart_and_reported_in_order_of_time() -> None:
    rows = [
        waits(0, 0),
        waits(1, 0, site=HULL),
        waits(2, 0),
        waits(3, 0, site=HULL),
        *circle(1, 10, site=HULL),
        *circle(0, 20),
    ]
    table = project(history(rows, [LOW, LOW, HIGH, HIGH]))["displaced"]

    assert table.select("site", "displaced", "core_member_band", "displaced_band").rows() == [
        ("hull", 3, "low", "high"),
        ("north", 2, "low", "high"),
    ]


def test_both_men_carry_the_ids_by_which_a_run_is_replayed() -> None:
    rows = [waits(0, 0), waits(1, 0), *circle(0, 10)]
    table = project(history(rows, [LOW, HIGH]))["displaced"]

    assert table.select("core_member_id", "displaced_id").rows() == [("man-0", "man-1")]


def test_displaced_men_are_counted_over_the_window_only() -> None:
    rows = [*(waits(man, 0) for man in range(4)), *circle(0, 10), *circle(1, 20)]
    people = [LOW, LOW, HIGH, HIGH]
    tables = project(history(rows, people, window_from_day=15.0))
    outcomes = dict(tables["outcomes"].select("outcome", "value").iter_rows())

    assert tables["displaced"].height == 2
    assert outcomes["circle_displaced_people"] == 1.0
    assert outcomes["circle_to_men_outside_criteria_share"] == 1.0
    assert outcomes["circle_started_people"] == 1.0


def test_every_band_has_its_rows_whether_or_not_anybody_wanted_a_circle() -> None:
    rows = [waits(0, 0), waits(1, 0), waits(2, 50), *circle(0, 10)]
    table = project(history(rows, [LOW, HIGH, HIGH]))["circles"]

    assert table.rows() == [
        ("low", False, 1, 0, pytest.approx(0.1)),
        ("medium", False, 0, 0, 0.0),
        ("medium", True, 0, 0, 0.0),
        ("high", False, 0, 0, 0.0),
        ("high", True, 0, 0, pytest.approx(1.5)),
        ("very_high", False, 0, 0, 0.0),
        ("very_high", True, 0, 0, 0.0),
    ]


def test_a_scenario_without_circles_has_no_rows_about_them() -> None:
    told = history([event(0, Kind.RECEIVED, 0, value=0)], [HIGH])
    without = history(
        told.events.iter_rows(), [HIGH], provisions=tuple(told.book.provisions[:CIRCLE])
    )

    assert project(without)["circles"].is_empty()
    assert project(without)["displaced"].is_empty()
