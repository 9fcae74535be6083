"""Levels of MAPPA: the one on release by band, and one level down after a time without recall.

Nothing in the run hangs on a level, so they are worked out from the run's own log once it is over.
A level holds until the next one, a recall, the end of the licence or death.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.population.people import People
from sim.scenario.licence import Mappa
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES
from sim.words.kinds import ENDS_OF_LEVEL, NOBODY, Cause, Kind
from sim.words.luck import Floats

LOWEST = 1
DECIMALS = 9


def record_levels(
    scenario: Scenario, people: People, gate: Gate, log: Mapping[str, NDArray[Any]]
) -> None:
    """Write each level at which a man is managed from some day on."""
    mappa = None if scenario.licence is None else scenario.licence.mappa
    if mappa is None:
        return
    out = log["kind"] == Kind.RELEASED
    out &= people.home[np.maximum(log["person"], 0)] != NOBODY
    rows = np.flatnonzero(out)
    who, since = log["person"][rows], log["time"][rows]
    level = _level_of(mappa)[_bands(people, log, rows)]
    until = _ends(log, rows, who)
    on = until > since
    since, who, level, until = since[on], who[on], level[on], until[on]
    while len(who):
        gate.record_in_bulk(
            Kind.MAPPA_SET,
            late=True,
            time=since,
            person=who,
            site=people.home[who],
            value=level.astype(float),
        )
        if mappa.review_days is None:
            return
        since = np.round(since + mappa.review_days, DECIMALS)
        on = (since < until) & (since < scenario.horizon) & (level > LOWEST)
        since, who, level, until = since[on], who[on], level[on] - 1, until[on]


def _level_of(mappa: Mappa) -> NDArray[np.int64]:
    """Return the level of each band: the highest of which it is named."""
    named = {2: set(map(str, mappa.level_2)), 3: set(map(str, mappa.level_3))}
    return np.array(
        [
            max([LOWEST, *(level for level, of in named.items() if band in of)])
            for band in BAND_NAMES
        ]
    )


def _bands(
    people: People, log: Mapping[str, NDArray[Any]], rows: NDArray[np.intp]
) -> NDArray[np.int8]:
    """Return the band of each row's person as last assessed before it."""
    again = np.flatnonzero((log["kind"] == Kind.ASSESSED) & (log["cause"] == Cause.REASSESSED))
    who = log["person"][rows].astype(np.int64)
    first = people.band[who]
    if not len(again):
        return first
    width = len(log["kind"]) + 1
    known = log["person"][again].astype(np.int64) * width + again
    order = np.argsort(known)
    place = np.searchsorted(known[order], who * width + rows) - 1
    last = again[order][np.maximum(place, 0)]
    mine = (place >= 0) & (log["person"][last] == who)
    return np.where(mine, log["value"][last], first).astype(np.int8)


def _ends(log: Mapping[str, NDArray[Any]], rows: NDArray[np.intp], who: NDArray[Any]) -> Floats:
    """Return the day on which each of these times on licence ends; infinite for not in the run."""
    ends = np.flatnonzero(np.isin(log["kind"], [int(kind) for kind in ENDS_OF_LEVEL]))
    width = len(log["kind"]) + 1
    known = log["person"][ends].astype(np.int64) * width + ends
    order = np.argsort(known)
    place = np.searchsorted(known[order], who.astype(np.int64) * width + rows)
    found = place < len(order)
    next_end = ends[order][np.minimum(place, len(order) - 1)] if len(order) else rows
    mine = found & (log["person"][next_end] == who)
    return np.where(mine, log["time"][next_end], np.inf)
