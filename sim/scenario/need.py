"""Need as a scenario gives it: a score from 0 to 1, and where levels begin, the same for all."""

from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.scenario.numbers import (
    Allowed,
    Empirical,
    Fixed,
    OrNumber,
    Strict,
    Triangular,
    Uniform,
    number_is_fixed,
)
from sim.words.bands import Need
from sim.words.need import HIGHEST, LOWEST, USUAL_CUTS, Cuts, level_of

Bounded = Fixed | Uniform | Triangular | Empirical
"""Distributions with a greatest value: a score has one."""


def _at_most_one(score: Bounded) -> Bounded:
    _, most = _ends(score)
    if most > HIGHEST:
        raise ValueError(f"a score of need is from 0 to 1, and this goes up to {most:g}")
    return score


NeedScore = Annotated[
    Bounded,
    Field(discriminator="kind"),
    BeforeValidator(number_is_fixed),
    AfterValidator(_at_most_one),
    OrNumber(),
    Allowed(
        "a number from 0 to 1, or a fixed, uniform, triangular or empirical distribution from 0 "
        "to 1 such as {kind: triangular, low: 0, mode: 0.4, high: 1}"
    ),
]
"""A score of need: a number, or a distribution that ends at 1 or before."""


class NeedFrom(Strict):
    """Where levels of need begin, on a score from 0 to 1: one cut for everybody."""

    medium: Annotated[float, Field(description="medium need from this score on", gt=0, lt=1)] = (
        USUAL_CUTS[0]
    )
    high: Annotated[float, Field(description="high need from this score on", gt=0, lt=1)] = (
        USUAL_CUTS[1]
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.medium >= self.high:
            raise ValueError(
                f"medium begins at {self.medium:g} and high at {self.high:g}; "
                "high must begin above medium"
            )
        return self

    @property
    def cuts(self) -> Cuts:
        return self.medium, self.high


def levels_reached(score: Bounded, cuts: Cuts) -> tuple[Need, ...]:
    """Return the levels of need that somebody of this score may have.

    >>> spread = Uniform(kind="uniform", low=0.4, high=0.9)
    >>> [level.name for level in levels_reached(spread, (0.3, 0.7))]
    ['MEDIUM', 'HIGH']
    """
    if isinstance(score, Empirical):
        weights = score.weights or [1.0] * len(score.values)
        found = {value for value, weight in zip(score.values, weights, strict=True) if weight > 0}
        return tuple(map(Need, sorted(set(level_of(np.array([*found]), cuts).tolist()))))
    first, last = level_of(np.array(_ends(score)), cuts).tolist()
    return tuple(map(Need, range(first, last + 1)))


def _ends(score: Bounded) -> tuple[float, float]:
    match score:
        case Fixed(value=value):
            return value, value
        case Empirical(values=values):
            return min(values, default=LOWEST), max(values, default=LOWEST)
        case _:
            return score.low, score.high
