"""Who of a ranked list may sit together."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sim.rules.seating import Company, Kept, Limit, Seating, seating
from sim.words.kinds import Cause

EVERYBODY = Company()


def test_without_rules_the_first_of_the_ranking_sit() -> None:
    assert seating(5, 2, 3, EVERYBODY) == Seating([0, 1, 2], [])


def test_nobody_sits_where_fewer_wait_than_a_group_needs() -> None:
    assert seating(2, 3, 8, EVERYBODY) == Seating([], [])


def test_men_who_must_be_kept_apart_are_passed_over_and_the_next_of_the_first_mans_kind_sit() -> (
    None
):
    found = seating(5, 2, 3, Company(kinds=[0, 1, 0, 1, 0]))
    assert found == Seating([0, 2, 4], [(1, Cause.KEPT_APART), (3, Cause.KEPT_APART)])


def test_a_kind_with_too_few_men_for_a_group_gives_way_to_the_next_kind() -> None:
    found = seating(4, 3, 3, Company(kinds=[0, 1, 1, 1]))
    assert found == Seating([1, 2, 3], [(0, Cause.KEPT_APART)])


def test_no_more_sit_than_the_limit_on_men_like_them() -> None:
    found = seating(4, 1, 3, Company(limits=[Limit([True, True, False, True], 1)]))
    assert found.taken == [0, 2]
    assert found.passed == [(1, Cause.TOO_MANY_ALIKE)]  # the last stands behind the last taken


def test_a_place_kept_for_some_goes_to_the_first_of_them_and_not_to_who_stands_before() -> None:
    kept = [Kept([False, False, False, True], 1)]
    found = seating(4, 2, 2, Company(kept=kept))
    assert found.taken == [0, 3]
    assert found.passed == [(1, Cause.RESERVED_FOR_OTHERS), (2, Cause.RESERVED_FOR_OTHERS)]


def test_a_place_kept_for_some_is_not_left_empty_when_none_of_them_wait() -> None:
    assert seating(3, 2, 2, Company(kept=[Kept([False] * 3, 1)])).taken == [0, 1]


def test_a_place_kept_for_men_whom_a_limit_shuts_out_goes_to_the_first_passed_over() -> None:
    company = Company(limits=[Limit([False, False, True], 0)], kept=[Kept([False, False, True], 1)])
    assert seating(3, 2, 2, company).taken == [0, 1]


def test_a_late_chair_goes_to_the_kind_that_sits_there_already() -> None:
    found = seating(3, 1, 1, Company(kinds=[1, 0, 0], joins_kind=0))
    assert found == Seating([1], [(0, Cause.KEPT_APART)])


def test_a_late_chair_counts_the_men_who_sit_there_already_towards_the_limit() -> None:
    company = Company(limits=[Limit([True, False], 2)], already=(2,))
    assert seating(2, 1, 1, company).taken == [1]


flags = st.lists(st.booleans(), min_size=7, max_size=7)


@st.composite
def companies(draw: st.DrawFn) -> Company:
    kinds = draw(st.none() | st.lists(st.integers(0, 2), min_size=7, max_size=7))
    limits = [Limit(draw(flags), draw(st.integers(0, 4))) for _ in range(draw(st.integers(0, 2)))]
    kept = [Kept(draw(flags), draw(st.integers(0, 2))) for _ in range(draw(st.integers(0, 2)))]
    return Company(kinds=kinds, limits=limits, kept=kept)


def _allowed(chosen: tuple[int, ...], company: Company) -> bool:
    kinds = company.kinds
    one_kind = kinds is None or len({kinds[place] for place in chosen}) <= 1
    return one_kind and all(
        sum(limit.flags[place] for place in chosen) <= limit.most for limit in company.limits
    )


@given(companies(), st.integers(0, 7), st.integers(1, 4), st.integers(0, 3))
def test_who_sits_together_may_and_who_was_passed_over_could_not(
    company: Company, ranked: int, fewest: int, more: int
) -> None:
    """The group is allowed and of a right size; nobody before its last is unaccounted for."""
    places = fewest + more
    found = seating(ranked, fewest, places, company)
    taken = found.taken
    assert not taken or fewest <= len(taken) <= places
    assert taken == sorted(set(taken))
    assert all(place < ranked for place in taken)
    assert _allowed(tuple(taken), company)
    passed = dict(found.passed)
    if taken:
        assert sorted([*taken, *passed]) == list(range(taken[-1] + 1))
    for place, cause in passed.items():
        if cause is Cause.TOO_MANY_ALIKE:
            full = [
                limit
                for limit in company.limits
                if limit.flags[place] and sum(limit.flags[each] for each in taken) >= limit.most
            ]
            assert full, "passed over as too many alike, and no limit is reached"


@given(companies(), st.integers(0, 7), st.integers(1, 3))
def test_no_group_is_refused_that_one_limit_alone_would_let_start(
    company: Company, ranked: int, fewest: int
) -> None:
    """With at most one limit a group is found whenever any exists: nobody waits in vain."""
    company = Company(kinds=company.kinds, limits=company.limits[:1], kept=company.kept)
    possible = any(_allowed(chosen, company) for chosen in combinations(range(ranked), fewest))
    assert bool(seating(ranked, fewest, fewest + 2, company).taken) == possible


@given(companies(), st.integers(1, 7))
def test_no_chair_stays_empty_while_somebody_waits_who_may_sit_there(
    company: Company, ranked: int
) -> None:
    found = seating(ranked, 1, 3, company)
    if 0 < len(found.taken) < 3:
        others = [place for place in range(ranked) if place not in found.taken]
        assert not any(_allowed((*found.taken, each), company) for each in others)
