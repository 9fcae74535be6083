"""Men somewhere over time, and those of them of whom something more holds: a panel a policy."""

from collections.abc import Callable, Mapping

import polars as pl

from reports.amounts import estimate
from reports.charts.panels import Axes, grid, line_panel, top_of, years_between
from reports.figure import Figure, Table
from reports.reading import YEARLY, Reading, yearly

MOST_COLUMNS = 3


def men_over_time(
    frame: pl.DataFrame,
    reading: Reading,
    split: Mapping[str, str],
    *,
    key: str,
    of_whom: str,
    titled: Callable[[pl.DataFrame], str],
    table: str,
    note: str,
) -> Figure:
    """Draw men (policy, day, part, mean, low, high) in the parts that `split` names in words."""
    words = [estimate(row["mean"], row["low"], row["high"], "men") for row in frame.to_dicts()]
    rows = reading.dated(frame.with_columns(pl.Series("shown", words, pl.String))).with_columns(
        x=pl.col("year"),
        when=pl.col("date"),
        series=pl.col("part").replace_strict(split),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    years = rows["x"].to_list()
    axes = Axes("", years_between(min(years), max(years)), top_of(rows, "mean", "high"))
    columns = min(len(reading.policies), MOST_COLUMNS)
    panels = [
        line_panel(
            rows.filter(pl.col("policy") == policy),
            axes,
            title=[reading.policy[policy]],
            series=list(split.values()),
            columns=columns,
            height=170,
        )
        for policy in reading.policies
    ]
    title = titled(rows)
    return Figure(
        key=key,
        title=title,
        subtitle=f"{of_whom}; {reading.place}, {reading.whole_run}; {reading.runs}",
        alt=f"Line chart, a panel a policy, two lines in each on one scale. {title}.",
        chart=grid(panels, columns),
        tables=(Table(table, _by_year(rows, reading), _data(rows), note=YEARLY),),
        note=note,
    )


def _by_year(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    head = pl.col("policy").replace_strict(reading.policy) + pl.lit(": ")
    return (
        yearly(rows)
        .with_columns(head=head + pl.col("series").str.to_lowercase())
        .select(Date="date", head="head", shown="shown")
        .pivot(on="head", index="Date", values="shown")
    )


def _data(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("policy", pl.col("iso").alias("date"), "part", "mean", "low", "high")
