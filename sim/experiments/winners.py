"""Who starts earlier and who later than under the baseline, man by man.

A man's luck is the same under every policy, so pairing him with himself is exact: what differs
is what the policy did to him. Programmes only; a prison and a community programme are two
chances, counted one by one. Men who start under neither policy are neither winners nor losers.
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sim.experiments.statistics import Floats, interval

if TYPE_CHECKING:
    from sim.experiments.results import Results

CHANGES = ("starts_earlier", "starts_later", "same", "newly_starts", "newly_misses")
"""`same`: starts under both, on the same day. `newly_misses`: starts under the baseline alone."""

SCHEMA = pl.Schema(
    {
        "policy": pl.String,
        "against": pl.String,
        "change": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
)

Starts = dict[tuple[str, int], Floats]


def winners(results: "Results") -> pl.DataFrame:
    """Return people a replication by change against the baseline: mean and 95 % interval."""
    starts = _starts(results)
    replications = sorted({replication for _, replication in starts})
    rows = []
    for policy in results.policies[1:]:
        people = [
            _changes(starts[policy, each], starts[results.baseline, each]) for each in replications
        ]
        for place, change in enumerate(CHANGES):
            found = interval([counts[place] for counts in people])
            rows.append((policy, results.baseline, change, found.mean, found.low, found.high))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _starts(results: "Results") -> Starts:
    """Return, for each policy and replication, the day each man first started in each setting.

    Infinite where he did not start; a man's two settings lie beside each other.
    """
    settings = {
        note.id: int(note.setting == "community")
        for note in results.book.provisions
        if note.kind == "programme"
    }
    journeys, by = results.tables["journeys"], ["policy", "replication"]
    started = journeys.filter(
        pl.col("how") == "started", pl.col("provision").is_in(list(settings))
    ).select(
        *by,
        place=2 * pl.col("person").cast(pl.Int64) + _setting(settings),
        day="ended_day",
    )
    chances = 2 * (1 + journeys["person"].to_numpy().max(initial=-1))
    first = {
        (str(policy), int(replication)): np.full(chances, np.inf)
        for policy, replication in results.tables["outcomes"].select(by).unique().iter_rows()
    }
    for (policy, replication), rows in started.group_by(by):
        earliest = first[str(policy), int(str(replication))]
        np.minimum.at(earliest, rows["place"].to_numpy(), rows["day"].to_numpy())
    return first


def _setting(settings: dict[str, int]) -> pl.Expr:
    """Return the setting of each row's programme; circles alone are none."""
    if not settings:
        return pl.lit(0, pl.Int64)
    return pl.col("provision").replace_strict(settings, return_dtype=pl.Int64)


def _changes(ours: Floats, theirs: Floats) -> tuple[float, ...]:
    """Return the number of people by change, in the order of `CHANGES`."""
    both = np.isfinite(ours) & np.isfinite(theirs)
    found = (
        both & (ours < theirs),
        both & (ours > theirs),
        both & (ours == theirs),
        np.isfinite(ours) & ~both,
        np.isfinite(theirs) & ~both,
    )
    return tuple(float(each.sum()) for each in found)
