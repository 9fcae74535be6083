"""The Parole Board: hearings by year and what came of them, and days past tariff because of it.

A man is held past tariff *because of a programme* from a hearing that found the programme
outstanding, held or put off, to the next hearing that did not, or to his release. Days before his
tariff, and days after a first release, are left out; so are days before day 0.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.breach import is_one_of
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.projections.readings import UNUSED, Reading, Readings, count, ratio
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

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
Codes = NDArray[np.int64]


def hearings(facts: Facts) -> pl.DataFrame:
    """Return hearings and what came of them, and the mean wait for a slot, by year of the run."""
    rows = facts.events.filter(
        is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED, Kind.HEARING_LISTED)
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


def because_of_programme(facts: Facts) -> tuple[Codes, Floats, Floats]:
    """Return the times past tariff that men are held because of a programme: person, from, to."""
    rows = facts.events.filter(
        is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED, Kind.RELEASED, Kind.DIED)
    ).with_columns(until=pl.col("time").shift(-1).over("person").fill_null(float("inf")))
    rows = rows.filter(
        is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED),
        pl.col("cause") == int(Cause.PROGRAMME_OUTSTANDING),
    )
    person = rows["person"].cast(pl.Int64).to_numpy()
    tariff, out = (day[person] for day in facts.lives.past_tariff)
    since = np.maximum(rows["time"].to_numpy(), tariff)
    until = np.minimum(rows["until"].to_numpy(), out)
    mine = until > since
    return person[mine], since[mine], until[mine]


def of_board(facts: Facts) -> Readings:
    """Read what the Board does, and for how long it holds men because of a programme."""
    listed = facts.in_window(Kind.HEARING_LISTED)["value"].to_numpy()
    person, since, until = because_of_programme(facts)
    parole = facts.book.parole
    slots = parole is not None and parole.slots
    deferral = parole is not None and parole.deferral
    put_off = facts.in_window(Kind.HEARING_DEFERRED).height
    days = clipped_days(since, until, facts.window).sum()
    return {
        "hearings": count(facts.in_window(Kind.HEARD).height),
        "hearings_deferred": count(put_off) if deferral else UNUSED,
        "hearing_wait_mean_days": ratio(listed.sum(), len(listed)) if slots else UNUSED,
        "past_tariff_because_of_programme_person_days": count(days),
        "over_unlawful_wait_people": _held_too_long(facts, person, since, until),
    }


def _held_too_long(facts: Facts, person: Codes, since: Floats, until: Floats) -> Reading:
    """Count the men inside in the window who had been held for longer than is lawful by then."""
    limit = None if facts.book.parole is None else facts.book.parole.unlawful_after_days
    if limit is None:
        return UNUSED
    start, end = facts.window
    before_the_end = np.maximum(np.minimum(until, end) - since, 0.0)
    held = np.zeros(facts.people.height)
    np.add.at(held, person, before_the_end)
    still_inside = facts.lives.custody[1] > start
    return count(int(((held > limit) & still_inside).sum()))
