"""The orders in which places are given, and the registry that names them.

An order returns sort keys, the most significant first, smaller first. Equal keys fall to the
longest wait and then to the id; that is the engine's rule and no order can change it. An order
that says `uses_clock = False` promises that a person's keys stay what they were when he joined,
so his place in the list may be kept instead of worked out afresh at each allocation.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Candidates
from sim.words.bands import Band
from sim.words.days import DAYS_PER_YEAR

Keys = tuple[NDArray[Any], ...]


class NotInOrder(Exception):
    """An order returned something that does not rank the people it was shown."""


@runtime_checkable
class Order(Protocol):
    """Who goes first. A plug-in is an object like this, named by an entry point."""

    name: str
    version: str
    says: str
    uses_clock: bool

    def keys(self, candidates: Candidates) -> Keys:
        """Return sort keys, one row a candidate, the most significant first, smaller first."""
        ...


class FirstCome:
    """The longest wait first."""

    name = "first_come"
    version = "1"
    says = "whoever has waited longest goes first"
    uses_clock = False

    def keys(self, candidates: Candidates) -> Keys:
        return (candidates.joined_day,)


class SoonestRelease:
    """The nearest release (or end of order) first; men with no date follow, by tariff."""

    name = "soonest_release"
    version = "1"
    says = (
        "whoever is due to leave soonest goes first; men with no release date follow, "
        "the earliest tariff first"
    )
    uses_clock = False

    def keys(self, candidates: Candidates) -> Keys:
        return (candidates.release_day, candidates.tariff_day)


class HighestRisk:
    """The highest band first."""

    name = "highest_risk"
    version = "1"
    says = "the highest risk band goes first, and within a band the longest wait"
    uses_clock = False

    def keys(self, candidates: Candidates) -> Keys:
        return (-candidates.band.astype(np.int64),)


class RiskByTimeLeft:
    """Weight of the band over the time left: a high band presses, and so does a near release."""

    name = "risk_by_time_left"
    version = "1"
    says = (
        "risk weight (1, 2, 4, 8 from low to very high) divided by years left, never less than a "
        "quarter of a year; men past their tariff count as having a quarter, and men before it "
        "the years to it"
    )
    uses_clock = True

    SHORTEST_YEARS = 0.25

    def keys(self, candidates: Candidates) -> Keys:
        no_date = ~np.isfinite(candidates.release_day)
        until = np.where(no_date, candidates.tariff_day, candidates.release_day)
        days_left = np.where(np.isfinite(until), until - candidates.today, np.inf)
        years = np.maximum(days_left / DAYS_PER_YEAR, self.SHORTEST_YEARS)
        weight = 2.0 ** (candidates.band.astype(np.float64) - Band.LOW)
        return (-(weight / years),)


class Lottery:
    """A fresh drawing at every allocation."""

    name = "lottery"
    version = "1"
    says = "places are drawn by lot, afresh at every allocation"
    uses_clock = True

    def keys(self, candidates: Candidates) -> Keys:
        return (candidates.ticket,)


class NextReview:
    """Men past their tariff first, then the nearest tariff or hearing, then the nearest release."""

    name = "next_review"
    version = "1"
    says = (
        "men past their tariff go first, the longest past it before the others; then whoever's "
        "tariff or Parole Board hearing comes next; then men with neither, the soonest release "
        "first"
    )
    uses_clock = True

    PAST_TARIFF, BEFORE_REVIEW, NO_REVIEW = 0, 1, 2

    def keys(self, candidates: Candidates) -> Keys:
        review = np.minimum(candidates.tariff_day, candidates.review_day)
        turn = np.where(np.isfinite(review), self.BEFORE_REVIEW, self.NO_REVIEW)
        past = candidates.tariff_day <= candidates.today
        return (
            np.where(past, self.PAST_TARIFF, turn),
            np.where(np.isfinite(review), review, candidates.release_day),
        )


BUILT_IN: Mapping[str, Order] = MappingProxyType(
    {
        order.name: order
        for order in (
            FirstCome(),
            SoonestRelease(),
            HighestRisk(),
            RiskByTimeLeft(),
            NextReview(),
            Lottery(),
        )
    }
)

PLUG_IN_GROUP = "placesim.policies"


@cache
def _plug_ins() -> Mapping[str, Any]:
    return {point.name: point for point in entry_points(group=PLUG_IN_GROUP)}


def order_names() -> tuple[str, ...]:
    """Return the names of all orders a scenario may use, built-in first."""
    return (*BUILT_IN, *sorted(set(_plug_ins()) - set(BUILT_IN)))


def order_called(name: str) -> Order:
    """Return the order of that name, or raise `KeyError` with the nearest names."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name in _plug_ins():
        found = _plug_ins()[name].load()
        order = found() if isinstance(found, type) else found
        if not isinstance(order, Order):
            raise TypeError(
                f"the plug-in policy `{name}` lacks one of name, version, says, uses_clock, keys()"
            )
        return order
    near = get_close_matches(name, order_names(), n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(order_names())}"
    raise KeyError(f"no order is called `{name}`; {hint}")
