"""Winners and losers: the same men under another policy, one by one against the baseline."""

import altair as alt
import polars as pl

from reports.amounts import estimate, people
from reports.charts.panels import grid, heading, layered, top_of, whiskers
from reports.figure import Drawing, Figure, Table
from reports.island import inline
from reports.reading import Reading, in_order
from reports.theme import DARK_BLUE, ORANGE, PAGE_WIDTH

CHANGES = {
    "newly_starts": "Starts, who would not have",
    "starts_earlier": "Starts earlier",
    "starts_later": "Starts later",
    "newly_misses": "Misses, who would have started",
}
_SAME = {"same": "Starts on the same day"}
_GAINS = ("newly_starts", "starts_earlier")
_COLUMNS = 2
_DRAWN = ("what", "side", "mean", "low", "high", "shown")
_LABELS = 230


def winners_and_losers(frame: pl.DataFrame, reading: Reading, focus: str | None = None) -> Figure:
    """Draw people by what changes (policy, change, mean, low, high); title one policy."""
    known = CHANGES | _SAME
    rows = in_order(
        frame.filter(pl.col("change").is_in(list(known))).with_columns(
            what=pl.col("change").replace_strict(known),
            side=pl.when(pl.col("change").is_in(list(_GAINS)))
            .then(pl.lit("Gains"))
            .otherwise(pl.lit("Loses")),
            low=pl.col("low").clip(lower_bound=0.0),
        ),
        "change",
        known,
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    drawn = rows.filter(pl.col("change").is_in(list(CHANGES)))
    title = _title(rows, reading, focus or reading.others[0])
    shown = rows.select(
        What="what", policy=pl.col("policy").replace_strict(reading.policy), shown="shown"
    ).pivot(on="policy", index="What", values="shown")
    return Figure(
        key="winners",
        title=title,
        subtitle=f"People, each against himself under {reading.policy[reading.baseline]}; "
        f"programme starts; {reading.place}, {reading.whole_run}; {reading.runs}",
        alt=f"Bars from zero, a panel a policy, a bar for each thing that can change. {title}.",
        chart=_panels(drawn, reading),
        tables=(
            Table(
                f"What changes for people against {reading.policy[reading.baseline]}",
                shown.rename({"What": "What changes"}),
                rows.select("policy", "change", "mean", "low", "high"),
            ),
        ),
        note="A man has the same luck under every policy, so what differs is what the policy did. "
        "Men who start under neither are counted nowhere here. A man counts once in prison and "
        "once in the community, over the whole run; the starts of the answer and the table count "
        "every start in the window, second ones too, so the two need not agree.",
    )


def _panels(rows: pl.DataFrame, reading: Reading) -> Drawing:
    width = (PAGE_WIDTH - _LABELS) // _COLUMNS - 30
    top = top_of(rows, "mean", "high")
    panels = []
    for place, policy in enumerate(reading.others):
        mine = rows.filter(pl.col("policy") == policy)
        base = alt.Chart(inline(mine.select(_DRAWN))).encode(
            y=alt.Y("what:N")
            .title(None)
            .scale(domain=list(CHANGES.values()))
            .axis(labels=place % _COLUMNS == 0, labelLimit=_LABELS, ticks=False, domain=False),
            tooltip=[alt.Tooltip("what:N").title("What"), alt.Tooltip("shown:N").title("People")],
        )
        bars = base.mark_bar().encode(
            x=alt.X("mean:Q").title(None).scale(domain=[0, top]).axis(grid=True, tickCount=4),
            color=alt.Color("side:N").scale(domain=["Gains", "Loses"], range=[DARK_BLUE, ORANGE]),
        )
        layers = [bars] if mine["low"].null_count() == len(mine) else [bars, *whiskers(base)]
        panels.append(
            layered(layers, width=width, height=120, title=heading([reading.policy[policy]], width))
        )
    return grid(panels, _COLUMNS)


def _title(rows: pl.DataFrame, reading: Reading, focus: str) -> str:
    counts = {
        row["change"]: row["mean"]
        for row in rows.filter(pl.col("policy") == focus, pl.col("change") != "same").to_dicts()
    }
    under = f"Under {reading.policy[focus]}"
    if not any(counts.values()):
        return f"{under}, no start changes against {reading.policy[reading.baseline]}"
    words = {change: people(mean) for change, mean in counts.items()}
    return (
        f"{under}, {words['starts_earlier']} people start earlier and {words['starts_later']} "
        f"later than under {reading.policy[reading.baseline]}; {words['newly_starts']} start who "
        f"would not have, and {words['newly_misses']} miss who would have started"
    )
