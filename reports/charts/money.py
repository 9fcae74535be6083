"""Charts of money: who pays how much under each policy, and what each policy is worth."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from reports.amounts import amount, bare, change_span, estimate, rounded, signed, span
from reports.charts.dots import dots, rows_of, stacked
from reports.charts.stacks import lettered, stacked_bars
from reports.figure import Figure, Table
from reports.reading import Reading
from sim.experiments.value import AVOIDED, EXTRA_COST, NET_BENEFIT, PER_AVOIDED, PRIOR
from sim.words.costs import MONEY, PAYERS

MILLION = 1_000_000.0
MILLIONS = f"{MONEY} million"
MEASURES = {
    EXTRA_COST: f"Extra cost ({MONEY})",
    AVOIDED: "Sexual reoffences avoided",
    PER_AVOIDED: f"Cost per avoided sexual reoffence ({MONEY})",
    NET_BENEFIT: f"Net benefit, discounted ({MONEY})",
}
NO_RATIO = "none given"


def who_pays(frame: pl.DataFrame, reading: Reading, about: str, note: str) -> Figure:
    """Draw money (policy, payer, drawn, total with intervals), a bar a policy, a part a payer."""
    rows = frame.with_columns(label=pl.col("policy").replace_strict(reading.policy))
    paying = rows.filter(pl.col("drawn") > 0)
    parts = lettered(PAYERS, paying["payer"].to_list())
    drawn = paying.select(
        "label",
        part="payer",
        value=pl.col("drawn") / MILLION,
        shown=pl.Series([rounded(each / MILLION) for each in paying["drawn"]], dtype=pl.String),
    )
    words = [
        estimate(
            row["mean"], max(row["low"], 0.0) if row["low"] is not None else None, row["high"], ""
        )
        for row in rows.with_columns(pl.col("mean", "low", "high") / MILLION).to_dicts()
    ]
    shown = (
        rows.with_columns(
            pl.Series("words", words, pl.String),
            pl.col("payer").replace_strict(PAYERS, default=pl.col("payer")),
        )
        .select(Payer="payer", head="label", words="words")
        .pivot(on="head", index="Payer", values="words")
    )
    title = _pays_title(rows, reading)
    return Figure(
        key="who-pays",
        title=title,
        subtitle=f"{MILLIONS}, {about}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Bars from zero in lettered parts, a bar a policy, a part a payer. {title}.",
        chart=stacked_bars(
            drawn,
            parts,
            [reading.policy[policy] for policy in reading.policies],
            tips=("Paid by", MILLIONS),
        ),
        tables=(
            Table(
                f"Who pays, by policy, everything that has a price ({MILLIONS}; 95% interval)",
                shown,
                rows.select("policy", "payer", "mean", "low", "high"),
            ),
        ),
        note=note,
    )


def _pays_title(rows: pl.DataFrame, reading: Reading) -> str:
    mine = rows.filter(pl.col("policy") == reading.baseline).sort("mean", descending=True)
    whole = float(mine["mean"].sum())
    if not whole:
        return f"Nothing that has a price happens under {reading.policy[reading.baseline]}"
    first = mine.row(0, named=True)
    return (
        f"Under {reading.policy[reading.baseline]}, {amount(whole, MONEY)} in all; "
        f"{PAYERS.get(first['payer'], first['payer'])} pays "
        f"{rounded(100 * first['mean'] / whole)}% of it"
    )


def worth(rows: pl.DataFrame, reading: Reading, about: str) -> Figure:
    """Draw the net benefit of every policy (belief, policy, measure, mean, low, high, says)."""
    benefit = rows.filter(pl.col("measure") == NET_BENEFIT, pl.col("mean").is_not_null())
    beliefs = benefit["belief"].unique(maintain_order=True).to_list()
    names = {**reading.belief, PRIOR: "All beliefs, by their weights"}
    panels = [
        _panel(benefit.filter(pl.col("belief") == belief), reading, names[belief])
        for belief in beliefs
    ]
    title = _worth_title(benefit, reading, names)
    return Figure(
        key="net-benefit",
        title=title,
        subtitle=f"{MILLIONS}, {about}; {reading.place}, {reading.window}; {reading.runs}",
        alt=f"Dots with intervals about 0, a row a policy, a panel a belief. {title}.",
        chart=stacked(panels).resolve_scale(x="shared"),
        tables=(worth_table(rows, reading),),
        note="Net benefit is the cost of the baseline less that of the policy, both with "
        "reoffences at their price and discounted: right of the line the policy is worth more "
        "than it costs. An interval that crosses the line says that luck could turn it.",
    )


def _panel(rows: pl.DataFrame, reading: Reading, title: str) -> alt.LayerChart:
    scaled = rows.with_columns(
        pl.col("mean", "low", "high") / MILLION,
        label=pl.col("policy").replace_strict(reading.policy),
    )
    words = [_signed(row, MILLIONS) for row in scaled.to_dicts()]
    return dots(
        scaled.with_columns(pl.Series("shown", words, pl.String)).select(
            "label", "mean", "low", "high", "shown"
        ),
        x_title=f"{MILLIONS}, against {reading.policy[reading.baseline]}",
        y=rows_of(reading.others, reading),
        title=title,
        words="Net benefit",
        zero_line=True,
    )


def _signed(row: Mapping[str, Any], unit: str) -> str:
    interval = change_span(row["low"], row["high"], unit) or "no interval"
    return f"{signed(row['mean'], unit)} ({interval})"


def _worth_title(rows: pl.DataFrame, reading: Reading, names: Mapping[str, str]) -> str:
    """Say of how many policies and beliefs the interval lies clear of 0, and on which side."""
    known = rows.filter(pl.col("low").is_not_null(), pl.col("belief") != PRIOR)
    worth_it = known.filter(pl.col("low") > 0)
    not_it = known.filter(pl.col("high") < 0)
    base = reading.policy[reading.baseline]
    if known.is_empty():
        return f"What the other policies are worth against {base}: one run cannot say"
    if worth_it.is_empty() and not_it.is_empty():
        return f"No policy is clearly worth more or less than {base} under any belief"
    named = [
        f"{reading.policy[row['policy']]} if “{names[row['belief']]}”"
        for row in worth_it.head(2).to_dicts()
    ]
    more = f", such as {' and '.join(named)}" if named else ""
    return (
        f"Against {base}, {worth_it.height} of {known.height} pairs of a policy and a belief are "
        f"clearly worth more than they cost{more}; {not_it.height} clearly less"
    )


def worth_table(rows: pl.DataFrame, reading: Reading) -> Table:
    """Return extra cost, reoffences avoided, their ratio and net benefit, a row a policy."""
    names = {**reading.belief, PRIOR: "All beliefs, by their weights"}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows.to_dicts():
        key = names[row["belief"]], reading.policy[row["policy"]]
        cells.setdefault(key, dict.fromkeys(MEASURES.values(), ""))[MEASURES[row["measure"]]] = (
            _worth_cell(row)
        )
        if row["says"]:
            cells[key]["In words"] = row["says"]
    shown = pl.DataFrame(
        [
            {"Belief": belief, "Policy": policy, **found, "In words": found.get("In words", "")}
            for (belief, policy), found in cells.items()
        ]
    )
    return Table(
        f"What each policy buys against {reading.policy[reading.baseline]} (95% interval)",
        shown,
        rows.select("belief", "policy", "against", "measure", "mean", "low", "high", "says"),
        text_columns=2,
        note="Words say no more than the intervals beside them, and a cost per avoided "
        "reoffence is given only where it is clear that more is spent and that reoffences are "
        "avoided. Part of a difference in reoffences may come from who is still in prison, "
        "and so not at risk outside, and not from programmes. Extra cost and reoffences are "
        "as they fall in the window; net benefit is discounted.",
    )


def _worth_cell(row: Mapping[str, Any]) -> str:
    if row["mean"] is None:
        return NO_RATIO if row["measure"] == PER_AVOIDED else "no price"
    if row["measure"] == PER_AVOIDED:
        ends = None not in (row["low"], row["high"])
        between = span(row["low"], row["high"], MONEY) if ends else "no interval"
        return f"{bare(row['mean'], MONEY)} ({between})"
    return _signed(row, MONEY)
