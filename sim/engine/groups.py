"""The life of a group: who sits in it, when it and each of them ends, pauses, chairs filled late.

A closed group ends as a whole, a rolling one when nobody is left; people may end by themselves, by
their dose or because the group is rolling. What is known beforehand is put on the agenda, and the
boards are asked to be there on days on which something follows from it.
"""

from bisect import bisect_right
from typing import TYPE_CHECKING

from sim.engine.agenda import Due
from sim.engine.held import Group, HeldList
from sim.engine.lengths import AllLengths, Courses
from sim.engine.sitting import NEVER, Sitting
from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList
from sim.population.people import People
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    from sim.engine.lives import Lives

ROUNDED = 9


class Groups:
    """Every group under way, by number, and what its people will do."""

    def __init__(self, people: People, lengths: AllLengths, courses: Courses) -> None:
        self.lengths, self.courses = lengths, courses
        self.attends: list[float] = people.attends_share.tolist()
        self.dies: list[float] = people.dies_day.tolist()
        self.released: list[float] = people.release_day.tolist()
        self.drop = {
            "prison": (people.drop_prison.tolist(), people.drop_prison_when.tolist()),
            "community": (people.drop_community.tolist(), people.drop_community_when.tolist()),
            "circle": (people.drop_circle.tolist(), people.drop_circle_when.tolist()),
        }
        self.fillable: dict[int, list[int]] = {}
        """Groups with chairs that may be filled, by list; no entry where there are none."""
        self.lives: Lives

    # -- the beginning --------------------------------------------------------------------------

    def start(self, now: float, where: WaitingList, made: Group) -> tuple[int, Sitting]:
        """Begin a group with these people."""
        terms, gate, lives = where.terms, self.lives.gate, self.lives
        ordinal = where.groups
        group = gate.group_started(now, where, made.people, made.passed)
        if terms.circle:
            lives.circle_referrals.begun.update(made.people)
            if lives.returns is not None:
                for person in made.people:
                    lives.returns.has_received(now, person)
        planned, draws = self.courses.planned(now, where, group, ordinal, len(made.people))
        length = self.lengths.of(where, ordinal) if planned is None else planned.ends - now
        sitting = Sitting(
            where,
            terms,
            ends=NEVER if terms.by_person else now + length,
            starts=now,
            length=length,
            seated=len(made.people),
            people=made.people,
            chairs=terms.maximum if terms.rolling else len(made.people),
            planned=planned,
            draws=draws,
        )
        if planned is not None and not terms.by_person:
            sitting.ends = planned.ends
        lives.sittings.append(sitting)
        where.running += 1
        self._settle(sitting, made.people, now)
        if terms.rolling or terms.fill_until_share > 0:
            self.fillable.setdefault(where.index, []).append(group)
        return group, sitting

    def _settle(self, sitting: Sitting, people: list[int], now: float) -> None:
        """Note when each of these people will end or leave, as far as that is known."""
        terms = sitting.terms
        if terms.rolling:
            where = sitting.where
            for person in people:
                length = self._dose(terms, person) * self.lengths.of(where, where.seats)
                self._ends_alone(sitting, person, now + length, now)
                where.seats += 1
        elif terms.by_person:
            length = self._dose(terms, people[0]) * sitting.length
            self._ends_alone(sitting, people[0], sitting.starts + length, now)
        elif terms.dose_share:
            for person in people:
                share = self._dose(terms, person)
                if share < 1.0:
                    own = sitting.starts + share * sitting.length
                    self._ends_alone(sitting, person, max(own, now), now)
        self._foresee_drop_outs(sitting, people, now)
        if self.lives.willing is not None and terms.voluntary is not None:
            self.lives.willing.have_sat_down(now, sitting, people)
        if terms.by_person or terms.fill_until_share > 0:
            for person in people:
                self._be_there(sitting, person, now)

    def _dose(self, terms: Terms, person: int) -> float:
        """Return the share of the course that a man of his band attends."""
        return terms.dose_share[self.lives.gate.band[person]] if terms.dose_share else 1.0

    def _ends_alone(self, sitting: Sitting, person: int, day: float, now: float) -> None:
        day = round(day, ROUNDED)
        if day <= now or day >= sitting.ends:
            return
        sitting.own_ends[person] = day
        self.lives.agenda.add(day, Due.COMPLETING, person)
        self.lives.clock.wake(sitting.where, day)

    def _be_there(self, sitting: Sitting, person: int, now: float) -> None:
        """Be there when he is known to leave: the group may be empty then, or a chair free."""
        last = sitting.own_ends.get(person, sitting.ends)
        if now < self.dies[person] < last:
            self.lives.clock.wake(sitting.where, self.dies[person])
        inside = sitting.terms.setting == "prison"
        leaves = (self.released if inside else self.lives.custody.supervision_end)[person]
        if now < leaves < last:
            self.lives.clock.wake(sitting.where, leaves)

    def _foresee_drop_outs(self, sitting: Sitting, people: list[int], now: float) -> None:
        """Note who will leave the group early: by his own luck, or as his file says."""
        terms, attends, lives = sitting.terms, self.attends, self.lives
        luck, when = self.drop["circle" if terms.circle else terms.setting]
        what = Due.DROPPING_OUT_OF_CIRCLE if terms.circle else Due.DROPPING_OUT
        drops = lives.leaving.circle_drops if terms.circle else lives.leaving.drops
        ends, length = sitting.ends, sitting.length
        special = terms.by_person or terms.fill_until_share > 0
        least = lives.leaving.drop_out_share(terms, sitting.where.site, now)
        for person in people:
            drops.pop(person, None)  # what was foreseen of another group is past
            share = attends[person]
            if share != share and luck[person] < least:  # noqa: PLR0124 -- not a number: his luck decides
                share = _over_the_course(when[person], terms.drop_out_over)
            if share < 1.0:
                if terms.by_person:
                    ends = sitting.own_ends.get(person, NEVER)
                    length = ends - now if ends < NEVER else length
                elif now > sitting.starts:
                    length = ends - now
                day = now + share * length
                if day < ends:
                    drops[person] = day
                    lives.agenda.add(day, what, person)
                    if special:
                        lives.clock.wake(sitting.where, day)

    # -- chairs ---------------------------------------------------------------------------------

    def fill_chairs(self, now: float, where: HeldList) -> None:
        """Give free chairs of groups under way to those who wait."""
        going = []
        for group in self.fillable[where.index]:
            sitting = self.lives.sittings[group]
            if sitting.over or sitting.ending:
                continue
            terms = sitting.terms
            if not terms.rolling and now > sitting.starts + terms.fill_until_share * sitting.length:
                continue
            going.append(group)
            free = sitting.chairs - sitting.seated
            if free > 0 and where.count > 0 and sitting.paused_day is None and now > sitting.starts:
                self._fill(now, group, sitting, where, free)
        if going:
            self.fillable[where.index] = going
        else:
            del self.fillable[where.index]

    def _fill(self, now: float, group: int, sitting: Sitting, where: HeldList, free: int) -> None:
        gate = self.lives.gate
        there = [person for person in sitting.people if gate.in_group[person] == group]
        made = where.fillers(now, free, there)
        if not made.people:
            return
        cause = Cause.NONE if sitting.terms.rolling else Cause.FILLED_CHAIR
        gate.started_later(now, where, made.people, group, cause, made.passed)
        sitting.people = there + made.people
        sitting.seated += len(made.people)
        self._settle(sitting, made.people, now)

    # -- staff fall short -----------------------------------------------------------------------

    def pause(self, now: float, group: int) -> None:
        """Stop a group's sessions until it has its staff again."""
        sitting = self.lives.sittings[group]
        if sitting.closed or sitting.paused_day is not None or sitting.ends <= now:
            return
        self.lives.gate.group_paused(now, sitting.where, group)
        sitting.paused_day = now
        sitting.left_days = sitting.ends - now
        sitting.ends = NEVER
        for person, day in sitting.own_ends.items():
            sitting.own_ends[person] = day - now  # what is left of it

    def resume(self, now: float, group: int) -> None:
        """Let a group's sessions go on, and end as much later as it stood still."""
        sitting = self.lives.sittings[group]
        paused = sitting.paused_day
        if sitting.over or paused is None:
            return
        self.lives.gate.group_resumed(now, sitting.where, group)
        sitting.paused_day = None
        if not sitting.terms.by_person:
            sitting.planned = self.courses.resumed(sitting, paused, now)
            sitting.ends = (
                round(now + sitting.left_days, ROUNDED)
                if sitting.planned is None
                else sitting.planned.ends
            )
        for person, left in list(sitting.own_ends.items()):
            del sitting.own_ends[person]
            self._ends_alone(sitting, person, now + left, now)
        if sitting.stands_still:
            sitting.stands_still = False
            self.lives.clock.goes_on(group)

    def stop(self, now: float, group: int) -> None:
        """End a group before its time: nobody in it completes the programme."""
        sitting, lives = self.lives.sittings[group], self.lives
        if sitting.closed or sitting.ends <= now:
            return
        for person in [each for each in sitting.people if lives.gate.in_group[each] == group]:
            lives.leaving.leave_group(now, person, Cause.STAFF_SHORT)
            lives.custody.let_go(now, person)
            lives.moves.placed_again(now, person, 0.0, Cause.MOVED_LIST)
        self.end(now, group, Cause.STAFF_SHORT)

    # -- the end --------------------------------------------------------------------------------

    def end(self, now: float, group: int, cause: int = Cause.NONE) -> None:
        """Write what became of its sessions, and give its staff back."""
        sitting, gate = self.lives.sittings[group], self.lives.gate
        sitting.over = True
        sitting.where.running -= 1
        planned, where = sitting.planned, sitting.where
        if planned is not None:
            regime, redeployed = planned.lost_before(now)
            for lost, why in ((regime, Cause.REGIME), (redeployed, Cause.REDEPLOYED)):
                if lost:
                    gate.record(
                        now,
                        Kind.SESSIONS_CANCELLED,
                        NOBODY,
                        where.site,
                        where.provision,
                        group,
                        why,
                        float(lost),
                    )
        gate.group_finished(now, where, group, cause)

    def over(self, sitting: Sitting) -> float:
        """Return when a group is over: a circle ends with its core member, a group at its end."""
        if not sitting.terms.circle:
            return sitting.ends
        (member,) = sitting.people
        early = self.lives.leaving.circle_drops.get(member, NEVER)
        return min(sitting.ends, early, self.dies[member])


def _over_the_course(when: float, ends: tuple[float, ...]) -> float:
    """Return where in the course the draw `when` falls, by the weights of its parts."""
    if not ends:
        return when
    part = min(bisect_right(ends, when), len(ends) - 1)
    before = ends[part - 1] if part else 0.0
    width = ends[part] - before
    inside = (when - before) / width if width > 0 else 0.0
    return (part + inside) / len(ends)
