"""How groups of each provision are made up under one policy: read off the scenario once."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.held import Kinds, Makeup
from sim.engine.terms import Terms
from sim.policies.candidates import Flags
from sim.policies.expressions import CANDIDATE_FACTS, LASTING_FACTS, parsed
from sim.population.facts import lasting_facts
from sim.population.people import Population
from sim.scenario.composition import AtMost, Composition
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.words.bands import Band

ALMOST = 1e-9


def makeups_of(
    scenario: Scenario, policy: Policy, population: Population, terms: list[Terms]
) -> list[Makeup]:
    """Return the rules for each provision's groups; the policy's own do not concern circles."""
    kept = tuple((parsed(each.who, CANDIDATE_FACTS), each.share) for each in policy.reserve)
    rule = policy.deprioritise
    aside = None if rule is None else parsed(rule.who, CANDIDATE_FACTS)
    since = 0.0 if rule is None else scenario.day(rule.from_)
    found = []
    for each in terms:
        kinds, limits = _of(each.composition, population, each.maximum)
        if each.circle:
            found.append(Makeup())
            continue
        found.append(
            Makeup(
                kinds=kinds,
                limits=limits,
                kept=kept,
                aside=aside,
                aside_from=since,
                by_band=_by_band(each, population),
            )
        )
    return found


def _by_band(terms: Terms, population: Population) -> tuple[NDArray[Any] | None, ...]:
    """Return what everybody would be to the rules at each band, if another may yet be found."""
    rules = terms.composition
    if rules is None or not len(population.reassessments):
        return ()
    texts = [*rules.apart, *(each.who for each in rules.at_most)]
    if not any("band" in parsed(text, LASTING_FACTS).names for text in texts):
        return ()
    of_band = [
        replace(population.people, band=np.full(len(population), band, np.int8)) for band in Band
    ]
    found = [_of(rules, replace(population, people=people), terms.maximum) for people in of_band]
    kinds = [each for each, _ in found if each is not None]
    limits = zip(*(each for _, each in found), strict=True)
    flags = [np.stack([mine for mine, _ in of_band]) for of_band in limits]
    columns: list[NDArray[Any] | None] = [np.stack(kinds) if kinds else None, *flags]
    return tuple(None if each is None or (each == each[0]).all() else each for each in columns)


def _of(composition: Composition | None, population: Population, places: int) -> Kinds:
    if composition is None:
        return None, ()
    kinds = np.zeros(len(population), np.int64)
    for text in composition.apart:
        kinds = 2 * kinds + _holds(text, population)
    limits = tuple(
        (_holds(each.who, population), _most(each, places)) for each in composition.at_most
    )
    return kinds if composition.apart else None, limits


def _holds(text: str, population: Population) -> Flags:
    facts = lasting_facts(population.people, population.tag_names)
    return parsed(text, LASTING_FACTS).holds(facts, rows=len(population)).copy()


def _most(limit: AtMost, places: int) -> int:
    if limit.people is not None:
        return limit.people
    assert limit.share is not None  # noqa: S101 -- the schema saw to it: people or share
    return int(limit.share * places + ALMOST)
