"""The section that holds a run against published figures: the defended range, and what came out.

Figures that numbers were tuned to, figures seen meanwhile and figures held back are never in one
chart. Every figure is drawn as a multiple of the published one, so that one scale does for all
units.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, span
from reports.charts.panels import layered, whiskers
from reports.figure import Figure, Section, Table
from reports.island import inline
from reports.reading import Reading, labels
from reports.theme import DARK_BLUE, GRID, INK, ORANGE, PAGE_WIDTH
from sim.experiments.verdicts import USES, Held, by_standing, held_against, misses_first

if TYPE_CHECKING:
    from sim.experiments.results import Results

EDGE = 2.0
"""Multiples of the published figure beyond this are drawn here."""
_ROW = 30
_LABELS = 420
_COLOURS = {"inside": DARK_BLUE, "outside": ORANGE, "cannot say": INK}
_SHAPES = {"inside": "circle", "outside": "diamond", "cannot say": "square"}


class Published:
    """Published figures, beside what came out under the baseline."""

    def __init__(self, results: "Results", reading: Reading) -> None:
        self.reading = reading
        self.held = held_against(results, reading.baseline)

    def sections(self) -> Iterator[Section]:
        if not self.held:
            return
        yield Section(
            "published",
            "Against published figures",
            "A figure is inside if its whole interval lies in the range that is defended, outside "
            "if none of it does; else, or with fewer than three runs, nothing can be said. "
            "Agreement with figures that numbers were tuned to is no validation, and with figures "
            "seen meanwhile hardly any.",
            tuple(self._figure(use) for use in USES if self._of(use)),
        )

    def _of(self, use: str) -> list[Held]:
        return misses_first([each for each in self.held if each.target.use == use])

    def _figure(self, use: str) -> Figure:
        held = self._of(use)
        title = f"{_NAMES[use]}: {_counted(held)}"
        standing = by_standing((each.target.label, each.verdict) for each in held)
        return Figure(
            key=f"published-{use.replace('_', '-')}",
            title=title,
            subtitle="Simulated over published (1 is as published), and the defended range; "
            f"{self.reading.policy[self.reading.baseline]}; {self.reading.runs}",
            alt=f"A row a figure: a bar for the range, a mark with an interval for what came out. "
            f"{title}. {standing} {_said(held)}",
            chart=_chart(held),
            tables=(_table(use, held),),
            note=f"{standing} What is beyond {EDGE:g} times the published figure is drawn at "
            f"{EDGE:g}; the table has it.",
        )


_NAMES = {
    "calibration": "Figures that numbers were tuned to",
    "seen": "Figures seen while tuning",
    "held_back": "Figures held back",
}


def _counted(held: Sequence[Held]) -> str:
    counts = {word: sum(each.verdict == word for each in held) for word in _COLOURS}
    said = "; nothing can be said of " + str(counts["cannot say"]) if counts["cannot say"] else ""
    return (
        f"{counts['outside']} of {len(held)} outside their range, {counts['inside']} inside{said}"
    )


def _said(held: Sequence[Held]) -> str:
    """Return the misses in words, for who cannot see the chart."""
    missed = [each for each in held if each.verdict == "outside"]
    return " ".join(
        f"{each.target.name}: {amount(each.found.mean, each.target.unit)}, published "
        f"{amount(each.target.value, each.target.unit)}."
        for each in missed
    )


def _chart(held: Sequence[Held]) -> alt.LayerChart:
    names = labels((each.target.id, each.target.name) for each in held)
    rows = pl.DataFrame([_drawn(each, names) for each in held], infer_schema_length=None)
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("label:N")
        .title(None)
        .scale(domain=rows["label"].to_list())
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False),
        tooltip=[
            alt.Tooltip("label:N").title("Figure"),
            alt.Tooltip("published:N").title("Published"),
            alt.Tooltip("simulated:N").title("Simulated"),
            alt.Tooltip("verdict:N").title("Verdict"),
        ],
    )
    x_scale = alt.X("from:Q").title(None).scale(domain=[0, EDGE], nice=False)
    ranges = base.mark_bar(color=GRID, height=16).encode(
        x=x_scale.axis(format="~r", grid=True, tickCount=5), x2="to:Q"
    )
    words = list(_COLOURS)
    marks = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("mean:Q").title(None),
        color=alt.Color("verdict:N").scale(domain=words, range=list(_COLOURS.values())),
        shape=alt.Shape("verdict:N").scale(domain=words, range=list(_SHAPES.values())),
    )
    drawn = [ranges] if rows["low"].null_count() == len(rows) else [ranges, *whiskers(base)]
    return layered([*drawn, marks], width=PAGE_WIDTH - _LABELS - 60, height=_ROW * len(rows))


def _drawn(each: Held, names: Mapping[str, str]) -> dict[str, object]:
    target, found = each.target, each.found
    return {
        "label": names[target.id],
        "from": _multiple(target.low, target.value),
        "to": _multiple(target.high, target.value),
        "mean": _multiple(found.mean, target.value),
        "low": _multiple(found.low, target.value),
        "high": _multiple(found.high, target.value),
        "published": _range(each),
        "simulated": estimate(found.mean, found.low, found.high, target.unit),
        "verdict": each.verdict,
    }


def _multiple(value: float | None, of: float) -> float | None:
    return None if value is None else min(max(value / of, 0.0), EDGE)


def _range(each: Held) -> str:
    target = each.target
    return f"{amount(target.value, target.unit)} ({span(target.low, target.high, target.unit)})"


def _table(use: str, held: Sequence[Held]) -> Table:
    shown = [
        (
            each.target.name,
            each.verdict,
            _range(each),
            estimate(each.found.mean, each.found.low, each.found.high, each.target.unit),
            f"{each.target.label}: {each.target.source}",
            "; ".join(part for part in (each.why, each.target.note) if part) or "-",
        )
        for each in held
    ]
    data = [
        (
            *(getattr(each.target, name) for name in _OF_TARGET),
            *(each.found.mean, each.found.low, each.found.high, each.verdict),
        )
        for each in held
    ]
    return Table(
        f"{_NAMES[use]}, those missed first",
        pl.DataFrame(
            shown,
            schema=[
                "Figure",
                "Verdict",
                "Published or assumed (range)",
                "Simulated",
                "Source",
                "Note",
            ],
            orient="row",
        ),
        pl.DataFrame(data, schema=_DATA, orient="row"),
        text_columns=6,
    )


_OF_TARGET = ("id", "measure", "unit", "value", "low", "high")
_DATA = {
    "target": pl.String,
    "measure": pl.String,
    "unit": pl.String,
    "published": pl.Float64,
    "published_low": pl.Float64,
    "published_high": pl.Float64,
    "simulated": pl.Float64,
    "simulated_low": pl.Float64,
    "simulated_high": pl.Float64,
    "verdict": pl.String,
}
