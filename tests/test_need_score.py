"""Need as a score: one truth, of which the level is the cut, in people, in rules and in the log."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.log.history import Book, History
from sim.log.laws import need_is_the_cut_of_its_score
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.population.sampling import sample
from sim.projections.biography import biography
from sim.projections.facts import Facts
from sim.projections.membership import belongs
from sim.rules.eligibility import may_have_circle
from sim.scenario.need import levels_reached
from sim.scenario.policy import CircleRule, Policy
from sim.scenario.schema import Scenario
from sim.testing import scenarios, simulate_history
from sim.words.bands import NEED_NAMES, Need
from sim.words.kinds import Kind
from sim.words.need import level_of, score_within
from tests.listed_people import people_of
from tests.stories import Tree, lived, prison, programme, region, world

MEN = {
    "id": "men",
    "kind": "custody",
    "sites": "hull",
    "arrivals_per_day": 5,
    "sentences": [{"kind": "determinate", "length_days": 100}],
}
A_START_EVERY_TEN_DAYS = 30
"""In 300 days, with one chair for so many men that it never stands empty."""
SPREAD = {"kind": "triangular", "low": 0.0, "mode": 0.4, "high": 1.0}
CUTS = st.lists(st.floats(0.01, 0.99), min_size=2, max_size=2, unique=True).map(sorted)


def tree_of(stream: Tree, **population: Any) -> Tree:
    tree = world([prison()], [programme()], days=1000)
    return tree | {"population": {"streams": [MEN | stream], **population}}


def drawn(stream: Tree, **population: Any) -> Population:
    return create_population(Scenario.model_validate(tree_of(stream, **population)), 0, Path())


# -- the level is the cut of the score ------------------------------------------------------------


@given(st.lists(st.floats(0, 1), min_size=1), CUTS)
def test_a_higher_score_is_never_a_lower_level_and_a_cut_belongs_to_the_level_above(
    scores: list[float], cuts: list[float]
) -> None:
    medium, high = cuts
    levels = level_of(np.array([*sorted(scores), medium, high]), (medium, high)).tolist()
    assert levels[:-2] == sorted(levels[:-2])
    assert levels[-2:] == [Need.MEDIUM, Need.HIGH]


@given(st.sampled_from(Need), st.floats(0, 1) | st.just(1.0), CUTS)
@example(Need.LOW, 1.0, [0.3, 0.7])
@example(Need.MEDIUM, 1.0, [0.3, 0.7])
def test_whoever_was_told_a_level_alone_has_a_score_within_it(
    level: Need, part: float, cuts: list[float]
) -> None:
    medium, high = cuts
    score = score_within(np.array([level]), np.array([part]), (medium, high))
    assert 0 <= score[0] <= 1
    assert level_of(score, (medium, high)).tolist() == [level]


@settings(max_examples=60, deadline=None)
@given(scenarios(features=["needs"]))
def test_in_every_world_the_level_is_the_cut_of_the_score(scenario: Scenario) -> None:
    found = create_population(scenario, 0, Path()).people
    cuts = scenario.population.need_from.cuts
    assert ((found.need_score >= 0) & (found.need_score <= 1)).all()
    assert (level_of(found.need_score, cuts) == found.need).all()


def test_with_shares_alone_each_man_stands_evenly_within_his_level() -> None:
    """5,000 men; the cuts are where they are if nothing is said."""
    found = drawn({"need": {"low": 1, "medium": 2, "high": 1}}).people
    for level, low, high in ((0, 0.0, 0.33), (1, 0.33, 0.67), (2, 0.67, 1.0)):
        scores = found.need_score[found.need == level]
        spread = (high - low) / (12 * len(scores)) ** 0.5
        assert low <= scores.min()
        assert scores.max() <= high
        assert abs(scores.mean() - (low + high) / 2) < 4 * spread


def test_levels_are_as_common_as_the_distribution_of_the_score_says() -> None:
    """Triangular on 0 to 1 with its mode at 0.4: below 0.3 lies 0.3 ** 2 / 0.4, above 0.7 0.15."""
    found = drawn({"need_score": SPREAD}, need_from={"medium": 0.3, "high": 0.7}).people
    below, above = 0.3**2 / 0.4, 0.3**2 / 0.6
    for level, share in ((0, below), (1, 1 - below - above), (2, above)):
        error = (share * (1 - share) / len(found)) ** 0.5
        assert abs((found.need == level).mean() - share) < 4 * error


@pytest.mark.parametrize(
    ("score", "levels"),
    [
        (0.5, "medium"),
        (0.3, "medium"),
        ({"kind": "uniform", "low": 0.3, "high": 0.69}, "medium"),
        ({"kind": "uniform", "low": 0.29, "high": 0.7}, "low medium high"),
        ({"kind": "empirical", "values": [0.1, 0.5, 0.9], "weights": [1, 0, 1]}, "low high"),
        (SPREAD, "low medium high"),
    ],
)
def test_levels_that_a_score_can_reach_are_known_beforehand(score: Any, levels: str) -> None:
    stream = Scenario.model_validate(tree_of({"need_score": score})).population.streams[0]
    assert stream.need_score is not None
    reached = levels_reached(stream.need_score, (0.3, 0.7))
    assert [NEED_NAMES[level] for level in reached] == levels.split()
    grid = sample(stream.need_score, np.linspace(0, 1, 1001, endpoint=False))
    assert set(level_of(grid, (0.3, 0.7)).tolist()) <= set(reached)


# -- nothing else moves ---------------------------------------------------------------------------


def test_a_score_whose_levels_are_as_common_as_the_shares_makes_the_same_log() -> None:
    """Both read the same luck: evenly spread, cut at 0.25 and 0.75, is one, two and one part."""
    asks = programme() | {"need": ["high"]}
    logs = []
    for stream, more in (
        ({"need": {"low": 1, "medium": 2, "high": 1}}, {}),
        (
            {"need_score": {"kind": "uniform", "low": 0, "high": 1}},
            {"need_from": {"medium": 0.25, "high": 0.75}},
        ),
    ):
        tree = world([prison()], [asks], days=300)
        streams = {"streams": [MEN | stream], **more}
        history = simulate_history(Scenario.model_validate(tree | {"population": streams}))
        logs.append(history.events)
    assert logs[0].equals(logs[1])
    starts = logs[0]["kind"].to_list().count(int(Kind.STARTED))
    assert starts == A_START_EVERY_TEN_DAYS, "or the two were equal because nothing happened"


# -- rules that ask for it ------------------------------------------------------------------------

FOUR = """
    id,join_day,need,need_score
    low,0,,0.1
    medium,0,,0.5
    more,0,,0.66
    most,0,high,0.9
"""


def story(folder: Path, **changes: Any) -> History:
    tree = world(
        [prison()],
        [programme(size=2, days=20) | changes.pop("programme", {})],
        days=100,
        policies=[{"id": "a", "order": "first_come"} | changes.pop("policy", {})],
    )
    return lived(tree | changes, FOUR, folder)


def started(history: History) -> list[list[str]]:
    """Return who sat in each group, in the order of groups."""
    taken = history.events.filter(pl.col("kind") == int(Kind.STARTED))
    return [
        sorted(history.people["id"].gather(rows["person"]).to_list())
        for _, rows in taken.group_by("group", maintain_order=True)
    ]


def test_the_highest_need_goes_first_where_the_order_is_the_score(tmp_path: Path) -> None:
    assert started(story(tmp_path, policy={"order": {"kind": "score", "of": "need_score"}})) == [
        ["more", "most"],
        ["low", "medium"],
    ]


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({"programme": {"need": ["high"], "group": {"minimum": 1, "maximum": 2}}}, [["most"]]),
        ({"programme": {"eligible": "need_score >= 0.5"}}, [["medium", "more"]]),
        ({"policy": {"deprioritise": {"who": "need_score < 0.66"}}}, [["more", "most"]]),
        (
            {"policy": {"reserve": [{"who": "need_score > 0.7", "share": 0.5}]}},
            [["low", "most"], ["medium", "more"]],
        ),
        (
            {
                "programme": {
                    "group": {
                        "minimum": 2,
                        "maximum": 2,
                        "composition": {"apart": ["need_score >= 0.6"]},
                    }
                }
            },
            [["low", "medium"], ["more", "most"]],
        ),
    ],
)
def test_a_rule_of_any_kind_may_ask_for_the_score(
    changes: Tree, groups: list[list[str]], tmp_path: Path
) -> None:
    assert started(story(tmp_path, **changes)) == groups


def test_circles_may_be_for_whoever_has_most_need(tmp_path: Path) -> None:
    text = "id,join_day,need_score,motivated\na,0,0.4,yes\nb,0,0.8,yes\nc,0,0.9,no\n"
    tree = world([prison(), region()], [programme()])
    _, found = people_of(tree, tmp_path, text=text, released_to="north")
    policy = Policy(id="a", order="first_come", circles=CircleRule(who="need_score > 0.5"))
    assert may_have_circle(policy, found.people).tolist() == [False, True, False]


def test_a_cohort_by_score_is_who_has_it(tmp_path: Path) -> None:
    history = story(tmp_path, cohorts=[{"id": "most", "who": "need_score >= 0.66"}])
    members = belongs(Facts(history), history.book.cohorts[0])
    assert history.people.filter(pl.Series(members))["id"].to_list() == ["more", "most"]


# -- the log --------------------------------------------------------------------------------------


def test_a_journey_tells_the_score_where_people_differ_in_need(tmp_path: Path) -> None:
    history = story(tmp_path)
    who = biography(history, history.book.policies[0], 3)["who"]
    assert "high need (0.9)" in who


def test_a_table_of_people_whose_level_is_not_the_cut_of_the_score_breaks_the_law(
    tmp_path: Path,
) -> None:
    history = story(tmp_path)
    policy = history.book.policies[0]
    assert need_is_the_cut_of_its_score(history, policy) == []
    shifted = history.people.with_columns(need_score=1 - pl.col("need_score"))
    assert need_is_the_cut_of_its_score(replace(history, people=shifted), policy) == [
        (
            "2 people whose level of need is not the cut of their score; the first: id low, need "
            "0, need_score 0.9"
        )
    ]
    lost = replace(history, people=history.people.drop("need_score"))
    assert need_is_the_cut_of_its_score(lost, policy) == [
        "people have no score of need, though the scenario cuts it into levels"
    ]
    older = replace(lost, book=replace(history.book, need_from=None))
    assert need_is_the_cut_of_its_score(older, policy) == []


def test_a_book_keeps_where_levels_begin(tmp_path: Path) -> None:
    book = story(tmp_path).book
    assert book.need_from == (0.33, 0.67)
    assert Book.from_json(json.loads(json.dumps(book.as_json()))) == book


def test_the_table_of_people_has_the_score() -> None:
    frame = people_frame(drawn({"need_score": 0.25}))
    assert frame["need_score"].unique().to_list() == [0.25]
    assert frame["need"].unique().to_list() == [0]
