"""The Parole Board: hearings by year and what came of them, and whom it holds for a programme.

What a hearing finds outstanding is its own affair; on which days a man is held past tariff because
of a programme is told by `sim.projections.tariff`, whatever was found. Days after a first release
are left out; so are days before day 0.
"""

import numpy as np
import polars as pl

from sim.log.picking import is_one_of
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.projections.readings import UNUSED, Reading, Readings, count, ratio
from sim.projections.tariff import because_of_programme
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind

ROW = ("time", "kind", "cause", "value")
SCHEMA = pl.Schema(
    {
        "year": pl.Int64,
        "heard": pl.Int64,
        "released": pl.Int64,
        "refused": pl.Int64,
        "outstanding": pl.Int64,
        "deferred": pl.Int64,
        "listed": pl.Int64,
        "wait_days": pl.Float64,
    }
)


def hearings(facts: Facts) -> pl.DataFrame:
    """Return hearings and what came of them, and the mean wait for a slot, by year of the run."""
    rows = pl.concat(
        [
            facts.events.filter(is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED)).select(ROW),
            listings(facts).select(ROW),
        ]
    ).with_columns(year=(pl.col("time") / DAYS_PER_YEAR).floor().cast(pl.Int64))
    heard = pl.col("kind") == int(Kind.HEARD)

    def by(cause: Cause) -> pl.Expr:
        return (heard & (pl.col("cause") == int(cause))).sum().cast(pl.Int64)

    listed = pl.col("kind") == int(Kind.HEARING_LISTED)
    found = rows.group_by("year").agg(
        heard=heard.sum().cast(pl.Int64),
        released=by(Cause.PAROLE_BOARD),
        refused=by(Cause.REFUSED),
        outstanding=by(Cause.PROGRAMME_OUTSTANDING),
        deferred=(pl.col("kind") == int(Kind.HEARING_DEFERRED)).sum().cast(pl.Int64),
        listed=listed.sum().cast(pl.Int64),
        wait_days=pl.col("value").filter(listed).mean(),
    )
    return found.sort("year").select(list(SCHEMA)).cast(SCHEMA)


def listings(facts: Facts) -> pl.DataFrame:
    """Return every hearing that was listed, once, with the days from then to its day.

    Who moved up when a slot was given back waited until the day that he moved up to.
    """
    rows = facts.of(Kind.HEARING_LISTED).with_columns(
        turn=(pl.col("cause") == int(Cause.NONE)).cum_sum().over("person"),
        day=pl.col("time") + pl.col("value"),
    )
    return (
        rows.group_by("person", "turn", maintain_order=True)
        .agg(pl.col("time", "kind", "cause").first(), pl.col("day").last())
        .with_columns(value=pl.col("day") - pl.col("time"))
    )


def of_board(facts: Facts) -> Readings:
    """Read what the Board does, and for how long it holds men because of a programme."""
    since, until = facts.window
    first = listings(facts).filter(pl.col("time") >= since, pl.col("time") < until)
    listed = first["value"].to_numpy()
    held = because_of_programme(facts)
    parole = facts.book.parole
    slots = parole is not None and parole.slots
    deferral = parole is not None and parole.deferral
    put_off = facts.in_window(Kind.HEARING_DEFERRED).height
    days = clipped_days(held["since"].to_numpy(), held["until"].to_numpy(), facts.window)
    return {
        "hearings_count": count(facts.in_window(Kind.HEARD).height),
        "hearings_deferred_count": count(put_off) if deferral else UNUSED,
        "hearing_wait_mean_days": ratio(listed.sum(), len(listed)) if slots else UNUSED,
        "past_tariff_because_of_programme_days": count(float(days.sum())),
        "over_unlawful_wait_people": _held_too_long(facts, held),
    }


def _held_too_long(facts: Facts, times: pl.DataFrame) -> Reading:
    """Count the men inside in the window who had been held for longer than is lawful by then."""
    limit = None if facts.book.parole is None else facts.book.parole.unlawful_after_days
    if limit is None:
        return UNUSED
    start, end = facts.window
    held = np.zeros(facts.people.height)
    np.add.at(
        held,
        times["person"].to_numpy(),
        clipped_days(times["since"].to_numpy(), times["until"].to_numpy(), (0.0, end)),
    )
    still_inside = facts.lives.custody[1] > start
    return count(int(((held > limit) & still_inside).sum()))
