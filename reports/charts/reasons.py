"""Because of what people wait: the people waiting at any time, by the reason, as parts of a bar."""

import polars as pl

from reports.amounts import amount, estimate, listed, people, span
from reports.charts.stacks import lettered, stacked_bars
from reports.figure import Figure, Table
from reports.reading import Reading, in_order, with_label

REASONS = {
    "assessment": "Assessment",
    "too early": "Too early: the window is not open",
    "transfer": "A transfer",
    "nothing delivered": "No group is delivered there",
    "group not full": "A group to fill",
    "staff": "Staff",
    "places": "A place (bed or circle)",
    "deprioritised": "Deprioritised: offered nothing",
}
"""Reason to its name, on the way to a list first, in the order in which they are read."""

_CLAUSES = {
    "assessment": "for an assessment",
    "too early": "for the window to open",
    "transfer": "for a transfer",
    "nothing delivered": "where no group is delivered",
    "group not full": "for a group to fill",
    "staff": "for staff",
    "places": "for a bed or circle",
    "deprioritised": "deprioritised",
}
NO_PROGRAMME = "Before any list: assessment"
MOST_BARS = 15
_NOTE = (
    "Everybody waits for one reason at a time. On a list that is: deprioritised; or no group "
    "is delivered there; or too few wait who may sit together, or a group is held open; or enough "
    "wait and there is no staff (for circles and beds: no place). The letter of a part too "
    "narrow for it is left out; the table has every part. Shares are of all waiting, for "
    "assessment and for transfer too; the outcomes on waiting for staff and for a group to fill "
    "are of days on programme lists alone."
)


def reasons_by_policy(frame: pl.DataFrame, shares: pl.DataFrame, reading: Reading) -> Figure:
    """Draw people waiting (policy, reason, mean, low, high), a bar a policy, titled by shares."""
    rows = _named(frame).with_columns(label=pl.col("policy").replace_strict(reading.policy))
    parts = lettered(REASONS, rows.filter(pl.col("mean") > 0)["reason"].to_list())
    title = _title(shares, reading)
    shown = rows.select(Reason="name", head="label", words="shown").pivot(
        on="head", index="Reason", values="words"
    )
    return Figure(
        key="reasons",
        title=title,
        subtitle=f"People waiting at any time, by reason and policy, circles included; "
        f"{reading.place}, {reading.window}; {reading.runs}",
        alt=f"Bars from zero in lettered parts, a bar a policy, a part a reason. {title}.",
        chart=stacked_bars(
            _drawn(rows), parts, [reading.policy[policy] for policy in reading.policies]
        ),
        tables=(
            Table(
                "People waiting at any time by reason and policy (mean over the window)",
                shown,
                rows.select("policy", "reason", "mean", "low", "high"),
            ),
        ),
        note=_NOTE,
    )


def reasons_by_programme(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw people waiting under the baseline (policy, provision, reason, mean, low, high)."""
    rows = with_label(_named(frame), "provision", {**reading.provision, "": NO_PROGRAMME}, "label")
    mine = rows.filter(pl.col("policy") == reading.baseline)
    totals = mine.group_by("label", maintain_order=True).agg(pl.col("mean").sum())
    longest = totals.sort("mean", descending=True, maintain_order=True)
    bars = longest["label"].head(MOST_BARS).to_list()
    drawn = mine.filter(pl.col("label").is_in(bars))
    parts = lettered(REASONS, drawn.filter(pl.col("mean") > 0)["reason"].to_list())
    title = _programme_title(mine, reading)
    present = [name for key, name in REASONS.items() if key in set(rows["reason"])]
    shown = (
        in_order(rows, "label", longest["label"].to_list())
        .select(
            Programme="label",
            Policy=pl.col("policy").replace_strict(reading.policy),
            name="name",
            shown="shown",
        )
        .pivot(on="name", index=["Programme", "Policy"], values="shown")
    )
    which = (
        f"the {MOST_BARS} longest of {len(longest)}" if len(longest) > MOST_BARS else "every one"
    )
    policy = reading.policy[reading.baseline]
    return Figure(
        key="reasons-by-programme",
        title=title,
        subtitle=f"People waiting at any time, by reason; {which}; {policy}; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        alt=f"Bars from zero in lettered parts, a bar a programme, a part a reason. {title}.",
        chart=stacked_bars(_drawn(drawn), parts, bars),
        tables=(
            Table(
                "People waiting at any time by programme, policy and reason",
                shown.select(
                    "Programme", "Policy", *(name for name in present if name in shown.columns)
                ),
                rows.select("policy", "provision", "reason", "mean", "low", "high"),
                text_columns=2,
            ),
        ),
        note="A transfer is waited for on the way to the list of a programme and is counted "
        "with it; nobody knows of which programme the assessment will speak.",
    )


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in the order of the reasons, with names and words."""
    rows = in_order(frame, "reason", REASONS).with_columns(
        name=pl.col("reason").replace_strict(REASONS, default=pl.col("reason")),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    return rows.with_columns(pl.Series("shown", words, pl.String))


def _drawn(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("label", "shown", part="reason", value="mean")


def _title(shares: pl.DataFrame, reading: Reading) -> str:
    """Say for what most of the waiting is, under the baseline, with the interval."""
    mine = shares.filter(pl.col("policy") == reading.baseline, pl.col("mean") > 0)
    ranked = mine.sort("mean", descending=True, maintain_order=True).head(2).to_dicts()
    said = []
    for row in ranked:
        interval = span(row["low"], row["high"], "share")
        luck = f" ({interval})" if interval else ""
        said.append(f"{amount(row['mean'], 'share')}{luck} is {_CLAUSES[row['reason']]}")
    return f"Under {reading.policy[reading.baseline]}, of all waiting {listed(said)}"


def _programme_title(mine: pl.DataFrame, reading: Reading) -> str:
    most = mine.sort("mean", descending=True, maintain_order=True).row(0, named=True)
    of = "" if most["label"] == NO_PROGRAMME else f" ({most['label']})"
    return (
        f"Under {reading.policy[reading.baseline]}, more people wait {_CLAUSES[most['reason']]}"
        f"{of} than for anything else: {amount(most['mean'], 'people')} of "
        f"{people(float(mine['mean'].sum()))} at any time"
    )
