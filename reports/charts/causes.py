"""First reoffences by cause, a line a belief; and what comes first after release."""

from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import amount, estimate, listed, rounded
from reports.charts.incidence import FEWEST_FOLLOWED
from reports.charts.panels import Axes, Group, policy_panels, top_of
from reports.figure import Figure, Table
from reports.reading import Reading
from reports.theme import MOST_LINES
from sim.experiments.results import Results
from sim.words.reoffences import CAUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

_X = "Years since release or start of order"


def by_cause(
    results: Results, reading: Reading, rows: pl.DataFrame, told: "Sequence[str]"
) -> Figure:
    """Draw the incidence of each cause under the baseline, a panel a cause, a line a belief."""
    keys = ["belief", "cause", "years"]
    frame = _banded(results, rows, "reoffending", keys, "reoffended")
    names = {cause: CAUSES[cause].capitalize() for cause in told}
    axes = _axes(frame)
    lines = frame.with_columns(policy=pl.col("belief"))
    chart = policy_panels(
        lines,
        axes,
        groups=[Group(cause, names[cause], _top(frame, cause)) for cause in told],
        column="cause",
        policies=_lines(reading),
    )
    title = _cause_title(frame, reading, told)
    return Figure(
        key="reoffending-by-cause",
        title=title,
        subtitle="Cumulative share whose first reoffence is of this cause (%), death and every "
        "other reoffence competing, by years since release or start of order; "
        f"{reading.policy[reading.baseline]}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Line chart, a panel a cause of reoffence, a line a belief. {title}.",
        chart=chart,
        tables=(_table(frame, "cause", names, reading),),
        note="Each man is counted once, by what came first; each panel has a scale of its own."
        + _left_out(reading),
    )


def first_events(results: Results, reading: Reading, rows: pl.DataFrame) -> Figure:
    """Draw what comes first after release under the baseline: a panel an event, a line a belief."""
    frame = _banded(results, rows, "first_after_release", ["belief", "event", "years"], "share")
    names = {
        event: _EVENTS.get(event, CAUSES.get(event, event).capitalize())
        for event in frame["event"].unique(maintain_order=True)
    }
    chart = policy_panels(
        frame.with_columns(policy=pl.col("belief")),
        _axes(frame),
        groups=[Group(event, name, top_of(frame, "mean", "high")) for event, name in names.items()],
        column="event",
        policies=_lines(reading),
    )
    last = frame.filter(pl.col("years") == frame["years"].max(), event="returned to prison")
    years = rounded(float(last["years"][0]))
    title = (
        f"Within {years} years {amount(last['mean'][0], 'share')} are back in prison before "
        "anything else happens"
    )
    return Figure(
        key="first-after-release",
        title=title,
        subtitle="Share by what came first after release or the start of an order (%), each thing "
        f"competing with the others; {reading.policy[reading.baseline]}; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        alt=f"Line chart, a panel an event, a line a belief, all on one scale. {title}.",
        chart=chart,
        tables=(_table(frame, "event", names, reading),),
        note="Men who have been back in prison are not followed here after that, so reoffences "
        "come to fewer than in the figure of causes, which follows them on. A return counts here "
        "only where nothing came before it, and of people put on an order too: shares recalled in "
        "the section on recall are of other people." + _left_out(reading),
    )


def _left_out(reading: Reading) -> str:
    """Say how many beliefs have no line, where they are too many to be told apart."""
    beliefs = len(reading.book.beliefs)
    if beliefs <= MOST_LINES:
        return ""
    return f" The first {MOST_LINES} of {beliefs} beliefs are drawn."


def _lines(reading: Reading) -> dict[str, str]:
    return dict(list(reading.belief.items())[:MOST_LINES])


_EVENTS = {
    "sexual": "A sexual reoffence",
    "returned to prison": "A return to prison",
    "died": "Death",
    "none of these": "None of these yet",
}


def _banded(
    results: Results, rows: pl.DataFrame, table: str, keys: list[str], value: str
) -> pl.DataFrame:
    """Return mean, low and high of a column by the keys, ready to draw."""
    chosen = Results(
        results.book, results.policies, results.replications, {**results.tables, table: rows}
    )
    followed = chosen.band(table, keys, "at_risk").filter(pl.col("mean") >= FEWEST_FOLLOWED)
    shown = list(results.book.belief_ids[:MOST_LINES])
    frame = chosen.band(table, keys, value).filter(
        pl.col("mean").is_not_null(),
        pl.col("years") <= followed["years"].max(),
        pl.col("belief").is_in(shown),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in frame.to_dicts()]
    return frame.with_columns(
        pl.col("low").clip(lower_bound=0.0),
        pl.Series("shown", words, pl.String),
        pl.Series("when", [f"{rounded(value)} years" for value in frame["years"]], pl.String),
        x=pl.col("years"),
    )


def _axes(frame: pl.DataFrame) -> Axes:
    top = top_of(frame, "mean", "high")
    longest = float(frame["years"].to_numpy().max())
    return Axes(_X, (0.0, longest), top, ".2~%", ".3~p", whole_years=False)


def _top(frame: pl.DataFrame, cause: str) -> float:
    return top_of(frame.filter(pl.col("cause") == cause), "mean", "high")


def _cause_title(frame: pl.DataFrame, reading: Reading, told: "Sequence[str]") -> str:
    years = min(5.0, float(frame["years"].to_numpy().max()))
    belief = reading.book.belief_ids[0]
    at = frame.filter(pl.col("years") == years, pl.col("belief") == belief)
    shares = dict(at.select("cause", "mean").iter_rows())
    parts = listed([f"{amount(shares.get(cause), 'share')} a {CAUSES[cause]}" for cause in told])
    return (
        f"Within {rounded(years)} years the first reoffence is for {parts}, if "
        f"“{reading.belief[belief]}”"
    )


def _table(frame: pl.DataFrame, column: str, names: dict[str, str], reading: Reading) -> Table:
    whole = frame.filter((pl.col("years") % 1 == 0) | (pl.col("years") == pl.col("years").max()))
    shown = whole.select(
        What=pl.col(column).replace_strict(names),
        Years=pl.Series([rounded(value) for value in whole["years"]], dtype=pl.String),
        belief=pl.col("belief").replace_strict(reading.belief),
        Share=pl.col("shown"),
    ).pivot(on="belief", index=["What", "Years"], values="Share")
    return Table(
        "Share by years since release and belief",
        shown.fill_null("not followed"),
        frame.select("policy", "belief", column, "years", "mean", "low", "high"),
        text_columns=2,
        note="The table shows whole years and the last quarter; the download has every quarter.",
    )
