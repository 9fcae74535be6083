"""Who of a ranked list may sit together: the policy proposes an order, these rules dispose.

The list is walked from its head. A man is passed over, and the walk goes on, if he may not sit with
those taken before him, if a limit on people like him is reached, or if the places left are kept for
others. What is returned names everybody passed over and the rule that did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.words.kinds import Cause


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than `most` of a group may be of these people (a flag for each of the ranked)."""

    flags: Sequence[bool]
    most: int


@dataclass(frozen=True, slots=True)
class Kept:
    """So many of the places are kept for these people, as long as any of them wait."""

    flags: Sequence[bool]
    places: int


@dataclass(frozen=True, slots=True)
class Seating:
    """Places in the ranking: who is taken, and who before the last of them was passed over."""

    taken: list[int]
    passed: list[tuple[int, Cause]]


NOBODY_TAKEN = Seating([], [])


@dataclass(frozen=True, slots=True)
class Company:
    """What decides who may sit with whom, one entry for each of the ranked."""

    kinds: Sequence[int] | None = None
    """People of different kinds never sit together; `None` where everybody may."""
    limits: Sequence[Limit] = ()
    kept: Sequence[Kept] = ()
    already: tuple[int, ...] = field(default=())
    """How many of each limit sit in the group already, where a chair is filled late."""
    joins_kind: int | None = None
    """The kind of those who sit there already, where a chair is filled late."""


def seating(ranked: int, fewest: int, places: int, company: Company) -> Seating:
    """Return who of `ranked` people gets a place; nobody if fewer than `fewest` can.

    Where people are kept apart, the kind of the first in the ranking who can make up a group
    decides; a kind with too few people to start one is passed over.
    """
    if company.kinds is None:
        found = _walk(range(ranked), places, company)
        return _with_passed(found, ranked, company) if len(found.taken) >= fewest else NOBODY_TAKEN
    tried: set[int] = set()
    for first in range(ranked):
        kind = company.kinds[first]
        if kind in tried or company.joins_kind not in (None, kind):
            continue
        tried.add(kind)
        mine = [place for place in range(ranked) if company.kinds[place] == kind]
        if len(mine) < fewest:
            continue
        found = _walk(mine, places, company)
        if len(found.taken) >= fewest:
            return _with_passed(found, ranked, company)
    return NOBODY_TAKEN


def _walk(mine: Sequence[int], places: int, company: Company) -> Seating:
    """Go down the ranking; the causes of those who might sit here and do not are noted."""
    kept = [
        min(each.places, sum(1 for place in mine if each.flags[place])) for each in company.kept
    ]
    open_places = places - sum(kept)
    room = [
        each.most - sitting
        for each, sitting in zip(
            company.limits, company.already or (0,) * len(company.limits), strict=True
        )
    ]
    taken: list[int] = []
    passed: list[tuple[int, Cause]] = []
    for place in mine:
        if len(taken) == places:
            break
        alike = [n for n, each in enumerate(company.limits) if each.flags[place]]
        if any(room[n] <= 0 for n in alike):
            passed.append((place, Cause.TOO_MANY_ALIKE))
            continue
        theirs = next(
            (n for n, each in enumerate(company.kept) if kept[n] > 0 and each.flags[place]), None
        )
        if theirs is not None:
            kept[theirs] -= 1
        elif open_places > 0:
            open_places -= 1
        else:
            passed.append((place, Cause.RESERVED_FOR_OTHERS))
            continue
        for n in alike:
            room[n] -= 1
        taken.append(place)
    return _no_chair_empty(Seating(taken, passed), places, room, company)


def _no_chair_empty(found: Seating, places: int, room: list[int], company: Company) -> Seating:
    """Give places kept for people who may not sit here after all to those first passed over."""
    taken, passed = found.taken, []
    for place, cause in found.passed:
        alike = [n for n, each in enumerate(company.limits) if each.flags[place]]
        fits = len(taken) < places and all(room[n] > 0 for n in alike)
        if cause is not Cause.RESERVED_FOR_OTHERS or not fits:
            passed.append((place, cause))
            continue
        for n in alike:
            room[n] -= 1
        taken.append(place)
    return Seating(sorted(taken), passed)


def _with_passed(found: Seating, ranked: int, company: Company) -> Seating:
    """Add those kept apart, and leave out everybody ranked behind the last who was taken."""
    if not found.taken:
        return NOBODY_TAKEN
    last = found.taken[-1]
    causes = {place: cause for place, cause in found.passed if place < last}
    if company.kinds is not None:
        kind = company.kinds[last]
        for place in range(min(last, ranked)):
            if company.kinds[place] != kind:
                causes[place] = Cause.KEPT_APART
    return Seating(found.taken, sorted(causes.items()))
