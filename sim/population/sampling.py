"""Turn keyed uniforms into durations and choices, by inverse distribution functions only.

Sampled times are rounded to a billionth of a day: the last bit of `exp` or `log` may differ
between processors, and must never decide who goes first.
"""

import math
from collections.abc import Sequence
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from sim.scenario.numbers import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
)
from sim.words.luck import Floats

DECIMALS = 9


def sample(distribution: Distribution, uniforms: Floats) -> Floats:
    """Return the quantiles of `distribution` at `uniforms`, in the distribution's own unit."""
    result: Floats = np.round(_quantiles(distribution, uniforms), DECIMALS)
    return result


def _quantiles(distribution: Distribution, u: Floats) -> Floats:  # noqa: PLR0911 -- one a kind
    match distribution:
        case Fixed(value=value):
            return np.full(len(u), float(value))
        case Exponential(mean=mean):
            return -mean * np.log1p(-u)
        case Uniform(low=low, high=high):
            return low + (high - low) * u
        case Triangular():
            return _triangular(distribution, u)
        case Lognormal():
            return _lognormal(distribution, u)
        case Gamma():
            return _gamma(distribution, u)
        case Weibull(shape=shape):
            scale = distribution.scale
            if scale is None:
                assert distribution.mean is not None  # noqa: S101 -- the schema saw to it
                scale = distribution.mean / math.gamma(1 + 1 / shape)
            return np.asarray(scale * (-np.log1p(-u)) ** (1 / shape))
        case Empirical(values=values, weights=weights):
            return np.array(values, float)[choose(weights or [1.0] * len(values), u)]
        case _:
            assert_never(distribution)


def _triangular(tri: Triangular, u: Floats) -> Floats:
    width = tri.high - tri.low
    bend = (tri.mode - tri.low) / width
    left = tri.low + np.sqrt(u * width * (tri.mode - tri.low))
    right = tri.high - np.sqrt((1 - u) * width * (tri.high - tri.mode))
    return np.where(u < bend, left, right)


def _lognormal(log: Lognormal, u: Floats) -> Floats:
    from scipy.special import ndtri

    if log.median is not None and log.sigma is not None:
        mu, sigma = math.log(log.median), log.sigma
    else:
        assert log.mean is not None  # noqa: S101 -- the schema saw to it
        assert log.sd is not None  # noqa: S101 -- the schema saw to it
        sigma = math.sqrt(math.log1p((log.sd / log.mean) ** 2))
        mu = math.log(log.mean) - sigma**2 / 2
    return np.exp(mu + sigma * ndtri(u))


def _gamma(gamma: Gamma, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    shape, scale = gamma.shape, gamma.scale
    if shape is None or scale is None:
        assert gamma.mean is not None  # noqa: S101 -- the schema saw to it
        assert gamma.sd is not None  # noqa: S101 -- the schema saw to it
        shape, scale = (gamma.mean / gamma.sd) ** 2, gamma.sd**2 / gamma.mean
    return np.asarray(scale * gammaincinv(shape, u))


def choose(weights: Sequence[float], uniforms: Floats) -> NDArray[np.intp]:
    """Return, for each uniform, the place of a weight, in proportion to the weights."""
    edges = np.cumsum(np.asarray(weights, float))
    places = np.searchsorted(edges / edges[-1], uniforms, side="right")
    # The last edge can round to just under 1: the last place with any weight is the last choice.
    return np.minimum(places, int(np.flatnonzero(np.asarray(weights)).max()))
