"""The volunteers and coordinators of a site as a pool: who is in which circle, and who takes over.

No volunteer is in more circles than he may be, in one before he is ready or after he left, or in
one twice. Whoever is free goes to a circle that lacks somebody before a new one may begin, so when
a circle begins all others are whole.
"""

from bisect import bisect_left, insort
from math import inf
from typing import TYPE_CHECKING

from sim.engine.gate import NO_GROUP
from sim.engine.pool import Pool
from sim.engine.volunteer_roster import Turn, VolunteerRoster
from sim.scenario.circles import Circles
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    from sim.engine.gate import Gate
    from sim.engine.groups import Groups
    from sim.engine.lives import Lives
    from sim.engine.terms import Terms

KINDS = {
    Turn.APPLIES: (Kind.VOLUNTEER_APPLIED, Cause.NONE),
    Turn.IS_REFUSED: (Kind.VOLUNTEER_LEFT, Cause.NOT_ACCEPTED),
    Turn.IS_READY: (Kind.VOLUNTEER_READY, Cause.NEW),
    Turn.LEAVES: (Kind.VOLUNTEER_LEFT, Cause.NONE),
}


class Volunteers(Pool):
    """A pool whose places are circles: each takes some volunteers, and room of a coordinator."""

    def __init__(
        self, site: int, provision: int, roster: VolunteerRoster, circles: Circles, gate: "Gate"
    ) -> None:
        super().__init__(site, provision)
        assert circles.volunteers is not None  # noqa: S101 -- the pool is made where it is given
        self.gate, self.roster = gate, roster
        self.next_day = 0.0
        """The day of the next change of volunteers or coordinators, or of patience with a circle
        that is short."""
        self.gains = 0
        """How often there came to be more of anything: the more, the more reason to look again."""
        self._each = circles.volunteers.circles_each
        self._whole, self._least = circles.whole_volunteers, circles.volunteers.least
        self._patience_days = circles.volunteers.short_for_days
        self._ready: list[int] = []
        """Who is ready, by number."""
        self._in: dict[int, set[int]] = {}
        """The circles of everybody who is ready."""
        self._crews: dict[int, list[int]] = {}
        """The volunteers of each circle."""
        self._ends: dict[int, float] = {}
        """Circles that are short, and the day on which they end if they still are."""
        self._room, self._change, self._step = 0, 0, 0

    # -- what can begin -------------------------------------------------------------------------

    def can_carry(self, terms: "Terms") -> bool:
        """Tell whether a coordinator has room and enough volunteers are free."""
        return self.in_use + terms.need <= self._room and len(self._free()) >= self._whole

    def could_carry(self, terms: "Terms") -> bool:  # noqa: ARG002 -- there is one kind of circle
        """Tell whether it could if all volunteers fell free."""
        return self._room > 0 and len(self._ready) >= self._whole

    def _free(self) -> list[int]:
        return [each for each in self._ready if len(self._in[each]) < self._each]

    # -- circles begin and end ------------------------------------------------------------------

    def engage(self, day: float, group: int, terms: "Terms") -> None:
        """Give the circle its volunteers: those with fewest circles first."""
        super().engage(day, group, terms)
        self._crews[group] = []
        for volunteer in self._chosen(group):
            self._assign(day, group, volunteer)

    def give_back(self, day: float, group: int, terms: "Terms") -> None:
        """Let its volunteers go free, to circles that lack somebody first."""
        super().give_back(day, group, terms)
        for volunteer in sorted(self._crews[group]):
            self._take_off(day, group, volunteer)
        del self._crews[group]
        self._ends.pop(group, None)
        self._replace(day)

    def overdue(self, day: float) -> int | None:
        """Return the circle that has been short for longest, if for too long; `None` for none."""
        late = [(ends, group) for group, ends in self._ends.items() if ends <= day]
        return min(late)[1] if late else None

    def _chosen(self, group: int) -> list[int]:
        crew = self._crews[group]
        free = [each for each in self._free() if group not in self._in[each]]
        free.sort(key=lambda each: len(self._in[each]))  # by number where they are in as many
        return sorted(free[: self._whole - len(crew)])

    def _assign(self, day: float, group: int, volunteer: int) -> None:
        self._record_duty(day, Kind.ASSIGNED, group, volunteer)
        self._crews[group].append(volunteer)
        self._in[volunteer].add(group)

    def _take_off(self, day: float, group: int, volunteer: int) -> None:
        self._record_duty(day, Kind.TAKEN_OFF, group, volunteer)
        self._crews[group].remove(volunteer)
        self._in[volunteer].discard(group)

    def _replace(self, day: float) -> None:
        """Bring circles that lack somebody to their number, the oldest first."""
        for group in sorted(self._crews):
            crew = self._crews[group]
            if len(crew) < self._whole:
                for volunteer in self._chosen(group):
                    self._assign(day, group, volunteer)
            if len(crew) >= self._least:
                self._ends.pop(group, None)
            else:
                self._ends.setdefault(group, day + self._patience_days)

    # -- volunteers come and go -----------------------------------------------------------------

    def advance(self, day: float) -> None:
        """Let all happen to volunteers and coordinators that is due by `day`."""
        while self.next_day <= day:
            now = self.next_day
            self._follow_plan(now)
            self._change_volunteers(now)
            places = min(len(self._ready) * self._each // self._whole, self._room)
            if places != self.capacity or now == 0:
                self.gate.capacity_set(now, self, places)
            self._replace(now)
            self.stirred = True
            self.next_day = self._next(now)

    def _next(self, now: float) -> float:
        """Return the next day of all that is known; what is due now has been seen to."""
        changes, room = self.roster.changes, self.roster.room
        later = [ends for ends in self._ends.values() if ends > now]
        return min(
            changes[self._change].day if self._change < len(changes) else inf,
            room[self._step][0] if self._step < len(room) else inf,
            *later,
            inf,
        )

    def _follow_plan(self, now: float) -> None:
        room = self.roster.room
        while self._step < len(room) and room[self._step][0] <= now:
            self._room = room[self._step][1]
            self._step += 1
            self.gains += 1

    def _change_volunteers(self, now: float) -> None:
        """Record the changes of one instant in their order: who leaves lets go of his circles."""
        changes = self.roster.changes
        while self._change < len(changes) and changes[self._change].day <= now:
            _, turn, volunteer = changes[self._change]
            self._change += 1
            kind, cause = KINDS[turn]
            if turn == Turn.IS_READY:
                insort(self._ready, volunteer)
                self._in[volunteer] = set()
                self.gains += 1
                if volunteer < self.roster.at_start:
                    cause = Cause.BACKLOG
            elif turn == Turn.LEAVES:
                for group in sorted(self._in[volunteer]):
                    self._take_off(now, group, volunteer)
                del self._ready[bisect_left(self._ready, volunteer)]
                del self._in[volunteer]
            self.gate.record(
                now, kind, NOBODY, self.site, NOBODY, NO_GROUP, cause, float(volunteer)
            )

    def _record_duty(self, day: float, kind: Kind, group: int, volunteer: int) -> None:
        code = NOBODY if self.provision is None else self.provision
        self.gate.record(day, kind, NOBODY, self.site, code, group, 0, float(volunteer))


def end_for_want_of_volunteers(groups: "Groups", lives: "Lives", day: float, group: int) -> None:
    """End a circle that has been short of volunteers for too long; its core member loses it."""
    cause = Cause.NONE  # its core member may have left in this very instant
    for member in lives.sittings[group].people:
        if lives.gate.in_circle[member] == group:
            cause = Cause.VOLUNTEERS_SHORT
            lives.leaving.leave_circle(day, member, cause)
    groups.end(day, group, cause)
