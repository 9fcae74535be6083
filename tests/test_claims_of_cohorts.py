"""A finding of one cohort: measured of its people alone, refused where nothing is measured."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from sim.experiments.claims import Worlds, claimed_outcome, measured
from sim.log.claims import ClaimNote, QuestionNote
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.testing.asked import asked

if TYPE_CHECKING:
    from pathlib import Path

WORLD = """
placesim: 1
title: Flagged and not
horizon_years: 4
replications: 2
primary_outcome: left_without_starting_share
sites:
  - {id: oak, kind: prison, facilitators: 2, programmes: [course]}
programmes:
  - id: course
    setting: prison
    bands: [medium]
    group: {minimum: 4, maximum: 8}
    facilitators: 2
    duration_days: 180
population:
  streams:
    - id: men
      kind: custody
      sites: oak
      arrivals_per_year: 40
      bands: {medium: 1}
      cse_share: 0.3
      sentences: [{kind: determinate, length_days: {kind: uniform, low: 900, high: 1800}}]
cohorts:
  - {id: cse, name: Flagged for CSE, who: "cse"}
  - {id: all, name: All men, who: "age_years > 0"}
policies:
  - first_come
  - {id: flagged_first, order: {kind: score, of: "cse"}}
"""
FINDING = """
finding:
  - {says: Flagged men gain, policy: flagged_first, COHORTdifference: {low: -1, high: -0.01}}
"""


def claim_of(cohort: str | None, outcome: str = "left_without_starting_share") -> ClaimNote:
    worlds = ("flagged_first", None), ("first_come", None)
    return ClaimNote("Flagged men gain", outcome, *worlds, -1.0, -0.01, cohort=cohort)


def claiming(cohort: str, more: str = "") -> bytes:
    return (WORLD + FINDING.replace("COHORT", f"cohort: {cohort}, {more}")).encode()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    path: Path = tmp_path_factory.mktemp("claims") / "flagged.yaml"
    path.write_bytes(claiming("cse"))
    return asked(path)


def test_a_finding_of_a_cohort_is_measured_of_its_people_alone(worlds: Worlds) -> None:
    found = measured(claim_of("cse"), worlds)
    assert found is not None
    table = worlds[None].tables["cohorts"]
    by_hand = [
        next(
            row["value"]
            for row in table.iter_rows(named=True)
            if (row["policy"], row["cohort"], row["measure"], row["replication"])
            == (policy, "cse", "left_without_starting_share", replication)
        )
        for replication in (0, 1)
        for policy in ("flagged_first", "first_come")
    ]
    expected = (by_hand[0] - by_hand[1] + by_hand[2] - by_hand[3]) / 2
    assert found.difference.mean == pytest.approx(expected)
    assert found.difference.mean is not None
    assert found.difference.mean < -0.05


def test_a_finding_of_a_cohort_of_everybody_is_that_of_no_cohort(worlds: Worlds) -> None:
    of_all, of_none = (measured(claim_of(cohort), worlds) for cohort in ("all", None))
    assert of_all is not None
    assert of_none is not None
    assert of_all.difference == of_none.difference
    assert of_all.ours == of_none.ours


def test_what_a_finding_of_a_cohort_is_about_bears_its_name(worlds: Worlds) -> None:
    book = worlds[None].book
    known = {each.name: each for each in book.outcomes}
    assert claimed_outcome(claim_of(None), book, known) is known["left_without_starting_share"]
    told = claimed_outcome(claim_of("cse", "leavers_started_share"), book, known)
    assert told.title == "Had started a programme, of the cohort “Flagged for CSE”"
    assert told.unit == "share"


@pytest.mark.parametrize(
    ("cohort", "more", "said"),
    [
        ("csa", "", "finding[0].cohort: no cohort is called `csa`; did you mean `cse`?"),
        (
            "cse",
            "outcome: left_without_starting, ",
            "is not measured of a cohort; did you mean `left_without_starting_share`?",
        ),
        (
            "cse",
            "outcome: facilitators_in_use_share, ",
            "finding[0].outcome: `facilitators_in_use_share` is not measured of a cohort",
        ),
    ],
)
def test_a_finding_of_what_is_not_measured_of_a_cohort_is_refused(
    cohort: str, more: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_bytes(claiming(cohort, more))
    assert any(said in str(each) for each in refused.value.problems), refused.value


def test_the_cohort_of_a_finding_survives_the_manifest_and_older_ones_have_none() -> None:
    note = QuestionNote(claims=(claim_of("cse"),))
    data = asdict(note)
    assert QuestionNote.from_json(data) == note
    for each in data["claims"]:
        del each["cohort"]
    assert QuestionNote.from_json(data).claims[0].cohort is None
