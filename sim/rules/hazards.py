"""How a hazard falls with years free of offending, and its sum: forms that invert exactly.

A `Shape` is a hazard that begins at 1 (Weibull: that sums to 1 in its first year); a `Hazard` is
a shape times a level, a row a person. `cumulative` and `inverse` are exact inverses of each other
and take numbers and arrays alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.policies.candidates import Codes
from sim.rules.bands import of_each_band
from sim.scenario.provision import BandName
from sim.words.luck import Floats

YEARS_OF_SHARE = 5.0
"""The years within which the share is given that fixes the level of a hazard."""

LONGEST_HALVING_YEARS = 1e9
"""With this a hazard is as good as constant."""


class Shape(Protocol):
    """A hazard of unit level, by years free of offending."""

    def cumulative(self, years: Floats) -> Floats:
        """Return the hazard summed up to `years`."""
        ...

    def inverse(self, summed: Floats) -> Floats:
        """Return the years by which the hazard sums up to `summed`; infinite for never."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """The same at all times."""

    def cumulative(self, years: Floats) -> Floats:
        return years

    def inverse(self, summed: Floats) -> Floats:
        return summed


@dataclass(frozen=True, slots=True)
class Halving:
    """Falls by half every so many years, so that the sum of a lifetime is finite."""

    years: float

    @property
    def decay_per_year(self) -> float:
        return float(np.log(2)) / self.years

    def cumulative(self, years: Floats) -> Floats:
        decay = self.decay_per_year
        return np.asarray(-np.expm1(-decay * np.asarray(years)) / decay)

    def inverse(self, summed: Floats) -> Floats:
        decay = self.decay_per_year
        spent = summed * decay  # of all that there will ever be
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(spent < 1, -np.log1p(-spent) / decay, np.inf)


@dataclass(frozen=True, slots=True)
class WeibullFall:
    """Proportional to years to the power of shape - 1: below 1 it falls, steeply at first."""

    shape: float

    def cumulative(self, years: Floats) -> Floats:
        return np.asarray(np.asarray(years, float) ** self.shape)

    def inverse(self, summed: Floats) -> Floats:
        return np.asarray(np.asarray(summed, float) ** (1.0 / self.shape))


@dataclass(frozen=True)
class Stepped:
    """Constant from each of these years on; the first step begins at 0."""

    from_years: tuple[float, ...]
    rates: tuple[float, ...]

    @cached_property
    def _summed(self) -> Floats:
        """The sum at the beginning of each step."""
        lengths = np.diff(np.array(self.from_years))
        return np.concatenate([[0.0], np.cumsum(lengths * np.array(self.rates[:-1]))])

    def cumulative(self, years: Floats) -> Floats:
        years = np.asarray(years, float)
        starts, rates = np.array(self.from_years), np.array(self.rates)
        step = np.maximum(np.searchsorted(starts, years, "right") - 1, 0)
        with np.errstate(invalid="ignore"):  # for ever at a rate of 0
            within = np.where(rates[step] > 0, rates[step] * (years - starts[step]), 0.0)
        return np.asarray(self._summed[step] + within)

    def inverse(self, summed: Floats) -> Floats:
        summed = np.asarray(summed, float)
        starts, rates = np.array(self.from_years), np.array(self.rates)
        step = np.maximum(np.searchsorted(self._summed, summed, "left") - 1, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            years = starts[step] + (summed - self._summed[step]) / rates[step]
        never = (rates[step] == 0) & (summed > self._summed[step])
        return np.where(never, np.inf, np.where(summed <= 0, 0.0, years))


@dataclass(frozen=True, slots=True)
class Hazard:
    """A level, a row a person, times a shape. A level of 0 is a hazard of nobody."""

    level: Floats
    shape: Shape

    @classmethod
    def of_shares(
        cls,
        by_band: Mapping[BandName, float] | Mapping[str, float],
        shape: Shape,
        band: Codes,
    ) -> "Hazard":
        """Return the hazard of which these shares reoffend within five years, by band."""
        shares = np.array(of_each_band(by_band, otherwise=0.0))
        unit = float(shape.cumulative(np.asarray(YEARS_OF_SHARE)))
        return cls((-np.log1p(-shares) / unit)[band], shape)

    def times(self, factor: Floats) -> "Hazard":
        return Hazard(self.level * factor, self.shape)

    def cumulative(self, years: Floats) -> Floats:
        """Return the hazard summed up to `years`."""
        with np.errstate(invalid="ignore"):  # nothing for ever
            return np.where(self.level > 0, self.level * self.shape.cumulative(years), 0.0)

    def inverse(self, summed: Floats) -> Floats:
        """Return the years by which the hazard sums up to `summed`; infinite for never."""
        with np.errstate(divide="ignore", invalid="ignore"):
            years = self.shape.inverse(summed / self.level)
        return np.where(self.level > 0, years, np.inf)


def halving_years_between(at_release_share: float, later_share: float, after_years: float) -> float:
    """Return the halving that lowers one 5-year share to another after years free of offending.

    With a hazard that halves, its sum over any five years halves as fast: the decline between the
    two shares is monotone and hits both exactly.
    """
    falls = float(np.log(np.log1p(-at_release_share) / np.log1p(-later_share)))
    longest = after_years * float(np.log(2)) / LONGEST_HALVING_YEARS
    return after_years * float(np.log(2)) / max(falls, longest)


def first_to_reach(target: Floats, hazard: Hazard, starts: Floats, ratios: Floats) -> Floats:
    """Return the years at which the hazard, times 1 and then each ratio, sums up to `target`.

    `starts` holds when each ratio takes over, a row a change in order of time, a column a person.
    """
    reached, until = target, hazard.cumulative(starts)
    summed = until[0]
    with np.errstate(invalid="ignore"):  # never minus never: that stretch is not entered
        for stretch, ratio in enumerate(ratios):
            within = until[stretch] + (target - summed) / ratio
            reached = np.where(target > summed, within, reached)
            if stretch + 1 < len(ratios):
                summed = summed + ratio * (until[stretch + 1] - until[stretch])
    return hazard.inverse(reached)


def step_shape(steps: Sequence[tuple[float, float]]) -> Stepped:
    """Return a hazard in steps, each (from years, rate)."""
    return Stepped(tuple(since for since, _ in steps), tuple(rate for _, rate in steps))
