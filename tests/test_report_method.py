"""The method note of a report says what its scenario has, and nothing of what it has not."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.glossary import GLOSSARY
from reports.method import base, parts
from sim.engine.frame import book_of
from sim.log.history import Book, ParoleNote
from sim.log.licence import LicenceNote
from sim.log.prices import CostsNote
from sim.projections.handwritten import BOOK
from sim.scenario.loading import load

SCENARIOS = Path(__file__).parent.parent / "scenarios"
PLAIN = replace(
    BOOK,
    provisions=tuple(note for note in BOOK.provisions if note.kind == "programme"),
    beliefs=(),
    parole=None,
)
CIRCLE = next(note for note in BOOK.provisions if note.kind == "circle")


def with_circle(**rules: object) -> Book:
    return replace(PLAIN, provisions=(*PLAIN.provisions, replace(CIRCLE, rules=rules)))


def said(book: Book) -> str:
    return " ".join(text for _, text in parts(book))


def test_of_lists_alone_nothing_further_is_said() -> None:
    assert said(PLAIN) == ""
    assert "Staff are people" not in " ".join(base(PLAIN))


HEARD = replace(PLAIN, parole=ParoleNote(548, 0))
SUPERVISED = replace(PLAIN, licence=LicenceNote(100, 200))
FOLLOWED = replace(PLAIN, beliefs=(("none", "No effect"),))


@pytest.mark.parametrize(
    ("without", "book", "words"),
    [
        (PLAIN, HEARD, "The Board hears men"),
        (HEARD, replace(PLAIN, parole=ParoleNote(548, 0, slots=True)), "so many slots a month"),
        (HEARD, replace(PLAIN, parole=ParoleNote(548, 0, deferral=True)), "are put off"),
        (PLAIN, SUPERVISED, "Recall is a hazard"),
        (SUPERVISED, replace(PLAIN, licence=LicenceNote(1, 2, (1, 2, 3))), "Levels of MAPPA"),
        (PLAIN, replace(PLAIN, upstream=True), "the same staff"),
        (PLAIN, with_circle(), "one place a person"),
        (with_circle(volunteers={"least": 3}), with_circle(referral={}), "one place a person"),
        (with_circle(), with_circle(referral={"when": "before_release"}), "before release"),
        (with_circle(), with_circle(volunteers={"least": 3}), "Volunteers apply"),
        (PLAIN, FOLLOWED, "Only first reoffences"),
        (FOLLOWED, replace(FOLLOWED, reoffences=("contact", "image")), "Causes compete"),
        (FOLLOWED, replace(FOLLOWED, reoffences=("proven",)), "The official measure"),
        (FOLLOWED, replace(FOLLOWED, priors=(1.0,)), "by the priors"),
        (FOLLOWED, replace(FOLLOWED, returns_under="none"), "as the belief “No effect” has it"),
        (PLAIN, replace(PLAIN, costs=CostsNote(2025, 0.035, ())), "discounted by 3.5% a year"),
    ],
)
def test_the_method_note_says_what_a_scenario_has_and_only_then(
    without: Book, book: Book, words: str
) -> None:
    assert words in said(book)
    assert words not in said(without)


def test_the_national_scenario_has_every_part() -> None:
    scenario = load(SCENARIOS / "national.yaml").scenario
    book = book_of(scenario, list(scenario.policies))
    everything = dict(parts(book))
    assert list(everything) == [
        "people before any conviction",
        "voluntary attendance",
        "the Parole Board",
        "licence",
        "circles",
        "reoffending",
        "costs",
    ]
    assert "Levels of MAPPA" in everything["licence"]
    assert "one place a person" not in everything["circles"]
    assert "Staff are people" in " ".join(base(book))


def test_the_glossary_is_in_order_and_explains_the_words_of_the_method_note() -> None:
    words = [word for word, _ in GLOSSARY]
    assert words == sorted(words, key=str.lower)
    assert {
        "Recall",
        "Fixed term",
        "MAPPA level",
        "Slot",
        "Put off",
        "Displaced",
        "Cohort",
        "Regret",
        "Prior",
        "Proven reoffending",
        "Upstream",
    } <= set(words)
