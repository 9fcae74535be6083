"""Aalen-Johansen: who has gone which way by when, with competing exits and delayed entry.

One minus Kaplan-Meier would count people as if the competing exits had never happened; this does
not, and the shares always add up to 1. People seen only from some time on (a backlog) are at risk
only from then on; people still there when the log ends are at risk up to then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.readings import Reading
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

CENSORED = 0


@dataclass(frozen=True, slots=True)
class Incidence:
    """Shares gone by each time, one row a cause; the share remaining; and how many it rests on."""

    gone: Floats
    remaining: Floats
    at_risk: NDArray[np.int64]


def aalen_johansen(
    *,
    entry: Floats,
    exit_: Floats,
    cause: NDArray[np.integer[Any]],
    causes: int,
    at: Floats,
) -> Incidence:
    """Return the cumulative incidence of causes 1..`causes` up to and including each time `at`.

    `cause` 0 is censored at `exit_`. Somebody is at risk at a time if he entered at or before it
    and had not gone or been censored before it: entries come before exits at the same instant,
    so an exit at the moment of entry counts. `at_risk` counts who is under observation just
    after each time; where it has fallen to 0, the shares are carried forward and are not news.
    """
    if (exit_ < entry).any():
        raise ValueError("somebody goes before he comes: an exit lies before its entry")
    entries, exits = np.sort(entry), np.sort(exit_)
    seen = cause != CENSORED
    times, place = np.unique(exit_[seen], return_inverse=True)
    events = np.stack(
        [
            np.bincount(place[cause[seen] == code], minlength=len(times))
            for code in range(1, causes + 1)
        ]
    )
    at_risk = np.searchsorted(entries, times, "right") - np.searchsorted(exits, times, "left")
    hazard = events / at_risk
    remaining = np.append(1.0, np.cumprod(1.0 - hazard.sum(axis=0)))
    gone = np.cumsum(remaining[:-1] * hazard, axis=1)
    gone = np.concatenate([np.zeros((causes, 1)), gone], axis=1)
    upto = np.searchsorted(times, at, "right")
    under_observation = np.searchsorted(entries, at, "right") - np.searchsorted(exits, at, "right")
    return Incidence(gone[:, upto], remaining[upto], under_observation)


def followed(
    facts: Facts, people: NDArray[np.int64], since: Floats, ends: Sequence[Floats], years: Floats
) -> Incidence:
    """Follow each from his own day to the first of his ends, or to the horizon.

    `ends` are the days of one cause each, over these people; infinite for what never happened.
    """
    gone = np.minimum.reduce([*ends, np.full(len(people), facts.book.horizon_days)])
    cause = np.select([gone == each for each in ends], [*range(1, len(ends) + 1)], CENSORED)
    return aalen_johansen(
        entry=np.zeros(len(people)),
        exit_=gone - since,
        cause=cause,
        causes=len(ends),
        at=years * DAYS_PER_YEAR,
    )


def share_gone(
    facts: Facts, people: NDArray[np.int64], since: Floats, ends: Sequence[Floats], years: float
) -> Reading:
    """Return the share gone the first way within so many years, the other ways competing.

    No value where nobody could be followed for so long.
    """
    whole = float(len(people))
    longest = (facts.book.horizon_days - since.min(initial=np.inf)) / DAYS_PER_YEAR
    if longest < years:
        return Reading(None, None, whole)
    found = followed(facts, people, since, ends, np.array([years]))
    share = float(found.gone[0, 0])
    return Reading(share, share * whole, whole)
