"""Volunteers ready, circles running and people waiting over time; and what held circles up."""

from collections.abc import Sequence

import polars as pl

from reports.amounts import estimate, people, rounded
from reports.charts.panels import Axes, grid, line_panel, top_of, years_between
from reports.charts.stacks import lettered, stacked_bars
from reports.figure import Figure, Table
from reports.reading import YEARLY, Reading, yearly

LEVELS = {
    "volunteers": "Volunteers ready",
    "running": "Circles running",
    "waiting": "Waiting for a circle",
    "waiting_inside": "Of whom in prison, none may begin yet",
}
STATES = {
    "no coordinator": "Men wait; no coordinator has room",
    "no volunteers": "Men wait; too few volunteers are free",
    "no place": "Men wait; no circle place is free",
    "nobody waits": "Nobody waits",
}
_MOST_POLICIES = 6


def supply_over_time(frame: pl.DataFrame, shown: Sequence[str], reading: Reading) -> Figure:
    """Draw levels (policy, day, level, mean, low, high), a panel a policy."""
    rows = reading.dated(frame).with_columns(
        x=pl.col("year"),
        when=pl.col("date"),
        series=pl.col("level").replace_strict(LEVELS, return_dtype=pl.String),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    years = rows["x"].to_list()
    axes = Axes("", years_between(min(years), max(years)), top_of(rows, "mean", "high"))
    policies = reading.policies[:_MOST_POLICIES]
    columns = min(len(policies), 3)
    series = [LEVELS[each] for each in shown]
    panels = [
        line_panel(
            rows.filter(pl.col("policy") == policy),
            axes,
            title=[reading.policy[policy]],
            series=series,
            columns=columns,
        )
        for policy in policies
    ]
    title = _title(rows, shown, reading)
    table = (
        yearly(rows)
        .filter(pl.col("policy") == reading.baseline)
        .select(Date="date", level="series", shown="shown")
        .pivot(on="level", index="Date", values="shown")
    )
    return Figure(
        key="circle-supply",
        title=title,
        subtitle=f"Volunteers, circles and people, quarterly; {reading.place}, "
        f"{reading.whole_run}; {reading.runs}",
        alt=f"Line chart, a panel a policy, a line each for {', '.join(series).lower()}. {title}.",
        chart=grid(panels, columns),
        tables=(
            Table(
                f"Volunteers, circles and people waiting, {reading.policy[reading.baseline]}",
                table,
                rows.select("policy", pl.col("iso").alias("date"), "level", "mean", "low", "high"),
                note=f"{YEARLY} The download has every policy.",
            ),
        ),
        note="Volunteers are counted where they are people who come and go: vetted, trained and "
        "not yet gone, whether they are in a circle or not.",
    )


def _title(rows: pl.DataFrame, shown: Sequence[str], reading: Reading) -> str:
    mine = rows.filter(
        pl.col("policy") == reading.baseline, pl.col("day") >= reading.book.window_from_day
    )
    mean = {
        level: float(mine.filter(pl.col("level") == level)["mean"].mean() or 0.0)  # type: ignore[arg-type]  # a mean of floats is a float
        for level in shown
    }
    who = f"{people(mean['volunteers'])} volunteers carry " if "volunteers" in mean else ""
    are = "" if who else " run"
    return (
        f"Under {reading.policy[reading.baseline]}, {who}{people(mean['running'])} circles{are} "
        f"on average while {people(mean['waiting'])} men wait for one"
    )


def what_held_up(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw days (policy, site, state, mean, low, high) of all sites, a bar a policy."""
    frame = frame.with_columns(low=pl.col("low").clip(lower_bound=0.0))
    sums = frame.group_by("policy", "state", maintain_order=True).agg(pl.col("mean").sum())
    present = sums.filter(pl.col("mean") > 0)["state"].unique().to_list()
    parts = lettered(STATES, present)
    bars = [reading.policy[policy] for policy in reading.policies]
    rows = sums.select(
        label=pl.col("policy").replace_strict(reading.policy),
        part="state",
        value="mean",
        shown=pl.Series([f"{rounded(each)} days" for each in sums["mean"]], dtype=pl.String),
    )
    mine = frame.filter(pl.col("policy") == reading.baseline)
    held = mine.filter(pl.col("state") != "nobody waits")
    whole = float(mine["mean"].sum()) or 1.0
    share = 100 * float(held["mean"].sum()) / whole
    worst = (
        held.group_by("state", maintain_order=True)
        .agg(pl.col("mean").sum())
        .sort("mean", descending=True, maintain_order=True)
        .row(0, named=True)
    )
    title = (
        f"Under {reading.policy[reading.baseline]}, men waited for circles that could not begin on "
        f"{rounded(share)}% of days at a site, mostly for want of "
        f"{_wanting(worst['state'])}"
    )
    by_site = frame.select(
        Policy=pl.col("policy").replace_strict(reading.policy),
        Site=pl.col("site").replace_strict(reading.site, default=pl.col("site")),
        state=pl.col("state").replace_strict(STATES),
        shown=pl.Series(
            [estimate(row["mean"], row["low"], row["high"], "days") for row in frame.to_dicts()],
            dtype=pl.String,
        ),
    ).pivot(on="state", index=["Policy", "Site"], values="shown")
    return Figure(
        key="circles-held-up",
        title=title,
        subtitle=f"Days of all sites with circles, by what held new ones up; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        alt=f"Stacked bars from zero, one a policy, a part for each reason. {title}.",
        chart=stacked_bars(rows, parts, bars, ("State of a site", "Days")),
        tables=(
            Table(
                "Days by site and what held circles up",
                by_site.fill_null("0 days"),
                frame.select("policy", "site", "state", "mean", "low", "high"),
                text_columns=2,
            ),
        ),
        note="At every moment a site is in one state, so the parts of a bar add up to the days of "
        "the period at all sites. Men in prison for whom no circle may begin yet do not count as "
        "waiting here.",
    )


def _wanting(state: str) -> str:
    return {"no coordinator": "a coordinator", "no volunteers": "volunteers"}.get(state, "a place")
