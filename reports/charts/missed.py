"""Who was missed: shares released untreated by policy, and how far each is from the baseline."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from reports.amounts import change, change_span, points, signed
from reports.charts.dots import dots, levels, measures, rows_of, scaled, stacked
from reports.figure import Figure, Table
from reports.reading import Reading
from reports.verdicts import WORDS
from sim.words.outcomes import Outcome


def missed_shares(frame: pl.DataFrame, reading: Reading, outcomes: Sequence[Outcome]) -> Figure:
    """Draw each policy's outcomes (policy, outcome, mean, low, high) as dots with intervals."""
    caption = "Measures of being missed, by policy"
    return levels(frame, reading, outcomes, key="missed", caption=caption)


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
        f"{measures(outcomes, points)}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Dots with intervals about a line at zero, a row a policy. {title}.",
        chart=stacked(panels),
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


def _difference_title(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> str:
    mine = rows.filter(pl.col("outcome") == outcome.name)
    if len(mine) == 1:
        row = mine.row(0, named=True)
        return (
            f"{outcome.title}: {change(row['mean'], outcome.unit)} under {row['label']}, against "
            f"{reading.policy[reading.baseline]} ({row['verdict']})"
        )
    counts = Counter(row["verdict"] for row in mine.to_dicts())
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return (
        f"{outcome.title} against {reading.policy[reading.baseline]}: "
        f"of {len(mine)} other policies, {said}"
    )


def _differences(rows: pl.DataFrame, reading: Reading, outcome: Outcome) -> alt.LayerChart:
    words = [_difference(row, outcome.unit) for row in rows.to_dicts()]
    drawn = scaled(rows, outcome.unit).with_columns(pl.Series("shown", words, pl.String))
    counted_in = points(outcome.unit)
    return dots(
        drawn,
        x_title=f"{counted_in[:1].upper()}{counted_in[1:]}, "
        f"against {reading.policy[reading.baseline]}",
        y=rows_of(reading.others, reading),
        title=outcome.title,
        words="Difference",
        zero_line=True,
    )


def _difference(row: dict[str, Any], unit: str) -> str:
    interval = change_span(row["low"], row["high"], unit) or "no interval"
    return f"{signed(row['mean'], unit)} ({interval}): {row['verdict']}"
