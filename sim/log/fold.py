"""Fold a log into the state it leaves: the second, independent way to what the engine held."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.log.history import Book, History, ProvisionNote
from sim.log.state import AT_LIBERTY, DEAD, INSIDE, SUPERVISED, State, thousandths
from sim.words.kinds import NOBODY, TAKEN_BACK, Kind

if TYPE_CHECKING:
    import polars as pl

Log = dict[str, NDArray[Any]]


def fold(history: History, *, before: float | None = None) -> State:
    """Return the state after every event, or after those before a day."""
    events = history.events
    if before is not None:
        events = events.head(int(events["time"].search_sorted(before, side="left")))
    log = {name: events[name].to_numpy() for name in events.columns}
    count = history.people.height
    circle = np.array([each.kind == "circle" for each in history.book.provisions] + [False])
    of_circle = circle[log["provision"]]
    return State(
        where=_where(log, history.people),
        list_site=_on_list(log, ~of_circle, "site", count),
        list_provision=_on_list(log, ~of_circle, "provision", count),
        circle_list_site=_on_list(log, of_circle, "site", count),
        group=_seat(log, ~of_circle, count),
        circle=_seat(log, of_circle, count),
        completed=_completed(log, ~of_circle, count),
        pools=_pools(log, history.book),
    )


def _is(log: Log, *kinds: Kind) -> NDArray[np.bool_]:
    return np.isin(log["kind"], [int(kind) for kind in kinds])


def _where(log: Log, people: "pl.DataFrame") -> NDArray[np.int32]:
    """Return where everybody is; a person not yet received is where he will be received."""
    where = people["came"].to_numpy().astype(np.int32)
    home = people["home"].to_numpy()
    rows = _is(log, Kind.RELEASED, Kind.SUPERVISION_ENDED, Kind.DIED, *TAKEN_BACK)
    person, kind = log["person"][rows], log["kind"][rows]
    after_release = np.where(home[person] == NOBODY, AT_LIBERTY, SUPERVISED)
    to = np.select(
        [kind == Kind.RELEASED, kind == Kind.DIED, np.isin(kind, [*map(int, TAKEN_BACK)])],
        [after_release, DEAD, INSIDE],
        AT_LIBERTY,
    )
    where[person] = to  # in order: the last fact about a person stays
    return where


def _on_list(log: Log, mine: NDArray[np.bool_], column: str, count: int) -> NDArray[np.int32]:
    on_list = np.full(count, NOBODY, np.int32)
    rows = mine & _is(log, Kind.JOINED, Kind.LEFT, Kind.STARTED)
    joined = log["kind"][rows] == Kind.JOINED
    on_list[log["person"][rows]] = np.where(joined, log[column][rows], NOBODY)
    return on_list


def _seat(log: Log, mine: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
    seat = np.full(count, NOBODY, np.int32)
    rows = mine & _is(log, Kind.STARTED, Kind.COMPLETED, Kind.DROPPED_OUT)
    started = log["kind"][rows] == Kind.STARTED
    seat[log["person"][rows]] = np.where(started, log["group"][rows], NOBODY)
    return seat


def _completed(log: Log, mine: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
    completed = np.zeros(count, np.int32)
    np.add.at(completed, log["person"][mine & _is(log, Kind.COMPLETED)], 1)
    return completed


def _pools(log: Log, book: Book) -> NDArray[np.int64]:
    """Return (site, provision of own places or -1, capacity, in use) for every pool set up.

    Where staff are people, what is in use is what those assigned to groups carry.
    """
    own = np.array([each.own_places or each.kind == "circle" for each in book.provisions] + [False])
    need = np.array([_need(each) for each in book.provisions] + [0.0])
    load = np.array([each.load for each in book.provisions] + [0.0])
    team = np.array([each.team for each in book.sites] + [False])
    pools: dict[tuple[int, int], list[float]] = {}
    for row in np.flatnonzero(_is(log, Kind.CAPACITY_SET)).tolist():
        key = (int(log["site"][row]), int(log["provision"][row]))
        pools.setdefault(key, [0.0, 0.0])[0] = float(log["value"][row])
    sites, provisions, kinds = log["site"], log["provision"], log["kind"]
    counted = team[sites] & ~own[provisions]
    units = np.select(
        [
            ~counted & _is(log, Kind.GROUP_STARTED, Kind.GROUP_FINISHED),
            counted & _is(log, Kind.ASSIGNED, Kind.TAKEN_OFF),
        ],
        [need[provisions], load[provisions]],
    )
    rows = np.flatnonzero(units)
    back = np.isin(kinds[rows], [int(Kind.GROUP_FINISHED), int(Kind.TAKEN_OFF)])
    used = np.where(back, -units[rows], units[rows])
    pool = np.where(own[provisions[rows]], provisions[rows], NOBODY)
    for site, which, change in zip(sites[rows].tolist(), pool.tolist(), used.tolist(), strict=True):
        pools.setdefault((site, which), [0.0, 0.0])[1] += change
    table = [(*key, *(thousandths(each) for each in pools[key])) for key in sorted(pools)]
    return np.array(table, np.int64).reshape(-1, 4)


def _need(note: ProvisionNote) -> float:
    return 1.0 if note.kind == "circle" else note.need
