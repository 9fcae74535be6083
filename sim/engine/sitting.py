"""A group under way, and the clock that brings about what a decision has set going."""

from dataclasses import dataclass
from typing import Protocol

from sim.engine.frame import Terms
from sim.engine.waiting import WaitingList


class Clock(Protocol):
    """What lives may ask of the boards: to look at a day that a decision has brought about."""

    def wake(self, where: WaitingList, day: float) -> None:
        """Sit for this list's staff on `day`: somebody joins."""

    def visit(self, day: float) -> None:
        """Be there on `day`: somebody may be released."""


@dataclass(slots=True)
class Sitting:
    """A group under way: its list, its terms, and when its sessions end."""

    where: WaitingList
    terms: Terms
    ends: float
