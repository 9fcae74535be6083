"""The laws that every history keeps, checked on the log alone: those of all events, and the roll.

Each law is a function that returns what breaks it, in words with numbers; an empty list is
obedience. `placesim verify` and the property tests run them all. Laws of one part of the world
stand by themselves: lists, groups, staff, and who may start what.
"""

import numpy as np
import polars as pl

from sim.log.breach import Law, say
from sim.log.circle_laws import CIRCLE_LAWS
from sim.log.entry_laws import ENTRY_LAWS
from sim.log.group_laws import GROUP_LAWS
from sim.log.history import History, PolicyNote
from sim.log.licence_laws import LICENCE_LAWS
from sim.log.list_laws import LIST_LAWS
from sim.log.picking import circles
from sim.log.reoffending_laws import REOFFENDING_LAWS
from sim.log.staff_laws import STAFF_LAWS
from sim.log.voluntary_laws import VOLUNTARY_LAWS
from sim.words.contract import USES
from sim.words.kinds import NOBODY, Cause, Kind
from sim.words.need import level_of


def broken_laws(history: History, policy: PolicyNote) -> list[str]:
    """Return every breach of every law, each beginning with the law's name."""
    return breaches(history, policy, LAWS)


def breaches(history: History, policy: PolicyNote, laws: tuple[Law, ...]) -> list[str]:
    """Return every breach of these laws, each beginning with the law's name."""
    return [
        f"{law.__name__.replace('_', ' ')}: {breach}"
        for law in laws
        for breach in law(history, policy)
    ]


def time_never_goes_back(history: History, _: PolicyNote) -> list[str]:
    times = history.events["time"].to_numpy()
    if not len(times):
        return []
    backwards = int((np.diff(times) < 0).sum())
    outside = int(((times < 0) | (times >= history.book.horizon_days)).sum())
    return [f"{backwards} events before the one above them"] * bool(backwards) + [
        f"{outside} events outside the run"
    ] * bool(outside)


def everybody_is_received_once_and_first(history: History, _: PolicyNote) -> list[str]:
    events = history.events.with_row_index("seq").filter(pl.col("person") != NOBODY)
    first = events.group_by("person").agg(
        received=(pl.col("kind") == int(Kind.RECEIVED)).sum(),
        first=pl.col("kind").sort_by("seq").first(),
    )
    wrong = first.filter((pl.col("received") != 1) | (pl.col("first") != int(Kind.RECEIVED)))
    missing = history.people.height - first.height
    return say(wrong, "people not received once and first") + (
        [f"{missing} people never received"] if missing else []
    )


def the_dead_do_nothing(history: History, _: PolicyNote) -> list[str]:
    rows = history.events.with_row_index("seq")
    died = rows.filter(pl.col("kind") == int(Kind.DIED)).select("person", died="seq")
    after = rows.join(died, on="person").filter(pl.col("seq") > pl.col("died"))
    return say(after.select("person", "time", "kind"), "events after death")


def people_are_conserved(history: History, _: PolicyNote) -> list[str]:
    """Joined is started, left or waiting; started is completed, dropped out or sitting."""
    from sim.log.fold import fold

    state = fold(history)
    of_circle = pl.col("provision").is_in(circles(history))
    found = []
    for circle, list_of, seat in (
        (False, state.list_site, state.group),
        (True, state.circle_list_site, state.circle),
    ):
        rows = history.events.filter(of_circle if circle else ~of_circle)
        count = dict(rows.group_by("kind").len().iter_rows())
        joined, started = count.get(Kind.JOINED, 0), count.get(Kind.STARTED, 0)
        waiting, sitting = int((list_of != NOBODY).sum()), int((seat != NOBODY).sum())
        ended = count.get(Kind.COMPLETED, 0) + count.get(Kind.DROPPED_OUT, 0)
        if joined != started + count.get(Kind.LEFT, 0) + waiting:
            found.append(f"{joined} joined are not those who started, left or wait")
        if started != ended + sitting:
            found.append(f"{started} started are not those who ended or sit")
    return found


def only_known_causes(history: History, _: PolicyNote) -> list[str]:
    """Every code means something, and every event has a cause that its kind may have."""
    written = sorted(history.events.select("kind", "cause").unique().iter_rows())
    kinds, causes = set(map(int, Kind)), set(map(int, Cause))
    strange = {kind for kind, _ in written} - kinds | {cause for _, cause in written} - causes
    foreign = [
        f"{Kind(kind).name.lower()} ({Cause(cause).name.lower()})"
        for kind, cause in written
        if kind in kinds and cause in causes and cause not in USES[Kind(kind)].causes
    ]
    return [f"codes that mean nothing: {sorted(strange)}"] * bool(strange) + [
        f"kinds with causes that they never have: {', '.join(foreign)}"
    ] * bool(foreign)


def need_is_the_cut_of_its_score(history: History, _: PolicyNote) -> list[str]:
    people, cuts = history.people, history.book.need_from
    if cuts is None:
        return []
    if "need_score" not in people.columns:
        return ["people have no score of need, though the scenario cuts it into levels"]
    cut = level_of(people["need_score"].to_numpy(), cuts)
    wrong = people.select("id", "need", "need_score").filter(people["need"].to_numpy() != cut)
    return say(wrong, "people whose level of need is not the cut of their score")


LAWS: tuple[Law, ...] = (
    only_known_causes,
    time_never_goes_back,
    everybody_is_received_once_and_first,
    the_dead_do_nothing,
    people_are_conserved,
    need_is_the_cut_of_its_score,
    *REOFFENDING_LAWS,
    *LIST_LAWS,
    *GROUP_LAWS,
    *STAFF_LAWS,
    *ENTRY_LAWS,
    *CIRCLE_LAWS,
    *LICENCE_LAWS,
    *VOLUNTARY_LAWS,
)
