"""What men past tariff wait for: every day past tariff in one state, as parts of a bar."""

import polars as pl

from reports.amounts import estimate, people
from reports.charts.stacks import lettered, stacked_bars
from reports.figure import Figure, Table
from reports.reading import Reading, in_order

STATES = {
    "waiting": "Waits for a programme",
    "in a group": "In a group",
    "completed": "Completed a programme: it is for the Board",
    "declined or dropped out": "Declined, gave up or dropped out",
    "taken off a list": "Taken off a list: it closed, risk changed, or time ran out",
    "never on a list": "Not on any list so far",
}
"""State to its name, those that are because of a programme first."""
_NOTE = (
    "Every day past tariff before a first release is in one state, so the parts add up to all men "
    "past tariff. “Because of a programme” is the first two: he is on a list, held for its window "
    "or asks for a transfer, or is in a group; it begins at the tariff, not at a hearing. In this "
    "model a man who declines, gives up or drops out is not offered the programme again, so he "
    "stays in that part until he is released; policies cannot help him. Not on any list are men "
    "whom no programme takes, and men not assessed yet."
)


def tariff_states(frame: pl.DataFrame, owed: pl.DataFrame, reading: Reading) -> Figure:
    """Draw men past tariff (policy, state, mean, low, high), a bar a policy.

    `owed` has mean, low and high, by policy, of men past tariff because of a programme.
    """
    rows = _in_words(in_order(frame, "state", STATES)).with_columns(
        name=pl.col("state").replace_strict(STATES),
        label=pl.col("policy").replace_strict(reading.policy),
    )
    parts = lettered(STATES, rows.filter(pl.col("mean") > 0)["state"].to_list())
    because = _in_words(owed).with_columns(
        name=pl.lit("Because of a programme"),
        label=pl.col("policy").replace_strict(reading.policy),
    )
    cells = ["name", "label", "shown"]
    shown = (
        pl.concat([rows.select(cells), because.select(cells)])
        .rename({"name": "State"})
        .pivot(on="label", index="State", values="shown")
    )
    title = _title(rows, because, reading)
    return Figure(
        key="past-tariff-because",
        title=title,
        subtitle="Men past tariff at any time, by what the day waits for and policy; "
        f"{reading.place}, {reading.window}; {reading.runs}",
        alt=f"Bars from zero in lettered parts, a bar a policy, a part a state. {title}.",
        chart=stacked_bars(
            rows.select("label", "shown", part="state", value="mean"),
            parts,
            [reading.policy[policy] for policy in reading.policies],
            ("State", "Men"),
        ),
        tables=(
            Table(
                "Men past tariff at any time by state and policy (mean over the window)",
                shown,
                rows.select("policy", "state", "mean", "low", "high"),
            ),
        ),
        note=_NOTE,
    )


def _in_words(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.with_columns(low=pl.col("low").clip(lower_bound=0.0))
    words = [estimate(row["mean"], row["low"], row["high"], "men") for row in rows.to_dicts()]
    return rows.with_columns(pl.Series("shown", words, pl.String))


def _title(rows: pl.DataFrame, because: pl.DataFrame, reading: Reading) -> str:
    baseline = pl.col("policy") == reading.baseline
    held = float(rows.filter(baseline)["mean"].sum())
    said = because.filter(baseline)["shown"].item()
    return (
        f"Under {reading.policy[reading.baseline]}, of {people(held)} men past tariff at any time "
        f"{said} are held because of a programme"
    )
