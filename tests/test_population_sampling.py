"""Every distribution is its textbook self: quantiles against scipy, to the rounding."""

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.population.sampling import choose, sample
from sim.scenario.numbers import Distribution
from sim.words.luck import Luck

READ: TypeAdapter[Any] = TypeAdapter(Distribution)
GRID = np.linspace(0.0005, 0.9995, 2000)


def lognormal(mean: float, sd: float) -> Any:
    sigma = np.sqrt(np.log1p((sd / mean) ** 2))
    return stats.lognorm(sigma, scale=mean / np.exp(sigma**2 / 2))


@pytest.mark.parametrize(
    ("written", "textbook"),
    [
        ({"kind": "exponential", "mean": 30}, stats.expon(scale=30)),
        ({"kind": "uniform", "low": 3, "high": 8}, stats.uniform(3, 5)),
        (
            {"kind": "triangular", "low": 1, "mode": 3, "high": 9},
            stats.triang(0.25, loc=1, scale=8),
        ),
        ({"kind": "triangular", "low": 1, "mode": 1, "high": 2}, stats.triang(0, loc=1)),
        ({"kind": "triangular", "low": 1, "mode": 2, "high": 2}, stats.triang(1, loc=1)),
        ({"kind": "lognormal", "mean": 40, "sd": 25}, lognormal(40, 25)),
        ({"kind": "lognormal", "median": 40, "sigma": 0.5}, stats.lognorm(0.5, scale=40)),
        ({"kind": "gamma", "mean": 40, "sd": 20}, stats.gamma(4, scale=10)),
        ({"kind": "gamma", "shape": 0.5, "scale": 80}, stats.gamma(0.5, scale=80)),
        ({"kind": "weibull", "shape": 1.7, "scale": 50}, stats.weibull_min(1.7, scale=50)),
    ],
)
def test_a_distribution_has_the_quantiles_of_its_textbook(written: object, textbook: Any) -> None:
    found = sample(READ.validate_python(written), GRID)
    assert np.allclose(found, textbook.ppf(GRID), rtol=1e-9, atol=1e-8)


def test_a_weibull_may_be_given_by_its_mean() -> None:
    found = sample(READ.validate_python({"kind": "weibull", "shape": 2, "mean": 50}), GRID)
    assert abs(found.mean() / 50 - 1) < 0.002


def test_a_bare_number_is_always_itself() -> None:
    assert set(sample(READ.validate_python(12.5), GRID).tolist()) == {12.5}


def test_listed_values_come_as_often_as_their_weights_say() -> None:
    written = {"kind": "empirical", "values": [5, 7, 9], "weights": [1, 0, 3]}
    found = sample(READ.validate_python(written), GRID)
    assert abs((found == 5).mean() - 0.25) < 0.001
    assert abs((found == 9).mean() - 0.75) < 0.001
    assert not (found == 7).any()


def test_the_last_choice_is_never_one_without_weight() -> None:
    """A draw next to 1 falls on the last place that has any weight."""
    almost_one = np.array([1 - 2**-53])
    assert choose([0.1] * 10 + [0.0], almost_one).tolist() == [9]
    assert choose([1.0, 0.0], almost_one).tolist() == [0]


def test_draws_are_even_over_the_unit_interval_and_never_touch_its_ends() -> None:
    """100,000 draws: Kolmogorov-Smirnov, and no two questions alike."""
    luck = Luck(seed=3, replication=1)
    draws = luck.block("north", "sentence", 0, 25_000)
    assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001
    assert 0 < draws.min() < draws.max() < 1
    other = luck.block("north", "order", 0, 25_000)
    assert abs(np.corrcoef(draws.ravel(), other.ravel())[0, 1]) < 0.02


def test_people_of_a_list_draw_evenly_too() -> None:
    keys = np.arange(50_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    draws = Luck(seed=3, replication=1).scattered("listed", "end", keys)
    assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(draws[:, 0], draws[:, 1])[0, 1]) < 0.02
