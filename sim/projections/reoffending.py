"""First reoffences under each belief, by cause, death competing, by years since release.

The people are those released, or put on a community order, in the window; each is followed to
his first reoffence, his death or the horizon. Years go by the calendar from the first release:
time in prison again is in them, and nobody reoffends in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.incidence import Incidence, followed
from sim.projections.lives import first_day
from sim.words.bands import ALL_BANDS, BAND_NAMES
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import TAKEN_BACK, Cause, Kind
from sim.words.luck import Floats
from sim.words.reoffences import ANY, CAUSES, SEXUAL

SCHEMA = pl.Schema(
    {
        "belief": pl.String,
        "band": pl.String,
        "cause": pl.String,
        "years": pl.Float64,
        "reoffended": pl.Float64,
        "died": pl.Float64,
        "at_risk": pl.Int64,
    }
)
FIRST_SCHEMA = pl.Schema(
    {
        "belief": pl.String,
        "event": pl.String,
        "years": pl.Float64,
        "share": pl.Float64,
        "at_risk": pl.Int64,
    }
)
YEARS = np.arange(0, 10.25, 0.25)

_COUNTED: Mapping[str, tuple[Cause, ...]] = MappingProxyType(
    {
        SEXUAL: (Cause.NONE, Cause.CONTACT, Cause.IMAGE),
        "contact": (Cause.CONTACT,),
        "image": (Cause.IMAGE,),
        "other": (Cause.OTHER,),
        ANY: (Cause.NONE, Cause.CONTACT, Cause.IMAGE, Cause.OTHER),
    }
)
"""What is counted as a reoffence in each row of the table."""

_EXITS: tuple[Cause, ...] = _COUNTED[ANY]
_DIED, _RECALLED = len(_EXITS) + 1, len(_EXITS) + 2


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who is followed, from when, and how long the longest can be."""

    people: NDArray[np.int64]
    since_day: Floats
    longest_years: float


@dataclass(frozen=True, slots=True)
class First:
    """Everybody's first reoffence: its day, infinite for none, and its cause."""

    day: Floats
    cause: NDArray[np.int64]


def cohort(facts: Facts) -> Cohort:
    """Return everybody released, or put on an order, in the window."""
    exposed = facts.lives.exposed_day
    in_window = (exposed >= facts.window[0]) & (exposed < facts.window[1])
    return followed_from(facts, np.flatnonzero(in_window))


def followed_from(facts: Facts, people: NDArray[np.int64]) -> Cohort:
    """Return these people with the days from which they are followed."""
    since = facts.lives.exposed_day[people]
    longest = (facts.book.horizon_days - since.min()) / DAYS_PER_YEAR if len(people) else 0.0
    return Cohort(people, since, float(longest))


def first_reoffences(facts: Facts, belief: int) -> First:
    """Return everybody's first reoffence under the belief of this code."""
    rows = facts.of(Kind.REOFFENDED).filter(pl.col("value") == belief)
    cause = np.zeros(facts.people.height, np.int64)
    cause[rows["person"].to_numpy()] = rows["cause"].to_numpy()
    return First(first_day(rows, facts.people.height), cause)


def incidence(
    facts: Facts, mine: Cohort, first: First, years: Floats, *, until_recall: bool = False
) -> Incidence:
    """Return the incidence of each cause of `_EXITS`, of death, and of recall where it competes."""
    people = mine.people
    cause, day = first.cause[people], first.day[people]
    ends = [np.where(cause == each, day, np.inf) for each in _EXITS]
    ends.append(facts.lives.died_day[people])
    recalled = np.full(len(people), np.inf)
    if until_recall:
        back = facts.events.filter(pl.col("kind").is_in([int(kind) for kind in TAKEN_BACK]))
        recalled = first_day(back, facts.people.height)[people]
    return followed(facts, people, mine.since_day, [*ends, recalled], years)


def share_by(found: Incidence, cause: str) -> Floats:
    """Return the share gone by a row's causes: a reoffence of any of them."""
    return sum((found.gone[_EXITS.index(each)] for each in _COUNTED[cause]), np.zeros(1))


def causes_told(facts: Facts) -> tuple[str, ...]:
    """Return the rows a scenario has: sexual alone, or that and each cause and any of them."""
    told = tuple(cause for cause in CAUSES if cause in facts.book.reoffences)
    return (SEXUAL, *told, *((ANY,) if told else ()))


def reoffending(facts: Facts) -> pl.DataFrame:
    """Return shares reoffended and died by quarter years since release, by band and for all.

    Years go to 10, or as far as anybody of the window could be followed. A band nobody is in has
    no rows. Causes compete: the share of one is of those whose first reoffence it is.
    """
    everybody = cohort(facts)
    bands = _by_band(facts, everybody)
    years = YEARS[everybody.longest_years >= YEARS]
    parts = [pl.DataFrame(schema=SCHEMA)]
    for code, belief in enumerate(facts.book.belief_ids):
        first = first_reoffences(facts, code)
        for band, part in bands:
            found = incidence(facts, part, first, years)
            for cause in causes_told(facts):
                columns = {
                    "belief": [belief] * len(years),
                    "band": [band] * len(years),
                    "cause": [cause] * len(years),
                    "years": years,
                    "reoffended": share_by(found, cause),
                    "died": found.gone[_DIED - 1],
                    "at_risk": found.at_risk,
                }
                parts.append(pl.DataFrame(columns, schema=SCHEMA))
    return pl.concat(parts)


def first_after_release(facts: Facts) -> pl.DataFrame:
    """Return what came first after release: a reoffence by cause, a return to prison, death.

    Only where somebody was recalled or sentenced again; else the table `reoffending` says it all.
    """
    parts = [pl.DataFrame(schema=FIRST_SCHEMA)]
    again = facts.events["kind"].is_in([int(kind) for kind in TAKEN_BACK])
    everybody = cohort(facts)
    if not again.any() or not len(everybody.people):
        return parts[0]
    years = YEARS[everybody.longest_years >= YEARS]
    for code, belief in enumerate(facts.book.belief_ids):
        first = first_reoffences(facts, code)
        found = incidence(facts, everybody, first, years, until_recall=True)
        for event, share in _events(facts, found):
            columns = {
                "belief": [belief] * len(years),
                "event": [event] * len(years),
                "years": years,
                "share": share,
                "at_risk": found.at_risk,
            }
            parts.append(pl.DataFrame(columns, schema=FIRST_SCHEMA))
    return pl.concat(parts)


def _events(facts: Facts, found: Incidence) -> Iterator[tuple[str, Floats]]:
    told = causes_told(facts)
    for cause in told[1:-1] if len(told) > 1 else told:
        yield cause, share_by(found, cause)
    yield "returned to prison", found.gone[_RECALLED - 1]
    yield "died", found.gone[_DIED - 1]
    yield "none of these", found.remaining


def _by_band(facts: Facts, everybody: Cohort) -> list[tuple[str, Cohort]]:
    """Return the cohort whole and by band, without the bands nobody is in."""
    parts = [(ALL_BANDS, everybody)]
    band = facts.band[everybody.people]
    for code, name in enumerate(BAND_NAMES):
        mine = band == code
        part = Cohort(everybody.people[mine], everybody.since_day[mine], everybody.longest_years)
        parts.append((name, part))
    return [(name, part) for name, part in parts if len(part.people)]
