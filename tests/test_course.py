"""When a group's sessions are held: calendars worked out by hand."""

import numpy as np
import pytest

from sim.rules.course import Course, NoDayForSessions
from sim.rules.holidays import bank_holidays, easter
from tests.calendars import NO_LOSS, START, course, dates, luck_that_loses, programme

# -- worked out by hand -------------------------------------------------------------------------


def test_the_first_session_is_on_the_first_day_of_the_calendar_after_the_start() -> None:
    mine = course(sessions=4, calendar={"weekdays": ["tue", "thu"]})
    planned = mine.planned(1.5, 8, 0.0, NO_LOSS)  # Friday noon
    assert dates(planned) == ["2026-01-06", "2026-01-08", "2026-01-13", "2026-01-15"]
    assert planned.ends == 15.0
    assert mine.planned(0.0, 8, 0.0, NO_LOSS).sessions[0] == 0.0  # a group may start on day 0


def test_no_session_is_held_on_holidays_nor_while_closed_over_new_year() -> None:
    calendar = {
        "weekdays": ["mon", "fri"],
        "holidays": ["2026-12-07"],
        "bank_holidays": True,
        "closed_from": "12-20",
        "closed_to": "01-03",
    }
    planned = course(sessions=7, calendar=calendar).planned(334.0, 8, 0.0, NO_LOSS)
    assert dates(planned) == [
        "2026-12-04",
        "2026-12-11",
        "2026-12-14",
        "2026-12-18",
        "2027-01-04",
        "2027-01-08",
        "2027-01-11",
    ]
    good_friday = course(sessions=3, calendar=calendar).planned(90.0, 8, 0.0, NO_LOSS)
    assert dates(good_friday) == ["2026-04-10", "2026-04-13", "2026-04-17"]


def test_a_session_that_is_lost_goes_to_the_end_where_there_is_no_room_in_the_week() -> None:
    mine = course(sessions=4, calendar={"weekdays": ["mon"]}, cancelled_share=0.1)
    planned = mine.planned(0.0, 8, 0.0, luck_that_loses(1, 2))
    assert dates(planned) == ["2026-01-05", "2026-01-26", "2026-02-02", "2026-02-09"]
    assert (planned.regime, planned.redeployed) == (2, 0)
    assert [planned.lost_before(day) for day in (11.0, 12.0, 20.0)] == [(0, 0), (1, 0), (2, 0)]


def test_a_session_that_is_lost_is_made_up_on_the_next_free_day_so_many_in_a_week() -> None:
    calendar = {"weekdays": ["mon", "tue"], "catch_up_per_week": 1}
    mine = course(sessions=6, calendar=calendar, cancelled_share=0.1)
    planned = mine.planned(0.0, 8, 0.0, luck_that_loses(0, 1, 6))  # the third after the end
    assert planned.regime == 2
    assert dates(planned) == [
        "2026-01-07",  # for Monday; Tuesday has to wait, for one a week is made up
        "2026-01-12",
        "2026-01-13",
        "2026-01-14",
        "2026-01-19",
        "2026-01-20",
    ]


def test_the_cause_of_a_loss_is_the_regime_first_and_staff_called_away_else() -> None:
    mine = course(sessions=3, calendar={"weekdays": ["mon"]}, cancelled_share=0.2)
    draws = NO_LOSS.copy()
    draws[:4] = [0.19, 0.21, 0.59, 0.61]  # 0.2 to the regime, half of the rest to other work
    planned = mine.planned(0.0, 8, 0.5, draws)
    assert (planned.regime, planned.redeployed) == (1, 2)
    assert dates(planned)[0] == "2026-01-26"


def test_a_course_ends_when_the_sessions_of_each_man_by_himself_are_over_too() -> None:
    alone = {"sessions": 3, "per_week": 4}
    mine = course(sessions=2, calendar={"weekdays": ["mon"]}, one_to_one=alone)
    assert mine.planned(0.0, 1, 0.0, NO_LOSS).ends == 12.0
    assert mine.planned(0.0, 8, 0.0, NO_LOSS).ends == 8 * 3 / 4 * 7
    paused = mine.resumed(mine.planned(0.0, 8, 0.0, NO_LOSS), 10.0, 13.0, NO_LOSS)
    assert paused.ends == 8 * 3 / 4 * 7 + 3


def test_without_a_calendar_a_course_takes_the_weeks_that_it_always_took() -> None:
    paced = programme(sessions=60, sessions_per_week=3, cancelled_share=0.2)
    planned = Course(paced, START).planned(10.25, 8, 0.0, NO_LOSS)
    assert paced.session_days is not None
    assert planned.ends == 10.25 + paced.session_days
    assert len(planned.sessions) == 60
    slower = Course(paced, START).planned(10.25, 8, 0.5, NO_LOSS)
    assert slower.ends == 10.25 + 2 * paced.session_days
    assert (slower.regime, slower.redeployed) == (30, 60)  # 150 slots for 60 sessions


def test_a_pause_keeps_what_was_held_and_goes_on_from_the_day_it_ends() -> None:
    mine = course(sessions=4, calendar={"weekdays": ["mon", "thu"]})
    planned = mine.planned(0.0, 8, 0.0, NO_LOSS)
    paused = mine.resumed(planned, 5.0, 19.5, NO_LOSS)  # from Tuesday 6 to noon of the 20th
    assert dates(paused) == ["2026-01-01", "2026-01-05", "2026-01-22", "2026-01-26"]
    assert planned.held_before(5.0) == 2
    on_the_last_day = mine.resumed(
        planned, 11.3, 20.0, NO_LOSS
    )  # at noon it had not come to its end
    assert dates(planned)[-1] == "2026-01-12"
    assert (planned.ends, on_the_last_day.ends) == (12.0, 20.0)


def test_too_little_luck_is_a_mistake_of_who_asks() -> None:
    mine = course(sessions=10, calendar={"weekdays": ["mon"]})
    with pytest.raises(ValueError, match=r"^`one` needs 52 draws a group, got 51$"):
        mine.planned(0.0, 8, 0.0, NO_LOSS[:51])


def test_slots_beyond_the_luck_are_not_lost_so_that_every_course_ends() -> None:
    mine = course(sessions=10, calendar={"weekdays": ["mon"]}, cancelled_share=0.1)
    planned = mine.planned(0.0, 8, 0.0, np.zeros(mine.draws_needed))
    assert len(planned.sessions) == 10
    assert planned.regime == mine.draws_needed


def test_a_calendar_without_a_day_is_refused_before_any_group_starts() -> None:
    closed = {"weekdays": ["mon"], "closed_from": "01-01", "closed_to": "12-31"}
    with pytest.raises(NoDayForSessions, match="the calendar of `one` leaves no day"):
        course(calendar=closed)


def test_a_course_longer_than_all_that_was_laid_out_ends_too() -> None:
    rare = {"weekdays": ["mon"], "closed_from": "01-08", "closed_to": "12-31"}
    planned = course(sessions=60, calendar=rare).planned(0.0, 8, 0.0, NO_LOSS)
    years = [int(each[:4]) for each in dates(planned)]
    assert years == list(range(2026, 2086))


# -- bank holidays ------------------------------------------------------------------------------


def test_easter_falls_where_the_tables_say() -> None:
    known = [
        "1954-04-18",
        "1961-04-02",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2024-03-31",
        "2038-04-25",
    ]
    assert [easter(int(each[:4])).isoformat() for each in known] == known


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_the_bank_holidays_of_a_year_are_those_that_were_published(year: int, days: str) -> None:
    assert [f"{each:%m-%d}" for each in bank_holidays(year, year)] == days.split()
