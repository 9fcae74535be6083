"""Waits on the way to a list, site by site: for an assessor, for a window, for a transfer."""

import polars as pl

from reports.amounts import amount, estimate, people
from reports.figure import Sheet, Table
from reports.reading import Reading
from reports.summaries import averaged, filled
from reports.uses import not_below_0
from sim.experiments.results import Results

STEPS = {
    "assessment": "Assessment",
    "too early": "A window that is not open yet",
    "transfer": "A transfer",
}
_FOR = {
    "assessment": "for an assessment",
    "too early": "until his window opens",
    "transfer": "for a transfer",
}
FEWEST_ENDED = 20


def steps_by_site(results: Results, reading: Reading) -> Sheet:
    """Return who waits for each step at each site, how long it took, and where longest."""
    table = results.tables["steps"]
    keys = ["step", "site"]
    waiting = averaged(results, filled(results, table, keys, ["people"]), keys, "people")
    took = results.band("steps", keys, "wait_mean_days")
    ended = (
        filled(results, table, keys, ["ended"])
        .group_by("policy", *keys)
        .agg(ended=pl.col("ended").mean())
    )
    frame = (
        waiting.rename({"mean": "people"})
        .join(took.rename({"mean": "days"}), on=["policy", *keys], how="left", suffix="_days")
        .join(ended, on=["policy", *keys], how="left")
        .sort("policy", "step", pl.col("days").fill_null(-1.0), descending=[False, False, True])
    )
    mine = frame.filter(pl.col("policy") == reading.baseline)
    rows = [
        (
            STEPS[row["step"]],
            reading.site.get(row["site"], row["site"]),
            estimate(row["people"], not_below_0(row["low"]), row["high"], "people"),
            people(row["ended"]),
            estimate(row["days"], not_below_0(row["low_days"]), row["high_days"], "days"),
        )
        for row in mine.to_dicts()
    ]
    policy = reading.policy[reading.baseline]
    return Sheet(
        key="steps-by-site",
        title=_longest(mine, reading),
        subtitle=f"Steps on the way to a list, by site; {policy}; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        tables=(
            Table(
                f"Steps on the way to a list, by site, the longest first, {policy}",
                pl.DataFrame(
                    rows,
                    schema=["Waiting for", "Site", "Waiting on average", "Came to it", "Days"],
                    orient="row",
                ),
                frame.select(
                    *("policy", "step", "site", "people", "low", "high", "ended"),
                    *("days", "low_days", "high_days"),
                ),
                text_columns=2,
                note="Days are of those who came to the end of the step in the window; whoever "
                "left before it is among those waiting and not among them. The site is where "
                "somebody waits. The download has every policy.",
            ),
        ),
    )


def _longest(mine: pl.DataFrame, reading: Reading) -> str:
    """Say of each step at which site it takes longest, sites with few people apart."""
    said = []
    for step in STEPS:
        here = mine.filter(pl.col("step") == step, pl.col("days").is_not_null())
        several = here.filter(pl.col("ended") >= FEWEST_ENDED)
        rows = (here if several.is_empty() else several).to_dicts()
        if rows:
            worst = max(rows, key=lambda row: row["days"])
            where = reading.site.get(worst["site"], worst["site"])
            said.append(f"{_FOR[step]} at {where} ({amount(worst['days'], 'days')})")
    under = f"Under {reading.policy[reading.baseline]}"
    return f"{under}, the wait is longest {', '.join(said)}" if said else f"{under}, none ends"
