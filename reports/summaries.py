"""Result tables over replications, with the zeros that a table of counts leaves out.

A projection writes a row for what happened. A mean over replications also needs the runs in
which it did not: here every combination of keys is given its zero before the mean is taken.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sim.words.outcomes import Outcome

if TYPE_CHECKING:
    from sim.experiments.results import Results

RUN = ("policy", "replication")


def counted(results: "Results", table: str, keys: Sequence[str], value: str) -> pl.DataFrame:
    """Return mean, low and high of a count, summed to these keys within each replication."""
    if results.tables[table].is_empty():
        return results.band(table, list(keys), value)
    return averaged(results, filled(results, results.tables[table], keys, [value]), keys, value)


def filled(
    results: "Results", rows: pl.DataFrame, keys: Sequence[str], values: Sequence[str]
) -> pl.DataFrame:
    """Return sums of counts to these keys in every run, 0 where a run has no such row."""
    summed = rows.group_by([*RUN, *keys], maintain_order=True).agg(pl.col(values).sum())
    runs = pl.DataFrame({"policy": list(results.policies)}).join(
        pl.DataFrame({"replication": range(results.replications)}).select(
            pl.col("replication").cast(rows.schema["replication"])
        ),
        how="cross",
    )
    cells = summed.select(keys).unique(maintain_order=True)
    return (
        runs.join(cells, how="cross")
        .join(summed, on=[*RUN, *keys], how="left", maintain_order="left")
        .with_columns(pl.col(values).fill_null(0))
    )


def averaged(
    results: "Results", rows: pl.DataFrame, keys: Sequence[str], value: str
) -> pl.DataFrame:
    """Return mean, low and high over the replications of rows of our own making."""
    return replace(results, tables={"rows": rows}).band("rows", list(keys), value)


def levels_of(results: "Results", outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Return the values that policies have of these outcomes."""
    names = [each.name for each in outcomes]
    return results.outcomes().filter(pl.col("outcome").is_in(names), pl.col("mean").is_not_null())
