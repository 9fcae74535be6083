"""What days past tariff wait for, if anybody is past his tariff in the window."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from reports.charts.tariff_states import tariff_states
from reports.figure import Figure
from reports.reading import Reading
from reports.summaries import counted
from sim.projections.tariff import BECAUSE_OF_A_PROGRAMME

if TYPE_CHECKING:
    from sim.experiments.results import Results

TABLE = "past_tariff_because"


def states_past_tariff(results: "Results", reading: Reading) -> tuple[Figure, ...]:
    """Draw the states of men past tariff; nothing where there are none, as in an older run."""
    table = results.tables.get(TABLE, pl.DataFrame())
    if table.is_empty():
        return ()
    owed = table.with_columns(owed=pl.col("state").is_in(BECAUSE_OF_A_PROGRAMME))
    by_owed = counted(
        replace(results, tables={**results.tables, TABLE: owed}), TABLE, ["owed"], "people"
    )
    return (
        tariff_states(
            counted(results, TABLE, ["state"], "people"), by_owed.filter("owed"), reading
        ),
    )
