"""Men on indeterminate sentences held past tariff: how many, for how long, and what they lack."""

from collections.abc import Mapping, Sequence

import polars as pl

from reports.amounts import amount, listed, people
from reports.charts.dots import levels
from reports.charts.men_over_time import men_over_time
from reports.figure import Figure
from reports.reading import Reading
from sim.words.outcomes import Outcome

SPLIT = {"people": "All men past tariff", "programme_outstanding": "Of whom programme outstanding"}

_OUTSTANDING = (
    "A programme is outstanding for a man who has joined a programme list, or waited for a window "
    "or a transfer to join one, and has completed no programme, whatever has become of his place. "
    "A hearing asks less: whether some list would take him and he has completed no programme."
)


def past_tariff(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw men past tariff (policy, day, part, mean, low, high), a panel a policy."""
    return men_over_time(
        frame,
        reading,
        SPLIT,
        key="past-tariff",
        of_whom="Men in prison past tariff, quarterly, by whether a programme is outstanding",
        titled=lambda rows: _title(rows, reading),
        table="Men past tariff by policy",
        note=_OUTSTANDING,
    )


def days_past_tariff(
    frame: pl.DataFrame, reading: Reading, outcomes: Sequence[Outcome], clear: Mapping[str, str]
) -> Figure:
    """Draw how long men are held past tariff (policy, outcome, mean, low, high), by policy.

    `clear` has the verdict on each policy whose first outcome differs clearly from the baseline.
    """
    said = [f"{reading.policy[policy]} ({verdict})" for policy, verdict in clear.items()]
    baseline = reading.policy[reading.baseline]
    different = (
        f"Clearly different from {baseline} in “{outcomes[0].title}”: {listed(said)}. "
        if said
        else f"No policy is clearly different from {baseline} in “{outcomes[0].title}”. "
    )
    return levels(
        frame,
        reading,
        outcomes,
        key="past-tariff-days",
        caption="How long men are held past tariff, by policy",
        note=(different if reading.others else "")
        + "Days past tariff are counted to release or to the end of the results, and are the "
        f"mean over men past tariff at any time in them. {_OUTSTANDING}",
    )


def _title(rows: pl.DataFrame, reading: Reading) -> str:
    mine = rows.filter(pl.col("policy") == reading.baseline).sort("day")
    held = mine.filter(pl.col("part") == "people")["mean"]
    outstanding = mine.filter(pl.col("part") == "programme_outstanding")["mean"]
    first, last = float(held[0]), float(held[-1])
    policy = reading.policy[reading.baseline]
    if people(first) == people(last):
        went = f"begin and end at {people(first)}"
    else:
        went = f"{'rise' if last > first else 'fall'} from {people(first)} to {people(last)}"
    if not last:
        return f"Men held past tariff {went} under {policy}"
    share = amount(float(outstanding[-1]) / last, "share")
    return (
        f"Men held past tariff {went} under {policy}; a programme is outstanding for "
        f"{share} of them at the end"
    )
