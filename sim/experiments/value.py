"""What a policy buys against the baseline: cost per avoided reoffence, and net benefit.

Both are differences under the same luck, replication by replication, and both hang on the belief
about effects. Words and ratios follow the intervals: a ratio is only spoken of where it is clear
that more is spent and that reoffences are avoided, and its interval is Fieller's. Net benefit
always has an interval, and may straddle 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sim.experiments.statistics import CONFIDENCE, FEWEST, Floats, Interval, interval
from sim.words.costs import TOTAL, WITH_REOFFENCES
from sim.words.outcomes import REOFFENCES

if TYPE_CHECKING:
    from sim.experiments.results import Results

SCHEMA = pl.Schema(
    {
        "belief": pl.String,
        "policy": pl.String,
        "against": pl.String,
        "measure": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "says": pl.String,
    }
)
EXTRA_COST, AVOIDED = "extra_cost", "avoided_reoffences"
PER_AVOIDED, NET_BENEFIT = "cost_per_avoided_reoffence", "net_benefit"
PRIOR = "prior"
"""Stands for the belief where beliefs are weighed by what the scenario holds likely."""

_COST = {
    "more": "costs more",
    "less": "saves money",
    "same": "no difference in cost",
    "unclear": "no clear difference in cost",
}
_REOFFENCES = {
    "more": "avoids reoffences",
    "less": "more reoffences",
    "same": "no difference in reoffences",
    "unclear": "no clear difference in reoffences",
}
"""What is said of the number avoided, by the side of 0 on which its interval lies."""
ONE_RUN = "one run cannot say"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two paired means with its interval; an end that is not there is `None`."""

    mean: float | None
    low: float | None
    high: float | None


def fieller(costs: Sequence[float], avoided: Sequence[float]) -> Ratio:
    """Return mean cost over mean avoided, with Fieller's 95 % interval.

    There is none where the mean avoided is not clearly different from 0: the interval of such a
    ratio has no end, and any two numbers given for it would mislead.
    """
    x, y = np.asarray(costs, np.float64), np.asarray(avoided, np.float64)
    if not len(y) or y.mean() == 0:
        return Ratio(None, None, None)
    ratio = float(x.mean() / y.mean())
    if len(y) < FEWEST:
        return Ratio(ratio, None, None)
    noise = _t(len(y)) ** 2 * _covariance(x, y) / len(y)
    a = float(y.mean() ** 2 - noise[1, 1])
    b = float(x.mean() * y.mean() - noise[0, 1])
    c = float(x.mean() ** 2 - noise[0, 0])
    if a <= 0:
        return Ratio(ratio, None, None)
    half = sqrt(max(b * b - a * c, 0.0)) / a
    return Ratio(ratio, b / a - half, b / a + half)


def _t(count: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2))


def _covariance(x: Floats, y: Floats) -> Floats:
    """Return the sample covariances; exactly 0 for what is the same in every replication."""
    moved = np.array(
        [each - (each[0] if (each == each[0]).all() else each.mean()) for each in (x, y)]
    )
    covariance: Floats = moved @ moved.T / (len(x) - 1)
    return covariance


def value(results: "Results") -> pl.DataFrame:
    """Return what each policy buys against the baseline, under each belief and their prior.

    There are no rows where the scenario has no prices or no belief. Costs and reoffences of the
    ratio are as they fall; net benefit is discounted, and has no value without a price of a
    reoffence.
    """
    if results.book.costs is None:
        return pl.DataFrame(schema=SCHEMA)
    values = {
        (row["policy"], row["outcome"]): row["values"]
        for row in results.outcomes().select("policy", "outcome", "values").iter_rows(named=True)
    }
    rows = []
    for policy in results.policies[1:]:
        benefits = []
        for belief in results.book.belief_ids:
            found = _Difference(values, policy, results.baseline, belief)
            rows += [(belief, policy, results.baseline, *each) for each in found.measures()]
            benefits.append(found.benefit())
        weights = results.book.priors
        if weights and all(benefits):
            weighed = np.average(np.array(benefits, np.float64), axis=0, weights=weights)
            known = interval(weighed.tolist())
            row = (NET_BENEFIT, known.mean, known.low, known.high, "")
            rows.append((PRIOR, policy, results.baseline, *row))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


Row = tuple[str, float | None, float | None, float | None, str]


@dataclass(frozen=True)
class _Difference:
    """A policy against the baseline under one belief, replication by replication."""

    values: dict[tuple[str, str], list[float | None]]
    policy: str
    baseline: str
    belief: str

    def less(self, outcome: str) -> list[float]:
        """Return how much less of an outcome there is; nothing where some run has no value."""
        ours, theirs = self.values[self.policy, outcome], self.values[self.baseline, outcome]
        known = [
            their - our
            for our, their in zip(ours, theirs, strict=True)
            if our is not None and their is not None
        ]
        return known if len(known) == len(ours) else []

    def benefit(self) -> list[float]:
        return self.less(f"{WITH_REOFFENCES}.{self.belief}")

    def measures(self) -> list[Row]:
        """Return extra cost, reoffences avoided, their ratio, and net benefit."""
        extra = [-each for each in self.less(TOTAL)]
        avoided = self.less(f"{REOFFENCES}.{self.belief}")
        cost, fewer, benefit = interval(extra), interval(avoided), interval(self.benefit())
        says = _said(cost, fewer)
        buys = _side(cost) == "more" and _side(fewer) == "more"
        ratio = fieller(extra, avoided) if buys else Ratio(None, None, None)
        return [
            (EXTRA_COST, cost.mean, cost.low, cost.high, says),
            (AVOIDED, fewer.mean, fewer.low, fewer.high, says),
            (PER_AVOIDED, ratio.mean, ratio.low, ratio.high, says),
            (NET_BENEFIT, benefit.mean, benefit.low, benefit.high, says),
        ]


def _side(found: Interval) -> str:
    """Return on which side of 0 an interval lies, if it lies on one."""
    if found.low is None or found.high is None:
        return "unclear"
    if found.low == found.high == 0:
        return "same"
    if found.low > 0:
        return "more"
    return "less" if found.high < 0 else "unclear"


def _said(extra: Interval, avoided: Interval) -> str:
    """Return in words what may be said of both, which is nothing that luck could have made."""
    if extra.mean is None or avoided.mean is None:
        return ""
    if extra.low is None or avoided.low is None:
        return ONE_RUN
    return f"{_REOFFENCES[_side(avoided)]}; {_COST[_side(extra)]}"
