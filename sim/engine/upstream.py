"""First convictions of people who came before any, written under each belief once the run is over.

Nothing here feeds back into who waits: whoever is convicted is followed no further. The dead are
not convicted.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.terms import Terms
from sim.population.facts import is_upstream
from sim.population.people import People
from sim.rules.convictions import first_conviction_days
from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from sim.words.luck import Floats

Columns = Mapping[str, NDArray[Any]]


def record_convictions(
    scenario: Scenario, people: People, terms: list[Terms], gate: Gate, log: Columns
) -> None:
    """Write each first conviction within the run, under each belief."""
    rows = np.flatnonzero(is_upstream(people))
    if scenario.first_conviction is None or not scenario.beliefs or not len(rows):
        return
    completed = _first_completion_days(terms, log, len(people))[rows]
    for code, belief in enumerate(scenario.beliefs):
        days = first_conviction_days(
            scenario.first_conviction,
            belief.upstream,
            band=people.true_band[rows],
            luck=people.reoffending[rows],  # who has no conviction has no reoffence to draw for
            came_day=people.enters_day[rows],
            completed_day=completed,
        )
        found = np.flatnonzero((days < scenario.horizon) & (days < people.dies_day[rows]))
        found = found[np.lexsort((rows[found], days[found]))]
        gate.record_in_bulk(
            Kind.CONVICTED,
            late=True,
            time=days[found],
            person=rows[found],
            site=people.site[rows[found]],
            value=np.full(len(found), float(code)),
        )


def _first_completion_days(terms: list[Terms], log: Columns, count: int) -> Floats:
    """Return the day of each person's first completion of a programme; infinite for none."""
    circle = np.array([each.circle for each in terms] + [False])
    done = np.flatnonzero((log["kind"] == Kind.COMPLETED) & ~circle[log["provision"]])[::-1]
    days = np.full(count, np.inf)
    days[log["person"][done]] = log["time"][done]  # the first is written last, and stays
    return days
