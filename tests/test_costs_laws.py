"""Laws of cost over drawn worlds: the tables are the log times the prices, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.prices import CostsNote
from sim.projections.costs import (
    BY_YEAR_SCHEMA,
    SCHEMA,
    Costs,
    by_person,
    costs,
    costs_by_year,
    of_costs,
)
from sim.projections.facts import Facts
from sim.testing import EVERYTHING, scenarios, simulate_history
from sim.words.costs import ITEM
from tests.spending import spent

CI = settings().max_examples <= settings.get_profile("ci").max_examples


def at_most(examples: int) -> Callable[[Any], Any]:
    """Try so many cases where time is short, and as many as the profile says elsewhere."""
    return settings(max_examples=examples if CI else settings().max_examples)


priced_worlds = scenarios(EVERYTHING).map(simulate_history)


def note_of(history: History) -> CostsNote:
    assert history.book.costs is not None
    return history.book.costs


def repriced(history: History, **changes: Any) -> History:
    """Return the same history read with other prices."""
    note = replace(note_of(history), **changes)
    return replace(history, book=replace(history.book, costs=note))


def read(history: History) -> pl.DataFrame:
    return costs(Costs.of(Facts(history)))


def amounts(table: pl.DataFrame) -> dict[tuple[str | None, str, str], float]:
    sums = table.drop_nulls("amount").group_by("belief", "item", "payer").agg(pl.sum("amount"))
    return {(row[0], row[1], row[2]): row[3] for row in sums.iter_rows()}


@at_most(25)
@given(priced_worlds)
def test_what_is_spent_is_what_a_plain_loop_over_the_log_adds_up(history: History) -> None:
    found, expected = amounts(read(history)), spent(history)
    for key in found.keys() | expected.keys():
        assert found.get(key, 0.0) == pytest.approx(expected.get(key, 0.0), rel=1e-9, abs=1e-6)


@at_most(15)
@given(priced_worlds)
def test_years_add_up_to_the_window(history: History) -> None:
    priced = Costs.of(Facts(history))
    whole, yearly = costs(priced), costs_by_year(priced)
    for column in ("quantity", "amount", "discounted"):
        assert yearly[column].sum() == pytest.approx(whole[column].sum(), rel=1e-9, abs=1e-6)
    assert whole.schema == SCHEMA
    assert yearly.schema == BY_YEAR_SCHEMA


@at_most(15)
@given(priced_worlds, st.data())
def test_doubling_a_price_doubles_its_item_and_nothing_else(
    history: History, data: st.DataObject
) -> None:
    prices = note_of(history).prices
    if not prices:
        return
    twice = data.draw(st.sampled_from(prices))
    doubled = tuple(replace(each, each=2 * each.each) if each == twice else each for each in prices)
    before, after = read(history), read(repriced(history, prices=doubled))
    named = {each.of for each in prices if each.item == twice.item} - {twice.of}
    mine = (pl.col("item") == twice.item) & (
        ~pl.col("of").is_in(list(named)) if twice.of == "" else pl.col("of") == twice.of
    )
    factor = pl.when(mine).then(2.0).otherwise(1.0)
    expected = before.with_columns(pl.col("amount", "discounted", "unit_cost") * factor)
    assert after.equals(expected)


@at_most(15)
@given(priced_worlds)
def test_without_discounting_amounts_stay_and_with_it_none_grows(history: History) -> None:
    flat = read(repriced(history, discount_rate_per_year=0.0))
    assert flat["discounted"].equals(flat["amount"].alias("discounted"))
    steep = read(repriced(history, discount_rate_per_year=0.5))
    assert steep["amount"].equals(flat["amount"])
    both = steep.drop_nulls("amount")
    assert (both["discounted"] <= both["amount"] * (1 + 1e-12)).all()
    years = (history.book.window_to_day - history.book.window_from_day) / 365.25
    assert (both["discounted"] >= both["amount"] * 1.5**-years * (1 - 1e-12)).all()


@at_most(15)
@given(priced_worlds)
def test_prices_of_nothing_cost_nothing(history: History) -> None:
    note = note_of(history)
    free = repriced(
        history,
        prices=tuple(replace(each, each=0.0) for each in note.prices),
        restrictions=tuple(replace(each, each=0.0) for each in note.restrictions),
    )
    assert read(free)["amount"].sum() == 0
    assert not by_person(Facts(free)).any()


@at_most(15)
@given(priced_worlds)
def test_who_pays_changes_no_sum(history: History) -> None:
    alone = repriced(history, payers=tuple((item, (("society", 1.0),)) for item in sorted(ITEM)))
    for column in ("quantity", "amount"):
        ours = read(history).group_by("item").agg(pl.sum(column)).sort("item")
        theirs = read(alone).group_by("item").agg(pl.sum(column)).sort("item")
        assert ours["item"].equals(theirs["item"])
        assert np.allclose(ours[column].to_numpy(), theirs[column].to_numpy())


@at_most(15)
@given(priced_worlds)
def test_what_is_about_people_adds_up_over_people(history: History) -> None:
    facts = Facts(history)
    of_people = [name for name, item in ITEM.items() if item.of_person and not item.of_belief]
    table = costs(Costs.of(facts)).filter(pl.col("item").is_in(of_people))
    assert by_person(facts).sum() == pytest.approx(table["amount"].sum(), rel=1e-9, abs=1e-6)


@at_most(10)
@given(priced_worlds)
def test_outcomes_of_cost_are_the_sums_of_the_table(history: History) -> None:
    table = read(history)
    found = {name: each.value for name, each in of_costs(Facts(history), table).items()}
    common = table.filter(pl.col("belief").is_null())
    assert found["cost_total"] == common["amount"].sum()
    assert found["cost_total_discounted"] == common["discounted"].sum()
    for belief in history.book.belief_ids:
        mine = table.filter(pl.col("belief") == belief)
        if found[f"cost_of_reoffences.{belief}"] is not None:
            assert found[f"cost_of_reoffences.{belief}"] == mine["amount"].sum()
            with_them = float(common["discounted"].sum()) + float(mine["discounted"].sum())
            assert found[f"cost_with_reoffences.{belief}"] == with_them


@at_most(10)
@given(scenarios(EVERYTHING))
def test_prices_change_no_event(scenario: Any) -> None:
    plain = scenario.model_copy(update={"costs": None})
    with_prices, without = simulate_history(scenario), simulate_history(plain)
    assert with_prices.events.equals(without.events)
    assert with_prices.people.equals(without.people)
