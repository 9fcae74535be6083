"""A group under way, and the clock that brings about what a decision has set going."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList

if TYPE_CHECKING:
    from sim.engine.timetable import Timetable
    from sim.rules.course import Planned

NEVER = float("inf")


class Clock(Protocol):
    """What lives may ask of the boards: to look at a day that a decision has brought about."""

    def wake(self, where: WaitingList, day: float) -> None:
        """Sit for this list's staff on `day`."""

    def expect(self, where: WaitingList, day: float) -> None:
        """Somebody joins this list on `day`."""

    def has_joined(self, where: WaitingList, day: float) -> None:
        """Somebody has joined this list, unforeseen."""

    def goes_on(self, group: int) -> None:
        """Note that this group's sessions go on after a pause."""

    @property
    def timetable(self) -> "Timetable":
        """What the boards are to do, and when."""


@dataclass(slots=True)
class Sitting:
    """A group under way: its list, its terms, and when its sessions end."""

    where: WaitingList
    terms: Terms
    ends: float
    """When its sessions end; never for a rolling group and for one that is paused."""
    starts: float = 0.0
    length: float = 0.0
    people: list[int] = field(default_factory=list)
    """Everybody who has taken a place, whether he still sits there or not."""
    seated: int = 0
    chairs: int = 0
    """Chairs that may be filled: its size at the start, or the most that a rolling group takes."""
    own_ends: dict[int, float] = field(default_factory=dict)
    """When people end who do not end with the group: in a rolling group, or by their dose."""
    planned: "Planned | None" = None
    paused_day: float | None = None
    left_days: float = 0.0
    """Days of sessions that were left when it was paused."""
    ending: bool = False
    """Nobody sits in it any more; its staff write their reports."""
    over: bool = False
    draws: Any = None
    """The luck of its sessions."""
    stands_still: bool = False
    """Its end was not known when it was last asked for."""

    @property
    def closed(self) -> bool:
        """Whether its sessions are over, however that came about."""
        return self.over or self.ending

    def completed_by(self, person: int, day: float) -> bool:
        """Tell whether somebody who sits in it has come to the end of his course by `day`."""
        return self.paused_day is None and self.own_ends.get(person, self.ends) <= day
