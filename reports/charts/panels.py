"""Panels that charts share: lines with intervals, laid side by side on scales stated once.

A line has a colour and a dash of its own; a panel holds at most four. Text of a scenario enters
as values of a column or as a title, never as the name of a field.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

import altair as alt
import polars as pl

from reports.figure import Drawing
from reports.island import inline
from reports.theme import DASHES, INK, MOST_LINES, PALE_INK, PALETTE, panel_width

_TICKS = 5
_LEGEND_ROW = 80  # letters that stand beside each other above a chart
_NEAR_NEW_YEAR = 0.02
_SHORTEST_LINE = 20
_MOST_TITLE_LINES = 2
_LETTER_WIDTH = 7.8  # of a 15-pixel bold letter, on average


@dataclass(frozen=True, slots=True)
class Axes:
    """The scales that the panels of a chart have in common."""

    x_title: str
    x_values: tuple[float, float]
    top: float
    number: str = ",.3~r"
    exact: str = ",.3~r"
    whole_years: bool = True
    marks: tuple[tuple[float, str], ...] = ()
    """Places on the x axis that a dashed line marks, each with its words."""


def line_panel(
    frame: pl.DataFrame,
    axes: Axes,
    *,
    title: Sequence[str],
    series: Sequence[str],
    columns: int,
    height: int = 210,
) -> alt.LayerChart:
    """Return lines of `mean` over `x` by `series`, each with its interval where it has one.

    Each series is a data set of its own, so that a page holds the baseline of many panels once.
    """
    colours = alt.Scale(domain=list(series), range=list(PALETTE[: len(series)]))
    dashes = alt.Scale(domain=list(series), range=[list(dash) for dash in DASHES[: len(series)]])
    legend = alt.Legend(columns=len(series) if sum(map(len, series)) <= _LEGEND_ROW else 2)
    bands: list[alt.Chart] = []
    lines: list[alt.Chart] = []
    for name, colour in zip(series, PALETTE, strict=False):
        rows = frame.filter(pl.col("series") == name).select(
            "x", "when", "series", pl.col("mean", "low", "high").round_sig_figs(4)
        )
        base = alt.Chart(inline(rows)).encode(x=_x(axes))
        if rows["low"].null_count() < len(rows):
            band = base.mark_area(opacity=0.2, clip=True, color=colour)
            bands.append(band.encode(y=alt.Y("low:Q").title(None), y2="high:Q"))
        lines.append(
            base.mark_line(clip=True).encode(
                y=_y(axes),
                color=alt.Color("series:N").scale(colours).legend(legend),
                strokeDash=alt.StrokeDash("series:N").scale(dashes).legend(legend),
                tooltip=_tips(axes, intervals=bool(bands)),
            )
        )
    width = panel_width(columns)
    return layered(
        [*_marked(axes), *bands, *lines], width=width, height=height, title=heading(title, width)
    )


def _marked(axes: Axes) -> list[alt.Chart]:
    first, last = axes.x_values
    marks = [{"x": x, "says": says} for x, says in axes.marks if first <= x <= last]
    if not marks:
        return []
    dashed = alt.Chart(inline(pl.DataFrame(marks))).mark_rule(
        strokeDash=[6, 4], strokeWidth=1.5, color=INK
    )
    return [dashed.encode(x=_x(axes), tooltip=[alt.Tooltip("says:N").title("Offered")])]


def _x(axes: Axes) -> alt.X:
    x: alt.X = (
        alt.X("x:Q")
        .title(axes.x_title or None)
        .scale(domain=list(axes.x_values), nice=False, zero=False)
        .axis(format="d" if axes.whole_years else "~r", tickMinStep=1, tickCount=5)
    )
    return x


def _y(axes: Axes) -> alt.Y:
    y: alt.Y = (
        alt.Y("mean:Q")
        .title(None)
        .scale(domain=[0, axes.top], nice=_TICKS)
        .axis(format=axes.number)
    )
    return y


def _tips(axes: Axes, *, intervals: bool) -> list[alt.Tooltip]:
    """Return what a pointer is told: the line, when, the value and its interval."""
    numbers = {"mean": "Value"} | ({"low": "From", "high": "To"} if intervals else {})
    return [
        alt.Tooltip("series:N").title("Line"),
        alt.Tooltip("when:N").title("When"),
        *(alt.Tooltip(f"{key}:Q").title(word).format(axes.exact) for key, word in numbers.items()),
    ]


def layered(
    layers: Sequence[alt.Chart], *, width: int, height: int, title: alt.TitleParams | None = None
) -> alt.LayerChart:
    """Lay charts one on another in a panel of this size."""
    chart = alt.LayerChart(layer=list(layers)).properties(width=width, height=height)
    return chart if title is None else chart.properties(title=title)


def whiskers(base: alt.Chart) -> list[alt.Chart]:
    """Return horizontal intervals from low to high, cased in white to be seen on a dark bar."""
    cased = ((4, PALE_INK), (1.5, INK))
    return [
        base.mark_rule(strokeWidth=width, color=colour).encode(x="low:Q", x2="high:Q")
        for width, colour in cased
    ]


def heading(lines: Sequence[str], width: int) -> alt.TitleParams:
    """Return a panel's title: a bold line, broken once where the panel ends, and plain ones."""
    letters = max(_SHORTEST_LINE, int(width / _LETTER_WIDTH))
    first, *rest = lines
    bold = wrap(first, letters, max_lines=_MOST_TITLE_LINES, placeholder="…") or [""]
    plain = [
        part
        for line in rest
        for part in wrap(line, letters, max_lines=_MOST_TITLE_LINES, placeholder="…")
    ]
    return alt.TitleParams(bold, subtitle=plain) if plain else alt.TitleParams(bold)


def grid(panels: Sequence[alt.Chart | alt.LayerChart], columns: int) -> Drawing:
    """Lay panels out row by row; a single panel stands alone."""
    if len(panels) == 1:
        return panels[0]
    chart: alt.ConcatChart = alt.concat(*panels, columns=columns)
    return chart


def years_between(first: float, last: float) -> tuple[float, float]:
    """Return the ends of an axis of years, drawn out to the new year when hours from it."""
    near = _NEAR_NEW_YEAR
    return (
        round(first) if abs(first - round(first)) < near else first,
        round(last) if abs(last - round(last)) < near else last,
    )


def top_of(frame: pl.DataFrame, *columns: str) -> float:
    """Return the top of a zero-based scale that holds these columns."""
    found = [frame[column].max() for column in columns]
    highest = max((float(value) for value in found if isinstance(value, int | float)), default=0.0)
    return highest if highest > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """A row of data that gets panels of its own: a programme, a belief."""

    id: str
    label: str
    top: float
    marks: tuple[tuple[float, str], ...] = ()


def policy_panels(
    frame: pl.DataFrame,
    axes: Axes,
    *,
    groups: Sequence[Group],
    column: str,
    policies: dict[str, str],
) -> Drawing:
    """Return the policies over time, in a panel a group, or a panel a group and policy.

    Up to four policies share a panel. With more, each other policy has a panel with the
    baseline in it, so that nobody has to tell five lines apart.
    """
    columns = min(len(groups), 3)
    labelled = frame.with_columns(
        series=pl.col("policy").replace_strict(policies, return_dtype=pl.String)
    )
    baseline, *others = policies
    panels = []
    if len(policies) <= MOST_LINES:
        for group in groups:
            rows = labelled.filter(pl.col(column) == group.id)
            own = replace(axes, top=group.top, marks=group.marks)
            series = list(policies.values())
            panels.append(
                line_panel(rows, own, title=[group.label], series=series, columns=columns)
            )
        return grid(panels, columns)
    lines = [f"{policies[baseline]} (baseline)", "The policy named above the panel"]
    for policy in others:
        for group in groups:
            rows = labelled.filter(
                pl.col(column) == group.id, pl.col("policy").is_in([baseline, policy])
            ).with_columns(
                series=pl.when(pl.col("policy") == baseline)
                .then(pl.lit(lines[0]))
                .otherwise(pl.lit(lines[1]))
            )
            last = policy == others[-1]  # the x axis is named once, below its column
            panels.append(
                line_panel(
                    rows,
                    replace(
                        axes,
                        top=group.top,
                        marks=group.marks,
                        x_title=axes.x_title if last else "",
                    ),
                    title=[policies[policy], group.label],
                    series=lines,
                    columns=columns,
                    height=130,
                )
            )
    return grid(panels, columns)
