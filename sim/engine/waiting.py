"""A waiting list at one site for one provision, in the order that the policy gives.

Two forms with one meaning. `KeptList` keeps each person's place in a heap: for orders that promise
not to look at the clock. `FreshList` ranks all who wait anew at every allocation. A property test
holds them equal. Equal keys fall to the longest wait and then to the id.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from heapq import heappop, heappush
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.terms import Terms
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

    keeps_places = False
    """Whether it is given each person's place as he joins."""

    def __init__(self, index: int, pool: "Pool", terms: Terms) -> None:
        self.index = index
        self.terms = terms
        self.site = pool.site
        self.provision = terms.code
        self.circle = terms.circle
        self.minimum_days_left = terms.minimum_days_left
        self.minimum = terms.minimum
        """How many make it complete; out of reach where nothing is delivered."""
        self.maximum = terms.maximum
        self.pool = pool
        self.count = 0
        self.groups = 0
        self.seats = 0
        """Places taken so far, where each person's stay has a length of its own."""
        self.in_line = False
        self.in_line_since = -1.0
        """Since when, once the board has seen it there; below 0 before."""
        self.running = 0
        """Groups under way."""
        self.is_open = True
        self.watched_until = -1.0

    def offer(self, *, is_open: bool) -> None:
        """Begin, or cease, to start groups; those who wait go on waiting until they are moved."""
        self.minimum = self.terms.minimum if is_open else sys.maxsize
        self.is_open = is_open
        if not is_open and self.in_line:
            self.pool.line.remove(self)
            self.pool.stirred = True
            self.in_line = False

    def stand_in_line(self) -> None:
        """Ask for staff: the next group is complete. The place is kept until staff are offered."""
        self.in_line = True
        self.in_line_since = -1.0
        self.pool.line.append(self)
        self.pool.stirred = True

    @abstractmethod
    def add(self, person: int, key: tuple[Any, ...] | None) -> None:
        """Note that a person waits; `key` is his place, for a list that keeps places."""

    @abstractmethod
    def first(self, number: int, today: float) -> list[int]:
        """Return the first `number` people who wait."""


class KeptList(WaitingList):
    """Keeps places. Who has left, or has another place by now, is skipped when his turn comes."""

    keeps_places = True

    def __init__(self, index: int, pool: "Pool", terms: Terms, on_list: "array[int]") -> None:
        super().__init__(index, pool, terms)
        self.heap: list[tuple[Any, ...]] = []
        self.on_list = on_list
        self.place_of: dict[int, tuple[Any, ...]] | None = None
        """The place of each person that holds, where people may come back or change places."""

    def add(self, person: int, key: tuple[Any, ...] | None) -> None:
        assert key is not None  # noqa: S101 -- a kept list is always given a place
        heappush(self.heap, key)
        if self.place_of is not None:
            self.place_of[person] = key

    def first(self, number: int, today: float) -> list[int]:  # noqa: ARG002 -- no clock here
        heap, on_list, index = self.heap, self.on_list, self.index
        chosen: list[int] = []
        place_of = self.place_of
        while len(chosen) < number:
            place = heappop(heap)
            person = place[-1]
            if on_list[person] != index:
                continue
            if place_of is not None:
                if place_of.get(person) is not place:
                    continue
                del place_of[person]
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
        self.returns = False
        """Whether a person may leave this list and join it again."""
        self._ever: set[int] = set()
        self._twice = False
        self.on_list = np.frombuffer(on_list, np.int32)
        self.order = order
        self.show = show
        self.id_rank = id_rank

    def add(self, person: int, key: tuple[Any, ...] | None) -> None:  # noqa: ARG002 -- ranked later
        if self.returns:
            if person in self._ever:
                self._twice = True
            else:
                self._ever.add(person)
        if self.length == len(self.members):
            self.members = np.concatenate([self.members, np.empty_like(self.members)])
        self.members[self.length] = person
        self.length += 1

    def first(self, number: int, today: float) -> list[int]:
        waiting = self.waiting()
        chosen: list[int] = self.ranked(waiting, number, today).tolist()
        return chosen

    def waiting(self) -> Rows:
        """Return everybody who waits, those who have gone swept out."""
        waiting = self.members[: self.length]
        waiting = waiting[self.on_list[waiting] == self.index]
        if self._twice:
            waiting = np.unique(waiting)
            self._twice = False
        self.length = len(waiting)
        self.members[: self.length] = waiting
        return waiting

    def ranked(self, people: Rows, number: int, today: float) -> Rows:
        """Return the first `number` of these people as the order ranks them today."""
        shown = self.show(people, today, self.groups)
        joined = shown.joined_day.copy()  # the order may spoil what it was shown, not the ties
        keys = checked_keys(self.order, shown)
        return people[first_places((*keys, joined, self.id_rank[people]), number)]


def first_places(keys: tuple[NDArray[Any], ...], number: int) -> Rows:
    """Return the places of the `number` smallest rows, in order, the first key weighing most.

    Only rows that the first key lets in are sorted: a list of thousands costs no thousandfold.
    """
    leading = keys[0]
    if number >= len(leading):
        everybody: Rows = np.lexsort(keys[::-1])
        return everybody
    parted = leading.copy()
    parted.partition(number - 1)
    inside: Rows = (leading <= parted[number - 1]).nonzero()[0]
    order: Rows = np.lexsort([key[inside] for key in reversed(keys)])
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
        if column.dtype.kind == "f" and isnan(np.minimum.reduce(column, initial=0.0)):
            raise NotInOrder(f"the order `{order.name}` returned a key that is not a number")
        checked.append(column)
    return tuple(checked)
