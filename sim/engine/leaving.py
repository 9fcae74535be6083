"""How people leave: a list without a start, a group before its end or by completing it, a circle.

Whoever leaves is off one list, or out of one chair; whom it concerns is told there and then.
"""

from typing import TYPE_CHECKING

from sim.engine.gate import IN_REACH, NO_GROUP, NO_LIST
from sim.engine.sitting import Sitting
from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList
from sim.words.kinds import Cause

if TYPE_CHECKING:
    from sim.engine.lives import Lives


class Leaving:
    """Who leaves what, and why."""

    def __init__(self, lives: "Lives") -> None:
        self.lives, self.gate = lives, lives.gate
        self.drops: dict[int, float] = {}
        self.circle_drops: dict[int, float] = {}

    # -- a list ---------------------------------------------------------------------------------

    def gives_up(self, day: float, person: int) -> None:
        willing, index = self.lives.willing, self.gate.on_list[person]
        if willing is not None and index != NO_LIST:
            willing.wishes_no_more(person, self.lives.lists[index].provision)
        self.leave_list(day, person, Cause.GAVE_UP)

    def too_little_time(self, day: float, person: int) -> None:
        on_list = self.gate.on_list[person]
        if on_list == NO_LIST:
            return
        inside = self.gate.where[person] in IN_REACH
        door = self.lives.doors.first if inside else self.lives.doors.community
        where = door.list_of[person]
        if where is None or on_list != where.index or self.goes_on_after(person, where):
            return
        if door.too_late(day, person, where):
            self.leave_list(day, person, Cause.TOO_LITTLE_TIME_LEFT)

    def goes_on_after(self, person: int, where: WaitingList) -> bool:
        """Tell whether he will go on there once his order or licence has ended."""
        willing = self.lives.willing
        return willing is not None and willing.wishes(person, where.provision)

    def leave_list(self, day: float, person: int, cause: Cause) -> None:
        """Leave the list for a programme, if he is on one."""
        index = self.gate.on_list[person]
        if index != NO_LIST:
            self.gate.left(day, person, self.lives.lists[index], cause)

    def gives_up_circle(self, day: float, person: int) -> None:
        if self.lives.doors.circle.leaves[person] == day:  # else he is on it anew
            self.leave_circle_list(day, person, Cause.GAVE_UP)

    def leave_circle_list(self, day: float, person: int, cause: Cause) -> None:
        """Leave the list for a circle, if he is on one."""
        index = self.gate.on_circle_list[person]
        if index != NO_LIST:
            self.gate.left(day, person, self.lives.lists[index], cause)

    # -- a group --------------------------------------------------------------------------------

    def drops_out(self, day: float, person: int) -> None:
        group = self.gate.in_group[person]
        if group != NO_GROUP and self.drops.get(person) == day:
            self.leave_group(day, person, Cause.CHOSE_TO_LEAVE)
            self.lives.custody.let_go(day, person)

    def drop_out_share(self, terms: Terms, site: int, day: float) -> float:
        """Return the share who drop out of a group that men join there on that day."""
        licence = self.lives.licence
        if licence is None or terms.setting != "community" or terms.circle:
            return terms.drop_out_share
        return licence.drop_out_share(terms.drop_out_share, site, day)

    def leave_group(self, day: float, person: int, cause: Cause) -> None:
        """Leave the group before its end, if he sits in one."""
        group, lives = self.gate.in_group[person], self.lives
        if group != NO_GROUP:
            sitting = lives.sittings[group]
            self.gate.dropped_out(day, person, sitting.where, group, cause)
            if lives.licence is not None and cause == Cause.CHOSE_TO_LEAVE:
                lives.licence.has_dropped_out(day, person)
            if lives.willing is not None and cause in (Cause.CHOSE_TO_LEAVE, Cause.VOLUNTARY):
                lives.willing.wishes_no_more(person, sitting.where.provision)
            if lives.returns is not None:
                lives.returns.has_received(day, person)
            self.one_less(group, sitting)
            if sitting.terms.rolling or sitting.terms.fill_until_share > 0:
                lives.clock.wake(sitting.where, day)  # his chair may be filled

    def one_less(self, group: int, sitting: Sitting) -> None:
        """Note that one more chair is empty; a group that ends with its people may be over."""
        sitting.seated -= 1
        if sitting.seated == 0 and sitting.terms.by_person:
            self.lives.emptied.append(group)

    def completes(self, day: float, person: int) -> None:
        """End a man's own course: in a rolling group, or by his dose."""
        group = self.gate.in_group[person]
        sitting = self.lives.sittings[group] if group != NO_GROUP else None
        if sitting is None or sitting.own_ends.get(person) != day:
            return
        del sitting.own_ends[person]
        self.gate.completed_group(day, sitting.where, [person], group)
        self.lives.custody.has_completed(day, person, sitting.where)
        self.one_less(group, sitting)

    # -- a circle -------------------------------------------------------------------------------

    def drops_out_of_circle(self, day: float, person: int) -> None:
        if self.circle_drops.get(person) == day:
            self.leave_circle(day, person, Cause.CHOSE_TO_LEAVE)

    def leave_circle(self, day: float, person: int, cause: Cause) -> None:
        """Leave the circle before its end, if he has one."""
        circle = self.gate.in_circle[person]
        if circle != NO_GROUP:
            where = self.lives.sittings[circle].where
            self.gate.dropped_out(day, person, where, circle, cause)
