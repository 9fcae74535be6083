"""Recall: who is back in prison how soon after a first release, and how many are inside by it.

The people are those first released under supervision in the window; each is followed to his first
recall, the end of his licence, his death or the horizon. Later releases begin no new follow-up.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.incidence import Incidence, aalen_johansen
from sim.projections.lives import first_day
from sim.projections.occupancy import clipped_days, counts_at, quarters
from sim.projections.readings import Reading, Readings, count, ratio
from sim.words.bands import BAND_NAMES
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import NOBODY, Kind
from sim.words.luck import Floats

INCIDENCE = pl.Schema(
    {
        "band": pl.String,
        "years": pl.Float64,
        "recalled": pl.Float64,
        "ended": pl.Float64,
        "died": pl.Float64,
        "at_risk": pl.Int64,
    }
)
INSIDE = pl.Schema({"day": pl.Float64, "people": pl.Int64, "recalled": pl.Int64})
YEARS = np.arange(0, 5.25, 0.25)
EVERYBODY = "all"
RECALLED, ENDED, DIED = 1, 2, 3
FOLLOWED_YEARS = (1, 2)


def recall_incidence(facts: Facts) -> pl.DataFrame:
    """Return shares recalled, at the end of their licence and dead, by quarter years since release.

    Empty where nobody can be recalled.
    """
    if facts.book.licence is None:
        return pl.DataFrame(schema=INCIDENCE)
    mine = _cohort(facts)
    longest = (facts.book.horizon_days - facts.lives.released_day[mine].min(initial=np.inf)) / (
        DAYS_PER_YEAR
    )
    years = YEARS[longest >= YEARS]
    band = facts.band
    parts = [(EVERYBODY, mine)]
    parts += [(name, mine[band[mine] == code]) for code, name in enumerate(BAND_NAMES)]
    tables = [pl.DataFrame(schema=INCIDENCE)]
    for name, people in parts:
        if not len(people):
            continue
        found = _incidence(facts, people, years)
        columns = {
            "band": [name] * len(years),
            "years": years,
            "recalled": found.gone[RECALLED - 1],
            "ended": found.gone[ENDED - 1],
            "died": found.gone[DIED - 1],
            "at_risk": found.at_risk,
        }
        tables.append(pl.DataFrame(columns, schema=INCIDENCE))
    return pl.concat(tables)


def inside(facts: Facts) -> pl.DataFrame:
    """Return the men in prison quarter by quarter, and those of them who are in by a recall."""
    days = quarters(facts.book.horizon_days)
    _, since, until = facts.lives.back_inside
    again = counts_at(days, since, until)[0]
    first = counts_at(days, *facts.lives.custody)[0]
    return pl.DataFrame({"day": days, "people": first + again, "recalled": again}, schema=INSIDE)


def of_licence(facts: Facts) -> Readings:
    """Read recall; a run too short to follow anybody so long has no share."""
    mine = _cohort(facts)
    _, since, until = facts.lives.back_inside
    window = facts.window
    readings: Readings = {
        "recalls_people": count(facts.in_window(Kind.RECALLED).height),
        "recalled_in_custody_mean_people": ratio(
            clipped_days(since, until, window).sum(), window[1] - window[0]
        ),
    }
    for years, name in zip(FOLLOWED_YEARS, ("1_year", "2_years"), strict=True):
        readings[f"recalled_within_{name}_share"] = _share(facts, mine, float(years))
    return readings


def _share(facts: Facts, people: NDArray[np.int64], years: float) -> Reading:
    whole = float(len(people))
    followed = facts.book.horizon_days - facts.lives.released_day[people]
    if not len(people) or followed.max() < years * DAYS_PER_YEAR:
        return Reading(None, None, whole)
    found = _incidence(facts, people, np.array([years]))
    share = float(found.gone[RECALLED - 1, 0])
    return Reading(share, share * whole, whole)


def _cohort(facts: Facts) -> NDArray[np.int64]:
    """Return everybody first released under supervision in the window."""
    since, until = facts.window
    released = facts.lives.released_day
    mine = (released >= since) & (released < until)
    if "home" in facts.people.columns:
        mine &= (facts.people["home"] != NOBODY).to_numpy()
    return np.flatnonzero(mine)


def _incidence(facts: Facts, people: NDArray[np.int64], years: Floats) -> Incidence:
    lives, horizon = facts.lives, facts.book.horizon_days
    recalled = first_day(facts.of(Kind.RECALLED), facts.people.height)[people]
    ended, died = lives.supervision_ended_day[people], lives.died_day[people]
    gone = np.minimum.reduce([recalled, ended, died, np.full(len(people), horizon)])
    cause = np.select(
        [gone == horizon, gone == recalled, gone == ended], [0, RECALLED, ENDED], DIED
    )
    return aalen_johansen(
        entry=np.zeros(len(people)),
        exit_=gone - lives.released_day[people],
        cause=cause,
        causes=DIED,
        at=years * DAYS_PER_YEAR,
    )
