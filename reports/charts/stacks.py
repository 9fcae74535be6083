"""Bars in parts, a row a bar: each part has a letter in it, so that none speaks by colour alone."""

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

import altair as alt
import polars as pl

from reports.amounts import people
from reports.charts.panels import layered
from reports.island import inline
from reports.theme import FILLS, INK, PAGE_WIDTH

_ROW = 34
_LABELS = 300
_ROOM = 0.03  # of the longest bar, for a letter to stand in a part
_BEYOND = 1.12  # of the longest bar, for the number after it


def lettered(parts: Mapping[str, str], present: Sequence[str]) -> dict[str, str]:
    """Return the parts that are present to their names with a letter, in the order of the parts.

    >>> lettered({"x": "Assessment", "y": "Staff"}, ["y"])
    {'y': 'A. Staff'}
    """
    known = [key for key in parts if key in present]
    return {key: f"{ascii_uppercase[at]}. {parts[key]}" for at, key in enumerate(known)}


def stacked_bars(
    rows: pl.DataFrame,
    parts: Mapping[str, str],
    bars: Sequence[str],
    tips: tuple[str, str] = ("Because of", "People"),
) -> alt.LayerChart:
    """Draw `value` (with its words in `shown`) by `label`, a bar a label, a piece a `part`.

    `parts` are ids to lettered names in their order, `bars` the labels in theirs, `tips` what a
    part and its value are called.
    """
    drawn = _placed(rows, parts)
    longest = max([float(value) for value in drawn["end"]], default=0.0) or 1.0
    scale = alt.Scale(domain=[0, longest * _BEYOND], nice=False)
    y = (
        alt.Y("label:N")
        .title(None)
        .scale(domain=list(bars))
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False)
    )
    names = list(parts.values())
    pieces = (
        alt.Chart(inline(drawn.select("label", "part", "start", "end", "shown")))
        .mark_bar(stroke=INK, strokeWidth=1)
        .encode(
            y=y,
            x=alt.X("start:Q").title(None).scale(scale).axis(grid=True, tickCount=5),
            x2="end:Q",
            color=alt.Color("part:N").scale(
                domain=names, range=[fill for fill, _ in FILLS[: len(names)]]
            ),
            tooltip=[
                alt.Tooltip("label:N").title("Bar"),
                alt.Tooltip("part:N").title(tips[0]),
                alt.Tooltip("shown:N").title(tips[1]),
            ],
        )
    )
    layers = [pieces]
    wide = drawn.filter(pl.col("end") - pl.col("start") >= _ROOM * longest)
    for ink in dict.fromkeys(ink for _, ink in FILLS):
        mine = wide.filter(pl.col("ink") == ink).select("label", "middle", "letter")
        letters = alt.Chart(inline(mine)).mark_text(color=ink, fontWeight="bold")
        layers.append(letters.encode(y=y, x=alt.X("middle:Q").title(None), text="letter:N"))
    totals = drawn.group_by("label", maintain_order=True).agg(pl.col("end").max())
    totals = totals.with_columns(
        pl.Series("total", [people(end) for end in totals["end"]], pl.String)
    )
    numbers = alt.Chart(inline(totals)).mark_text(align="left", dx=6)
    layers.append(numbers.encode(y=y, x=alt.X("end:Q").title(None), text="total:N"))
    return layered(layers, width=PAGE_WIDTH - _LABELS - 40, height=_ROW * max(len(bars), 1))


def _placed(rows: pl.DataFrame, parts: Mapping[str, str]) -> pl.DataFrame:
    """Return the pieces with where they begin and end, their names, letters and inks."""
    order = {key: at for at, key in enumerate(parts)}
    return (
        rows.filter(pl.col("value") > 0)
        .with_columns(at=pl.col("part").replace_strict(order, return_dtype=pl.Int64))
        .sort("label", "at", maintain_order=True)
        .with_columns(end=pl.col("value").cum_sum().over("label"))
        .with_columns(
            start=pl.col("end") - pl.col("value"),
            middle=pl.col("end") - pl.col("value") / 2,
            letter=pl.col("at").replace_strict(
                dict(enumerate(ascii_uppercase[: len(parts)])), return_dtype=pl.String
            ),
            ink=pl.col("at").replace_strict(
                {at: ink for at, (_, ink) in enumerate(FILLS[: len(parts)])},
                return_dtype=pl.String,
            ),
            part=pl.col("part").replace_strict(dict(parts), return_dtype=pl.String),
        )
    )
