"""Staff as people: who carries which group, and who takes over from somebody who is away.

Nobody carries more than his grade allows, delivers what he is not trained for, or carries a group
while he is sick, before he came or after he left. Loads are whole billionths: they never drift.
"""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from sim.engine.crews import BILLION, Crew, Members, billionths
from sim.engine.gate import NO_GROUP
from sim.engine.pool import ALMOST, Pool
from sim.engine.roster import Roster, Turn
from sim.scenario.staff import Grade
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    from sim.engine.gate import Gate
    from sim.engine.terms import Terms

ASSIGNED, TAKEN_OFF = int(Kind.ASSIGNED), int(Kind.TAKEN_OFF)
AWAY = {Turn.LEAVES: Kind.LEFT_POST, Turn.FALLS_SICK: Kind.FELL_SICK}


class Overcommitted(Exception):
    """A group was started that the team cannot carry: who starts groups asks `can_carry` first."""


class Team(Pool):
    """A pool whose units are people."""

    def __init__(
        self,
        site: int,
        roster: Roster,
        grades: Sequence[Grade],
        programme_ids: Sequence[str],
        gate: "Gate",
    ) -> None:
        super().__init__(site, None)
        self.gate, self.roster = gate, roster
        self.next_day = 0.0
        """The day of the next change of staff or of the plan of posts."""
        self.short: dict[int, int] = {}
        """Groups that lack facilitators, and how many."""
        self._grades = sorted(grades, key=lambda each: each.id)
        codes = {programme: code for code, programme in enumerate(programme_ids)}
        self._codes = codes
        self._delivers = [{codes[each] for each in many} for many in roster.delivers]
        self._limits = [billionths(each.groups_each) for each in self._grades]
        self._grade = [each.grade for each in roster.members]
        self._members = Members(
            limit=[self._limits[code] for code in self._grade],
            may_lead=[self._grades[code].may_lead for code in self._grade],
        )
        self._carries: list[set[int]] = [set() for _ in roster.members]
        self._crews: dict[int, Crew] = {}
        self._told: dict[int, int] = {}
        self._changes = roster.changes()
        self._change = 0
        self._step = -1
        self._in_use = 0
        self._can: set[int] = set()
        """Programmes of which a group could be carried, until somebody takes on more."""
        self._cannot: set[int] = set()
        """Programmes of which none could, until somebody falls free or staff change."""
        self._could: dict[int, bool] = {}
        self._compete: dict[tuple[int, int], bool] = {}
        self._asks: dict[int, tuple[int, int, int]] = {}
        self._freed, self._offered = 0, -1
        self.gains = 0
        """How often somebody came, came back or was trained, or posts were planned: the more, the
        more reason to look at the lists again."""

    # -- what can be carried --------------------------------------------------------------------

    def can_carry(self, terms: "Terms") -> bool:
        """Tell whether enough who are trained, present and free could take a group now."""
        if self.groups_running + terms.load > self.supervised + ALMOST:
            return False
        code = terms.code
        if code in self._can:
            return True
        if code in self._cannot:
            return False
        answer = self._enough_free(terms)
        (self._can if answer else self._cannot).add(code)
        return answer

    def _enough_free(self, terms: "Terms") -> bool:
        seats, leads, load = self._asked(terms)
        members = self._members
        limit, carried, may_lead = members.limit, members.carried, members.may_lead
        for each in members.able_for(terms.code):
            if limit[each] - carried[each] >= load:
                seats -= 1
                leads -= may_lead[each]
                if seats <= 0 and leads <= 0:
                    return True
        return seats <= 0 and leads <= 0

    def _asked(self, terms: "Terms") -> tuple[int, int, int]:
        """Return the facilitators that a group asks for, those of them who lead, and its load."""
        asked = self._asks.get(terms.code)
        if asked is None:
            asked = terms.facilitators, _leads(terms), billionths(terms.load)
            self._asks[terms.code] = asked
        return asked

    def could_carry(self, terms: "Terms") -> bool:
        """Tell whether the posts in the plan today would do, all filled, present and trained."""
        if terms.load > self.supervised + ALMOST:
            return False
        answer = self._could.get(terms.code)
        if answer is None:
            answer = self._could[terms.code] = self._posts_would_do(terms)
        return answer

    def _posts_would_do(self, terms: "Terms") -> bool:
        load, seats, leads = billionths(terms.load), 0, 0
        for code, posts in enumerate(self.roster.posts[max(self._step, 0)][1]):
            if self._limits[code] >= load and terms.code in self._delivers[code]:
                seats += posts
                leads += posts * self._grades[code].may_lead
        return seats >= terms.facilitators and leads >= _leads(terms)

    def competes(self, one: "Terms", other: "Terms") -> bool:
        """Tell whether a grade that has posts here delivers both."""
        pair = (one.code, other.code)
        answer = self._compete.get(pair)
        if answer is None:
            posts = self.roster.posts[max(self._step, 0)][1]
            answer = self._compete[pair] = any(
                posts[code] and delivers.issuperset(pair)
                for code, delivers in enumerate(self._delivers)
            )
        return answer

    def redeployed_share(self, group: int) -> float:
        """Return how likely a session is lost because one of the group's staff is called away."""
        held = 1.0
        for member in self._crews[group].on:
            held *= 1 - self._grades[self._grade[member]].redeployed_share
        return 1 - held

    def carrying(self, group: int) -> tuple[int, ...]:
        """Return the numbers of the staff who carry a group now."""
        return tuple(self._crews[group].on)

    # -- groups take and give back --------------------------------------------------------------

    def engage(self, day: float, group: int, terms: "Terms") -> None:
        """Give the group its staff: who carries least first, those who may lead only as needed."""
        _, leads, load = self._asked(terms)
        crew = Crew(terms, load, leads)
        chosen = self._members.chosen(crew)
        if len(chosen) < terms.facilitators:
            raise Overcommitted(f"group {group} of `{terms.id}` asks for staff who are not free")
        self._crews[group] = crew
        self.groups_running = round(self.groups_running + terms.load, 9)
        for member in sorted(chosen):
            self._assign(day, group, member)

    def give_back(self, day: float, group: int, terms: "Terms") -> None:
        """Let all who still carry the group go free."""
        for member in sorted(self._crews[group].on):
            self._take_off(day, group, member)
        del self._crews[group]
        self.groups_running = round(self.groups_running - terms.load, 9)
        self.short.pop(group, None)
        self._told.pop(group, None)

    def mend(self, day: float) -> tuple[list[int], list[int]]:
        """Fill short groups, the oldest first; return which fell short and which are whole again.

        Both since the last call: one that was short in between and is whole again is in neither,
        and one that was short already and lacks more now has fallen short again.
        """
        if not self.short and not self._told:
            return [], []
        self._replace(day)
        fell = [group for group, lacks in self.short.items() if lacks > self._told.get(group, 0)]
        whole = [group for group in self._told if group not in self.short]
        self._told = dict(self.short)
        return sorted(fell), sorted(whole)

    def _replace(self, day: float) -> None:
        if self._offered == self._freed:
            return  # nobody has fallen free since those who are short were last seen to
        for group in sorted(self.short):
            crew = self._crews[group]
            chosen = self._members.chosen(crew)
            if len(chosen) < crew.missing and self._borrow(day, group, crew, len(chosen)):
                chosen = self._members.chosen(crew)
            for member in sorted(chosen):
                self._assign(day, group, member)
            if crew.missing:
                self.short[group] = crew.missing
            else:
                del self.short[group]
        self._offered = self._freed

    def _borrow(self, day: float, group: int, crew: Crew, free: int) -> bool:
        """Take staff off groups that began later and stand still too, if that makes this one whole.

        Else two groups that each keep one of their people might stand still for ever. `free` is
        how many are to be had without; tell whether anybody was taken off a group.
        """
        if crew.terms.when_staff_short != "pause" or len(self.short) == 1:
            return False
        lenders = [
            (other, member)
            for other in sorted(self.short, reverse=True)
            if other > group and self._crews[other].terms.when_staff_short == "pause"
            for member in self._crews[other].on
            if crew.terms.code in self._members.trained[member] and member not in crew.on
        ]
        if not lenders or free + len({member for _, member in lenders}) < crew.missing:
            return False
        for other, member in lenders:
            if len(self._members.chosen(crew)) >= crew.missing:
                break
            self._take_off(day, other, member)
            self.short[other] = self._crews[other].missing
        return True

    def _assign(self, day: float, group: int, member: int) -> None:
        crew = self._crews[group]
        self.gate.record(day, ASSIGNED, NOBODY, self.site, crew.terms.code, group, 0, member)
        crew.on.append(member)
        self._carries[member].add(group)
        self._carry(member, crew.load)

    def _take_off(self, day: float, group: int, member: int) -> None:
        crew = self._crews[group]
        self.gate.record(day, TAKEN_OFF, NOBODY, self.site, crew.terms.code, group, 0, member)
        crew.on.remove(member)
        self._carries[member].discard(group)
        self._freed += 1
        self._carry(member, -crew.load)

    def _carry(self, member: int, load: int) -> None:
        self._members.carried[member] += load
        self._in_use += load
        self.in_use = self._in_use / BILLION
        self.stirred = True
        (self._can if load > 0 else self._cannot).clear()

    # -- staff come, go and are away ------------------------------------------------------------

    def advance(self, day: float) -> None:
        """Let all happen to staff and posts that is due by `day`, and replace who is gone."""
        while self.next_day <= day:
            now = self.next_day
            self._follow_plan(now)
            self._change_staff(now)
            units = self._members.units / BILLION
            if units != self.capacity or now == 0:
                self.gate.capacity_set(now, self, units)
            self._replace(now)
            self.next_day = self._next()

    def _next(self) -> float:
        change, step = self._change, self._step + 1
        return min(
            self._changes[change].day if change < len(self._changes) else inf,
            self.roster.posts[step][0] if step < len(self.roster.posts) else inf,
        )

    def _follow_plan(self, now: float) -> None:
        posts = self.roster.posts
        while self._step + 1 < len(posts) and posts[self._step + 1][0] <= now:
            self._step += 1
            self.gains += 1
            self._could.clear()
            self._compete.clear()
            self.stirred = True

    def _change_staff(self, now: float) -> None:
        """Record the changes of one instant, in their order: who is gone lets go of his groups."""
        self._can.clear()
        self._cannot.clear()
        self.stirred = True
        gone: list[int] = []
        while self._change < len(self._changes) and self._changes[self._change].day == now:
            _, turn, member, programme = self._changes[self._change]
            if turn > Turn.FALLS_SICK:
                gone = self._let_go(now, gone)
            self._change += 1
            if turn in AWAY:
                self._members.goes(member)
                gone.append(member)
                self._record(now, AWAY[turn], member)
            elif turn == Turn.COMES_BACK:
                self._members.comes(member)
                self._record(now, Kind.CAME_BACK, member)
            elif turn == Turn.ARRIVES:
                self._members.comes(member)
                there = self.roster.members[member].in_post_at_start
                cause = Cause.BACKLOG if there else Cause.NEW
                self._appoint(now, member, cause)
            else:
                self._members.train(member, self._codes[programme])
                self._record(now, Kind.TRAINED, member, self._codes[programme])
            self.gains += turn not in AWAY
            self._freed += 1
        self._let_go(now, gone)

    def _appoint(self, now: float, member: int, cause: Cause) -> None:
        grade, number = self._grade[member], float(member)
        self.gate.record(now, Kind.APPOINTED, NOBODY, self.site, NOBODY, grade, cause, number)

    def _let_go(self, now: float, gone: list[int]) -> list[int]:
        """Take those who are gone off their groups, which are short then; nobody is left over."""
        for member in gone:
            for group in sorted(self._carries[member]):
                self._take_off(now, group, member)
                self.short[group] = self._crews[group].missing
        return []

    def _record(
        self,
        now: float,
        kind: Kind,
        member: int,
        code: int = NOBODY,
        cause: int = Cause.NONE,
    ) -> None:
        self.gate.record(now, kind, NOBODY, self.site, code, NO_GROUP, cause, float(member))


def _leads(terms: "Terms") -> int:
    return min(terms.leads, terms.facilitators)
