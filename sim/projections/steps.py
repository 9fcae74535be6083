"""The steps on the way to a list: until assessed, until the window opens, until moved; by site.

A step begins and ends with an event of the person's. Its site is where he is while he waits.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.state import ON_A_LIST
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.words.kinds import NOBODY, Cause, Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "site": pl.String,
        "step": pl.String,
        "people": pl.Float64,
        "ended": pl.Int64,
        "wait_mean_days": pl.Float64,
    }
)
ASSESSMENT, TOO_EARLY, TRANSFER = STEPS = ("assessment", "too early", "transfer")
BEGINS = {TOO_EARLY: Kind.HELD_FOR_WINDOW, TRANSFER: Kind.TRANSFER_ASKED}
ENDS = {
    TOO_EARLY: (Kind.JOINED, Kind.DECLINED, Kind.TRANSFER_ASKED),
    TRANSFER: (Kind.TRANSFERRED, Kind.JOINED, Kind.DECLINED),
}
GONE = (Kind.RELEASED, Kind.SUPERVISION_ENDED, Kind.DIED)


def steps(facts: Facts) -> pl.DataFrame:
    """Return one row a site and step: mean people waiting in the window, and how long it took.

    `ended` counts those whose step came to its end in the window and was not cut off by leaving;
    `wait_mean_days` is theirs. What nobody waited for has no row.
    """
    since, until = facts.window
    rows = pl.concat([_assessments(facts), *_dated(facts)])
    ended = (pl.col("until") >= since) & (pl.col("until") < until) & pl.col("reached")
    days = clipped_days(rows["since"].to_numpy(), rows["until"].to_numpy(), facts.window)
    table = (
        rows.with_columns(days=pl.Series(days, dtype=pl.Float64))
        .filter((pl.col("days") > 0) | ended)
        .sort("step", "site", "since", "until")
        .group_by("step", "site", maintain_order=True)
        .agg(
            people=pl.col("days").sum() / (until - since),
            ended=ended.sum(),
            wait_mean_days=(pl.col("until") - pl.col("since")).filter(ended).mean(),
        )
        .sort(pl.col("step").replace_strict({name: n for n, name in enumerate(STEPS)}), "site")
    )
    return table.with_columns(facts.site_ids(table["site"])).select(list(SCHEMA)).cast(SCHEMA)


def turns(facts: Facts, step: str) -> pl.DataFrame:
    """Return each time that a dated step began, with when it ended and by what kind of event."""
    kind, ends = BEGINS[step], ENDS[step]
    begun = facts.of(kind)
    kinds = [int(each) for each in (kind, *ends, *GONE)]
    rows = facts.events.filter(
        pl.col("kind").is_in(kinds), pl.col("person").is_in(begun["person"].unique().to_list())
    ).with_columns(
        until=pl.col("time").shift(-1).over("person").fill_null(facts.book.horizon_days),
        by=pl.col("kind").shift(-1).over("person").fill_null(NOBODY),
    )
    return rows.filter(pl.col("kind") == int(kind))


def awaiting_assessment(facts: Facts) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return from when to when everybody awaited his first assessment, and who came to it.

    A man who was inside on day 0 and has no assessment in the log was assessed before it: he has
    awaited nothing.
    """
    assessed = facts.of(Kind.ASSESSED).filter(pl.col("cause") != int(Cause.REASSESSED))
    gone = np.minimum(
        np.minimum(facts.lives.released_day, facts.lives.died_day),
        facts.lives.supervision_ended_day,
    )
    day = np.full(facts.people.height, np.inf)
    np.minimum.at(day, assessed["person"].to_numpy(), assessed["time"].to_numpy())
    received = facts.of(Kind.RECEIVED)
    backlog = np.zeros(facts.people.height, bool)
    backlog[received.filter(pl.col("cause") == int(Cause.BACKLOG))["person"].to_numpy()] = True
    assessed_here = (facts.people["came"] != ON_A_LIST).to_numpy()
    known = assessed_here & np.isfinite(facts.lives.received_day) & ~(backlog & np.isinf(day))
    end = np.where(known, np.minimum(np.minimum(day, gone), facts.book.horizon_days), 0.0)
    start = np.where(known, facts.lives.received_day, 0.0)
    reached = known & (day <= gone) & np.isfinite(day)
    return start, np.maximum(end, start), reached


def _assessments(facts: Facts) -> pl.DataFrame:
    since, until, reached = awaiting_assessment(facts)
    received = facts.of(Kind.RECEIVED)
    site = np.full(facts.people.height, NOBODY)
    site[received["person"].to_numpy()[::-1]] = received["site"].to_numpy()[::-1]
    is_told = facts.of(Kind.ASSESSED).height > 0
    rows = np.flatnonzero((until > since) & (site != NOBODY) & is_told)
    return pl.DataFrame(
        {
            "step": [ASSESSMENT] * len(rows),
            "site": pl.Series(site[rows], dtype=pl.Int64),
            "since": since[rows],
            "until": until[rows],
            "reached": reached[rows],
        },
        schema_overrides={"step": pl.String},
    )


def _dated(facts: Facts) -> Iterator[pl.DataFrame]:
    for step in BEGINS:
        rows = turns(facts, step)
        yield rows.select(
            pl.lit(step).alias("step"),
            pl.col("site").cast(pl.Int64),
            since="time",
            until="until",
            reached=pl.col("by").is_in([int(each) for each in ENDS[step]]),
        )
