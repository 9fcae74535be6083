"""What a policy is shown of the people on a list, and the places that it gives in advance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.places import Queue
from sim.engine.waiting import Rows, checked_keys
from sim.policies.candidates import Candidates
from sim.policies.orders import Order
from sim.population.people import People
from sim.words.luck import Floats, tickets

NO_CLOCK = float("nan")
"""Shown as today's date to an order that promises not to look."""


def shown(
    people: People, rows: Rows, *, joined: Floats, known_leave: Floats, today: float, drawing: int
) -> Candidates:
    """Return the declared facts about the people of `rows`, and nothing else."""
    joined.setflags(write=False)  # ties fall by it after the order has looked at it
    return Candidates(
        today=today,
        band=people.band[rows],
        sentence=people.sentence[rows],
        age_years=people.age_years[rows],
        joined_day=joined,
        release_day=known_leave,
        tariff_day=people.tariff_day[rows],
        denial=people.denial[rows],
        learning_disability=people.learning_disability[rows],
        internet_only=people.internet_only[rows],
        cse=people.cse[rows],
        motivated=people.motivated[rows],
        ticket=tickets(people.key[rows], drawing),
    )


class Ranking:
    """One order over one kind of queue."""

    def __init__(
        self,
        order: Order,
        people: People,
        id_rank: NDArray[np.int64],
        known_leave: Floats,
        joined: "memoryview | Any",
    ) -> None:
        self.order = order
        self.people = people
        self.id_rank = id_rank
        self.known_leave = known_leave
        self.joined = np.frombuffer(joined, np.float64)
        """The gate's own column of joining days: read here, written there."""

    def show(self, rows: Rows, today: float, drawing: int) -> Candidates:
        """Show the policy who waits, at an allocation."""
        return shown(
            self.people,
            rows,
            joined=self.joined[rows],
            known_leave=self.known_leave[rows],
            today=today,
            drawing=drawing,
        )

    def places_in_advance(self, queue: Queue) -> list[tuple[Any, ...] | None]:
        """Return the place of each person whose day of joining is known, for a kept list."""
        places: list[tuple[Any, ...] | None] = [None] * len(self.people)
        rows = np.flatnonzero(queue.known)
        if self.order.uses_clock or not len(rows):
            return places
        joined = (queue.day - queue.waited)[rows]
        keys = self._keys(rows, joined)
        columns = [key.tolist() for key in keys]
        ranks = self.id_rank[rows].tolist()
        row_list = rows.tolist()
        found = list(zip(*columns, joined.tolist(), ranks, row_list, strict=True))
        if len(rows) == len(places):
            return list(found)
        for row, place in zip(row_list, found, strict=True):
            places[row] = place
        return places

    def place_now(self, person: int, joined: float) -> tuple[Any, ...] | None:
        """Return the place of one person whose joining could not be known beforehand."""
        if self.order.uses_clock:
            return None
        keys = self._keys(np.array([person]), np.array([joined]))
        own = [key.tolist()[0] for key in keys]
        return (*own, joined, int(self.id_rank[person]), person)

    def _keys(self, rows: Rows, joined: Floats) -> tuple[NDArray[Any], ...]:
        candidates = shown(
            self.people,
            rows,
            joined=joined.copy(),  # the order may spoil what it was shown, not the ties
            known_leave=self.known_leave[rows],
            today=NO_CLOCK,
            drawing=0,
        )
        return checked_keys(self.order, candidates)
