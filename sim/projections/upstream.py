"""People who came before any conviction: starts, waits, and first convictions under each belief.

Followed from the day on which they came to their first conviction, their death or the horizon.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts, Flags
from sim.projections.incidence import share_gone
from sim.projections.lives import first_day
from sim.projections.readings import Reading, Readings, count, ratio
from sim.words.kinds import Cause, Kind
from sim.words.upstream import CONVICTED

FOLLOWED_YEARS = 5.0


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
        readings[f"{CONVICTED}.{belief}"] = convicted_within_5_years(facts, came, code)
    return readings


def came_upstream(facts: Facts, mask: Flags) -> NDArray[np.int64]:
    """Return who of a mask came before any conviction in the window, and not before day 0."""
    rows = facts.in_window(Kind.RECEIVED).filter(
        pl.col("cause").is_in([int(Cause.CIVIL_ORDER), int(Cause.SELF_REFERRED)])
    )
    who: NDArray[np.int64] = rows["person"].to_numpy().astype(np.int64)
    mine: NDArray[np.int64] = who[mask[who]]
    return mine


def convicted_within_5_years(facts: Facts, who: NDArray[np.int64], belief: int) -> Reading:
    """Return the share first convicted within 5 years of coming, death competing."""
    rows = facts.of(Kind.CONVICTED).filter(pl.col("value") == belief)
    ends = [first_day(rows, facts.people.height)[who], facts.lives.died_day[who]]
    return share_gone(facts, who, facts.lives.received_day[who], ends, FOLLOWED_YEARS)
