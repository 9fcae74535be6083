"""What was used of anything that costs money, as arrays: how much of it falls in a window.

A stretch of time takes an amount a day, an event an amount at once. Discounting weighs each by its
day, a stretch by the exact integral over it.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from sim.projections.facts import Codes, Flags
from sim.projections.occupancy import clipped_days
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats


@dataclass(frozen=True)
class Discount:
    """How much less a cost weighs the later it comes, counted from a day."""

    rate_per_year: float
    from_day: float

    def at(self, day: Floats) -> Floats:
        """Return the weight of a cost on each day."""
        weight: Floats = (1 + self.rate_per_year) ** (-(day - self.from_day) / DAYS_PER_YEAR)
        return weight

    def over(self, since: Floats, until: Floats) -> Floats:
        """Return the days of each stretch by weight: the exact integral over it."""
        if not self.rate_per_year:
            return until - since
        days: Floats = (self.at(since) - self.at(until)) * (
            DAYS_PER_YEAR / log(1 + self.rate_per_year)
        )
        return days


@dataclass(frozen=True)
class Uses:
    """Stretches and events as arrays, each with the code of its kind: a row of `Costs.kinds`."""

    since: Floats
    until: Floats
    amount: Floats
    lasts: Flags
    kind: Codes
    person: Codes

    def of(self, chosen: Flags) -> "Uses":
        """Return some of them."""
        return Uses(
            since=self.since[chosen],
            until=self.until[chosen],
            amount=self.amount[chosen],
            lasts=self.lasts[chosen],
            kind=self.kind[chosen],
            person=self.person[chosen],
        )

    def within(self, window: tuple[float, float]) -> "Uses":
        """Return those that touch a window."""
        ends = np.where(self.lasts, self.until, np.inf)
        return self.of((self.since < window[1]) & (ends > window[0]))

    def quantity(self, window: tuple[float, float]) -> Floats:
        """Return how much of each falls in a window."""
        days = clipped_days(self.since, self.until, window)
        here = (self.since >= window[0]) & (self.since < window[1])
        quantity: Floats = self.amount * np.where(self.lasts, days, here)
        return quantity

    def weighed(self, window: tuple[float, float], discount: Discount) -> Floats:
        """Return the same, each by the weight of its day; exactly the same without discounting."""
        if not discount.rate_per_year:
            return self.quantity(window)
        start, end = window
        begun = np.clip(self.since, start, end)
        over = np.maximum(np.clip(self.until, start, end), begun)
        here = (self.since >= start) & (self.since < end)
        at_once = np.where(here, discount.at(begun), 0.0)
        weighed: Floats = self.amount * np.where(self.lasts, discount.over(begun, over), at_once)
        return weighed
