"""What a policy may see of the people who wait: a declared set of facts, and no other.

What is not a field here (ethnicity, religion, ...) no policy can use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.words.luck import Floats, Words

Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The people on one list at one allocation, one row each, as columns.

    `release_day` is the day on which the man leaves if nothing intervenes, as far as anybody can
    know it (release, end of the licence or order, a date in a listed file); infinite where no day
    is known. When a man would give up waiting is his own affair and is not shown. `ticket` is his
    lottery number for this drawing. Days count from the scenario's start date.
    """

    today: float
    band: Codes
    """Risk band as last assessed."""
    sentence: Codes
    age_years: Floats
    """Age on entering the system."""
    joined_day: Floats
    release_day: Floats
    tariff_day: Floats
    denial: Flags
    learning_disability: Flags
    internet_only: Flags
    cse: Flags
    motivated: Flags
    ticket: Words
    need: Codes
    need_score: Floats
    """Assessed need from 0 to 1; the level is the cut of it."""
    motivation: Floats
    """How motivated, as a quantile: 0.9 is more than nine in ten of all men."""
    review_day: Floats
    """Next hearing of the Parole Board; infinite if none is due."""
    completed: Codes
    """Programmes completed so far, a programme done before day 0 included."""
    tags: Mapping[str, Flags] = field(default_factory=dict)
    """Needs by name, as the scenario's streams name them."""

    def __len__(self) -> int:
        return len(self.band)

    @property
    def waited_days(self) -> Floats:
        return self.today - self.joined_day

    @property
    def days_left(self) -> Floats:
        """Days until the man leaves if nothing intervenes; infinite where no day is known."""
        return self.release_day - self.today
