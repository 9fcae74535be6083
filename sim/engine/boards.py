"""Who gets staff and places, and when: the only importer of SimPy.

Groups and plans of capacity are processes; a board sits when staff fall free, when posts change,
or at the instant at which a list that staff could serve may have become complete. At one instant
everything that leaves, finishes or arrives comes first, then the boards.
"""

import math
from bisect import bisect_right
from collections.abc import Generator
from typing import Any

import simpy

from sim.engine.agenda import EVERYTHING, LAST_BEFORE_FINISHING, NOTHING, Due
from sim.engine.frame import Lengths, Plan, Terms
from sim.engine.gate import Gate
from sim.engine.lives import Lives
from sim.engine.pool import Pool
from sim.engine.sitting import Sitting
from sim.engine.waiting import WaitingList
from sim.population.people import People
from sim.words.kinds import NOBODY

Process = Generator[simpy.Event, Any, None]


class Boards:
    """The scarce side of the world."""

    def __init__(
        self,
        *,
        gate: Gate,
        lists: list[WaitingList],
        terms: list[Terms],
        lengths: dict[int, Lengths],
        pools: list[tuple[Pool, Plan]],
        people: People,
    ) -> None:
        self.env = simpy.Environment()
        self.gate, self.lists, self.terms, self.lengths = gate, lists, terms, lengths
        self.pools = pools
        self.joins: list[list[float]] = [each.known_joins.tolist() for each in lists]
        self.attends: list[float] = people.attends_share.tolist()
        self.dies: list[float] = people.dies_day.tolist()
        self.drop = {
            "prison": (people.drop_prison.tolist(), people.drop_prison_when.tolist()),
            "community": (people.drop_community.tolist(), people.drop_community_when.tolist()),
            "circle": (people.drop_circle.tolist(), people.drop_circle_when.tolist()),
        }
        self.lives: Lives

    def run(self, lives: Lives, horizon: float) -> None:
        """Run the world over `[0, horizon)`: what is due at the horizon does not happen."""
        self.lives = lives
        for pool, plan in self.pools:
            self.gate.capacity_set(0.0, pool, plan[0][1])
            self.env.process(self._follow(pool, plan[1:]))
            self._call(pool)
        self.env.process(self._visits(lives.days_to_be_there, horizon))
        self.env.run(until=horizon)
        lives.catch_up(horizon, NOTHING)

    def wake(self, where: WaitingList, day: float) -> None:
        """See to it that a board sits on `day`, when somebody joins this list."""
        if day < math.inf:
            self.env.process(self._wake(where.pool, day))

    def visit(self, day: float) -> None:
        """Be there on `day`: what comes about then may let somebody join a list."""
        self.env.process(self._visits([day], math.inf))

    # -- processes ------------------------------------------------------------------------------

    def _follow(self, pool: Pool, plan: Plan) -> Process:
        for day, capacity in plan:
            yield from self._until(day)
            self.lives.catch_up(day, LAST_BEFORE_FINISHING)
            self.gate.capacity_set(day, pool, capacity)
            self._call(pool)

    def _visits(self, days: list[float], horizon: float) -> Process:
        for day in days:
            if day < horizon:
                yield from self._until(day)
                self.lives.catch_up(day, LAST_BEFORE_FINISHING)

    def _wake(self, pool: Pool, day: float) -> Process:
        yield from self._until(day)
        self._call(pool)

    def _group(self, group: int, people: list[int], sitting: Sitting) -> Process:
        over = self._over(sitting, people)
        yield from self._until(over)
        self.lives.catch_up(over, LAST_BEFORE_FINISHING)
        self.lives.custody.finish(over, group, people)
        free = over
        if sitting.terms.reports_days > 0:
            free += sitting.terms.reports_days
            yield from self._until(free)
            self.lives.catch_up(free, LAST_BEFORE_FINISHING)
        where = sitting.where
        self.gate.group_finished(free, where, group, need=sitting.terms.need)
        self._call(where.pool)

    def _over(self, sitting: Sitting, people: list[int]) -> float:
        """Return when a group is over: a circle ends with its core member, a group at its end."""
        if not sitting.terms.circle:
            return sitting.ends
        (member,) = people
        early = self.lives.circle_drops.get(member, math.inf)
        return min(sitting.ends, early, self.dies[member])

    def _until(self, day: float) -> Process:
        """Wait until exactly `day`. One step may miss it by the last bit; a second never does."""
        while (now := self.env.now) < day:
            delay = day - now
            while now + delay > day:
                delay = math.nextafter(delay, 0.0)
            yield self.env.timeout(delay)

    # -- boards ---------------------------------------------------------------------------------

    def _call(self, pool: Pool) -> None:
        """Let the board of a pool sit at this instant, after all that is already due in it."""
        if pool.board_called:
            return
        pool.board_called = True
        sitting = self.env.timeout(0)
        assert sitting.callbacks is not None  # noqa: S101 -- a new event has a list of them
        sitting.callbacks.append(lambda _: self._sit(pool))

    def _sit(self, pool: Pool) -> None:
        """Give staff to the lists in line, the longest in line first, as far as they go."""
        pool.board_called = False
        now = self.env.now
        self.lives.catch_up(now, EVERYTHING)
        while (where := self._next_in_line(pool)) is not None:
            pool.line.remove(where)
            where.in_line = False
            if where.count >= where.minimum:
                self._start(where, now)
                if where.count >= where.minimum:
                    where.stand_in_line()
        self._watch(pool, now)

    def _next_in_line(self, pool: Pool) -> WaitingList | None:
        """Return the list whose turn it is; behind one that must wait, only who needs no staff."""
        held_up = False
        for where in pool.line:
            need = self.terms[where.provision].need
            if need == 0 or (need <= pool.free and not held_up):
                return where
            held_up = held_up or need <= pool.capacity
        return None

    def _start(self, where: WaitingList, now: float) -> None:
        """Start a group: the policy proposes an order, the rules take no more than there are."""
        terms = self.terms[where.provision]
        length = self.lengths[where.index].of(where.groups)
        people = where.first(min(where.count, where.maximum), now)
        sitting = Sitting(where, terms, now + length)
        self.lives.sittings.append(sitting)
        group = self.gate.group_started(now, where, people, need=terms.need)
        self._foresee_drop_outs(sitting, people, now, length)
        self.env.process(self._group(group, people, sitting))

    def _foresee_drop_outs(
        self, sitting: Sitting, people: list[int], now: float, length: float
    ) -> None:
        """Note who will leave the group early: by his own luck, or as his file says."""
        terms, attends = sitting.terms, self.attends
        luck, when = self.drop["circle" if terms.circle else terms.setting]
        what = Due.DROPPING_OUT_OF_CIRCLE if terms.circle else Due.DROPPING_OUT
        drops = self.lives.circle_drops if terms.circle else self.lives.drops
        for person in people:
            share = attends[person]
            if share != share and luck[person] < terms.drop_out_share:  # noqa: PLR0124 -- not a number: his luck decides
                share = when[person]
            if share < 1.0:
                day = now + share * length
                if day < sitting.ends:
                    drops[person] = day
                    self.lives.agenda.add(day, what, person)
                    if terms.stay_to_finish and self.lives.home[person] != NOBODY:
                        self.visit(day)  # he may be let go on that day, and join another list

    def _watch(self, pool: Pool, now: float) -> None:
        """Come back when a list that staff could serve may next be complete."""
        for where in pool.lists:
            need = self.terms[where.provision].need
            if where.in_line or (need > 0 and pool.free < need):
                continue
            joins = self.joins[where.index]
            place = bisect_right(joins, now) + where.minimum - where.count - 1
            if place < len(joins) and where.watched_until != joins[place]:
                where.watched_until = joins[place]
                self.env.process(self._wake(pool, joins[place]))
