"""What a site can carry at one time: facilitators' groups, or its own places, and who is in line.

A list whose next group is complete stands in line until staff are offered to it. The first in
line is not overtaken by a smaller group behind it that could use the same staff, or big groups
would starve; but a group that needs more than there are posts at all is passed by, or it would
block for ever.
"""

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engine.held import HeldList
    from sim.engine.terms import Terms
    from sim.engine.waiting import WaitingList

ALMOST = 1e-9


class Pool:
    """Capacity at one site, in units that groups take and give back."""

    def __init__(self, site: int, provision: int | None) -> None:
        self.site = site
        self.provision = provision
        """Code of the provision whose own places these are, or `None` for facilitators."""
        self.capacity: float = 0
        self.in_use: float = 0
        self.line: deque[WaitingList] = deque()
        self.lists: list[WaitingList] = []
        self.held: list[HeldList] = []
        """Those of the lists that the board must look at."""
        self.board_called = False
        self.stirred = True
        """Whether the line, or what the staff can carry, has changed since nobody got any."""
        self.supervised: float = float("inf")
        """Groups that the treatment managers can supervise."""
        self.groups_running: float = 0
        """Those under way, as managers count them: work one to one is a part of a group."""

    @property
    def is_for_one_list(self) -> bool:
        """Whether these are the places of one list, and nobody shares them out."""
        return self.provision is not None and not self.held and len(self.lists) == 1

    @property
    def free(self) -> float:
        return self.capacity - self.in_use

    def can_carry(self, terms: "Terms") -> bool:
        """Tell whether a group of these terms could start now."""
        return terms.need <= self.free and self.can_supervise(terms)

    def could_carry(self, terms: "Terms") -> bool:
        """Tell whether it could if all that is in use fell free."""
        return terms.need <= self.capacity and terms.load <= self.supervised + ALMOST

    def can_supervise(self, terms: "Terms") -> bool:
        """Tell whether the treatment managers could supervise one more group of these terms."""
        return self.groups_running + terms.load <= self.supervised + ALMOST

    def competes(self, one: "Terms", other: "Terms") -> bool:  # noqa: ARG002 -- a team knows who delivers what
        """Tell whether groups of these terms could draw on the same staff or places."""
        return True

    def engage(self, day: float, group: int, terms: "Terms") -> None:  # noqa: ARG002 -- a team notes who and when
        """Take what a group needs."""
        self.stirred = True
        self.in_use = round(self.in_use + terms.need, 9)
        self.groups_running = round(self.groups_running + terms.load, 9)

    def give_back(self, day: float, group: int, terms: "Terms") -> None:  # noqa: ARG002 -- a team notes who and when
        """Give back what a group took."""
        self.stirred = True
        self.in_use = round(self.in_use - terms.need, 9)
        self.groups_running = round(self.groups_running - terms.load, 9)

    def redeployed_share(self, group: int) -> float:  # noqa: ARG002 -- a team knows who carries it
        """Return the chance that a session is lost because somebody is called away."""
        return 0.0
