"""When a man first reoffends, under one belief about effects: his own luck, read through hazards.

The baseline hazard of a band falls by half every so many years free of offending. What a man
received multiplies it from the moment he has received it and never before (no immortal time).
Inversion of one draw a man: with no effect nobody's outcome differs between policies, and a
stronger effect moves each man one way only.
"""

from dataclasses import dataclass

import numpy as np

from sim.policies.candidates import Codes, Flags
from sim.scenario.beliefs import Belief, RatioByBand, Reoffending
from sim.words.bands import Band
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

YEARS_OF_RATE = 5.0


@dataclass(frozen=True, slots=True)
class Received:
    """What each man received, and when: days from the start date, infinite for never."""

    exposed_day: Floats
    """Release, or the start of a community order."""
    completed_day: Floats
    dropped_day: Floats
    mixed: Flags
    """A low-risk man who sat in a group with men of higher risk."""
    circle_day: Floats


def first_reoffence_days(
    reoffending: Reoffending, belief: Belief, band: Codes, luck: Floats, received: Received
) -> Floats:
    """Return the day of each man's first sexual reoffence; infinite for never."""
    done = received.completed_day
    tried = np.where(np.isfinite(done), np.inf, received.dropped_day)
    programme = np.where(
        np.isfinite(done), _by_band(belief.completed, band), _by_band(belief.dropped_out, band)
    )
    programme = programme * np.where(received.mixed, belief.low_risk_mixed, 1.0)
    circle = _by_band(belief.circle, band)
    exposed = received.exposed_day
    since_programme = _years_to(np.minimum(done, tried), exposed, programme)
    since_circle = _years_to(received.circle_day, exposed, circle)
    first = np.minimum(since_programme, since_circle)
    second = np.maximum(since_programme, since_circle)
    after_first = np.where(since_programme <= since_circle, programme, circle)
    hazard = Hazard.of(reoffending, band)
    years = _invert(-np.log1p(-luck), hazard, first, second, after_first, programme * circle)
    return np.round(exposed + years * DAYS_PER_YEAR, 9)


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard a year at release that decays exponentially, a row a man."""

    at_release: Floats
    decay_per_year: float

    @classmethod
    def of(cls, reoffending: Reoffending, band: Codes) -> "Hazard":
        """Fit the hazard to the share who reoffend within five years."""
        shares = [reoffending.within_5_years_share.get(each, 0.0) for each in _NAMES]
        decay = 0.0
        if reoffending.halving_years is not None:
            decay = float(np.log(2)) / reoffending.halving_years
        weight = _discounted(YEARS_OF_RATE, decay)
        return cls((-np.log1p(-np.array(shares)) / weight)[band], decay)

    def cumulative(self, years: Floats) -> Floats:
        """Return the hazard summed up to `years` after release."""
        if self.decay_per_year == 0:
            with np.errstate(invalid="ignore"):
                return np.where(self.at_release > 0, self.at_release * years, 0.0)
        gone = -np.expm1(-self.decay_per_year * years) / self.decay_per_year
        return np.asarray(self.at_release * gone)

    def inverse(self, cumulative: Floats) -> Floats:
        """Return the years by which the hazard sums up to `cumulative`; infinite for never."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = cumulative / self.at_release
            if self.decay_per_year == 0:
                years = share
            else:
                left = 1 - share * self.decay_per_year
                years = np.where(left > 0, -np.log(left) / self.decay_per_year, np.inf)
        return np.where(self.at_release > 0, years, np.inf)


def _years_to(day: Floats, exposed: Floats, ratio: Floats) -> Floats:
    """Return years from exposure to `day`; never, where there is no effect to begin.

    A ratio of exactly 1 must leave not even a rounding error behind.
    """
    matters = np.isfinite(day) & np.isfinite(exposed) & (ratio != 1)
    years = np.full(len(day), np.inf)
    years[matters] = np.maximum(day[matters] - exposed[matters], 0.0) / DAYS_PER_YEAR
    return years


_NAMES = ("low", "medium", "high", "very_high")


def _discounted(years: float, decay: float) -> float:
    return years if decay == 0 else float(-np.expm1(-decay * years) / decay)


def _by_band(ratio: RatioByBand, band: Codes) -> Floats:
    if isinstance(ratio, dict):
        return np.array([ratio.get(each, 1.0) for each in _NAMES])[band]
    return np.full(len(band), float(ratio))


def _invert(
    target: Floats,
    hazard: Hazard,
    first: Floats,
    second: Floats,
    after_first: Floats,
    after_second: Floats,
) -> Floats:
    """Return the years at which the piecewise hazard reaches `target`.

    Ratio 1 until `first`, `after_first` until `second`, `after_second` from then on.
    """
    to_first, to_second = hazard.cumulative(first), hazard.cumulative(second)
    with np.errstate(invalid="ignore"):  # never minus never: that branch is not taken
        between = after_first * (to_second - to_first)
        in_second = to_first + (target - to_first) / after_first
        in_third = to_second + (target - to_first - between) / after_second
    reached = np.where(
        target <= to_first,
        target,
        np.where(target <= to_first + between, in_second, in_third),
    )
    return hazard.inverse(reached)


assert tuple(band.name.lower() for band in Band) == _NAMES  # noqa: S101 -- codes are positions
