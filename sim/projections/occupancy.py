"""How many, for how long: exact time integrals and counts of people, groups and posts.

Everything is a set of intervals [from, to) with an open end at infinity. An integral is the sum
of the intervals' lengths clipped to the window, so it is exact and no sampling enters it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

QUARTER_DAYS = DAYS_PER_YEAR / 4

Codes = NDArray[np.integer[Any]]
Counts = NDArray[np.int64]


def clipped_days(since: Floats, until: Floats, window: tuple[float, float]) -> Floats:
    """Return the length of each interval's part in the window.

    >>> clipped_days(np.array([0.0, 5.0, 9.0]), np.array([2.0, 8.0, np.inf]), (1.0, 10.0)).tolist()
    [1.0, 3.0, 1.0]
    """
    start, end = window
    clipped: Floats = np.maximum(np.minimum(until, end) - np.clip(since, start, end), 0.0)
    return clipped


def quarters(horizon_days: float) -> Floats:
    """Return the days on which counts are taken: every quarter year from day 0, and the end."""
    regular = np.arange(np.ceil(horizon_days / QUARTER_DAYS)) * QUARTER_DAYS
    return np.append(regular, horizon_days)


def counts_at(
    days: Floats, since: Floats, until: Floats, group: Codes | None = None, groups: int = 1
) -> Counts:
    """Return how many intervals hold each day, by group: shape (groups, days).

    An interval holds the day it begins on and not the day it ends on; `days` must be sorted.
    """
    width = len(days) + 1
    offset = np.zeros(1, np.int64) if group is None else group.astype(np.int64) * width
    begun = np.bincount(np.searchsorted(days, since) + offset, minlength=groups * width)
    ended = np.bincount(np.searchsorted(days, until) + offset, minlength=groups * width)
    by_group = (begun - ended).reshape(groups, width)
    counts: Counts = np.cumsum(by_group, axis=1)[:, :-1]
    return counts
