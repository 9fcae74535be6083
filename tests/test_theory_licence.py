"""Recall and parole against closed forms: incidence, hearings to release, slots."""

import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from sim.projections.facts import Facts
from sim.projections.returns import recall_incidence
from sim.rules.recall import Fair, RecallHazard, Spell
from sim.scenario.licence import Licence
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind

TWO_YEARS_DAYS = 2 * DAYS_PER_YEAR
Tree = dict[str, Any]


def prisoners(sentence: Tree, *, people: float, years: float, **more: Any) -> Scenario:
    """Return a prison without programmes that receives so many people over the run."""
    tree = {
        "title": "theory",
        "horizon_years": years,
        "replications": 1,
        "sites": [
            {"id": "hull", "kind": "prison"},
            {"id": "north", "kind": "probation"},
        ],
        "programmes": [],
        "population": {
            "streams": [
                {
                    "id": "inside",
                    "kind": "custody",
                    "sites": "hull",
                    "released_to": "north",
                    "arrivals_per_year": people / years,
                    "bands": {"medium": 1.0},
                    "sentences": [{"share": 1.0, **sentence}],
                }
            ]
        },
        **more,
    }
    return Scenario.model_validate(tree)


def test_so_many_are_recalled_within_two_years_as_the_scenario_says() -> None:
    """Half of those whose licence is long enough, at every quarter year 1 - 2 ** (-years / 2)."""
    scenario = prisoners(
        {"kind": "determinate", "length_days": 3653, "served_share": 0.02},
        people=20_000,
        years=4,
        licence={"recalled_within_2_years_share": 0.5},
    )
    found = recall_incidence(Facts(simulate_history(scenario)))
    mine = found.filter(pl.col("band") == "all", pl.col("years") <= 3)
    expected = 1 - 2 ** (-mine["years"].to_numpy() / 2)
    assert np.abs(mine["recalled"].to_numpy() - expected).max() < 0.015


def test_a_hazard_that_falls_by_half_gives_the_incidence_of_its_integral() -> None:
    """And the share within two years is the scenario's all the same."""
    scenario = prisoners(
        {"kind": "determinate", "length_days": 3653, "served_share": 0.02},
        people=20_000,
        years=4,
        licence={"recalled_within_2_years_share": 0.5, "halving_years": 1},
    )
    found = recall_incidence(Facts(simulate_history(scenario)))
    mine = found.filter(pl.col("band") == "all", pl.col("years") <= 3)
    years = mine["years"].to_numpy()
    summed = math.log(2) * (1 - 0.5**years) / (1 - 0.5**2)
    assert np.abs(mine["recalled"].to_numpy() - (1 - np.exp(-summed))).max() < 0.015


def test_the_end_of_a_licence_and_recall_compete() -> None:
    """A licence of a year: recalled by then is 1 - e to the minus its hazard, and the rest end."""
    scenario = prisoners(
        {"kind": "determinate", "length_days": 2 * DAYS_PER_YEAR, "served_share": 0.5},
        people=20_000,
        years=5,
        licence={"recalled_within_2_years_share": 0.5},
    )
    found = recall_incidence(Facts(simulate_history(scenario)))
    at_two = found.filter(pl.col("band") == "all", pl.col("years") == 2)
    assert at_two["recalled"].item() == pytest.approx(1 - 0.5**0.5, abs=0.012)
    assert at_two["ended"].item() == pytest.approx(0.5**0.5, abs=0.012)


@pytest.mark.parametrize("halving", [None, 0.5, 3.0])
@pytest.mark.parametrize("turn", [0.0, 100.0, math.inf])
def test_one_man_and_everybody_at_once_have_the_same_recall(
    halving: float | None, turn: float
) -> None:
    """The day worked out for all beforehand is the one worked out for a man in the run."""
    hazard = RecallHazard.of(Licence(recalled_within_2_years_share=0.4, halving_years=halving))
    luck = np.linspace(0.001, 0.9, 50)
    target = -np.log1p(-luck)
    ones = np.ones(50)
    together = hazard.first_days(
        np.ones(50, np.int8), target, ratio=0.7 * ones, turn_days=turn * ones, later=0.35 * ones
    )
    alone = [
        Spell(0.0, float(each), 0.7, 0.0).recall_day(hazard, 1, Fair(turn, 0.5)) for each in target
    ]
    assert np.round(together, 6).tolist() == np.round(alone, 6).tolist()


@pytest.mark.parametrize("turn", [0.0, 100.0, math.inf])
def test_a_hazard_that_halves_in_a_thousand_million_years_is_constant(turn: float) -> None:
    """For one man and for everybody at once, at the rarest draws too."""
    slow, constant = (
        RecallHazard.of(Licence(recalled_within_2_years_share=0.4, halving_years=halving))
        for halving in (1e9, None)
    )
    target, ones = np.array([1e-12, 0.01, 2.0]), np.ones(3)
    turns = {"ratio": 0.7 * ones, "turn_days": turn * ones, "later": 0.35 * ones}
    band = np.ones(3, np.int8)
    assert slow.first_days(band, target, **turns) == pytest.approx(
        constant.first_days(band, target, **turns), rel=1e-5
    )
    for each in target.tolist():
        spell, fair = Spell(0.0, each, 0.7, 0.0), Fair(turn, 0.5)
        assert spell.recall_day(slow, 1, fair) == pytest.approx(
            spell.recall_day(constant, 1, fair), rel=1e-5
        )


def test_a_recall_comes_after_the_release_however_unlucky_the_man() -> None:
    """The rarest of draws, late in the longest run: the two days differ in the log."""
    hazard = RecallHazard.of(Licence(recalled_within_2_years_share=0.99, halving_years=0.003))
    ones = np.ones(1)
    (soonest,) = hazard.first_days(
        np.ones(1, np.int8), 1e-300 * ones, ratio=ones, turn_days=0 * ones, later=ones
    )
    out_day = 146_000.123456789
    alone = Spell(out_day, 1e-300, 1.0, out_day).recall_day(hazard, 1, Fair())
    assert out_day < alone == round(out_day + soonest, 9) < out_day + 1e-5


@pytest.mark.parametrize("change", [10.0, 150.0])
def test_what_is_spent_and_what_is_left_add_up_whenever_it_is_looked_at(change: float) -> None:
    """Looking at a man in between moves nothing unless his hazard has changed."""
    hazard = RecallHazard.of(Licence(recalled_within_2_years_share=0.4, halving_years=1))
    fair = Fair(100.0, 0.5)
    whole = Spell(0.0, 0.3, 1.0, 0.0)
    looked_at = Spell(0.0, 0.3, 1.0, 0.0)
    looked_at.spend(hazard, 0, change, fair)
    assert looked_at.recall_day(hazard, 0, fair) == pytest.approx(
        whole.recall_day(hazard, 0, fair), abs=1e-6
    )


def test_with_a_release_share_of_nothing_the_prison_grows_by_every_arrival() -> None:
    """Blocked release: nobody leaves, so the population is the number who have come."""
    scenario = prisoners(
        {"kind": "indeterminate", "tariff_days": 100},
        people=500,
        years=5,
        parole={"release_share": 0.0, "review_days": 365},
    )
    history = simulate_history(scenario)
    assert history.events.filter(pl.col("kind") == int(Kind.RELEASED)).is_empty()
    lives = Facts(history).lives
    assert np.isinf(lives.custody[1]).all()


def test_hearings_to_release_are_geometric_and_the_time_inside_is_tariff_and_reviews() -> None:
    """With a share p at each: 1 / p hearings, and (1 / p - 1) reviews past the tariff."""
    share, review, tariff = 0.4, 50.0, 100.0
    scenario = prisoners(
        {"kind": "indeterminate", "tariff_days": tariff},
        people=20_000,
        years=6,
        parole={"release_share": share, "review_days": review},
    )
    history = simulate_history(scenario)
    lives = Facts(history).lives
    early = lives.received_day < 3 * DAYS_PER_YEAR  # by the end all but one in ten thousand are out
    out = early & np.isfinite(lives.released_day)
    assert out.sum() > 0.999 * early.sum()
    inside = (lives.released_day - lives.received_day)[out]
    assert inside.mean() == pytest.approx(tariff + review * (1 / share - 1), rel=0.02)
    released = history.events.filter(
        pl.col("kind") == int(Kind.HEARD), pl.col("cause") == int(Cause.PAROLE_BOARD)
    )
    numbers = released.filter(pl.col("person").is_in(np.flatnonzero(out)))["value"].to_numpy()
    for number in (1, 2, 3):
        expected = share * (1 - share) ** (number - 1)
        assert (numbers == number).mean() == pytest.approx(expected, abs=0.012)


def test_a_board_with_fewer_slots_than_men_falls_behind_by_the_difference() -> None:
    """Ten are ready a month and six are heard: the n-th who is ready is heard in the n-th slot."""
    scenario = prisoners(
        {"kind": "indeterminate", "tariff_days": 30},
        people=1200,
        years=10,
        parole={"release_share": 1.0, "slots_per_month": 6},
    )
    history = simulate_history(scenario)
    heard = history.events.filter(pl.col("kind") == int(Kind.HEARD))
    assert heard.height == pytest.approx(6 * 119, rel=0.01)
    listed = history.events.filter(pl.col("kind") == int(Kind.HEARING_LISTED))
    ready, wait = listed["time"].to_numpy(), listed["value"].to_numpy()
    slot_days = DAYS_PER_YEAR / 12 / 6
    in_its_slot = ready[0] + np.arange(len(ready)) * slot_days
    late = ready + wait - in_its_slot  # by the slots that nobody wanted at the beginning
    assert late.min() >= -1e-6
    assert late.max() < 0.02 * 10 * DAYS_PER_YEAR
    assert wait[-1] == pytest.approx(in_its_slot[-1] - ready[-1], rel=0.05)
