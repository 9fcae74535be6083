"""What becomes due without anybody deciding it: known facts in order of time, and new ones.

The known facts (a release, a death, a due assessment) are laid out once, as sorted columns. Those
that a decision brings about (dropping out of a group that has started) wait in a heap. Same
instant: the order of `Due`, then the person's row. That is half of the written order of a day,
`leave -> finish -> free staff -> arrive -> allocate -> start`; the boards do the other half.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappush

import numpy as np
from numpy.typing import NDArray

from sim.words.luck import Floats


class Due(IntEnum):
    """What is due, in the order of an instant: who leaves, who finishes, who arrives."""

    DEATH = 0
    RELEASE = 1
    HEARING = 2
    SUPERVISION_END = 3
    GIVING_UP = 4
    TOO_LITTLE_TIME = 5
    GIVING_UP_CIRCLE = 6
    DROPPING_OUT = 7
    DROPPING_OUT_OF_CIRCLE = 8
    ASSESSMENT = 9
    JOINING = 10
    JOINING_COMMUNITY = 11
    JOINING_CIRCLE = 12


LAST_BEFORE_FINISHING = int(Due.DROPPING_OUT_OF_CIRCLE)
EVERYTHING = int(Due.JOINING_CIRCLE)
NOTHING = -1


@dataclass(slots=True)
class Agenda:
    """Known facts as parallel lists with an infinite sentinel, and a heap of facts that came up."""

    at: list[float] = field(default_factory=lambda: [float("inf")])
    what: list[int] = field(default_factory=lambda: [EVERYTHING])
    who: list[int] = field(default_factory=lambda: [0])
    next: int = 0
    heap: list[tuple[float, int, int]] = field(default_factory=list)

    def add(self, day: float, what: Due, person: int) -> None:
        """Note a fact that a decision has brought about."""
        heappush(self.heap, (day, int(what), person))


class Draft:
    """Known facts being gathered, before they are sorted once."""

    def __init__(self, horizon: float) -> None:
        self.horizon = horizon
        self.days: list[Floats] = []
        self.whats: list[NDArray[np.int8]] = []
        self.people: list[NDArray[np.intp]] = []

    def add(self, what: Due, days: Floats, only: NDArray[np.bool_]) -> None:
        """Add a fact for each person of the mask whose day is within the run."""
        rows = np.flatnonzero(only & (days < self.horizon))
        self.days.append(days[rows])
        self.whats.append(np.full(len(rows), what, np.int8))
        self.people.append(rows)

    def agenda(self) -> Agenda:
        days = np.concatenate([*self.days, [np.inf]])
        whats = np.concatenate([*self.whats, [EVERYTHING]])
        people = np.concatenate([*self.people, [0]])
        order = np.lexsort((people, whats, days))
        return Agenda(
            days[order].tolist(), whats[order].astype(int).tolist(), people[order].tolist()
        )
