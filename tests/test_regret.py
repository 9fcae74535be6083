"""Regret over beliefs and the mean under their weights, on results worked out by hand."""

from dataclasses import replace

import polars as pl
import pytest

from reports.made_up import made_up
from sim.experiments.beliefs import measure_of, overall, regrets
from sim.experiments.results import Results
from sim.words.outcomes import REOFFENCES, REOFFENDED

VALUES = {
    ("first", "harm"): [10.0, 12.0],
    ("first", "none"): [8.0, 8.0],
    ("first", "benefit"): [9.0, 9.0],
    ("second", "harm"): [13.0, 14.0],
    ("second", "none"): [8.0, 8.0],
    ("second", "benefit"): [4.0, 6.0],
    ("third", "harm"): [11.0, 11.0],
    ("third", "none"): [8.0, 8.0],
    ("third", "benefit"): [8.0, 5.0],
}


def results(*, priors: tuple[float, ...] = (), missing: bool = False) -> Results:
    """Return results of three policies, two runs and three beliefs with the values above."""
    beliefs = tuple((name, name) for name in ("harm", "none", "benefit"))
    rows = [
        (policy, run, f"{REOFFENDED}.{belief}", None if missing and run else value)
        for (policy, belief), values in VALUES.items()
        for run, value in enumerate(values)
    ]
    table = pl.DataFrame(rows, schema=["policy", "replication", "outcome", "value"], orient="row")
    book = replace(made_up(1, 1).book, beliefs=beliefs, priors=priors)
    return Results(book, ("first", "second", "third"), 2, {"outcomes": table})


def test_regret_is_what_a_policy_has_more_than_the_best_were_the_belief_true() -> None:
    """Under harm the first two tie at 11 and the earlier stands; luck is paired run by run."""
    found = {
        (row["policy"], row["belief"]): (row["regret"], row["best"])
        for row in regrets(results(), REOFFENDED).to_dicts()
    }
    assert found["first", "harm"] == (0.0, "first")
    assert found["second", "harm"] == (2.5, "first")
    assert found["third", "harm"] == (0.0, "first")
    assert found["first", "benefit"] == (4.0, "second")
    assert found["third", "benefit"] == (1.5, "second")
    assert all(found[policy, "none"][0] == 0 for policy in ("first", "second", "third"))


def test_the_worst_regret_names_the_belief_that_it_is_under() -> None:
    rows = overall(results(), REOFFENDED).select("policy", "worst_regret", "worst_belief", "mean")
    assert rows.rows() == [
        ("first", 4.0, "benefit", None),
        ("second", 2.5, "harm", None),
        ("third", 1.5, "benefit", None),
    ]


def test_weights_give_a_mean_and_a_chance_of_being_the_best() -> None:
    """A quarter each on harm and none, half on benefit; runs that tie are shared by those who tie.

    Harm: first wins run 0, third run 1. None: all tie. Benefit: second wins run 0, third run 1.
    """
    table = overall(results(priors=(0.25, 0.25, 0.5)), REOFFENDED)
    means = dict(table.select("policy", "mean").iter_rows())
    assert means == pytest.approx({"first": 9.25, "second": 7.875, "third": 8.0})
    chances = dict(table.select("policy", "best_chance").iter_rows())
    third = 0.25 / 3
    assert chances == pytest.approx(
        {"first": 0.125 + third, "second": 0.25 + third, "third": 0.125 + 0.25 + third}
    )
    assert sum(chances.values()) == pytest.approx(1.0)


def test_a_measure_that_is_missing_in_a_single_run_is_not_used() -> None:
    assert measure_of(results()) == REOFFENDED
    assert measure_of(results(missing=True)) is None
    assert REOFFENCES == "reoffended_people"
