"""Who sat with whom: groups that mix low with higher risk or young with older, and its price."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, people, rounded
from reports.charts.dots import stacked
from reports.charts.panels import heading, layered, whiskers
from reports.figure import Figure, Sheet, Table
from reports.island import inline
from reports.reading import EVERY_POLICY, Reading, shown_of
from reports.theme import DARK_BLUE, PAGE_WIDTH

MIXES = {
    "low_with_higher": "Low risk with higher risk",
    "young_with_older": "Under 25 with older",
    "denial_with_others": "Men in denial with others",
}
PASSED = {
    "kept_apart_people": "Kept apart from others",
    "too_many_alike_people": "As many like them as may be",
}
_ROW, _LABELS = 26, 330


def mixed_groups(frame: pl.DataFrame, overall: Mapping[str, float], reading: Reading) -> Figure:
    """Draw the share of groups that mix (policy, provision, mix, mean, low, high, groups).

    `overall` is the share of all groups in which low risk sat with higher, by policy; the policy
    in which it is largest is drawn.
    """
    rows = frame.with_columns(
        label=pl.col("provision").replace_strict(reading.provision, default=pl.col("provision")),
        low=pl.col("low").clip(0.0, 1.0),
        high=pl.col("high").clip(0.0, 1.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    focus = max(overall, key=lambda policy: overall[policy])
    drawn = rows.filter(pl.col("policy") == focus)
    title = _title(overall, focus, reading)
    shown = rows.select(
        Programme="label",
        Policy=pl.col("policy").replace_strict(reading.policy),
        Groups=pl.Series([people(number) for number in rows["groups"]], dtype=pl.String),
        head=pl.col("mix").replace_strict(MIXES),
        shown="shown",
    ).pivot(on="head", index=["Programme", "Policy", "Groups"], values="shown")
    return Figure(
        key="mixed-groups",
        title=title,
        subtitle=f"Share of groups in which both sat (%), by programme; {reading.policy[focus]}; "
        f"{reading.place}, {reading.window}; {reading.runs}",
        alt=f"Bars from zero, a panel a kind of mixing, a bar a programme. {title}.",
        chart=stacked(
            [
                _panel(drawn.filter(pl.col("mix") == mix), MIXES[mix])
                for mix in drawn["mix"].unique(maintain_order=True)
            ]
        ),
        tables=(
            Table(
                "Groups that mix (%), by programme and policy",
                shown,
                rows.select("policy", "provision", "mix", "mean", "low", "high", "groups"),
                text_columns=2,
            ),
        ),
        note="Of groups that began in the window. Bands are as assessed when each sat down; age "
        "is that on entering the system. Whether mixing does harm is a belief: it counts only "
        "where a belief of the scenario says so.",
    )


def _panel(rows: pl.DataFrame, title: str) -> alt.LayerChart:
    width = PAGE_WIDTH - _LABELS - 60
    figures = [amount(value, "share") for value in rows["mean"]]
    drawn = rows.select("label", "mean", "low", "high", "shown").with_columns(
        pl.Series("figure", figures, pl.String), far=pl.coalesce("high", "mean")
    )
    base = alt.Chart(inline(drawn)).encode(
        y=alt.Y("label:N")
        .title(None)
        .scale(domain=drawn["label"].to_list())
        .axis(labelLimit=_LABELS - 20, minExtent=_LABELS - 20, ticks=False, domain=False),
        tooltip=[alt.Tooltip("label:N").title("Programme"), alt.Tooltip("shown:N").title("Share")],
    )
    bars = base.mark_bar(color=DARK_BLUE).encode(
        x=alt.X("mean:Q")
        .title(None)
        .scale(domain=[0, 1.12], nice=False)
        .axis(format=".0%", grid=True, values=[0, 0.25, 0.5, 0.75, 1])
    )
    numbers = base.mark_text(align="left", dx=6).encode(
        x=alt.X("far:Q").title(None), text="figure:N"
    )
    marks = whiskers(base) if drawn["low"].null_count() < len(drawn) else []
    height = _ROW * max(len(drawn), 1)
    return layered(
        [bars, *marks, numbers], width=width, height=height, title=heading([title], width)
    )


def _title(overall: Mapping[str, float], focus: str, reading: Reading) -> str:
    """Say in what share of all groups low risk sat with higher, and where it is more."""
    baseline = reading.baseline
    said = (
        f"Under {reading.policy[baseline]}, low risk sat with higher risk in "
        f"{amount(overall.get(baseline), 'share')} of groups"
    )
    if focus == baseline:
        return said
    return f"{said}; under {reading.policy[focus]}, in {amount(overall[focus], 'share')}"


def passed_over(frame: pl.DataFrame, reading: Reading) -> Sheet:
    """Return who was passed over because of who would sit with him, and for how long he waited.

    The frame has policy, provision, measure, mean, low and high: people, and two mean waits.
    """
    names = {
        **PASSED,
        "wait_if_passed_over_mean_days": "Mean wait of those passed over who started (days)",
        "wait_of_others_mean_days": "Mean wait of all others who started (days)",
    }
    units = {name: "days" if name.endswith("_days") else "people" for name in names}
    words = [
        "nobody"
        if row["mean"] is None
        else estimate(row["mean"], row["low"], row["high"], units[row["measure"]])
        for row in frame.to_dicts()
    ]
    shown = (
        shown_of(frame.with_columns(pl.Series("shown", words, pl.String)), "provision", reading)
        .select(
            Programme=pl.col("provision").replace_strict(
                reading.provision, default=pl.col("provision")
            ),
            Policy=pl.col("policy").replace_strict(reading.policy),
            head=pl.col("measure").replace_strict(names),
            shown="shown",
        )
        .pivot(on="head", index=["Programme", "Policy"], values="shown")
    )
    return Sheet(
        key="passed-over",
        title=_cost(frame, reading),
        subtitle="People who stood before the last who was taken and were not taken, because of "
        f"who would sit with them; programmes with such rules; {reading.place}, {reading.window}; "
        f"{reading.runs}",
        tables=(
            Table(
                "Passed over because of who would sit with them, and what it cost in waiting",
                shown,
                frame.select("policy", "provision", "measure", "mean", "low", "high"),
                text_columns=2,
                note=EVERY_POLICY,
            ),
        ),
        note="Both waits are of men who started in the window. The men passed over are not like "
        "the others in all else, so the difference is not the price of the rule alone: for that, "
        "compare with a scenario without it.",
    )


def _cost(frame: pl.DataFrame, reading: Reading) -> str:
    mine = frame.filter(pl.col("policy") == reading.baseline)
    counted = mine.filter(pl.col("measure").is_in(list(PASSED)))
    total = float(counted["mean"].sum())
    under = f"Under {reading.policy[reading.baseline]}"
    if not total:
        return f"{under}, nobody is passed over because of who would sit with him"
    most = counted.sort("mean", descending=True, maintain_order=True)["provision"][0]
    there = dict(mine.filter(pl.col("provision") == most).select("measure", "mean").iter_rows())
    passed, others = (
        there.get(name) for name in ("wait_if_passed_over_mean_days", "wait_of_others_mean_days")
    )
    said = (
        f"{under}, most are passed over for {reading.provision.get(most, most)}: "
        f"{people(there['kept_apart_people'])} kept apart from others, "
        f"{people(there['too_many_alike_people'])} where the group held as many like them as it may"
    )
    if passed is None or others is None:
        return said
    return (
        f"{said}; those of them who started had waited {rounded(passed)} days, all others "
        f"{rounded(others)}"
    )
