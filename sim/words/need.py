"""Need as a score from 0 to 1, and the level that is always the cut of it.

One truth: whoever knows the score knows the level, and whoever was told the level alone has a score
within it. The two can never disagree.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.words.bands import Need
from sim.words.luck import Floats

Cuts = tuple[float, float]
"""Where medium begins, and where high begins; each belongs to the level above it."""

USUAL_CUTS: Final[Cuts] = (0.33, 0.67)
LOWEST, HIGHEST = 0.0, 1.0


def level_of(scores: Floats, cuts: Cuts) -> NDArray[np.int8]:
    """Return the level of each score.

    >>> level_of(np.array([0.0, 0.32, 0.33, 0.66, 0.67, 1.0]), USUAL_CUTS).tolist()
    [0, 0, 1, 1, 2, 2]
    """
    found: NDArray[np.int8] = np.searchsorted(np.array(cuts), scores, side="right").astype(np.int8)
    return found


def score_within(levels: NDArray[Any], part: Floats, cuts: Cuts) -> Floats:
    """Return the score that stands `part` of the way through its level, never outside it.

    >>> score_within(np.array([0, 1, 2]), np.array([0.0, 0.5, 1.0]), (0.25, 0.75)).tolist()
    [0.0, 0.5, 1.0]
    """
    edges = np.array([LOWEST, *cuts, HIGHEST])
    begins, ends = edges[levels], edges[levels + 1]
    last = np.where(levels == Need.HIGH, ends, np.nextafter(ends, LOWEST))
    found: Floats = np.clip(begins + (ends - begins) * part, begins, last)
    return found
