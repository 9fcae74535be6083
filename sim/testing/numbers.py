"""Numbers as a drawn scenario writes them: moments, durations, shares, steps.

Times that are drawn are multiples of an eighth of a day, or of a whole day in a world of ties:
binary fractions, so that doubling all of them doubles every sum exactly.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Tree = dict[str, Any]
EIGHTHS = 8
SHARES = (0.0, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Clock:
    """The length of a drawn run, and whether everything in it falls on whole days."""

    horizon: int
    whole: bool

    def days(self, most: float, *, least: float = 0.0) -> SearchStrategy[float]:
        """Draw a number of days from `least` to at least `least` and at most `most`."""
        return _days(self, most, least)

    def duration(self, most: float, *, least: float = 0.0) -> SearchStrategy[Any]:
        """Draw a duration of mostly `least` to `most` days: a number or a distribution."""
        return _duration(self, most, least)

    def a_day(self, people: float) -> float:
        """Return the rate that brings so many people over the run."""
        return people / self.horizon

    def steps(
        self, values: SearchStrategy[float], *, at_least: float = 0.0
    ) -> SearchStrategy[list[Tree]]:
        """Draw one to three steps in order of time, one of them `at_least` so high."""
        return st.builds(
            _steps,
            st.lists(self.days(self.horizon - 1), min_size=1, max_size=3, unique=True).map(sorted),
            st.lists(values, min_size=3, max_size=3),
            st.integers(0, 2),
            st.just(at_least),
        )


def shares() -> SearchStrategy[float]:
    """Draw a share; none and all are as likely as any other."""
    return st.sampled_from(SHARES)


def subsets(items: list[str], *, at_least: int = 0) -> SearchStrategy[list[str]]:
    """Draw some of the items, in any order."""
    if not items:
        return st.just([])
    least = min(at_least, len(items))
    return st.lists(st.sampled_from(items), unique=True, min_size=least, max_size=len(items))


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Draw nothing or something."""
    return st.none() | strategy


# Building a strategy costs more than drawing from it: each is built once.


@cache
def _days(clock: Clock, most: float, least: float) -> SearchStrategy[float]:
    grain = 1 if clock.whole else EIGHTHS
    low = round(least * grain)
    return st.integers(low, max(low, int(most * grain))).map(lambda count: count / grain)


@cache
def _duration(clock: Clock, most: float, least: float) -> SearchStrategy[Any]:
    fixed = clock.days(most, least=least)
    values = st.lists(fixed, min_size=1, max_size=3)
    listed = values.map(lambda some: {"kind": "empirical", "values": some})
    if clock.whole:
        return fixed | listed
    mean = clock.days(most / 2, least=max(least, 1.0))
    spread = st.tuples(fixed, mean).map(lambda two: {"low": two[0], "high": two[0] + two[1]})
    return (
        fixed
        | listed
        | mean.map(lambda days: {"kind": "exponential", "mean": days})
        | spread.map(lambda ends: {"kind": "uniform", **ends})
        | spread.map(lambda ends: {"kind": "triangular", "mode": ends["low"], **ends})
        | mean.map(lambda days: {"kind": "lognormal", "mean": days, "sd": days / 2})
        | mean.map(lambda days: {"kind": "gamma", "mean": days, "sd": days / 2})
        | mean.map(lambda days: {"kind": "weibull", "shape": 1.5, "mean": days})
    )


def _steps(days: list[float], values: list[float], high: int, at_least: float) -> list[Tree]:
    steps = [{"from": day, "value": value} for day, value in zip(days, values, strict=False)]
    chosen = steps[high % len(steps)]
    chosen["value"] = max(chosen["value"], at_least)
    return steps
