"""Groups, programme by programme: how full, how long, what was cancelled, paused and stopped."""

from functools import reduce

import polars as pl

from sim.projections.capacity import facilitators_in_use
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.words.kinds import Cause, Kind

SCHEMA = pl.Schema(
    {
        "provision": pl.String,
        "started": pl.Int64,
        "size_mean_people": pl.Float64,
        "empty_chairs_mean": pl.Float64,
        "length_mean_days": pl.Float64,
        "paused": pl.Int64,
        "paused_days": pl.Float64,
        "sessions_cancelled_regime": pl.Float64,
        "sessions_cancelled_redeployed": pl.Float64,
        "late_entries": pl.Int64,
        "stopped": pl.Int64,
        "completed": pl.Int64,
        "dropped_out": pl.Int64,
        "facilitator_days": pl.Float64,
    }
)
KEY = ("provision", "group")
LEFT_EARLY = pl.col("cause") != int(Cause.VOLUNTARY)
"""Of events of leaving: those that count as attrition."""
_COUNTS = [name for name, kind in SCHEMA.items() if kind == pl.Int64] + [
    *(
        "facilitator_days",
        "paused_days",
        "sessions_cancelled_regime",
        "sessions_cancelled_redeployed",
    )
]


def groups(facts: Facts) -> pl.DataFrame:
    """Return one row a provision: the groups that began in the window, and who left any in it.

    A group's size is of those who began it; its length runs from its start to the last completion
    in it, or to its end if nobody completed it. A group still under way has no length. `completed`
    and `dropped_out` count who left in the window, whenever the group began: an open group takes
    people in for years. `facilitator_days` is what its groups took of staff in the window.
    """
    began = groups_in_window(facts)
    notes = facts.book.provisions
    terms = pl.DataFrame(
        {"provision": range(len(notes)), "maximum": [note.maximum for note in notes]},
        schema={"provision": pl.Int16, "maximum": pl.Int64},
    )
    whole = reduce(
        lambda left, right: left.join(right, on=KEY, how="left"),
        [_ends(facts), _paused(facts), _cancelled(facts), _late(facts), _sizes(facts)],
        began.join(terms, on="provision"),
    )
    by_provision = whole.group_by("provision").agg(
        started=pl.len(),
        size_mean_people=pl.col("size").fill_null(0).mean(),
        empty_chairs_mean=(pl.col("maximum") - pl.col("size").fill_null(0)).mean(),
        length_mean_days=(pl.col("ended") - pl.col("began")).mean(),
        paused=(pl.col("paused_days") > 0).sum(),
        paused_days=pl.col("paused_days").fill_null(0.0).sum(),
        sessions_cancelled_regime=pl.col("regime").fill_null(0.0).sum(),
        sessions_cancelled_redeployed=pl.col("redeployed").fill_null(0.0).sum(),
        late_entries=pl.col("late").fill_null(0).sum(),
        stopped=pl.col("stopped").fill_null(value=False).sum(),
    )
    ordered = (
        by_provision.join(_left_in_window(facts), on="provision", how="full", coalesce=True)
        .join(_staffed(facts), on="provision", how="full", coalesce=True)
        .with_columns(pl.col(_COUNTS).fill_null(0))
        .sort("provision")
        .select(SCHEMA.names())
    )
    return ordered.with_columns(facts.provision_ids(ordered["provision"])).cast(SCHEMA)


def groups_in_window(facts: Facts) -> pl.DataFrame:
    """Return provision, group, site and first day of the groups that began in the window."""
    return facts.in_window(Kind.GROUP_STARTED).select(*KEY, "site", began="time")


def pauses(facts: Facts) -> pl.DataFrame:
    """Return the spells for which groups stood still, to their end if they never went on."""
    kinds = (Kind.GROUP_PAUSED, Kind.GROUP_RESUMED, Kind.GROUP_FINISHED)
    until = pl.col("time").shift(-1).over(KEY).fill_null(facts.book.horizon_days)
    return (
        facts.events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))
        .with_columns(until=until)
        .filter(pl.col("kind") == int(Kind.GROUP_PAUSED))
        .select(*KEY, "until", since="time")
    )


def _paused(facts: Facts) -> pl.DataFrame:
    return pauses(facts).group_by(KEY).agg(paused_days=(pl.col("until") - pl.col("since")).sum())


def _ends(facts: Facts) -> pl.DataFrame:
    """Return when each group that has ended was over, and whether it was stopped."""
    completed = facts.of(Kind.COMPLETED).group_by(KEY).agg(completed=pl.col("time").max())
    finished = facts.of(Kind.GROUP_FINISHED).select(
        *KEY, finished="time", stopped=pl.col("cause") == int(Cause.STAFF_SHORT)
    )
    return finished.join(completed, on=KEY, how="left").select(
        *KEY, "stopped", ended=pl.coalesce("completed", "finished")
    )


def _left_in_window(facts: Facts) -> pl.DataFrame:
    """Return how many completed, and left before the end, in the window, by provision."""
    completed, early = facts.in_window(Kind.COMPLETED), left_early(facts)
    return (
        completed.group_by("provision")
        .agg(completed=pl.len())
        .join(
            early.group_by("provision").agg(dropped_out=pl.len()),
            on="provision",
            how="full",
            coalesce=True,
        )
    )


def _staffed(facts: Facts) -> pl.DataFrame:
    """Return the days of facilitators that groups took in the window, by provision."""
    used = facilitators_in_use(facts)
    spans = used["since_day"].to_numpy(), used["until_day"].to_numpy()
    days = clipped_days(*spans, facts.window) * used["amount"].to_numpy()
    taken = used.select("provision", facilitator_days=pl.Series(days, dtype=pl.Float64))
    return (
        taken.group_by("provision")
        .agg(pl.col("facilitator_days").sum())
        .filter(pl.col("facilitator_days") > 0)
    )


def left_early(facts: Facts) -> pl.DataFrame:
    """Return who left in the window before the end; not those who had come as long as they wished.

    Nobody obliges these last, and they had what they came for: they are in no attrition.
    """
    return facts.in_window(Kind.DROPPED_OUT).filter(LEFT_EARLY)


def _cancelled(facts: Facts) -> pl.DataFrame:
    rows = facts.of(Kind.SESSIONS_CANCELLED)
    return rows.group_by(KEY).agg(
        regime=pl.col("value").filter(pl.col("cause") == int(Cause.REGIME)).sum(),
        redeployed=pl.col("value").filter(pl.col("cause") == int(Cause.REDEPLOYED)).sum(),
    )


def _entries(facts: Facts) -> pl.DataFrame:
    began = facts.of(Kind.GROUP_STARTED).select(*KEY, began="time")
    return facts.of(Kind.STARTED).select(*KEY, "time").join(began, on=KEY)


def _late(facts: Facts) -> pl.DataFrame:
    late = _entries(facts).filter(pl.col("time") > pl.col("began"))
    return late.group_by(KEY).agg(late=pl.len())


def _sizes(facts: Facts) -> pl.DataFrame:
    first = _entries(facts).filter(pl.col("time") == pl.col("began"))
    return first.group_by(KEY).agg(size=pl.len())
