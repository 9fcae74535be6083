"""Men on indeterminate sentences held past tariff, and what each of their days waits for.

Every day past tariff of a first time inside is in exactly one state, so the states add up to all
of them: a programme is completed, and the rest is the Board's; he waits for one; he is in a group;
he declined, gave up or dropped out; he was taken off his list; or he was never on one. Held
*because of a programme* is who waits or is in a group: it begins at the tariff, not at a hearing.
"""

from math import fsum

import numpy as np
import polars as pl

from sim.log.picking import has_cause, is_one_of
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days, counts_at, quarters
from sim.words.kinds import Cause, Kind

SCHEMA = pl.Schema({"day": pl.Float64, "people": pl.Int64, "programme_outstanding": pl.Int64})
BECAUSE_SCHEMA = pl.Schema(
    {"state": pl.String, "person_days": pl.Float64, "people": pl.Float64, "share": pl.Float64}
)
COMPLETED, WAITING, IN_A_GROUP, GAVE_UP, TAKEN_OFF, NEVER_ON_A_LIST = STATES = (
    "completed",
    "waiting",
    "in a group",
    "declined or dropped out",
    "taken off a list",
    "never on a list",
)
BECAUSE_OF_A_PROGRAMME = (WAITING, IN_A_GROUP)
"""States in which it is not for the man to do something: he is owed a place, or has one."""
_TURNS = (
    Kind.HELD_FOR_WINDOW,
    Kind.TRANSFER_ASKED,
    Kind.JOINED,
    Kind.DECLINED,
    Kind.LEFT,
    Kind.STARTED,
    Kind.DROPPED_OUT,
    Kind.COMPLETED,
)


def past_tariff(facts: Facts) -> pl.DataFrame:
    """Return men past tariff, and those of them on whom a programme is outstanding.

    Outstanding means that he has been put on a programme list in prison, or been held for its
    window or asked for a transfer to it, and has completed none since or before.
    """
    days = quarters(facts.book.horizon_days)
    return pl.DataFrame(
        {
            "day": days,
            "people": counts_at(days, *facts.lives.past_tariff)[0],
            "programme_outstanding": counts_at(days, *facts.lives.past_tariff_outstanding)[0],
        },
        schema=SCHEMA,
    )


def past_tariff_because(facts: Facts) -> pl.DataFrame:
    """Return person-days past tariff in the window, and mean people, a row a state.

    `share` is of all days past tariff; a state that nobody is in has a row with 0. Without a day
    past tariff there is no row.
    """
    rows = past_tariff_spells(facts)
    since, until = facts.window
    rows = rows.with_columns(
        days=clipped_days(rows["since"].to_numpy(), rows["until"].to_numpy(), facts.window)
    )
    days = {
        state: fsum(mine["days"])  # to the last bit, in whatever order they come
        for (state,), mine in rows.group_by("state")
    }
    whole = sum(days.get(state, 0.0) for state in STATES)
    if not whole:
        return BECAUSE_SCHEMA.to_frame()
    return pl.DataFrame(
        [
            (state, mine := days.get(state, 0.0), mine / (until - since), mine / whole)
            for state in STATES
        ],
        schema=BECAUSE_SCHEMA,
        orient="row",
    )


def past_tariff_spells(facts: Facts) -> pl.DataFrame:
    """Return every time past tariff in one state: person, state, since and until.

    Those of a man follow one another from his tariff to his first release or death without a gap,
    for he is on one list or in one group at a time, and the last thing that happened says which.
    """
    since, until = facts.lives.past_tariff
    people = np.flatnonzero(until > since)
    held = pl.DataFrame({"person": people, "tariff": since[people], "out": until[people]})
    turns = (
        facts.events.filter(
            is_one_of(*_TURNS),
            pl.col("provision").is_in(facts.provisions("programme", "prison")),
        )
        .select(
            pl.col("person").cast(pl.Int64),
            pl.col("seq").cast(pl.Int64),
            since="time",
            state=_state_after(),
        )
        .join(held.select("person"), on="person", how="semi")
    )
    before = facts.lives.completed_before[people]
    first = held.select(
        "person",
        seq=pl.lit(-1),
        since=pl.lit(-np.inf),
        state=pl.Series(np.where(before, COMPLETED, NEVER_ON_A_LIST), dtype=pl.String),
    )
    turns = pl.concat([first.cast(turns.schema), turns]).sort("person", "seq")
    done = (pl.col("state") == COMPLETED).cum_max().over("person")
    return (
        turns.with_columns(
            state=pl.when(done).then(pl.lit(COMPLETED)).otherwise("state"),
            until=pl.col("since").shift(-1).over("person").fill_null(np.inf),
        )
        .join(held, on="person")
        .select(
            "person",
            "state",
            since=pl.max_horizontal("since", "tariff"),
            until=pl.min_horizontal("until", "out"),
        )
        .filter(pl.col("until") > pl.col("since"))
        .sort("person", "since")
    )


def because_of_programme(facts: Facts) -> pl.DataFrame:
    """Return the times past tariff at which it is a programme that a man is owed or is doing."""
    return past_tariff_spells(facts).filter(pl.col("state").is_in(BECAUSE_OF_A_PROGRAMME))


def _state_after() -> pl.Expr:
    """Return the state in which an event leaves a man; a completion is never undone."""
    off_his_list = is_one_of(Kind.LEFT) & ~has_cause(Cause.GAVE_UP)
    stopped = is_one_of(Kind.DROPPED_OUT) & has_cause(Cause.STAFF_SHORT)
    return (
        pl.when(is_one_of(Kind.COMPLETED))
        .then(pl.lit(COMPLETED))
        .when(is_one_of(Kind.STARTED))
        .then(pl.lit(IN_A_GROUP))
        .when(is_one_of(Kind.JOINED, Kind.HELD_FOR_WINDOW, Kind.TRANSFER_ASKED))
        .then(pl.lit(WAITING))
        .when(off_his_list | stopped)
        .then(pl.lit(TAKEN_OFF))
        .otherwise(pl.lit(GAVE_UP))
    )
