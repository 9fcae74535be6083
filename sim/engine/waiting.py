"""A waiting list at one site for one provision, in the order that the policy gives.

Two forms with one meaning. `KeptList` keeps each person's place in a heap: for orders that promise
not to look at the clock. `FreshList` ranks all who wait anew at every allocation. A property test
holds them equal. Equal keys fall to the longest wait and then to the id.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.frame import Terms
from sim.policies.candidates import Candidates
from sim.policies.orders import NotInOrder, Order

if TYPE_CHECKING:
    from array import array

    from sim.engine.pool import Pool

Rows = NDArray[np.intp]
Show = Callable[[Rows, float, int], Candidates]
"""Show a policy the people of these rows, on this day, at this drawing."""

FIRST_ROOM = 64


class WaitingList(ABC):
    """Who waits at a site for a provision. `count` is how many; the gate alone changes it."""

    def __init__(self, index: int, pool: "Pool", terms: Terms) -> None:
        self.index = index
        self.site = pool.site
        self.provision = terms.code
        self.minimum = terms.minimum
        self.maximum = terms.maximum
        self.pool = pool
        self.count = 0
        self.groups = 0
        self.in_line = False
        self.known_joins: NDArray[np.float64] = np.empty(0)
        """Days on which somebody is known to join, in order."""
        self.watched_until = -1.0

    def stand_in_line(self) -> None:
        """Ask for staff: the next group is complete. The place is kept until staff are offered."""
        self.in_line = True
        self.pool.line.append(self)

    @abstractmethod
    def add(self, person: int, key: tuple[Any, ...] | None) -> None:
        """Note that a person waits; `key` is his place, for a list that keeps places."""

    @abstractmethod
    def first(self, number: int, today: float) -> list[int]:
        """Return the first `number` people who wait."""


class KeptList(WaitingList):
    """Keeps places. A person who has left is skipped when his turn comes."""

    def __init__(self, index: int, pool: "Pool", terms: Terms, on_list: "array[int]") -> None:
        super().__init__(index, pool, terms)
        self.heap: list[tuple[Any, ...]] = []
        self.on_list = on_list

    def add(self, person: int, key: tuple[Any, ...] | None) -> None:  # noqa: ARG002 -- in the key
        heappush(self.heap, key)  # type: ignore[misc]  # a kept list is always given a place

    def first(self, number: int, today: float) -> list[int]:  # noqa: ARG002 -- no clock here
        heap, on_list, index = self.heap, self.on_list, self.index
        chosen: list[int] = []
        while len(chosen) < number:
            person = heappop(heap)[-1]
            if on_list[person] == index:
                chosen.append(person)
        return chosen


class FreshList(WaitingList):
    """Ranks everybody who waits afresh at each allocation."""

    def __init__(
        self,
        index: int,
        pool: "Pool",
        terms: Terms,
        on_list: "array[int]",
        order: Order,
        show: Show,
        id_rank: NDArray[np.int64],
    ) -> None:
        super().__init__(index, pool, terms)
        self.members = np.empty(FIRST_ROOM, np.intp)
        self.length = 0
        self.on_list = np.frombuffer(on_list, np.int32)
        self.order = order
        self.show = show
        self.id_rank = id_rank

    def add(self, person: int, key: tuple[Any, ...] | None) -> None:  # noqa: ARG002 -- ranked later
        if self.length == len(self.members):
            self.members = np.concatenate([self.members, np.empty_like(self.members)])
        self.members[self.length] = person
        self.length += 1

    def first(self, number: int, today: float) -> list[int]:
        waiting = self.members[: self.length]
        waiting = waiting[self.on_list[waiting] == self.index]
        shown = self.show(waiting, today, self.groups)
        joined = shown.joined_day.copy()  # the order may spoil what it was shown, not the ties
        keys = checked_keys(self.order, shown)
        ties = (*keys, joined, self.id_rank[waiting])
        self.length = len(waiting)
        self.members[: self.length] = waiting
        chosen: list[int] = waiting[first_places(ties, number)].tolist()
        return chosen


def first_places(keys: tuple[NDArray[Any], ...], number: int) -> Rows:
    """Return the places of the `number` smallest rows, in order, the first key weighing most.

    Only rows that the first key lets in are sorted: a list of thousands costs no thousandfold.
    """
    leading = keys[0]
    inside = np.arange(len(leading))
    if number < len(leading):
        last = np.partition(leading, number - 1)[number - 1]
        inside = np.flatnonzero(leading <= last)
    order = np.lexsort(tuple(key[inside] for key in reversed(keys)))
    return inside[order[:number]]


def checked_keys(order: Order, candidates: "Candidates") -> tuple[Any, ...]:
    """Return the order's keys, or say what is wrong with them: a plug-in is a stranger."""
    try:
        keys: object = order.keys(candidates)
        columns = [np.asarray(key) for key in keys] if isinstance(keys, tuple) else None
    except (Exception, SystemExit) as error:
        raise NotInOrder(
            f"the order `{order.name}` failed: {type(error).__name__}: {error}"
        ) from error
    if columns is None:
        raise NotInOrder(f"the order `{order.name}` must return a tuple of key columns")
    checked = []
    for column in columns:
        if column.shape != (len(candidates),) or column.dtype.kind not in "biuf":
            raise NotInOrder(
                f"the order `{order.name}` returned a key of shape {column.shape} and type "
                f"{column.dtype} for {len(candidates)} people; it must be one number a person"
            )
        if column.dtype.kind == "f" and np.isnan(column).any():
            raise NotInOrder(f"the order `{order.name}` returned a key that is not a number")
        checked.append(column)
    return tuple(checked)
