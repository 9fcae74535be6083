"""What a rule for sharing staff may see of the lists in line: a declared set of facts, no other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Candidates
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The lists that stand in line for one site's staff, one row each, in order of the line."""

    waiting: NDArray[np.int64]
    places: NDArray[np.int64]
    """In the largest group."""
    minimum: NDArray[np.int64]
    longest_wait_days: Floats
    mean_risk: Floats
    leaving_within_a_year: NDArray[np.int64]
    in_line_days: Floats
    running: NDArray[np.int64]
    """Groups of the list under way."""
    facilitators: Floats
    """Units of the site's staff that its next group takes."""
    programme: list[str]
    used: Mapping[str, float]
    """Units in use, by programme; a programme that is not there uses none."""
    capacity: float
    """Units of staff at the site, in use or not."""

    def __len__(self) -> int:
        return len(self.programme)

    @property
    def rows(self) -> int:
        return len(self.programme)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the people on one list come to, for its row of `ListFacts`."""

    waiting: int
    longest_wait_days: float
    mean_risk: float
    leaving_within_a_year: int


def waiting_facts(candidates: Candidates, minimum_days_left: float) -> Waiting:
    """Return what the people on a list come to; 0 of everything where nobody waits.

    At stake within a year is whoever has the time to finish now and will not have it in a year.
    """
    if not len(candidates):
        return Waiting(0, 0.0, 0.0, 0)
    spare = candidates.days_left - minimum_days_left
    return Waiting(
        waiting=len(candidates),
        longest_wait_days=float(candidates.waited_days.max()),
        mean_risk=float(np.exp2(candidates.band.astype(np.float64)).mean()),
        leaving_within_a_year=int(np.count_nonzero((spare >= 0) & (spare <= DAYS_PER_YEAR))),
    )
