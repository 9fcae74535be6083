"""What calendars promise: sessions on open days alone, and as many of them as a course has."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from math import floor
from typing import NamedTuple

from sim.log.history import History
from sim.scenario.provision import Calendar, Programme
from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.told import Fact, facts_of, programmes_of

BANK_HOLIDAYS = {
    date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
    date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31),
    date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
}  # fmt: skip
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_shut(calendar: Calendar, when: date) -> bool:
    """Tell whether a calendar has no session on a date, whatever the day of the week."""
    day = when.strftime("%m-%d")
    first, last = calendar.closed_from, calendar.closed_to
    away = False
    if first is not None and last is not None:
        away = first <= day <= last if first <= last else (day >= first or day <= last)
    bank = calendar.bank_holidays and when in BANK_HOLIDAYS
    return away or bank or when in calendar.holidays


def session_days(calendar: Calendar, start: date, since: float, until: float) -> int:
    """Return on how many days from `since` and before `until` the calendar has a session."""
    days = range(-floor(-since), -floor(-until))
    dates = (start + timedelta(day) for day in days)
    return sum(
        WEEK[when.weekday()] in calendar.weekdays and not is_shut(calendar, when) for when in dates
    )


class Course(NamedTuple):
    """A group that ran its course without a pause."""

    programme: Programme
    group: int
    began: float
    ended: float
    lost: int


def courses_by_calendar(scenario: Scenario, history: History) -> Iterator[Course]:
    """Yield the groups with a calendar that came to their end without a pause or a last word."""
    programmes = programmes_of(scenario)
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts_of(history):
        if fact.group >= 0:
            facts[fact.group].append(fact)
    for group, mine in facts.items():
        programme = programmes.get(mine[0].provision)
        kinds = {fact.kind for fact in mine}
        if programme is None or programme.calendar is None or programme.one_to_one is not None:
            continue
        ends = {fact.day for fact in mine if fact.kind == Kind.COMPLETED}
        whole = Kind.GROUP_FINISHED in kinds and Kind.GROUP_PAUSED not in kinds
        if whole and len(ends) == 1 and not programme.dose_share:
            lost = sum(int(fact.value) for fact in mine if fact.kind == Kind.SESSIONS_CANCELLED)
            yield Course(programme, group, mine[0].day, ends.pop(), lost)


def no_group_ends_on_a_day_without_a_session(scenario: Scenario, history: History) -> list[str]:
    """A course is over when the day of its last session is: a day on which there could be one."""
    found = []
    for programme, group, _, ended, _ in courses_by_calendar(scenario, history):
        calendar = programme.calendar
        assert calendar is not None
        last = scenario.start_date + timedelta(ended - 1)
        regular = WEEK[last.weekday()] in calendar.weekdays
        caught_up = calendar.catch_up_per_week > 0 and last.weekday() < WEEK.index("sat")
        if ended != floor(ended) or is_shut(calendar, last) or not (regular or caught_up):
            found.append(f"group {group} of {programme.id} had its last session on {last}")
    return found


def as_many_sessions_are_held_as_planned(scenario: Scenario, history: History) -> list[str]:
    """Days with a session from start to end, less those cancelled, are the sessions of a course.

    Where sessions are caught up on other days, no more can be said than that they were not too
    many.
    """
    found = []
    for programme, group, began, ended, lost in courses_by_calendar(scenario, history):
        assert programme.calendar is not None
        assert programme.sessions is not None
        held = session_days(programme.calendar, scenario.start_date, began, ended) - lost
        exact = programme.calendar.catch_up_per_week == 0
        if held > programme.sessions or (exact and held != programme.sessions):
            found.append(f"group {group} of {programme.id} held {held} of {programme.sessions}")
    return found
