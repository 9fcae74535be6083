"""Cohorts beside everybody: how far along the pathway they come, and who gains and who loses."""

from typing import Any

import altair as alt
import polars as pl

from reports.amounts import amount, change_span, estimate, listed, points, signed
from reports.charts.dots import dots, scaled, stacked
from reports.charts.panels import grid, heading, layered, whiskers
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading
from reports.theme import DARK_BLUE, DARK_GREY, PAGE_WIDTH
from reports.verdicts import CLEAR, WORDS
from sim.words.cohorts import EVERYBODY, STAGES
from sim.words.outcome import Outcome

_ROW = 30
_LABELS = 200
_NAMED = 2
_TITLES = ("On a programme list", "Started a programme", "Completed a programme")


def pathway(
    frame: pl.DataFrame,
    leavers: dict[str, float],
    names: dict[str, str],
    reading: Reading,
    apart: frozenset[str] = frozenset(),
) -> Figure:
    """Draw the stages (cohort, measure, mean, low, high) of those who leave, a panel a stage.

    The title speaks of no cohort that stands `apart`: it came by another way than most who leave.
    """
    policy = reading.policy[reading.baseline]
    known = frame.drop_nulls("mean").with_columns(
        label=pl.col("cohort").replace_strict(names, return_dtype=pl.String)
    )
    order = [names[each] for each in leavers if names[each] in set(known["label"])]
    panels = [
        _stage(known.filter(pl.col("measure") == stage), title, order, labelled=place == 0)
        for place, (stage, title) in enumerate(zip(STAGES, _TITLES, strict=True))
    ]
    found = {(row["cohort"], row["measure"]): row for row in known.to_dicts()}
    shown = pl.DataFrame(
        [
            (
                name,
                amount(leavers[cohort], "people"),
                *(_cell(found.get((cohort, stage))) for stage in STAGES),
            )
            for cohort, name in names.items()
        ],
        schema=["Cohort", "Left in the window", *_TITLES],
        orient="row",
    )
    title = _pathway_title(known, apart, policy)
    return Figure(
        key="cohorts-pathway",
        title=title,
        subtitle="Of people who left prison for the first time, or whose order ended, the share "
        f"(%) who had by then come so far; {policy}; {reading.window}; {reading.runs}",
        alt="Bar charts side by side, a row a cohort, everybody first: on a list, started, "
        f"completed. {title}.",
        chart=grid(panels, len(panels)),
        tables=(
            Table(
                f"How far cohorts had come when they left, {policy} (95% interval in brackets)",
                shown,
                frame.select("cohort", "measure", "mean", "low", "high"),
            ),
        ),
        note="Cohorts may share people: they do not add up to everybody. A programme done before "
        "the first day of the run counts.",
    )


def _cell(row: dict[str, Any] | None) -> str:
    return estimate(None, None, None, "share") if row is None else _said(row)


def _said(row: dict[str, Any]) -> str:
    return estimate(row["mean"], row["low"], row["high"], "share")


def _pathway_title(known: pl.DataFrame, apart: frozenset[str], policy: str) -> str:
    """Say of the last stage what it is of everybody, and the cohort that is furthest from that."""
    last = known.filter(pl.col("measure") == STAGES[-1]).to_dicts()
    everybody, *others = last
    said = (
        f"Under {policy}, {amount(everybody['mean'], 'share')} of all who leave have completed "
        "a programme"
    )
    if not others:
        return said
    told = [row for row in others if row["cohort"] not in apart]
    if not told:
        return said
    far = max(told, key=lambda row: abs(row["mean"] - everybody["mean"]))
    return f"{said}, and {amount(far['mean'], 'share')} of the cohort “{far['label']}”"


def _stage(rows: pl.DataFrame, title: str, order: list[str], *, labelled: bool) -> alt.LayerChart:
    words = [_said(row) for row in rows.to_dicts()]
    drawn = rows.select(
        "label", "mean", low=pl.col("low").clip(0.0, 1.0), high=pl.col("high").clip(0.0, 1.0)
    ).with_columns(
        pl.Series("shown", words, pl.String),
        colour=pl.when(pl.col("label") == order[0])
        .then(pl.lit(DARK_GREY))
        .otherwise(pl.lit(DARK_BLUE)),
    )
    room = _LABELS - 20
    axis = (
        {"labelLimit": room, "minExtent": room, "ticks": False, "domain": False}
        if labelled
        else {"labels": False, "ticks": False, "domain": False}
    )
    base = alt.Chart(inline(drawn)).encode(
        y=alt.Y("label:N").title(None).scale(domain=order).axis(**axis),
        tooltip=[alt.Tooltip("label:N").title("Cohort"), alt.Tooltip("shown:N").title("Share")],
    )
    bars = base.mark_bar().encode(
        x=alt.X("mean:Q").title(None).scale(domain=[0, 1]).axis(format=".0%", tickCount=3),
        color=alt.Color("colour:N").scale(None).legend(None),
    )
    marks = whiskers(base) if drawn["low"].null_count() < len(drawn) else []
    width = (PAGE_WIDTH - _LABELS) // len(STAGES) - 40
    return layered(
        [bars, *marks], width=width, height=_ROW * len(order), title=heading([title], width)
    )


def gains(frame: pl.DataFrame, names: dict[str, str], reading: Reading, measure: Outcome) -> Figure:
    """Draw paired differences (cohort, policy, mean, low, high, verdict), a panel a policy."""
    baseline = reading.policy[reading.baseline]
    rows = frame.drop_nulls("mean").with_columns(
        label=pl.col("cohort").replace_strict(names, return_dtype=pl.String)
    )
    order = [name for name in names.values() if name in set(rows["label"])]
    panels = [
        _differences(
            rows.filter(pl.col("policy") == policy), order, reading.policy[policy], measure
        )
        for policy in reading.others
        if policy in set(rows["policy"])
    ]
    shown = pl.DataFrame(
        [
            (
                row["label"],
                reading.policy[row["policy"]],
                signed(row["mean"], measure.unit),
                change_span(row["low"], row["high"], measure.unit) or "none",
                WORDS[row["verdict"]],
            )
            for row in rows.to_dicts()
        ],
        schema=["Cohort", "Policy", "Difference", "95% interval", "Verdict"],
        orient="row",
    )
    title = _gains_title(rows, names, measure, reading)
    return Figure(
        key="cohorts-gains",
        title=title,
        subtitle=f"{measure.title} ({points(measure.unit)}): difference from {baseline}, paired "
        f"run by run; {reading.window}; {reading.runs}",
        alt=f"Dots with intervals about a line at zero, a row a cohort, a panel a policy. {title}.",
        chart=stacked(panels).resolve_scale(x="shared"),
        tables=(
            Table(
                f"Differences from {baseline} by cohort",
                shown,
                frame.select("cohort", "policy", "mean", "low", "high", "verdict"),
                text_columns=2,
            ),
        ),
        note="Verdicts on cohorts allow for the number of comparisons of all cohorts and policies "
        "(Holm); those on everybody are the verdicts of the table of outcomes. Intervals allow "
        "for one comparison alone.",
    )


def _gains_title(
    rows: pl.DataFrame, names: dict[str, str], measure: Outcome, reading: Reading
) -> str:
    """Name the cohorts, everybody apart, with a clear verdict, as far as a title has room."""
    found = by_verdict(rows, names, reading)
    what = clear_of(found) or ["no clear difference for any cohort under any policy"]
    baseline = reading.policy[reading.baseline]
    return f"{measure.title}, against {baseline}: {'; '.join(what)}"


def by_verdict(rows: pl.DataFrame, names: dict[str, str], reading: Reading) -> dict[str, list[str]]:
    """Return the pairs of a cohort (everybody apart) and a policy by verdict, in words."""
    found: dict[str, list[str]] = {}
    for row in rows.filter(pl.col("cohort") != EVERYBODY).to_dicts():
        who = f"{names[row['cohort']]} under {reading.policy[row['policy']]}"
        found.setdefault(row["verdict"], []).append(who)
    return found


def clear_of(found: dict[str, list[str]]) -> list[str]:
    """Name the pairs of a cohort and a policy by clear verdict, as far as there is room."""
    return [
        f"clearly {verdict} for {listed(found[verdict])}"
        if len(found[verdict]) <= _NAMED
        else f"clearly {verdict} for {found[verdict][0]} and {len(found[verdict]) - 1} more such "
        "pairs of a cohort and a policy"
        for verdict in CLEAR
        if verdict in found
    ]


def _differences(
    rows: pl.DataFrame, order: list[str], policy: str, measure: Outcome
) -> alt.LayerChart:
    words = [
        f"{signed(row['mean'], measure.unit)} "
        f"({change_span(row['low'], row['high'], measure.unit) or 'no interval'}): "
        f"{row['verdict']}"
        for row in rows.to_dicts()
    ]
    drawn = scaled(rows, measure.unit).with_columns(pl.Series("shown", words, pl.String))
    counted_in = points(measure.unit)
    y: alt.Y = (
        alt.Y("label:N")
        .title(None)
        .scale(domain=order)
        .axis(labelLimit=280, minExtent=280, ticks=False, domain=False, grid=True)
    )
    return dots(
        drawn,
        x_title=f"{counted_in[:1].upper()}{counted_in[1:]}",
        y=y,
        title=policy,
        words="Difference",
        zero_line=True,
        who="Cohort",
    )
