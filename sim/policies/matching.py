"""Places in this and coming groups matched to all who wait, for the greatest total value.

A man can be served by any coming group that starts while he has time left to finish, so whoever
can wait gives way to whoever cannot. Which men are served is found by a solver for assignments;
within those, a later group takes whoever has waited least.
"""

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Candidates
from sim.policies.expressions import CANDIDATE_FACTS, facts_of, parsed
from sim.policies.orders import Keys

MOST_MEN = 2_000
"""Rows that the solver is given; a larger problem is cut to the most valuable."""

USUAL_PLACES = 8

Groups = NDArray[np.int64]
Rows = NDArray[np.intp]


class Matching:
    """Serve those who are worth most in all, before their time runs out."""

    name = "matching"
    version = "1"
    uses_clock = True

    def __init__(
        self,
        *,
        value: str = "2 ** band",
        groups: int = 4,
        every_days: float = 90.0,
        places: int = USUAL_PLACES,
        minimum_days_left: float = 0.0,
    ) -> None:
        self.value = parsed(value, CANDIDATE_FACTS)
        self.groups = groups
        self.every_days = every_days
        self.places = places
        self.minimum_days_left = minimum_days_left
        self.says = (
            f"the places of this group and of the {groups - 1} to come, one every {every_days:g} "
            f"days, are matched to those who still have time for them, so that the total of "
            f"`{self.value.text}` over all who are served is greatest"
        )

    def with_places(self, places: int, minimum_days_left: float) -> "Matching":
        """Return the same order for a list with groups of so many, and so much time to finish."""
        return Matching(
            value=self.value.text,
            groups=self.groups,
            every_days=self.every_days,
            places=places,
            minimum_days_left=minimum_days_left,
        )

    def keys(self, candidates: Candidates) -> Keys:
        value = self.value.of(facts_of(candidates))
        return (self.matched(candidates, value), -value)

    def matched(self, candidates: Candidates, value: NDArray[np.float64]) -> Groups:
        """Return the group that each is matched to, 0 for this one; `groups` where there is none.

        Among men of one value the longest wait is served first; among those who joined together,
        the lot decides.
        """
        last = self._last_group(candidates)
        rank = np.empty(len(candidates), np.int64)
        rank[np.lexsort((candidates.ticket, candidates.joined_day, -value))] = np.arange(len(rank))
        who = self._worth_a_look(last, np.where((value > 0) & (last >= 0), rank, -1))
        group = np.full(len(candidates), self.groups, np.int64)
        if len(who):
            served = self._served(last[who])
            self._seat(who[served], last, candidates, group)
        return group

    def _last_group(self, candidates: Candidates) -> Groups:
        """Return the last group that each still has time for; below 0 for none of them."""
        slack = candidates.days_left - self.minimum_days_left
        last = np.floor(np.clip(slack / self.every_days, -1.0, self.groups - 1.0))
        return last.astype(np.int64)

    def _worth_a_look(self, last: Groups, rank: NDArray[np.int64]) -> Rows:
        """Return the rows that can matter to the best matching, the best first.

        Of the men whose last group is g, no more can be served than there are places up to g: the
        others are left out, which changes nothing. If more than `MOST_MEN` are still there, only
        the most valuable of them are looked at, which may.
        """
        best = np.argsort(rank, kind="stable")
        best = best[rank[best] >= 0]
        kept = [
            best[last[best] == group][: (group + 1) * self.places] for group in range(self.groups)
        ]
        found = np.concatenate(kept)
        return found[np.argsort(rank[found])][:MOST_MEN]

    def _served(self, last: Groups) -> NDArray[np.bool_]:
        """Return whom the best matching serves, of men who stand in order of their value.

        The solver is given each man's place in that order and not his value. The best set is the
        same: each part of a set that can be served can be served, and for such sets (a matroid)
        the best hangs on the order of the values alone. So its numbers are whole, and a tie is
        decided by the order and not by rounding.
        """
        from scipy.optimize import linear_sum_assignment

        worth = np.arange(len(last), 0, -1)
        columns = np.repeat(np.arange(self.groups), self.places)[: len(last)]
        gain = np.where(columns[None, :] <= last[:, None], worth[:, None], 0)
        rows, chosen = linear_sum_assignment(gain, maximize=True)
        served = np.zeros(len(last), np.bool_)
        served[rows] = gain[rows, chosen] > 0
        return served

    def _seat(self, served: Rows, last: Groups, candidates: Candidates, group: Groups) -> None:
        """Fill the groups from the last to the first: whoever has waited least of those who can."""
        left = served[np.lexsort((candidates.ticket[served], candidates.joined_day[served]))]
        needed = -(-len(left) // self.places)
        for place in range(needed - 1, 0, -1):
            number = len(left) - place * self.places
            seated = left[last[left] >= place][-number:]
            group[seated] = place
            left = left[~np.isin(left, seated)]
        group[left] = 0
