"""One row a stay on a waiting list, the unfinished ones included.

A stay begins with JOINED and ends with STARTED or LEFT, or it is still open when the log ends.
Who left because the list closed, or because another band was found, has moved on and is not among
those who left unserved if anything took him later: his wait goes on there.
Its wait counts the days that were waited before day 0.
"""

import polars as pl

from sim.words.kinds import Cause, Kind

HOW = pl.Enum(["started", "left", "waiting", "moved"])
MOVED = (Cause.PROVISION_CLOSED, Cause.REASSESSED, Cause.MOVED_LIST)
"""Causes of leaving a list for another: the wait goes on there."""


def _still_to_come(person: pl.Expr) -> pl.Expr:
    """Tell at each event of a person whether he is yet to be moved to a list, by order of `seq`."""
    moved = (pl.col("kind") == int(Kind.JOINED)) & (pl.col("cause") == int(Cause.MOVED_LIST))
    return moved.sum().over(person) > moved.cum_sum().over(person)


def stays_of(events: pl.DataFrame) -> pl.DataFrame:
    """Return every stay in the order of joining.

    `joined_day` is when the log saw him join (0 for a backlog), `since_day` when his wait really
    began (below 0 for a backlog), `ended_day` and `ended_seq` are null while he waits.
    """
    moves = (
        events.lazy()
        .filter(pl.col("kind").is_in([int(Kind.JOINED), int(Kind.LEFT), int(Kind.STARTED)]))
        .sort("person", "seq")
        .with_columns(goes_on=_still_to_come(pl.col("person")))
        .sort("person", "provision", "seq")
    )
    next_kind = pl.col("kind").shift(-1)
    same_list = (pl.col("person") == pl.col("person").shift(-1)) & (
        pl.col("provision") == pl.col("provision").shift(-1)
    )
    ended = same_list & (next_kind != int(Kind.JOINED))
    return (
        moves.select(
            "person",
            "site",
            "provision",
            pl.col("seq").alias("joined_seq"),
            pl.col("time").alias("joined_day"),
            (pl.col("time") - pl.col("value").fill_nan(0.0)).alias("since_day"),
            pl.when(ended).then(pl.col("seq").shift(-1)).alias("ended_seq"),
            pl.when(ended).then(pl.col("time").shift(-1)).alias("ended_day"),
            pl.when(~ended.fill_null(value=False))
            .then(pl.lit("waiting", HOW))
            .when(next_kind == int(Kind.STARTED))
            .then(pl.lit("started", HOW))
            .when(
                pl.col("cause").shift(-1).is_in([int(cause) for cause in MOVED])
                & pl.col("goes_on").shift(-1)
            )
            .then(pl.lit("moved", HOW))
            .otherwise(pl.lit("left", HOW))
            .alias("how"),
            "kind",
        )
        .filter(pl.col("kind") == int(Kind.JOINED))
        .drop("kind")
        .sort("joined_seq")
        .with_columns(wait_days=pl.col("ended_day") - pl.col("since_day"))
        .collect()
    )
