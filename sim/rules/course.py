"""When the sessions of a group are held, and when its course is over.

A slot for a session is a day of the programme's calendar that is neither a holiday nor closed. Each
slot has its own luck: a session that is lost is made up, on another day of the week where the
calendar has room for that, else by one slot more at the end. As many are held as the course has.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from sim.rules.holidays import bank_holidays
from sim.scenario.provision import Calendar, Programme
from sim.words.days import DAYS_PER_WEEK, day_of
from sim.words.luck import Floats

Days = NDArray[np.int64]
Segments = list[tuple[float, float]]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS = frozenset(WEEK[:5])
DAYS_LAID_OUT = 25 * 366
"""Days of the calendar that are laid out at first: twenty years and the longest course."""
FURTHER_DAYS = 40 * 366
"""Days that are laid out at a time when those are not enough."""
MOST_DAYS = 500 * 366
DRAWS_A_SESSION, FURTHER_DRAWS = 2, 32
NONE: Floats = np.empty(0, np.float64)


class NoDayForSessions(ValueError):
    """A calendar that leaves no day for a session, or too few for a course to end at all."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A group's course as it comes about if nothing else happens."""

    ends: float
    sessions: Floats
    """Days of the sessions held, in order."""
    regime_days: Floats
    """Days before the end on which the prison could not hold the session."""
    redeployed_days: Floats
    """Days before the end on which staff were called away."""
    start_day: float
    people: int
    redeployed_share: float
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def regime(self) -> int:
        """Sessions lost to the regime over the whole course."""
        return len(self.regime_days)

    @property
    def redeployed(self) -> int:
        """Sessions lost over the whole course because staff were called away."""
        return len(self.redeployed_days)

    def lost_before(self, day: float) -> tuple[int, int]:
        """Return how many sessions were lost before a day: to the regime, and to redeployment."""
        return (
            int(self.regime_days.searchsorted(day)),
            int(self.redeployed_days.searchsorted(day)),
        )

    def held_before(self, day: float) -> int:
        """Return how many sessions were held before a day."""
        return int(np.searchsorted(self.sessions, day, side="left"))


def open_days(
    calendar: Calendar,
    start_date: date,
    *,
    weekdays: frozenset[str],
    first_day: int,
    days: int,
) -> Days:
    """Return the days of `weekdays`, counted from the start date, that the calendar leaves open."""
    day = np.arange(first_day, first_day + days)
    of_week = (day + start_date.weekday()) % 7
    is_open = np.isin(of_week, [WEEK.index(each) for each in weekdays])
    when = np.datetime64(start_date) + day
    shut = list(calendar.holidays)
    if calendar.bank_holidays:
        first, last = (int(str(each)[:4]) for each in (when[0], when[-1]))
        shut += bank_holidays(first, last)
    is_open &= ~np.isin(day, [int(day_of(each, start_date)) for each in shut])
    if calendar.closed_from is not None and calendar.closed_to is not None:
        is_open &= ~_within(when, calendar.closed_from, calendar.closed_to)
    return day[is_open]


def _within(when: NDArray[np.datetime64], first: str, last: str) -> NDArray[np.bool_]:
    """Tell which dates lie between two days of the year, both included; they may span new year."""
    months = when.astype("datetime64[M]")
    of_year = (months.astype(np.int64) % 12 + 1) * 100 + (when - months).astype(np.int64) + 1
    since, until = (int(each.replace("-", "")) for each in (first, last))
    after: NDArray[np.bool_] = since <= of_year
    before: NDArray[np.bool_] = of_year <= until
    return after & before if since <= until else after | before


class _Slots:
    """Open days of a calendar as far as anybody has asked: those with a session, and the others."""

    def __init__(self, calendar: Calendar, start_date: date, programme: str) -> None:
        self.calendar, self.start_date, self.programme = calendar, start_date, programme
        self.weekdays = frozenset(map(str, calendar.weekdays))
        self.laid_out = 0
        self.regular: Days = np.empty(0, np.int64)
        self.regular_days: list[int] = []
        """The same days once more: one day is found sooner in a list."""
        self.spare_days: list[int] = []
        self.monday = -start_date.weekday()
        """Day of the Monday of the week of the start date."""
        self._last_holiday = max(
            (day_of(each, start_date) for each in calendar.holidays), default=0.0
        )
        self._lay_out(DAYS_LAID_OUT)
        while not len(self.regular):
            self._lay_out(FURTHER_DAYS)

    def _lay_out(self, days: int) -> None:
        def more(weekdays: frozenset[str]) -> Days:
            return open_days(
                self.calendar,
                self.start_date,
                weekdays=weekdays,
                first_day=self.laid_out,
                days=days,
            )

        regular = more(self.weekdays)
        barren = not len(regular) and self.laid_out > self._last_holiday
        if (barren and days == FURTHER_DAYS) or self.laid_out > MOST_DAYS:
            raise NoDayForSessions(
                f"the calendar of `{self.programme}` leaves no day, or too few, for its sessions; "
                "shorten closed_from to closed_to, or name other weekdays"
            )
        self.regular = np.concatenate([self.regular, regular])
        self.regular_days = self.regular.tolist()
        if self.calendar.catch_up_per_week:
            self.spare_days += more(WORKING_DAYS - self.weekdays).tolist()
        self.laid_out += days

    def take(self, segments: Segments, count: int) -> Days:
        """Return the first `count` days with a session within these stretches of time."""
        while len(found := self._inside(segments, count)) < count:
            self._lay_out(FURTHER_DAYS)
        return found

    def _inside(self, segments: Segments, count: int) -> Days:
        """Return the first `count` of the days with a session in `[since, until)` of a stretch."""
        parts: list[Days] = []
        for since, until in segments:
            first = bisect_left(self.regular_days, since)
            last = first + count
            if until < inf:
                last = min(last, bisect_left(self.regular_days, until))
            part = self.regular[first:last]
            parts.append(part)
            count -= len(part)
            if count <= 0:
                break
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def spare_between(self, segments: Segments, lost: int, last: int) -> list[int]:
        """Return the days without a session of their own after `lost` and before `last`."""
        days, found = self.spare_days, []
        upto = bisect_left(days, last)
        since_lost = bisect_right(days, lost)
        for since, until in segments:
            first = max(bisect_left(days, since), since_lost)
            found += days[first : upto if until == inf else min(upto, bisect_left(days, until))]
        return found

    def week(self, day: int) -> int:
        return (day - self.monday) // 7


class Course:
    """The sessions of one programme, laid out for any group."""

    def __init__(self, programme: Programme, start_date: date) -> None:
        if programme.sessions is None:
            raise ValueError(f"`{programme.id}` has no number of sessions, so it has no course")
        self.sessions = ceil(programme.sessions)
        self.cancelled_share = programme.cancelled_share
        self.programme = programme
        calendar = programme.calendar
        self.catch_up_per_week = calendar.catch_up_per_week if calendar else 0
        self.draws_needed = ceil(
            DRAWS_A_SESSION * self.sessions / (1 - self.cancelled_share) + FURTHER_DRAWS
        )
        """Draws of luck that a group needs; later slots, should there be any, are never lost."""
        self._slots = None if calendar is None else _Slots(calendar, start_date, programme.id)

    def planned(
        self, start_day: float, people: int, redeployed_share: float, luck: Floats
    ) -> Planned:
        """Return when a group that starts on `start_day` holds its sessions, and when it ends."""
        bare = Planned(start_day, NONE, NONE, NONE, start_day, people, redeployed_share)
        return self._laid_out(bare, luck)

    def resumed(
        self, planned: Planned, paused_day: float, resumed_day: float, luck: Floats
    ) -> Planned:
        """Return the course with no session from `paused_day` to `resumed_day`.

        With the same luck as before, all that was before the pause stays as it was.
        """
        return self._laid_out(
            replace(planned, pauses=(*planned.pauses, (paused_day, resumed_day))), luck
        )

    def _laid_out(self, bare: Planned, luck: Floats) -> Planned:
        if len(luck) < self.draws_needed:
            raise ValueError(
                f"`{self.programme.id}` needs {self.draws_needed} draws a group, got {len(luck)}"
            )
        if self._slots is None:
            return self._at_a_weekly_pace(bare)
        return self._by_calendar(bare, self._slots, luck)

    def _ends(self, bare: Planned, sessions_over: float) -> float:
        """Return when a course is over, given when its sessions together are."""
        ends = max(sessions_over, self._one_to_one_ends(bare))
        for paused, resumed in bare.pauses:
            if paused < ends:
                ends = max(ends, resumed)  # on the day of the last session; nothing ends in a pause
        return ends

    def _by_calendar(self, bare: Planned, slots: _Slots, luck: Floats) -> Planned:
        wanted, draws = self.sessions, luck[: self.draws_needed]
        segments = _segments(bare)
        cancelled = self.cancelled_share
        called_away = cancelled + (1 - cancelled) * bare.redeployed_share
        lost = draws < called_away
        held = (~lost).nonzero()[0][:wanted]
        further = wanted - len(held)  # slots beyond the luck, which are never lost
        length = int(held[-1]) + 1 if not further else len(draws) + further
        days = slots.take(segments, length)
        at = lost[:length].nonzero()[0]
        kept = np.delete(days, at) if further else days[held]
        if self.catch_up_per_week and len(at):
            made_up = self._made_up(days[at].tolist(), int(days[-1]), slots, segments)
            kept = np.concatenate([kept, np.array(made_up, np.int64)])
            kept.sort()
            kept = kept[:wanted]
        gone = at[days[at] < kept[-1]]
        regime = draws[gone] < cancelled
        gone_days = days[gone].astype(np.float64)
        return Planned(
            ends=self._ends(bare, float(kept[-1]) + 1.0),
            sessions=kept.astype(np.float64),
            regime_days=gone_days[regime],
            redeployed_days=gone_days[~regime],
            start_day=bare.start_day,
            people=bare.people,
            redeployed_share=bare.redeployed_share,
            pauses=bare.pauses,
        )

    def _made_up(self, lost: list[int], last: int, slots: _Slots, segments: Segments) -> list[int]:
        """Return the days before `last` on which lost sessions are made up, in order.

        A session that makes up for another is arranged for a day that suits, and is held.
        """
        found: list[int] = []
        week, in_week = None, 0
        waiting = 0
        place = 0
        for day in slots.spare_between(segments, lost[0], last):
            while place < len(lost) and lost[place] < day:
                place += 1
                waiting += 1
            if not waiting:
                continue
            this_week = slots.week(day)
            if this_week != week:
                week, in_week = this_week, 0
            if in_week < self.catch_up_per_week:
                found.append(day)
                in_week += 1
                waiting -= 1
        return found

    def _at_a_weekly_pace(self, bare: Planned) -> Planned:
        """Return the course without a calendar: sessions spread evenly, losses as expected."""
        days = self.programme.session_days
        assert days is not None  # noqa: S101 -- a course without calendar has a weekly pace
        days /= 1 - bare.redeployed_share
        slots = self.sessions / (1 - self.cancelled_share) / (1 - bare.redeployed_share)
        regime = round(slots * self.cancelled_share)
        redeployed = round(slots * (1 - self.cancelled_share) * bare.redeployed_share)
        return replace(
            bare,
            ends=self._ends(bare, _after(bare, days)),
            sessions=_spread(bare, days, self.sessions),
            regime_days=_spread(bare, days, regime),
            redeployed_days=_spread(bare, days, redeployed),
        )

    def _one_to_one_ends(self, bare: Planned) -> float:
        """Return when the sessions of each man by himself are over; a pause holds them up too."""
        alone = self.programme.one_to_one
        if alone is None:
            return bare.start_day
        return _after(bare, bare.people * alone.sessions / alone.per_week * DAYS_PER_WEEK)


def _segments(bare: Planned) -> Segments:
    """Return the stretches of time from the start in which sessions may be held."""
    segments: Segments = []
    since = bare.start_day
    for paused, resumed in bare.pauses:
        segments.append((since, paused))
        since = resumed
    segments.append((since, inf))
    return segments


def _spread(bare: Planned, days: float, count: int) -> Floats:
    """Return the days of `count` things that come evenly over so many days, pauses left out."""
    when: Floats = bare.start_day + np.arange(count, dtype=np.float64) * (days / max(count, 1))
    for paused, resumed in bare.pauses:
        when = np.where(when >= paused, when + (resumed - paused), when)
    return when


def _after(bare: Planned, days: float) -> float:
    """Return when so many days without a pause are over, from the start."""
    end = bare.start_day + days
    for paused, resumed in bare.pauses:
        if paused < end:
            end += resumed - paused
    return end
