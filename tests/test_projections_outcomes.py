"""Outcomes to the letter of their definitions, each on the smallest story that shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from sim.projections.handwritten import BOOK, CIRCLE, HORIZON, NORTH, OUTSIDE, Row, event, history
from sim.projections.tables import project
from sim.words.bands import Band, Sentence
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind

IPP = {"sentence": int(Sentence.INDETERMINATE)}
ORDER = {"sentence": int(Sentence.COMMUNITY_ORDER)}


def value(
    name: str, rows: Iterable[Row], people: Iterable[Mapping[str, Any]] = ({},), **changes: Any
) -> float | None:
    table = project(history(rows, people, **changes))["outcomes"]
    found: float | None = dict(table.select("outcome", "value").iter_rows())[name]
    return found


def received(man: int = 0, *, day: float = 0, cause: Cause = Cause.NEW) -> Row:
    return event(day, Kind.RECEIVED, man, cause=cause, value=0)


def joined(man: int = 0, *, day: float = 0, provision: int = HORIZON, value: float = 0) -> Row:
    return event(day, Kind.JOINED, man, provision=provision, cause=Cause.NEW, value=value)


def test_a_man_who_never_joined_a_list_is_not_counted_among_the_released() -> None:
    rows = [received(), event(5, Kind.RELEASED, 0)]

    assert value("released_without_starting_share", rows) is None


def test_joining_a_community_list_after_release_is_not_joining_one_in_prison() -> None:
    rows = [received(), event(5, Kind.RELEASED, 0), joined(day=5, provision=OUTSIDE)]

    assert value("released_without_starting_share", rows) is None


def test_a_programme_begun_outside_does_not_make_a_prison_start() -> None:
    rows = [
        received(),
        joined(),
        event(5, Kind.LEFT, 0, provision=HORIZON, cause=Cause.RELEASED),
        event(5, Kind.RELEASED, 0),
        joined(day=6, provision=OUTSIDE),
        event(7, Kind.STARTED, 0, provision=OUTSIDE, group=0),
    ]

    assert value("released_without_starting_share", rows) == 1.0


def test_completing_on_the_day_of_release_is_completing_before_it() -> None:
    """The Board may sit and release at the very instant the programme is done."""
    rows = [
        received(),
        joined(),
        event(1, Kind.STARTED, 0, provision=HORIZON, group=0),
        event(9, Kind.COMPLETED, 0, provision=HORIZON, group=0),
        event(9, Kind.RELEASED, 0),
    ]

    assert value("released_without_completing_share", rows) == 0.0


def test_completing_after_release_is_too_late_for_the_day_of_release() -> None:
    rows = [
        received(),
        joined(),
        event(1, Kind.STARTED, 0, provision=HORIZON, group=0),
        event(9, Kind.RELEASED, 0),
        event(10, Kind.COMPLETED, 0, provision=HORIZON, group=0),
    ]

    assert value("released_without_completing_share", rows) == 1.0


def test_a_release_after_the_window_is_not_read() -> None:
    rows = [received(), joined(), event(50, Kind.RELEASED, 0)]

    assert value("released_without_starting_share", rows, window_to_day=50.0) is None
    assert value("released_without_starting_share", rows, window_to_day=50.1) == 1.0


def test_a_circle_is_no_programme() -> None:
    rows = [
        event(0, Kind.RECEIVED, 0, site=NORTH, cause=Cause.ORDER, value=0),
        joined(provision=CIRCLE),
        joined(provision=OUTSIDE),
        event(1, Kind.STARTED, 0, provision=CIRCLE, group=0),
        event(30, Kind.COMPLETED, 0, provision=CIRCLE, group=0),
        event(40, Kind.SUPERVISION_ENDED, 0),
    ]
    for name, expected in {
        "supervision_ended_without_starting_share": 1.0,
        "started_people": 0.0,
        "completed_people": 0.0,
        "waiting_mean_people": 1.0,
        "circle_started_people": 1.0,
    }.items():
        assert value(name, rows, [ORDER]) == expected, name


def test_a_wait_counts_the_days_waited_before_day_0() -> None:
    rows = [joined(value=25), event(5, Kind.STARTED, 0, provision=HORIZON, group=0)]

    assert value("wait_to_start_mean_days", rows) == 30.0


def test_somebody_served_on_the_last_day_of_the_window_still_waits_at_its_end() -> None:
    """The window is half-open: what happens at its end is not in it."""
    rows = [joined(value=25), event(50, Kind.STARTED, 0, provision=HORIZON, group=0)]

    assert value("wait_so_far_mean_days", rows, window_to_day=50.0) == 75.0
    assert value("started_people", rows, window_to_day=50.0) == 0.0


def test_the_unserved_are_never_forgotten() -> None:
    """One starts after 10 days; one leaves unserved after 40; one waits 100 days and on."""
    rows = [
        *(joined(man) for man in range(3)),
        event(10, Kind.STARTED, 0, provision=HORIZON, group=0),
        event(40, Kind.LEFT, 1, provision=HORIZON, cause=Cause.GAVE_UP),
    ]
    people: list[dict[str, Any]] = [{}, {}, {}]

    assert value("wait_to_start_mean_days", rows, people) == 10.0
    assert value("wait_of_unserved_mean_days", rows, people) == 40.0
    assert value("wait_so_far_mean_days", rows, people) == 100.0
    assert value("left_without_starting_share", rows, people) == 0.5
    assert value("waiting_mean_people", rows, people) == pytest.approx(1.5)


def test_littles_law_holds_on_the_path() -> None:
    """With everybody gone by the end, people waiting times the time is the sum of the waits."""
    days = [(0.0, 7.0), (2.0, 3.5), (4.0, 31.0), (60.0, 90.0)]
    ends = sorted((gone, man) for man, (_, gone) in enumerate(days))
    rows = sorted(
        [joined(man, day=came) for man, (came, _) in enumerate(days)]
        + [event(gone, Kind.STARTED, man, provision=HORIZON, group=man) for gone, man in ends]
    )
    people: list[dict[str, Any]] = [{}] * len(days)

    mean_wait = value("wait_to_start_mean_days", rows, people)
    assert mean_wait is not None
    assert value("waiting_mean_people", rows, people) == pytest.approx(
        mean_wait * len(days) / 100.0
    )


def test_time_in_prison_ends_with_release_or_death_and_supervision_is_not_prison() -> None:
    rows = [
        received(0, cause=Cause.BACKLOG),
        received(1, day=20),
        event(20, Kind.RECEIVED, 2, cause=Cause.ORDER, value=0),
        event(60, Kind.DIED, 1),
        event(70, Kind.RELEASED, 0),
    ]

    assert value("in_custody_mean_people", rows, [{}, {}, ORDER]) == pytest.approx(1.1)


def test_days_past_tariff_begin_before_day_0_and_end_with_release() -> None:
    rows = [
        received(cause=Cause.BACKLOG),
        event(0, Kind.TARIFF_EXPIRED, 0, value=365),
        event(35, Kind.RELEASED, 0),
    ]

    assert value("past_tariff_mean_days", rows, [IPP]) == 400.0
    assert value("past_tariff_mean_people", rows, [IPP]) == pytest.approx(0.35)


def test_a_programme_is_outstanding_from_joining_its_list_to_completing_it() -> None:
    rows = [
        received(cause=Cause.BACKLOG),
        event(0, Kind.TARIFF_EXPIRED, 0, value=0),
        joined(day=20),
        event(30, Kind.STARTED, 0, provision=HORIZON, group=0),
        event(60, Kind.COMPLETED, 0, provision=HORIZON, group=0),
    ]
    name = "past_tariff_programme_outstanding_share"

    assert value(name, rows, [IPP]) == pytest.approx(0.4)
    assert value(name, rows, [IPP | {"completed_before": True}]) == 0.0


def test_facilitators_stay_tied_until_the_group_is_finished() -> None:
    """A group of two facilitators from 10 to 50, four in post from day 0 and two from 60."""
    rows = [
        event(0, Kind.CAPACITY_SET, value=4),
        event(10, Kind.GROUP_STARTED, provision=HORIZON, group=0, value=2),
        event(50, Kind.GROUP_FINISHED, provision=HORIZON, group=0),
        event(60, Kind.CAPACITY_SET, value=2),
        event(90, Kind.GROUP_STARTED, provision=HORIZON, group=1, value=2),
    ]

    assert value("facilitators_in_use_share", rows) == pytest.approx((80 + 20) / (240 + 80))


def test_circle_places_are_not_facilitators() -> None:
    rows = [
        event(0, Kind.CAPACITY_SET, site=NORTH, value=9),
        event(0, Kind.CAPACITY_SET, site=NORTH, provision=CIRCLE, value=2),
        event(25, Kind.GROUP_STARTED, site=NORTH, provision=CIRCLE, group=0, value=1),
        event(25, Kind.STARTED, 0, site=NORTH, provision=CIRCLE, group=0),
    ]

    assert value("circle_in_use_share", rows) == pytest.approx(75 / 200)
    assert value("facilitators_in_use_share", rows) == 0.0


def long_run(years: float) -> tuple[list[Row], dict[str, float]]:
    """Four men released on day 0: one reoffends in year 1, one dies in year 2, two do neither."""
    rows = [
        *(received(man) for man in range(4)),
        *(event(0, Kind.RELEASED, man) for man in range(4)),
        event(DAYS_PER_YEAR, Kind.REOFFENDED, 0, value=0),
        event(2 * DAYS_PER_YEAR, Kind.DIED, 1),
        event(4 * DAYS_PER_YEAR, Kind.REOFFENDED, 2, value=0),
    ]
    horizon = years * DAYS_PER_YEAR
    return rows, {"horizon_days": horizon, "window_to_day": horizon}


def test_reoffending_within_5_years_counts_death_as_competing() -> None:
    rows, run = long_run(years=6)
    people: list[dict[str, Any]] = [{}] * 4

    assert value("reoffended_within_5_years_share.none", rows, people, **run) == pytest.approx(0.5)
    assert value("reoffended_people.none", rows, people, **run) == 2.0


def test_a_run_too_short_to_follow_anybody_for_5_years_has_no_5_year_share() -> None:
    rows, run = long_run(years=4.9)

    assert value("reoffended_within_5_years_share.none", rows, [{}] * 4, **run) is None


def test_people_already_on_an_order_on_day_0_were_not_put_on_it_in_the_window() -> None:
    run = {"horizon_days": 6 * DAYS_PER_YEAR, "window_to_day": 6 * DAYS_PER_YEAR}
    rows = [
        event(0, Kind.RECEIVED, 0, site=NORTH, cause=Cause.BACKLOG, value=100),
        event(0, Kind.RECEIVED, 1, site=NORTH, cause=Cause.ORDER, value=0),
        event(50, Kind.REOFFENDED, 0, site=NORTH, value=0),
    ]
    name = "reoffended_within_5_years_share.none"

    assert value(name, rows, [ORDER, ORDER], **run) == 0.0
    assert value("reoffended_people.none", rows, [ORDER, ORDER], **run) == 1.0


def test_each_belief_is_a_world_of_its_own() -> None:
    rows, run = long_run(years=6)
    beliefs = (("none", "No effect"), ("harm", "Harm"))
    harm = [*rows, event(5.5 * DAYS_PER_YEAR, Kind.REOFFENDED, 3, value=1)]

    assert value("reoffended_people.harm", harm, [{}] * 4, **run, beliefs=beliefs) == 1.0
    assert value("reoffended_people.none", harm, [{}] * 4, **run, beliefs=beliefs) == 2.0


def test_men_whom_only_the_policy_admits_are_in_no_share_of_the_missed() -> None:
    """Otherwise opening a programme would change whom the share is about, not only the share."""
    low, medium = {"band": int(Band.LOW)}, {"band": int(Band.MEDIUM)}
    horizon = replace(BOOK.provisions[0], bands=("medium", "high"))
    rows = [
        event(0.0, Kind.RECEIVED, 0),
        event(0.0, Kind.RECEIVED, 1),
        event(0.0, Kind.RECEIVED, 2),
        event(1.0, Kind.JOINED, 0, provision=0, value=0.0),
        event(1.0, Kind.JOINED, 1, provision=0, value=0.0),
        event(1.0, Kind.JOINED, 2, provision=0, value=0.0),
        event(5.0, Kind.GROUP_STARTED, provision=0, group=0, value=3.0),
        event(5.0, Kind.STARTED, 0, provision=0, group=0),
        event(5.0, Kind.STARTED, 1, provision=0, group=0),
        event(9.0, Kind.LEFT, 2, provision=0, cause=Cause.RELEASED),
        event(9.0, Kind.RELEASED, 2),
        event(50.0, Kind.RELEASED, 0),
        event(50.0, Kind.RELEASED, 1),
    ]
    told = history(rows, [low, medium, medium], provisions=(horizon, *BOOK.provisions[1:]))
    found = dict(project(told)["outcomes"].select("outcome", "value").iter_rows())

    assert found["released_without_starting_share"] == 1 / 2
    assert found["left_without_starting_share"] == 1 / 2
    assert found["started_people"] == 2
    assert found["started_beyond_bands_people"] == 1
