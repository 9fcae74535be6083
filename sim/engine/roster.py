"""Who is in post at a site, and when: arrivals, training, sickness and leaving, before the run.

A member of staff belongs to a post, and a post has its own luck: one more post, or one more site,
moves nobody else's days. Nobody is in post who is not in the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from math import floor
from typing import NamedTuple

import numpy as np

from sim.population.sampling import DECIMALS, sample
from sim.scenario.numbers import Distribution, Fixed
from sim.scenario.provision import Site
from sim.scenario.schema import Scenario
from sim.scenario.staff import Grade
from sim.words.luck import Floats, Luck

NEVER = float("inf")
ALMOST = 1e-9
SHORTEST_DAYS = 1.0
"""Nobody leaves, or falls sick again, sooner: a distribution that reaches 0 cannot stop the run."""
AT_A_TIME = 8
QUANTILES = (np.arange(1000) + 0.5) / 1000

Spans = list[tuple[float, float]]


class Turn(IntEnum):
    """What may happen to a member of staff, in the order in which one instant takes them."""

    LEAVES = 0
    FALLS_SICK = 1
    COMES_BACK = 2
    ARRIVES = 3
    IS_TRAINED = 4


class Change(NamedTuple):
    """What happens to a member of staff, and when."""

    day: float
    turn: Turn
    member: int
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff at a site: his grade and post, and all the days that matter."""

    number: int
    grade: int
    post: int
    came_day: float
    in_post_at_start: bool
    left_day: float
    spells: tuple[tuple[float, float], ...]
    """Sickness: from the first day away to the return."""
    trained: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who is ever in post at a site, the plan of posts, and who may deliver what."""

    members: tuple[Member, ...]
    posts: tuple[tuple[float, tuple[int, ...]], ...]
    """The plan: from this day on, so many posts of each grade."""
    delivers: tuple[tuple[str, ...], ...]
    """For each grade the programmes of the site that it delivers, in order of training."""
    horizon: float

    def changes(self) -> list[Change]:
        """Return all that happens before the horizon, in order."""
        found = [each for member in self.members for each in _changes(member)]
        return sorted(each for each in found if each.day < self.horizon)


def _changes(member: Member) -> Iterator[Change]:
    number, left = member.number, member.left_day
    yield Change(member.came_day, Turn.ARRIVES, number)
    for day, programme in member.trained:
        yield Change(day, Turn.IS_TRAINED, number, programme)
    for away, back in member.spells:
        yield Change(away, Turn.FALLS_SICK, number)
        if back < left:
            yield Change(back, Turn.COMES_BACK, number)
    if left < NEVER:
        yield Change(left, Turn.LEAVES, number)


def ordered_grades(scenario: Scenario) -> list[Grade]:
    """Return the grades; a code is a place in this list, whatever their order in the file."""
    return sorted(scenario.staff.grades, key=lambda each: each.id) if scenario.staff else []


def roster_of(scenario: Scenario, site: Site, luck: Luck) -> Roster:
    """Draw everybody who is ever in post at a site before the horizon."""
    grades = ordered_grades(scenario)
    vacant = scenario.staff.vacant_share if scenario.staff else 0.0
    delivers = tuple(_delivered(scenario, site, grade) for grade in grades)
    plan = _plan(scenario, site, grades)
    found: list[Member] = []
    for code, grade in enumerate(grades):
        filled = floor(plan[0][1][code] * (1 - vacant) + 0.5)
        supply = _Supply(grade, delivers[code], luck, scenario.horizon)
        for post in range(max(counts[code] for _, counts in plan)):
            held = _Post(supply, f"{site.id}/{grade.id}/{post}", code, post)
            found += held.members(_spans(plan, code, post), at_start=post < filled)
    found.sort(key=lambda each: (each.came_day, each.grade, each.post))
    members = tuple(replace(each, number=number) for number, each in enumerate(found))
    return Roster(members, plan, delivers, scenario.horizon)


def _delivered(scenario: Scenario, site: Site, grade: Grade) -> tuple[str, ...]:
    """Return what a grade delivers here; beds and work without facilitators need no training."""
    staffed = {
        each.id for each in scenario.programmes if each.facilitators and each.delivery != "places"
    }
    allowed = staffed if grade.programmes is None else staffed.intersection(grade.programmes)
    return tuple(each for each in site.programmes if each in allowed)


def _plan(
    scenario: Scenario, site: Site, grades: list[Grade]
) -> tuple[tuple[float, tuple[int, ...]], ...]:
    """Return the posts of each grade from day to day; a part of a post is nobody."""
    steps = site.staff or {}
    days = {0.0, *(max(0.0, scenario.day(each.from_)) for many in steps.values() for each in many)}
    plan: list[tuple[float, tuple[int, ...]]] = []
    for day in sorted(days):
        if day >= scenario.horizon and plan:
            break
        counts = []
        for grade in grades:
            value = 0.0
            for step in steps.get(grade.id, []):
                if scenario.day(step.from_) <= day:
                    value = step.value
            counts.append(floor(value + ALMOST))
        if not plan or plan[-1][1] != tuple(counts):
            plan.append((day, tuple(counts)))
    return tuple(plan)


def _spans(plan: tuple[tuple[float, tuple[int, ...]], ...], grade: int, post: int) -> Spans:
    """Return from when to when a post is in the plan: the highest numbers are cut first."""
    spans: Spans = []
    since: float | None = None
    for day, counts in plan:
        if since is None and counts[grade] > post:
            since = day
        elif since is not None and counts[grade] <= post:
            spans.append((since, day))
            since = None
    if since is not None:
        spans.append((since, NEVER))
    return spans


class _Drawn:
    """Rows of durations under one question, drawn as they are asked for: a lane a distribution."""

    def __init__(self, luck: Luck, source: str, question: str, *lanes: Distribution) -> None:
        self.luck, self.source, self.question, self.lanes = luck, source, question, lanes
        self.values: list[list[float]] = [[] for _ in lanes]

    def of(self, place: int, lane: int = 0) -> float:
        """Return the duration at a place in the row."""
        distribution = self.lanes[lane]
        if isinstance(distribution, Fixed):
            return distribution.value
        while place >= len(self.values[lane]):
            first = len(self.values[lane])
            block = self.luck.block(self.source, self.question, first, AT_A_TIME)
            for each, values, draws in zip(self.lanes, self.values, block.T, strict=False):
                values.extend(sample(each, draws).tolist())
        return self.values[lane][place]


class _Supply:
    """What holds for every post of a grade at a site."""

    def __init__(
        self, grade: Grade, programmes: tuple[str, ...], luck: Luck, horizon: float
    ) -> None:
        self.grade, self.programmes, self.luck, self.horizon = grade, programmes, luck, horizon
        self.sick_every, self.sick = grade.sick_every_days, grade.sick_days
        self._met: dict[str, tuple[Floats, Floats]] = {}

    def residual(self, what: str, distribution: Distribution, luck: Floats) -> float:
        """Return what is left on day 0 of something under way: long ones are met more often."""
        if what not in self._met:
            lengths = sample(distribution, QUANTILES)
            self._met[what] = lengths, np.cumsum(lengths)
        lengths, so_far = self._met[what]
        met = int(np.searchsorted(so_far, luck[0] * so_far[-1]))
        return float(lengths[met] * luck[1])


class _Post:
    """One post: who holds it, one after another."""

    def __init__(self, supply: _Supply, source: str, grade: int, post: int) -> None:
        self.supply, self.source, self.grade, self.post = supply, source, grade, post
        luck = supply.luck
        self.recruitment = _Drawn(luck, source, "staff: recruitment", supply.grade.recruitment_days)
        stays = supply.grade.stays_days
        self.stay = None if stays is None else _Drawn(luck, source, "staff: stay", stays)
        self.training = [
            (each, _Drawn(luck, source, f"staff: training {each}", supply.grade.training_days))
            for each in supply.programmes
        ]

    def members(self, spans: Spans, *, at_start: bool) -> Iterator[Member]:
        """Yield the holders of the post over the spans in which it is in the plan."""
        holder = 0
        for since, until in spans:
            end = min(until, self.supply.horizon)
            came = 0.0 if since == 0 and at_start else self._arrival(since, holder)
            while came < end:
                there = came == 0 and at_start and holder == 0
                left = self._leaving(came, holder, there=there)
                # Whoever would stay beyond the horizon is not seen to leave.
                yield self._member(holder, came, min(left, until), there=there)
                holder += 1
                came = _rounded(left + self.recruitment.of(holder))
            holder += 1

    def _arrival(self, since: float, holder: int) -> float:
        if since > 0:
            return _rounded(since + self.recruitment.of(holder))
        luck = self.supply.luck.block(self.source, "staff: vacant on day 0", 0, 1)[0]
        days = self.supply.grade.recruitment_days
        return _rounded(self.supply.residual("recruitment", days, luck))

    def _leaving(self, came: float, holder: int, *, there: bool) -> float:
        if self.stay is None:
            return NEVER
        if there:
            luck = self.supply.luck.block(self.source, "staff: stay on day 0", 0, 1)[0]
            stay = self.supply.residual("stay", self.stay.lanes[0], luck)
        else:
            stay = self.stay.of(holder)
        return _rounded(came + max(stay, SHORTEST_DAYS))

    def _member(self, holder: int, came: float, left: float, *, there: bool) -> Member:
        spells = self._spells(holder, came, min(left, self.supply.horizon), there=there)
        trained = tuple(
            (day, each)
            for day, each in self._trained(holder, came, spells, there=there)
            if day < min(left, self.supply.horizon)
        )
        return Member(-1, self.grade, self.post, came, there, left, spells, trained)

    def _spells(
        self, holder: int, came: float, end: float, *, there: bool
    ) -> tuple[tuple[float, float], ...]:
        supply = self.supply
        if supply.sick_every is None or supply.sick is None:
            return ()
        source, question = f"{self.source}/{holder}", "staff: sickness"
        drawn = _Drawn(supply.luck, source, question, supply.sick_every, supply.sick)
        first = drawn.of(0)
        if there:
            luck = supply.luck.block(source, "staff: first sickness", 0, 1)[0]
            first = supply.residual("sickness", supply.sick_every, luck)
        away = _rounded(came + max(first, SHORTEST_DAYS))
        spells: list[tuple[float, float]] = []
        place = 0
        while away < end:
            back = _rounded(away + drawn.of(place, lane=1))
            if back > away:
                spells.append((away, back))
            place += 1
            away = _rounded(back + max(drawn.of(place), SHORTEST_DAYS))
        return tuple(spells)

    def _trained(
        self, holder: int, came: float, spells: tuple[tuple[float, float], ...], *, there: bool
    ) -> Iterator[tuple[float, str]]:
        """Yield when he is trained for each programme; training takes days at work."""
        day = came
        for programme, days in self.training:
            day = came if there else _at_work(day, days.of(holder), spells)
            yield day, programme


def _at_work(start: float, days: float, spells: tuple[tuple[float, float], ...]) -> float:
    """Return when `days` at work are over, of somebody who is at work or sick from `start`."""
    end = start + days
    for away, back in spells:
        if back > start:
            if away > end:
                break
            end += back - max(away, start)
    return _rounded(end)


def _rounded(day: float) -> float:
    return round(day, DECIMALS)
