"""Where each person may wait under one policy, when, and in what place: worked out before the run.

Three queues a person can join in turn: for a programme where he is received, for one under
supervision after that, and for a circle. What hangs on a decision (a release by the Board) is left
open here, as an infinite day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.frame import Terms
from sim.population.people import Came, People
from sim.population.sampling import sample
from sim.rules.eligibility import (
    Places,
    community_places,
    may_have_circle,
    prison_places,
)
from sim.scenario.schema import Policy, Scenario
from sim.words.kinds import NOBODY
from sim.words.luck import Floats


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue a person: where, from which day if known, and when he leaves if known."""

    places: Places
    day: Floats
    """Day on which he joins, as far as is known beforehand; infinite if it is not."""
    waited: Floats
    """Days already waited on joining (the backlog of day 0)."""
    leaves: Floats
    """Day on which he leaves if nothing intervenes; infinite if there is none."""
    known_leave: Floats
    """The same as far as anybody could know it: a date, never his own patience. Orders see this."""

    @property
    def known(self) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = (self.places.provision != NOBODY) & np.isfinite(self.day)
        return known


@dataclass(frozen=True, slots=True)
class Queues:
    """All three, and the delays that count from a release."""

    first: Queue
    community: Queue
    circle: Queue
    moved: NDArray[np.bool_]
    """Moved to another prison before joining."""
    community_delay: Floats
    referral_delay: Floats
    gives_up_circle: Floats
    """Days that he stays on a circle list; infinite for as long as it takes."""


def queues(scenario: Scenario, policy: Policy, people: People, terms: list[Terms]) -> Queues:
    """Return where and when each person may wait under `policy`."""
    first, moved = _first(scenario, policy, people)
    plain = people.came == Came.LIST
    out = _days_out(people)
    delay = np.zeros(len(people))
    if scenario.community_after_release is not None:
        delay = sample(scenario.community_after_release.delay_days, people.community_luck)
    ordered = people.came == Came.COMMUNITY
    places = community_places(scenario, policy, people)
    if scenario.community_after_release is None:
        places.provision[~ordered] = NOBODY
        places.site[~ordered] = NOBODY
    joins = np.where(ordered, np.maximum(people.assessed_day, people.enters_day), out + delay)
    community = Queue(
        places=places,
        day=joins,
        waited=np.where(ordered, np.maximum(people.enters_day - people.assessed_day, 0.0), 0.0),
        # Copies: a release by the Board fixes them, here alone. Plain lists may share the list.
        leaves=np.where(plain, first.leaves, people.supervision_end_day),
        known_leave=np.where(plain, first.known_leave, people.supervision_end_day),
    )
    asks = may_have_circle(policy, people) & bool(scenario.circles)
    referral, gives_up = np.zeros(len(people)), np.full(len(people), np.inf)
    if scenario.circles is not None:
        referral = sample(scenario.circles.referral_days, people.referral_luck)
        if scenario.circles.gives_up_days is not None:
            gives_up = sample(scenario.circles.gives_up_days, people.gives_up_luck)
    referred = np.where(ordered, people.enters_day, out) + referral
    circle_code = next((each.code for each in terms if each.circle), NOBODY)
    circle = Queue(
        places=Places(
            np.where(asks, circle_code, NOBODY).astype(np.int16),
            np.where(asks, people.home, NOBODY).astype(np.int16),
        ),
        day=referred,
        waited=np.zeros(len(people)),
        leaves=referred + gives_up,
        known_leave=np.full(len(people), np.inf),
    )
    return Queues(first, community, circle, moved, delay, referral, gives_up)


def _first(scenario: Scenario, policy: Policy, people: People) -> tuple[Queue, NDArray[np.bool_]]:
    places = prison_places(scenario, policy, people)
    moved = (places.provision != NOBODY) & (places.site != people.site)
    ready = people.assessed_day.copy()
    if scenario.transfers is not None:
        ready[moved] += sample(scenario.transfers.delay_days, people.transfer_luck)[moved]
    day = np.maximum(ready, people.enters_day)
    plain = people.came == Came.LIST
    leaves = np.where(plain, people.gives_up_day, people.release_day)
    waited = np.maximum(people.enters_day - ready, 0.0)
    known_leave = np.where(plain & ~people.gives_up_known, np.inf, leaves)
    return Queue(places, day, waited, leaves, known_leave), moved


def _days_out(people: People) -> Floats:
    """Return the day of release where no Board sits: known, if nothing holds him back."""
    known = (people.came == Came.CUSTODY) & ~np.isfinite(people.hearing_day)
    return np.where(known, people.release_day, np.inf)
