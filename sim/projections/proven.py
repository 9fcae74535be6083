"""Proven reoffending as officially counted: offence within a year, conviction within six months.

The people are those released, or put on an order, in the window and at least eighteen months
before the log ends; the clock runs by the calendar from the first release, whatever follows.
"""

import numpy as np

from sim.projections.facts import Facts
from sim.projections.readings import Readings, ratio
from sim.projections.reoffending import cohort, first_reoffences
from sim.words.days import DAYS_PER_YEAR
from sim.words.reoffences import PROVEN, PROVEN_SHARE

OFFENCE_DAYS = DAYS_PER_YEAR
CONVICTION_DAYS = 1.5 * DAYS_PER_YEAR


def of_proven(facts: Facts) -> Readings:
    """Read the share under each belief; nothing where the scenario dates no conviction."""
    if PROVEN not in facts.book.reoffences:
        return {}
    everybody = cohort(facts)
    long_enough = everybody.since_day + CONVICTION_DAYS <= facts.book.horizon_days
    people, since = everybody.people[long_enough], everybody.since_day[long_enough]
    takes = facts.people["conviction_days"].to_numpy()[people]
    readings: Readings = {}
    for code, belief in enumerate(facts.book.belief_ids):
        offence = first_reoffences(facts, code).day[people]
        counted = (offence < since + OFFENCE_DAYS) & (offence + takes < since + CONVICTION_DAYS)
        readings[f"{PROVEN_SHARE}.{belief}"] = ratio(float(np.sum(counted)), len(people))
    return readings
