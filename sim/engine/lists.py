"""Every waiting list there is, by site and provision, and the kind each must be.

A list exists from the start where anybody is known to wait; others come into being when a man is
placed there during the run.
"""

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.held import HeldList, Makeup
from sim.engine.ordering import Ordering
from sim.engine.pool import Pool
from sim.engine.ranking import Ranking
from sim.engine.terms import Terms
from sim.engine.waiting import FreshList, KeptList, WaitingList
from sim.scenario.provision import Site
from sim.words.luck import Floats


class Lists:
    """The lists, and how to make one."""

    def __init__(
        self,
        *,
        terms: list[Terms],
        sites: list[Site],
        pools: list[Pool],
        ordering: Ordering,
        makeups: list[Makeup],
        gate: Gate,
        id_rank: NDArray[np.int64],
        moves: bool,
        shared: bool,
    ) -> None:
        self.terms, self.sites, self.ordering = terms, sites, ordering
        self.makeups, self.gate, self.id_rank = makeups, gate, id_rank
        self.moves = moves
        """Whether people may be moved from list to list, and come back to one."""
        self.shared = shared
        """Whether a rule that looks at all who wait shares the staff between lists."""
        self.pool_of = {(pool.site, pool.provision): pool for pool in pools}
        self.all: list[WaitingList] = []
        self.by_place: dict[tuple[int, int], WaitingList] = {}
        self.joins: list[list[float]] = []
        """Days on which somebody is known to join each list, in order."""

    def add(self, site: int, provision: int, ranking: Ranking, joins: Floats) -> None:
        """Make a list where people are known to wait, or add a further door's people to it."""
        there = self.by_place.get((site, provision))
        if there is None:
            made = self.at(site, provision, ranking)
            if made is not None:
                self.joins[made.index] = joins.tolist()
            return
        self.joins[there.index] = sorted([*self.joins[there.index], *joins.tolist()])
        if isinstance(there, FreshList):
            there.show = ranking.show  # it knows when either door's people leave

    def at(self, site: int, provision: int, ranking: Ranking) -> WaitingList | None:
        """Return the list at a site for a provision; `None` where there is nothing to draw on."""
        there = self.by_place.get((site, provision))
        if there is not None:
            return there
        terms = self.terms[provision]
        pool = self.pool_of.get((site, provision if terms.own_places else None))
        if pool is None:
            if terms.circle:
                return None
            pool = self.pool_of[site, None]  # it has no places here: he waits in vain
        made = self._list(pool, terms, ranking)
        delivered = terms.circle or terms.id in self.sites[site].programmes
        if not delivered:
            made.offer(is_open=False)  # nothing is delivered here: no group is ever complete
        self.by_place[site, provision] = made
        self.all.append(made)
        self.joins.append([])
        pool.lists.append(made)
        if isinstance(made, HeldList):
            pool.held.append(made)
        return made

    def _list(self, pool: Pool, terms: Terms, ranking: Ranking) -> WaitingList:
        index, gate = len(self.all), self.gate
        on_list = gate.on_circle_list if terms.circle else gate.on_list
        order = self.ordering.of(pool.site, terms.code)
        makeup = self.makeups[terms.code]
        held = (
            makeup.needs_a_look
            or terms.rolling
            or terms.hold_open_days > 0
            or terms.fill_until_share > 0
        )
        if held:
            made = HeldList(
                index,
                pool,
                terms,
                on_list,
                order,
                ranking.show,
                self.id_rank,
                makeup=makeup,
                gate=gate,
            )
            made.returns = self.moves
            return made
        if order.uses_clock or self.shared:
            fresh = FreshList(index, pool, terms, on_list, order, ranking.show, self.id_rank)
            fresh.returns = self.moves
            return fresh
        kept = KeptList(index, pool, terms, on_list)
        if self.moves:
            kept.place_of = {}
        return kept

    @property
    def keep_places(self) -> bool:
        """Tell whether any list keeps places that are worked out beforehand."""
        return any(isinstance(each, KeptList) for each in self.all)
