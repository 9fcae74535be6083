"""Who is in which cohort: the conditions of the scenario, asked of the people as they came.

Everybody is always the first cohort. Risk is as first assessed: nobody changes his cohort.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log.history import CohortNote
from sim.projections.facts import Facts, Flags
from sim.projections.lasting import holds
from sim.words.cohorts import EVERYBODY

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
        as_they_came = facts.people.select("person", seq=pl.lit(0))
        inside &= holds(note.who, facts.history, as_they_came)
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


def _says(facts: Facts, name: str, cell: str) -> Flags:
    """Tell of whom a further column of the listed file says this."""
    column = f"{ATTRIBUTE}{name}"
    if column not in facts.people.columns:
        return np.zeros(facts.people.height, bool)
    says: Flags = (facts.people[column] == cell).fill_null(value=False).to_numpy()
    return says


def in_words(note: CohortNote, area: Callable[[str], str] = str) -> str:
    """Return a cohort's conditions as a reader may check them; `area` names regions and areas."""
    lists = {
        "region": tuple(map(area, note.regions)),
        "MAPPA area": tuple(map(area, note.mappa_areas)),
        "stream": note.streams,
    }
    parts = [f"`{note.who}`"] if note.who else []
    parts += [f"{what} {' or '.join(names)}" for what, names in lists.items() if names]
    parts += [f"column {name} says {cell}" for name, cell in note.attributes]
    return "; ".join(parts)
