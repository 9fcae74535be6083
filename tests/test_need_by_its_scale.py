"""A score of need and its levels are two scales: a rule that takes one for the other is refused."""

import pytest

from sim.policies.expressions import CANDIDATE_FACTS, parsed
from tests.checked import BASE, changed


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("need_score >= high", "`high` at column 15 is a level"),
        ("medium < need_score", "is a level;"),
        ("need_score in (low, high)", "is a level;"),
        ("need_score >= 75", "75 at column 15 says nothing"),
        ("need_score > 1", "1 at column 14 says nothing"),
        ("1 < need_score", "1 at column 1 says nothing"),
        ("need >= need_score", "is a level;"),
        ("need >= 0.75", "0.75 at column 9 is none"),
    ],
)
def test_a_level_of_need_and_a_score_are_not_compared(rule: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parsed(rule, CANDIDATE_FACTS)


@pytest.mark.parametrize(
    "rule",
    ["need_score >= 0.75", "0 <= need_score <= 1", "need >= high", "need == 2", "band > 0.5"],
)
def test_what_is_meant_is_read(rule: str) -> None:
    assert parsed(rule, CANDIDATE_FACTS).text == rule


# -- a score that says nothing ---------------------------------------------------------------------

BY_SCORE = "  - {id: most, who: need_score >= 0.7}"


def test_a_rule_by_the_score_of_people_who_were_given_none_is_told() -> None:
    errors, warnings = changed("policies:", f"cohorts:\n{BY_SCORE}\npolicies:")

    assert not errors
    assert "population.streams[men]: gives neither need nor need_score" in warnings
    assert "`need_score >= 0.7` ranks or tells them apart" in warnings


@pytest.mark.parametrize("given", ["need: {low: 1, high: 1}", "need_score: 0.8"])
def test_a_stream_that_says_its_need_is_not_told(given: str) -> None:
    men = "released_to: east\n"
    assert men in BASE
    _, warnings = changed(men, f"{men}      {given}\n")
    assert "gives neither" not in warnings


def test_where_no_rule_asks_for_the_score_nothing_is_told() -> None:
    assert "gives neither" not in changed("title: A region", "title: Another")[1]
