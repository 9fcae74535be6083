"""What becomes due without anybody deciding it: known facts in order of time, and new ones.

The known facts (a release, a death, a due assessment) are laid out once, as sorted columns. Those
that a decision brings about (dropping out of a group that has started) wait in a heap. Same
instant: the order of `Due`, then the person's row. That is half of the written order of a day,
`leave -> finish -> free staff -> arrive -> allocate -> start`; the boards do the other half.
"""

from enum import IntEnum
from heapq import heapify, heappush

import numpy as np
from numpy.typing import NDArray

from sim.words.luck import Floats


class Due(IntEnum):
    """What is due, in the order of an instant: who leaves, who finishes, who arrives."""

    DEATH = 0
    RELEASE = 1
    HEARING = 2
    SUPERVISION_END = 3
    RECALL = 4
    REOFFENCE = 5
    SENTENCE = 6
    GIVING_UP = 7
    TOO_LITTLE_TIME = 8
    GIVING_UP_CIRCLE = 9
    REASSESSMENT = 10
    DROPPING_OUT = 11
    DROPPING_OUT_OF_CIRCLE = 12
    HAVING_ENOUGH = 13
    COMPLETING = 14
    ASSESSMENT = 15
    JOINING = 16
    JOINING_COMMUNITY = 17
    JOINING_CIRCLE = 18
    JOINING_NEXT = 19
    COMING_BACK = 20


LAST_BEFORE_FINISHING = int(Due.COMPLETING)
EVERYTHING = int(Due.COMING_BACK)
NOTHING = -1
DAYS_A_DRAWER = 14.0


class Agenda:
    """Known facts as parallel lists with an infinite sentinel, and a heap of facts that came up.

    The heap holds what comes up soon; what comes up later waits in a drawer for its stretch of
    days, unsorted, for most of it is years away and a tall heap is slow.
    """

    def __init__(
        self,
        at: list[float] | None = None,
        what: list[int] | None = None,
        who: list[int] | None = None,
        horizon: float = 0.0,
    ) -> None:
        self.at = at or [float("inf")]
        self.what = what or [EVERYTHING]
        self.who = who or [0]
        self.next = 0
        self.now = 0.0
        """The day of what came about last, facts that came about as foreseen apart."""
        self.horizon = horizon
        self.heap: list[tuple[float, int, int]] = []
        self.near = 0.0
        """Everything due before this day is in the heap."""
        self._drawers: list[list[tuple[float, int, int]]] = [
            [] for _ in range(int(horizon / DAYS_A_DRAWER) + 1)
        ]
        self._open = 0

    def add(self, day: float, what: int, person: int) -> None:
        """Note a fact that a decision has brought about; beyond the horizon it never is due."""
        if day < self.near:
            heappush(self.heap, (day, what, person))
        elif day < self.horizon:
            self._drawers[int(day / DAYS_A_DRAWER)].append((day, what, person))

    def reach(self, day: float) -> None:
        """Have everything in the heap that is due by `day`."""
        heap, drawers = self.heap, self._drawers
        upto = min(int(day / DAYS_A_DRAWER) + 1, len(drawers))
        for place in range(self._open, upto):
            heap += drawers[place]
            drawers[place] = []
        self._open = max(upto, self._open)
        self.near = self._open * DAYS_A_DRAWER
        if self._open == len(drawers):
            self.near = float("inf")
        heapify(heap)


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

    def add_rows(self, what: Due, days: Floats, people: NDArray[np.int32]) -> None:
        """Add a fact for each pair of a day within the run and a person: he may have several."""
        rows = np.flatnonzero(days < self.horizon)
        self.days.append(days[rows])
        self.whats.append(np.full(len(rows), what, np.int8))
        self.people.append(people[rows].astype(np.intp))

    def agenda(self) -> Agenda:
        days = np.concatenate([*self.days, [np.inf]])
        whats = np.concatenate([*self.whats, [EVERYTHING]])
        people = np.concatenate([*self.people, [0]])
        order = np.lexsort((people, whats, days))
        return Agenda(
            days[order].tolist(),
            whats[order].astype(int).tolist(),
            people[order].tolist(),
            self.horizon,
        )
