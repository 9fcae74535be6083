"""When a man first reoffends, under one belief about effects: his own luck, read through hazards.

The baseline hazard of a band falls with years free of offending at liberty. What a man received
multiplies it from the moment he has received it and never before (no immortal time). Inversion of
one draw a man and cause: with no effect nobody's outcome differs between policies, and a stronger
effect moves each man one way only. The cause that comes first is his first reoffence.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Codes
from sim.population.people import Population
from sim.rules.effects import NO_PROGRAMMES, Catalogue, changes_of, most_hazardous
from sim.rules.hazards import (
    Constant,
    Halving,
    Hazard,
    Shape,
    WeibullFall,
    first_to_reach,
    halving_years_between,
    step_shape,
)
from sim.rules.received import Received
from sim.scenario.beliefs import Belief
from sim.scenario.reoffending import (
    AgeFactor,
    CauseName,
    Decline,
    HalvingDecline,
    HighRiskDecline,
    NoDecline,
    Reoffending,
    StepDecline,
    WeibullDecline,
)
from sim.words import reoffences
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause
from sim.words.luck import Floats

Lucks = Mapping[CauseName | None, Floats]
"""A draw a person for each cause; the one cause without a name is `None`."""

CODES: Mapping[str | None, Cause] = {None: Cause.NONE} | reoffences.CODES
"""What the log writes of each cause, and where causes are not told apart."""


def lucks_of(reoffending: Reoffending, population: Population) -> Lucks:
    """Return everybody's luck, for each cause its own."""
    if not reoffending.cause_names:
        return {None: population.people.reoffending}
    return {
        name: population.luck_of(f"first reoffence: {name}")(0) for name in reoffending.cause_names
    }


def first_reoffences(
    reoffending: Reoffending,
    belief: Belief,
    band: Codes,
    lucks: Lucks,
    received: Received,
    catalogue: Catalogue = NO_PROGRAMMES,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the day of each man's first reoffence, infinite for never, and its cause.

    For one man in the run, `Received.of_one` says what he has received so far; what happens to him
    later can only move what comes after it.
    """
    causes = list(lucks)
    days = np.stack(
        [
            first_reoffence_days(
                reoffending, belief, band, lucks[cause], received, cause=cause, catalogue=catalogue
            )
            for cause in causes
        ]
    )
    first = days.argmin(axis=0)
    codes = np.array([int(CODES[cause]) for cause in causes])
    return days[first, np.arange(len(band))], codes[first]


def soonest_days(
    reoffending: Reoffending,
    belief: Belief,
    band: Codes,
    lucks: Lucks,
    received: Received,
    within_days: float,
) -> Floats:
    """Return a day before which nobody can reoffend, whatever he will have received.

    `received` holds the earliest day of release; it may come `within_days` later.
    """
    worst = most_hazardous(belief)
    days = np.full(len(band), np.inf)
    for cause, luck in lucks.items():
        hazard = hazard_of(reoffending, band, cause).times(np.full(len(band), worst))
        if reoffending.age is not None:
            decades = within_days / DAYS_PER_YEAR / 10.0
            older = max(reoffending.age.ratio_per_decade**decades, 1.0)
            hazard = hazard.times(_by_age(reoffending.age, received) * older)
        years = hazard.inverse(-np.log1p(-luck))
        days = np.minimum(days, received.exposed_day + years * DAYS_PER_YEAR)
    return days


def first_reoffence_days(
    reoffending: Reoffending,
    belief: Belief,
    band: Codes,
    luck: Floats,
    received: Received,
    *,
    cause: CauseName | None = None,
    catalogue: Catalogue = NO_PROGRAMMES,
) -> Floats:
    """Return the day of each man's first reoffence of one cause, were there no other.

    A drop-out counts until a later completion takes its place; it is not undone from its start.
    """
    hazard = hazard_of(reoffending, band, cause)
    if reoffending.age is not None:
        hazard = hazard.times(_by_age(reoffending.age, received))
    changes = changes_of(belief, band, received, cause, catalogue)
    years = first_to_reach(-np.log1p(-luck), hazard, changes.starts, changes.ratios)
    return received.day_of(years)


def hazard_of(reoffending: Reoffending, band: Codes, cause: CauseName | None = None) -> Hazard:
    """Return the hazard of a cause: its level from the shares by band, its fall as declared."""
    shares, decline = reoffending.within_5_years_share, reoffending.decline
    if cause is not None:
        assert reoffending.causes is not None  # noqa: S101 -- causes have names where declared
        mine = reoffending.causes[cause]
        shares, decline = mine.within_5_years_share, mine.decline or decline
    return Hazard.of_shares(shares or {}, shape_of(decline, reoffending.halving_years), band)


def shape_of(decline: Decline | None, halving_years: float | None) -> Shape:
    """Return how a hazard falls."""
    match decline:
        case HalvingDecline(years=years):
            return Halving(years)
        case HighRiskDecline(at_release_share=first, later_share=later, after_years=years):
            return Halving(halving_years_between(first, later, years))
        case WeibullDecline(shape=shape):
            return WeibullFall(shape)
        case StepDecline(steps=steps):
            return step_shape([(step.from_years, step.rate) for step in steps])
        case NoDecline():
            return Constant()
        case None:
            return Constant() if halving_years is None else Halving(halving_years)


def _by_age(factor: AgeFactor, received: Received) -> Floats:
    """Return the hazard ratio of each man's age at release; 1 for men who are never released."""
    age = received.age_at_exposure_years
    if age is None:
        return np.ones(len(received.exposed_day))
    decades = np.where(np.isfinite(age), (age - factor.at_years) / 10.0, 0.0)
    return np.asarray(factor.ratio_per_decade**decades)
