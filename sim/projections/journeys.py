"""Every stay on a list, one row each: what two policies are compared by, man by man."""

import polars as pl

from sim.projections.facts import Facts
from sim.projections.stays import HOW


def schema(provisions: list[str]) -> pl.Schema:
    """Return the columns; `provision` and `how` are enumerations, because the table is long."""
    return pl.Schema(
        {
            "person": pl.Int32(),
            "provision": pl.Enum(provisions),
            "joined_day": pl.Float64(),
            "ended_day": pl.Float64(),
            "how": HOW,
            "wait_days": pl.Float64(),
        }
    )


def journeys(facts: Facts) -> pl.DataFrame:
    """Return all stays of the run; whoever still waits has no end and waits to the horizon.

    `joined_day` is below 0 for people who were waiting on day 0: a wait is always the end (or
    the horizon) less the joining.
    """
    columns = schema([note.id for note in facts.book.provisions])
    return facts.stays.select(
        "person",
        facts.provision_ids(facts.stays["provision"]).cast(columns["provision"]),
        joined_day="since_day",
        ended_day="ended_day",
        how="how",
        wait_days=pl.col("ended_day").fill_null(facts.book.horizon_days) - pl.col("since_day"),
    )
