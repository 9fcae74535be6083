"""What a policy buys: Fieller's interval, net benefit and its sign, and when no ratio is given."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from reports.made_up import made_up
from sim.experiments.results import Results
from sim.experiments.value import ONE_RUN, PRIOR, fieller, value
from sim.log.prices import CostsNote

Numbers = tuple[float, ...]


def results(cost: Numbers, reoffences: Numbers, harm: float = 10.0) -> Results:
    """Return results of two policies, the baseline costing 100 a run with 10 reoffences a run."""
    plain = made_up(2, len(cost))
    book = replace(plain.book, costs=CostsNote(2025, 0.0, ()), beliefs=(("none", "None"),))
    rows = []
    for policy, costs, counts in (
        (plain.policies[0], (100.0,) * len(cost), (10.0,) * len(cost)),
        (plain.policies[1], cost, reoffences),
    ):
        for run, (each, count) in enumerate(zip(costs, counts, strict=True)):
            for name, found in (
                ("cost_total", each),
                ("reoffended_people.none", count),
                ("cost_with_reoffences.none", each + harm * count),
            ):
                rows.append((policy, run, name, found, found, None))
    schema = plain.tables["outcomes"].schema
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return replace(plain, book=book, tables={"outcomes": table})


def found(given: Results) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in value(given).iter_rows(named=True)}


def test_a_policy_that_spends_40_to_avoid_4_reoffences_pays_10_for_each() -> None:
    rows = found(results((140.0, 140.0), (6.0, 6.0)))
    assert rows["extra_cost"]["mean"] == pytest.approx(40)
    assert rows["avoided_reoffences"]["mean"] == pytest.approx(4)
    assert rows["cost_per_avoided_reoffence"]["mean"] == pytest.approx(10)
    assert rows["net_benefit"]["says"] == "avoids reoffences; costs more"


@pytest.mark.parametrize(("harm", "sign"), [(20.0, 1), (10.0, 0), (5.0, -1)])
def test_net_benefit_is_above_0_where_harm_costs_more_than_avoiding_it(
    harm: float, sign: int
) -> None:
    benefit = found(results((140.0, 140.0), (6.0, 6.0), harm))["net_benefit"]["mean"]
    assert np.sign(benefit) == sign
    assert benefit == pytest.approx(4 * harm - 40)


@pytest.mark.parametrize(
    ("cost", "reoffences", "says"),
    [
        (90.0, 6.0, "avoids reoffences; saves money"),
        (90.0, 12.0, "more reoffences; saves money"),
        (110.0, 12.0, "more reoffences; costs more"),
        (110.0, 10.0, "no difference in reoffences; costs more"),
        (100.0, 6.0, "avoids reoffences; no difference in cost"),
    ],
)
def test_where_nothing_is_bought_no_ratio_is_given(
    cost: float, reoffences: float, says: str
) -> None:
    rows = found(results((cost, cost), (reoffences, reoffences)))
    ratio = rows["cost_per_avoided_reoffence"]
    assert (ratio["mean"], ratio["low"], ratio["high"]) == (None, None, None)
    assert ratio["says"] == says


def test_where_luck_could_make_the_number_avoided_0_no_words_and_no_ratio_say_otherwise() -> None:
    rows = found(results((140.0, 130.0, 150.0), (4.0, 9.0, 11.0)))
    ratio = rows["cost_per_avoided_reoffence"]
    assert (ratio["mean"], ratio["low"], ratio["high"]) == (None, None, None)
    assert ratio["says"] == "no clear difference in reoffences; costs more"


def test_one_run_cannot_say_what_a_policy_buys() -> None:
    assert found(results((140.0,), (6.0,)))["avoided_reoffences"]["says"] == ONE_RUN


def test_without_prices_or_with_one_policy_nothing_is_bought() -> None:
    assert value(made_up(3, 2)).is_empty()
    alone = results((1.0, 2.0), (1.0, 2.0))
    mine = alone.tables["outcomes"].filter(policy=alone.baseline)
    one = replace(alone, policies=alone.policies[:1], tables={"outcomes": mine})
    assert value(one).is_empty()


def test_beliefs_are_weighed_by_their_prior() -> None:
    one = results((140.0, 150.0), (6.0, 5.0))
    table = one.tables["outcomes"]
    other = table.with_columns(
        pl.col("outcome").str.replace("none", "harm"),
        value=pl.when(pl.col("outcome") == "cost_total").then("value").otherwise(0.0),
    ).filter(pl.col("outcome") != "cost_total")
    book = replace(one.book, beliefs=(("none", "None"), ("harm", "Harm")), priors=(0.25, 0.75))
    both = replace(one, book=book, tables={"outcomes": pl.concat([table, other])})
    rows = value(both).filter(measure="net_benefit")
    means = dict(rows.select("belief", "mean").iter_rows())
    assert means["harm"] == 0
    assert means[PRIOR] == pytest.approx(0.25 * means["none"])


def test_fiellers_interval_holds_the_true_ratio_as_often_as_it_says() -> None:
    luck = np.random.default_rng(7)  # noqa: TID251 -- a sample of no person, to test an interval
    costs = luck.normal(40.0, 10.0, (4000, 6))
    avoided = luck.normal(4.0, 0.8, (4000, 6)) + (costs - 40.0) * 0.03
    intervals = [fieller(x.tolist(), y.tolist()) for x, y in zip(costs, avoided, strict=True)]
    held = [
        each.low <= 10.0 <= each.high
        for each in intervals
        if each.low is not None and each.high is not None
    ]
    assert len(held) > 3900
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_fiellers_interval_of_what_never_varies_is_the_ratio_itself() -> None:
    ratio = fieller([40.0, 40.0, 40.0], [4.0, 4.0, 4.0])
    assert (ratio.mean, ratio.low, ratio.high) == (10.0, 10.0, 10.0)
