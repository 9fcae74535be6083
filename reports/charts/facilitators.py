"""How much of the capacity of facilitators is in use, year by year and site by site."""

from typing import Any

import altair as alt
import polars as pl

from reports.amounts import amount, bare, rounded
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading, with_label
from reports.theme import DARK_BLUE, INK, PAGE_WIDTH, PALE_INK

_PARTS = {"in_use": "In groups", "spare": "In post, not in a group"}


def facilitator_use(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw capacity in post and in use a year (policy, site, year, in_post, in_use: means)."""
    totals = frame.group_by("policy", "year", maintain_order=True).agg(
        pl.col("in_post", "in_use").sum()
    )
    mine = totals.filter(pl.col("policy") == reading.baseline)
    used, posts = float(mine["in_use"].sum()), float(mine["in_post"].sum())
    policy = reading.policy[reading.baseline]
    share = used / posts if posts else None
    title = f"On average {amount(share, 'share')} of facilitator capacity is in use under {policy}"
    return Figure(
        key="facilitators",
        title=title,
        subtitle=f"Facilitator capacity ({_counted(reading)} times the groups each can carry at "
        "once), mean over "
        f"each year; {policy}; {reading.place}, {reading.whole_run}; {_mean(reading)}",
        alt=f"Stacked bars from zero, a bar a year: capacity in groups, and in post but not in a "
        f"group. {title}.",
        chart=_bars(mine, reading),
        tables=(_by_year(totals, reading), _by_site(frame, reading)),
        note="Capacity can stand idle while people wait: a group starts only when it is complete "
        "and one site has all the facilitators it needs.",
    )


def _mean(reading: Reading) -> str:
    return "one run" if reading.replications == 1 else f"mean of {reading.replications} runs"


def _counted(reading: Reading) -> str:
    """Say whose capacity is counted: where staff are people, an empty post has none."""
    teams = any(site.team for site in reading.book.sites)
    return "staff who are there and trained" if teams else "posts"


def _bars(mine: pl.DataFrame, reading: Reading) -> alt.Chart:
    rows = (
        mine.with_columns(
            spare=(pl.col("in_post") - pl.col("in_use")).clip(lower_bound=0.0),
            label=pl.Series([reading.year_name(year) for year in mine["year"]], dtype=pl.String),
        )
        .unpivot(on=list(_PARTS), index=["year", "label"], variable_name="key", value_name="value")
        .with_columns(
            part=pl.col("key").replace_strict(_PARTS),
            order=pl.col("key").replace_strict({key: at for at, key in enumerate(_PARTS)}),
        )
    )
    rows = rows.with_columns(pl.Series("shown", [rounded(value) for value in rows["value"]]))
    chart: alt.Chart = (
        alt.Chart(inline(rows))
        .mark_bar(stroke=INK, strokeWidth=1)
        .encode(
            x=alt.X("label:O").title(None).axis(labelOverlap="greedy"),
            y=alt.Y("value:Q").title(None).stack("zero"),
            color=alt.Color("part:N").scale(
                domain=list(_PARTS.values()), range=[DARK_BLUE, PALE_INK]
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("label:O").title("Year"),
                alt.Tooltip("part:N").title("Capacity"),
                alt.Tooltip("shown:N").title("Facilitators"),
            ],
        )
        .properties(width=PAGE_WIDTH - 60, height=260)
    )
    return chart


def _by_year(totals: pl.DataFrame, reading: Reading) -> Table:
    shown = totals.select(
        Year=pl.Series([reading.year_name(year) for year in totals["year"]], dtype=pl.String),
        head=pl.col("policy").replace_strict(reading.policy),
        words=pl.Series([_used(row) for row in totals.to_dicts()], dtype=pl.String),
    ).pivot(on="head", index="Year", values="words")
    return Table("Share of facilitator capacity in use, by year and policy", shown, totals)


def _used(row: dict[str, Any]) -> str:
    if not row["in_post"]:
        return "none in post"
    return f"{bare(row['in_use'] / row['in_post'], 'share')} of {rounded(row['in_post'])}"


def _by_site(frame: pl.DataFrame, reading: Reading) -> Table:
    mine = (
        with_label(frame, "site", reading.site, "place")
        .group_by("policy", "site", "place", maintain_order=True)
        .agg(pl.col("in_post", "in_use").mean())
    )
    words = [_used(row) for row in mine.to_dicts()]
    shown = (
        mine.with_columns(
            pl.Series("words", words, pl.String),
            head=pl.col("policy").replace_strict(reading.policy),
        )
        .select(Site="place", head="head", words="words", site="site")
        .pivot(on="head", index=["site", "Site"], values="words")
        .drop("site")
    )
    return Table(
        "Share of facilitator capacity in use by site and policy, mean over the whole run",
        shown,
        mine.select("policy", "site", "in_post", "in_use"),
    )
