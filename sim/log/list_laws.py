"""Laws of waiting lists: stays, who is passed over, who is deprioritised, what is on offer."""

import polars as pl

from sim.log.breach import TOLERANCE, say
from sim.log.history import History, PolicyNote
from sim.log.picking import circles, has_cause, is_one_of, numbered, of, steps
from sim.words.kinds import Cause, Kind

A_STAY = ("person", "site", "provision")
ON = {Kind.JOINED: 1, Kind.STARTED: -1, Kind.LEFT: -1}
BEFORE = {
    Kind.DEPRIORITISED: (Kind.JOINED, Kind.PRIORITISED_AGAIN),
    Kind.PRIORITISED_AGAIN: (Kind.DEPRIORITISED,),
    Kind.STARTED: (Kind.JOINED, Kind.PRIORITISED_AGAIN),
}
"""What must come just before, of all that happens to one person on one list."""
PUSHES = (Cause.PROVISION_CLOSED, Cause.REASSESSED, Cause.MOVED_LIST)
"""Why a man is taken off a list to be put on another."""


def stays_on_a_list_pair_up(history: History, _: PolicyNote) -> list[str]:
    """Joined, then started or left, as often as it may be: nobody ends a stay he did not begin."""
    stays = of(history, *ON).with_columns(on=steps(ON).cum_sum().over(A_STAY))
    wrong = stays.filter((pl.col("on") < 0) | (pl.col("on") > 1))
    return say(wrong.select(*A_STAY, "time"), "stays that do not run joined, then started or left")


def nobody_waits_or_sits_in_two_places(history: History, _: PolicyNote) -> list[str]:
    """On programmes, and on circles, each by itself: one list or one chair at a time."""
    places = {Kind.JOINED: 1, Kind.LEFT: -1, Kind.COMPLETED: -1, Kind.DROPPED_OUT: -1}
    rows = of(history, Kind.STARTED, *places).with_columns(
        circle=pl.col("provision").is_in(circles(history))
    )
    held = rows.with_columns(places=steps(places).cum_sum().over("person", "circle"))
    wrong = held.filter((pl.col("places") < 0) | (pl.col("places") > 1))
    return say(wrong.select("person", "time", "kind"), "moments in no place or in two")


def little_holds_on_the_path(history: History, _: PolicyNote) -> list[str]:
    """Time waited, added up person by person, is the length of the list added up over time."""
    horizon = history.book.horizon_days
    rows = of(history, *ON).with_columns(step=steps(ON))
    lists = ("site", "provision")
    passing = pl.col("time").shift(-1).over(lists).fill_null(horizon) - pl.col("time")
    by_time = (
        rows.with_columns(length=pl.col("step").cum_sum().over(lists), passing=passing)
        .group_by(lists, maintain_order=True)
        .agg(by_time=(pl.col("length") * pl.col("passing")).sum())
    )
    ended = pl.when(pl.col("step").shift(-1) < 0).then(pl.col("time").shift(-1)).over(A_STAY)
    by_person = (
        rows.with_columns(waited=ended.fill_null(horizon) - pl.col("time"))
        .filter(pl.col("step") > 0)
        .group_by(lists)
        .agg(by_person=pl.col("waited").sum())
    )
    both = by_time.join(by_person, on=lists, how="left").with_columns(
        pl.col("by_person").fill_null(0.0)
    )
    apart = (pl.col("by_time") - pl.col("by_person")).abs()
    wrong = both.filter(apart > TOLERANCE * pl.max_horizontal(1.0, "by_person"))
    return say(wrong, "lists that are not as long as people wait")


def who_is_deprioritised_starts_nothing(history: History, _: PolicyNote) -> list[str]:
    """Deprioritised and prioritised again take turns on a list; a start is in neither's shadow."""
    rows = of(history, *ON, Kind.DEPRIORITISED, Kind.PRIORITISED_AGAIN).with_columns(
        before=pl.col("kind").shift(1).over(A_STAY)
    )
    found: list[str] = []
    for kind, before in BEFORE.items():
        held = pl.col("before").is_in([int(each) for each in before]).fill_null(value=False)
        wrong = rows.filter(is_one_of(kind), ~held)
        if kind == Kind.STARTED:
            wrong = wrong.filter(pl.col("before") == int(Kind.DEPRIORITISED))
        name = kind.name.lower().replace("_", " ")
        found += say(wrong.select(*A_STAY, "time"), f"`{name}` out of turn")
    return found


def whoever_is_passed_over_waits_for_that_group(history: History, _: PolicyNote) -> list[str]:
    """He stands on its list when it takes somebody, and it does not take him."""
    rows = numbered(history, *ON, Kind.PASSED_OVER).with_columns(
        on=steps(ON).cum_sum().over(A_STAY)
    )
    passed = rows.filter(is_one_of(Kind.PASSED_OVER))
    taking = of(history, Kind.STARTED).select("time", "group", "site", "provision").unique()
    stray = passed.join(taking, on=["time", "group", "site", "provision"], how="anti")
    taken = of(history, Kind.STARTED).select("time", "group", "person")
    both = passed.join(taken, on=["time", "group", "person"], how="semi")
    reason = has_cause(Cause.KEPT_APART, Cause.TOO_MANY_ALIKE, Cause.RESERVED_FOR_OTHERS)
    return (
        say(passed.filter(pl.col("on") != 1).select(*A_STAY, "time"), "passed over on no list")
        + say(stray.select(*A_STAY, "time"), "passed over for a group that took nobody then")
        + say(both.select(*A_STAY, "time"), "passed over and taken")
        + say(passed.filter(~reason).select(*A_STAY, "cause"), "passed over for no known reason")
    )


def a_programme_that_closed_starts_no_group(history: History, _: PolicyNote) -> list[str]:
    """Between its closing and its opening, and before its first opening, no group begins."""
    where = ("site", "provision")
    rows = of(history, Kind.PROVISION_OPENED, Kind.PROVISION_CLOSED, Kind.GROUP_STARTED)
    opened = (
        pl.when(is_one_of(Kind.PROVISION_OPENED))
        .then(statement=True)
        .when(is_one_of(Kind.PROVISION_CLOSED))
        .then(statement=False)
    )
    now = pl.col("opened").forward_fill().over(where)
    at_first = ~pl.col("opened").drop_nulls().first().over(where)
    states = rows.with_columns(opened=opened).with_columns(now=now.fill_null(at_first))
    wrong = states.filter(is_one_of(Kind.GROUP_STARTED), ~pl.col("now").fill_null(value=True))
    return say(wrong.select("group", *where, "time"), "groups begun where the programme was closed")


def a_move_between_lists_loses_nobody(history: History, _: PolicyNote) -> list[str]:
    """Whoever was moved onto a list had just been taken off one; a list closes only once it has.

    Or he sat in a group that was stopped for want of staff, or had never had a list and was
    assessed again.
    """
    rows = of(history, *ON, Kind.DROPPED_OUT).with_columns(
        before=pl.col("kind").shift(1).over("person"), why=pl.col("cause").shift(1).over("person")
    )
    taken_off = (pl.col("before") == int(Kind.LEFT)) & pl.col("why").is_in(
        [int(each) for each in PUSHES]
    )
    stopped = (pl.col("before") == int(Kind.DROPPED_OUT)) & (
        pl.col("why") == int(Cause.STAFF_SHORT)
    )
    again = of(history, Kind.ASSESSED).filter(has_cause(Cause.REASSESSED))
    first = again.group_by("person").agg(again=pl.col("time").min())
    moved = rows.filter(is_one_of(Kind.JOINED), has_cause(Cause.MOVED_LIST))
    at_last = pl.col("before").is_null() & (pl.col("again") <= pl.col("time"))
    from_nowhere = moved.join(first, on="person", how="left", maintain_order="left").filter(
        ~(taken_off | stopped | at_last).fill_null(value=False)
    )
    closed = of(history, Kind.PROVISION_CLOSED).select("site", "provision", "time").unique()
    out = rows.filter(is_one_of(Kind.LEFT), has_cause(Cause.PROVISION_CLOSED))
    stray = out.join(closed, on=["site", "provision"], how="anti")
    return say(
        from_nowhere.select(*A_STAY, "time"), "moved onto a list without having been taken off one"
    ) + say(stray.select(*A_STAY, "time"), "taken off a list that never closed")


LIST_LAWS = (
    stays_on_a_list_pair_up,
    nobody_waits_or_sits_in_two_places,
    little_holds_on_the_path,
    who_is_deprioritised_starts_nothing,
    whoever_is_passed_over_waits_for_that_group,
    a_programme_that_closed_starts_no_group,
    a_move_between_lists_loses_nobody,
)
