"""One policy, one replication: people and terms in, a history out."""

import gc
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.boards import Boards
from sim.engine.circle_referrals import CircleReferrals
from sim.engine.door import Delays, Door, Doors
from sim.engine.frame import ordered_sites
from sim.engine.gate import NO_GROUP, NO_LIST, Gate
from sim.engine.groups import Groups
from sim.engine.hearings import Slots
from sim.engine.known import first_hearings, known_joins, lay_out, record_plain_facts
from sim.engine.lengths import AllLengths, Courses
from sim.engine.licence import Recalls
from sim.engine.lists import Lists
from sim.engine.lives import Lives
from sim.engine.makeups import makeups_of
from sim.engine.mappa import record_levels
from sim.engine.offers import Offers
from sim.engine.ordering import Ordering
from sim.engine.places import Queue, Queues, queues
from sim.engine.placing import Offered, Placing
from sim.engine.pools import managers_of, pools_of
from sim.engine.provided import Provided
from sim.engine.ranking import Ranking, Seen
from sim.engine.received import record_reoffending
from sim.engine.returns import Returning
from sim.engine.terms import terms_of
from sim.engine.upstream import record_convictions
from sim.log.state import State, thousandths
from sim.policies.orders import Order
from sim.policies.sharing import sharing_from
from sim.population.facts import has_need
from sim.population.people import Population
from sim.rules.eligibility import done_before, may_wait, may_wait_with_band
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.words.bands import Band
from sim.words.kinds import NOBODY
from sim.words.luck import Luck


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a replication leaves behind: its log's columns, and the state at the horizon."""

    columns: Mapping[str, NDArray[Any]]
    state: State


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep Python from searching millions of light rows for cycles that are not there."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@without_collection()
def simulate(
    scenario: Scenario,
    policy: Policy,
    population: Population,
    replication: int,
    *,
    order: Order | None = None,
) -> Simulated:
    """Run one replication under one policy. `order` stands in for the policy's own, for tests."""
    terms = terms_of(scenario)
    people, luck = population.people, Luck(scenario.seed, replication)
    who_waits = queues(scenario, policy, people, terms, population.tag_names)
    hearings = first_hearings(scenario, population)
    gate = Gate(people.came, people.band)
    record_plain_facts(scenario, population, who_waits, hearings, gate)
    ordering = Ordering(scenario, policy, terms, order)
    reviews = array("d", hearings.tobytes())
    rankings = _rankings(ordering, population, who_waits, gate, reviews)
    pools = pools_of(scenario, gate, luck)
    offered = Offered.of(scenario)
    returning = Returning.of(scenario, population, terms)
    moves = (
        bool(offered.days or len(population.reassessments) or scenario.licence)
        or returning is not None
        or any(each.after or each.voluntary for each in scenario.programmes)
    )
    recalls = Recalls(scenario, population) if scenario.licence is not None else None
    slots = Slots.of(scenario)
    if slots is not None:
        slots.record(gate, scenario.horizon)
    lists = Lists(
        terms=terms,
        sites=ordered_sites(scenario),
        pools=[pool for pool, _ in pools],
        ordering=ordering,
        makeups=makeups_of(scenario, policy, population, terms),
        gate=gate,
        id_rank=population.id_rank,
        moves=moves,
        shared=policy.staff != "first_in_line",
    )
    _fill(lists, who_waits, rankings)
    placing = None
    if moves:
        placing = _placing(scenario, policy, population, offered, lists, gate, rankings)
    provided = Provided(offered, lists.all, placing)
    provided.set_out()
    groups = Groups(
        people,
        AllLengths(lists.sites, terms, luck),
        Courses(scenario, terms, [site.id for site in lists.sites], luck),
    )
    boards = Boards(
        gate=gate,
        lists=lists,
        groups=groups,
        pools=pools,
        managers=managers_of(scenario, [pool for pool, _ in pools]),
        offers=Offers(None if policy.staff == "first_in_line" else sharing_from(_plain(policy))),
        provided=provided,
    )
    minimum = [each.minimum_days_left for each in terms]
    lives = Lives(
        gate=gate,
        agenda=lay_out(
            scenario,
            population,
            who_waits,
            terms,
            hearings,
            None if recalls is None else recalls.first_day,
            None if returning is None else returning.first_day,
        ),
        population=population,
        doors=Doors(
            first=Door(who_waits.first, rankings.first, lists, minimum),
            community=Door(who_waits.community, rankings.community, lists, minimum),
            circle=Door(who_waits.circle, rankings.circle, lists, minimum),
        ),
        delays=Delays(
            community=who_waits.community_delay.tolist(),
            referral=who_waits.referral_delay.tolist(),
            gives_up_circle=who_waits.gives_up_circle.tolist(),
        ),
        moved=who_waits.moved,
        lists=lists.all,
        parole=scenario.parole,
        reviews=reviews,
        clock=boards,
        placing=placing,
        slots=slots,
        recalls=recalls,
        returning=returning,
        circle_referrals=CircleReferrals(scenario.circles, population),
    )
    groups.lives = lives
    _set_known_joining_days(gate, who_waits.first)
    boards.run(lives, scenario.horizon)
    log = gate.run_facts(lives.foreseen_columns(people, who_waits.first))
    record_levels(scenario, people, gate, log)
    record_reoffending(scenario, population, terms, gate, log)
    record_convictions(scenario, people, terms, gate, log)
    return Simulated(gate.sealed(scenario.horizon, log), _state(gate, boards))


def _set_known_joining_days(gate: Gate, first: Queue) -> None:
    """Note the day of joining of those who will join as foreseen; a policy sees it only then."""
    np.frombuffer(gate.joined_day)[:] = np.where(first.known, first.day - first.waited, np.nan)


@dataclass(frozen=True, slots=True)
class Rankings:
    """The same order over each of the three queues."""

    first: Ranking
    community: Ranking
    circle: Ranking


def _rankings(
    ordering: Ordering,
    population: Population,
    queues: Queues,
    gate: Gate,
    reviews: "array[float]",
) -> Rankings:
    people = population.people
    seen = Seen(
        people=people,
        id_rank=population.id_rank,
        band=gate.band,
        completed=np.frombuffer(gate.completed, np.int8),
        before=people.completed_before.astype(np.int8),
        review_day=np.frombuffer(reviews, np.float64),
        tags={name: has_need(people, population.tag_names, name) for name in population.tag_names},
    )

    def over(queue: Queue, joined: Any) -> Ranking:
        return Ranking(ordering, seen, queue.known_leave, joined)

    return Rankings(
        first=over(queues.first, gate.joined_day),
        community=over(queues.community, gate.joined_day),
        circle=over(queues.circle, gate.circle_joined_day),
    )


def _fill(lists: Lists, queues: Queues, rankings: Rankings) -> None:
    """Make a list for each site and provision that anybody is known to wait for."""
    for queue, ranking in (
        (queues.first, rankings.first),
        (queues.community, rankings.community),
        (queues.circle, rankings.circle),
    ):
        joins = known_joins(queue)
        rows = np.flatnonzero(queue.places.provision != NOBODY)
        packed = queue.places.site[rows].astype(np.int64) * len(lists.terms)
        for pair in np.unique(packed + queue.places.provision[rows]).tolist():
            site, provision = divmod(pair, len(lists.terms))
            lists.add(site, provision, ranking, joins.get((site, provision), np.empty(0)))


def _placing(
    scenario: Scenario,
    policy: Policy,
    population: Population,
    offered: Offered,
    lists: Lists,
    gate: Gate,
    rankings: Rankings,
) -> Placing:
    people, tags = population.people, population.tag_names
    for person in np.flatnonzero(people.completed_before).tolist():
        gate.done[person] = set()
    done = done_before(scenario, policy, people, tags)
    for person, code in zip(*(each.tolist() for each in np.nonzero(done)), strict=True):
        gate.done[person].add(code)
    if len(population.reassessments):
        may = [may_wait_with_band(scenario, policy, people, tags, band) for band in Band]
    else:
        may = [may_wait(scenario, policy, people, tags)] * len(Band)
    return Placing(
        scenario,
        people,
        may,
        offered=offered,
        lists=lists,
        gate=gate,
        inside=rankings.first,
        outside=rankings.community,
    )


def _plain(policy: Policy) -> Any:
    """Return a rule for sharing staff as plain data."""
    rule = policy.staff
    return rule if isinstance(rule, str) else rule.model_dump(mode="json")


def _state(gate: Gate, boards: Boards) -> State:
    """Return where everybody is, as the engine holds it."""
    lists = boards.lists.all
    site_of = np.array([*(each.site for each in lists), NOBODY], np.int32)
    provision_of = np.array([*(each.provision for each in lists), NOBODY], np.int32)
    on_list = np.frombuffer(gate.on_list, np.int32)
    on_circle_list = np.frombuffer(gate.on_circle_list, np.int32)
    assert NO_LIST == NO_GROUP == -1  # noqa: S101 -- -1 reads the last entry, which is nobody's
    rows = [
        (
            pool.site,
            NOBODY if pool.provision is None else pool.provision,
            thousandths(pool.capacity),
            thousandths(pool.in_use),
        )
        for pool, _ in boards.pools
    ]
    return State(
        where=np.frombuffer(gate.where, np.uint8).astype(np.int32),
        list_site=site_of[on_list],
        list_provision=provision_of[on_list],
        circle_list_site=site_of[on_circle_list],
        group=np.frombuffer(gate.in_group, np.int32).copy(),
        circle=np.frombuffer(gate.in_circle, np.int32).copy(),
        completed=np.frombuffer(gate.completed, np.uint8).astype(np.int32),
        pools=np.array(sorted(rows), np.int64).reshape(-1, 4),
    )
