"""People listed by name before a programme, for tests: who they are, and where each may wait."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.population.create import create_population
from sim.population.people import Population
from sim.rules.placement import Places, prison_places
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from tests.stories import Tree, programme

PLAIN = Policy(id="a", order="first_come")
PEOPLE = """id,join_day,band,need,denial,learning_disability,internet_only,needs_gang,needs_drugs
plain,0,medium,medium,no,no,no,no,no
denies,0,high,low,yes,no,no,yes,no
learning,0,high,high,no,yes,no,no,yes
online,0,very_high,high,no,no,yes,yes,yes
"""
OTHERS = programme("zz_other", needs=["gang", "drugs"])
"""Somewhere in the scenario these needs are named."""


def people_of(
    tree: Tree, folder: Path, *, text: str = PEOPLE, **listed: Any
) -> tuple[Scenario, Population]:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    listing: Tree = {"file": "people.csv", "kind": "custody", "site": "hull", **listed}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    return scenario, create_population(scenario, 0, folder)


def named(people: Population, flags: Any) -> set[str]:
    return {name for name, flag in zip(people.ids(), flags, strict=True) if flag}


def places_of(
    tree: Tree, folder: Path, *, text: str = PEOPLE, done: frozenset[str] = frozenset(), **more: Any
) -> dict[str, str]:
    """Return where each man waits inside, as `programme at site`."""
    scenario, people = people_of(tree, folder, text=text, **more)
    people.people.completed_before = np.array([name in done for name in people.ids()])
    places = prison_places(scenario, PLAIN, people.people, people.tag_names)
    return told_places(scenario, people, places)


def told_places(scenario: Scenario, people: Population, places: Places) -> dict[str, str]:
    programmes = sorted(each.id for each in scenario.programmes)
    sites = sorted(each.id for each in scenario.sites)
    return {
        name: f"{programmes[provision]} at {sites[site]}"
        for name, provision, site in zip(
            people.ids(), places.provision.tolist(), places.site.tolist(), strict=True
        )
        if provision >= 0
    }
