"""Fairness between places: who leaves unserved, area by area, the worst first."""

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, people
from reports.charts.panels import layered, whiskers
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading
from reports.theme import DARK_BLUE, PAGE_WIDTH

MOST_BARS = 24
FEWEST_ENDED = 20
_ROW = 26
_LABELS = 330

KINDS = {"region": "region", "mappa_area": "MAPPA area"}
"""How sites are grouped, and what a group is called."""


def unserved_by_area(frame: pl.DataFrame, reading: Reading, kind: str) -> Figure:
    """Draw the share unserved by area under the baseline (policy, area, mean, low, high, counts).

    `ended` is the stays that ended in a run, `waiting` the people waiting at any time.
    """
    mine = frame.filter(pl.col("policy") == reading.baseline, pl.col("mean").is_not_null()).sort(
        "mean", "area", descending=[True, False]
    )
    told = mine.filter(pl.col("ended") >= FEWEST_ENDED)
    top = (told if len(told) > 1 else mine).head(MOST_BARS)
    worst, best = top.row(0, named=True), top.row(-1, named=True)
    policy, word = reading.policy[reading.baseline], KINDS[kind]
    title = (
        f"Under {policy}, the share who leave a programme list unserved runs from "
        f"{amount(best['mean'], 'share')} ({best['area']}) to {amount(worst['mean'], 'share')} "
        f"({worst['area']}) by {word}"
    )
    if None not in (worst["low"], best["high"]) and worst["low"] <= best["high"]:
        title += ", with intervals that overlap"
    return Figure(
        key=f"unserved-by-{kind.replace('_', '-')}",
        title=title,
        subtitle=f"Stays on programme lists that ended without a start (%), by {word} of the site, "
        f"prisons and probation apart; {policy}; {reading.window}; {reading.runs}",
        alt=f"Bar chart, a bar an area, the worst first. {title}.",
        chart=_bars(top),
        tables=(_table(frame, reading, word),),
        note="An area is where the list is, not where a man comes from. Areas with fewer than "
        f"{FEWEST_ENDED} stays ended a run are in the table only."
        if len(told) > 1
        else "An area is where the list is, not where a man comes from.",
    )


def _bars(top: pl.DataFrame) -> alt.LayerChart:
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in top.to_dicts()]
    rows = top.select(
        "area", "mean", low=pl.col("low").clip(0.0, 1.0), high=pl.col("high").clip(0.0, 1.0)
    ).with_columns(
        pl.Series("shown", words, pl.String),
        pl.Series("figure", [amount(value, "share") for value in top["mean"]], pl.String),
        far=pl.coalesce("high", "mean"),
    )
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("area:N")
        .title(None)
        .scale(domain=rows["area"].to_list())
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False),
        tooltip=[alt.Tooltip("area:N").title("Area"), alt.Tooltip("shown:N").title("Share")],
    )
    bars = base.mark_bar(color=DARK_BLUE).encode(
        x=alt.X("mean:Q").title(None).scale(domainMin=0).axis(format=".0%", grid=True, tickCount=5)
    )
    numbers = base.mark_text(align="left", dx=6).encode(
        x=alt.X("far:Q").title(None), text="figure:N"
    )
    marks = whiskers(base) if rows["low"].null_count() < len(rows) else []
    return layered(
        [bars, *marks, numbers], width=PAGE_WIDTH - _LABELS - 60, height=_ROW * len(rows)
    )


def _table(frame: pl.DataFrame, reading: Reading, word: str) -> Table:
    order = frame.filter(pl.col("policy") == reading.baseline).sort(
        "mean", "area", descending=[True, False], nulls_last=True
    )
    found = {(row["policy"], row["area"]): row for row in frame.to_dicts()}
    heads = [reading.policy[policy] for policy in reading.policies]
    rows = []
    for area, waiting in order.select("area", "waiting").iter_rows():
        cells = []
        for policy in reading.policies:
            row = found.get((policy, area), {"mean": None, "low": None, "high": None})
            cells.append(estimate(row["mean"], row["low"], row["high"], "share"))
        rows.append((area, people(waiting), *cells))
    shown = pl.DataFrame(rows, schema=["Area", "Waiting on average", *heads], orient="row")
    return Table(
        f"Left a programme list unserved (%), by {word} and policy, the worst first",
        shown,
        frame.select("policy", "area", "mean", "low", "high", "ended", "waiting").rename(
            {"mean": "left_share"}
        ),
        note="Waiting on average is under the baseline, over the window.",
    )
