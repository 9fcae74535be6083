"""The expression language: what a rule says, of which facts, and that its answer is always one."""

import math

import numpy as np
import pytest

from sim.policies.expressions import (
    CANDIDATE_FACTS,
    LASTING_FACTS,
    LIST_FACTS,
    facts_of,
    parsed,
)
from sim.policies.facts import CLOCK, LASTING
from tests.candidates import NEVER, people

ABC = frozenset({"a", "b", "c"})
INF = math.inf


def worth(text: str, **facts: float) -> float:
    return float(parsed(text, frozenset(facts)).of(facts)[0])


# -- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("7 % 3", 1),
        (".5 + 1. + 1e2 + 1E-1", 101.6),
        ("1 < 2 < 3", 1),
        ("1 < 3 < 2", 0),
        ("3 > 2 > 1 != 0", 1),
        ("not 0 and 0", 0),
        ("not (0 and 0)", 1),
        ("1 or 0 and 0", 1),
        ("5 and 7", 1),
        ("0 or 7", 1),
        ("not 7", 0),
        ("true + True + false + False", 2),
        ("2 if 1 < 0 else 3", 3),
        ("1 if 0 else 2 if 0 else 3", 3),
        ("very_high in (high, very_high)", 1),
        ("low not in (high, very_high)", 1),
        ("-1 in (-1, 2)", 1),
        ("2 in (2)", 1),
        ("low + medium + high + very_high", 6),
        ("none + determinate + extended + indeterminate + community_order", 10),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("abs(-3)", 3),
        ("sqrt(9)", 3),
        ("round(2.6)", 3),
        ("log(exp(1))", 1),
        ("  1 + 1\n", 2),
        # what has no answer is 0; a number divided by 0 is infinite
        ("1 / 0", INF),
        ("-1 / 0", -INF),
        ("1 / (0 * -1)", INF),
        ("0 / 0", 0),
        ("1 / 0 - 1 / 0", 0),
        ("0 * (1 / 0)", 0),
        ("(1 / 0) / (1 / 0)", 0),
        ("(1 / 0) // 2", INF),
        ("(1 / 0) % 2", 0),
        ("5 % 0", 0),
        ("5 // 0", INF),
        ("sqrt(-1)", 0),
        ("log(-1)", 0),
        ("log(0)", -INF),
        ("(-8) ** 0.5", 0),
        ("0 ** -1", INF),
        ("(0 * -1) ** -1", INF),
        ("exp(1000)", INF),
        ("9 ** 9 ** 9", INF),
        ("min(1 / 0, 3)", 3),
        ("max(-1 / 0, 3)", 3),
    ],
)
def test_a_rule_is_worth_what_it_says(text: str, expected: float) -> None:
    assert worth(text) == pytest.approx(expected)


def test_a_rule_is_worth_something_in_each_row() -> None:
    rule = parsed("2 ** band / max(years_left, 0.25)", CANDIDATE_FACTS)
    facts = {"band": np.array([0, 3, 2], np.int8), "years_left": np.array([0.1, 4.0, INF])}
    assert rule.of(facts).tolist() == [4.0, 2.0, 0.0]
    assert rule.names == {"band", "years_left"}
    assert rule.holds(facts).tolist() == [True, True, False]


def test_a_negative_number_has_no_root_in_a_column_either() -> None:
    facts = {"a": np.array([-INF, -INF, -8.0, -8.0]), "b": np.array([0.5, 2.0, 0.5, 3.0])}
    assert parsed("a ** b", ABC).of(facts).tolist() == [0.0, INF, 0.0, -512.0]


def test_flags_count_as_0_and_1_and_add_up() -> None:
    flags = np.array([True, True, False])
    assert parsed("a + b", ABC).of({"a": flags, "b": flags}).tolist() == [2.0, 2.0, 0.0]
    assert parsed("a - b", ABC).of({"a": flags, "b": ~flags}).tolist() == [1.0, 1.0, -1.0]


def test_a_rule_without_facts_is_worth_the_same_in_every_row() -> None:
    shown = facts_of(people({}, {}, {}))
    assert parsed("2 + 3", CANDIDATE_FACTS).of(shown).tolist() == [5.0, 5.0, 5.0]
    assert parsed("2 + 3", ABC).of({"a": 1.0}).tolist() == [5.0]
    assert parsed("2 + 3", ABC).of({"a": 1.0, "b": [1, 2]}).tolist() == [5.0, 5.0]
    assert parsed("a", ABC).of({"a": 1.0}, rows=2).tolist() == [1.0, 1.0]


def test_what_a_rule_returns_is_its_own_and_no_fact_is_written_on() -> None:
    ages = np.array([20.0, 30.0])
    answer = parsed("age_years", CANDIDATE_FACTS).of({"age_years": ages})
    answer += 1
    assert ages.tolist() == [20.0, 30.0]


def test_a_fact_that_is_not_known_of_a_man_counts_as_0() -> None:
    facts = {"a": np.array([np.nan, 2.0])}
    assert parsed("a < 1", ABC).holds(facts).tolist() == [True, False]


def test_a_rule_uses_the_clock_if_one_of_its_facts_does() -> None:
    assert not parsed("band + age_years * needs_drugs", CANDIDATE_FACTS).uses_clock
    for fact in CLOCK:
        assert parsed(f"band + {fact.name}", CANDIDATE_FACTS).uses_clock
    assert all(not parsed(fact.name, LASTING_FACTS).uses_clock for fact in LASTING)
    assert parsed("waiting", LIST_FACTS).uses_clock


def test_a_need_is_a_fact_by_its_name() -> None:
    shown = facts_of(people({}, {}, tags={"drugs": [True, False], "life-skills": [False, True]}))
    for text, expected in [
        ("needs_drugs", [True, False]),
        ("needs_life_skills", [False, True]),  # a hyphen would be a minus
        ("needs_work", [False, False]),
        ("not needs_work", [True, True]),
    ]:
        assert parsed(text, LASTING_FACTS).holds(shown).tolist() == expected
    with pytest.raises(ValueError, match="`needs_drugs` at column 1 is not a fact"):
        parsed("needs_drugs", LIST_FACTS)


# -- the facts ------------------------------------------------------------------------------------


def test_each_fact_about_a_candidate_is_what_the_guide_says() -> None:
    man = {
        "band": "very_high",
        "need": "high",
        "need_score": 0.75,
        "sentence": "indeterminate",
        "age_years": 30.0,
        "motivation": 0.25,
        "joined_day": 0.0,
        "release_day": 730.5,
        "tariff_day": 300.0,
        "review_day": 400.0,
        "completed": 2,
        "denial": True,
        "cse": True,
    }
    shown = facts_of(people(man, {"learning_disability": True}, today=365.25))
    known = {name: float(np.asarray(shown[name])[0]) for name in shown if name != "lot"}
    assert known == {
        "band": 3,
        "need": 2,
        "need_score": 0.75,
        "sentence": 3,
        "age_years": 30,
        "motivation": 0.25,
        "motivated": 0,
        "denial": 1,
        "learning_disability": 0,
        "internet_only": 0,
        "cse": 1,
        "upstream": 0,
        "today_days": 365.25,
        "waited_days": 365.25,
        "waited_years": 1,
        "days_left": 365.25,
        "years_left": 1,
        "days_to_tariff": -65.25,
        "past_tariff": 1,
        "days_to_review": 34.75,
        "completed": 2,
    }
    other = {name: float(np.asarray(shown[name])[1]) for name in shown}
    assert other["days_left"] == other["days_to_tariff"] == other["days_to_review"] == NEVER
    assert other["past_tariff"] == 0
    assert other["learning_disability"] == 1
    assert len(shown) == len(list(shown)) == len(CANDIDATE_FACTS) - 1


def test_a_tariff_is_over_on_its_last_day() -> None:
    shown = facts_of(people({"tariff_day": 99.5}, {"tariff_day": 100.0}, {"tariff_day": 100.5}, {}))
    later = facts_of(people(*[{"tariff_day": day} for day in (99.5, 100.0, 100.5)], today=100.0))
    assert shown["past_tariff"].tolist() == [False] * 4
    assert later["past_tariff"].tolist() == [True, True, False]


def test_a_lot_is_a_number_from_0_to_below_1() -> None:
    shown = people({}, {}, {})
    shown.ticket[:] = [0, 2**63, 2**64 - 1]
    lots = facts_of(shown)["lot"].tolist()
    assert lots[:2] == [0.0, 0.5]
    assert 0.999 < lots[2] < 1


def test_no_rule_sees_the_day_where_an_order_promised_not_to_look() -> None:
    shown = facts_of(people({}, today=math.nan))
    assert parsed("band", CANDIDATE_FACTS).of(shown).tolist() == [1.0]
    with pytest.raises(ValueError, match="`waited_days` hangs on the day"):
        parsed("waited_days", CANDIDATE_FACTS).of(shown)


def test_only_facts_that_a_rule_asks_for_are_worked_out() -> None:
    class Counting(dict[str, float]):
        asked: list[str] = []  # noqa: RUF012 -- one instance

        def __getitem__(self, name: str) -> float:
            self.asked.append(name)
            return 1.0

    facts = Counting()
    parsed("a + a * a + b", ABC).of(facts)
    assert sorted(facts.asked) == ["a", "b"]
