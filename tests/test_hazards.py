"""Hazards that fall in every way a scenario may say: exact inverses, and the anchors they hit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.hazards import (
    LONGEST_HALVING_YEARS,
    Constant,
    Halving,
    Hazard,
    Shape,
    Stepped,
    WeibullFall,
    halving_years_between,
)
from sim.rules.reoffending import hazard_of
from sim.scenario.reoffending import Reoffending

SHAPES: st.SearchStrategy[Shape] = st.one_of(
    st.just(Constant()),
    st.builds(Halving, st.floats(0.5, 50)),
    st.builds(WeibullFall, st.floats(0.3, 3)),
    st.lists(st.tuples(st.floats(0.1, 3), st.floats(0.05, 5)), min_size=1, max_size=5).map(
        lambda pairs: Stepped(
            tuple(float(each) for each in np.cumsum([0.0, *(gap for gap, _ in pairs[:-1])])),
            tuple(rate for _, rate in pairs),
        )
    ),
)
YEARS = np.array([0.0, 0.1, 1.0, 3.3, 5.0, 9.0, 20.0])
NINE_TENTHS = 0.9
HIGH = np.array([2], np.int8)


def share_of(hazard: Hazard, since: float, until: float) -> float:
    """Return the share who reoffend between two years, of those still free at the first."""
    first, last = (float(hazard.cumulative(np.array([year]))[0]) for year in (since, until))
    return -math.expm1(first - last)


@given(SHAPES, st.floats(0.01, 3.0))
def test_the_sum_of_a_hazard_and_its_inverse_undo_each_other(shape: Shape, level: float) -> None:
    """To a relative 1e-9, where the hazard has not almost run out."""
    hazard = Hazard(np.full(len(YEARS), level), shape)
    summed = hazard.cumulative(YEARS)
    spent = 0.0 if not isinstance(shape, Halving) else YEARS[-1] / shape.years
    seen = YEARS * (1.0 if spent < 20 else 0.0)
    assert hazard.inverse(hazard.cumulative(seen)) == pytest.approx(seen, rel=1e-9, abs=1e-9)
    assert (np.diff(summed) >= 0).all()


@given(SHAPES)
def test_numbers_and_arrays_give_the_same(shape: Shape) -> None:
    many = shape.cumulative(YEARS)
    for place, year in enumerate(YEARS.tolist()):
        alone = shape.cumulative(np.asarray(year))
        assert float(alone) == pytest.approx(float(many[place]), rel=1e-15)
        assert float(shape.inverse(alone)) == pytest.approx(
            float(shape.inverse(many)[place]), rel=1e-12
        )


@given(SHAPES, st.floats(0.001, NINE_TENTHS))
def test_whatever_its_fall_a_hazard_gives_the_share_within_five_years(
    shape: Shape, share: float
) -> None:
    hazard = Hazard.of_shares({"high": share}, shape, HIGH)
    assert share_of(hazard, 0, 5) == pytest.approx(share, rel=1e-12)


def test_high_risk_men_fall_from_22_to_4_point_2_percent_after_ten_years_and_evenly() -> None:
    """The two published anchors to three digits, and a decline without a bump between them."""
    reoffending = Reoffending.model_validate(
        {"within_5_years_share": {"high": 0.22}, "decline": {"kind": "high_risk_decline"}}
    )
    hazard = hazard_of(reoffending, HIGH)
    assert round(share_of(hazard, 0, 5), 3) == 0.220
    assert round(share_of(hazard, 10, 15), 3) == 0.042
    between = [share_of(hazard, year, year + 5) for year in np.arange(0, 10.5, 0.5)]
    assert (np.diff(between) < 0).all()
    assert halving_years_between(0.22, 0.042, 10) == pytest.approx(3.947, abs=5e-4)


@pytest.mark.parametrize("years", [1e6, 1e12, 1e16, 1e100, 1e300])
def test_a_fall_too_slow_to_see_is_no_fall(years: float) -> None:
    """The rarest of draws and the commonest alike: nothing cancels."""
    summed = np.array([1e-12, 0.073, 2.0, 50.0])
    slow = Halving(years)
    assert slow.inverse(summed) == pytest.approx(Constant().inverse(summed), rel=1e-4)
    assert slow.cumulative(summed) == pytest.approx(Constant().cumulative(summed), rel=1e-4)


def test_two_shares_that_can_hardly_be_told_apart_have_a_halving_too() -> None:
    assert halving_years_between(0.2, math.nextafter(0.2, 0), 10) == LONGEST_HALVING_YEARS


def test_a_hazard_that_stops_leaves_the_rest_for_ever() -> None:
    hazard = Hazard(np.array([0.2, 0.2]), Stepped((0.0, 2.0), (1.0, 0.0)))
    assert hazard.cumulative(np.array([2.0, 90.0])).tolist() == [0.4, 0.4]
    assert hazard.inverse(np.array([0.3, 0.41])).tolist() == [pytest.approx(1.5), math.inf]
    assert hazard.inverse(np.array([0.0, 0.4])).tolist() == [0.0, pytest.approx(2.0)]
