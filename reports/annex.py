"""The annex: what every outcome and policy means, where the run came from, and how it works."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.amounts import whole
from reports.origin import where_from
from reports.pedigree import Pedigree, pedigree
from reports.programmes import held
from reports.reading import Reading, outcomes_of
from reports.rules import more_rules

if TYPE_CHECKING:
    from sim.log.history import PolicyNote

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Adjusted p",
        "the chance of so large a difference by luck alone, raised for the number of comparisons",
    ),
    ("Attrition", "leaving a group before its end"),
    ("Baseline", "the first policy of the scenario, which all others are compared against"),
    ("Belief", "one opinion about what programmes and circles do to reoffending, harm included"),
    (
        "Circle",
        "a Circle of Support and Accountability: volunteers round one core member after release",
    ),
    ("Core member", "the person a circle supports"),
    (
        "Cumulative incidence",
        "the share to whom something has happened by a given time, other endings competing",
    ),
    (
        "Determinate, extended, indeterminate",
        "sentences with a release date; with longer licence; with release by the Board alone",
    ),
    ("Facilitator", "a member of staff trained to run groups"),
    (
        "Interval (95%)",
        "a range that holds the mean of endless runs in 95 of 100 such reports; luck only",
    ),
    ("Licence", "supervision in the community after release"),
    ("Needs-led", "circles for medium risk and above, motivated, not internet-only"),
    ("Paired", "compared run by run on the same people with the same luck"),
    ("Replication, run", "one play of the scenario with luck of its own"),
    ("Risk band", "assessed risk of sexual reoffending: low, medium, high, very high"),
    (
        "Tariff",
        "the part of an indeterminate sentence that must be served before release is considered",
    ),
    ("Unserved", "left a waiting list without starting"),
    ("Window", "the part of the run that results are read over"),
)

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
    return Annex(
        definitions=tuple(
            Definition(
                each.title, each.name, each.unit, each.definition, each.denominator, each.better
            )
            for each in outcomes_of(reading.book).values()
        ),
        policies=tuple(_policies(reading)),
        provenance=tuple(
            _flat({name: value for name, value in provenance.items() if name not in _ELSEWHERE})
        ),
        pedigree=pedigree(provenance.get("figures", ()), provenance.get("plain numbers")),
        method=(*_what_was_asked(reading), *_how_it_was_done(reading, provenance)),
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


def _what_was_asked(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the objectives and logic of a method note, under the headings of STRESS-DES."""
    book = reading.book
    prisons = sum(site.kind == "prison" for site in book.sites)
    regions = len(book.sites) - prisons
    yield "1 Objectives: purpose", book.question or book.title
    yield (
        "1 Objectives: outputs",
        (
            "The outcomes defined above, each read from the event log of a run over "
            f"{reading.window}, and the tables under each chart."
        ),
    )
    yield (
        "1 Objectives: experiments",
        (
            f"{len(reading.policies)} allocation "
            f"{'policy' if len(reading.policies) == 1 else 'policies'}, on the same people with "
            f"the same luck; the main measure was named in the scenario: {book.primary_outcome}."
        ),
    )
    yield (
        "2 Logic: base",
        (
            "People enter custody or supervision, join the waiting list of a programme they are "
            "eligible for, and start when a closed group of its size can be filled and its "
            "facilitators are free. They leave the list unserved at release, at the end of their "
            "order, at death, or when too little time is left. Indeterminate sentences end by the "
            "Parole Board. Circles are taken one place a person. Reoffending is a hazard by risk "
            "band, falling with time offence-free, with death competing, times the effect of what "
            "was received under each belief."
        ),
    )
    yield (
        "2 Logic: differences between policies",
        "; ".join(f"{each.label}: {each.says}" for each in _policies(reading))
        + ". Orders are worked out afresh at each allocation; ties go to the longest wait.",
    )
    yield (
        "2 Logic: sites and programmes",
        (
            f"{_count(prisons, 'prison')} and {_count(regions, 'probation site')}. "
            + " ".join(_provisions(reading))
        ),
    )


def _how_it_was_done(reading: Reading, provenance: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the rest of the method note: data, experiments, implementation, access."""
    book = reading.book
    yield (
        "3 Data",
        (
            "Inputs, their ranges, sources and standing are in the table under “Where every number "
            f"comes from”, and in the scenario, which is kept with the run. {where_from(reading)} "
            "The backlog on the first day is loaded, not warmed up."
        ),
    )
    yield (
        "4 Experimentation",
        (
            f"Terminating simulation of {whole(book.horizon_days)} days from the start date; no "
            f"warm-up; {_count(reading.replications, 'replication')}. Intervals are Student's t "
            "over replications; differences are paired; the main measure is one family of "
            "comparisons and all others together another (Holm). Starting, leaving and "
            "reoffending over time are Aalen-Johansen cumulative incidence with delayed entry."
        ),
    )
    yield (
        "5 Implementation",
        (
            f"placesim {provenance.get('placesim', '(version not recorded)')}, on SimPy. Luck is a "
            "function of seed, replication, person and question (Philox): no policy changes "
            f"anybody's luck; seed {provenance.get('seed', '(not recorded)')}. Events due at "
            "the same instant run in a written order."
        ),
    )
    yield "6 Code access", "MIT licence; the digests below identify the run."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _provisions(reading: Reading) -> Iterator[str]:
    for note in reading.book.provisions:
        name = reading.provision[note.id]
        if note.kind == "circle":
            yield f"{name}: one person a circle."
        else:
            where = "in prison" if note.setting == "prison" else "in the community"
            yield f"{name}, {where}: {held(note)}."
