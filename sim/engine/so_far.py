"""What a man has received so far in the run, read from the facts written of him.

It is read by the very rules by which it will be read once the run is over. Facts are taken up a
stretch at a time, and only of those who matter.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import NO_GROUP, Gate
from sim.engine.received import received_by
from sim.population.people import People
from sim.rules.received import Received
from sim.words.kinds import NOBODY, TAKEN_BACK, Cause, Kind

if TYPE_CHECKING:
    from sim.engine.returns import Returning

COURSES = (Kind.STARTED, Kind.COMPLETED, Kind.DROPPED_OUT)
GATES = (Kind.RELEASED, *TAKEN_BACK)
Row = tuple[float, int, int, int, int]
"""Time, kind, person, provision, group."""


class SoFar:
    """Facts about those who could reoffend, by person; and about their groups where it matters."""

    def __init__(
        self, gate: Gate, people: People, returning: "Returning", *, with_others: bool
    ) -> None:
        self.gate, self.people, self.could = gate, people, returning.could
        self.provisions = returning.provisions
        self.true_band = people.true_band
        self.release_day: list[float] = people.release_day.tolist()
        self.with_others = with_others
        self._place = 0
        self._of: dict[int, list[Row]] = {}
        self._in_group: dict[int, list[Row]] = {}

    def has_facts(self, person: int) -> bool:
        """Tell whether he has begun or ended anything, or been taken back."""
        self._catch_up()
        return any(row[1] != Kind.RELEASED for row in self._of.get(person, ()))

    def received(self, person: int) -> tuple[Received, NDArray[np.intp]]:
        """Return what one man who is out has received until now, in the first place of it.

        The other places are those who sat with him, as far as that matters.
        """
        self._catch_up()
        rows = self._of.get(person, [])
        gates = [row[1] for row in rows if row[1] in GATES]
        if not gates or gates[0] != Kind.RELEASED:  # it came about as foreseen
            day = self.release_day[person]
            rows = [(day, int(Kind.RELEASED), person, NOBODY, NO_GROUP), *rows]
        together = [person]
        if self.with_others:
            rows, together = self._with_others(person, rows)
        people = np.array(together, np.intp)
        return received_by(self.people.rows(people), self.provisions, _log(rows, together)), people

    def _with_others(self, person: int, rows: list[Row]) -> tuple[list[Row], list[int]]:
        """Add the facts about those who sat in his groups."""
        groups = sorted({row[4] for row in rows if row[4] != NO_GROUP})
        others = [
            row for group in groups for row in self._in_group.get(group, ()) if row[2] != person
        ]
        return [*rows, *others], [person, *sorted({row[2] for row in others})]

    def _catch_up(self) -> None:
        facts, self._place = self.gate.written_since(self._place)
        if not len(facts):
            return
        kind, person = facts["kind"], facts["person"]
        course = np.isin(kind, [int(each) for each in COURSES])
        mine = self.could[person] & (person >= 0) & (course | np.isin(kind, [*map(int, GATES)]))
        for row in _rows(facts[mine]):
            self._of.setdefault(row[2], []).append(row)
        if self.with_others:
            for row in _rows(facts[course & (person >= 0)]):
                self._in_group.setdefault(row[4], []).append(row)


def _rows(facts: NDArray[Any]) -> list[Row]:
    columns = ("time", "kind", "person", "provision", "group")
    return list(zip(*(facts[name].tolist() for name in columns), strict=True))


def _log(rows: list[Row], people: list[int]) -> dict[str, NDArray[Any]]:
    """Return rows as columns of a log in which these are all the people that there are."""
    place = {person: row for row, person in enumerate(people)}
    time, kind, person, provision, group = zip(*rows, strict=True)
    return {
        "time": np.array(time),
        "kind": np.array(kind),
        "person": np.array([place[each] for each in person]),
        "provision": np.array(provision),
        "group": np.array(group),
        "cause": np.full(len(rows), Cause.NONE),
    }
