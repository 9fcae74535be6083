"""Facilitator capacity, site by site and year by year: in post, and in use."""

import numpy as np
import polars as pl

from sim.projections.capacity import facilitators_in_post, facilitators_in_use
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {"site": pl.String, "year": pl.Int64, "in_post": pl.Float64, "in_use": pl.Float64}
)


def facilitators(facts: Facts) -> pl.DataFrame:
    """Return time means over each year of the run (the last may be short) of every staffed site.

    Both are in units of group-carrying capacity: posts times the groups each may carry.
    """
    in_post, in_use = facilitators_in_post(facts), facilitators_in_use(facts)
    starts = np.arange(0.0, facts.book.horizon_days, DAYS_PER_YEAR)
    ends = np.append(starts[1:], facts.book.horizon_days)
    years = list(zip(starts.tolist(), ends.tolist(), strict=True))
    posts, uses = _means(facts, in_post, years), _means(facts, in_use, years)
    staffed = np.flatnonzero((posts > 0).any(axis=0) | (uses > 0).any(axis=0))
    return pl.DataFrame(
        {
            "site": [facts.book.sites[site].id for site in staffed for _ in years],
            "year": list(range(len(years))) * len(staffed),
            "in_post": posts[:, staffed].T.ravel(),
            "in_use": uses[:, staffed].T.ravel(),
        },
        schema=SCHEMA,
    )


def _means(facts: Facts, held: pl.DataFrame, years: list[tuple[float, float]]) -> Floats:
    """Return the time mean of the amounts held, shape (years, sites)."""
    since, until = held["since_day"].to_numpy(), held["until_day"].to_numpy()
    site, amount = held["site"].to_numpy(), held["amount"].to_numpy()
    sites = len(facts.book.sites)
    return np.array(
        [
            np.bincount(site, clipped_days(since, until, year) * amount, sites)
            / (year[1] - year[0])
            for year in years
        ]
    ).reshape(len(years), sites)
