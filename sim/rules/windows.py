"""When in a sentence a programme takes people: so many days before a date, and not earlier."""

import numpy as np

from sim.population.people import People
from sim.scenario.provision import Programme
from sim.words.luck import Floats


def opens_day(programme: Programme, people: People) -> Floats:
    """Return the day from which each person may join; minus infinity where no date is known.

    Where a release hangs on the Parole Board, the window counts from the tariff or hearing.
    """
    window = programme.window
    if window is None:
        return np.full(len(people), -np.inf)
    if window.before == "order_end":
        date = people.supervision_end_day
    else:
        date = np.minimum(people.tariff_day, people.hearing_day)
        if window.before == "release":
            date = np.where(np.isfinite(people.release_day), people.release_day, date)
    result: Floats = np.where(np.isfinite(date), date - window.days, -np.inf)
    return result
