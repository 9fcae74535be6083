"""Intervals and tests over replications, paired, with the price of many comparisons paid.

The unit is the replication, never the person. Everything is Student's t on a handful of numbers,
so it is written out here; one replication carries no interval, whatever is asked of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
SIGNIFICANT = 0.05
FEWEST = 2
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications and its 95 % t-interval; `None` where there can be none."""

    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Paired:
    """A paired difference and its two-sided p-value; `None` where nothing can be said."""

    mean: float | None
    low: float | None
    high: float | None
    p: float | None
    identical: bool

    @property
    def leaves_out_0(self) -> bool:
        """Tell whether the interval, which allows for one comparison alone, does not hold 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def t_half_widths(sd: Floats, counts: Floats) -> Floats:
    """Return half the width of the 95 % t-interval of each mean; NaN for fewer than two values."""
    from scipy.special import stdtrit

    enough = counts >= FEWEST
    freedom = np.where(enough, counts - 1, 1)
    half: Floats = stdtrit(freedom, (1 + CONFIDENCE) / 2) * sd / np.sqrt(np.maximum(counts, 1))
    return np.where(enough, half, np.nan)


def interval(values: Sequence[float | None]) -> Interval:
    """Return the mean of the values that exist and its interval, which needs two of them.

    >>> interval([4.0, None])
    Interval(mean=4.0, low=None, high=None)
    """
    known = np.array([value for value in values if value is not None], np.float64)
    if not len(known):
        return Interval(None, None, None)
    mean = _mean(known)
    if len(known) < FEWEST:
        return Interval(mean, None, None)
    half = float(t_half_widths(np.array([_sd(known)]), np.array([float(len(known))]))[0])
    return Interval(mean, mean - half, mean + half)


def paired(ours: Sequence[float | None], theirs: Sequence[float | None]) -> Paired:
    """Return the mean of ours minus theirs, replication by replication, with interval and p.

    A replication in which either figure does not exist makes the whole comparison unsayable:
    leaving it out would choose the replications by their result. Differences that are all the
    same and not 0 have p = 0: under the same luck the effect was the same every time. Figures
    that agree to twelve digits differ by nothing but the order in which they were added up.
    """
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} replications cannot be paired with {len(theirs)}")
    pairs = [
        (our, their)
        for our, their in zip(ours, theirs, strict=True)
        if our is not None and their is not None
    ]
    differences = np.array(
        [0.0 if isclose(our, their, rel_tol=ROUNDING) else our - their for our, their in pairs],
        np.float64,
    )
    if not pairs:
        return Paired(None, None, None, None, identical=False)
    mean = _mean(differences)
    if len(pairs) < max(len(ours), FEWEST):
        return Paired(mean, None, None, None, identical=False)
    identical = not differences.any()
    known = interval(differences.tolist())
    p = 1.0 if identical else _two_sided_p(mean, _sd(differences), len(differences))
    return Paired(mean, known.low, known.high, p, identical)


def _mean(values: Floats) -> float:
    """Return the mean; of equal values exactly their value, which a rounded sum would miss."""
    return float(values[0]) if (values == values[0]).all() else float(values.mean())


def _sd(values: Floats) -> float:
    return 0.0 if (values == values[0]).all() else float(values.std(ddof=1))


def _two_sided_p(mean: float, sd: float, count: int) -> float:
    from scipy.special import stdtr

    if sd == 0.0:
        return 0.0
    return float(2 * stdtr(count - 1, -abs(mean) / (sd / np.sqrt(count))))


def holm(p: Sequence[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values, in the order given.

    The k-th smallest of m is multiplied by m - k + 1; none is smaller than the one before it,
    and none is above 1.

    >>> holm([0.04, 0.01, 0.03])
    [0.06, 0.03, 0.06]
    """
    values = np.asarray(p, np.float64)
    order = np.argsort(values, kind="stable")
    stepped = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return [float(each) for each in adjusted]
