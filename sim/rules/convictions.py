"""When somebody who came before any conviction is first convicted, under one belief.

His own luck read through a hazard, as reoffending is: with no effect nobody's outcome differs
between policies, and a stronger effect moves each man one way only. What he received counts from
the moment he has completed it, and never before.
"""

import numpy as np

from sim.policies.candidates import Codes
from sim.rules.bands import of_each_band
from sim.rules.hazards import Constant, Halving, Hazard, first_to_reach
from sim.scenario.beliefs import RatioByBand
from sim.scenario.upstream import FirstConviction
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats


def first_conviction_days(
    terms: FirstConviction,
    ratio: RatioByBand,
    *,
    band: Codes,
    luck: Floats,
    came_day: Floats,
    completed_day: Floats,
) -> Floats:
    """Return the day of each man's first conviction; infinite for never."""
    shape = Constant() if terms.halving_years is None else Halving(terms.halving_years)
    effect = np.array(of_each_band(ratio, otherwise=1.0))[band]
    changed = np.isfinite(completed_day) & (effect != 1)  # a ratio of 1 leaves no rounding behind
    since = np.where(changed, (completed_day - came_day) / DAYS_PER_YEAR, np.inf)
    years = first_to_reach(
        -np.log1p(-luck),
        Hazard.of_shares(terms.within_5_years_share, shape, band),
        since[None],
        effect[None],
    )
    days: Floats = np.round(came_day + years * DAYS_PER_YEAR, 9)
    return days
