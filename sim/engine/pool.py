"""What a site can carry at one time: facilitators' groups, or circle places, and who is in line.

A list whose next group is complete stands in line until staff are offered to it. The first in
line is not overtaken by a smaller group behind it, or big groups would starve; but a group that
needs more than there are posts at all is passed by, or it would block for ever.
"""

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engine.waiting import WaitingList


class Pool:
    """Capacity at one site, in units that groups take and give back."""

    def __init__(self, site: int, circle: int | None) -> None:
        self.site = site
        self.circle = circle
        """Code of the circle provision, or `None` for facilitators."""
        self.capacity = 0
        self.in_use = 0
        self.line: deque[WaitingList] = deque()
        self.lists: list[WaitingList] = []
        self.board_called = False

    @property
    def free(self) -> int:
        return self.capacity - self.in_use
