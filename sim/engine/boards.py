"""Who gets staff and places, and when: the only importer of SimPy.

A board sits when staff fall free, when posts change, or at the instant at which a list that staff
could serve may have become complete. SimPy keeps the clock, an event for each instant at which
anything scarce changes; the timetable keeps the errands of an instant in order. At one instant
everything that leaves, finishes or arrives comes first, then the boards.
"""

import math
from bisect import bisect_right, insort
from typing import TYPE_CHECKING, Any

import simpy

from sim.engine.agenda import EVERYTHING, LAST_BEFORE_FINISHING, NOTHING
from sim.engine.frame import Plan
from sim.engine.gate import Gate
from sim.engine.groups import Groups
from sim.engine.held import Group, HeldList
from sim.engine.lists import Lists
from sim.engine.lives import Lives
from sim.engine.offers import Offers
from sim.engine.pool import Pool
from sim.engine.provided import Provided
from sim.engine.sitting import Sitting
from sim.engine.team import Team
from sim.engine.timetable import Timetable
from sim.engine.volunteers import Volunteers, end_for_want_of_volunteers
from sim.engine.waiting import WaitingList

if TYPE_CHECKING:
    from sim.engine.terms import Terms

STAFFED = (Team, Volunteers)
"""Pools whose units are people who come and go by themselves."""


class Boards:
    """The scarce side of the world."""

    def __init__(
        self,
        *,
        gate: Gate,
        lists: Lists,
        groups: Groups,
        pools: list[tuple[Pool, Plan]],
        managers: list[tuple[Pool, Plan]],
        offers: Offers,
        provided: Provided,
    ) -> None:
        self.env = simpy.Environment()
        self.timetable = Timetable()
        self.gate, self.lists, self.groups = gate, lists, groups
        self.pools, self.managers = pools, managers
        self.offers, self.provided = offers, provided
        self.bare: list[tuple[Team, int]] = []
        """Groups that carry on with fewer staff, and have none at all now."""
        self._begun: list[int] = []
        """Groups whose end is not yet on the timetable."""
        self._over: list[int] = []
        """Groups whose people are gone, and whose staff are still to write their reports."""
        self.lives: Lives

    def run(self, lives: Lives, horizon: float) -> None:
        """Run the world over `[0, horizon)`: what is due at the horizon does not happen."""
        self.lives = lives
        self.timetable.begin(horizon)
        for pool, plan in self.managers:
            self.gate.managers_set(0.0, pool, plan[0][1])
            self._plan_ahead(pool, plan, 0, self._managers_change)
        for pool, plan in self.pools:
            if isinstance(pool, STAFFED):
                pool.advance(0.0)
                self.timetable.note(pool.next_day, self._staff_change, pool)
            else:
                self.gate.capacity_set(0.0, pool, plan[0][1])
                self._plan_ahead(pool, plan, 0, self._posts_change)
            self._call(pool)
        for day in self.provided.days:
            self.timetable.note(day, self._provision_changes, day)
        self._see_to_today()
        self.env.run()

    # -- the clock ------------------------------------------------------------------------------

    def _instant(self, _: object) -> None:
        self.timetable.move_on()
        self._see_to_today()

    def _see_to_today(self) -> None:
        """Do all that is to be done now, and let SimPy come back at the next instant.

        What comes about in between, without the boards, may bring that instant forward.
        """
        timetable, lives = self.timetable, self.lives
        today, heap, horizon = timetable.today, timetable.heap, timetable.horizon
        while True:
            while today:
                errand, what = today.popleft()
                errand(what)
                if self._begun or self._over:
                    self._note_ends()
            lives.catch_up(min(heap[0][0], horizon), NOTHING)
            if lives.emptied:
                timetable.note(lives.agenda.now, self._end_emptied, lives.agenda.now)
            if not today:
                break
        if heap[0][0] < horizon:
            delay = max(heap[0][0] - self.env.now, 0.0)
            self.env.timeout(delay).callbacks.append(self._instant)

    def _note_ends(self) -> None:
        """Put the ends of groups that have begun, and of reports, on the timetable."""
        while self._begun:
            begun, self._begun = self._begun, []
            for group in begun:
                self._note_end(group)
        while self._over:
            over, self._over = self._over, []
            for group in over:
                self._reports(group, self.lives.sittings[group])

    def wake(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits on `day`."""
        self.timetable.note(day, self._call, where.pool)

    def expect(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits on `day` if the list may be complete once somebody joins."""
        now = max(self.timetable.now, self.lives.agenda.now)
        if day <= now:
            self.wake(where, day)  # he joins in this very instant, and is not counted yet
        elif day < math.inf:
            insort(self.lists.joins[where.index], day)
            self._watch_list(where, now)

    def has_joined(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits if the list may have become complete today."""
        held = type(where) is HeldList
        if type(where) is HeldList:
            chairs = where.index in self.groups.fillable
            if where.in_line and not chairs:
                return
            enough = chairs or where.count >= where.fewest
        else:
            enough = where.in_line
        if enough and (held or self._may_start(where)):
            self.wake(where, day)
        else:
            self._watch_list(where, day)  # it may now be complete sooner than expected

    def goes_on(self, group: int) -> None:
        """See to it that a group ends that stood still, now that its end is known again."""
        self.timetable.today.append((self._note_end, group))

    # -- what changes what is scarce ------------------------------------------------------------

    def _plan_ahead(self, pool: Pool, plan: Plan, step: int, errand: Any) -> None:
        if step + 1 < len(plan):
            self.timetable.note(plan[step + 1][0], errand, (pool, plan, step + 1))

    def _posts_change(self, change: tuple[Pool, Plan, int]) -> None:
        pool, plan, step = change
        day, capacity = plan[step]
        self._catch_up(day, LAST_BEFORE_FINISHING)
        self.gate.capacity_set(day, pool, capacity)
        self._call(pool)
        self._plan_ahead(pool, plan, step, self._posts_change)

    def _managers_change(self, change: tuple[Pool, Plan, int]) -> None:
        pool, plan, step = change
        day, groups = plan[step]
        self._catch_up(day, LAST_BEFORE_FINISHING)
        self.gate.managers_set(day, pool, groups)
        self._call(pool)
        self._plan_ahead(pool, plan, step, self._managers_change)

    def _staff_change(self, team: Team | Volunteers) -> None:
        day = team.next_day
        self._catch_up(day, LAST_BEFORE_FINISHING)
        before = team.gains
        team.advance(day)
        self._mend(team, day)
        if team.gains > before:
            self._call(team)
        self.timetable.note(team.next_day, self._staff_change, team)

    def _mend(self, team: Team | Volunteers, now: float) -> None:
        """Let groups go on that have their staff again; do with the others as their rule says."""
        if isinstance(team, Volunteers):
            while (circle := team.overdue(now)) is not None:
                end_for_want_of_volunteers(self.groups, self.lives, now, circle)
                self._call(team)
            return
        while True:
            short, whole = team.mend(now)
            for group in whole:
                self.groups.resume(now, group)
            stopped = False
            for group in short:
                rule = self.lives.sittings[group].terms.when_staff_short
                if rule == "stop":
                    self.groups.stop(now, group)
                    self._call(team)
                    stopped = True
                elif rule == "pause" or not team.carrying(group):
                    self.groups.pause(now, group)
                    if rule == "carry_on":
                        self.bare.append((team, group))
            self._carry_on(team, now)
            if not stopped:
                return

    def _carry_on(self, team: Team, now: float) -> None:
        """Let groups go on that carry on with whoever is there, once anybody is back."""
        for pair in [each for each in self.bare if each[0] is team]:
            group = pair[1]
            if self.lives.sittings[group].over:
                self.bare.remove(pair)
            elif team.carrying(group):
                self.bare.remove(pair)
                self.groups.resume(now, group)

    def _provision_changes(self, day: float) -> None:
        self._catch_up(day, EVERYTHING)
        for where in self.provided.change(day, self.lives):
            self._call(where.pool)

    # -- groups end -----------------------------------------------------------------------------

    def _note_end(self, group: int) -> None:
        """Put a group's end on the timetable, as far as it is known."""
        sitting = self.lives.sittings[group]
        over = self.groups.over(sitting)
        sitting.stands_still = over == math.inf
        if not sitting.stands_still:
            if over <= self.timetable.now:
                self._may_be_over((group, over))
            else:
                self.timetable.note(over, self._may_be_over, (group, over))

    def _may_be_over(self, end: tuple[int, float]) -> None:
        group, over = end
        sitting = self.lives.sittings[group]
        if sitting.closed:
            return
        if sitting.ends > over and not sitting.terms.circle:
            self._note_end(group)
            return
        self._catch_up(over, LAST_BEFORE_FINISHING)
        if sitting.closed:
            return
        self.lives.custody.finish(over, group, sitting.people)
        self._reports(group, sitting)

    def _reports(self, group: int, sitting: Sitting) -> None:
        """Keep the staff tied while they write reports, then set them free."""
        if sitting.terms.reports_days > 0:
            free = self.timetable.now + sitting.terms.reports_days
            self.timetable.note(free, self._have_reported, group)
        else:
            self._free(group, sitting)

    def _have_reported(self, group: int) -> None:
        sitting = self.lives.sittings[group]
        self._catch_up(self.timetable.now, LAST_BEFORE_FINISHING)
        if not sitting.over:
            self._free(group, sitting)

    def _free(self, group: int, sitting: Sitting) -> None:
        now, pool = self.timetable.now, sitting.where.pool
        self.groups.end(now, group)
        if isinstance(pool, STAFFED):
            self._mend(pool, now)
        self._call(pool)

    def _catch_up(self, day: float, upto: int) -> None:
        """Let everything due come about, and end groups that it has emptied."""
        lives = self.lives
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
                self._over.append(group)
            else:
                self._free(group, sitting)

    def _end_emptied(self, day: float) -> None:
        self._catch_up(day, LAST_BEFORE_FINISHING)

    # -- boards ---------------------------------------------------------------------------------

    def _call(self, pool: Pool) -> None:
        """Let the board of a pool sit at this instant, after all that is already due in it."""
        if pool.board_called:
            return
        pool.board_called = True
        self.timetable.today.append((self._sit, pool))

    def _sit(self, pool: Pool) -> None:
        """Give staff to the lists in line, in the order of the rule, as far as they go."""
        now = self.timetable.now
        self._catch_up(now, EVERYTHING)
        pool.board_called = False
        if pool.is_for_one_list:
            self._give_places(pool, pool.lists[0], now)
            self._watch(pool, now)
            return
        fillable = self.groups.fillable
        for held in pool.held:
            if held.index in fillable:
                self.groups.fill_chairs(now, held)
            if held.in_line:
                continue
            if held.count < held.fewest:
                held.complete_since = None
            elif held.grown or now >= held.held_until:
                self._look(held, now)
        while pool.line and (where := self._next_in_line(pool, now)) is not None:
            pool.line.remove(where)
            where.in_line = False
            where.watched_until = -1.0  # nobody watched it while it stood in line
            self._take_turn(where, now)
        self._watch(pool, now)

    def _give_places(self, pool: Pool, where: WaitingList, now: float) -> None:
        """Give places that are one list's own, and a man's each, to those who wait for them."""
        terms = where.terms
        if not where.in_line or not pool.can_carry(terms):
            return
        pool.line.clear()
        where.in_line = False
        where.watched_until = -1.0  # nobody watched it while it stood in line
        while where.count >= where.minimum and pool.can_carry(terms):
            self._start(where, now, Group(where.first(min(where.count, where.maximum), now), []))
        if where.count >= where.minimum:
            where.stand_in_line()

    def _take_turn(self, where: WaitingList, now: float) -> None:
        """Start a group, or one facilitator's worth of work one to one; stand in line again."""
        turns = self.offers.at_a_turn(where)
        if type(where) is HeldList:
            while where.is_open and self._start(where, now, where.group(now)):
                turns -= 1
                if turns <= 0 or not where.pool.can_carry(where.terms):
                    self._look(where, now)
                    return
            return
        while where.count >= where.minimum:
            people = where.first(min(where.count, where.maximum), now)
            self._start(where, now, Group(people, []))
            turns -= 1
            if turns <= 0 or not where.pool.can_carry(where.terms):
                if where.count >= where.minimum:
                    where.stand_in_line()
                return

    def _look(self, where: HeldList, now: float) -> None:
        """Let a list line up if a group is complete; come back when it is held open no longer."""
        if where.count < where.fewest:
            where.complete_since = None
            return
        if not where.grown and now < where.held_until:
            return
        until = where.look(now)
        if until < math.inf and until != where.held_until:
            where.held_until = until
            self.wake(where, until)

    def _next_in_line(self, pool: Pool, now: float) -> WaitingList | None:
        """Return whose turn it is; behind one that must wait, only who takes none of its staff."""
        if not pool.stirred and not self.offers.shares:
            return None
        held_up: list[Terms] = []
        for where in self.offers.order(pool, now):
            terms = where.terms
            if terms.need == 0 or (
                pool.can_carry(terms) and not any(pool.competes(terms, each) for each in held_up)
            ):
                return where
            if pool.could_carry(terms):
                held_up.append(terms)
        pool.stirred = False
        return None

    def _start(self, where: WaitingList, now: float, made: Group) -> bool:
        """Start a group: the policy proposes an order, the rules take no more than there are."""
        if not made.people:
            return False
        group, sitting = self.groups.start(now, where, made)
        if sitting.ends < math.inf:
            self._begun.append(group)
        return True

    def _watch(self, pool: Pool, now: float) -> None:
        """Come back when a list that staff could serve may next be complete."""
        fillable, joins = self.groups.fillable, self.lists.joins
        none_free = pool.free <= 0
        for where in pool.lists:
            if where.watched_until > now:
                continue
            known = joins[where.index]
            if not known or known[-1] <= now:
                continue
            idle = none_free and where.terms.need > 0 and where.index not in fillable
            if idle and type(where) is not HeldList:  # which is looked at to keep its turn
                continue
            self._watch_list(where, now)

    def _may_start(self, where: WaitingList) -> bool:
        """Tell whether a group could have its staff, or a group under way has a chair."""
        if where.terms.need == 0 or where.index in self.groups.fillable:
            return True
        return where.pool.can_carry(where.terms)

    def _watch_list(self, where: WaitingList, now: float) -> None:
        joins = self.lists.joins[where.index]
        if not joins or joins[-1] <= now:
            return
        held = type(where) is HeldList
        chairs = held and where.index in self.groups.fillable
        if where.in_line and not chairs:
            return
        if type(where) is HeldList:
            missing = 1 if chairs else max(where.fewest - where.count, 1)
        else:
            missing = where.minimum - where.count
        place = bisect_right(joins, now) + missing - 1
        if place >= len(joins) or where.watched_until == joins[place]:
            return
        if held or self._may_start(where):
            where.watched_until = joins[place]
            self.wake(where, joins[place])
        elif joins[place] < where.watched_until:
            where.watched_until = -1.0  # he comes sooner: watched anew once staff are free
