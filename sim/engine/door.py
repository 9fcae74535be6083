"""A door to the lists: one of the three queues a person may join, with what is known of each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.places import Queue
from sim.engine.ranking import Ranking
from sim.engine.waiting import WaitingList
from sim.population.people import People
from sim.words.kinds import NOBODY


class Door:
    """Where each person may queue, from when, and in what place if that can be known."""

    def __init__(
        self,
        queue: Queue,
        ranking: Ranking,
        lists: dict[tuple[int, int], WaitingList],
        minimum_days_left: list[float],
    ) -> None:
        self.queue = queue
        self.ranking = ranking
        self.list_of: list[WaitingList | None] = [
            None if provision == NOBODY else lists[site, provision]
            for site, provision in zip(
                queue.places.site.tolist(), queue.places.provision.tolist(), strict=True
            )
        ]
        self.place = ranking.places_in_advance(queue)
        self.day: list[float] = queue.day.tolist()
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

    def expect(self, person: int, day: float) -> None:
        """Note that a decision has fixed the day on which a person may join."""
        self.day[person] = day
        self.place[person] = None

    def leaves_on(self, person: int, day: float) -> None:
        """Note that a decision has fixed the day on which a person leaves at the latest."""
        self.leaves[person] = day
        self.known_leave[person] = day
        self.place[person] = None

    def let_in(self, gate: Gate, day: float, person: int, where: WaitingList) -> None:
        """Put a person on the list, in the place worked out beforehand if it could be."""
        waited = self.waited[person]
        place = self.place[person]
        if place is None:
            place = self.ranking.place_now(person, day - waited)
        gate.joined(day, person, where, place, waited)

    def too_late(self, day: float, person: int, where: WaitingList) -> bool:
        """Tell whether no more time is left than it takes to finish what this list waits for."""
        minimum = self.minimum_days_left[where.provision]
        return minimum > 0 and day >= self.leaves[person] - minimum


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
