"""One policy, one replication: people and terms in, a history out."""

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.boards import Boards
from sim.engine.door import Delays, Door, Doors
from sim.engine.frame import (
    Lengths,
    Plan,
    Terms,
    circle_plan,
    facilitator_plan,
    ordered_sites,
    terms_of,
)
from sim.engine.gate import NO_GROUP, NO_LIST, Gate
from sim.engine.known import first_hearings, known_joins, lay_out, record_plain_facts
from sim.engine.lives import Lives
from sim.engine.places import Queue, Queues, queues
from sim.engine.pool import Pool
from sim.engine.ranking import Ranking
from sim.engine.received import record_reoffending
from sim.engine.waiting import FreshList, KeptList, WaitingList
from sim.log.state import State
from sim.policies.orders import Order, order_called
from sim.population.people import Population
from sim.scenario.provision import Site
from sim.scenario.schema import Policy, Scenario
from sim.words.kinds import NOBODY
from sim.words.luck import Luck


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a replication leaves behind: its log's columns, and the state at the horizon."""

    columns: Mapping[str, NDArray[Any]]
    state: State


def simulate(
    scenario: Scenario,
    policy: Policy,
    population: Population,
    replication: int,
    *,
    order: Order | None = None,
) -> Simulated:
    """Run one replication under one policy. `order` stands in for the policy's own, for tests."""
    order = order or order_called(policy.order)
    terms = terms_of(scenario)
    who_waits = queues(scenario, policy, population.people, terms)
    hearings = first_hearings(scenario, population)
    gate = Gate(population.people.came)
    record_plain_facts(scenario, population, who_waits, hearings, gate)
    rankings = _rankings(order, population, who_waits, gate)
    pools = _pools(scenario)
    sites = ordered_sites(scenario)
    lists = _lists(who_waits, terms, [pool for pool, _ in pools], rankings, gate, sites=sites)
    boards = Boards(
        gate=gate,
        lists=list(lists.values()),
        terms=terms,
        lengths=_lengths(scenario, lists, terms, Luck(scenario.seed, replication)),
        pools=pools,
        people=population.people,
    )
    minimum = [each.minimum_days_left for each in terms]
    lives = Lives(
        gate=gate,
        agenda=lay_out(scenario, population, who_waits, terms, hearings),
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
        lists=list(lists.values()),
        parole=scenario.parole,
        hearings=hearings,
        clock=boards,
    )
    _set_known_joining_days(gate, who_waits.first)
    with without_collection():
        boards.run(lives, scenario.horizon)
    log = gate.run_facts(lives.foreseen_columns(population.people, who_waits.first))
    record_reoffending(scenario, population.people, terms, gate, log)
    return Simulated(gate.sealed(scenario.horizon, log), _state(gate, boards))


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


def _set_known_joining_days(gate: Gate, first: Queue) -> None:
    """Note the day of joining of those who will join as foreseen; a policy sees it only then."""
    np.frombuffer(gate.joined_day)[:] = np.where(first.known, first.day - first.waited, np.nan)


@dataclass(frozen=True, slots=True)
class Rankings:
    """The same order over each of the three queues."""

    first: Ranking
    community: Ranking
    circle: Ranking


def _rankings(order: Order, population: Population, queues: Queues, gate: Gate) -> Rankings:
    def over(queue: Queue, joined: Any) -> Ranking:
        return Ranking(order, population.people, population.id_rank, queue.known_leave, joined)

    return Rankings(
        first=over(queues.first, gate.joined_day),
        community=over(queues.community, gate.joined_day),
        circle=over(queues.circle, gate.circle_joined_day),
    )


def _pools(scenario: Scenario) -> list[tuple[Pool, Plan]]:
    """Return every site's facilitators, then every site's circle places, with their plans."""
    sites = ordered_sites(scenario)
    pools = [
        (Pool(code, None), facilitator_plan(scenario, site)) for code, site in enumerate(sites)
    ]
    if scenario.circles is not None:
        circle = len(scenario.programmes)
        pools += [
            (Pool(code, circle), circle_plan(scenario, site))
            for code, site in enumerate(sites)
            if site.kind == "probation"
        ]
    return pools


def _lists(
    queues: Queues,
    terms: list[Terms],
    pools: list[Pool],
    rankings: Rankings,
    gate: Gate,
    *,
    sites: list[Site],
) -> dict[tuple[int, int], WaitingList]:
    """Return a list for each site and provision that anybody may wait for."""
    pool_of = {(pool.site, pool.circle): pool for pool in pools}
    lists: dict[tuple[int, int], WaitingList] = {}
    for queue, ranking in (
        (queues.first, rankings.first),
        (queues.community, rankings.community),
        (queues.circle, rankings.circle),
    ):
        joins = known_joins(queue)
        rows = np.flatnonzero(queue.places.provision != NOBODY)
        packed = queue.places.site[rows].astype(np.int64) * len(terms)
        for pair in np.unique(packed + queue.places.provision[rows]).tolist():
            site, provision = divmod(pair, len(terms))
            mine = terms[provision]
            pool = pool_of.get((site, provision if mine.circle else None))
            if pool is None:
                continue
            if (site, provision) in lists:
                shared = lists[site, provision]
                more = joins.get((site, provision), np.empty(0))
                shared.known_joins = np.sort(np.concatenate([shared.known_joins, more]))
                if isinstance(shared, FreshList):
                    shared.show = ranking.show  # it knows when either door's people leave
                continue
            where = _list(len(lists), pool, mine, ranking, gate)
            where.known_joins = joins.get((site, provision), np.empty(0))
            if not mine.circle and mine.id not in sites[site].programmes:
                where.minimum = sys.maxsize  # nothing is delivered here: no group is ever complete
            lists[site, provision] = where
            pool.lists.append(where)
    return lists


def _list(index: int, pool: Pool, terms: Terms, ranking: Ranking, gate: Gate) -> WaitingList:
    on_list = gate.on_circle_list if terms.circle else gate.on_list
    if ranking.order.uses_clock:
        return FreshList(index, pool, terms, on_list, ranking.order, ranking.show, ranking.id_rank)
    return KeptList(index, pool, terms, on_list)


def _lengths(
    scenario: Scenario, lists: dict[tuple[int, int], WaitingList], terms: list[Terms], luck: Luck
) -> dict[int, Lengths]:
    sites = ordered_sites(scenario)
    return {
        where.index: Lengths(
            f"{sites[site].id}/{terms[provision].id}", terms[provision].length, luck
        )
        for (site, provision), where in lists.items()
    }


def _state(gate: Gate, boards: Boards) -> State:
    """Return where everybody is, as the engine holds it."""
    site_of = np.array([*(each.site for each in boards.lists), NOBODY], np.int32)
    provision_of = np.array([*(each.provision for each in boards.lists), NOBODY], np.int32)
    on_list = np.frombuffer(gate.on_list, np.int32)
    on_circle_list = np.frombuffer(gate.on_circle_list, np.int32)
    assert NO_LIST == NO_GROUP == -1  # noqa: S101 -- -1 reads the last entry, which is nobody's
    rows = [
        (pool.site, NOBODY if pool.circle is None else pool.circle, pool.capacity, pool.in_use)
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
        pools=np.array(sorted(rows), np.int32).reshape(-1, 4),
    )
