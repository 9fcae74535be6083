"""Assessment of risk: by assessors in post, to a band that need not be the true one, and again.

None of it depends on a policy, so it is settled before any policy runs. Where the scenario has
neither limits nor errors nor repeats, everything stays as it was drawn.
"""

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Codes, Flags
from sim.population.people import Came, People, Reassessments
from sim.population.rationed import AGAIN, DECIMALS, FIRST, Job, Rate, served
from sim.population.sampling import choose
from sim.scenario.numbers import Step
from sim.scenario.schema import Scenario
from sim.scenario.steps import Assessment
from sim.words.bands import BAND_NAMES
from sim.words.days import DAYS_PER_MONTH
from sim.words.luck import Floats

QUESTION = "assessed band"
AGAIN_QUESTION = "assessed band, again"

Lucky = Callable[[int], Floats]
"""Luck of the n-th re-assessment (from 1), one draw a person."""
Rows = NDArray[np.intp]


class Draws(Protocol):
    """A source of luck: draws a person a question."""

    def draws(self, question: str, block: int = 0) -> Floats: ...


def first_band(scenario: Scenario, came: Came, true_band: Codes, source: Draws) -> Codes:
    """Return the bands as first assessed: the true ones where nobody is misclassified."""
    table = scenario.assessment is not None and scenario.assessment.misclassified
    if not table or came == Came.LIST:
        return true_band.copy()
    return assessed(scenario.assessment, true_band, source.draws(QUESTION)[:, 0])


def assessed(rules: Assessment | None, true_band: Codes, luck: Floats) -> Codes:
    """Return the bands that one assessment gives people of these true bands."""
    bands = true_band.copy()
    table: dict[Any, Any] = {} if rules is None else dict(rules.misclassified)
    for name, shares in table.items():
        mine = np.flatnonzero(true_band == BAND_NAMES.index(name))
        weights = [float(shares.get(each, 0.0)) for each in BAND_NAMES]
        bands[mine] = choose(weights, luck[mine])
    return bands


def settle(scenario: Scenario, people: People, lucky: Lucky) -> tuple[Floats, Reassessments]:
    """Return when each person is first assessed, infinite for never, and all re-assessments.

    Whom only the Board can release is taken to be there until the end: who reads this leaves out
    those who have gone. Nobody assesses people on a plain list.
    """
    rules = scenario.assessment
    if rules is None or (rules.per_assessor_per_month is None and rules.again_every_days is None):
        return people.assessed_day, Reassessments.none()
    gone = _gone(people)
    day = people.assessed_day.copy()
    unlimited = people.came != Came.LIST
    rows, days = [np.empty(0, np.intp)], [np.empty(0)]
    for site, assessors in _limited(scenario):
        mine = unlimited & (people.site == site)
        unlimited &= ~mine
        who, when, again = _by_assessors(
            scenario, rules, day, gone, np.flatnonzero(mine), assessors
        )
        day[mine & (day >= 0)] = np.inf
        day[who[~again]] = when[~again]
        rows.append(who[again])
        days.append(when[again])
    if rules.again_every_days is not None:
        for who, when in _at_once(day, np.minimum(gone, scenario.horizon), unlimited, rules):
            rows.append(who)
            days.append(when)
    found, when = np.concatenate(rows), np.concatenate(days)
    there = when < np.minimum(gone, scenario.horizon)[found]
    return day, _reassessments(rules, people, found[there], when[there], lucky)


def _gone(people: People) -> Floats:
    """Return the day from which nobody assesses him any more, as far as it is known."""
    order = people.came == Came.COMMUNITY
    out = np.where(order, people.supervision_end_day, people.release_day)
    result: Floats = np.minimum(out, people.dies_day)
    return result


def _limited(scenario: Scenario) -> Iterator[tuple[int, list[Step]]]:
    """Yield the codes of the sites where assessors are what there is too little of."""
    if scenario.assessment is None or scenario.assessment.per_assessor_per_month is None:
        return
    for code, site in enumerate(sorted(scenario.sites, key=lambda each: each.id)):
        if site.assessors is not None:
            yield code, site.assessors


def _by_assessors(
    scenario: Scenario,
    rules: Assessment,
    ready: Floats,
    gone: Floats,
    rows: Rows,
    assessors: list[Step],
) -> tuple[Rows, Floats, Flags]:
    """Return whom the assessors of a site assess, when, and whether again.

    Whoever was assessed before day 0 is only assessed again.
    """
    assert rules.per_assessor_per_month is not None  # noqa: S101 -- the site is limited by it
    mine = ready[rows]
    new = np.flatnonzero(mine >= 0)
    jobs: list[Job] = list(zip(mine[new].tolist(), repeat(FIRST), new.tolist(), strict=False))
    if rules.again_every_days is not None:
        before = np.flatnonzero(mine < 0)
        due = _next_due(mine[before], rules.again_every_days)
        jobs += zip(due.tolist(), repeat(AGAIN), before.tolist(), strict=False)
    done = served(
        jobs,
        gone[rows].tolist(),
        Rate.of(scenario, assessors),
        DAYS_PER_MONTH / rules.per_assessor_per_month,
        again_every_days=rules.again_every_days,
        until=scenario.horizon,
    )
    days = np.array(done.ends, np.float64).round(DECIMALS)
    return rows[np.array(done.row, np.intp)], days, np.array(done.again, np.bool_)


def _next_due(last: Floats, every_days: float) -> Floats:
    """Return the first day of the run on which men assessed before it come up again."""
    times = np.maximum(np.ceil(-last / every_days), 1.0)
    return np.round(last + times * every_days, DECIMALS)


def _at_once(
    first: Floats, gone: Floats, who: Flags, rules: Assessment
) -> Iterator[tuple[Rows, Floats]]:
    """Yield re-assessments where nobody waits for an assessor: every so often, while there."""
    every = rules.again_every_days
    assert every is not None  # noqa: S101 -- the caller asks only then
    due = np.where(first < 0, _next_due(first, every), np.round(first + every, DECIMALS))
    while len(rows := np.flatnonzero(who & (due < gone))):
        yield rows, due[rows]
        due = np.round(due + every, DECIMALS)


def _reassessments(
    rules: Assessment, people: People, rows: Rows, days: Floats, lucky: Lucky
) -> Reassessments:
    """Return the bands found: the n-th time a person is assessed again is his own luck."""
    by_person = np.lexsort((days, rows))
    rows, days = rows[by_person], days[by_person]
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    number = np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows))) + 1
    band = people.true_band[rows]
    if rules.misclassified:
        for turn in range(1, int(number.max(initial=0)) + 1):
            mine = np.flatnonzero(number == turn)
            band[mine] = assessed(rules, band[mine], lucky(turn)[rows[mine]])
    before = np.concatenate([[0], band[:-1]]) if len(band) else band
    before = np.where(number == 1, people.band[rows], before)
    order = np.lexsort((rows, days))
    return Reassessments(
        days[order], rows[order].astype(np.int32), band[order], (band != before)[order]
    )
