"""The volunteers of a site, before the run: who applies when, is ready when, and leaves when.

A volunteer belongs to the number of his application at his site: one more application, or one more
site, moves nobody else's days. Those of day 0 come first, then everybody in order of applying.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import floor, inf
from typing import NamedTuple

import numpy as np

from sim.population.sampling import DECIMALS, sample
from sim.scenario.numbers import Distribution, Step
from sim.scenario.provision import Site
from sim.scenario.schema import Scenario
from sim.scenario.volunteers import Volunteering
from sim.words.days import DAYS_PER_MONTH
from sim.words.luck import Floats, Luck

ALMOST = 1e-9
AT_A_TIME = 64
QUANTILES = (np.arange(1000) + 0.5) / 1000


class Turn(IntEnum):
    """What may happen to a volunteer, in the order in which one instant takes them."""

    LEAVES = 0
    APPLIES = 1
    IS_REFUSED = 2
    IS_READY = 3


class Change(NamedTuple):
    """What happens to a volunteer, and when."""

    day: float
    turn: Turn
    volunteer: int


@dataclass(frozen=True, slots=True)
class VolunteerRoster:
    """Everybody who ever volunteers at a site, and the circles that its coordinators can carry."""

    at_start: int
    """Ready on day 0: the first numbers are theirs."""
    changes: tuple[Change, ...]
    """All that happens before the horizon, in order."""
    volunteers: int
    room: tuple[tuple[float, int], ...]
    """Circles that coordinators can carry, from each of these days on."""


def volunteer_roster(
    scenario: Scenario, site: Site, terms: Volunteering, luck: Luck, room: list[tuple[float, int]]
) -> VolunteerRoster:
    """Draw everybody who volunteers at a site before the horizon."""
    circles = site.circles
    given = circles.volunteers if circles is not None and circles.volunteers else []
    ready = [step.value for step in given if scenario.day(step.from_) <= 0]
    at_start = floor((ready[-1] if ready else 0.0) + ALMOST)
    asked = circles.applications_per_month if circles is not None else None
    applied = _application_days(scenario, asked or [], site.id, luck)
    changes = [Change(0.0, Turn.IS_READY, each) for each in range(at_start)]
    changes += _leaving(at_start, terms, site.id, luck)
    changes += _course(applied, at_start, terms, site.id, luck)
    within = sorted(each for each in changes if each.day < scenario.horizon)
    return VolunteerRoster(at_start, tuple(within), at_start + len(applied), tuple(room))


def _application_days(scenario: Scenario, steps: list[Step], site: str, luck: Luck) -> list[float]:
    """Return when people apply: a Poisson process at the rate of the steps, up to the horizon.

    The n-th is where the rate has added up to the n-th point of one process of rate 1.
    """
    days = [0.0, *(max(0.0, scenario.day(step.from_)) for step in steps), scenario.horizon]
    rates = [0.0, *(step.value / DAYS_PER_MONTH for step in steps)]
    found: list[float] = []
    summed, points, place = 0.0, _Points(luck, site), 0
    for rate, since, until in zip(rates, days, days[1:], strict=False):
        until_day = min(until, scenario.horizon)
        if rate <= 0 or until_day <= since:
            continue
        whole = summed + rate * (until_day - since)
        while points.at(place) < whole:
            found.append(round(since + (points.at(place) - summed) / rate, DECIMALS))
            place += 1
        summed = whole
    return [day for day in found if day < scenario.horizon]


class _Points:
    """A Poisson process of rate 1, drawn as it is asked for."""

    def __init__(self, luck: Luck, site: str) -> None:
        self.luck, self.site = luck, site
        self.drawn: list[float] = []

    def at(self, place: int) -> float:
        while place >= len(self.drawn):
            first = len(self.drawn)
            draws = self.luck.block(self.site, "volunteers: applications", first, AT_A_TIME)
            last = self.drawn[-1] if self.drawn else 0.0
            for gap in (-np.log1p(-draws[:, 0])).tolist():
                last += gap
                self.drawn.append(last)
        return self.drawn[place]


def _leaving(count: int, terms: Volunteering, site: str, luck: Luck) -> list[Change]:
    """Return when those who are ready on day 0 leave: long stays are the likelier met midway."""
    if terms.stays_days is None or not count:
        return []
    draws = luck.block(site, "volunteers: stay on day 0", 0, count)
    days = np.round(_left_of(terms.stays_days, draws[:, 0], draws[:, 1]), DECIMALS)
    return [Change(max(day, ALMOST), Turn.LEAVES, each) for each, day in enumerate(days.tolist())]


def _left_of(distribution: Distribution, which: Floats, where: Floats) -> Floats:
    """Return what is left on day 0 of stays under way, by two draws each."""
    lengths = sample(distribution, QUANTILES)
    so_far = np.cumsum(lengths)
    met = np.searchsorted(so_far, which * so_far[-1])
    left: Floats = lengths[np.minimum(met, len(lengths) - 1)] * where
    return left


def _course(
    applied: list[float], first: int, terms: Volunteering, site: str, luck: Luck
) -> list[Change]:
    """Return what becomes of everybody who applies: vetted, trained, gone."""
    if not applied:
        return []
    draws = luck.block(site, "volunteers: course", 0, len(applied))
    vetted = np.array(applied) + sample(terms.vetting_days, draws[:, 0])
    passes = draws[:, 1] < terms.vetted_share
    ready = vetted + sample(terms.training_days, draws[:, 2])
    stays = np.full(len(applied), inf)
    if terms.stays_days is not None:
        stays = sample(terms.stays_days, draws[:, 3])
    found: list[Change] = []
    rows = zip(
        applied, vetted.tolist(), passes.tolist(), ready.tolist(), stays.tolist(), strict=True
    )
    for number, (day, checked, passed, able, stay) in enumerate(rows, first):
        found.append(Change(day, Turn.APPLIES, number))
        if not passed:
            found.append(Change(round(checked, DECIMALS), Turn.IS_REFUSED, number))
            continue
        begins = round(able, DECIMALS)
        found.append(Change(begins, Turn.IS_READY, number))
        if stay < inf:
            soonest = round(begins + ALMOST, DECIMALS)  # who leaves has been there
            found.append(Change(max(round(able + stay, DECIMALS), soonest), Turn.LEAVES, number))
    return found
