"""Need as a score in files: of people by name, of an analyst's extract, and of the scenario."""

from pathlib import Path
from typing import Any

import pytest

from sim.population.assumed import assumed_columns
from sim.population.create import create_population
from sim.population.people import Population
from sim.population.sheet import ListedError
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from sim.words.bands import NEED_NAMES
from tests.extracts import imported, mapped, people
from tests.stories import prison, programme, world


def listed(text: str, folder: Path, **population: Any) -> Population:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    listing = {"file": "people.csv", "kind": "custody", "site": "hull"}
    tree = world([prison()], [programme()]) | {"population": {"listed": listing, **population}}
    return create_population(Scenario.model_validate(tree), 0, folder)


def test_of_listed_people_the_score_says_the_level_and_the_level_alone_leaves_room(
    tmp_path: Path,
) -> None:
    text = "id,join_day,need,need_score\na,0,,0.7\nb,0,high,\nc,0,,\nd,0,low,0\n"
    found = listed(text, tmp_path).people
    assert [NEED_NAMES[code] for code in found.need] == ["high", "high", "medium", "low"]
    assert found.need_score[0] == 0.7
    assert 0.67 <= found.need_score[1] <= 1
    assert 0.33 <= found.need_score[2] < 0.67
    assert found.need_score[3] == 0
    assert listed(text, tmp_path, need_from={"high": 0.8}).people.need.tolist() == [1, 2, 1, 0]


def test_a_score_and_a_level_that_disagree_and_a_score_outside_0_to_1_are_refused(
    tmp_path: Path,
) -> None:
    text = "id,join_day,need,need_score\na,0,low,0.8\nb,0,high,0.8\nc,0,,1.5\nd,0,,much\n"
    with pytest.raises(ListedError) as refused:
        listed(text, tmp_path)
    assert refused.value.mistakes == [
        "people.csv:4: need_score: 1.5 is outside 0 to 1",
        "people.csv:5: need_score: `much` is not a number",
        (
            "people.csv:2: need_score: 0.8 is high need, since medium begins at 0.33 and high at "
            "0.67 (`population.need_from`), and `need` says low; give one of the two, or move "
            "need_from"
        ),
    ]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("highest_risk", []),
        (
            {"kind": "score", "of": "need_score"},
            [
                (
                    "people.csv: `need` or `need_score` is empty for 1 of 2 people, who are taken "
                    "to be of medium need"
                ),
                (
                    "people.csv: there is no column `need_score`; everybody is taken to be "
                    "anywhere within the level of need, as luck has it"
                ),
            ],
        ),
    ],
)
def test_a_score_that_a_rule_asks_for_and_nobody_gives_is_told(
    order: Any, said: list[str], tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("id,join_day,need\na,0,low\nb,0,\n", encoding="utf-8")
    tree = world([prison()], [programme()], policies=[{"id": "a", "order": order}])
    listing = {"file": "people.csv", "site": "hull"}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    assert scenario.population.listed is not None
    told = assumed_columns(scenario.population.listed, scenario, tmp_path)
    assert [line for line in told if "need" in line] == said


def test_an_import_takes_a_score_in_percent(tmp_path: Path) -> None:
    mapping = mapped(columns={"need_score": {"from": "Need", "unit": "percent"}})
    done = imported(tmp_path, "No,Referred,Need\n1,2025-12-01,85%\n2,2025-12-02,\n", mapping)
    assert [row["need_score"] for row in people(done)] == ["0.85", ""]


# -- the scenario file ----------------------------------------------------------------------------

HEAD = """placesim: 1
title: t
horizon_years: 1
sites: [{id: oak, kind: prison, facilitators: 2, programmes: [c]}]
programmes:
  - {id: c, setting: prison, bands: [medium], need: [high], group: {minimum: 1, maximum: 4},
     facilitators: 2, duration_days: 20}
policies: [first_come]
"""


def said_of(population: str, stream: str) -> tuple[list[str], list[str]]:
    text = (
        f"{HEAD}population:\n  {population}\n  streams:\n    - {{id: men, kind: list, sites: oak,"
    )
    text += f"\n       arrivals_per_day: 1, {stream}}}\n"
    try:
        loaded = load_bytes(text.encode(), name="a.yaml")
    except ScenarioError as wrong:
        return [str(each) for each in wrong.problems], []
    return [], [str(each) for each in loaded.warnings]


@pytest.mark.parametrize(
    ("population", "stream", "problem"),
    [
        (
            "need_from: {medium: 0.7}",
            "need: {low: 1}",
            (
                "a.yaml:10:3: population.need_from: medium begins at 0.7 and high at 0.67; high "
                "must begin above medium"
            ),
        ),
        (
            "need_from: {high: 1}",
            "need: {low: 1}",
            "a.yaml:10:21: population.need_from.high: got 1; allowed: a number above 0 and below 1",
        ),
        (
            "need_from: {low: 0.1}",
            "need: {low: 1}",
            "a.yaml:10:15: population.need_from.low: unknown setting; allowed: medium, high",
        ),
        (
            "need_from: {}",
            "need_score: {kind: uniform, low: 0, high: 1.2}",
            (
                "a.yaml:13:29: population.streams[men].need_score: a score of need is from 0 to 1, "
                "and this goes up to 1.2"
            ),
        ),
        (
            "need_from: {}",
            "need_score: {kind: gamma, mean: 1, sd: 1}",
            (
                "a.yaml:13:48: population.streams[men].need_score.kind: `gamma` is not a kind that "
                "may stand here; allowed: fixed, uniform, triangular, empirical"
            ),
        ),
        (
            "need_from: {}",
            "need_score: 0.5, need: {high: 1}",
            (
                "a.yaml:12:7: population.streams[men]: give need or need_score, not both: the "
                "level follows from the score; `need: null` takes away what another file says"
            ),
        ),
    ],
)
def test_what_cannot_be_a_score_or_a_cut_is_answered_with_its_place(
    population: str, stream: str, problem: str
) -> None:
    assert said_of(population, stream)[0] == [problem]


@pytest.mark.parametrize(
    ("score", "warned"), [("0.6", True), ("{kind: uniform, low: 0.2, high: 0.7}", False)]
)
def test_a_programme_for_a_level_that_no_score_reaches_is_told(score: str, *, warned: bool) -> None:
    _, warnings = said_of("need_from: {}", f"need_score: {score}")
    assert any("programmes[c]" in each for each in warnings) == warned
