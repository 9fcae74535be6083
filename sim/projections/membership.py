"""Who is in which cohort: the conditions of the scenario, asked of the people as they came.

Everybody is always the first cohort. Risk is as first assessed: nobody changes his cohort.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.log.history import CohortNote
from sim.policies.expressions import LASTING_FACTS, parsed
from sim.projections.facts import Facts, Flags
from sim.words.cohorts import EVERYBODY

NEEDS = "needs_"
ATTRIBUTE = "attribute_"


@dataclass(frozen=True, slots=True)
class Members:
    """A cohort and who is in it, a row a person."""

    id: str
    mask: Flags


def members(facts: Facts) -> list[Members]:
    """Return everybody, then the cohorts of the scenario in the order of the file."""
    everybody = Members(EVERYBODY, np.ones(facts.people.height, bool))
    return [everybody, *(Members(note.id, belongs(facts, note)) for note in facts.book.cohorts)]


def belongs(facts: Facts, note: CohortNote) -> Flags:
    """Tell who meets every condition of a cohort."""
    inside = np.ones(facts.people.height, bool)
    if note.who is not None:
        rule = parsed(note.who, LASTING_FACTS)
        known = {name: _lasting(facts, name) for name in rule.names}
        inside &= rule.holds(known, rows=facts.people.height)
    sites = facts.book.sites
    for names, of_site in (
        (note.regions, [each.region for each in sites]),
        (note.mappa_areas, [each.mappa_area for each in sites]),
    ):
        if names:
            inside &= np.array([each in names for each in of_site])[facts.people["site"].to_numpy()]
    if note.streams:
        inside &= facts.people["stream"].is_in(list(note.streams)).to_numpy()
    for name, cell in note.attributes:
        inside &= _says(facts, name, cell)
    return inside


def _lasting(facts: Facts, name: str) -> NDArray[Any]:
    if name == "upstream":
        return facts.upstream
    if name.startswith(NEEDS):
        bit = [NEEDS + need.replace("-", "_") for need in facts.book.needs].index(name)
        return (facts.people["needs"].to_numpy().astype(np.int64) >> bit) & 1
    column: NDArray[Any] = facts.people[name].to_numpy()
    return column


def _says(facts: Facts, name: str, cell: str) -> Flags:
    """Tell of whom a further column of the listed file says this."""
    column = f"{ATTRIBUTE}{name}"
    if column not in facts.people.columns:
        return np.zeros(facts.people.height, bool)
    says: Flags = (facts.people[column] == cell).fill_null(value=False).to_numpy()
    return says


def in_words(note: CohortNote) -> str:
    """Return a cohort's conditions as a reader may check them."""
    lists = {
        "region": note.regions,
        "MAPPA area": note.mappa_areas,
        "stream": note.streams,
    }
    parts = [f"`{note.who}`"] if note.who else []
    parts += [f"{what} {' or '.join(names)}" for what, names in lists.items() if names]
    parts += [f"column {name} says {cell}" for name, cell in note.attributes]
    return "; ".join(parts)
