"""The shipped scenarios on costs show what they say they show."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from sim.log.history import History
from sim.projections.costs import Costs, costs, costs_by_year
from sim.projections.facts import Facts
from sim.scenario.loading import load
from sim.testing import digest_of, simulate_history

PATHWAY = Path(__file__).parents[1] / "scenarios" / "pathway"
SHORT = ["horizon_years=4"]


@cache
def run(name: str) -> History:
    return simulate_history(load(PATHWAY / f"{name}.yaml", SHORT).scenario)


@cache
def spent(name: str) -> pl.DataFrame:
    return costs(Costs.of(Facts(run(name))))


def test_passive_restrictions_cost_money_and_change_nobodys_life() -> None:
    assert digest_of(run("restrictions")) == digest_of(run("costs"))
    plain, restricted = spent("costs"), spent("restrictions")
    added = restricted.filter(pl.col("item") == "restriction_year")
    assert restricted.filter(pl.col("item") != "restriction_year").equals(plain)
    assert set(added["payer"]) == {"police", "probation"}
    assert float(added["amount"].sum()) > 0


def test_every_facilitator_of_the_scenario_has_a_price_and_assessments_have_none() -> None:
    priced = spent("costs").group_by("item").agg(pl.col("amount").is_not_null().all())
    assert dict(priced.iter_rows()) == {
        "facilitator_year": True,
        "treatment_manager_year": True,
        "session": True,
        "assessment": False,
        "prison_year": True,
        "hearing": True,
        "reoffence": True,
    }


def test_years_of_the_shipped_scenario_add_up_to_its_window() -> None:
    yearly = costs_by_year(Costs.of(Facts(run("costs"))))
    assert yearly["amount"].sum() == pytest.approx(spent("costs")["amount"].sum())
    assert yearly["year"].max() == 3
