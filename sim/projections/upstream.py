"""People who came before any conviction: starts, waits, and first convictions under each belief.

Followed from the day on which they came to their first conviction, their death or the horizon.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts, Flags
from sim.projections.incidence import aalen_johansen
from sim.projections.lives import first_day
from sim.projections.readings import Reading, Readings, count, ratio
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from sim.words.upstream import CONVICTED

FOLLOWED_DAYS = 5 * DAYS_PER_YEAR
_CONVICTED, _DIED = 1, 2


def of_upstream(facts: Facts) -> Readings:
    """Read what people who came before any conviction received, and what became of them."""
    since, until = facts.window
    programme = pl.col("provision").is_in(facts.provisions("programme"))
    starts = facts.in_window(Kind.STARTED).filter(programme)["person"].to_numpy()
    stays = facts.programme_stays.filter(
        facts.upstream[facts.programme_stays["person"].to_numpy()],
        pl.col("ended_day") >= since,
        pl.col("ended_day") < until,
    )
    started = stays.filter(pl.col("how") == "started")
    left = stays.filter(pl.col("how") == "left")
    readings: Readings = {
        "upstream_started_people": count(facts.upstream[starts].sum()),
        "upstream_wait_to_start_mean_days": ratio(
            float(started["wait_days"].to_numpy().sum()), started.height
        ),
        "upstream_left_without_starting_share": ratio(left.height, left.height + started.height),
    }
    came = came_upstream(facts, facts.upstream)
    for code, belief in enumerate(facts.book.belief_ids):
        share = convicted_within_5_years(facts, came, code)
        within = None if share is None else share * len(came)
        readings[f"{CONVICTED}.{belief}"] = Reading(share, within, float(len(came)))
    return readings


def came_upstream(facts: Facts, mask: Flags) -> NDArray[np.int64]:
    """Return who of a mask came before any conviction in the window, and not before day 0."""
    rows = facts.in_window(Kind.RECEIVED).filter(
        pl.col("cause").is_in([int(Cause.CIVIL_ORDER), int(Cause.SELF_REFERRED)])
    )
    who: NDArray[np.int64] = rows["person"].to_numpy().astype(np.int64)
    mine: NDArray[np.int64] = who[mask[who]]
    return mine


def convicted_within_5_years(facts: Facts, who: NDArray[np.int64], belief: int) -> float | None:
    """Return the share first convicted within 5 years of coming, death competing.

    No value where nobody could be followed for so long.
    """
    since = facts.lives.received_day[who]
    if not len(who) or facts.book.horizon_days - since.min() < FOLLOWED_DAYS:
        return None
    rows = facts.of(Kind.CONVICTED).filter(pl.col("value") == belief)
    convicted = first_day(rows, facts.people.height)[who]
    died = facts.lives.died_day[who]
    gone = np.minimum(np.minimum(convicted, died), facts.book.horizon_days)
    cause = np.select([gone == convicted, gone == died], [_CONVICTED, _DIED], 0)
    found = aalen_johansen(
        entry=np.zeros(len(who)),
        exit_=gone - since,
        cause=cause,
        causes=_DIED,
        at=np.array([FOLLOWED_DAYS]),
    )
    return float(found.gone[_CONVICTED - 1, 0])
