"""When a man on licence is recalled: his own luck, read through a hazard that falls with time.

The clock starts anew at each release, and runs on licence only. What he has completed, and fair
supervision from some day on, multiply the hazard from then on and never before. One draw a spell is
inverted, so that a ratio below 1 makes every recall later and one above 1 every recall sooner.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.policies.candidates import Codes
from sim.rules.bands import of_each_band
from sim.scenario.licence import Licence
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

YEARS_OF_SHARE = 2.0
DECIMALS = 9
SOONEST_DAYS = 1e-6
"""A recall falls so long after its release at least: never at the same moment of the log."""
NEVER = math.inf


@dataclass(frozen=True, slots=True)
class RecallHazard:
    """Hazard of recall at release for each true band, and how it decays, both a day."""

    at_release: tuple[float, ...]
    decay: float

    @classmethod
    def of(cls, licence: Licence) -> "RecallHazard":
        """Fit the hazard to the share recalled within two years."""
        decay = 0.0
        if licence.halving_years is not None:
            decay = math.log(2) / (licence.halving_years * DAYS_PER_YEAR)
        weight = _discounted(YEARS_OF_SHARE * DAYS_PER_YEAR, decay)
        shares = of_each_band(licence.recalled_within_2_years_share, otherwise=0.0)
        return cls(tuple(-math.log1p(-share) / weight for share in shares), decay)

    def summed(self, band: int, days: float) -> float:
        """Return the hazard summed up to so many days after release."""
        rate = self.at_release[band]
        return rate * _discounted(days, self.decay) if rate > 0 else 0.0

    def days_until(self, band: int, total: float) -> float:
        """Return the days after release by which the hazard sums up to `total`."""
        rate = self.at_release[band]
        if rate <= 0:
            return NEVER
        share = total / rate
        if self.decay == 0:
            return share
        spent = share * self.decay  # of all that there will ever be
        return -math.log1p(-spent) / self.decay if spent < 1 else NEVER

    def first_days(
        self, band: Codes, target: Floats, *, ratio: Floats, turn_days: Floats, later: Floats
    ) -> Floats:
        """Return the days from release to each man's recall if nothing comes in between.

        `ratio` multiplies the hazard until `turn_days` after release, and `later` from then on.
        """
        rate = np.array(self.at_release)[band]
        with np.errstate(divide="ignore", invalid="ignore"):
            by_turn = np.where(rate > 0, rate * _discounted_all(turn_days, self.decay), 0.0)
            left = target - by_turn * ratio
            total = np.where(left <= 0, target / ratio, by_turn + left / later)
            share = total / rate
            if self.decay == 0:
                days = share
            else:
                spent = share * self.decay
                days = np.where(spent < 1, -np.log1p(-spent) / self.decay, np.inf)
        return np.where(rate > 0, np.maximum(days, SOONEST_DAYS), np.inf)


@dataclass(slots=True)
class Spell:
    """One man's time out: since when the present ratio holds, and what was spent before."""

    out_day: float
    target: float
    ratio: float
    since_day: float
    spent: float = 0.0

    def spend(self, hazard: RecallHazard, band: int, day: float, fair: "Fair") -> None:
        """Count the hazard of the time until `day` as spent."""
        self.spent += self._between(hazard, band, self.since_day, day, fair)
        self.since_day = day

    def _between(
        self, hazard: RecallHazard, band: int, since: float, until: float, fair: "Fair"
    ) -> float:
        turn = min(max(fair.from_day, since), until)
        sums = [hazard.summed(band, day - self.out_day) for day in (since, turn, until)]
        return self.ratio * ((sums[1] - sums[0]) + fair.ratio * (sums[2] - sums[1]))

    def recall_day(self, hazard: RecallHazard, band: int, fair: "Fair") -> float:
        """Return the day of recall if nothing more comes in between."""
        left, since = self.target - self.spent, self.since_day
        turn = max(fair.from_day, since)
        start = hazard.summed(band, since - self.out_day)
        if turn > since:
            gain = hazard.summed(band, turn - self.out_day) - start if turn < NEVER else NEVER
            if left <= gain * self.ratio:
                total = start + left / self.ratio
                return self._after(hazard.days_until(band, total))
            left, start = left - gain * self.ratio, start + gain
        total = start + left / (self.ratio * fair.ratio)
        return self._after(hazard.days_until(band, total))

    def _after(self, days: float) -> float:
        return round(self.out_day + max(days, SOONEST_DAYS), DECIMALS)


@dataclass(frozen=True, slots=True)
class Fair:
    """From which day a site supervises so that men feel heard, and what it does to the hazard."""

    from_day: float = NEVER
    ratio: float = 1.0


def _discounted(days: float, decay: float) -> float:
    return days if decay == 0 else -math.expm1(-decay * days) / decay


def _discounted_all(days: Floats, decay: float) -> Floats:
    return days if decay == 0 else np.asarray(-np.expm1(-decay * days) / decay)
