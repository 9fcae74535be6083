"""What changes what is scarce: posts, places, managers, staff and volunteers, programmes on offer.

Each change comes after all that leaves or arrives in its instant and before anything finishes, and
calls the board of the pool that it is about.
"""

from collections.abc import Callable
from typing import Any

from sim.engine.agenda import EVERYTHING, LAST_BEFORE_FINISHING
from sim.engine.endings import Endings
from sim.engine.frame import Plan
from sim.engine.gate import Gate
from sim.engine.lives import Lives
from sim.engine.mending import STAFFED, Mending
from sim.engine.pool import Pool
from sim.engine.provided import Provided
from sim.engine.team import Team
from sim.engine.timetable import Timetable
from sim.engine.volunteers import Volunteers


class Changes:
    """The plans of all pools, followed day by day."""

    def __init__(
        self,
        timetable: Timetable,
        gate: Gate,
        lives: Lives,
        provided: Provided,
        mending: Mending,
        endings: Endings,
        call: Callable[[Pool], None],
    ) -> None:
        self._timetable, self._gate, self._lives = timetable, gate, lives
        self._provided, self._mending = provided, mending
        self._catch_up, self._call = endings.catch_up, call

    def begin(self, pools: list[tuple[Pool, Plan]], managers: list[tuple[Pool, Plan]]) -> None:
        """Set what there is on day 0, and put all that is planned on the timetable."""
        timetable, gate = self._timetable, self._gate
        for pool, plan in managers:
            gate.managers_set(0.0, pool, plan[0][1])
            self._plan_ahead(pool, plan, 0, self._managers)
        for pool, plan in pools:
            if isinstance(pool, STAFFED):
                pool.advance(0.0)
                timetable.note(pool.next_day, self._staff, pool)
            else:
                gate.capacity_set(0.0, pool, plan[0][1])
                self._plan_ahead(pool, plan, 0, self._posts)
            self._call(pool)
        for day in self._provided.days:
            timetable.note(day, self._provision, day)

    def _plan_ahead(self, pool: Pool, plan: Plan, step: int, errand: Any) -> None:
        if step + 1 < len(plan):
            self._timetable.note(plan[step + 1][0], errand, (pool, plan, step + 1))

    def _posts(self, change: tuple[Pool, Plan, int]) -> None:
        pool, plan, step = change
        day, capacity = plan[step]
        self._catch_up(day, LAST_BEFORE_FINISHING)
        self._gate.capacity_set(day, pool, capacity)
        self._call(pool)
        self._plan_ahead(pool, plan, step, self._posts)

    def _managers(self, change: tuple[Pool, Plan, int]) -> None:
        pool, plan, step = change
        day, groups = plan[step]
        self._catch_up(day, LAST_BEFORE_FINISHING)
        self._gate.managers_set(day, pool, groups)
        self._call(pool)
        self._plan_ahead(pool, plan, step, self._managers)

    def _staff(self, team: Team | Volunteers) -> None:
        day = team.next_day
        self._catch_up(day, LAST_BEFORE_FINISHING)
        before = team.gains
        team.advance(day)
        self._mending.mend(team, day)
        if team.gains > before:
            self._call(team)
        self._timetable.note(team.next_day, self._staff, team)

    def _provision(self, day: float) -> None:
        self._catch_up(day, EVERYTHING)
        for where in self._provided.change(day, self._lives):
            self._call(where.pool)
