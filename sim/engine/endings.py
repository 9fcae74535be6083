"""Groups end: each on its day, kept by the timetable, and its staff fall free after their reports.

Whoever acts on an instant first lets everything due in it come about; a group that this has emptied
ends there and then.
"""

from collections.abc import Callable
from math import inf

from sim.engine.agenda import LAST_BEFORE_FINISHING
from sim.engine.groups import Groups
from sim.engine.lives import Lives
from sim.engine.mending import STAFFED, Mending
from sim.engine.pool import Pool
from sim.engine.sitting import Sitting
from sim.engine.timetable import Timetable


class Endings:
    """The ends of all groups under way."""

    def __init__(
        self,
        timetable: Timetable,
        groups: Groups,
        lives: Lives,
        mending: Mending,
        call: Callable[[Pool], None],
    ) -> None:
        self._timetable, self._groups, self._lives = timetable, groups, lives
        self._mending, self._call = mending, call
        self.begun: list[int] = []
        """Groups whose end is not yet on the timetable."""
        self.over: list[int] = []
        """Groups whose people are gone, and whose staff are still to write their reports."""

    def note_all(self) -> None:
        """Put the ends of groups that have begun, and of reports, on the timetable."""
        while self.begun:
            begun, self.begun = self.begun, []
            for group in begun:
                self.note(group)
        while self.over:
            over, self.over = self.over, []
            for group in over:
                self._reports(group, self._lives.sittings[group])

    def note(self, group: int) -> None:
        """Put a group's end on the timetable, as far as it is known."""
        sitting = self._lives.sittings[group]
        over = self._groups.over(sitting)
        sitting.stands_still = over == inf
        if not sitting.stands_still:
            if over <= self._timetable.now:
                self._may_be_over((group, over))
            else:
                self._timetable.note(over, self._may_be_over, (group, over))

    def _may_be_over(self, end: tuple[int, float]) -> None:
        group, over = end
        sitting = self._lives.sittings[group]
        if sitting.closed:
            return
        if sitting.ends > over and not sitting.terms.circle:
            self.note(group)
            return
        self.catch_up(over, LAST_BEFORE_FINISHING)
        if sitting.closed:
            return
        self._lives.custody.finish(over, group, sitting.people)
        self._reports(group, sitting)

    def _reports(self, group: int, sitting: Sitting) -> None:
        """Keep the staff tied while they write reports, then set them free."""
        if sitting.terms.reports_days > 0:
            free = self._timetable.now + sitting.terms.reports_days
            self._timetable.note(free, self._have_reported, group)
        else:
            self._free(group, sitting)

    def _have_reported(self, group: int) -> None:
        sitting = self._lives.sittings[group]
        self.catch_up(self._timetable.now, LAST_BEFORE_FINISHING)
        if not sitting.over:
            self._free(group, sitting)

    def _free(self, group: int, sitting: Sitting) -> None:
        now, pool = self._timetable.now, sitting.where.pool
        self._groups.end(now, group)
        if isinstance(pool, STAFFED):
            self._mending.mend(pool, now)
        self._call(pool)

    def catch_up(self, day: float, upto: int) -> None:
        """Let everything due come about, and end groups that it has emptied."""
        lives = self._lives
        agenda = lives.agenda
        if (
            agenda.at[agenda.next] <= day
            or day >= agenda.near
            or (agenda.heap and agenda.heap[0][0] <= day)
        ):
            lives.catch_up(day, upto)
        while lives.emptied:
            group = lives.emptied.pop()
            sitting = lives.sittings[group]
            if sitting.closed:
                continue
            sitting.ending = True
            if sitting.terms.reports_days > 0:
                self.over.append(group)
            else:
                self._free(group, sitting)

    def end_emptied(self, day: float) -> None:
        """End the groups that were emptied on a day on which nothing else was to be done."""
        self.catch_up(day, LAST_BEFORE_FINISHING)
