"""Reoffending over time since release, by policy, under each belief about effects."""

import polars as pl

from reports.amounts import amount, estimate, listed, rounded
from reports.charts.panels import Axes, Group, policy_panels, top_of
from reports.figure import Figure, Table
from reports.ranking import Ranking
from reports.reading import Reading, in_order, with_label

_WHOLE_PERCENTS = 0.05  # from here up whole percentages label five ticks


def reoffending(frame: pl.DataFrame, reading: Reading, order: Ranking | None) -> Figure:
    """Draw cumulative incidence (policy, belief, years, mean, low, high), a panel a belief."""
    rows = _prepared(frame, reading)
    beliefs = rows["belief"].unique(maintain_order=True).to_list()
    top = top_of(rows, "mean", "high")
    years = max(rows["years"].to_list())
    number = ".0~%" if top >= _WHOLE_PERCENTS else ".1~%"
    axes = Axes(
        "Years since release or start of order",
        (0.0, years),
        top,
        number,
        ".3~p",
        whole_years=False,
    )
    chart = policy_panels(
        rows,
        axes,
        groups=[Group(each, reading.belief.get(each, each), top) for each in beliefs],
        column="belief",
        policies=reading.policy,
    )
    title = _title(rows, beliefs, reading, order)
    return Figure(
        key="reoffending",
        title=title,
        subtitle="Cumulative share with a first sexual reoffence (%), death competing, by years "
        f"since release or start of order; released or put on an order {reading.window}; "
        f"{reading.place}; {reading.runs}",
        alt=f"Line chart, a column of panels a belief, all on one scale from zero. {title}.",
        chart=chart,
        tables=(_table(rows, reading),),
        note=order.sentence if order is not None else "",
    )


def _prepared(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    rows = with_label(frame, "belief", reading.belief, "name").with_columns(
        x=pl.col("years"),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in rows.to_dicts()]
    when = [f"{rounded(value)} years" for value in rows["years"]]
    rows = rows.with_columns(
        pl.Series("shown", words, pl.String), pl.Series("when", when, pl.String)
    )
    return in_order(rows, "belief", reading.belief)


def _title(rows: pl.DataFrame, beliefs: list[str], reading: Reading, order: Ranking | None) -> str:
    mine = rows.filter(pl.col("policy") == reading.baseline)
    years = min(5.0, max(mine["years"].to_list()))
    ends = {row["belief"]: row["mean"] for row in mine.filter(pl.col("years") == years).to_dicts()}
    levels = [
        f"{amount(ends[belief], 'share')} under “{reading.belief.get(belief, belief)}”"
        for belief in beliefs
        if belief in ends
    ]
    ranking = f"; {order.brief}" if order is not None else ""
    return (
        f"Under {reading.policy[reading.baseline]} the share who had reoffended within "
        f"{rounded(years)} years is {listed(levels)}{ranking}"
    )


def _table(rows: pl.DataFrame, reading: Reading) -> Table:
    whole = rows.filter((pl.col("years") % 1 == 0) | (pl.col("years") == pl.col("years").max()))
    shown = whole.select(
        Belief=pl.col("name"),
        Years=pl.Series([rounded(value) for value in whole["years"]], dtype=pl.String),
        policy=pl.col("policy").replace_strict(reading.policy),
        Share=pl.col("shown"),
    ).pivot(on="policy", index=["Belief", "Years"], values="Share")
    return Table(
        "Share who had reoffended, by belief, years since release and policy",
        shown.fill_null("not followed"),
        rows.select("policy", "belief", "years", "mean", "low", "high"),
        text_columns=2,
        note="The table shows whole years and the last quarter; the download has every quarter.",
    )
