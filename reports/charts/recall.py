"""Recall: how soon after release, band by band; and the men in prison of whom some are recalled."""

import polars as pl

from reports.amounts import amount, estimate, listed, people, rounded
from reports.charts.men_over_time import men_over_time
from reports.charts.panels import Axes, grid, line_panel, top_of
from reports.figure import Figure, Table
from reports.reading import BANDS, Reading
from sim.words.bands import ALL_BANDS

SPLIT = {"people": "All men in prison", "recalled": "Of whom recalled"}
WIDE = 1
SHOWN_YEARS = 2.0


def recalled(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw the share recalled (band, years, mean, low, high) under the baseline, a line a band."""
    names = {ALL_BANDS: "All risk bands"} | {band: f"{name} risk" for band, name in BANDS.items()}
    rows = _in_words(frame, "share").with_columns(
        series=pl.col("band").replace_strict(names), x=pl.col("years"), low=pl.col("low").clip(0.0)
    )
    rows = rows.with_columns(
        when=pl.Series([f"{rounded(value)} years" for value in rows["years"]], dtype=pl.String)
    )
    series = [name for name in names.values() if name in set(rows["series"])]
    top = top_of(rows, "mean", "high")
    years = float(rows["years"].to_numpy().max())
    axes = Axes("Years since first release", (0.0, years), top, ".0~%", ".3~p", whole_years=False)
    panel = line_panel(
        rows, axes, title=[reading.policy[reading.baseline]], series=series, columns=WIDE
    )
    title = _recall_title(rows, reading)
    whole = rows.filter((pl.col("years") % 1 == 0) | (pl.col("years") == years))
    shown = whole.select(
        Years=pl.Series([rounded(value) for value in whole["years"]], dtype=pl.String),
        band="series",
        shown="shown",
    ).pivot(on="band", index="Years", values="shown")
    shown = shown.select("Years", *series)
    few = [name[:1].lower() + name[1:] for name in names.values() if name not in series]
    return Figure(
        key="recall",
        title=title,
        subtitle="Cumulative share with a first recall (%), the end of the licence and death "
        f"competing, by years since the first release; first released {reading.window}; "
        f"{reading.place}; {reading.runs}",
        alt=f"Line chart, a line a risk band, from zero. {title}.",
        chart=grid([panel], WIDE),
        tables=(
            Table(
                "Share recalled by years since release and risk band as first assessed",
                shown.fill_null("not followed"),
                rows.select("band", "years", "mean", "low", "high"),
            ),
        ),
        note="A man counts at his first recall alone, however often he is recalled."
        + (f" Too few men to follow: {listed(few)}." if few else ""),
    )


def in_custody(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw men in prison (policy, day, part, mean, low, high), a panel a policy."""
    return men_over_time(
        frame,
        reading,
        SPLIT,
        key="in-custody",
        of_whom="Men in prison, quarterly, and those of them who are in by a recall",
        titled=lambda rows: _inside_title(rows, reading),
        table="Men in prison by policy",
        note="Prisons have no limit here: men who stay longer fill more places.",
    )


def _in_words(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    words = [estimate(row["mean"], row["low"], row["high"], unit) for row in rows.to_dicts()]
    return rows.with_columns(pl.Series("shown", words, pl.String))


def _recall_title(rows: pl.DataFrame, reading: Reading) -> str:
    mine = rows.filter(pl.col("band") == ALL_BANDS)
    years = min(SHOWN_YEARS, float(mine["years"].to_numpy().max()))
    share = float(mine.filter(pl.col("years") == years)["mean"].item())
    return (
        f"Under {reading.policy[reading.baseline]} {amount(share, 'share')} of men are recalled "
        f"within {rounded(years)} years of their first release"
    )


def _inside_title(rows: pl.DataFrame, reading: Reading) -> str:
    mine = rows.filter(pl.col("policy") == reading.baseline).sort("day")
    last = {part: float(mine.filter(pl.col("part") == part)["mean"][-1]) for part in SPLIT}
    return (
        f"At the end {people(last['people'])} men are in prison under "
        f"{reading.policy[reading.baseline]}, {people(last['recalled'])} of them by a recall"
    )
