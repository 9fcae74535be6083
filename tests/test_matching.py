"""Matching men to coming groups: as good as can be, by brute force and by another algorithm."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies import matching
from sim.policies.candidates import Candidates
from sim.policies.library import order_for_list, order_from
from sim.policies.matching import Matching
from sim.policies.orders import BUILT_IN
from tests.candidates import candidates, people, sequence, shuffled

EVERY = 90.0


def last_group(shown: Candidates, order: Matching) -> list[int]:
    """Return the last group that each can still finish; below 0 for none."""
    starts = [group * order.every_days for group in range(order.groups)]
    slack = shown.days_left - order.minimum_days_left
    return [sum(start <= left for start in starts) - 1 for left in slack.tolist()]


def value_of(shown: Candidates) -> list[float]:
    return (2.0**shown.band).tolist()


def total(shown: Candidates, groups: list[int], order: Matching) -> float:
    values = value_of(shown)
    return sum(values[row] for row, group in enumerate(groups) if group < order.groups)


def best_by_brute_force(shown: Candidates, order: Matching) -> float:
    """Try every way of giving each man one of the groups he can make, or none."""
    choices = [[*range(last + 1), order.groups] for last in last_group(shown, order)]
    fair = (
        way
        for way in product(*choices)
        if all(way.count(group) <= order.places for group in range(order.groups))
    )
    return max(total(shown, list(way), order) for way in fair)


def served_by(ranked: list[int], shown: Candidates, order: Matching) -> float:
    """Return the total value served if coming groups are filled from a ranking, as boards do."""
    values, last = value_of(shown), last_group(shown, order)
    left, worth = list(ranked), 0.0
    for group in range(order.groups):
        seated = [row for row in left if last[row] >= group][: order.places]
        worth += sum(values[row] for row in seated)
        left = [row for row in left if row not in seated]
    return worth


def drawn_order(most_groups: int = 3, most_places: int = 3) -> st.SearchStrategy[Matching]:
    return st.builds(
        Matching,
        groups=st.integers(1, most_groups),
        every_days=st.sampled_from([30.0, 60.0, 200.0]),
        places=st.integers(1, most_places),
        minimum_days_left=st.sampled_from([0.0, 60.0, 90.0]),
    )


def test_a_man_who_can_wait_gives_way_to_one_who_cannot() -> None:
    """Two places now and two in 90 days. Ann and Bob have no time for the second group.

    By risk, Cat and Dan would take the first group and Ann and Bob would leave unserved.
    """
    shown = people(
        {"band": "medium", "release_day": 80.0},
        {"band": "medium", "release_day": 60.0},
        {"band": "very_high", "release_day": 400.0},
        {"band": "high"},
    )
    order = Matching(places=2, groups=2, every_days=EVERY)
    assert order.matched(shown, 2.0**shown.band).tolist() == [0, 0, 1, 1]
    assert served_by(sequence(BUILT_IN["highest_risk"], shown), shown, order) == 12
    assert served_by(sequence(order, shown), shown, order) == 16


def test_who_cannot_all_be_served_are_served_by_value_and_then_by_wait() -> None:
    """One place in all and four who must have it now: high before medium, the longest wait."""
    soon = {"release_day": 50.0}
    shown = people(
        {"band": "medium", "joined_day": -900.0, **soon},
        {"band": "high", "joined_day": -1.0, **soon},
        {"band": "high", "joined_day": -2.0, **soon},
        {"band": "very_high", "release_day": 5.0},
    )
    order = Matching(places=1, groups=2, every_days=EVERY, minimum_days_left=30.0)
    assert order.matched(shown, 2.0**shown.band).tolist() == [2, 2, 0, 2]
    assert sequence(order, shown)[0] == 2


def test_among_the_served_a_later_group_takes_whoever_has_waited_least() -> None:
    shown = people(*({"joined_day": -float(wait)} for wait in (5, 9, 7, 1)))
    order = Matching(places=2, groups=2, every_days=EVERY)
    assert order.matched(shown, np.ones(4)).tolist() == [1, 0, 0, 1]


def test_nobody_is_matched_whom_it_is_worth_nothing_to_serve() -> None:
    shown = people({"age_years": 20.0}, {"age_years": 50.0}, {"age_years": 30.0})
    order = Matching(value="30 - age_years", places=3)
    assert order.keys(shown)[0].tolist() == [0, 4, 4]
    assert order.keys(shown)[1].tolist() == [-10.0, 20.0, 0.0]


@given(candidates(most=6), drawn_order(most_groups=2))
def test_no_way_of_filling_the_coming_groups_serves_more(
    shown: Candidates, order: Matching
) -> None:
    found = order.matched(shown, np.array(value_of(shown))).tolist()
    assert all(found.count(group) <= order.places for group in range(order.groups))
    for row, last in enumerate(last_group(shown, order)):
        assert found[row] == order.groups or found[row] <= last
    assert total(shown, found, order) == best_by_brute_force(shown, order)


@given(candidates(), drawn_order())
def test_no_other_order_serves_more_than_a_matching(shown: Candidates, order: Matching) -> None:
    matched = served_by(sequence(order, shown), shown, order)
    found = order.matched(shown, np.array(value_of(shown))).tolist()
    assert matched == total(shown, found, order)
    for other in BUILT_IN.values():
        assert served_by(sequence(other, shown), shown, order) <= matched


@given(candidates(), drawn_order(), st.data())
def test_a_matching_is_the_same_in_whatever_succession_people_are_shown(
    shown: Candidates, order: Matching, data: st.DataObject
) -> None:
    rows = data.draw(st.permutations(range(len(shown))))
    value = np.array(value_of(shown))
    again = order.matched(shuffled(shown, rows), value[rows]).tolist()
    assert again == order.matched(shown, value)[rows].tolist()


def best_in_one_pass(shown: Candidates, order: Matching, value: np.ndarray) -> float:
    """Return the best total by another algorithm: group by group, keep the best that fit."""
    last, kept = np.array(last_group(shown, order)), np.empty(0)
    for group in range(order.groups):
        both = np.concatenate([kept, value[last == group]])
        kept = np.sort(both)[::-1][: (group + 1) * order.places]
    return float(kept.sum())


@pytest.mark.parametrize(("groups", "places"), [(1, 8), (4, 8), (4, 12), (10, 3), (20, 8)])
def test_on_long_lists_the_solver_agrees_with_another_algorithm(groups: int, places: int) -> None:
    count = 3_000
    spread = (np.arange(count) * 7919) % count
    shown = people(
        *(
            {"release_day": float(day % 900) if day % 5 else np.inf, "joined_day": -float(day)}
            for day in spread.tolist()
        )
    )
    value = 1.0 + (spread * 31 % 101)
    order = Matching(groups=groups, places=places, every_days=60.0, minimum_days_left=20.0)
    found = order.matched(shown, value)
    served = float(value[found < groups].sum())
    assert served == best_in_one_pass(shown, order, value)
    counts = np.bincount(found, minlength=groups + 1)[:groups]
    assert counts.max() <= places
    assert counts[0] == places


def test_a_problem_too_large_is_cut_to_the_most_valuable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_MEN", 3)
    shown = people(*({"band": band} for band in ("low", "high", "very_high", "medium", "low")))
    order = Matching(places=4, groups=1)
    assert order.matched(shown, 2.0**shown.band).tolist() == [1, 0, 0, 0, 1]


def test_a_list_tells_a_matching_its_places_and_the_time_to_finish() -> None:
    order = order_from({"kind": "matching", "value": "band", "groups": 3, "every_days": 50})
    told = order_for_list(order, 12, 200.0)
    assert isinstance(told, Matching)
    assert (told.places, told.minimum_days_left, told.groups, told.every_days) == (12, 200, 3, 50)
    assert told.value.text == "band"
    assert told.says == order.says
    first_come = BUILT_IN["first_come"]
    assert order_for_list(first_come, 12, 200.0) is first_come
