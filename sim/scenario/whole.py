"""The scenario as a whole, as the checks see it; parts that are broken are left out and named.

A check may look at every part that is sound although another is not: items that did not validate
are missing from `scenario`, their ids are still known, and their sections stand in `broken`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from sim.scenario import shape
from sim.scenario.numbers import Step
from sim.scenario.people import Stream
from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario
from sim.scenario.tree import Fields, Loc

STAND_INS: dict[str, Any] = {
    "title": "untitled",
    "sites": [{"id": "nowhere", "kind": "prison"}],
    "population": {},
}
"""For sections that a scenario must have, so that the others can be looked at without them."""

STAND_IN_HORIZON_DAYS = 36_525
TIME = frozenset({"horizon_days", "horizon_years"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is well-formed but cannot work (or, as a warning, hardly can)."""

    loc: Loc
    message: str
    is_warning: bool = False


@dataclass(frozen=True)
class Whole:
    """A scenario with what is known of its broken parts."""

    scenario: Scenario
    tree: Fields
    broken: frozenset[str] = frozenset()

    @cached_property
    def site_ids(self) -> list[str]:
        return shape.known_ids(self.tree, "sites")

    @cached_property
    def programme_ids(self) -> list[str]:
        return shape.known_ids(self.tree, "programmes")

    @cached_property
    def sites(self) -> dict[str | None, Site]:
        return {site.id: site for site in self.scenario.sites}

    @cached_property
    def programmes(self) -> dict[str | None, Programme]:
        return {programme.id: programme for programme in self.scenario.programmes}

    @cached_property
    def delivered(self) -> frozenset[str]:
        """The programmes that some site delivers."""
        return frozenset(name for site in self.scenario.sites for name in site.programmes)

    @property
    def streams(self) -> list[Stream]:
        return self.scenario.population.streams

    def day(self, moment: date | float) -> float:
        """Return a moment as days from the start of the run."""
        return self.scenario.day(moment)

    def most(self, steps: list[Step]) -> float:
        """Return the highest value of steps within the run."""
        return max((value for _, _, value in self.in_force(steps)), default=0.0)

    def in_force(self, steps: list[Step]) -> list[tuple[float, float, float]]:
        """Return `(from_day, to_day, value)` of steps as far as they touch the run."""
        days = [self.scenario.day(step.from_) for step in steps]
        spans = zip(days, [*days[1:], self.scenario.horizon], steps, strict=True)
        clipped = [
            (max(start, 0.0), min(end, self.scenario.horizon), step.value)
            for start, end, step in spans
        ]
        return [span for span in clipped if span[0] < span[1]]


def sites_of(stream: Stream) -> Iterator[tuple[str, Loc]]:
    """Yield each site that receives people of a stream, and where it is named."""
    here: Loc = ("population", "streams", stream.id, "sites")
    if isinstance(stream.sites, str):
        yield stream.sites, here
    else:
        for site, share in stream.sites.items():
            if share > 0:
                yield site, (*here, site)


def without_broken(data: dict[str, Any], locs: list[Loc]) -> tuple[Scenario | None, set[str]]:
    """Return what can be validated of `data` without what stands at `locs`, and the sections hit.

    Where a list has ids only the item goes, elsewhere the whole section.
    """
    sections, items = _to_leave_out(locs)
    kept = {key: part for key, part in data.items() if key not in sections}
    for section in items.keys() & kept.keys():
        kept[section] = _without_items(kept[section], items[section])
    if sections & TIME:
        kept["horizon_days"] = STAND_IN_HORIZON_DAYS
    for section, stand_in in STAND_INS.items():
        kept[section] = kept.get(section) or stand_in
    if not kept.get("policies"):
        kept.pop("policies", None)
    broken = sections | items.keys()
    try:
        return Scenario.model_validate({**kept, "figures": {}}), broken
    except ValidationError:
        return None, broken


def without_strays(data: dict[str, Any], strays: list[Loc]) -> dict[str, Any]:
    """Return the same data without the keys that stand at these places; nothing else moves."""
    for loc in strays:
        data = _without_key(data, loc)
    return data


def _without_key(part: Any, loc: Loc) -> Any:
    head, rest = loc[0], loc[1:]
    if isinstance(part, dict) and head in part:
        if not rest:
            return {key: value for key, value in part.items() if key != head}
        return {**part, head: _without_key(part[head], rest)}
    if isinstance(part, list) and isinstance(head, int) and rest and head < len(part):
        return [*part[:head], _without_key(part[head], rest), *part[head + 1 :]]
    return part


def _to_leave_out(locs: list[Loc]) -> tuple[set[str], dict[str, set[int]]]:
    """Return the sections that go as a whole, and the list items that go from the others."""
    sections: set[str] = set()
    items: dict[str, set[int]] = {}
    for loc in locs:
        match loc:
            case (
                "sites" | "programmes" | "beliefs" | "policies" | "backcast" as section,
                int() as item,
                *_,
            ):
                items.setdefault(section, set()).add(item)
            case ("population" as section, "streams", int() as item, *_):
                items.setdefault(section, set()).add(item)
            case (str() as section, *_):
                sections.add(section)
            case _:
                sections |= TIME
    if sections & TIME:
        sections |= TIME | {"results"}
    return sections, items


def _without_items(section: Any, gone: set[int]) -> Any:
    if isinstance(section, dict):
        return {**section, "streams": _without_items(section.get("streams"), gone)}
    return [each for position, each in enumerate(section or ()) if position not in gone]
