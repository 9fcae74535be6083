"""The annex: what every outcome and policy means, where the run came from, and how it works."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.glossary import GLOSSARY
from reports.method import how_it_was_done, what_was_asked
from reports.pedigree import Pedigree, pedigree
from reports.reading import Reading, outcomes_of
from reports.rules import more_rules

if TYPE_CHECKING:
    from sim.log.history import PolicyNote

_LOW_RISK = {
    "excluded": "Low-risk men take no programme.",
    "admitted": "Low-risk men may take programmes.",
}
_CIRCLES = {
    "needs_led": "Circles go to men of medium risk and above who are motivated and whose offence "
    "was not on the internet only.",
    "open_to_all": "Circles are open to every man who wants one.",
}
_ELSEWHERE = frozenset({"figures", "plain numbers", "replications"})
"""Parts of the provenance that the page prints in a place of their own."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An outcome as the registry defines it."""

    title: str
    name: str
    unit: str
    definition: str
    denominator: str
    better: str


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy in words."""

    label: str
    id: str
    order: str
    says: str
    rules: str


@dataclass(frozen=True, slots=True)
class Annex:
    """Everything a reader may want to check."""

    definitions: tuple[Definition, ...]
    policies: tuple[PolicyText, ...]
    provenance: tuple[tuple[str, str], ...]
    pedigree: Pedigree
    method: tuple[tuple[str, str], ...]
    glossary: tuple[tuple[str, str], ...]


def annex(reading: Reading, provenance: Mapping[str, Any]) -> Annex:
    """Return the annex of a report."""
    policies = tuple(_policies(reading))
    said = [(each.label, each.says) for each in policies]
    return Annex(
        definitions=tuple(
            Definition(
                each.title, each.name, each.unit, each.definition, each.denominator, each.better
            )
            for each in outcomes_of(reading.book).values()
        ),
        policies=policies,
        provenance=tuple(
            _flat({name: value for name, value in provenance.items() if name not in _ELSEWHERE})
        ),
        pedigree=pedigree(provenance.get("figures", ()), provenance.get("plain numbers")),
        method=(*what_was_asked(reading, said), *how_it_was_done(reading, provenance)),
        glossary=GLOSSARY,
    )


def _policies(reading: Reading) -> Iterator[PolicyText]:
    notes = {note.id: note for note in reading.book.policies}
    for policy in reading.policies:
        if policy in notes:
            note = notes[policy]
            rules = " ".join(
                (
                    _LOW_RISK.get(note.low_risk, note.low_risk),
                    _circles(note),
                    *more_rules(note, reading),
                )
            )
            order = f"{note.order}, version {note.order_version}"
            yield PolicyText(reading.policy[policy], policy, order, note.order_says, rules)


def _circles(note: "PolicyNote") -> str:
    """Say who may have a circle; a rule stands as it is written."""
    rule = note.rules.get("circles")
    if isinstance(rule, dict):
        return f"Circles go to those who want one and of whom “{rule['who']}” holds."
    return _CIRCLES.get(note.circles, note.circles)


def _flat(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the leaves of the provenance, their names joined, in the order written."""
    if isinstance(node, Mapping):
        for key, child in node.items():
            yield from _flat(child, f"{name}, {key}" if name else str(key).replace("_", " "))
    elif isinstance(node, list | tuple):
        yield name, ", ".join(map(str, node))
    else:
        yield name, str(node)
