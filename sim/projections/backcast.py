"""What came out of each published figure that the run is held against: one row a target.

The figure itself stands in the book; what is inside its range is said over replications.
"""

from collections.abc import Callable, Mapping

import polars as pl

from sim.log.targets import TargetNote
from sim.projections.facts import Facts
from sim.projections.measuring import READ, Measuring
from sim.projections.readings import UNUSED, Reading

SCHEMA = pl.Schema(
    {
        "target": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
    }
)
Time = tuple[float, float]


def backcast(
    facts: Facts,
    read: Mapping[Time, pl.DataFrame],
    outcomes_over: Callable[[Time], pl.DataFrame],
) -> pl.DataFrame:
    """Return what was measured of each target; nothing of one that is about no day of the run.

    `read` are the outcomes over times for which they have been read already.
    """
    known = {time: _readings(outcomes) for time, outcomes in read.items()}
    rows = []
    for target in facts.book.targets:
        if target.measure not in READ and _is_in_run(facts, target):
            time = (target.since_day, target.until_day)
            if time not in known:
                known[time] = _readings(outcomes_over(time))
            found = known[time][target.measure]
        else:
            found = _measured(facts, target)
        rows.append((target.id, found.value, found.numerator, found.denominator))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _measured(facts: Facts, target: TargetNote) -> Reading:
    return READ[target.measure](Measuring(facts, target)) if _is_in_run(facts, target) else UNUSED


def _is_in_run(facts: Facts, target: TargetNote) -> bool:
    """Tell whether the run has any of the days that the target is about."""
    return target.since_day < facts.book.horizon_days


def _readings(outcomes: pl.DataFrame) -> dict[str, Reading]:
    columns = ("outcome", "value", "numerator", "denominator")
    return {name: Reading(*parts) for name, *parts in outcomes.select(columns).iter_rows()}
