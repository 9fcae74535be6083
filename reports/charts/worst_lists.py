"""Where waiting is worst: the lists of one policy, by the share who leave without starting."""

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, people, rounded
from reports.charts.panels import layered, whiskers
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading, with_label
from reports.theme import DARK_BLUE, PAGE_WIDTH

MOST_BARS = 15
FEWEST_ENDED = 20
_ROW = 26
_LABELS = 400

_COUNTS = {
    "joined": "Joined",
    "started": "Started",
    "left": "Left without starting",
    "waiting_at_end": "Waiting at the end",
    "waiting_mean_people": "Waiting on average",
}


def worst_lists(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw the lists of the baseline, one row a site and programme.

    The frame has site, provision, mean, low and high of the share who left unserved, the mean
    wait of those who started, and the mean of each count.
    """
    rows = _named(frame, reading)
    ended = pl.col("started") + pl.col("left")
    ranked = rows.filter(ended >= FEWEST_ENDED, pl.col("mean").is_not_null())
    few = ranked.is_empty()
    if few:
        ranked = rows.filter(pl.col("mean").is_not_null())
    top = ranked.sort("mean", descending=True, maintain_order=True).head(MOST_BARS)
    worst = top.row(0, named=True)
    policy = reading.policy[reading.baseline]
    title = (
        f"Under {policy}, waiting is worst at {worst['place']} for {worst['programme']}: "
        f"{amount(worst['mean'], 'share')} of stays on the list ended without a start"
    )
    which = f"the worst {MOST_BARS} of {len(rows)} lists" if len(rows) > MOST_BARS else "every list"
    return Figure(
        key="worst-lists",
        title=title,
        subtitle=f"Stays that ended without a start (%), {which}; {policy}; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        alt=f"Bar chart, a bar a list, the worst first. {title}.",
        chart=_bars(top),
        tables=(_table(rows, policy),),
        note=""
        if few
        else f"Lists with fewer than {FEWEST_ENDED} stays ended a run are in the table but not "
        "in the chart: their shares are mostly luck.",
    )


def _named(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    rows = with_label(frame, "site", reading.site, "place")
    rows = with_label(rows, "provision", reading.provision, "programme")
    return rows.with_columns(
        label=pl.col("place") + pl.lit(", ") + pl.col("programme"),
        low=pl.col("low").clip(0.0, 1.0),
        high=pl.col("high").clip(0.0, 1.0),
    )


def _bars(top: pl.DataFrame) -> alt.LayerChart:
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in top.to_dicts()]
    rows = top.select("label", "mean", "low", "high").with_columns(
        pl.Series("shown", words, pl.String),
        pl.Series("figure", [amount(value, "share") for value in top["mean"]], pl.String),
    )
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("label:N")
        .title(None)
        .scale(domain=rows["label"].to_list())
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False),
        tooltip=[alt.Tooltip("label:N").title("List"), alt.Tooltip("shown:N").title("Share")],
    )
    bars = base.mark_bar(color=DARK_BLUE).encode(
        x=alt.X("mean:Q").title(None).scale(domainMin=0).axis(format=".0%", grid=True, tickCount=5)
    )
    numbers = base.mark_text(align="left", dx=6).encode(
        x=alt.X("high:Q").title(None) if rows["high"].null_count() == 0 else alt.X("mean:Q"),
        text="figure:N",
    )
    layers = (
        [bars, numbers]
        if rows["low"].null_count() == len(rows)
        else [bars, *whiskers(base), numbers]
    )
    return layered(layers, width=PAGE_WIDTH - _LABELS - 60, height=_ROW * len(rows))


def _table(rows: pl.DataFrame, policy: str) -> Table:
    ordered = rows.sort("mean", descending=True, maintain_order=True, nulls_last=True)
    shown = pl.DataFrame(
        [
            (
                row["place"],
                row["programme"],
                estimate(row["mean"], row["low"], row["high"], "share"),
                rounded(row["wait"]) if row["wait"] is not None else "nobody started",
                *(people(row[column]) for column in _COUNTS),
            )
            for row in ordered.to_dicts()
        ],
        schema=[
            "Site",
            "Programme",
            "Left without starting (%)",
            "Mean wait of those who started (days)",
            *_COUNTS.values(),
        ],
        orient="row",
    )
    return Table(
        f"Every list, the worst first, {policy}: people, mean of the runs",
        shown,
        ordered.select("site", "provision", "mean", "low", "high", "wait", *_COUNTS).rename(
            {"mean": "left_share", "wait": "wait_mean_days"}
        ),
        text_columns=2,
    )
