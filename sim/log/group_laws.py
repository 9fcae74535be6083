"""Laws of groups: who comes in when, how many sit, what staff and places they take, pauses."""

import numpy as np
import polars as pl

from sim.log.breach import TOLERANCE, say
from sim.log.history import History, PolicyNote
from sim.log.picking import circles, has_cause, is_one_of, of, own_places, steps, teams
from sim.words.kinds import NOBODY, Cause, Kind

SITS = {Kind.STARTED: 1, Kind.COMPLETED: -1, Kind.DROPPED_OUT: -1}


def _terms(history: History) -> pl.DataFrame:
    """Return what each provision says of its groups."""
    notes = history.book.provisions
    return pl.DataFrame(
        {
            "provision": list(range(len(notes))),
            "minimum": [each.minimum for each in notes],
            "maximum": [each.maximum for each in notes],
            "rolling": [each.delivery == "rolling" for each in notes],
            "late_entry": [each.late_entry for each in notes],
        },
        schema={
            "provision": pl.Int16,
            "minimum": pl.Int64,
            "maximum": pl.Int64,
            "rolling": pl.Boolean,
            "late_entry": pl.Boolean,
        },
    )


def groups_are_closed_and_of_the_right_size(history: History, _: PolicyNote) -> list[str]:
    """Nobody comes late except into a rolling group or an empty chair that may be filled."""
    began = of(history, Kind.GROUP_STARTED).select("group", "provision", began="time")
    started = of(history, Kind.STARTED).select("group", "time", "cause")
    entries = started.join(began, on="group", how="left").join(
        _terms(history), on="provision", how="left"
    )
    at_start = pl.col("began") == pl.col("time")
    may = pl.col("rolling") | (pl.col("late_entry") & has_cause(Cause.FILLED_CHAIR))
    late = entries.filter(
        ~(at_start | ((pl.col("time") > pl.col("began")) & may)).fill_null(value=False)
    )
    first = started.filter(~has_cause(Cause.FILLED_CHAIR)).join(began, on="group")
    sizes = first.filter(at_start).group_by("group").agg(size=pl.len())
    groups = began.join(sizes, on="group", how="left").join(_terms(history), on="provision")
    size = pl.col("size").fill_null(0)
    wrong = groups.filter((size < pl.col("minimum")) | (size > pl.col("maximum")))
    return say(late.select("group", "time"), "people who came into a closed group late") + say(
        wrong.select("group", "size"), "groups of a size that is not allowed"
    )


def no_group_holds_more_than_it_may(history: History, _: PolicyNote) -> list[str]:
    """At no time do more people sit in a group than its largest size, late comers counted."""
    rows = of(history, *SITS).with_columns(sitting=steps(SITS).cum_sum().over("group"))
    full = rows.join(_terms(history), on="provision").filter(pl.col("sitting") > pl.col("maximum"))
    return say(full.select("group", "time", "sitting"), "moments with too many people in a group")


def who_started_ends_once(history: History, _: PolicyNote) -> list[str]:
    """A seat is taken, then ended; a group that has finished does not go on."""
    seats = of(history, *SITS).with_columns(seated=steps(SITS).cum_sum().over("person", "group"))
    wrong = seats.filter((pl.col("seated") < 0) | (pl.col("seated") > 1))
    span = {Kind.GROUP_STARTED: 1, Kind.GROUP_FINISHED: -1}
    rows = of(history, *span, *SITS).with_columns(
        running=steps(span).cum_sum().over("group"), sitting=steps(SITS).cum_sum().over("group")
    )
    ends = rows.filter(is_one_of(*span), (pl.col("running") < 0) | (pl.col("running") > 1))
    stray = rows.filter(is_one_of(*SITS), pl.col("running") != 1)
    left = rows.filter(is_one_of(Kind.GROUP_FINISHED), pl.col("sitting") > 0)
    return (
        say(wrong.select("person", "group", "time"), "seats that do not run started, then one end")
        + say(ends.select("group", "time"), "groups that finished twice")
        + say(stray.select("person", "group", "time"), "seats in a group that was not under way")
        + say(left.select("group", "time", "sitting"), "groups that finished with people in them")
    )


def staff_and_places_are_never_overdrawn(history: History, _: PolicyNote) -> list[str]:
    """At every start the units in use, this one counted, are within those in being.

    Where staff are people they are counted one by one, in the laws of staff.
    """
    need = {code: each.need for code, each in enumerate(history.book.provisions)}
    need |= dict.fromkeys(circles(history), 1.0)
    mine = own_places(history)
    found: list[str] = []
    rows = of(history, Kind.CAPACITY_SET, Kind.GROUP_STARTED, Kind.GROUP_FINISHED)
    pool = pl.when(pl.col("provision").is_in(mine)).then(pl.col("provision")).otherwise(NOBODY)
    rows = rows.with_columns(pool=pool).filter(
        ~(pl.col("site").is_in(teams(history)) & (pl.col("pool") == NOBODY))
    )
    for (site, which), events in rows.group_by("site", "pool", maintain_order=True):
        kind = events["kind"].to_numpy()
        units = np.array([need.get(code, 0.0) for code in events["provision"].to_list()])
        used = np.cumsum(
            units * (kind == Kind.GROUP_STARTED) - units * (kind == Kind.GROUP_FINISHED)
        )
        set_rows = np.where(kind == Kind.CAPACITY_SET, np.arange(len(kind)), -1)
        last = np.maximum.accumulate(set_rows)
        capacity = np.where(last >= 0, events["value"].to_numpy()[last], 0.0)
        over = (kind == Kind.GROUP_STARTED) & (units > 0) & (used > capacity + TOLERANCE)
        if over.any() or (used < -TOLERANCE).any():
            found.append(
                f"at site {site} (pool {which}) {int(over.sum())} groups started without staff"
            )
    return found


def posts_and_places_are_never_below_nothing(history: History, _: PolicyNote) -> list[str]:
    rows = of(history, Kind.CAPACITY_SET, Kind.MANAGERS_SET).filter(~(pl.col("value") >= 0))
    return say(rows.select("site", "provision", "value", "time"), "posts or places below 0")


def managers_supervise_no_more_than_they_can(history: History, _: PolicyNote) -> list[str]:
    """No group starts where treatment managers have as much under way as they can supervise.

    Work that takes less of a facilitator than a group does takes as much less of his manager.
    """
    span = {Kind.GROUP_STARTED: 1, Kind.GROUP_FINISHED: -1}
    loads = {code: each.load for code, each in enumerate(history.book.provisions)}
    load = pl.col("provision").replace_strict(loads, default=0.0, return_dtype=pl.Float64)
    staffed = [code for code, each in enumerate(history.book.provisions) if each.need > 0]
    staffed = [code for code in staffed if code not in own_places(history)]
    limit = pl.when(is_one_of(Kind.MANAGERS_SET)).then("value").forward_fill().over("site")
    rows = (
        of(history, Kind.MANAGERS_SET, *span)
        .filter(is_one_of(Kind.MANAGERS_SET) | pl.col("provision").is_in(staffed))
        .with_columns(limit=limit, running=(steps(span) * load).cum_sum().over("site"))
    )
    over = rows.filter(
        is_one_of(Kind.GROUP_STARTED), pl.col("running") > pl.col("limit") + TOLERANCE
    )
    return say(over.select("group", "site", "time", "running"), "groups nobody could supervise")


def a_paused_group_completes_nothing(history: History, _: PolicyNote) -> list[str]:
    """Paused and resumed take turns while the group runs, and nobody completes in a pause."""
    span = {Kind.GROUP_STARTED: 1, Kind.GROUP_FINISHED: -1}
    pause = {Kind.GROUP_PAUSED: 1, Kind.GROUP_RESUMED: -1}
    rows = of(history, *span, *pause, Kind.COMPLETED).with_columns(
        paused=steps(pause).cum_sum().over("group"), running=steps(span).cum_sum().over("group")
    )
    turns = rows.filter((pl.col("paused") < 0) | (pl.col("paused") > 1))
    stray = rows.filter(is_one_of(*pause), pl.col("running") != 1)
    done = rows.filter(is_one_of(Kind.COMPLETED), pl.col("paused") > 0)
    return (
        say(turns.select("group", "time"), "pauses out of turn")
        + say(stray.select("group", "time"), "pauses of a group that was not under way")
        + say(done.select("group", "person", "time"), "completions while a group was paused")
    )


GROUP_LAWS = (
    groups_are_closed_and_of_the_right_size,
    no_group_holds_more_than_it_may,
    who_started_ends_once,
    staff_and_places_are_never_overdrawn,
    posts_and_places_are_never_below_nothing,
    managers_supervise_no_more_than_they_can,
    a_paused_group_completes_nothing,
)
