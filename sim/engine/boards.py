"""Who gets staff and places, and when: the only importer of SimPy.

Groups, teams of staff and plans of capacity are processes; a board sits when staff fall free, when
posts change, or at the instant at which a list that staff could serve may have become complete. At
one instant everything that leaves, finishes or arrives comes first, then the boards.
"""

import math
from bisect import bisect_right, insort
from collections.abc import Callable, Generator, Iterator
from functools import partial
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
from sim.engine.volunteers import Volunteers, end_for_want_of_volunteers
from sim.engine.waiting import WaitingList

if TYPE_CHECKING:
    from sim.engine.terms import Terms

Process = Generator[simpy.Event, Any, None]
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
        self.gate, self.lists, self.groups = gate, lists, groups
        self.pools, self.managers = pools, managers
        self.offers, self.provided = offers, provided
        self.bare: list[tuple[Team, int]] = []
        """Groups that carry on with fewer staff, and have none at all now."""
        self.lives: Lives
        self.horizon = math.inf
        self._days: Iterator[float] = iter(())
        self._summons = {pool: partial(self._call, pool) for pool, _ in pools}
        self._sittings = {pool: partial(self._sit, pool) for pool, _ in pools}

    def run(self, lives: Lives, horizon: float) -> None:
        """Run the world over `[0, horizon)`: what is due at the horizon does not happen."""
        self.lives, self.horizon = lives, horizon
        for pool, plan in self.managers:
            self.gate.managers_set(0.0, pool, plan[0][1])
            self.env.process(self._follow_managers(pool, plan[1:]))
        for pool, plan in self.pools:
            if isinstance(pool, STAFFED):
                pool.advance(0.0)
                self.env.process(self._staff(pool, horizon))
            else:
                self.gate.capacity_set(0.0, pool, plan[0][1])
                self.env.process(self._follow(pool, plan[1:]))
            self._call(pool)
        for day in self.provided.days:
            if day < horizon:
                self.env.process(self._provision_changes(day))
        self._days = iter([day for day in lives.days_to_be_there if day < horizon])
        self._next_visit()
        self.env.run(until=horizon)
        lives.catch_up(horizon, NOTHING)

    def wake(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits on `day`."""
        if day < self.horizon:
            self._on(day, self._summons[where.pool])

    def expect(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits on `day` if the list may be complete once somebody joins."""
        if day <= self.env.now:
            self.wake(where, day)  # he joins in this very instant, and is not counted yet
        elif day < math.inf:
            insort(self.lists.joins[where.index], day)
            self._watch_list(where, self.env.now)

    def has_joined(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits if the list may have become complete today."""
        if isinstance(where, HeldList):
            chairs = where.index in self.groups.fillable
            if where.in_line and not chairs:
                return
            enough = chairs or where.count >= where.fewest
        else:
            enough = where.in_line
        if enough and (isinstance(where, HeldList) or self._may_start(where)):
            self.wake(where, day)
        else:
            self._watch_list(where, self.env.now)  # it may now be complete sooner than expected

    def visit(self, day: float) -> None:
        """Be there on `day`: what comes about then may let somebody join a list."""
        if day < self.horizon:
            self._on(day, lambda _: self._catch_up(day, LAST_BEFORE_FINISHING))

    def _next_visit(self, _: object = None) -> None:
        """Go through the days that were known beforehand, one call for the next."""
        day = next(self._days, None)
        if day is not None:
            self._on(day, self._visit_in_turn)

    def _visit_in_turn(self, _: object) -> None:
        self._catch_up(self.env.now, LAST_BEFORE_FINISHING)
        self._next_visit()

    def _on(self, day: float, do: Callable[[Any], None]) -> None:
        """Do something at exactly this day, at once if it is today."""
        now = self.env.now
        delay = day - now
        if delay <= 0.0:
            delay = 0.0
        elif now + delay != day:
            self.env.process(self._later(day, do))
            return
        self.env.timeout(delay).callbacks.append(do)

    def _later(self, day: float, do: Callable[[Any], None]) -> Process:
        yield from self._until(day)
        do(None)

    # -- processes ------------------------------------------------------------------------------

    def _follow(self, pool: Pool, plan: Plan) -> Process:
        for day, capacity in plan:
            yield from self._until(day)
            self._catch_up(day, LAST_BEFORE_FINISHING)
            self.gate.capacity_set(day, pool, capacity)
            self._call(pool)

    def _follow_managers(self, pool: Pool, plan: Plan) -> Process:
        for day, groups in plan:
            yield from self._until(day)
            self._catch_up(day, LAST_BEFORE_FINISHING)
            self.gate.managers_set(day, pool, groups)
            self._call(pool)

    def _staff(self, team: Team | Volunteers, horizon: float) -> Process:
        while (day := team.next_day) < horizon:
            yield from self._until(day)
            self._catch_up(day, LAST_BEFORE_FINISHING)
            before = team.gains
            team.advance(day)
            self._mend(team, day)
            if team.gains > before:
                self._call(team)

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

    def _provision_changes(self, day: float) -> Process:
        yield from self._until(day)
        self._catch_up(day, EVERYTHING)
        for where in self.provided.change(day, self.lives):
            self._call(where.pool)

    def _group(self, group: int, sitting: Sitting) -> Process:
        while True:
            over = self.groups.over(sitting)
            if over == math.inf:
                sitting.changed = self.env.event()
                yield sitting.changed
                continue
            yield from self._until(over)
            if sitting.closed:
                return
            if sitting.ends <= over or sitting.terms.circle:
                break
        self._catch_up(over, LAST_BEFORE_FINISHING)
        if sitting.closed:
            return
        self.lives.custody.finish(over, group, sitting.people)
        yield from self._reports(group, sitting)

    def _reports(self, group: int, sitting: Sitting) -> Process:
        """Keep the staff tied while they write reports, then set them free."""
        if sitting.terms.reports_days > 0:
            free = self.env.now + sitting.terms.reports_days
            yield from self._until(free)
            self._catch_up(free, LAST_BEFORE_FINISHING)
            if sitting.over:
                return
        self._free(group, sitting)

    def _free(self, group: int, sitting: Sitting) -> None:
        now, pool = self.env.now, sitting.where.pool
        self.groups.end(now, group)
        if isinstance(pool, STAFFED):
            self._mend(pool, now)
        self._call(pool)

    def _catch_up(self, day: float, upto: int) -> None:
        """Let everything due come about, and end groups that it has emptied."""
        lives = self.lives
        lives.catch_up(day, upto)
        while lives.emptied:
            group = lives.emptied.pop()
            sitting = lives.sittings[group]
            if sitting.closed:
                continue
            sitting.ending = True
            if sitting.terms.reports_days > 0:
                self.env.process(self._reports(group, sitting))
            else:
                self._free(group, sitting)

    def _until(self, day: float) -> Process:
        """Wait until exactly `day`. One step may miss it by the last bit; a second never does."""
        while (now := self.env.now) < day:
            delay = day - now
            while now + delay > day:
                delay = math.nextafter(delay, 0.0)
            yield self.env.timeout(delay)

    # -- boards ---------------------------------------------------------------------------------

    def _call(self, pool: Pool, _: object = None) -> None:
        """Let the board of a pool sit at this instant, after all that is already due in it."""
        if pool.board_called:
            return
        pool.board_called = True
        self.env.timeout(0).callbacks.append(self._sittings[pool])

    def _sit(self, pool: Pool, _: object = None) -> None:
        """Give staff to the lists in line, in the order of the rule, as far as they go."""
        now = self.env.now
        self._catch_up(now, EVERYTHING)
        pool.board_called = False
        for held in pool.held:
            if held.index in self.groups.fillable:
                self.groups.fill_chairs(now, held)
            if held.in_line:
                continue
            if held.count < held.fewest:
                held.complete_since = None
            elif held.grown or now >= held.held_until:
                self._look(held, now)
        while (where := self._next_in_line(pool, now)) is not None:
            pool.line.remove(where)
            where.in_line = False
            where.watched_until = -1.0  # nobody watched it while it stood in line
            self._take_turn(where, now)
        self._watch(pool, now)

    def _take_turn(self, where: WaitingList, now: float) -> None:
        """Start a group, or one facilitator's worth of work one to one; stand in line again."""
        turns = self.offers.at_a_turn(where)
        if isinstance(where, HeldList):
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
            self.env.process(self._group(group, sitting))
        return True

    def _watch(self, pool: Pool, now: float) -> None:
        """Come back when a list that staff could serve may next be complete."""
        fillable = self.groups.fillable
        none_free = pool.free <= 0
        for where in pool.lists:
            if where.watched_until > now:
                continue
            idle = none_free and where.terms.need > 0 and where.index not in fillable
            if idle and not isinstance(where, HeldList):  # which is looked at to keep its turn
                continue
            self._watch_list(where, now)

    def _may_start(self, where: WaitingList) -> bool:
        """Tell whether a group could have its staff, or a group under way has a chair."""
        if where.terms.need == 0 or where.index in self.groups.fillable:
            return True
        return where.pool.can_carry(where.terms)

    def _watch_list(self, where: WaitingList, now: float) -> None:
        held = isinstance(where, HeldList)
        chairs = held and where.index in self.groups.fillable
        if where.in_line and not chairs:
            return
        if isinstance(where, HeldList):
            missing = 1 if chairs else max(where.fewest - where.count, 1)
        else:
            missing = where.minimum - where.count
        joins = self.lists.joins[where.index]
        if not joins or joins[-1] <= now:
            return
        place = bisect_right(joins, now) + missing - 1
        if place >= len(joins) or where.watched_until == joins[place]:
            return
        if held or self._may_start(where):
            where.watched_until = joins[place]
            self.wake(where, joins[place])
        elif joins[place] < where.watched_until:
            where.watched_until = -1.0  # he comes sooner: watched anew once staff are free
