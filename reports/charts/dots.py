"""Dots with intervals, a row a policy and a panel a measure: what each policy came to."""

from collections.abc import Callable, Sequence

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, unit_sign
from reports.charts.panels import heading, layered
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading
from reports.theme import DARK_BLUE, INK, PAGE_WIDTH
from sim.words.outcomes import Outcome

_ROW = 34
_LABELS = 300


def levels(
    frame: pl.DataFrame,
    reading: Reading,
    outcomes: Sequence[Outcome],
    *,
    key: str,
    caption: str,
    note: str = "",
) -> Figure:
    """Draw each policy's outcomes (policy, outcome, mean, low, high); the first is the title's."""
    rows = frame.with_columns(label=pl.col("policy").replace_strict(reading.policy))
    panels = [
        _level(rows.filter(pl.col("outcome") == each.name), reading, each) for each in outcomes
    ]
    title = _level_title(rows, reading, outcomes[0])
    shown = pl.DataFrame(
        {"Policy": [reading.policy[policy] for policy in reading.policies]}
        | {each.title: _column(rows, reading, each) for each in outcomes}
    )
    return Figure(
        key=key,
        title=title,
        subtitle=f"{measures(outcomes)}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Dots with intervals, a row a policy, a panel a measure, from zero. {title}.",
        chart=stacked(panels),
        tables=(
            Table(
                f"{caption} (95% interval in brackets)",
                shown,
                rows.select("policy", "outcome", "mean", "low", "high"),
            ),
        ),
        note=note,
    )


def _level(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> alt.LayerChart:
    words = [estimate(r["mean"], r["low"], r["high"], outcome.unit) for r in rows.to_dicts()]
    drawn = scaled(rows, outcome.unit).with_columns(pl.Series("shown", words, pl.String))
    if outcome.unit == "share":
        drawn = drawn.with_columns(pl.col("low", "high").clip(0.0, 100.0))
    elif (rows["mean"] >= 0).all():
        drawn = drawn.with_columns(pl.col("low").clip(lower_bound=0.0))
    unit = unit_sign(outcome.unit)
    return dots(
        drawn,
        x_title=f"{unit[:1].upper()}{unit[1:]}",
        y=rows_of(reading.policies, reading),
        title=outcome.title,
        words="Value",
    )


def _column(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> list[str]:
    found = {
        row["policy"]: estimate(row["mean"], row["low"], row["high"], outcome.unit)
        for row in rows.filter(pl.col("outcome") == outcome.name).to_dicts()
    }
    return [found.get(policy, "nobody to count") for policy in reading.policies]


def _level_title(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> str:
    means = {
        row["policy"]: row["mean"]
        for row in rows.filter(
            pl.col("outcome") == outcome.name, pl.col("mean").is_not_null()
        ).to_dicts()
    }
    base = (
        f"{outcome.title}: {amount(means.get(reading.baseline), outcome.unit)} "
        f"under {reading.policy[reading.baseline]}"
    )
    others = [policy for policy in reading.others if policy in means]
    if not others:
        return base
    sign = -1 if outcome.better == "higher" else 1
    best = min(others, key=lambda policy: sign * means[policy])
    worst = max(others, key=lambda policy: sign * means[policy])
    if best == worst:
        return f"{base}, {amount(means[best], outcome.unit)} under {reading.policy[best]}"
    lowest, highest = (amount(means[policy], outcome.unit) for policy in (best, worst))
    if lowest == highest:
        return f"{base}; {lowest} under every other policy"
    return (
        f"{base}; the others run from {amount(means[best], outcome.unit)} "
        f"({reading.policy[best]}) to {amount(means[worst], outcome.unit)} "
        f"({reading.policy[worst]})"
    )


def measures(outcomes: Sequence[Outcome], unit_of: Callable[[str], str] = unit_sign) -> str:
    return "; ".join(f"{each.title} ({unit_of(each.unit)})" for each in outcomes)


def stacked(panels: Sequence[alt.LayerChart]) -> alt.LayerChart | alt.VConcatChart:
    if len(panels) == 1:
        return panels[0]
    chart: alt.VConcatChart = alt.vconcat(*panels, spacing=36)
    return chart


def scaled(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Turn shares into percentages, so that the axis can say points."""
    factor = 100.0 if unit == "share" else 1.0
    return rows.with_columns(pl.col("mean", "low", "high") * factor)


def rows_of(policies: Sequence[str], reading: Reading) -> alt.Y:
    y: alt.Y = (
        alt.Y("label:N")
        .title(None)
        .scale(domain=[reading.policy[policy] for policy in policies])
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False, grid=True)
    )
    return y


def dots(
    rows: pl.DataFrame,
    *,
    x_title: str,
    y: alt.Y,
    title: str,
    words: str,
    zero_line: bool = False,
    who: str = "Policy",
) -> alt.LayerChart:
    width = PAGE_WIDTH - _LABELS - 40
    base = alt.Chart(inline(rows)).encode(y=y)
    tips = [alt.Tooltip("label:N").title(who), alt.Tooltip("shown:N").title(words)]
    rule = base.mark_rule(strokeWidth=3, color=DARK_BLUE).encode(
        x=alt.X("low:Q").title(x_title), x2="high:Q", tooltip=tips
    )
    dot = base.mark_point(filled=True, size=130, opacity=1, color=DARK_BLUE).encode(
        x=alt.X("mean:Q").title(x_title).scale(zero=True).axis(tickCount=6), tooltip=tips
    )
    layers = [dot] if rows["low"].null_count() == len(rows) else [rule, dot]
    if zero_line:
        nothing = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        layers.insert(0, nothing.mark_rule(color=INK, strokeWidth=2).encode(x="zero:Q"))
    return layered(
        layers, width=width, height=_ROW * max(rows.height, 1), title=heading([title], width)
    )
