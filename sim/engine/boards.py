"""Who gets staff and places, and when: the only importer of SimPy.

A board sits when staff fall free, when posts change, or at the instant at which a list that staff
could serve may have become complete. SimPy keeps the clock, an event for each instant at which
anything scarce changes; the timetable keeps the errands of an instant in order. At one instant
everything that leaves, finishes or arrives comes first, then the boards.
"""

import math
from bisect import bisect_right, insort
from typing import TYPE_CHECKING

import simpy

from sim.engine.agenda import EVERYTHING, NOTHING
from sim.engine.changes import Changes
from sim.engine.endings import Endings
from sim.engine.frame import Plan
from sim.engine.gate import Gate
from sim.engine.groups import Groups
from sim.engine.held import Group, HeldList
from sim.engine.lists import Lists
from sim.engine.lives import Lives
from sim.engine.mending import Mending
from sim.engine.offers import Offers
from sim.engine.pool import Pool
from sim.engine.provided import Provided
from sim.engine.timetable import Timetable
from sim.engine.waiting import WaitingList

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.engine.terms import Terms


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
        self.lives: Lives
        self.endings: Endings
        self._catch_up: Callable[[float, int], None]

    def run(self, lives: Lives, horizon: float) -> None:
        """Run the world over `[0, horizon)`: what is due at the horizon does not happen."""
        timetable, call = self.timetable, self._call
        self.lives = lives
        mending = Mending(self.groups, lives, call)
        endings = self.endings = Endings(timetable, self.groups, lives, mending, call)
        self._catch_up = endings.catch_up
        changes = Changes(timetable, self.gate, lives, self.provided, mending, endings, call)
        timetable.begin(horizon)
        changes.begin(self.pools, self.managers)
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
        timetable, lives, endings = self.timetable, self.lives, self.endings
        today, heap, horizon = timetable.today, timetable.heap, timetable.horizon
        while True:
            while today:
                errand, what = today.popleft()
                errand(what)
                if endings.begun or endings.over:
                    endings.note_all()
            lives.catch_up(min(heap[0][0], horizon), NOTHING)
            if lives.emptied:
                timetable.note(lives.agenda.now, endings.end_emptied, lives.agenda.now)
            if not today:
                break
        if heap[0][0] < horizon:
            delay = max(heap[0][0] - self.env.now, 0.0)
            self.env.timeout(delay).callbacks.append(self._instant)

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
        self.timetable.today.append((self.endings.note, group))

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
            self.endings.begun.append(group)
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
