"""Why people wait: person-days of the window by reason, list by list, adding up to all waiting.

On a list everybody waits for one reason at a time: he is deprioritised; or the list is one that
starts no group (the site does not deliver the programme, or not at that time); or too few wait who
could sit together, or a group is held open to be filled; or enough wait and there is no staff for
them (or, for circles and beds, no place). Before a list he may wait for his assessment, for the
day from which he may join, or for a transfer.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.lasting import largest_company
from sim.projections.occupancy import clipped_days
from sim.projections.steps import (
    ASSESSMENT,
    STEPS,
    TOO_EARLY,
    TRANSFER,
    awaiting_assessment,
    turns,
)
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "provision": pl.String,
        "reason": pl.String,
        "person_days": pl.Float64,
        "people": pl.Float64,
        "share": pl.Float64,
    }
)
ON_A_LIST = ("nothing delivered", "group not full", "staff", "places", "deprioritised")
BEFORE_A_LIST = STEPS
NOTHING, FILLING, STAFF, PLACES, ASIDE = ON_A_LIST

MOVES = {Kind.JOINED: 1, Kind.STARTED: -1, Kind.LEFT: -1}
OFFERS = (Kind.PROVISION_OPENED, Kind.PROVISION_CLOSED)
LISTS = ("site", "provision")


def _added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the days of each provision and reason, and of each provision, to the last bit.

    They are added one after the other in one order, whatever the threads: sums of floats differ.
    """
    rows = rows.sort("provision", "reason", "person_days")
    days = rows["person_days"].to_numpy()
    sums = {}
    for name, keys in (("person_days", ["provision", "reason"]), ("total", ["provision"])):
        place = rows.select(pl.struct(keys).rank("dense")).to_series().cast(pl.Int64) - 1
        sums[name] = np.bincount(place.to_numpy(), days)[place.to_numpy()]
    added = rows.select("provision", "reason").with_columns(
        **{name: pl.Series(each, dtype=pl.Float64) for name, each in sums.items()}
    )
    return added.unique(maintain_order=True)


def reasons(facts: Facts, on_lists: pl.DataFrame) -> pl.DataFrame:
    """Return person-days and mean people waiting in the window, by provision and reason.

    `on_lists` is what `waits_by_reason` found.
    `share` is of all waiting for that provision. Waiting for assessment is for no programme yet:
    its `provision` is empty. What nobody waited for has no row.
    """
    since, until = facts.window
    rows = pl.concat([_before_a_list(facts), on_lists])
    names = pl.DataFrame(
        {
            "code": range(-1, len(facts.book.provisions)),
            "name": ["", *(note.id for note in facts.book.provisions)],
        },
        schema={"code": pl.Int64, "name": pl.String},
    )
    order = {name: place for place, name in enumerate((*BEFORE_A_LIST, *ON_A_LIST))}
    return (
        _added_up(rows)
        .filter(pl.col("person_days") > 0)
        .with_columns(share=pl.col("person_days") / pl.col("total"))
        .sort("provision", pl.col("reason").replace_strict(order, return_dtype=pl.Int64))
        .join(names, left_on="provision", right_on="code", maintain_order="left")
        .select(
            pl.col("name").alias("provision"),
            "reason",
            "person_days",
            people=pl.col("person_days") / (until - since),
            share="share",
        )
        .cast(SCHEMA)
    )


def waits_by_reason(facts: Facts) -> pl.DataFrame:
    """Return provision code, reason and person-days of everybody on a list in the window."""
    spells = spells_by_reason(facts)
    count = len(facts.book.provisions)
    provision = spells["provision"].cast(pl.Int64).to_numpy()
    return pl.concat(
        [
            _part(
                np.arange(count),
                name,
                np.bincount(
                    provision,
                    (spells[name] * spells["aside" if name == ASIDE else "offered"]).to_numpy(),
                    count,
                ).astype(np.float64),
            )
            for name in ON_A_LIST
        ]
    )


def spells_by_reason(facts: Facts) -> pl.DataFrame:
    """Return every stretch of time of every list, with its days in the window by reason.

    A stretch goes from one event of the list, `seq`, to the next. Days of a reason are of each man
    who is `offered` a place then, and those of `deprioritised` of each who is set `aside`.
    """
    moves = _states(facts)
    start, end = moves["time"].to_numpy(), moves["until"].to_numpy()
    days = clipped_days(start, end, facts.window)
    offered = (moves["length"] - moves["aside"]).to_numpy()
    nothing = moves["closed"].to_numpy()
    provision = moves["provision"].cast(pl.Int64).to_numpy()
    notes = facts.book.provisions
    own = np.array([note.own_places or note.kind == "circle" for note in notes], bool)[provision]
    filling = np.where(nothing, 0.0, _filling_days(facts, moves, offered, days))
    waits = {
        NOTHING: np.where(nothing, days, 0.0),
        FILLING: filling,
        STAFF: np.where(nothing | own, 0.0, days - filling),
        PLACES: np.where(own & ~nothing, days - filling, 0.0),
        ASIDE: days,
    }
    return moves.select("seq", *LISTS, "aside", offered=pl.Series(offered)).with_columns(
        pl.Series(name, values, pl.Float64) for name, values in waits.items()
    )


def _part(provisions: NDArray[np.int64], reason: str, days: Floats) -> pl.DataFrame:
    return pl.DataFrame(
        {"provision": provisions, "reason": [reason] * len(provisions), "person_days": days},
        schema={"provision": pl.Int64, "reason": pl.String, "person_days": pl.Float64},
    )


def _states(facts: Facts) -> pl.DataFrame:
    """Return how each list stands after each event of it, and until when.

    `length` counts all who wait, `aside` the deprioritised among them, `closed` tells whether the
    list starts no group.
    """
    aside = {Kind.DEPRIORITISED: 1, Kind.PRIORITISED_AGAIN: -1}
    kinds = [int(kind) for kind in (*MOVES, *aside, *OFFERS)]
    rows = facts.events.filter(pl.col("kind").is_in(kinds)).select(
        "seq", "time", "kind", "person", *LISTS
    )
    if rows.filter(pl.col("kind").is_in([int(kind) for kind in aside])).is_empty():
        rows = rows.with_columns(put_aside=pl.lit(0, pl.Int32))
    else:
        before = pl.col("kind").shift(1).over("person", *LISTS)
        was_aside = (before == int(Kind.DEPRIORITISED)).fill_null(value=False)
        ends = pl.col("kind").is_in([int(Kind.STARTED), int(Kind.LEFT)])
        rows = rows.with_columns(
            put_aside=pl.when(ends & was_aside).then(-1).otherwise(_changes(aside))
        )
    opened = (
        pl.when(pl.col("kind") == int(Kind.PROVISION_OPENED))
        .then(statement=True)
        .when(pl.col("kind") == int(Kind.PROVISION_CLOSED))
        .then(statement=False)
    )
    here = _delivered(facts).with_columns(delivered=pl.lit(value=True))
    rows = rows.sort(*LISTS, "seq").join(here, on=list(LISTS), how="left", maintain_order="left")
    rows = rows.with_columns(
        step=_changes(MOVES),
        length=_changes(MOVES).cum_sum().over(LISTS),
        aside=pl.col("put_aside").cum_sum().over(LISTS),
        until=pl.col("time").shift(-1).over(LISTS).fill_null(facts.book.horizon_days),
        opened=opened,
    )
    now = pl.col("opened").forward_fill().over(LISTS)
    at_first = ~pl.col("opened").drop_nulls().first().over(LISTS)
    is_open = now.fill_null(at_first).fill_null(value=True)
    return rows.with_columns(closed=~(is_open & pl.col("delivered").fill_null(value=False)))


def _delivered(facts: Facts) -> pl.DataFrame:
    """Return the lists of programmes that their site delivers, and all that a group came from."""
    codes = {note.id: code for code, note in enumerate(facts.book.provisions)}
    ever = facts.of(Kind.GROUP_STARTED).select(LISTS)
    named = [
        (site, codes[programme])
        for site, note in enumerate(facts.book.sites)
        for programme in note.programmes
    ]
    said = pl.DataFrame(named, schema=ever.schema, orient="row")
    return pl.concat([ever, said]).unique()


def _changes(changes: dict[Kind, int]) -> pl.Expr:
    codes = {int(kind): change for kind, change in changes.items()}
    return pl.col("kind").replace_strict(codes, default=0, return_dtype=pl.Int32)


def _filling_days(
    facts: Facts, moves: pl.DataFrame, offered: NDArray[np.int64], days: Floats
) -> Floats:
    """Return the part of each row's days in which a group could not start for want of people.

    All of them while fewer wait who may sit together than the smallest group needs; and the first
    days after that in which a group is held open to be filled, unless enough wait for the largest.
    """
    notes = facts.book.provisions
    provision = moves["provision"].to_numpy()
    minimum = np.array([note.minimum for note in notes] + [0])[provision]
    maximum = np.array([note.maximum for note in notes] + [0])[provision]
    adds = moves["step"].to_numpy() - moves["put_aside"].to_numpy()
    with_adds = moves.with_columns(adds=pl.Series(adds))
    company = largest_company(facts.history, with_adds, offered)
    few = company < minimum
    hold = np.array([_hold_days(note.rules) for note in notes] + [0.0])[provision]
    if not hold.any():
        return np.where(few, days, 0.0)
    begins = np.append(True, few[:-1]) | (moves["kind"].to_numpy() == int(Kind.STARTED))
    time = moves["time"].to_numpy()
    ready = (
        moves.select(LISTS)
        .with_columns(at=pl.Series(np.where(begins & ~few, time, np.nan)).fill_nan(None))
        .select(pl.col("at").forward_fill().over(LISTS))["at"]
        .fill_null(np.inf)
        .to_numpy()
    )
    ends = np.minimum(moves["until"].to_numpy(), ready + hold)
    held = clipped_days(time, np.maximum(ends, time), facts.window)
    return np.where(few, days, np.where(company < maximum, np.minimum(held, days), 0.0))


def _hold_days(rules: dict[str, object]) -> float:
    group = rules.get("group")
    return float(group.get("hold_open_days", 0.0)) if isinstance(group, dict) else 0.0


def _before_a_list(facts: Facts) -> pl.DataFrame:
    """Return the person-days before a list: until assessed, until the window, until moved."""
    return pl.concat(
        [_awaiting_assessment(facts), *(_until(facts, step) for step in (TOO_EARLY, TRANSFER))]
    )


def _until(facts: Facts, step: str) -> pl.DataFrame:
    """Return the days from events that begin a step to the person's next that ends it."""
    rows = turns(facts, step)
    days = clipped_days(rows["time"].to_numpy(), rows["until"].to_numpy(), facts.window)
    return _part(rows["provision"].cast(pl.Int64).to_numpy(), step, days)


def _awaiting_assessment(facts: Facts) -> pl.DataFrame:
    """Return the days from being received to being assessed, of those whom the log can tell."""
    if facts.of(Kind.ASSESSED).filter(pl.col("cause") != int(Cause.REASSESSED)).is_empty():
        return _part(np.empty(0, np.int64), ASSESSMENT, np.empty(0))
    start, end, _ = awaiting_assessment(facts)
    days = clipped_days(start, end, facts.window)
    return _part(np.array([-1]), ASSESSMENT, np.array([days.sum()]))
