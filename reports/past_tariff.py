"""Men held past tariff: how many, for how long, and what their days wait for."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from reports.charts.tariff import SPLIT, days_past_tariff, past_tariff
from reports.charts.tariff_states import tariff_states
from reports.figure import Absent, Figure
from reports.reading import Reading
from reports.summaries import counted, levels_of
from reports.verdicts import CLEAR, Verdicts
from sim.projections.tariff import BECAUSE_OF_A_PROGRAMME

if TYPE_CHECKING:
    from sim.experiments.results import Results

TABLE = "past_tariff_because"
LENGTHS = ("past_tariff_mean_days", "past_tariff_programme_outstanding_share")


def figures_past_tariff(
    results: "Results", reading: Reading, verdicts: Verdicts
) -> tuple[Figure | Absent, ...]:
    """Draw how many men are past tariff, and for how long where the results have any."""
    if not results.tables["past_tariff"]["people"].sum():
        return (
            Absent(
                "past-tariff",
                "Men past tariff over time",
                "Nobody on an indeterminate sentence is held past tariff in this scenario.",
            ),
        )
    parts = [
        counted(results, "past_tariff", ["day"], part).with_columns(part=pl.lit(part))
        for part in SPLIT
    ]
    number, states = past_tariff(pl.concat(parts), reading), states_past_tariff(results, reading)
    lengths = [verdicts.known[name] for name in LENGTHS if verdicts.measured(name)]
    if not lengths:
        return (number, *states)
    said = {
        policy: row["verdict"]
        for policy in reading.others
        if (row := verdicts.difference(policy, lengths[0].name)) is not None
    }
    clear = {policy: verdict for policy, verdict in said.items() if verdict in CLEAR}
    days = days_past_tariff(levels_of(results, lengths), reading, lengths, clear)
    return (number, days, *states)


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
