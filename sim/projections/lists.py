"""Every list at every site over the window: who came, who started, who left, who waits."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "site": pl.String,
        "provision": pl.String,
        "joined": pl.Int64,
        "started": pl.Int64,
        "left": pl.Int64,
        "waiting_at_end": pl.Int64,
        "wait_mean_days": pl.Float64,
        "waiting_mean_people": pl.Float64,
        "left_share": pl.Float64,
    }
)


def lists(facts: Facts) -> pl.DataFrame:
    """Return one row a site and provision that anybody waited for, circles included.

    `wait_mean_days` is of those who started in the window and null if nobody did.
    """
    stays, (since, until) = facts.stays, facts.window
    provisions = len(facts.book.provisions)
    key = (stays["site"].cast(pl.Int64) * provisions + stays["provision"].cast(pl.Int64)).to_numpy()
    joined, ended = stays["joined_day"].to_numpy(), stays["ended_day"].fill_null(np.inf).to_numpy()
    used, place = np.unique(key, return_inverse=True)

    def people(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(place[which], minlength=len(used))

    def days(length_days: Floats) -> Floats:
        total: Floats = np.bincount(place, length_days, len(used)).astype(np.float64)
        return total

    ended_here = (ended >= since) & (ended < until)
    started_here = ended_here & (stays["how"] == "started").to_numpy()
    left_here = ended_here & (stays["how"] == "left").to_numpy()
    started, left = people(started_here), people(left_here)
    waits_days = days(np.where(started_here, ended - stays["since_day"].to_numpy(), 0.0))
    waiting_days = days(clipped_days(joined, ended, facts.window))
    return pl.DataFrame(
        {
            "site": facts.site_ids(pl.Series(used // provisions)),
            "provision": facts.provision_ids(pl.Series(used % provisions)),
            "joined": people((joined >= since) & (joined < until)),
            "started": started,
            "left": left,
            "waiting_at_end": people((joined < until) & (ended >= until)),
            "wait_mean_days": _ratios(waits_days, started),
            "waiting_mean_people": waiting_days / (until - since),
            "left_share": _ratios(left.astype(np.float64), started + left),
        },
        schema=SCHEMA,
    )


def _ratios(numerator: Floats, denominator: NDArray[np.int64]) -> pl.Series:
    """Return each quotient; null where there is nothing to divide by."""
    quotient = numerator / np.maximum(denominator, 1)
    return pl.Series(np.where(denominator > 0, quotient, np.nan)).fill_nan(None)
