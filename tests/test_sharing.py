"""How staff are shared: which list is offered them next, and whose share is used up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies.facts import OF_LISTS
from sim.policies.lists import ListFacts, waiting_facts
from sim.policies.sharing import NAMED, sharing_from
from sim.scenario.policy import SHARING_NAMES, Policy
from tests.candidates import people


def line(*programmes: str, capacity: float = 10.0, **given: object) -> ListFacts:
    """Return lists in line; what is left out is the same for all of them."""
    count = len(programmes)
    used = given.pop("used", {})
    usual = {name: [2.0] * count for name in OF_LISTS} | given
    columns = {name: np.array(values) for name, values in usual.items()}
    return ListFacts(programme=list(programmes), used=used, capacity=capacity, **columns)  # type: ignore[arg-type]  # a test's own columns


@pytest.mark.parametrize(
    ("rule", "fact", "expected"),
    [
        ("first_in_line", "waiting", [0, 1, 2, 3]),
        ("longest_list", "waiting", [2, 0, 3, 1]),
        ("highest_risk", "mean_risk", [2, 0, 3, 1]),
        ("most_at_stake", "leaving_within_a_year", [2, 0, 3, 1]),
        ({"kind": "score", "of": "waiting / places"}, "waiting", [2, 0, 3, 1]),
        ({"kind": "score", "of": "-waiting"}, "waiting", [1, 0, 3, 2]),
        ({"kind": "score", "of": "1"}, "waiting", [0, 1, 2, 3]),
    ],
)
def test_staff_are_offered_in_the_order_that_the_rule_says(
    rule: object, fact: str, expected: list[int]
) -> None:
    """Four lists with 5, 1, 9 and 5 of something; ties keep the line's order."""
    facts = line("a", "b", "c", "d", **{fact: [5, 1, 9, 5]})
    assert sharing_from(rule).chooses(facts) == expected  # type: ignore[arg-type]  # drawn from both kinds


@pytest.mark.parametrize("fact", sorted(OF_LISTS))
def test_every_fact_about_a_list_can_be_used_in_a_score(fact: str) -> None:
    facts = line("a", "b", **{fact: [1, 2]})
    assert sharing_from({"kind": "score", "of": fact}).chooses(facts) == [1, 0]


SHARES = {"kind": "fixed_shares", "shares": {"horizon": 0.5, "kaizen": 0.25}}


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"horizon": 3.0}, [0, 1, 2, 3]),  # 3 + 2 is half of 10
        ({"horizon": 3.5}, [1, 2, 3]),
        ({"kaizen": 0.5}, [0, 1, 2, 3]),
        ({"kaizen": 1.0}, [0, 2, 3]),
        ({"identity": 0.5}, [0, 1, 2, 3]),  # the rest, a quarter, is for both others together
        ({"identity": 0.6}, [0, 1]),
        ({"identity": 0.3, "maps": 0.3}, [0, 1]),
        ({"horizon": 5.0, "kaizen": 2.5, "maps": 2.5}, []),
        ({"horizon": 3.0 + 1e-12}, [0, 1, 2, 3]),
    ],
)
def test_a_programme_whose_share_is_used_up_is_offered_nothing(
    used: dict[str, float], expected: list[int]
) -> None:
    """Shares of 5 and 2.5 out of 10, and 2.5 for all others; each group takes 2."""
    facts = line("horizon", "kaizen", "identity", "maps", used=used)
    assert sharing_from(SHARES).chooses(facts) == expected


def test_a_group_too_big_for_its_share_lets_a_smaller_one_of_its_programme_pass() -> None:
    facts = line("horizon", "horizon", used={"horizon": 3.0}, facilitators=[3.0, 1.0])
    assert sharing_from(SHARES).chooses(facts) == [1]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0.5, 1.0, 2.0])), max_size=30),
    st.dictionaries(st.sampled_from("ab"), st.sampled_from([0.1, 0.25, 0.5]), min_size=1),
)
def test_no_programme_ever_has_more_than_its_share(
    asking: list[tuple[str, float]], shares: dict[str, float]
) -> None:
    """Groups start one after another as long as the rule offers staff."""
    rule = sharing_from({"kind": "fixed_shares", "shares": shares})
    used: dict[str, float] = {}
    left = list(asking)
    while left:
        facts = line(
            *(name for name, _ in left), used=used, facilitators=[need for _, need in left]
        )
        chosen = rule.chooses(facts)
        if not chosen:
            break
        name, need = left.pop(chosen[0])
        used[name] = used.get(name, 0.0) + need
    for name, share in shares.items():
        assert used.get(name, 0.0) <= share * 10 + 1e-6
    rest = sum(units for name, units in used.items() if name not in shares)
    assert rest <= (1 - sum(shares.values())) * 10 + 1e-6


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.sampled_from(sorted(NAMED)))
def test_a_rule_leaves_nobody_out_unless_it_divides_in_shares(waits: list[int], name: str) -> None:
    facts = line(*("a" for _ in waits), waiting=waits, mean_risk=waits)
    assert sorted(sharing_from(name).chooses(facts)) == list(range(len(waits)))


def test_every_rule_of_a_scenario_file_is_known_here_and_says_what_it_does() -> None:
    score = {"kind": "score", "of": "waiting / places"}
    assert sorted(SHARING_NAMES) == sorted(NAMED)
    for spec in (*SHARING_NAMES, SHARES, score):
        policy = Policy.model_validate({"id": "one", "order": "first_come", "staff": spec})
        rule = sharing_from(policy.model_dump()["staff"])
        assert rule.name == (spec if isinstance(spec, str) else spec["kind"])
        assert len(rule.says.split()) > 5
        assert rule.version
    assert "0.5 to horizon, 0.25 to kaizen" in sharing_from(SHARES).says
    assert "`waiting / places`" in sharing_from(score).says


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            "longest",
            "no rule for sharing staff is called `longest`; did you mean `longest_list`?",
        ),
        (
            {"kind": "fixed_share", "shares": {}},
            "no rule for sharing staff is called `fixed_share`; did you mean `fixed_shares`?",
        ),
        (
            {"kind": "xyz"},
            "no rule for sharing staff is called `xyz`; allowed: fixed_shares, score",
        ),
    ],
)
def test_an_unknown_rule_is_answered_with_its_near_miss(spec: object, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole text is compared below
        sharing_from(spec)  # type: ignore[arg-type]  # what a file may hold
    assert str(refused.value) == message


def test_what_a_list_comes_to_is_counted_over_all_who_wait() -> None:
    """A year of 365.25 days: Ann can still finish in a year, Bob will not, Cat cannot now."""
    shown = people(
        {"band": "very_high", "joined_day": -50.0, "release_day": 600.0},
        {"band": "low", "joined_day": -400.0, "release_day": 465.0},
        {"band": "low", "joined_day": 0.0, "release_day": 90.0},
        {"band": "medium"},
    )
    found = waiting_facts(shown, minimum_days_left=100.0)
    assert (found.waiting, found.longest_wait_days, found.mean_risk) == (4, 400.0, 3.0)
    assert found.leaving_within_a_year == 1
    assert waiting_facts(people(), 0.0).waiting == 0
