"""Who was missed: shares released untreated by policy, and how far each is from the baseline."""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import polars as pl

from reports.amounts import amount, change, change_span, estimate, points, signed, unit_sign
from reports.charts.panels import heading, layered
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading
from reports.theme import DARK_BLUE, INK, PAGE_WIDTH
from reports.verdicts import WORDS
from sim.words.outcomes import Outcome

_ROW = 34
_LABELS = 300


def missed_shares(frame: pl.DataFrame, reading: Reading, outcomes: Sequence[Outcome]) -> Figure:
    """Draw each policy's outcomes (policy, outcome, mean, low, high) as dots with intervals."""
    rows = frame.with_columns(label=pl.col("policy").replace_strict(reading.policy))
    panels = [
        _dots(rows.filter(pl.col("outcome") == each.name), reading, each) for each in outcomes
    ]
    title = _level_title(rows, reading, outcomes[0])
    shown = pl.DataFrame(
        {"Policy": [reading.policy[policy] for policy in reading.policies]}
        | {each.title: _column(rows, reading, each) for each in outcomes}
    )
    return Figure(
        key="missed",
        title=title,
        subtitle=f"{_measures(outcomes)}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Dots with intervals, a row a policy, a panel a measure, from zero. {title}.",
        chart=_stack(panels),
        tables=(
            Table(
                "Measures of being missed, by policy (95% interval in brackets)",
                shown,
                rows.select("policy", "outcome", "mean", "low", "high"),
            ),
        ),
    )


def missed_differences(
    frame: pl.DataFrame, reading: Reading, outcomes: Sequence[Outcome]
) -> Figure:
    """Draw paired differences (policy, outcome, mean, low, high, verdict) about a zero line."""
    rows = frame.with_columns(label=pl.col("policy").replace_strict(reading.policy))
    panels = [
        _differences(rows.filter(pl.col("outcome") == each.name), reading, each)
        for each in outcomes
    ]
    title = _difference_title(rows, reading, outcomes[0])
    words = {each.name: each for each in outcomes}
    shown = pl.DataFrame(
        [
            (
                words[row["outcome"]].title,
                row["label"],
                signed(row["mean"], words[row["outcome"]].unit),
                change_span(row["low"], row["high"], words[row["outcome"]].unit) or "none",
                WORDS[row["verdict"]],
            )
            for row in rows.to_dicts()
        ],
        schema=["Measure", "Policy", "Difference", "95% interval", "Verdict"],
        orient="row",
    )
    return Figure(
        key="missed-differences",
        title=title,
        subtitle=f"Difference from {reading.policy[reading.baseline]}, paired run by run; "
        f"{_measures(outcomes, points)}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Dots with intervals about a line at zero, a row a policy. {title}.",
        chart=_stack(panels),
        tables=(
            Table(
                f"Differences from {reading.policy[reading.baseline]}",
                shown,
                rows.select("policy", "outcome", "mean", "low", "high", "verdict"),
                text_columns=2,
            ),
        ),
        note="Left of the line is a lower figure than the baseline's, right of it a higher one. "
        "Verdicts allow for the number of comparisons (Holm); intervals do not.",
    )


def _stack(panels: Sequence[alt.LayerChart]) -> alt.LayerChart | alt.VConcatChart:
    if len(panels) == 1:
        return panels[0]
    chart: alt.VConcatChart = alt.vconcat(*panels, spacing=36)
    return chart


def _measures(outcomes: Sequence[Outcome], unit_of: Callable[[str], str] = unit_sign) -> str:
    return "; ".join(f"{each.title} ({unit_of(each.unit)})" for each in outcomes)


def _scaled(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Turn shares into percentages, so that the axis can say points."""
    factor = 100.0 if unit == "share" else 1.0
    return rows.with_columns(pl.col("mean", "low", "high") * factor)


def _rows_of(policies: Sequence[str], reading: Reading) -> alt.Y:
    y: alt.Y = (
        alt.Y("label:N")
        .title(None)
        .scale(domain=[reading.policy[policy] for policy in policies])
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False, grid=True)
    )
    return y


def _dots(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> alt.LayerChart:
    words = [estimate(r["mean"], r["low"], r["high"], outcome.unit) for r in rows.to_dicts()]
    scaled = _scaled(rows, outcome.unit).with_columns(pl.Series("shown", words, pl.String))
    unit = unit_sign(outcome.unit)
    return _drawn(
        scaled,
        x_title=f"{unit[:1].upper()}{unit[1:]}",
        y=_rows_of(reading.policies, reading),
        title=outcome.title,
        words="Value",
    )


def _differences(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> alt.LayerChart:
    words = [_difference(row, outcome.unit) for row in rows.to_dicts()]
    scaled = _scaled(rows, outcome.unit).with_columns(pl.Series("shown", words, pl.String))
    counted_in = points(outcome.unit)
    return _drawn(
        scaled,
        x_title=f"{counted_in[:1].upper()}{counted_in[1:]}, "
        f"against {reading.policy[reading.baseline]}",
        y=_rows_of(reading.others, reading),
        title=outcome.title,
        words="Difference",
        zero_line=True,
    )


def _difference(row: dict[str, Any], unit: str) -> str:
    interval = change_span(row["low"], row["high"], unit) or "no interval"
    return f"{signed(row['mean'], unit)} ({interval}): {row['verdict']}"


def _drawn(
    rows: pl.DataFrame,
    *,
    x_title: str,
    y: alt.Y,
    title: str,
    words: str,
    zero_line: bool = False,
) -> alt.LayerChart:
    width = PAGE_WIDTH - _LABELS - 40
    base = alt.Chart(inline(rows)).encode(y=y)
    tips = [alt.Tooltip("label:N").title("Policy"), alt.Tooltip("shown:N").title(words)]
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


def _column(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> list[str]:
    found = {
        row["policy"]: estimate(row["mean"], row["low"], row["high"], outcome.unit)
        for row in rows.filter(pl.col("outcome") == outcome.name).to_dicts()
    }
    return [found.get(policy, "nobody to count") for policy in reading.policies]


def _level_title(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> str:
    levels = {
        row["policy"]: row["mean"]
        for row in rows.filter(
            pl.col("outcome") == outcome.name, pl.col("mean").is_not_null()
        ).to_dicts()
    }
    base = (
        f"{outcome.title}: {amount(levels.get(reading.baseline), outcome.unit)} "
        f"under {reading.policy[reading.baseline]}"
    )
    others = [policy for policy in reading.others if policy in levels]
    if not others:
        return base
    sign = -1 if outcome.better == "higher" else 1
    best = min(others, key=lambda policy: sign * levels[policy])
    worst = max(others, key=lambda policy: sign * levels[policy])
    if best == worst:
        return f"{base}, {amount(levels[best], outcome.unit)} under {reading.policy[best]}"
    return (
        f"{base}; the others run from {amount(levels[best], outcome.unit)} "
        f"({reading.policy[best]}) to {amount(levels[worst], outcome.unit)} "
        f"({reading.policy[worst]})"
    )


def _difference_title(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> str:
    mine = rows.filter(pl.col("outcome") == outcome.name)
    if len(mine) == 1:
        row = mine.row(0, named=True)
        return (
            f"{outcome.title}: {change(row['mean'], outcome.unit)} under {row['label']}, against "
            f"{reading.policy[reading.baseline]} ({row['verdict']})"
        )
    counts = dict(mine.group_by("verdict", maintain_order=True).len().iter_rows())
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return (
        f"{outcome.title} against {reading.policy[reading.baseline]}: "
        f"of {len(mine)} other policies, {said}"
    )
