"""Programme starts a year: a bar a year, a row a programme, with the days on which eras begin."""

from collections.abc import Sequence
from math import ceil

import altair as alt
import polars as pl

from reports.amounts import estimate, people
from reports.charts.panels import grid, heading, layered, top_of
from reports.eras import Era
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading
from reports.theme import DARK_BLUE, INK, PAGE_WIDTH
from sim.words.days import DAYS_PER_YEAR

MOST_PANELS = 20
_COLUMNS = 2
_HEIGHT = 110
_MOST_SAID = 3


def starts_by_year(frame: pl.DataFrame, eras: Sequence[Era], reading: Reading) -> Figure:
    """Draw starts (policy, provision, year, mean, low, high) of the baseline by programme."""
    start = reading.book.start_date.year
    rows = frame.with_columns(
        calendar=pl.col("year") + start + 0.5,
        when=pl.col("year").map_elements(reading.year_name, return_dtype=pl.String),
        label=pl.col("provision").replace_strict(reading.provision, default=pl.col("provision")),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    mine = rows.filter(pl.col("policy") == reading.baseline)
    drawn = [
        each
        for each in reading.programmes
        if each in set(mine.filter(pl.col("mean") > 0)["provision"])
    ][:MOST_PANELS]
    years = (float(start), float(start + ceil(reading.book.horizon_days / DAYS_PER_YEAR)))
    columns = min(len(drawn), _COLUMNS)
    panels = [
        _panel(mine.filter(pl.col("provision") == each), eras, years, columns) for each in drawn
    ]
    title = _title(mine, drawn, eras, reading)
    policy = reading.policy[reading.baseline]
    return Figure(
        key="starts-by-year",
        title=title,
        subtitle=f"Programme starts a year (people), by programme; {policy}; {reading.place}, "
        f"{reading.whole_run}; {reading.runs}",
        alt=f"Bars from zero, a bar a year, a panel a programme, with a dashed line on the day "
        f"from which or until which it is offered. {title}.",
        chart=grid(panels, columns),
        tables=(_table(rows, policy, reading),),
        note="Each programme has its own vertical scale. A dashed line is the day from which, or "
        "until which, a programme is offered, everywhere or at some sites; groups under way then "
        "end under their own rules. The last year may be short."
        + ("" if len(drawn) < MOST_PANELS else f" The first {MOST_PANELS} programmes are drawn."),
    )


def _panel(
    rows: pl.DataFrame, eras: Sequence[Era], years: tuple[float, float], columns: int
) -> alt.LayerChart:
    width = PAGE_WIDTH // columns - 56
    each = max(2.0, 0.8 * width / max(years[1] - years[0], 1.0))
    top = top_of(rows, "mean", "high")
    x = (
        alt.X("calendar:Q")
        .title(None)
        .scale(domain=list(years), nice=False, zero=False)
        .axis(format="d", tickMinStep=1, tickCount=5)
    )
    base = alt.Chart(inline(rows.select("calendar", "when", "mean", "low", "high", "shown")))
    bars = base.mark_bar(color=DARK_BLUE, size=min(each, 40.0)).encode(
        x=x,
        y=alt.Y("mean:Q").title(None).scale(domain=[0, top * 1.15], nice=False),
        tooltip=[alt.Tooltip("when:N").title("Year"), alt.Tooltip("shown:N").title("Starts")],
    )
    layers = [bars]
    if rows["low"].null_count() < len(rows):
        for stroke, colour in ((4, "#FFFFFF"), (1.5, INK)):
            whisker = base.mark_rule(strokeWidth=stroke, color=colour)
            layers.append(whisker.encode(x=x, y=alt.Y("low:Q").title(None), y2="high:Q"))
    provision = rows["provision"][0]
    marks = [
        {"calendar": era.year, "says": era.says}
        for era in eras
        if era.provision == provision and years[0] <= era.year <= years[1]
    ]
    if marks:
        dashed = alt.Chart(inline(pl.DataFrame(marks))).mark_rule(
            strokeDash=[6, 4], strokeWidth=2, color=INK
        )
        layers.append(dashed.encode(x=x, tooltip=[alt.Tooltip("says:N").title("Offered")]))
    said = [str(mark["says"]) for mark in marks[:_MOST_SAID]]
    said += [f"and {len(marks) - _MOST_SAID} more dates"] if len(marks) > _MOST_SAID else []
    title = heading([rows["label"][0], *(["Offered " + ", ".join(said)] if said else [])], width)
    return layered(layers, width=width, height=_HEIGHT, title=title)


def _title(mine: pl.DataFrame, drawn: Sequence[str], eras: Sequence[Era], reading: Reading) -> str:
    yearly = mine.group_by("provision", maintain_order=True).agg(pl.col("mean").sum())
    totals = dict(yearly.iter_rows())
    most = max(drawn, key=lambda each: totals[each])
    under = f"Under {reading.policy[reading.baseline]}"
    said = (
        f"{under}, {people(sum(totals.values()))} people start a programme over the run, "
        f"{people(totals[most])} of them {reading.provision[most]}"
    )
    switched = sorted({era.provision for era in eras} & set(drawn))
    if switched:
        said += f"; {len(switched)} of {len(drawn)} programmes begin or end within it"
    return said


def _table(rows: pl.DataFrame, policy: str, reading: Reading) -> Table:
    shown = (
        rows.filter(pl.col("policy") == reading.baseline)
        .select(Programme="label", Year="when", Starts="shown")
        .pivot(on="Programme", index="Year", values="Starts")
    )
    return Table(
        f"Programme starts by year and programme, {policy}",
        shown,
        rows.select("policy", "provision", "year", "mean", "low", "high"),
        note="The download has every policy.",
    )
