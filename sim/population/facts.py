"""What stays true of a man while he waits, by the names under which a scenario file may ask for it.

Needs are kept as bits of one column; nothing else knows which bit is which.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Flags
from sim.population.errors import PopulationError
from sim.population.people import People
from sim.scenario.schema import Scenario
from sim.words.bands import UPSTREAM

Tags = NDArray[np.uint32]

PREFIX = "needs_"
MOST_NEEDS = 32
LASTING = (
    "band",
    "need",
    "need_score",
    "sentence",
    "age_years",
    "motivation",
    "denial",
    "learning_disability",
    "internet_only",
    "cse",
    "motivated",
)


def tag_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all needs that people or programmes of the scenario have, in order."""
    of_people = {name for stream in scenario.population.streams for name in stream.needs}
    of_programmes = {name for programme in scenario.programmes for name in programme.needs}
    names = tuple(sorted(of_people | of_programmes))
    if len(names) > MOST_NEEDS:
        raise PopulationError(
            f"{len(names)} needs are named; a scenario may name at most {MOST_NEEDS}"
        )
    return names


def tags_of(names: tuple[str, ...], count: int, has: Callable[[str], Flags | None]) -> Tags:
    """Return the needs of `count` people as bits; `has` tells who has a need, `None` if nobody."""
    tags = np.zeros(count, np.uint32)
    for bit, name in enumerate(names):
        flags = has(name)
        if flags is not None:
            tags |= flags.astype(np.uint32) << np.uint32(bit)
    return tags


def has_need(people: People, names: tuple[str, ...], name: str) -> Flags:
    """Return who has the need of that name; nobody, if the scenario does not know it."""
    if name not in names:
        return np.zeros(len(people), bool)
    bit = np.uint32(1) << np.uint32(names.index(name))
    result: Flags = (people.tags & bit) != 0
    return result


def is_upstream(people: People) -> Flags:
    """Return who comes before any conviction, by a civil order or of his own accord."""
    result: Flags = people.sentence >= UPSTREAM[0]
    return result


def lasting_facts(people: People, names: tuple[str, ...]) -> Mapping[str, NDArray[Any]]:
    """Return the facts that an expression over lasting facts may name, a column each."""
    facts: dict[str, NDArray[Any]] = {name: getattr(people, name) for name in LASTING}
    facts["upstream"] = is_upstream(people)
    return facts | {f"{PREFIX}{name}": has_need(people, names, name) for name in names}
