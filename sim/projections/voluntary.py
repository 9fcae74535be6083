"""Voluntary attendance: who goes on, comes back and stays once his order or licence has ended.

A stay on a list or in a group is free from the end of supervision, or from its beginning if that
came before. Only programmes that may be attended freely are looked at: nobody else's is ever free.
"""

import numpy as np
import polars as pl

from sim.log.liberty import LIBERTY_TURNS, at_liberty
from sim.log.picking import is_one_of
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days, counts_at, quarters
from sim.projections.readings import Readings, count, ratio
from sim.words.freely import ATTENDING
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "provision": pl.String,
        "sat_as_ended": pl.Int64,
        "sat_on": pl.Int64,
        "stood_as_ended": pl.Int64,
        "waited_on": pl.Int64,
        "came_back": pl.Int64,
        "moved": pl.Int64,
        "started": pl.Int64,
        "left_list": pl.Int64,
        "still_waiting": pl.Int64,
        "completed": pl.Int64,
        "had_enough": pl.Int64,
        "left_otherwise": pl.Int64,
        "still_attending": pl.Int64,
        "stay_mean_days": pl.Float64,
        "attending_mean_people": pl.Float64,
        "obliged_mean_people": pl.Float64,
    }
)
ATTENDING_SCHEMA = pl.Schema(
    {"day": pl.Float64, "provision": pl.String, "part": pl.String, "people": pl.Int64}
)
EVERYBODY, FREELY = PARTS = ("everybody", "freely")
ENDS = (Kind.COMPLETED, Kind.DROPPED_OUT)


def seats(facts: Facts) -> pl.DataFrame:
    """Return every seat in a group of those programmes; open ends are null."""
    return _stays(facts, Kind.STARTED, ENDS)


def waits(facts: Facts) -> pl.DataFrame:
    """Return every stay on a list of those programmes; open ends are null."""
    return _stays(facts, Kind.JOINED, (Kind.STARTED, Kind.LEFT))


def _stays(facts: Facts, begins: Kind, ends: tuple[Kind, ...]) -> pl.DataFrame:
    """Return person, provision, since, until, kind and cause of the end, and free_since.

    `free_since` is null for a stay no part of which is free.
    """
    mine = is_one_of(begins, *ends) & pl.col("provision").is_in(facts.book.voluntary)
    rows = facts.events.filter(mine | is_one_of(*LIBERTY_TURNS)).sort("person", "seq")
    rows = rows.with_columns(
        free=at_liberty(rows, facts.people),
        number=is_one_of(begins).cum_sum().over("person"),
        held=pl.when(is_one_of(begins, *ends))
        .then(is_one_of(begins))
        .forward_fill()
        .over("person")
        .fill_null(value=False),
    )
    turned = rows.filter(is_one_of(Kind.SUPERVISION_ENDED), pl.col("held")).select(
        "person", "number", turned="time"
    )
    return (
        rows.filter(is_one_of(begins, *ends))
        .with_columns(
            until=pl.col("time").shift(-1).over("person"),
            how=pl.col("kind").shift(-1).over("person"),
            why=pl.col("cause").shift(-1).over("person"),
        )
        .filter(is_one_of(begins))
        .join(turned, on=["person", "number"], how="left", maintain_order="left")
        .with_columns(
            # Who completes it in the instant in which his order ends has come for nothing more.
            goes_on=~pl.col("free")
            & pl.col("turned").is_not_null()
            & ~(
                (pl.col("how") == int(Kind.COMPLETED)) & (pl.col("until") == pl.col("turned"))
            ).fill_null(value=False)
        )
        .with_columns(
            free_since=pl.when("free").then("time").when("goes_on").then("turned"),
        )
        .select(
            *("person", "provision", "until", "how", "why", "free_since", "cause", "goes_on"),
            since="time",
        )
    )


def voluntary(facts: Facts) -> pl.DataFrame:
    """Return one row a programme that may be attended freely, over the window.

    `sat_on` and `waited_on` went on as their order or licence ended, of `sat_as_ended` in its
    groups and `stood_as_ended` on its list; `came_back` joined its list
    after that, and `moved` came to it then from another. Who waits on, comes back or is moved has
    `started`, has `left_list` or waits still; who sat on or started has completed, has left or
    sits there still. `stay_mean_days` is of free stays in a group that ended in the window.
    """
    since, until = facts.window
    sat, stood = seats(facts), waits(facts)
    inside = (pl.col("free_since") >= since) & (pl.col("free_since") < until)
    over = (
        (pl.col("until") >= since) & (pl.col("until") < until) & pl.col("free_since").is_not_null()
    )
    still = (pl.col("free_since") < until) & (
        pl.col("until").is_null() | (pl.col("until") >= until)
    )
    put_out = (
        (pl.col("until") >= since)
        & (pl.col("until") < until)
        & (pl.col("why") == int(Cause.SUPERVISION_ENDED))
    )
    enough = pl.col("why") == int(Cause.VOLUNTARY)
    left = pl.col("how") == int(Kind.DROPPED_OUT)
    rows = []
    for code in facts.book.voluntary:
        here, there = (each.filter(pl.col("provision") == code) for each in (sat, stood))
        began, ended = here.filter(inside), here.filter(over)
        waited, joined = there.filter(inside), pl.col("cause") == int(Cause.VOLUNTARY)
        stay_days = (ended["until"] - ended["free_since"]).mean()
        rows.append(
            (
                facts.book.provisions[code].id,
                began["goes_on"].sum() + here.filter(put_out).height,
                began["goes_on"].sum(),
                waited["goes_on"].sum() + there.filter(put_out).height,
                waited["goes_on"].sum(),
                waited.filter(~pl.col("goes_on"), joined).height,
                waited.filter(~pl.col("goes_on"), ~joined).height,
                began.filter(~pl.col("goes_on")).height,
                there.filter(over, pl.col("how") == int(Kind.LEFT)).height,
                there.filter(still).height,
                ended.filter(pl.col("how") == int(Kind.COMPLETED)).height,
                ended.filter(left, enough).height,
                ended.filter(left, ~enough).height,
                here.filter(still).height,
                stay_days,
                _days(here, "free_since", facts).sum() / (until - since),
                (_days(here, "since", facts) - _days(here, "free_since", facts)).sum()
                / (until - since),
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def attending(facts: Facts) -> pl.DataFrame:
    """Return the people in groups of those programmes at every quarter year and at the horizon.

    `freely` are those of `everybody` whose order or licence has ended.
    """
    days, rows = quarters(facts.book.horizon_days), seats(facts)
    parts = [pl.DataFrame(schema=ATTENDING_SCHEMA)]
    for code in facts.book.voluntary:
        here = rows.filter(pl.col("provision") == code)
        until = here["until"].fill_null(np.inf).to_numpy()
        for part, begins in ((EVERYBODY, "since"), (FREELY, "free_since")):
            begun = here[begins].fill_null(np.inf).to_numpy()
            ended = np.where(np.isfinite(begun), until, np.inf)
            counts = counts_at(days, begun, np.maximum(begun, ended))[0]
            columns = {
                "day": days,
                "provision": [facts.book.provisions[code].id] * len(days),
                "part": [part] * len(days),
                "people": counts,
            }
            parts.append(pl.DataFrame(columns, schema=ATTENDING_SCHEMA))
    return pl.concat(parts)


def _days(rows: pl.DataFrame, begins: str, facts: Facts) -> Floats:
    """Return the days of each stay in the window, from its beginning or from when it is free."""
    since = rows[begins].fill_null(np.inf).to_numpy()
    until = np.maximum(rows["until"].fill_null(np.inf).to_numpy(), since)
    return np.where(np.isfinite(since), clipped_days(since, until, facts.window), 0.0)


def of_voluntary(facts: Facts) -> Readings:
    """Read how many attend of their own accord, and how many wait to."""
    since, until = facts.window
    sat, stood = seats(facts), waits(facts)
    free_days = float(_days(sat, "free_since", facts).sum())
    came = sat.filter(
        pl.col("free_since") >= since,
        pl.col("free_since") < until,
        pl.col("goes_on") | (pl.col("since") == pl.col("free_since")),
    )
    return {
        ATTENDING: ratio(free_days, until - since),
        "voluntary_came_people": count(came["person"].n_unique()),
        "voluntary_attendance_share": ratio(free_days, float(_days(sat, "since", facts).sum())),
        "voluntary_waiting_mean_people": ratio(
            float(_days(stood, "free_since", facts).sum()), until - since
        ),
    }
