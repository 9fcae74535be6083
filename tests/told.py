"""A log read as facts with names, and who waits where as it goes on: no code of the engine."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sim.log.history import History
from sim.scenario.provision import Programme
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind


class Fact(NamedTuple):
    """One event with its names read."""

    day: float
    kind: Kind
    person: int
    site: str
    provision: str
    group: int
    cause: Cause
    value: float


Place = tuple[str, str]
"""A site and a provision."""


def facts_of(history: History) -> Iterator[Fact]:
    """Yield the events in log order."""
    sites = [each.id for each in history.book.sites]
    provisions = [each.id for each in history.book.provisions]
    for day, kind, person, site, provision, group, cause, value in history.events.iter_rows():
        yield Fact(
            day,
            Kind(kind),
            person,
            sites[site] if site >= 0 else "",
            provisions[provision] if provision >= 0 else "",
            group,
            Cause(cause),
            value,
        )


def instants(history: History) -> Iterator[tuple[float, list[Fact]]]:
    """Yield the events of each moment."""
    for day, facts in groupby(facts_of(history), key=lambda fact: fact.day):
        yield day, list(facts)


def programmes_of(scenario: Scenario) -> dict[str, Programme]:
    return {each.id: each for each in scenario.programmes}


class Waits:
    """Who waits where, and since when, as the log goes on."""

    def __init__(self) -> None:
        self.since: dict[Place, dict[int, float]] = defaultdict(dict)
        self.aside: set[int] = set()

    def follow(self, fact: Fact) -> None:
        where = self.since[fact.site, fact.provision]
        if fact.kind == Kind.JOINED:
            where[fact.person] = fact.day - fact.value
        elif fact.kind in (Kind.LEFT, Kind.STARTED):
            where.pop(fact.person, None)
        if fact.kind == Kind.DEPRIORITISED:
            self.aside.add(fact.person)
        elif fact.kind in (Kind.PRIORITISED_AGAIN, Kind.LEFT):
            self.aside.discard(fact.person)

    def offered(self, where: Place) -> dict[int, float]:
        """Return who may be offered a place there, and since when each waits."""
        return {who: day for who, day in self.since[where].items() if who not in self.aside}


def starts_of(history: History) -> Iterator[tuple[Fact, list[int], dict[int, float], set[int]]]:
    """Yield each start of a group: who was taken, who was not, and who was passed over."""
    waits = Waits()
    for _, facts in instants(history):
        for fact in facts:
            if fact.kind != Kind.GROUP_STARTED:
                waits.follow(fact)
                continue
            mine = [each for each in facts if each.group == fact.group and each.person >= 0]
            at_start: dict[Kind, list[int]] = {Kind.STARTED: [], Kind.PASSED_OVER: []}
            for each in mine:
                if each.kind in at_start and each.cause != Cause.FILLED_CHAIR:
                    at_start[each.kind].append(each.person)
            taken = at_start[Kind.STARTED]
            offered = waits.offered((fact.site, fact.provision))
            left = {who: day for who, day in offered.items() if who not in taken}
            yield fact, taken, {**offered}, set(at_start[Kind.PASSED_OVER]) & set(left)
