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
from sim.words.bands import BAND_NAMES
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
    mixed_at_drop_out: Flags | None = None
    """The same of the group that he first dropped out of; `mixed` if left out."""


def first_reoffence_days(
    reoffending: Reoffending, belief: Belief, band: Codes, luck: Floats, received: Received
) -> Floats:
    """Return the day of each man's first sexual reoffence; infinite for never.

    A drop-out counts until a later completion takes its place; it is not undone from its start.
    """
    done, tried = received.completed_day, received.dropped_day
    at_drop_out = received.mixed_at_drop_out
    mixed = np.where(received.mixed, belief.low_risk_mixed, 1.0)
    mixed_then = mixed
    if at_drop_out is not None:
        mixed_then = np.where(at_drop_out, belief.low_risk_mixed, 1.0)
    completed = _by_band(belief.completed, band) * mixed
    dropped = np.where(tried < done, _by_band(belief.dropped_out, band) * mixed_then, 1.0)
    circle = _by_band(belief.circle, band)
    exposed = received.exposed_day
    effects = (
        (_years_to(tried, exposed, dropped != 1), dropped),
        (_years_to(done, exposed, completed != dropped), completed),
        (_years_to(received.circle_day, exposed, circle != 1), circle),
    )
    hazard = Hazard.of(reoffending, band)
    years = _invert(-np.log1p(-luck), hazard, *_stretches(*effects))
    return np.round(exposed + years * DAYS_PER_YEAR, 9)


Effect = tuple[Floats, Floats]
"""Years from exposure to its beginning, and the ratio of hazards from then on."""


def _stretches(dropped: Effect, completed: Effect, circle: Effect) -> tuple[Floats, Floats]:
    """Return when the ratio changes, in order of time, and what it is from each change on."""
    starts = np.sort(np.stack([dropped[0], completed[0], circle[0]]), axis=0)
    programme = np.where(
        completed[0] <= starts, completed[1], np.where(dropped[0] <= starts, dropped[1], 1.0)
    )
    return starts, programme * np.where(circle[0] <= starts, circle[1], 1.0)


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard a year at release that decays exponentially, a row a man."""

    at_release: Floats
    decay_per_year: float

    @classmethod
    def of(cls, reoffending: Reoffending, band: Codes) -> "Hazard":
        """Fit the hazard to the share who reoffend within five years."""
        by_band = {str(name): share for name, share in reoffending.within_5_years_share.items()}
        shares = [by_band.get(each, 0.0) for each in BAND_NAMES]
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


def _years_to(day: Floats, exposed: Floats, matters: Flags) -> Floats:
    """Return years from exposure to `day`; never, where nothing changes on it.

    A ratio of exactly 1 must leave not even a rounding error behind.
    """
    matters = np.isfinite(day) & np.isfinite(exposed) & matters
    years = np.full(len(day), np.inf)
    years[matters] = np.maximum(day[matters] - exposed[matters], 0.0) / DAYS_PER_YEAR
    return years


def _discounted(years: float, decay: float) -> float:
    return years if decay == 0 else float(-np.expm1(-decay * years) / decay)


def _by_band(ratio: RatioByBand, band: Codes) -> Floats:
    if isinstance(ratio, dict):
        by_band = {str(name): each for name, each in ratio.items()}
        return np.array([by_band.get(each, 1.0) for each in BAND_NAMES])[band]
    return np.full(len(band), float(ratio))


def _invert(target: Floats, hazard: Hazard, starts: Floats, ratios: Floats) -> Floats:
    """Return the years at which the hazard, times 1 and then each ratio, sums up to `target`."""
    reached, until = target, hazard.cumulative(starts)
    summed = until[0]
    with np.errstate(invalid="ignore"):  # never minus never: that stretch is not entered
        for stretch, ratio in enumerate(ratios):
            within = until[stretch] + (target - summed) / ratio
            reached = np.where(target > summed, within, reached)
            if stretch + 1 < len(ratios):
                summed = summed + ratio * (until[stretch + 1] - until[stretch])
    return hazard.inverse(reached)
