"""To which list staff are offered next: in order of the line, or as the policy shares them out."""

from collections.abc import Iterable

import numpy as np

from sim.engine.pool import Pool
from sim.engine.waiting import FreshList, WaitingList
from sim.policies.lists import ListFacts, Waiting, waiting_facts
from sim.policies.sharing import StaffSharing


class Offers:
    """How the staff of a site are shared between its lists."""

    def __init__(self, sharing: StaffSharing | None) -> None:
        self.sharing = sharing
        """`None` where the line alone decides."""

    @property
    def shares(self) -> bool:
        """Tell whether a rule decides that may look at more than the line and the staff."""
        return self.sharing is not None

    def order(self, pool: Pool, now: float) -> Iterable[WaitingList]:
        """Return the lists in line in the order in which staff are offered to them."""
        if self.sharing is None or pool.provision is not None or not pool.line:
            return pool.line  # beds and circles are nobody's to share out
        lists = list(pool.line)
        places = self.sharing.chooses(self._facts(pool, lists, now))
        return [lists[place] for place in places]

    def at_a_turn(self, where: WaitingList) -> int:
        """Return how many groups a list may start in its turn: of work one to one, a post's worth.

        A rule that shares staff out is asked anew after every single one.
        """
        terms = where.terms
        alone = terms.by_person and not terms.rolling and not terms.own_places
        if not alone or self.sharing is not None or terms.need <= 0:
            return 1
        return max(1, round(1 / terms.need))

    def _facts(self, pool: Pool, lists: list[WaitingList], now: float) -> ListFacts:
        used: dict[str, float] = {}
        for each in pool.lists:
            used[each.terms.id] = used.get(each.terms.id, 0.0) + each.running * each.terms.need
        seen = [_waiting(where, now) for where in lists]
        return ListFacts(
            waiting=np.array([each.waiting for each in seen]),
            places=np.array([where.maximum for where in lists]),
            minimum=np.array([where.terms.minimum for where in lists]),
            longest_wait_days=np.array([each.longest_wait_days for each in seen]),
            mean_risk=np.array([each.mean_risk for each in seen]),
            leaving_within_a_year=np.array([each.leaving_within_a_year for each in seen]),
            in_line_days=np.array([now - where.in_line_since for where in lists]),
            running=np.array([where.running for where in lists]),
            facilitators=np.array([float(where.terms.need) for where in lists]),
            programme=[where.terms.id for where in lists],
            used=used,
            capacity=float(pool.capacity),
        )


def _waiting(where: WaitingList, now: float) -> Waiting:
    assert isinstance(where, FreshList)  # noqa: S101 -- lists keep no places where staff are shared
    if where.in_line_since < 0:
        where.in_line_since = now
    candidates = where.show(where.waiting(), now, where.groups)
    return waiting_facts(candidates, where.terms.minimum_days_left)
