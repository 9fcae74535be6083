"""Laws over drawn calendars: how many sessions are held, and when a course may end."""

from datetime import date, timedelta
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.holidays import bank_holidays
from tests.calendars import NO_LOSS, START, Tree, course, luck

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
