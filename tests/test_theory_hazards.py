"""Reoffending and death by inversion, against closed forms, on 200,000 draws."""

import math
from typing import Any

import numpy as np
import pytest

from sim.policies.candidates import Codes, Flags
from sim.population.streams import dies
from sim.rules.received import Received
from sim.rules.reoffending import first_reoffence_days
from sim.scenario.beliefs import Belief, Mortality
from sim.scenario.reoffending import Reoffending
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats, Luck
from tests.markov import gompertz_dead

MANY = 200_000
SHARES = {"low": 0.03, "medium": 0.08, "high": 0.17, "very_high": 0.29}
NEVER = np.full(MANY, np.inf)
NO_EFFECT = Belief(id="none")


def draws(question: str) -> Floats:
    return Luck(seed=41, replication=0).block("men", question, 0, MANY)[:, 0]


def hazards(halving_years: float | None) -> Reoffending:
    return Reoffending.model_validate(
        {"within_5_years_share": SHARES, "halving_years": halving_years}
    )


def received(**columns: Floats | Flags) -> Received:
    """Return men released on day 100 who received nothing but what is named."""
    nothing: dict[str, Any] = {
        "exposed_day": np.full(MANY, 100.0),
        "completed_day": NEVER,
        "dropped_day": NEVER,
        "mixed": np.zeros(MANY, bool),
        "circle_day": NEVER,
    }
    return Received(**(nothing | columns))


def years_of(belief: Belief, got: Received, *, halving: float | None, band: Codes) -> Floats:
    days = first_reoffence_days(hazards(halving), belief, band, draws("reoffending"), got)
    return np.asarray((days - got.exposed_day) / DAYS_PER_YEAR)


def all_of(band: int) -> Codes:
    return np.full(MANY, band, np.int8)


def cumulative(share_within_5: float, halving: float | None, years: Floats) -> Floats:
    """Return the closed form of the cumulative hazard: exponential decay that reaches the share."""
    total = -math.log1p(-share_within_5)
    if halving is None:
        return total * years / 5
    decay = math.log(2) / halving
    return np.asarray(total * np.expm1(-decay * years) / math.expm1(-decay * 5))


@pytest.mark.parametrize("halving", [None, 5.0, 2.0])
@pytest.mark.parametrize("band", range(4))
def test_each_band_reoffends_as_its_share_and_halving_say(band: int, halving: float | None) -> None:
    """Share by 1, 5 and 10 years within 4 standard errors; by 5 years it is the share given."""
    share = list(SHARES.values())[band]
    years = years_of(NO_EFFECT, received(), halving=halving, band=all_of(band))
    for upto in (1.0, 5.0, 10.0):
        expected = 1 - math.exp(-float(cumulative(share, halving, np.array(upto))))
        error = math.sqrt(expected * (1 - expected) / MANY)
        assert abs((years <= upto).mean() - expected) < 4 * error
        if upto == 5.0:
            assert abs(expected - share) < 1e-12


def test_the_hazard_halves_every_so_many_years_free_of_offending() -> None:
    """In years 6-7 those still free reoffend at half the hazard of years 1-2; within 8 %."""
    years = years_of(NO_EFFECT, received(), halving=5.0, band=all_of(3))

    def hazard(first: float, last: float) -> float:
        return -math.log(float((years > last).sum() / (years > first).sum()))

    assert abs(hazard(6, 7) / hazard(1, 2) - 0.5) < 0.04


def test_a_falling_hazard_leaves_some_who_never_reoffend() -> None:
    """The hazard of a lifetime is finite: the share who never do is its closed form."""
    years = years_of(NO_EFFECT, received(), halving=2.0, band=all_of(3))
    expected = math.exp(-float(cumulative(0.29, 2.0, np.array(1e6))))
    assert abs(np.isinf(years).mean() - expected) < 4 * math.sqrt(expected / MANY)


@pytest.mark.parametrize("halving", [None, 5.0])
def test_a_ratio_of_two_doubles_the_cumulative_hazard_from_release_on(
    halving: float | None,
) -> None:
    """A man who completed before release: the share still free is squared."""
    belief = Belief(id="harm", completed=2.0)
    got = received(completed_day=np.full(MANY, 50.0))
    years = years_of(belief, got, halving=halving, band=all_of(2))
    for upto in (1.0, 5.0, 9.0):
        free = math.exp(-2 * float(cumulative(0.17, halving, np.array(upto))))
        assert abs((years > upto).mean() - free) < 4 * math.sqrt(free * (1 - free) / MANY)


def test_an_effect_changes_nothing_before_it_begins() -> None:
    """No immortal time: whoever reoffends before his circle begins does so on the very same day."""
    belief = Belief(id="benefit", circle=0.3)
    begins = 100.0 + 2 * DAYS_PER_YEAR
    plain = years_of(NO_EFFECT, received(), halving=5.0, band=all_of(3))
    helped = years_of(
        belief, received(circle_day=np.full(MANY, begins)), halving=5.0, band=all_of(3)
    )
    before = plain < 2.0
    assert (helped[before] == plain[before]).all()
    assert (helped[~before] >= plain[~before]).all()
    at_two, at_six = (float(cumulative(0.29, 5.0, np.array(each))) for each in (2.0, 6.0))
    free = math.exp(-at_two - 0.3 * (at_six - at_two))
    assert abs((helped > 6.0).mean() - free) < 4 * math.sqrt(free * (1 - free) / MANY)


def test_a_programme_done_after_release_counts_from_its_end() -> None:
    """A completion in the community, a year after release, divides the hazard from then on."""
    belief = Belief(id="benefit", completed=0.5, circle=0.5)
    one_year = np.full(MANY, 100.0 + DAYS_PER_YEAR)
    three = np.full(MANY, 100.0 + 3 * DAYS_PER_YEAR)
    years = years_of(
        belief, received(completed_day=one_year, circle_day=three), halving=None, band=all_of(1)
    )
    year = -math.log1p(-0.08) / 5
    free = math.exp(-year * (1 + 0.5 * 2 + 0.25 * 3))
    assert abs((years > 6.0).mean() - free) < 4 * math.sqrt(free * (1 - free) / MANY)


def test_under_no_effect_what_was_received_moves_nobody() -> None:
    """Bit for bit: with every ratio 1 the day is the same whatever a man received, and when."""
    plain = years_of(NO_EFFECT, received(), halving=5.0, band=all_of(2))
    everything = received(
        completed_day=100 + 900 * draws("completed"),
        circle_day=100 + 900 * draws("circle"),
        mixed=draws("mixed") < 0.5,
    )
    assert (years_of(NO_EFFECT, everything, halving=5.0, band=all_of(2)) == plain).all()


def test_a_completion_outweighs_an_earlier_drop_out() -> None:
    """A man who dropped out and completed later is counted as having completed, from then on."""
    belief = Belief(id="harm", completed=0.5, dropped_out=3.0)
    both = received(dropped_day=np.full(MANY, 20.0), completed_day=np.full(MANY, 60.0))
    completed = received(completed_day=np.full(MANY, 60.0))
    first = years_of(belief, both, halving=5.0, band=all_of(2))
    assert (first == years_of(belief, completed, halving=5.0, band=all_of(2))).all()


def test_ratios_by_band_and_mixing_multiply() -> None:
    """A low-risk man in a mixed group has the ratio of his band times that of mixing."""
    by_band = Belief(id="harm", completed={"low": 1.5, "high": 0.7}, low_risk_mixed=2.0)
    flat = Belief(id="flat", completed=3.0)
    mixed = received(completed_day=np.full(MANY, 60.0), mixed=np.ones(MANY, bool))
    plain = received(completed_day=np.full(MANY, 60.0))
    low = all_of(0)
    assert (
        years_of(by_band, mixed, halving=5.0, band=low)
        == years_of(flat, plain, halving=5.0, band=low)
    ).all()


@pytest.mark.parametrize("age", [25.0, 50.0, 80.0])
def test_deaths_follow_gompertz(age: float) -> None:
    """Share dead within 1, 5, 10 and 20 years, within 4 standard errors."""
    mortality = Mortality(rate_at_50_per_year=0.006, doubling_years=8.0)
    days = dies(mortality, np.full(MANY, age), np.full(MANY, 30.0), draws("death"))
    years = (days - 30.0) / DAYS_PER_YEAR
    marks = np.array([1.0, 5.0, 10.0, 20.0])
    for upto, expected in zip(marks, gompertz_dead(age, marks, 0.006, 8.0), strict=True):
        error = math.sqrt(expected * (1 - expected) / MANY)
        assert abs((years <= upto).mean() - expected) < 4 * error


def test_death_competes_with_reoffending() -> None:
    """Share who reoffend within 10 years before they die, from 70: by numeric integration."""
    mortality = Mortality(rate_at_50_per_year=0.006, doubling_years=8.0)
    years = years_of(NO_EFFECT, received(), halving=5.0, band=all_of(3))
    released = np.full(MANY, 100.0)
    died = (dies(mortality, np.full(MANY, 70.0), released, draws("death")) - 100) / DAYS_PER_YEAR
    grid = np.linspace(0, 10, 20_001)
    free = np.exp(-cumulative(0.29, 5.0, grid))
    alive = 1 - gompertz_dead(70.0, grid, 0.006, 8.0)
    expected = float((-np.diff(free) * (alive[1:] + alive[:-1]) / 2).sum())
    found = ((years <= 10) & (years < died)).mean()
    assert expected < 0.29 * 2
    assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / MANY)


def test_nobody_of_a_band_with_no_hazard_reoffends() -> None:
    reoffending = Reoffending.model_validate({"within_5_years_share": {"high": 0.2}})
    got = received(completed_day=np.full(MANY, 60.0))
    belief = Belief(id="harm", completed=2.0)
    days = first_reoffence_days(reoffending, belief, all_of(0), draws("reoffending"), got)
    assert np.isinf(days).all()
