"""Recall: who is back in prison how soon after a first release, and how many are inside by it.

The people are those first released under supervision in the window; each is followed to his first
recall, the end of his licence, his death or the horizon. Later releases begin no new follow-up.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.incidence import followed, share_gone
from sim.projections.lives import first_day
from sim.projections.occupancy import clipped_days, counts_at, quarters
from sim.projections.readings import Readings, count, ratio
from sim.words.bands import ALL_BANDS, BAND_NAMES
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
RECALLED, ENDED, DIED = 1, 2, 3
FOLLOWED_YEARS = (1.0, 2.0)


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
    parts = [(ALL_BANDS, mine)]
    parts += [(name, mine[band[mine] == code]) for code, name in enumerate(BAND_NAMES)]
    tables = [pl.DataFrame(schema=INCIDENCE)]
    for name, people in parts:
        if not len(people):
            continue
        since = facts.lives.released_day[people]
        found = followed(facts, people, since, _ends(facts, people), years)
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
    _, back, until = facts.lives.back_inside
    window = facts.window
    readings: Readings = {
        "recalls_count": count(facts.in_window(Kind.RECALLED).height),
        "recalled_in_custody_mean_people": ratio(
            clipped_days(back, until, window).sum(), window[1] - window[0]
        ),
    }
    since, ends = facts.lives.released_day[mine], _ends(facts, mine)
    for years, name in zip(FOLLOWED_YEARS, ("1_year", "2_years"), strict=True):
        readings[f"recalled_within_{name}_share"] = share_gone(facts, mine, since, ends, years)
    return readings


def _cohort(facts: Facts) -> NDArray[np.int64]:
    """Return everybody first released under supervision in the window."""
    since, until = facts.window
    released = facts.lives.released_day
    supervised = (facts.people["home"] != NOBODY).to_numpy()
    return np.flatnonzero((released >= since) & (released < until) & supervised)


def _ends(facts: Facts, people: NDArray[np.int64]) -> list[Floats]:
    """Return the days on which following them ends: recalled, licence over, dead."""
    lives = facts.lives
    recalled = first_day(facts.of(Kind.RECALLED), facts.people.height)
    return [day[people] for day in (recalled, lives.supervision_ended_day, lives.died_day)]
