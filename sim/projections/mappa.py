"""Who is managed at which level of MAPPA from when to when, and the hours that a level takes."""

import polars as pl

from sim.projections.facts import Facts
from sim.words.kinds import ENDS_OF_LEVEL, Kind


def managed(facts: Facts) -> pl.DataFrame:
    """Return person, site, level, since_day and until_day of everybody managed at a level."""
    kinds = [int(kind) for kind in (Kind.MAPPA_SET, *ENDS_OF_LEVEL)]
    return (
        facts.events.filter(pl.col("kind").is_in(kinds))
        .sort("person", "seq")
        .with_columns(until_day=pl.col("time").shift(-1).over("person").fill_null(float("inf")))
        .filter(pl.col("kind") == int(Kind.MAPPA_SET))
        .select("person", "site", "until_day", since_day="time", level=pl.col("value").cast(int))
    )


def hours_per_week(facts: Facts) -> tuple[float, ...]:
    """Return the officer hours a week that a person takes at each level, from level 1."""
    licence = facts.book.licence
    return licence.mappa_hours_per_week if licence is not None else ()
