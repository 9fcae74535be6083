"""What a policy is shown of the people on a list, and the places that it gives in advance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.ordering import Ordering
from sim.engine.places import Queue
from sim.engine.waiting import KeptList, Rows, WaitingList, checked_keys
from sim.policies.candidates import Candidates, Flags
from sim.policies.orders import Order
from sim.population.people import People
from sim.words.luck import Floats, tickets

NO_CLOCK = float("nan")
"""Shown as today's date to an order that promises not to look."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What may be shown of everybody, a row a person; the columns that change are the gate's."""

    people: People
    id_rank: NDArray[np.int64]
    band: NDArray[np.int8]
    completed: NDArray[np.int8]
    before: NDArray[np.int8]
    review_day: Floats
    tags: Mapping[str, Flags]

    def shown(
        self, rows: Rows, *, joined: Floats, known_leave: Floats, today: float, drawing: int
    ) -> Candidates:
        """Return the declared facts about the people of `rows`, and nothing else."""
        joined.setflags(write=False)  # ties fall by it after the order has looked at it
        return ShownOnDemand(
            self, rows, joined=joined, known_leave=known_leave, today=today, drawing=drawing
        )

    def column(self, name: str, rows: Rows, drawing: int) -> Any:
        """Return one column of facts about the people of `rows`."""
        if name == "ticket":
            return tickets(self.people.key[rows], drawing)
        if name == "completed":
            return self.completed[rows] + self.before[rows]
        if name == "tags":
            return {tag: flags[rows] for tag, flags in self.tags.items()}
        if name in ("band", "review_day"):
            return getattr(self, name)[rows]
        return getattr(self.people, name)[rows]


class ShownOnDemand(Candidates):
    """Candidates whose columns are gathered when an order first looks at them: few look at all."""

    __slots__ = ("_drawing", "_rows", "_seen")

    def __init__(
        self,
        seen: Seen,
        rows: Rows,
        *,
        joined: Floats,
        known_leave: Floats,
        today: float,
        drawing: int,
    ) -> None:
        put = object.__setattr__  # the facts are frozen for whoever is shown them
        put(self, "_seen", seen)
        put(self, "_rows", rows)
        put(self, "_drawing", drawing)
        put(self, "today", today)
        put(self, "joined_day", joined)
        put(self, "release_day", known_leave)

    def __len__(self) -> int:
        return len(self._rows)

    def __getattr__(self, name: str) -> Any:
        if name not in Candidates.__slots__:
            raise AttributeError(name)
        column = self._seen.column(name, self._rows, self._drawing)
        object.__setattr__(self, name, column)
        return column


class Ranking:
    """The orders of a policy over one kind of queue."""

    def __init__(
        self, ordering: Ordering, seen: Seen, known_leave: Floats, joined: "memoryview | Any"
    ) -> None:
        self.ordering = ordering
        self.seen = seen
        self.known_leave = known_leave
        self.joined = np.frombuffer(joined, np.float64)
        """The gate's own column of joining days: read here, written there."""

    def show(self, rows: Rows, today: float, drawing: int) -> Candidates:
        """Show the policy who waits, at an allocation."""
        return self.seen.shown(
            rows,
            joined=self.joined[rows],
            known_leave=self.known_leave[rows],
            today=today,
            drawing=drawing,
        )

    def places_in_advance(self, queue: Queue) -> list[tuple[Any, ...] | None]:
        """Return the place of each person whose day of joining is known, for a kept list."""
        places: list[tuple[Any, ...] | None] = [None] * len(self.seen.people)
        known = np.flatnonzero(queue.known)
        for order, rows in self._by_order(queue, known):
            if order.uses_clock or not len(rows):
                continue
            joined = (queue.day - queue.waited)[rows]
            columns = [key.tolist() for key in self._keys(order, rows, joined)]
            ranks = self.seen.id_rank[rows].tolist()
            row_list = rows.tolist()
            found = list(zip(*columns, joined.tolist(), ranks, row_list, strict=True))
            if len(rows) == len(places):
                return list(found)
            for row, place in zip(row_list, found, strict=True):
                places[row] = place
        return places

    def _by_order(self, queue: Queue, rows: Rows) -> list[tuple[Order, Rows]]:
        """Return each order with the people of whose list it is the order."""
        single = self.ordering.single
        if single is not None:
            return [(single, rows)]
        site, provision = queue.places.site[rows], queue.places.provision[rows]
        pairs, which = np.unique(np.stack([site, provision]), axis=1, return_inverse=True)
        orders = [self.ordering.of(*pair) for pair in pairs.T.tolist()]
        return [
            (order, rows[np.isin(which, [n for n, each in enumerate(orders) if each is order])])
            for order in dict.fromkeys(orders)
        ]

    def place_now(self, person: int, joined: float, where: WaitingList) -> tuple[Any, ...] | None:
        """Return the place of one person whose joining could not be known beforehand."""
        if not isinstance(where, KeptList):
            return None
        order = self.ordering.of(where.site, where.provision)
        keys = self._keys(order, np.array([person]), np.array([joined]))
        own = [key.tolist()[0] for key in keys]
        return (*own, joined, int(self.seen.id_rank[person]), person)

    def _keys(self, order: Order, rows: Rows, joined: Floats) -> tuple[NDArray[Any], ...]:
        candidates = self.seen.shown(
            rows,
            joined=joined.copy(),  # the order may spoil what it was shown, not the ties
            known_leave=self.known_leave[rows],
            today=NO_CLOCK,
            drawing=0,
        )
        return checked_keys(order, candidates)
