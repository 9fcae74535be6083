"""What becomes of groups that lack staff, and of circles that lack volunteers.

A group that is short stops, stands still or carries on, as its rule says; it goes on once it has
its staff again. One that carries on goes on while anybody is there at all.
"""

from collections.abc import Callable

from sim.engine.groups import Groups
from sim.engine.lives import Lives
from sim.engine.pool import Pool
from sim.engine.team import Team
from sim.engine.volunteers import Volunteers, end_for_want_of_volunteers

STAFFED = (Team, Volunteers)
"""Pools whose units are people who come and go by themselves."""


class Mending:
    """The groups of all teams that fall short, and are whole again."""

    def __init__(self, groups: Groups, lives: Lives, call: Callable[[Pool], None]) -> None:
        self._groups, self._lives, self._call = groups, lives, call
        self._bare: list[tuple[Team, int]] = []
        """Groups that carry on with fewer staff, and have none at all now."""

    def mend(self, team: Team | Volunteers, now: float) -> None:
        """Let groups go on that have their staff again; do with the others as their rule says."""
        groups, lives = self._groups, self._lives
        if isinstance(team, Volunteers):
            while (circle := team.overdue(now)) is not None:
                end_for_want_of_volunteers(groups, lives, now, circle)
                self._call(team)
            return
        while True:
            short, whole = team.mend(now)
            for group in whole:
                groups.resume(now, group)
            stopped = False
            for group in short:
                rule = lives.sittings[group].terms.when_staff_short
                if rule == "stop":
                    groups.stop(now, group)
                    self._call(team)
                    stopped = True
                elif rule == "pause" or not team.carrying(group):
                    groups.pause(now, group)
                    if rule == "carry_on":
                        self._bare.append((team, group))
            self._carry_on(team, now)
            if not stopped:
                return

    def _carry_on(self, team: Team, now: float) -> None:
        """Let groups go on that carry on with whoever is there, once anybody is back."""
        for pair in [each for each in self._bare if each[0] is team]:
            group = pair[1]
            if self._lives.sittings[group].over:
                self._bare.remove(pair)
            elif team.carrying(group):
                self._bare.remove(pair)
                self._groups.resume(now, group)
