"""When somebody who came before any conviction is first convicted, under one belief.

His own luck read through a hazard, as reoffending is: with no effect nobody's outcome differs
between policies, and a stronger effect moves each man one way only. What he received counts from
the moment he has completed it, and never before.
"""

import numpy as np

from sim.policies.candidates import Codes
from sim.rules.hazards import Constant, Halving, Hazard, first_to_reach
from sim.scenario.beliefs import RatioByBand
from sim.scenario.upstream import FirstConviction
from sim.words.bands import BAND_NAMES
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
    by_band = {str(name): share for name, share in terms.within_5_years_share.items()}
    effect = _by_band(ratio, band)
    changed = np.isfinite(completed_day) & (effect != 1)  # a ratio of 1 leaves no rounding behind
    since = np.where(changed, (completed_day - came_day) / DAYS_PER_YEAR, np.inf)
    years = first_to_reach(
        -np.log1p(-luck), Hazard.of_shares(by_band, shape, band), since[None], effect[None]
    )
    days: Floats = np.round(came_day + years * DAYS_PER_YEAR, 9)
    return days


def _by_band(ratio: RatioByBand, band: Codes) -> Floats:
    if isinstance(ratio, dict):
        by_band = {str(name): each for name, each in ratio.items()}
        return np.array([by_band.get(each, 1.0) for each in BAND_NAMES])[band]
    return np.full(len(band), float(ratio))
