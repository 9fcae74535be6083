"""Result tables over replications, with the zeros that a table of counts leaves out.

A projection writes a row for what happened. A mean over replications also needs the runs in
which it did not: here every combination of keys is given its zero before the mean is taken.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from sim.experiments.results import Results

RUN = ("policy", "replication")


def counted(results: "Results", table: str, keys: Sequence[str], value: str) -> pl.DataFrame:
    """Return mean, low and high of a count, summed to these keys within each replication."""
    rows = results.tables[table]
    if rows.is_empty():
        return results.band(table, list(keys), value)
    summed = rows.group_by([*RUN, *keys], maintain_order=True).agg(pl.col(value).sum())
    runs = pl.DataFrame({"policy": list(results.policies)}).join(
        pl.DataFrame({"replication": range(results.replications)}).select(
            pl.col("replication").cast(rows.schema["replication"])
        ),
        how="cross",
    )
    cells = summed.select(keys).unique(maintain_order=True)
    full = (
        runs.join(cells, how="cross")
        .join(summed, on=[*RUN, *keys], how="left", maintain_order="left")
        .with_columns(pl.col(value).fill_null(0))
    )
    return replace(results, tables={**results.tables, table: full}).band(table, list(keys), value)
