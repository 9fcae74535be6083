"""Where each person may wait under one policy, when, and in what place: worked out before the run.

Three queues a person can join in turn: for a programme where he is received, for one under
supervision after that, and for a circle. What hangs on a decision (a release by the Board) is left
open here, as an infinite day. Nobody joins before the programme is on offer and its window is open,
or before the move that brings him to it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.terms import Terms
from sim.population.people import Came, People
from sim.population.rationed import Rate, slots
from sim.population.sampling import sample
from sim.rules.eligibility import may_have_circle
from sim.rules.placement import Places, community_places, prison_places
from sim.scenario.circles import Circles
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.words.days import DAYS_PER_MONTH
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

    held: NDArray[np.bool_]
    """Ready before the programme's window opens."""
    ready: Floats
    """Day, from entry on, on which he could join if it had no window; infinite if unknown."""

    @property
    def known(self) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = (self.places.provision != NOBODY) & np.isfinite(self.day)
        return known


@dataclass(frozen=True, slots=True)
class Moves:
    """Men who are moved to another prison before joining."""

    moved: NDArray[np.bool_]
    asked: Floats
    """Day on which he asks to be moved, where moves are rationed; infinite for everybody else."""


@dataclass(frozen=True, slots=True)
class Queues:
    """All three, and the delays that count from a release."""

    first: Queue
    community: Queue
    circle: Queue
    moved: NDArray[np.bool_]
    """Moved to another prison before joining."""
    asked: Floats
    """Day on which he asks to be moved, where moves are rationed; infinite for everybody else."""
    community_delay: Floats
    referral_delay: Floats
    gives_up_circle: Floats
    """Days that he stays on a circle list; infinite for as long as it takes."""


def queues(
    scenario: Scenario,
    policy: Policy,
    people: People,
    terms: list[Terms],
    tag_names: tuple[str, ...] = (),
) -> Queues:
    """Return where and when each person may wait under `policy`."""
    first, moves = _first(scenario, policy, people, tag_names)
    out = _days_out(people)
    delay = np.zeros(len(people))
    if scenario.community_after_release is not None:
        delay = sample(scenario.community_after_release.delay_days, people.community_luck)
    community = _community(scenario, policy, people, tag_names, out + delay, first)
    asks = may_have_circle(policy, people, tag_names) & bool(scenario.circles)
    referred, referral = _referrals(scenario.circles, people, out)
    gives_up = np.full(len(people), np.inf)
    if scenario.circles is not None and scenario.circles.gives_up_days is not None:
        gives_up = sample(scenario.circles.gives_up_days, people.gives_up_luck)
    circle_code = next((each.code for each in terms if each.circle), NOBODY)
    always = np.full(len(people), -np.inf)
    circle = Queue(
        places=Places(
            np.where(asks, circle_code, NOBODY).astype(np.int16),
            np.where(asks, people.home, NOBODY).astype(np.int16),
            always,
            always,
        ),
        day=referred,
        waited=np.zeros(len(people)),
        leaves=referred + gives_up,
        known_leave=np.full(len(people), np.inf),
        held=np.zeros(len(people), bool),
        ready=referred,
    )
    return Queues(first, community, circle, moves.moved, moves.asked, delay, referral, gives_up)


def _referrals(circles: Circles | None, people: People, out: Floats) -> tuple[Floats, Floats]:
    """Return when each is referred for a circle, if known, and the delay from any other release."""
    start = np.where(people.came == Came.COMMUNITY, people.enters_day, out)
    none = np.zeros(len(people))
    if circles is None:
        return start, none
    referral = circles.referral
    days = sample(
        circles.referral_days if referral is None else referral.days, people.referral_luck
    )
    if referral is None or referral.when == "after_release":
        return start + days, days
    ahead = np.where(people.came == Came.CUSTODY, days, 0.0)
    return np.maximum(start - ahead, people.enters_day), none


def _first(
    scenario: Scenario, policy: Policy, people: People, tag_names: tuple[str, ...]
) -> tuple[Queue, Moves]:
    places = prison_places(scenario, policy, people, tag_names)
    asks = np.maximum(np.maximum(people.assessed_day, places.window), places.offered)
    ready, moves = _moved(scenario, people, places, asks)
    plain = people.came == Came.LIST
    leaves = np.where(plain, people.gives_up_day, people.release_day)
    could = np.maximum(people.assessed_day, people.enters_day)
    queue = Queue(
        places=places,
        day=np.maximum(ready, people.enters_day),
        waited=np.maximum(people.enters_day - ready, 0.0),
        leaves=leaves,
        known_leave=np.where(plain & ~people.gives_up_known, np.inf, leaves),
        held=(places.provision != NOBODY) & (places.window > could),
        ready=could,
    )
    return queue, moves


def _moved(
    scenario: Scenario, people: People, places: Places, asks: Floats
) -> tuple[Floats, Moves]:
    """Return from when each person may join where he is to wait, once he has been moved there.

    Who asked before day 0 is on his way by then; who declines takes up nobody's turn.
    """
    moved = (places.provision != NOBODY) & (places.site != people.site)
    ready, asked = asks.copy(), np.full(len(people), np.inf)
    transfers = scenario.transfers
    if transfers is None:
        return ready, Moves(moved, asked)
    if transfers.per_month is not None:
        rate = Rate.of(scenario, transfers.per_month).divided_by(DAYS_PER_MONTH)
        gone = np.minimum(people.release_day, people.dies_day)
        stands = moved & people.consents & (asks >= 0) & (asks < np.minimum(gone, scenario.horizon))
        rows = np.flatnonzero(stands)
        asked[rows] = asks[rows]
        who = dict(zip(rows.tolist(), asks[rows].tolist(), strict=True))
        turns = slots(who, gone.tolist(), rate)
        ready[rows] = np.inf
        ready[list(turns)] = list(turns.values())
    ready[moved] += sample(transfers.delay_days, people.transfer_luck)[moved]
    return ready, Moves(moved, asked)


def _community(
    scenario: Scenario,
    policy: Policy,
    people: People,
    tag_names: tuple[str, ...],
    out: Floats,
    first: Queue,
) -> Queue:
    """Return the queue under supervision: from the start of an order, or from `out` of prison."""
    ordered, plain = people.came == Came.COMMUNITY, people.came == Came.LIST
    ready = np.where(ordered, np.maximum(people.assessed_day, people.enters_day), out)
    # Whose release hangs on the Board: by what is on offer when he is first heard.
    guess = np.where(np.isfinite(ready), ready, np.maximum(people.hearing_day, people.enters_day))
    places = community_places(scenario, policy, people, tag_names, guess)
    if scenario.community_after_release is None:
        for column in (places.provision, places.site):
            column[~ordered] = NOBODY
    opens = np.maximum(places.window, places.offered)
    joined = np.maximum(people.assessed_day, opens)
    return Queue(
        places=places,
        day=np.maximum(ready, opens),
        waited=np.where(ordered, np.maximum(people.enters_day - joined, 0.0), 0.0),
        # Copies: a release by the Board fixes them, here alone. Plain lists may share the list.
        leaves=np.where(plain, first.leaves, people.supervision_end_day),
        known_leave=np.where(plain, first.known_leave, people.supervision_end_day),
        held=ordered & (places.provision != NOBODY) & (places.window > ready),
        ready=ready,
    )


def _days_out(people: People) -> Floats:
    """Return the day of release where no Board sits: known, if nothing holds him back."""
    known = (people.came == Came.CUSTODY) & ~np.isfinite(people.hearing_day)
    return np.where(known, people.release_day, np.inf)
