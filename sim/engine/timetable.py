"""What the boards are to do, and when: in order of day, and within a day in the order of asking.

What is for today is done after all that was asked for today before. Most of what is asked for is
months away: it lies in a drawer for its fortnight until that comes, for a tall heap is slow.
"""

from collections import deque
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

NEVER = float("inf")
DAYS_A_DRAWER = 14.0
Errand = Callable[[Any], None]
Entry = tuple[float, int, Errand, Any]


class Timetable:
    """Errands by day. Nothing is noted for the horizon or later: it does not happen."""

    def __init__(self) -> None:
        self.now = 0.0
        """The instant at which the boards are."""
        self.heap: list[Entry] = [(NEVER, 0, self._open, 0)]
        """What comes soon, the opening of the next drawer among it: never empty."""
        self.today: deque[tuple[Errand, Any]] = deque()
        """What is to be done at this instant, in order."""
        self.horizon = 0.0
        self._near = 0.0
        self._turn = 0
        self._drawers: list[list[Entry]] = []

    def begin(self, horizon: float) -> None:
        """Be ready for errands in `[0, horizon)`."""
        self.horizon = horizon
        self._drawers = [[] for _ in range(int(horizon / DAYS_A_DRAWER) + 1)]
        self._open(0)

    def note(self, day: float, errand: Errand, what: Any) -> None:
        """See to an errand on this day, at once if it is today."""
        if day <= self.now:
            self.today.append((errand, what))
        elif day < self.horizon:
            self._turn += 1
            if day < self._near:
                heappush(self.heap, (day, self._turn, errand, what))
            else:
                self._drawers[int(day / DAYS_A_DRAWER)].append((day, self._turn, errand, what))

    def move_on(self) -> None:
        """Go on to the next instant, and have its errands at hand."""
        heap, today = self.heap, self.today
        now = self.now = heap[0][0]
        while heap[0][0] == now:
            entry = heappop(heap)
            today.append((entry[2], entry[3]))

    def _open(self, drawer: int) -> None:
        """Have the errands of a fortnight in the heap, before any other of its first day."""
        self.heap += self._drawers[drawer]
        self._drawers[drawer] = []
        self._near = (drawer + 1) * DAYS_A_DRAWER
        if drawer + 1 < len(self._drawers):
            self.heap.append((self._near, 0, self._open, drawer + 1))
        else:
            self._near = NEVER
        heapify(self.heap)
