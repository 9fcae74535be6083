"""Who is at liberty after each event: out of prison, and under no supervision.

Whoever is released is supervised by his home region until that ends; without one he is free.
"""

import polars as pl

from sim.log.picking import is_one_of
from sim.words.kinds import NOBODY, TAKEN_BACK, Kind

LIBERTY_TURNS = (Kind.RELEASED, Kind.SUPERVISION_ENDED, *TAKEN_BACK)
"""What sets people free or ends it; without all of these `at_liberty` cannot tell."""


def at_liberty(rows: pl.DataFrame, people: pl.DataFrame) -> pl.Series:
    """Return of each event, in order of time, whether its person is at liberty once it is over."""
    homeless = people.filter(pl.col("home") == NOBODY)["person"].implode()
    free = (
        pl.when(is_one_of(Kind.SUPERVISION_ENDED))
        .then(statement=True)
        .when(is_one_of(Kind.RELEASED))
        .then(pl.col("person").is_in(homeless))
        .when(is_one_of(*TAKEN_BACK))
        .then(statement=False)
    )
    return rows.select(free=free.forward_fill().over("person").fill_null(value=False))["free"]
