"""What each man received, and when he was at liberty: all that beliefs about effects act on.

Days count from the start date, infinite for never. Time at liberty counts from the first release
(or the start of a community order) and stands still while he is in prison again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Flags
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

People = NDArray[np.int64]
ProgrammeCodes = NDArray[np.int16]
NOT_KNOWN = -1
ROUNDING_DAYS = 1e-9
"""Facts are written rounded: who goes back inside for what he did this moment was still out."""


@dataclass(frozen=True, slots=True)
class Absences:
    """Times in prison again after the first release, in order of time for each person."""

    person: People
    from_day: Floats
    until_day: Floats
    """Infinite where the log ends before he is out."""

    def days_before(self, day: Floats) -> Floats:
        """Return how long each person had been inside again by his day; a column of all people."""
        inside = np.zeros(len(day))
        upto = np.minimum(day[self.person], self.until_day)
        with np.errstate(invalid="ignore"):  # never less never
            spent = np.where(upto > self.from_day, upto - self.from_day, 0.0)
        np.add.at(inside, self.person, spent)
        return inside

    def day_after(self, free_day: Floats) -> Floats:
        """Return the day that `free_day`, a day that knows no absence, falls on in truth."""
        day = free_day.copy()
        turn = _turns(self.person)
        for nth in range(int(turn.max(initial=-1)) + 1):
            rows = np.flatnonzero(turn == nth)
            person = self.person[rows]
            later = day[person] > self.from_day[rows] + ROUNDING_DAYS
            away = (self.until_day - self.from_day)[rows[later]]
            day[person[later]] += away
        return day

    def next_release(self, day: Floats) -> Floats:
        """Return when a man comes out who is inside again on his day; else that very day."""
        out = day.copy()
        inside = (day[self.person] >= self.from_day) & (day[self.person] < self.until_day)
        out[self.person[inside]] = self.until_day[inside]
        return out


def _turns(person: People) -> NDArray[np.int64]:
    """Return which time it is for each row's person, from 0; rows stand together by person."""
    if not len(person):
        return np.empty(0, np.int64)
    first = np.flatnonzero(np.append(True, person[1:] != person[:-1]))
    lengths = np.diff(np.append(first, len(person)))
    return np.arange(len(person)) - np.repeat(first, lengths)


@dataclass(frozen=True, slots=True)
class Later:
    """One completion after the first, for some of the people."""

    person: People
    day: Floats
    programme: ProgrammeCodes


@dataclass(frozen=True, slots=True)
class Received:
    """What each man received, and when: days from the start date, infinite for never."""

    exposed_day: Floats
    """Release, or the start of a community order."""
    completed_day: Floats
    dropped_day: Floats
    mixed: Flags
    """A low-risk man who sat in a group with men of higher risk, by his completion."""
    circle_day: Floats
    mixed_at_drop_out: Flags | None = None
    """The same of the group that he first dropped out of; `mixed` if left out."""
    absences: Absences | None = None
    completed_programme: ProgrammeCodes | None = None
    """Code of the programme that he first completed; below 0 where there is none."""
    dropped_programme: ProgrammeCodes | None = None
    later: tuple[Later, ...] = ()
    """The second completion of those who have one, the third, and so on."""
    age_at_exposure_years: Floats | None = None

    @classmethod
    def of_one(
        cls,
        *,
        exposed_day: float,
        completed_day: float = np.inf,
        dropped_day: float = np.inf,
        circle_day: float = np.inf,
        mixed: bool = False,
        completed_programme: int = NOT_KNOWN,
        dropped_programme: int = NOT_KNOWN,
        absences: Sequence[tuple[float, float]] = (),
        age_years: float = np.nan,
    ) -> Self:
        """Return what one man has received so far: what has not happened yet is left out."""
        away = np.array(absences, float).reshape(-1, 2)
        return cls(
            exposed_day=np.array([exposed_day]),
            completed_day=np.array([completed_day]),
            dropped_day=np.array([dropped_day]),
            mixed=np.array([mixed]),
            circle_day=np.array([circle_day]),
            absences=Absences(np.zeros(len(away), np.int64), away[:, 0], away[:, 1])
            if len(away)
            else None,
            completed_programme=np.array([completed_programme], np.int16),
            dropped_programme=np.array([dropped_programme], np.int16),
            age_at_exposure_years=np.array([age_years]),
        )

    def years_to(self, day: Floats, matters: Flags) -> Floats:
        """Return years at liberty by `day`; never, where nothing changes on it.

        A ratio of exactly 1 must leave not even a rounding error behind.
        """
        exposed = self.exposed_day
        matters = np.isfinite(day) & np.isfinite(exposed) & matters
        years = np.full(len(day), np.inf)
        free = day[matters] - exposed[matters]
        if self.absences is not None:
            free = free - self.absences.days_before(day)[matters]
        years[matters] = np.maximum(free, 0.0) / DAYS_PER_YEAR
        return years

    def day_of(self, years: Floats) -> Floats:
        """Return the day on which so many years at liberty have passed; he is out on it."""
        day = self.exposed_day + years * DAYS_PER_YEAR
        if self.absences is not None:
            day = self.absences.day_after(day)
        return np.round(day, 9)

    def release_after(self, day: Floats) -> Floats:
        """Return the release that follows `day`, or `day` itself for who is at liberty on it."""
        out = np.maximum(day, self.exposed_day)
        return out if self.absences is None else self.absences.next_release(out)
