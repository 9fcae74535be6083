"""First sexual reoffences under each belief, death competing, by years at risk.

The people are those released, or put on a community order, in the window; each is followed to
his reoffence, his death or the horizon.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.incidence import Incidence, aalen_johansen
from sim.projections.lives import first_day
from sim.words.bands import BAND_NAMES
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "belief": pl.String,
        "band": pl.String,
        "years": pl.Float64,
        "reoffended": pl.Float64,
        "died": pl.Float64,
        "at_risk": pl.Int64,
    }
)
YEARS = np.arange(0, 10.25, 0.25)
EVERYBODY = "all"

_REOFFENDED, _DIED = 1, 2


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who is followed, from when, and how long the longest can be."""

    people: NDArray[np.int64]
    since_day: Floats
    longest_years: float


def cohort(facts: Facts) -> Cohort:
    """Return everybody released, or put on an order, in the window."""
    exposed = facts.lives.exposed_day
    people = np.flatnonzero((exposed >= facts.window[0]) & (exposed < facts.window[1]))
    since = exposed[people]
    longest = (facts.book.horizon_days - since.min()) / DAYS_PER_YEAR if len(people) else 0.0
    return Cohort(people, since, float(longest))


def incidence(facts: Facts, followed: Cohort, reoffended_day: Floats, years: Floats) -> Incidence:
    """Return the incidence of reoffending (row 0) and death (row 1), given all reoffences."""
    reoffended = reoffended_day[followed.people]
    died = facts.lives.died_day[followed.people]
    gone = np.minimum(np.minimum(reoffended, died), facts.book.horizon_days)
    cause = np.select([gone == reoffended, gone == died], [_REOFFENDED, _DIED], 0)
    return aalen_johansen(
        entry=np.zeros(len(gone)),
        exit_=gone - followed.since_day,
        cause=cause,
        causes=_DIED,
        at=years * DAYS_PER_YEAR,
    )


def reoffending(facts: Facts) -> pl.DataFrame:
    """Return shares reoffended and died by quarter years at risk, for each band and for all.

    Years go to 10, or as far as anybody of the window could be followed. A band nobody is in has
    no rows.
    """
    everybody = cohort(facts)
    bands = _by_band(facts, everybody)
    years = YEARS[everybody.longest_years >= YEARS]
    parts = [pl.DataFrame(schema=SCHEMA)]
    for code, belief in enumerate(facts.book.belief_ids):
        reoffended_day = _reoffended_day(facts, code)
        for band, followed in bands:
            found = incidence(facts, followed, reoffended_day, years)
            columns = {
                "belief": [belief] * len(years),
                "band": [band] * len(years),
                "years": years,
                "reoffended": found.gone[_REOFFENDED - 1],
                "died": found.gone[_DIED - 1],
                "at_risk": found.at_risk,
            }
            parts.append(pl.DataFrame(columns, schema=SCHEMA))
    return pl.concat(parts)


def _reoffended_day(facts: Facts, belief: int) -> Floats:
    rows = facts.of(Kind.REOFFENDED).filter(pl.col("value") == belief)
    return first_day(rows, facts.people.height)


def _by_band(facts: Facts, everybody: Cohort) -> list[tuple[str, Cohort]]:
    """Return the cohort whole and by band, without the bands nobody is in."""
    parts = [(EVERYBODY, everybody)]
    band = facts.band[everybody.people]
    for code, name in enumerate(BAND_NAMES):
        mine = band == code
        part = Cohort(everybody.people[mine], everybody.since_day[mine], everybody.longest_years)
        parts.append((name, part))
    return [(name, part) for name, part in parts if len(part.people)]
