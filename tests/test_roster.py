"""Who is in post, and when: laws over drawn rosters, and days that can be worked out by hand."""

from itertools import pairwise
from math import exp, floor, inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.roster import Member, Roster, Turn, roster_of
from sim.scenario.schema import Scenario
from sim.words.luck import Luck

Tree = dict[str, Any]
LUCK = Luck(seed=7, replication=0)
EVEN = {"kind": "uniform", "low": 0, "high": 200}


def programme(name: str, **more: Any) -> Tree:
    return {
        "id": name,
        "setting": "prison",
        "bands": ["high"],
        "group": {"minimum": 1, "maximum": 8},
        "facilitators": 2,
        "duration_days": 100,
    } | more


def staffed(
    grades: list[Tree],
    posts: Tree,
    *,
    programmes: tuple[str, ...] = ("one",),
    days: float = 1000,
    vacant: float = 0.0,
    others: tuple[Tree, ...] = (),
) -> Scenario:
    """Return a scenario of one prison with these posts, and perhaps other sites."""
    here = {"id": "hull", "kind": "prison", "programmes": list(programmes), "staff": posts}
    return Scenario.model_validate(
        {
            "title": "staff",
            "horizon_days": days,
            "sites": [here, *others],
            "programmes": [programme(each) for each in programmes],
            "staff": {"grades": grades, "vacant_share": vacant},
            "population": {},
        }
    )


def hull(scenario: Scenario, luck: Luck = LUCK) -> Roster:
    return roster_of(scenario, scenario.sites[0], luck)


def days_of(member: Member) -> tuple[Any, ...]:
    """Return all that happens to somebody, apart from his number."""
    return (member.came_day, member.left_day, member.spells, member.trained)


durations = st.one_of(
    st.sampled_from([0, 1, 30, 400]),
    st.just({"kind": "exponential", "mean": 60}),
    st.just(EVEN),
)
grades = st.fixed_dictionaries(
    {"recruitment_days": durations, "training_days": durations},
    optional={
        "stays_days": durations,
        "sick_every_days": durations,
        "sick_days": durations,
        "programmes": st.sampled_from([["one"], ["two"], ["one", "two"]]),
    },
)
values = st.sampled_from([0, 1, 2, 3, 2.5])
plans = st.lists(
    st.tuples(st.sampled_from([0, 90, 200.5, 400, 1000]), values),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[0],
).map(lambda pairs: [{"from": day, "value": value} for day, value in sorted(pairs)])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Scenario, Luck]:
    """Draw a prison with up to two grades, its posts over time, and luck."""
    names = draw(st.sampled_from([["officer"], ["officer", "peer"]]))
    scenario = staffed(
        [{"id": name, **draw(grades)} for name in names],
        {name: draw(plans) for name in names},
        programmes=("two", "one"),
        days=600,
        vacant=draw(st.sampled_from([0.0, 0.2, 0.5, 1.0])),
    )
    return scenario, Luck(draw(st.integers(0, 2**20)), 0)


def planned(roster: Roster, day: float) -> tuple[int, ...]:
    return [counts for since, counts in roster.posts if since <= day][-1]


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_nobody_is_in_post_beyond_the_plan_and_no_post_has_two_holders(
    drawn: tuple[Scenario, Luck],
) -> None:
    roster = hull(*drawn)
    assert all(count >= 0 for _, counts in roster.posts for count in counts)
    in_post: dict[tuple[int, int], int] = {}
    days = sorted({each.day for each in roster.changes()} | {day for day, _ in roster.posts})
    changes = roster.changes()
    for day in days:
        for _, turn, number, _ in (each for each in changes if each.day == day):
            member = roster.members[number]
            where = (member.grade, member.post)
            if turn == Turn.LEAVES:
                assert in_post.pop(where) == number
            elif turn == Turn.ARRIVES:
                assert where not in in_post, "the post is held"
                in_post[where] = number
        plan = planned(roster, day)
        assert all(post < plan[grade] for grade, post in in_post), "the post is not in the plan"


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_a_life_at_work_is_in_order(drawn: tuple[Scenario, Luck]) -> None:
    """He comes, falls sick and comes back in turn, is trained at work, and leaves."""
    roster = hull(*drawn)
    firsts = [(each.came_day, each.grade, each.post) for each in roster.members]
    assert firsts == sorted(firsts)
    assert [each.number for each in roster.members] == list(range(len(firsts)))
    for member in roster.members:
        assert member.came_day < min(member.left_day, 600)
        edges = [member.came_day, *(day for spell in member.spells for day in spell)]
        assert edges == sorted(edges)
        assert all(away < back for away, back in member.spells)
        assert all(away < member.left_day for away, _ in member.spells)
        trained = [day for day, _ in member.trained]
        assert trained == sorted(trained)
        assert [name for _, name in member.trained] == list(
            roster.delivers[member.grade][: len(trained)]
        )
        for day in trained:
            assert member.came_day <= day < member.left_day
            assert not any(away <= day < back for away, back in member.spells), "trained sick"


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_another_site_and_another_grade_move_nobody_elses_days(
    drawn: tuple[Scenario, Luck],
) -> None:
    scenario, luck = drawn
    tree = scenario.model_dump(by_alias=True)
    tree["staff"]["grades"].insert(0, {"id": "another", "stays_days": 30})
    another = {"id": "durham", "kind": "prison", "programmes": ["one"], "staff": {"another": 2}}
    tree["sites"] = [tree["sites"][0], another]
    tree["sites"][0]["staff"]["another"] = [{"from": 0, "value": 2}]
    after = hull(Scenario.model_validate(tree), luck)
    there = [days_of(each) for each in after.members if each.grade > 0]
    assert there == [days_of(each) for each in hull(scenario, luck).members]


@settings(max_examples=60, deadline=None)
@given(grades, st.integers(0, 3), st.integers(0, 2**20))
def test_another_post_moves_nobody_elses_days(grade: Tree, posts: int, seed: int) -> None:
    grade = {"id": "officer", **grade, "programmes": ["one"]}
    before, after = (
        hull(staffed([grade], {"officer": number}), Luck(seed, 0)) for number in (posts, posts + 1)
    )
    there = [days_of(each) for each in after.members if each.post < posts]
    assert there == [days_of(each) for each in before.members]


def test_on_day_0_the_vacant_share_of_the_posts_is_being_recruited_for() -> None:
    scenario = staffed(
        [{"id": "officer", "recruitment_days": EVEN}], {"officer": 12}, vacant=0.18, days=400
    )
    roster = hull(scenario)
    there = [each for each in roster.members if each.in_post_at_start]
    assert len(there) == floor(12 * 0.82 + 0.5) == 10
    assert {each.post for each in there} == set(range(10))
    late = [each for each in roster.members if not each.in_post_at_start]
    assert sorted(each.post for each in late) == [10, 11]
    assert all(0 < each.came_day < 200 for each in late)


def test_a_post_that_falls_vacant_is_filled_after_the_time_it_takes_to_recruit() -> None:
    scenario = staffed(
        [{"id": "officer", "recruitment_days": 40, "stays_days": 100}], {"officer": 1}, days=500
    )
    roster = hull(scenario)
    for one, following in pairwise(roster.members):
        assert following.came_day == pytest.approx(one.left_day + 40)
    assert all(each.left_day - each.came_day == pytest.approx(100) for each in roster.members[1:])
    assert 1 <= roster.members[0].left_day < 100  # he had been there for a while


def test_when_posts_fall_the_highest_numbers_go_and_when_they_rise_recruitment_starts() -> None:
    steps = [{"from": 0, "value": 3}, {"from": 100, "value": 1}, {"from": 300, "value": 2}]
    scenario = staffed([{"id": "officer", "recruitment_days": 50}], {"officer": steps}, days=500)
    told = [(each.post, each.came_day, each.left_day) for each in hull(scenario).members]
    assert told == [(0, 0, inf), (1, 0, 100), (2, 0, 100), (1, 350, inf)]


def test_newcomers_train_for_one_programme_after_another_in_the_order_of_the_site() -> None:
    scenario = staffed(
        [{"id": "officer", "recruitment_days": 10, "training_days": 20}],
        {"officer": [{"from": 0, "value": 1}, {"from": 50, "value": 2}]},
        programmes=("two", "one"),
    )
    there, newcomer = hull(scenario).members
    assert there.trained == ((0, "two"), (0, "one"))
    assert newcomer.trained == ((80, "two"), (100, "one"))


def test_a_grade_trains_only_for_what_it_may_deliver() -> None:
    scenario = staffed(
        [{"id": "peer", "programmes": ["one"]}], {"peer": 1}, programmes=("two", "one")
    )
    assert hull(scenario).members[0].trained == ((0, "one"),)


def test_training_takes_days_at_work() -> None:
    """Three days at work, four away: 20 days of training run from day 0 to day 44."""
    scenario = staffed(
        [{"id": "officer", "training_days": 20, "sick_every_days": 3, "sick_days": 4}],
        {"officer": 1},
        vacant=1.0,
    )
    (newcomer,) = hull(scenario).members
    assert newcomer.spells[:2] == ((3, 7), (10, 14))
    assert newcomer.trained == ((44, "one"),)


def test_distributions_that_are_always_0_do_not_stop_the_run() -> None:
    grade = {"id": "officer", "stays_days": 0, "sick_every_days": 0, "sick_days": 0}
    roster = hull(staffed([grade], {"officer": 1}, days=50))
    assert len(roster.members) == 50


def test_a_part_of_a_post_is_nobody_and_a_whole_one_is_not_lost_to_rounding() -> None:
    assert not hull(staffed([{"id": "officer"}], {"officer": 0.9})).members
    assert len(hull(staffed([{"id": "officer"}], {"officer": 3 - 1e-12})).members) == 3


def test_the_shares_in_post_and_at_work_are_those_of_the_renewal_theorem() -> None:
    """In post 800 of 1,000 days; of those, at work 90 of 100; from the first day on."""
    grade = {
        "id": "officer",
        "recruitment_days": {"kind": "gamma", "mean": 200, "sd": 100},
        "stays_days": {"kind": "lognormal", "mean": 800, "sd": 600},
        "sick_every_days": {"kind": "exponential", "mean": 90},
        "sick_days": {"kind": "exponential", "mean": 10},
    }
    roster = hull(staffed([grade], {"officer": 1500}, days=3000, vacant=0.2))
    came = np.array([each.came_day for each in roster.members])
    left = np.array([each.left_day for each in roster.members])
    for day in (0, 100, 500, 2900):
        in_post = np.mean((came <= day) & (day < left)) * len(came) / 1500
        assert in_post == pytest.approx(0.8, abs=0.04), day
    there = np.minimum(left, 3000) - came
    away = sum(
        min(back, member.left_day, 3000) - away
        for member in roster.members
        for away, back in member.spells
    )
    assert away / there.sum() == pytest.approx(0.1, abs=0.01)


def test_whoever_is_in_post_on_day_0_has_as_long_to_stay_as_somebody_met_on_a_random_day() -> None:
    """Memoryless stays stay memoryless: a share of exp(-1) is still there after a mean stay."""
    grade = {"id": "officer", "stays_days": {"kind": "exponential", "mean": 300}}
    roster = hull(staffed([grade], {"officer": 2000}, days=1000))
    left = np.array([each.left_day for each in roster.members if each.in_post_at_start])
    for day in (30, 300, 600):
        assert np.mean(left > day) == pytest.approx(exp(-day / 300), abs=0.035), day
