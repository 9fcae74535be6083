"""When a group's sessions are held: calendars worked out by hand, and laws over drawn ones."""

from datetime import date, timedelta
from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.course import Course, NoDayForSessions, Planned
from sim.rules.holidays import bank_holidays, easter
from sim.scenario.provision import Programme
from sim.words.luck import Floats, Luck

Tree = dict[str, Any]
START = date(2026, 1, 1)  # a Thursday
NO_LOSS = np.full(5000, 0.999)


def programme(*, sessions: float = 10, calendar: Tree | None = None, **more: Any) -> Programme:
    """Return a programme with a calendar, or at a weekly pace."""
    return Programme.model_validate(
        {
            "id": "one",
            "setting": "prison",
            "bands": ["high"],
            "group": {"minimum": 1, "maximum": 8},
            "facilitators": 2,
            "sessions": sessions,
            **({} if calendar is None else {"calendar": calendar}),
            **more,
        }
    )


def course(**programme_: Any) -> Course:
    return Course(programme(**programme_), START)


def dates(planned: Planned) -> list[str]:
    return [(START + timedelta(days=day)).isoformat() for day in planned.sessions.tolist()]


def luck_that_loses(*slots: int) -> Floats:
    luck = NO_LOSS.copy()
    luck[list(slots)] = 0.0
    return luck


def luck(seed: int) -> Floats:
    return Luck(seed, 0).block("course", "sessions", 0, 1250).ravel()


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


# -- laws ---------------------------------------------------------------------------------------

weekdays = st.lists(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat"]), min_size=1, unique=True
)
closures = st.sampled_from([{}, {"closed_from": "12-18", "closed_to": "01-05"}])
calendars = st.builds(
    lambda days, closed, k, bank: {
        "weekdays": days,
        "catch_up_per_week": k,
        "bank_holidays": bank,
        **closed,
    },
    weekdays,
    closures,
    st.integers(0, 3),
    st.booleans(),
)
shares = st.sampled_from([0.0, 0.1, 0.3, 0.6])
starts = st.floats(0, 400).map(lambda day: round(day, 2))
holidays = st.lists(st.integers(0, 700), max_size=40).map(
    lambda days: [(START + timedelta(days=day)).isoformat() for day in days]
)


@settings(max_examples=150, deadline=None)
@given(calendars, st.integers(1, 60), shares, shares, starts, st.integers(0, 10**6), holidays)
def test_as_many_sessions_are_held_as_the_course_has_and_none_on_a_closed_day(
    calendar: Tree,
    sessions: int,
    cancelled: float,
    away: float,
    start: float,
    seed: int,
    shut: list[str],
) -> None:
    calendar = {**calendar, "holidays": shut}
    planned = course(sessions=sessions, calendar=calendar, cancelled_share=cancelled).planned(
        start, 8, away, luck(seed)
    )
    days = [START + timedelta(days=day) for day in planned.sessions.tolist()]
    assert len(days) == sessions == len(set(days))
    assert days == sorted(days)
    assert planned.sessions[0] >= start
    assert planned.ends == planned.sessions[-1] + 1
    bank = set(bank_holidays(2026, 2060)) if calendar["bank_holidays"] else set()
    weeks: dict[int, int] = {}
    for day in days:
        assert day.isoformat() not in shut
        assert day not in bank
        if "closed_from" in calendar:
            assert "01-05" < f"{day:%m-%d}" < "12-18"
        if f"{day:%a}".lower() not in calendar["weekdays"]:
            assert day.weekday() < 5
            week = (day - date(2025, 12, 29)).days // 7
            weeks[week] = weeks.get(week, 0) + 1
    assert max(weeks.values(), default=0) <= calendar["catch_up_per_week"]
    assert sum(weeks.values()) <= planned.regime + planned.redeployed
    if cancelled == away == 0:
        assert planned.regime == planned.redeployed == 0


@settings(max_examples=150, deadline=None)
@given(
    calendars,
    st.integers(1, 60),
    st.lists(shares, min_size=2, max_size=2),
    st.lists(shares, min_size=2, max_size=2),
    starts,
    st.integers(0, 10**6),
    holidays,
)
def test_more_holidays_and_more_losses_never_end_a_course_earlier(
    calendar: Tree,
    sessions: int,
    cancelled: list[float],
    away: list[float],
    start: float,
    seed: int,
    shut: list[str],
) -> None:
    ends = [
        course(sessions=sessions, calendar=each, cancelled_share=share)
        .planned(start, 8, called, luck(seed))
        .ends
        for each in (calendar, {**calendar, "holidays": shut})
        for share in sorted(cancelled)
        for called in sorted(away)
    ]
    grid = np.array(ends).reshape(2, 2, 2)
    assert all((np.diff(grid, axis=axis) >= 0).all() for axis in range(3))


@settings(max_examples=100, deadline=None)
@given(weekdays, st.integers(1, 60), st.integers(0, 400))
def test_without_losses_and_holidays_the_end_is_that_of_plain_arithmetic(
    days: list[str], sessions: int, start: int
) -> None:
    """Full weeks of sessions first, then the days of the last week counted off one by one."""
    planned = course(sessions=sessions, calendar={"weekdays": days}).planned(
        float(start), 8, 0.0, NO_LOSS
    )
    weeks, rest = divmod(sessions - 1, len(days))
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    ahead = sorted((names.index(each) - (start + START.weekday())) % 7 for each in days)
    assert planned.ends == start + 7 * weeks + ahead[rest] + 1


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.none(), calendars),
    st.integers(1, 60),
    shares,
    shares,
    starts,
    st.integers(0, 10**6),
    st.lists(st.tuples(st.floats(0, 200), st.floats(0, 100)), min_size=1, max_size=3),
)
def test_a_pause_changes_nothing_before_it_and_a_pause_of_no_length_nothing_at_all(
    calendar: Tree | None,
    sessions: int,
    cancelled: float,
    away: float,
    start: float,
    seed: int,
    pauses: list[tuple[float, float]],
) -> None:
    pace: Tree = {"calendar": calendar} if calendar else {"sessions_per_week": 2.5}
    alone = {"sessions": 2, "per_week": 5}
    mine = course(sessions=sessions, cancelled_share=cancelled, one_to_one=alone, **pace)
    planned = mine.planned(start, 6, away, luck(seed))
    since = start
    for after, length in pauses:
        since += after
        same = mine.resumed(planned, since, since, luck(seed))
        assert same.ends == planned.ends
        assert same.sessions.tolist() == planned.sessions.tolist()
        paused = mine.resumed(planned, since, since + length, luck(seed))
        held = planned.held_before(since)
        assert paused.sessions[:held].tolist() == planned.sessions[:held].tolist()
        assert len(paused.sessions) == sessions
        assert not ((paused.sessions >= since) & (paused.sessions < since + length)).any()
        assert paused.ends >= planned.ends
        assert since < planned.ends or paused.ends == planned.ends
        assert not since < paused.ends < since + length
        planned, since = paused, since + length


def test_losses_come_as_often_as_their_shares_say() -> None:
    mine = course(sessions=40, calendar={"weekdays": ["mon", "wed"]}, cancelled_share=0.2)
    many = [mine.planned(0.0, 8, 0.25, luck(seed)) for seed in range(300)]
    slots = sum(len(each.sessions) + each.regime + each.redeployed for each in many)
    assert sum(each.regime for each in many) / slots == pytest.approx(0.2, abs=0.01)
    assert sum(each.redeployed for each in many) / slots == pytest.approx(0.2, abs=0.01)


def test_a_part_of_a_session_is_held_as_a_whole_one() -> None:
    mine = course(sessions=9.5, calendar={"weekdays": ["mon"]})
    assert len(mine.planned(0.0, 8, 0.0, NO_LOSS).sessions) == ceil(9.5)
