"""A waiting list whose groups are made up by rule: who may sit with whom, who has places kept.

Such a list does not line up for staff by itself when enough people wait: the board looks at it, for
enough may wait and yet no group be possible, or a group be held open to be filled.
"""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.terms import Terms
from sim.engine.waiting import FreshList, Rows, Show
from sim.policies.candidates import Codes, Flags
from sim.policies.expressions import Expression, facts_of
from sim.policies.orders import Order
from sim.rules.seating import Company, Kept, Limit, Seating, seating
from sim.words.kinds import Cause

if TYPE_CHECKING:
    from array import array

    from sim.engine.gate import Gate
    from sim.engine.pool import Pool

ALMOST = 1e-9
HEAD_A_PLACE = 4
"""So many for each place are ranked at first: seldom does anybody farther behind get one."""
Kinds = tuple[NDArray[np.int64] | None, tuple[tuple[Flags, int], ...]]
"""What people are to rules of composition: kinds that are kept apart, and limits with flags."""


@dataclass(frozen=True, slots=True)
class Makeup:
    """What decides how groups of one programme are made up, a row a person where it is lasting."""

    kinds: NDArray[np.int64] | None = None
    """People of different kinds never sit together."""
    limits: tuple[tuple[Flags, int], ...] = ()
    kept: tuple[tuple[Expression, float], ...] = ()
    """For whom which share of the places is kept."""
    aside: Expression | None = None
    """Who is offered no place while it holds."""
    aside_from: float = 0.0
    by_band: tuple[NDArray[Any] | None, ...] = ()
    """Kinds, then flags of each limit, if all were of each band: a row a band, a column a person.

    `None` where no band changes them; empty where it changes nothing at all.
    """

    @property
    def hangs_on_band(self) -> bool:
        """Whether another band of somebody who waits may make a group possible."""
        return bool(self.by_band) or (self.aside is not None and "band" in self.aside.names)

    def see(self, rows: Rows, band: Codes) -> None:
        """Take these people as last assessed; who sits stays what he was when he sat down."""
        now = band[rows]
        held = (self.kinds, *(flags for flags, _ in self.limits))
        for each, of_band in zip(held, self.by_band, strict=True):
            if each is not None and of_band is not None:
                each[rows] = of_band[now, rows]

    @property
    def needs_a_look(self) -> bool:
        """Whether a list with these rules cannot tell by its length that a group is complete."""
        return bool(self.kinds is not None or self.limits or self.kept or self.aside)


@dataclass(frozen=True, slots=True)
class Group:
    """People for a group, and who was passed over for them."""

    people: list[int]
    passed: list[tuple[int, Cause]]


class HeldList(FreshList):
    """Looked at by the board: complete if a group can be made up and need not be held open."""

    def __init__(
        self,
        index: int,
        pool: "Pool",
        terms: Terms,
        on_list: "array[int]",
        order: Order,
        show: Show,
        id_rank: NDArray[np.int64],
        *,
        makeup: Makeup,
        gate: "Gate",
    ) -> None:
        super().__init__(index, pool, terms, on_list, order, show, id_rank)
        self.minimum = sys.maxsize
        self.fewest = terms.minimum
        self.makeup = makeup
        self.gate = gate
        self.hold_days = terms.hold_open_days
        self.grown = True
        """Whether somebody has joined, or a group has started, since the board last looked."""
        self.complete_since: float | None = None
        self.held_until = -1.0
        """The day for which the board has been called, when it is held open no longer."""
        self._looked: tuple[int, int, int] | None = None
        self._largest = 0

    def offer(self, *, is_open: bool) -> None:
        """Begin, or cease, to start groups; it never lines up by itself."""
        super().offer(is_open=is_open)
        self.grown = True
        self.minimum = sys.maxsize

    def look(self, now: float) -> float:
        """Stand in line if a group is complete; return the day until which it is held open."""
        self.grown = False
        if not self.is_open or self.count < self.fewest:
            self.complete_since = None
            return np.inf
        largest = self._largest_group(now)
        if largest < self.fewest:
            self.complete_since = None
            return np.inf
        if self.complete_since is None:
            self.complete_since = now
        until = self.complete_since + self.hold_days
        if largest >= self.maximum or now >= until:
            self.stand_in_line()
            return np.inf
        return until

    def add(self, person: int, key: tuple[Any, ...] | None) -> None:
        super().add(person, key)
        self.grown = True

    def look_again(self) -> None:
        """Note that somebody who waits is not what he was."""
        self.grown = True
        self._looked = None

    def group(self, now: float) -> Group:
        """Return the people of the next group; nobody if none can be made up."""
        self.complete_since = None
        self.grown = True
        return self._made_up(now, self.fewest, self.maximum)

    def fillers(self, now: float, places: int, sitting: list[int]) -> Group:
        """Return who takes `places` chairs in a group where these people sit already."""
        if not self.is_open:
            return Group([], [])
        return self._made_up(now, 1, places, sitting)

    def offered(self, now: float) -> Rows:
        """Return who may be offered a place today, and note who may not, or may again."""
        waiting = self.waiting()
        if self.makeup.by_band:
            self.makeup.see(waiting, self.gate.band)
        aside = self.makeup.aside
        if aside is None or now < self.makeup.aside_from or not len(waiting):
            return waiting
        holds = aside.holds(facts_of(self.show(waiting, now, self.groups)))
        known = self.gate.deprioritised
        for person, now_aside in zip(waiting.tolist(), holds.tolist(), strict=True):
            if now_aside is not (person in known):
                self.gate.set_aside(now, person, self, aside=now_aside)
        return waiting[~holds]

    def _largest_group(self, now: float) -> int:
        """Return how many could start together now, at most a full group."""
        version = (self.count, self.length, self.groups)
        clock = self.makeup.aside is not None
        if version == self._looked and not clock:
            return self._largest
        rows = self.offered(now)
        makeup = self.makeup
        if makeup.kinds is None:
            largest, parts = len(rows), [rows]
        else:
            kinds = makeup.kinds[rows]
            sizes = np.bincount(kinds).tolist()
            largest = max(sizes, default=0)
            if makeup.limits:
                enough = [kind for kind, size in enumerate(sizes) if size >= self.fewest]
                parts = [rows[kinds == kind] for kind in enough]
        if makeup.limits and largest >= self.fewest:
            largest = max([_within_limits(mine, makeup, self.maximum) for mine in parts])
        self._largest = min(largest, self.maximum)
        self._looked = (self.count, self.length, self.groups)
        return self._largest

    def _made_up(
        self, now: float, fewest: int, places: int, sitting: list[int] | None = None
    ) -> Group:
        rows = self.offered(now)
        if len(rows) < fewest:
            return Group([], [])
        makeup = self.makeup
        if makeup.kinds is None and not makeup.limits and not makeup.kept:
            return Group(self.ranked(rows, places, now).tolist(), [])
        ranked, found = self._seated(rows, fewest, places, now, sitting)
        people = ranked.tolist()
        return Group(
            [people[place] for place in found.taken],
            [(people[place], cause) for place, cause in found.passed],
        )

    def _seated(
        self, rows: Rows, fewest: int, places: int, now: float, sitting: list[int] | None
    ) -> tuple[Rows, Seating]:
        """Return people as ranked, and who of them takes a seat.

        Where no place is kept for anybody, nobody behind the last who is taken matters: if the head
        of the ranking fills all places, the rest need not be looked at.
        """
        first = places * HEAD_A_PLACE
        if first < len(rows) and not self.makeup.kept:
            ranked = self.ranked(rows, first, now)
            company = self._company(ranked, places, now, sitting)
            found = seating(first, fewest, places, company)
            if len(found.taken) == places and _the_first_decides(found, company):
                return ranked, found
        ranked = self.ranked(rows, len(rows), now)
        company = self._company(ranked, places, now, sitting)
        return ranked, seating(len(ranked), fewest, places, company)

    def _company(self, ranked: Rows, places: int, now: float, sitting: list[int] | None) -> Company:
        makeup = self.makeup
        kept: list[Kept] = []
        if makeup.kept:
            facts: Any = facts_of(self.show(ranked, now, self.groups))
            kept = [
                Kept(who.holds(facts).tolist(), int(share * places + ALMOST))
                for who, share in makeup.kept
            ]
        there = np.array(sitting or [], np.intp)
        return Company(
            kinds=None if makeup.kinds is None else makeup.kinds[ranked].tolist(),
            limits=[Limit(flags[ranked].tolist(), most) for flags, most in makeup.limits],
            kept=kept,
            already=tuple(int(flags[there].sum()) for flags, _ in makeup.limits),
            joins_kind=(
                None if makeup.kinds is None or not len(there) else int(makeup.kinds[there[0]])
            ),
        )


def _the_first_decides(found: Seating, company: Company) -> bool:
    """Tell whether those taken are of the kind whose turn is first, however many come behind."""
    if company.kinds is None or company.joins_kind is not None:
        return True
    return company.kinds[found.taken[0]] == company.kinds[0]


def _within_limits(mine: Rows, makeup: Makeup, maximum: int) -> int:
    """Return how many of these people the limits let sit together, taken as they come."""
    if len(makeup.limits) == 1:  # whoever comes first, so many are let in
        ((flags, most),) = makeup.limits
        alike = int(np.count_nonzero(flags[mine]))
        return min(len(mine) - alike + min(alike, max(most, 0)), maximum)
    company = Company(limits=[Limit(flags[mine].tolist(), most) for flags, most in makeup.limits])
    return len(seating(len(mine), 1, maximum, company).taken)
