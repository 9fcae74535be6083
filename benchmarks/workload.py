"""Workload W1: one national waiting list, the same people and rules for every engine.

About 160,000 men over 20 years. Medium risk waits for programme `h` (2 facilitators, 90 days),
high and very high for `k` (3 facilitators, 180 days); both share 560 facilitators. Closed groups
of 8, soonest release first, ties by id. Who waits leaves at his release; who sits stays to finish;
15 % drop out, evenly over the programme. A list asks for staff when eight wait, and keeps its
place in line until staff are offered to it.
"""

import hashlib
import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

YEAR = 365.25
YEARS = float(os.environ.get("YEARS", "20"))
HORIZON = YEARS * YEAR
FACILITATORS = int(os.environ.get("FACILITATORS", "560"))
ARRIVALS_PER_DAY = 8000 / YEAR
SENTENCE_DAYS_MEAN = 4 * YEAR
BAND_SHARES = (0.25, 0.40, 0.25, 0.10)
GROUP, NEED, DAYS, DROP_OUT = 8, (2, 3), (90.0, 180.0), 0.15
RECEIVED, JOINED, STARTED, COMPLETED, DROPPED, LEFT, RELEASED = range(7)


@dataclass(frozen=True)
class Inputs:
    """One row a man. `attends` is the share of his programme that he sits through."""

    arrives: NDArray[np.float64]
    band: NDArray[np.int64]
    sentence: NDArray[np.float64]
    attends: NDArray[np.float64]


def inputs(seed: int = 1) -> Inputs:
    """Return the men of the workload, by inversion of raw bits: the same everywhere."""
    count = int(ARRIVALS_PER_DAY * HORIZON * 1.05) + 2000
    words = np.random.Philox(key=seed).random_raw(5 * count).reshape(5, count)
    u = ((words >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
    arrives = np.cumsum(-np.log1p(-u[0]) / ARRIVALS_PER_DAY)
    arrives = arrives[arrives < HORIZON]
    n = len(arrives)
    band = np.searchsorted(np.cumsum(BAND_SHARES)[:-1], u[1, :n], side="right")
    attends = np.where(u[3, :n] < DROP_OUT, u[4, :n], 1.0)
    return Inputs(arrives, band, -np.log1p(-u[2, :n]) * SENTENCE_DAYS_MEAN, attends)


def summary(
    time: NDArray[np.float64], person: NDArray[np.int64], kind: NDArray[np.int64]
) -> dict[str, object]:
    """Return counts, and a hash that two engines share only if they tell the same history."""
    order = np.lexsort((kind, person, time))
    time, person, kind = time[order], person[order], kind[order]
    whole = hashlib.sha256()
    for column in (np.round(time, 6), person.astype("<i8"), kind.astype("<i8")):
        whole.update(column.tobytes())
    counts = np.bincount(kind, minlength=7)
    return {
        "journeys": int(counts[RECEIVED]),
        "events": len(kind),
        "started": int(counts[STARTED]),
        "left_unserved": int(counts[LEFT]),
        "history": whole.hexdigest()[:12],
    }
