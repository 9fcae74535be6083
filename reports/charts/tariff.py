"""Men on indeterminate sentences held past tariff: how many, for how long, and what they lack."""

from collections.abc import Mapping, Sequence

import polars as pl

from reports.amounts import amount, estimate, listed, people
from reports.charts.dots import levels
from reports.charts.panels import Axes, grid, line_panel, top_of, years_between
from reports.figure import Figure, Table
from reports.reading import YEARLY, Reading, yearly
from sim.words.outcomes import Outcome

SPLIT = {"people": "All men past tariff", "programme_outstanding": "Of whom programme outstanding"}

_OUTSTANDING = (
    "A programme is outstanding for a man who has joined a programme list, or waited for a window "
    "or a transfer to join one, and has completed no programme, whatever has become of his place. "
    "A hearing asks less: whether some list would take him and he has completed no programme."
)


def past_tariff(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw men past tariff (policy, day, part, mean, low, high), a panel a policy."""
    rows = reading.dated(frame).with_columns(
        x=pl.col("year"),
        when=pl.col("date"),
        series=pl.col("part").replace_strict(SPLIT),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "men") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    years = rows["x"].to_list()
    axes = Axes("", years_between(min(years), max(years)), top_of(rows, "mean", "high"))
    columns = min(len(reading.policies), 3)
    panels = [
        line_panel(
            rows.filter(pl.col("policy") == policy),
            axes,
            title=[reading.policy[policy]],
            series=list(SPLIT.values()),
            columns=columns,
            height=170,
        )
        for policy in reading.policies
    ]
    title = _title(rows, reading)
    shown = (
        yearly(rows)
        .with_columns(
            head=pl.col("policy").replace_strict(reading.policy)
            + pl.lit(": ")
            + pl.col("series").str.to_lowercase()
        )
        .select(Date="date", head="head", shown="shown")
        .pivot(on="head", index="Date", values="shown")
    )
    return Figure(
        key="past-tariff",
        title=title,
        subtitle="Men in prison past tariff, quarterly, by whether a programme is outstanding; "
        f"{reading.place}, {reading.whole_run}; {reading.runs}",
        alt=f"Line chart, a panel a policy, two lines in each on one scale. {title}.",
        chart=grid(panels, columns),
        tables=(
            Table(
                "Men past tariff by policy",
                shown,
                rows.select("policy", pl.col("iso").alias("date"), "part", "mean", "low", "high"),
                note=YEARLY,
            ),
        ),
        note=_OUTSTANDING,
    )


def days_past_tariff(
    frame: pl.DataFrame, reading: Reading, outcomes: Sequence[Outcome], clear: Mapping[str, str]
) -> Figure:
    """Draw how long men are held past tariff (policy, outcome, mean, low, high), by policy.

    `clear` has the verdict on each policy whose first outcome differs clearly from the baseline.
    """
    said = [f"{reading.policy[policy]} ({verdict})" for policy, verdict in clear.items()]
    baseline = reading.policy[reading.baseline]
    different = (
        f"Clearly different from {baseline} in “{outcomes[0].title}”: {listed(said)}. "
        if said
        else f"No policy is clearly different from {baseline} in “{outcomes[0].title}”. "
    )
    return levels(
        frame,
        reading,
        outcomes,
        key="past-tariff-days",
        caption="How long men are held past tariff, by policy",
        note=(different if reading.others else "")
        + "Days past tariff are counted to release or to the end of the results, and are the "
        f"mean over men past tariff at any time in them. {_OUTSTANDING}",
    )


def _title(rows: pl.DataFrame, reading: Reading) -> str:
    mine = rows.filter(pl.col("policy") == reading.baseline).sort("day")
    held = mine.filter(pl.col("part") == "people")["mean"]
    outstanding = mine.filter(pl.col("part") == "programme_outstanding")["mean"]
    first, last = float(held[0]), float(held[-1])
    policy = reading.policy[reading.baseline]
    if people(first) == people(last):
        went = f"begin and end at {people(first)}"
    else:
        went = f"{'rise' if last > first else 'fall'} from {people(first)} to {people(last)}"
    if not last:
        return f"Men held past tariff {went} under {policy}"
    share = amount(float(outstanding[-1]) / last, "share")
    return (
        f"Men held past tariff {went} under {policy}; a programme is outstanding for "
        f"{share} of them at the end"
    )
