"""A door to the lists: one of the three queues a person may join, with what is known of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.lists import Lists
from sim.engine.places import Queue
from sim.engine.ranking import Ranking
from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList
from sim.population.people import People
from sim.words.kinds import NOBODY, Cause

NEVER = float("inf")


def _has_window(terms: Terms) -> bool:
    return terms.programme is not None and terms.programme.window is not None


class Door:
    """Where each person may queue, from when, and in what place if that can be known."""

    def __init__(
        self,
        queue: Queue,
        ranking: Ranking,
        lists: Lists,
        minimum_days_left: list[float],
    ) -> None:
        self.queue = queue
        self.ranking = ranking
        self.list_of: list[WaitingList | None] = _lists_of(queue, lists)
        self.place: list[tuple[Any, ...] | None] = (
            ranking.places_in_advance(queue) if lists.keep_places else [None] * len(self.list_of)
        )
        self.day: list[float] = queue.day.tolist()
        opens = np.maximum(queue.places.window, queue.places.offered)
        dated = np.isfinite(opens).any() or any(_has_window(each) for each in lists.terms)
        self._opens: list[float] | None = opens.tolist() if dated else None
        self.waited: list[float] = queue.waited.tolist()
        self.leaves: list[float] = queue.leaves.tolist()
        self.known_leave = ranking.known_leave
        self.minimum_days_left = minimum_days_left

    def simply_joins(self, people: People, moved: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return who joins with nothing to decide: he consents, stays put, and has time enough."""
        minimum = np.array([*self.minimum_days_left, 0.0])
        result: NDArray[np.bool_] = (
            self.queue.known
            & people.consents
            & ~moved
            & (people.gives_up_day > self.queue.day)
            & (minimum[self.queue.places.provision] == 0)
        )
        return result

    def opens(self, person: int, where: WaitingList, end: float) -> float:
        """Return the day from which his list takes him; `end` is that of his order or licence."""
        if self._opens is None:
            return -NEVER
        programme = where.terms.programme
        window = None if programme is None else programme.window
        opens = self._opens[person]
        if window is not None and window.before == "order_end" and end < NEVER:
            return max(opens, end - window.days)
        return opens

    def expect(self, person: int, day: float) -> None:
        """Note that a decision has fixed the day on which a person may join."""
        self.day[person] = day
        self.place[person] = None

    def leaves_on(self, person: int, day: float) -> None:
        """Note that a decision has fixed the day on which a person leaves at the latest."""
        self.leaves[person] = day
        self.known_leave[person] = day
        self.place[person] = None

    def leads_to(self, person: int, where: WaitingList, waited: float) -> None:
        """Note that a decision sends a person to a list, where his wait so far counts."""
        self.list_of[person] = where
        self.waited[person] = waited
        self.place[person] = None

    def let_in(
        self,
        gate: Gate,
        day: float,
        person: int,
        where: WaitingList,
        cause: int = Cause.NEW,
    ) -> None:
        """Put a person on the list, in the place worked out beforehand if it could be."""
        waited = self.waited[person]
        place = self.place[person]
        if place is None and where.keeps_places:
            place = self.ranking.place_now(person, day - waited, where)
        gate.joined(day, person, where, place, waited, cause)

    def too_late(self, day: float, person: int, where: WaitingList) -> bool:
        """Tell whether no more time is left than it takes to finish what this list waits for."""
        minimum = where.minimum_days_left
        return minimum > 0 and day >= self.leaves[person] - minimum


def _lists_of(queue: Queue, lists: Lists) -> list[WaitingList | None]:
    """Return the list of each person, `None` where there is none for him."""
    nobody = queue.places.provision == NOBODY
    width = len(lists.terms)
    place = queue.places.site.astype(np.intp) * width + queue.places.provision
    table = np.full(int(place.max(initial=0, where=~nobody)) + 2, None, object)
    for (site, provision), where in lists.by_place.items():
        if site * width + provision < len(table) - 1:  # the last is nobody's
            table[site * width + provision] = where
    found: list[WaitingList | None] = table[np.where(nobody, -1, place)].tolist()
    return found


@dataclass(slots=True)
class Doors:
    """The three ways onto a list."""

    first: Door
    """For a programme where he is received."""
    community: Door
    """For a programme under supervision."""
    circle: Door


@dataclass(slots=True)
class Delays:
    """Delays that count from a release, a row a person."""

    community: list[float]
    referral: list[float]
    gives_up_circle: list[float]
