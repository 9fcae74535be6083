"""Who gains and who loses: every cohort under every policy, against the first, run by run."""

from typing import TYPE_CHECKING

import polars as pl

from sim.experiments.results import verdict
from sim.experiments.statistics import Paired, holm, paired
from sim.words.cohorts import EVERYBODY, measures_under
from sim.words.outcome import Outcome

if TYPE_CHECKING:
    from sim.experiments.results import Results

SCHEMA = pl.Schema(
    {
        "cohort": pl.String,
        "policy": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "adjusted_p": pl.Float64,
        "verdict": pl.String,
    }
)
TABLE = "cohorts"
INSTEAD = "left_without_starting_share"
"""What cohorts are compared by where the main measure is not counted by cohort."""


def compared_by(results: "Results") -> Outcome | None:
    """Return the measure that cohorts are compared by; `None` where nobody of any has it."""
    table = results.tables.get(TABLE, pl.DataFrame())
    if table.is_empty():
        return None
    counted = set(table.drop_nulls("value")["measure"])
    known = {
        each.name: each for each in measures_under(results.book.belief_ids) if each.name in counted
    }
    return known.get(results.book.primary_outcome) or known.get(INSTEAD)


def differences_by_cohort(results: "Results", measure: Outcome) -> pl.DataFrame:
    """Return the paired difference of a measure from the baseline, for each cohort and policy.

    All cohorts together with all policies are one family (Holm). What cannot be said is not in it,
    nor is everybody where the measure is an outcome: that row has the verdict of the outcome, so
    that the same numbers never have two.
    """
    main = _of_everybody(results, measure)
    values = _values(results, measure.name)
    cohorts = list(dict.fromkeys(cohort for _, cohort in values))
    pairs: dict[tuple[str, str], Paired] = {
        (cohort, policy): paired(values[policy, cohort], values[results.baseline, cohort])
        for cohort in cohorts
        for policy in results.policies[1:]
        if cohort != EVERYBODY or policy not in main
    }
    known = {key: pair.p for key, pair in pairs.items() if pair.p is not None}
    adjusted = dict(zip(known, holm(list(known.values())), strict=True))
    rows = [(EVERYBODY, policy, *found) for policy, found in main.items()]
    for (cohort, policy), pair in pairs.items():
        fair_p = adjusted.get((cohort, policy))
        said = verdict(pair, fair_p, measure.better)
        rows.append((cohort, policy, pair.mean, pair.low, pair.high, pair.p, fair_p, said))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


Found = tuple[float | None, float | None, float | None, float | None, float | None, str]


def _of_everybody(results: "Results", measure: Outcome) -> dict[str, Found]:
    """Return by policy what is said of an outcome where all outcomes stand; nothing of others."""
    if measure.name not in {each.name for each in results.known}:
        return {}
    said = ("mean", "low", "high", "p", "adjusted_p", "verdict")
    rows = results.differences().filter(pl.col("outcome") == measure.name)
    return {row[0]: row[1:] for row in rows.select("policy", *said).iter_rows()}


def _values(results: "Results", measure: str) -> dict[tuple[str, str], list[float | None]]:
    """Return the value in every replication, in their order, by policy and cohort."""
    rows = results.tables[TABLE].filter(pl.col("measure") == measure)
    found: dict[tuple[str, str], list[float | None]] = {}
    ordered = rows.sort("replication", maintain_order=True)
    for policy, cohort, value in ordered.select("policy", "cohort", "value").iter_rows():
        found.setdefault((policy, cohort), []).append(value)
    return found
