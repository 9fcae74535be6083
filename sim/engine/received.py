"""What each man received, read off the log being written, and the reoffending that follows.

Nothing here feeds back into who waits, so one pass serves every belief. A man reoffends by what he
is, his true band, and not by what assessment found.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.terms import Terms
from sim.policies.candidates import Flags
from sim.population.people import Came, People
from sim.rules.reoffending import Received, first_reoffence_days
from sim.scenario.schema import Scenario
from sim.words.bands import Band
from sim.words.kinds import Kind
from sim.words.luck import Floats

Columns = Mapping[str, NDArray[Any]]


def record_reoffending(
    scenario: Scenario, people: People, terms: list[Terms], gate: Gate, log: Columns
) -> None:
    """Write each first reoffence within the run, under each belief. The dead do not reoffend."""
    if scenario.reoffending is None or not scenario.beliefs:
        return
    received = received_by(people, terms, log)
    for code, belief in enumerate(scenario.beliefs):
        days = first_reoffence_days(
            scenario.reoffending, belief, people.true_band, people.reoffending, received
        )
        rows = np.flatnonzero((days < scenario.horizon) & (days < people.dies_day))
        rows = rows[np.lexsort((rows, days[rows]))]
        gate.record_in_bulk(
            Kind.REOFFENDED,
            late=True,
            time=days[rows],
            person=rows,
            site=np.where(people.home[rows] >= 0, people.home[rows], people.site[rows]),
            value=np.full(len(rows), float(code)),
        )


def received_by(people: People, terms: list[Terms], log: Columns) -> Received:
    """Return what everybody received, from the facts of the run in order."""
    circle = np.array([each.circle for each in terms] + [False])
    in_circle = circle[log["provision"]]
    kind = log["kind"]
    exposed = _first_day(log, kind == Kind.RELEASED, len(people))
    ordered = people.came == Came.COMMUNITY
    exposed[ordered] = people.enters_day[ordered]
    programme = ~in_circle
    mixed, mixed_at_first = _mixed(people, log, (kind == Kind.STARTED) & programme)
    return Received(
        exposed_day=exposed,
        completed_day=_first_day(log, (kind == Kind.COMPLETED) & programme, len(people)),
        dropped_day=_first_day(log, (kind == Kind.DROPPED_OUT) & programme, len(people)),
        mixed=mixed,
        circle_day=_first_day(log, (kind == Kind.STARTED) & in_circle, len(people)),
        mixed_at_drop_out=mixed_at_first,
    )


def _first_day(log: Columns, rows: NDArray[np.bool_], count: int) -> Floats:
    """Return the day of each person's first such fact; infinite for none."""
    days = np.full(count, np.inf)
    places = np.flatnonzero(rows)[::-1]  # the first fact is written last, and stays
    days[log["person"][places]] = log["time"][places]
    return days


def _mixed(people: People, log: Columns, rows: NDArray[np.bool_]) -> tuple[Flags, Flags]:
    """Return the low-risk men who sat with anybody of a higher band; and in their first group."""
    person, group = log["person"][rows], log["group"][rows]
    higher = np.zeros(int(group.max(initial=0)) + 1, bool)
    higher[group[people.true_band[person] > Band.LOW]] = True
    theirs = higher[group] & (people.true_band[person] == Band.LOW)
    mixed, at_first = np.zeros(len(people), bool), np.zeros(len(people), bool)
    mixed[person[theirs]] = True
    at_first[person[::-1]] = theirs[::-1]  # the first group is written last, and stays
    return mixed, at_first
