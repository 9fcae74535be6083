"""Who of a team is there, what each is trained for and carries, and whom of them a group gets.

Loads are whole billionths of a group: they never drift, and nobody carries more than his limit.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engine.terms import Terms

BILLION = 1_000_000_000


def billionths(load: float) -> int:
    """Return a load, in groups, in whole billionths."""
    return round(load * BILLION)


@dataclass(slots=True)
class Crew:
    """The members who carry a group, and what the group asks of them."""

    terms: "Terms"
    load: int
    leads: int
    on: list[int] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return self.terms.facilitators - len(self.on)


class Members:
    """The members of a team, by number."""

    def __init__(self, limit: list[int], may_lead: list[bool]) -> None:
        self.limit, self.may_lead = limit, may_lead
        self.carried = [0] * len(limit)
        self.trained: list[set[int]] = [set() for _ in limit]
        """The programmes that each may deliver, by code."""
        self.units = 0
        """What all who are there and trained for anything may carry."""
        self._present: list[int] = []
        """Who is in post and not sick, by number."""
        self._able: dict[int, list[int]] = {}

    def able_for(self, code: int) -> list[int]:
        """Return who is present and trained for a programme."""
        able = self._able.get(code)
        if able is None:
            trained = self.trained
            able = self._able[code] = [each for each in self._present if code in trained[each]]
        return able

    def chosen(self, crew: Crew) -> list[int]:
        """Return who takes the seats that are empty, as far as there are people for them."""
        on, may_lead = crew.on, self.may_lead
        seats, for_leads = crew.missing, crew.leads
        free = self._free(crew.terms.code, crew.load)
        if on:
            for_leads = max(0, for_leads - sum([may_lead[each] for each in on]))
            free = [each for each in free if each not in on]
        free.sort(key=self.carried.__getitem__)  # by number where they carry as much
        chosen = [each for each in free if may_lead[each]][:for_leads] if for_leads else []
        others = [each for each in free if each not in chosen] if chosen else free
        others.sort(key=may_lead.__getitem__)  # who may lead is kept for who needs it
        return chosen + others[: seats - for_leads]

    def _free(self, code: int, load: int) -> list[int]:
        limit, carried = self.limit, self.carried
        return [each for each in self.able_for(code) if limit[each] - carried[each] >= load]

    def train(self, member: int, code: int) -> None:
        """Let a member deliver a programme from now on."""
        if not self.trained[member] and member in self._present:
            self.units += self.limit[member]
        self.trained[member].add(code)
        self._able.pop(code, None)

    def comes(self, member: int) -> None:
        """Count a member who has come, or come back, among those who are there."""
        place = bisect_left(self._present, member)
        if self._present[place : place + 1] != [member]:
            self._present.insert(place, member)
            self._now_differs(member, self.limit[member])

    def goes(self, member: int) -> None:
        """Count a member no longer who has left or fallen sick."""
        place = bisect_left(self._present, member)
        if self._present[place : place + 1] == [member]:
            del self._present[place]
            self._now_differs(member, -self.limit[member])

    def _now_differs(self, member: int, units: int) -> None:
        for code in self.trained[member]:
            self._able.pop(code, None)
        if self.trained[member]:
            self.units += units
