"""Orders that a scenario file writes for itself: scores, weighted sums, ageing, the next review."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.waiting import checked_keys
from sim.policies.candidates import Candidates
from sim.policies.library import order_from
from sim.policies.orders import BUILT_IN, Order, order_called, order_names
from sim.scenario.policy import Policy
from tests.candidates import candidates, people, sequence

FACTS = ["band", "waited_years", "age_years", "days_left", "past_tariff", "denial", "lot"]


def test_men_past_tariff_go_first_then_the_next_review_then_the_next_release() -> None:
    shown = people(
        {"release_day": 900.0},
        {"release_day": 400.0},
        {"tariff_day": 500.0},
        {"tariff_day": 90.0},
        {"tariff_day": -200.0, "review_day": 101.0},
        {"review_day": 300.0, "release_day": 301.0},
        {"tariff_day": 800.0, "review_day": 150.0},
        {"tariff_day": 100.0},
        {},
        {"review_day": 100.0, "joined_day": -9.0},
        today=100.0,
    )
    assert sequence(BUILT_IN["next_review"], shown) == [4, 3, 7, 9, 6, 5, 2, 1, 0, 8]


def test_the_order_by_next_review_can_be_named_in_a_file() -> None:
    assert "next_review" in order_names()
    assert order_from("next_review") is order_called("next_review")


def test_the_highest_score_goes_first_and_ties_fall_to_the_longest_wait() -> None:
    shown = people(
        {"band": "medium", "joined_day": -5.0},
        {"band": "very_high", "joined_day": 0.0},
        {"band": "medium", "joined_day": -9.0},
        {"band": "low", "joined_day": -99.0},
    )
    assert sequence(order_from({"kind": "score", "of": "2 ** band"}), shown) == [1, 2, 0, 3]
    assert sequence(order_from({"kind": "score", "of": "-band"}), shown) == [3, 2, 0, 1]


def test_a_score_of_risk_by_time_left_is_the_built_in_order() -> None:
    score = "2 ** band / max(0.25, years_left if years_left < 1000 else days_to_tariff / 365.25)"
    shown = people(
        {"band": "high", "release_day": 900.0},
        {"band": "medium", "release_day": 40.0},
        {"band": "high", "tariff_day": -50.0},
        {"band": "very_high", "tariff_day": 700.0},
        {"band": "very_high"},
        today=10.0,
    )
    own = order_from({"kind": "score", "of": score}).keys(shown)[0]
    assert own.tolist() == BUILT_IN["risk_by_time_left"].keys(shown)[0].tolist()


@given(
    candidates(),
    st.dictionaries(st.sampled_from(FACTS), st.sampled_from([-2.0, 0.0, 0.5, 3.0]), min_size=1),
)
def test_a_weighted_sum_is_the_score_that_adds_it_up(
    shown: Candidates, weights: dict[str, float]
) -> None:
    of = " + ".join(f"{weight} * {fact}" for fact, weight in weights.items())
    weighted = order_from({"kind": "weighted", "weights": weights})
    score = order_from({"kind": "score", "of": of})
    assert weighted.keys(shown)[0].tolist() == score.keys(shown)[0].tolist()
    assert weighted.uses_clock == score.uses_clock


def test_a_rule_over_lasting_facts_keeps_places_and_never_looks_at_the_clock() -> None:
    lasting = order_from({"kind": "score", "of": "band + (age_years < 25)"})
    assert not lasting.uses_clock
    unknown_day = people({"band": "high"}, {"age_years": 20.0}, today=np.nan)
    assert lasting.keys(unknown_day)[0].tolist() == [-2.0, -2.0]
    weighted = {"band": 1.0, "waited_years": 0.0}
    assert order_from({"kind": "weighted", "weights": weighted}).uses_clock
    assert order_from({"kind": "ageing", "then": "first_come", "after_days": 9}).uses_clock
    assert order_from({"kind": "matching"}).uses_clock


RULES: list[dict[str, Any]] = [
    {"kind": "score", "of": "1 / (days_left - days_left) - days_left / 0"},
    {"kind": "weighted", "weights": {"days_left": -1.0, "days_to_tariff": 1.0, "band": 1e308}},
    {"kind": "ageing", "then": "next_review", "after_days": 180.0},
    {"kind": "matching", "value": "days_left - days_to_tariff", "groups": 3, "every_days": 60},
    {"kind": "matching", "value": "1 / (band - band)"},
]


@pytest.mark.parametrize("rule", RULES)
@given(shown=candidates())
def test_whatever_a_rule_says_its_keys_rank_everybody(
    rule: dict[str, Any], shown: Candidates
) -> None:
    """The engine refuses keys of a wrong shape and keys that are not numbers."""
    assert len(checked_keys(order_from(rule), shown)) >= 1


@given(candidates(), st.sampled_from(sorted(BUILT_IN)), st.sampled_from([90.0, 270.0, 500.0]))
def test_under_ageing_nobody_who_has_waited_long_enough_is_passed_by_a_later_man(
    shown: Candidates, then: str, after_days: float
) -> None:
    order = order_from({"kind": "ageing", "then": then, "after_days": after_days})
    ranked = sequence(order, shown)
    joined, waited = shown.joined_day, shown.waited_days
    for place, man in enumerate(ranked):
        if waited[man] >= after_days:
            assert all(joined[before] <= joined[man] for before in ranked[:place])
    rest = [man for man in ranked if waited[man] < after_days]
    others = [man for man in sequence(BUILT_IN[then], shown) if waited[man] < after_days]
    assert rest == others


def test_ageing_begins_on_the_day_itself() -> None:
    shown = people({"joined_day": 0.0}, {"joined_day": 1.0, "band": "high"}, today=365.0)
    rule = {"kind": "ageing", "then": "highest_risk"}
    assert sequence(order_from({**rule, "after_days": 365.0}), shown) == [0, 1]
    assert sequence(order_from({**rule, "after_days": 365.1}), shown) == [1, 0]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            {"kind": "score", "of": "2 ** band"},
            "whoever has the highest score goes first, where the score is `2 ** band`",
        ),
        (
            {"kind": "weighted", "weights": {"band": 2, "denial or cse": -0.5}},
            (
                "whoever has the highest weighted sum goes first, where the sum is "
                "2 x `band` + -0.5 x `denial or cse`"
            ),
        ),
        (
            {"kind": "ageing", "then": "highest_risk", "after_days": 730},
            (
                "whoever has waited 730 days or more goes first, the longest wait before the "
                "others; among everybody else the highest risk band goes first, and within a "
                "band the longest wait"
            ),
        ),
        (
            {"kind": "matching", "value": "2 ** band", "groups": 4, "every_days": 90},
            (
                "the places of this group and of the 3 to come, one every 90 days, are matched to "
                "those who still have time for them, so that the total of `2 ** band` over all who "
                "are served is greatest"
            ),
        ),
    ],
)
def test_a_rule_of_a_file_says_in_words_what_it_does(rule: dict[str, Any], says: str) -> None:
    """As a scenario hands it on: checked, filled up with what it left out, and dumped."""
    policy = Policy.model_validate({"id": "own", "order": rule})
    order = order_from(policy.model_dump(mode="json")["order"])
    assert isinstance(order, Order)
    assert order.name == rule["kind"]
    assert order.version
    assert order.says == says


def test_an_order_that_builds_on_another_changes_version_with_it() -> None:
    rule = {"kind": "ageing", "then": "highest_risk", "after_days": 730}
    assert order_from(rule).version == f"1/{BUILT_IN['highest_risk'].version}"


def plug_ins_of_the_guide(folder: Path) -> list[Order]:
    """Return the orders of the guide's pages of code, each imported from a file of its own."""
    text = (Path(__file__).parent.parent / "docs" / "plug-ins.md").read_text(encoding="utf-8")
    found = []
    for place, code in enumerate(re.findall(r"```python\n(.*?)```", text, re.DOTALL)):
        file = folder / f"plug_in_{place}.py"
        file.write_text(code, encoding="utf-8")
        spec = spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        (made,) = [each for each in vars(module).values() if hasattr(each, "says")]
        found.append(made())
    return found


def test_every_plug_in_of_the_guide_ranks_people_as_it_says(tmp_path: Path) -> None:
    shown = people(
        {"denial": True, "joined_day": -5.0, "need": "high"},
        {"joined_day": -4.0, "release_day": 50.0},
        {"joined_day": -3.0, "release_day": 40.0, "need": "high"},
        tags={"relationships": [False, True, True]},
    )
    denial_last, by_need = plug_ins_of_the_guide(tmp_path)
    assert all(isinstance(order, Order) for order in (denial_last, by_need))
    assert sequence(denial_last, shown) == [2, 1, 0]
    assert sequence(by_need, shown) == [2, 0, 1]
    assert not by_need.uses_clock


def test_an_unknown_kind_of_rule_is_answered_with_its_near_miss() -> None:
    with pytest.raises(ValueError, match="of the kind `scor`; did you mean `score`"):
        order_from({"kind": "scor", "of": "band"})
    with pytest.raises(ValueError, match="allowed: score, weighted, ageing, matching"):
        order_from({"kind": "xyz"})
    with pytest.raises(KeyError, match="did you mean `highest_risk`"):
        order_from("highest_risks")


def test_an_order_below_ageing_that_ranks_nobody_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        name, version, says, uses_clock = "broken", "1", "returns no tuple of keys", False

        def keys(self, shown: Candidates) -> object:
            return [shown.joined_day]

    order = order_from({"kind": "ageing", "then": "first_come", "after_days": 1})
    monkeypatch.setattr(order, "then", Broken())
    with pytest.raises(TypeError, match="the order `broken` must return a tuple of key columns"):
        order.keys(people({}))
