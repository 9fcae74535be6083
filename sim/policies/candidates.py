"""What a policy may see of the people who wait: a declared set of facts, and no other.

What is not a field here (ethnicity, religion, ...) no policy can use.
"""

from dataclasses import dataclass

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
    sentence: Codes
    age_years: Floats
    joined_day: Floats
    release_day: Floats
    tariff_day: Floats
    denial: Flags
    learning_disability: Flags
    internet_only: Flags
    cse: Flags
    motivated: Flags
    ticket: Words

    def __len__(self) -> int:
        return len(self.band)

    @property
    def waited_days(self) -> Floats:
        return self.today - self.joined_day

    @property
    def days_left(self) -> Floats:
        """Days until the man leaves if nothing intervenes; infinite where no day is known."""
        return self.release_day - self.today
