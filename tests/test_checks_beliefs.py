"""What a file may not say of reoffending and of beliefs is said back in words."""

import pytest

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError, render

FILE = """\
title: Men after release
horizon_years: 5
sites:
  - {id: oak, kind: prison, facilitators: 2, programmes: [course]}
programmes:
  - id: course
    setting: prison
    bands: [medium]
    group: {minimum: 1, maximum: 8}
    facilitators: 1
    duration_days: 90
reoffending:
  causes:
    contact: {within_5_years_share: {medium: 0.1}}
    image: {within_5_years_share: {medium: 0.1}}
beliefs:
  - {id: none, prior: 1}
  - {id: benefit, prior: 3, completed: 0.7}
population:
  streams:
    - id: men
      kind: custody
      sites: oak
      arrivals_per_year: 50
      sentences: [{kind: determinate, length_days: 700}]
"""
CAUSES = """\
  causes:
    contact: {within_5_years_share: {medium: 0.1}}
    image: {within_5_years_share: {medium: 0.1}}
"""


def said_of(*changes: tuple[str, str]) -> list[str]:
    """Return what is said of the file with these changes: mistakes, or else warnings."""
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    try:
        loaded = load_bytes(text.encode())
    except ScenarioError as wrong:
        return render(wrong.problems).splitlines()
    return render(loaded.warnings).splitlines()


def test_the_file_as_it_stands_is_sound() -> None:
    assert said_of() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "completed: 0.7}",
            "programmes: {curse: {completed: 0.7}}}",
            "there is no programme `curse`; did you mean `course`?",
        ),
        (
            "completed: 0.7}",
            "by_cause: {other: {completed: 0.7}}}",
            "`other` is no cause of this scenario; its causes: contact, image",
        ),
        (
            "{id: none, prior: 1}",
            "{id: none}",
            "give this one its weight too (0 leaves it out), or none of them",
        ),
        (
            "completed: 0.7}",
            "by_dose: true}",
            "so everybody attends the whole and this changes nothing",
        ),
        (
            CAUSES,
            CAUSES + "  within_5_years_share: {medium: 0.1}\n",
            "give within_5_years_share or causes, one of them",
        ),
        (
            CAUSES,
            CAUSES + "  decline: {kind: steps, steps: [{from_years: 1, rate: 1}]}\n",
            "the first step must begin at 0 years",
        ),
        (
            CAUSES,
            CAUSES + "  decline: {kind: constant}\n  halving_years: 7\n",
            "give halving_years or decline, one of them",
        ),
        (
            CAUSES,
            CAUSES + "  decline: {kind: high_risk_decline, later_share: 0.3}\n",
            "(0.3) must be below at_release_share (0.22); for no decline write {kind: constant}",
        ),
        (
            CAUSES,
            "  within_5_years_share: {high: 0.1}\n  decline: {kind: high_risk_decline}\n",
            "the high band starts from 0.1: it falls at that pace and reaches another share",
        ),
    ],
)
def test_what_cannot_work_is_said_in_words(old: str, new: str, said: str) -> None:
    lines = said_of((old, new))
    assert any(line.endswith(said) for line in lines), lines


def test_weights_that_are_all_0_are_refused() -> None:
    lines = said_of(("prior: 1", "prior: 0"), ("prior: 3", "prior: 0"))
    assert any("every `prior` is 0" in line for line in lines), lines
