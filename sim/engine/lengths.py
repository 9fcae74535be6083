"""How long groups last: as drawn, or where a calendar decides, the course of its sessions."""

from dataclasses import dataclass, field

import numpy as np

from sim.engine.sitting import Sitting
from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList
from sim.population.sampling import sample
from sim.rules.course import Course, Planned
from sim.scenario.numbers import Distribution, Fixed
from sim.scenario.provision import Site
from sim.scenario.schema import Scenario
from sim.words.luck import Floats, Luck

LENGTHS_AT_A_TIME = 256
GROUPS_AT_A_TIME = 16
DRAWS_A_BLOCK = 4
NOTHING = np.empty((0, 0))


@dataclass(slots=True)
class Lengths:
    """Lengths of a list's groups: the n-th group is as long under every policy."""

    source: str
    length: Distribution
    luck: Luck
    drawn: list[float] = field(default_factory=list)

    def of(self, group: int) -> float:
        if isinstance(self.length, Fixed):
            return self.length.value
        while group >= len(self.drawn):
            draws = self.luck.block(self.source, "group length", len(self.drawn), LENGTHS_AT_A_TIME)
            self.drawn += sample(self.length, draws[:, 0]).tolist()
        return self.drawn[group]


class AllLengths:
    """The lengths of every list's groups."""

    def __init__(self, sites: list[Site], terms: list[Terms], luck: Luck) -> None:
        self.sites, self.terms, self.luck = sites, terms, luck
        self._made: dict[tuple[int, int], Lengths] = {}

    def of(self, where: WaitingList, ordinal: int) -> float:
        """Return the length of the list's n-th group, or of the n-th stay in a rolling group."""
        place = where.site, where.provision
        found = self._made.get(place)
        if found is None:
            source = f"{self.sites[where.site].id}/{where.terms.id}"
            found = self._made[place] = Lengths(source, where.terms.length, self.luck)
        return found.of(ordinal)


class Courses:
    """The courses of programmes that are held by a calendar, or one to one beside the group."""

    def __init__(
        self, scenario: Scenario, terms: list[Terms], sites: list[str], luck: Luck
    ) -> None:
        self.luck, self.sites = luck, sites
        self.course: list[Course | None] = [
            Course(each.programme, scenario.start_date)
            if each.programme is not None
            and (each.programme.calendar is not None or each.programme.one_to_one is not None)
            else None
            for each in terms
        ]
        self._drawn: dict[int, tuple[int, Floats]] = {}

    def planned(
        self, now: float, where: WaitingList, group: int, ordinal: int, people: int
    ) -> tuple[Planned | None, Floats]:
        """Return when the sessions of a group that starts now will be held, and their luck."""
        course = self.course[where.provision]
        if course is None:
            return None, NOTHING
        share = where.pool.redeployed_share(group)
        draws = self._draws(course, where, ordinal)
        return course.planned(now, people, share, draws), draws

    def resumed(self, sitting: Sitting, paused_day: float, now: float) -> Planned | None:
        """Return the plan of a group that goes on after a pause."""
        course, planned = self.course[sitting.where.provision], sitting.planned
        if course is None or planned is None:
            return None
        return course.resumed(planned, paused_day, now, sitting.draws)

    def _draws(self, course: Course, where: WaitingList, ordinal: int) -> Floats:
        needed = course.draws_needed
        blocks = -(-needed // DRAWS_A_BLOCK)
        bundle, place = divmod(ordinal, GROUPS_AT_A_TIME)
        held, drawn = self._drawn.get(where.index, (-1, NOTHING))
        if held != bundle:
            source = f"{self.sites[where.site]}/{where.terms.id}"
            many = GROUPS_AT_A_TIME * blocks
            drawn = self.luck.block(source, "session cancelled", bundle * many, many)
            drawn = drawn.reshape(GROUPS_AT_A_TIME, -1)
            self._drawn[where.index] = bundle, drawn
        draws: Floats = drawn[place, :needed]
        return draws
