"""Men on indeterminate sentences held past tariff, quarter by quarter."""

import polars as pl

from sim.projections.facts import Facts
from sim.projections.occupancy import counts_at, quarters

SCHEMA = pl.Schema({"day": pl.Float64, "people": pl.Int64, "programme_outstanding": pl.Int64})


def past_tariff(facts: Facts) -> pl.DataFrame:
    """Return men past tariff, and those of them on whom a programme is outstanding.

    Outstanding means that he has joined a programme list in prison and completed none.
    """
    days = quarters(facts.book.horizon_days)
    return pl.DataFrame(
        {
            "day": days,
            "people": counts_at(days, *facts.lives.past_tariff)[0],
            "programme_outstanding": counts_at(days, *facts.lives.past_tariff_outstanding)[0],
        },
        schema=SCHEMA,
    )
