"""The search of a calibration: it draws nothing, leaves no range, and makes no trial twice."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.free import NotFree, free_number
from sim.experiments.search import AS_IT_IS, SPREAD, Point, search, spread
from sim.experiments.trial import distance, outside
from sim.log.targets import TargetNote
from sim.scenario.standing import Standing

# -- the search -----------------------------------------------------------------------------------

CUBES = st.integers(1, 4).flatmap(lambda size: st.tuples(*[st.floats(0, 1)] * size))


@given(CUBES, CUBES, st.integers(0, 8), st.integers(1, 40))
def test_no_trial_leaves_the_ranges_none_is_made_twice_and_none_too_many(
    start: Point, goal: Point, spread_trials: int, trials: int
) -> None:
    def off(point: Point) -> float:
        return sum((x - y) ** 2 for x, y in zip(point, goal, strict=False))

    def done() -> list[Any]:
        return list(search(start, off, spread_trials=spread_trials, trials=trials))

    made = done()
    points = [each.point for each in made]
    assert len(set(points)) == len(points) <= trials
    assert all(0 <= part <= 1 for point in points for part in point)
    assert made[0].stage == AS_IT_IS
    assert made == done()
    longer = list(search(start, off, spread_trials=spread_trials, trials=trials + 5))
    assert longer[: len(made)] == made


@given(CUBES)
def test_the_search_comes_near_the_least_of_a_bowl(goal: Point) -> None:
    def off(point: Point) -> float:
        return max(abs(x - y) for x, y in zip(point, goal, strict=True))

    def bowl(point: Point) -> float:
        return sum((x - y) ** 2 for x, y in zip(point, goal, strict=True))

    start = (0.0,) * len(goal)
    made = list(search(start, bowl, spread_trials=5, trials=200))
    nearest = min(made, key=lambda each: each.distance)
    assert off(nearest.point) < 0.05


def test_points_that_are_spread_fill_every_part_of_the_square() -> None:
    points = list(spread(36, 2))
    quarters = {(int(x * 4), int(y * 3)) for x, y in points}
    assert quarters == {(x, y) for x in range(4) for y in range(3)}


def test_the_trials_are_as_it_is_then_spread_then_steps() -> None:
    made = list(search((0.3,), lambda point: (point[0] - 0.9) ** 2, spread_trials=3, trials=9))
    stages = [each.stage for each in made]
    assert stages[:4] == [AS_IT_IS, SPREAD, SPREAD, SPREAD]
    assert set(stages[4:]) == {"step"}
    assert made[0].point == (0.3,)


# -- how far off ----------------------------------------------------------------------------------


def target(name: str, low: float, value: float, high: float) -> TargetNote:
    return TargetNote(
        id=name,
        name=name,
        measure="received_per_year",
        unit="a year",
        since_day=0.0,
        until_day=9.0,
        value=value,
        low=low,
        high=high,
        label="published",
        source="s",
        use="calibration",
    )


TARGETS = (target("a", 80, 100, 120), target("b", 0.2, 0.3, 0.4))


def test_inside_hardly_counts_and_outside_counts_the_more_the_further() -> None:
    at = {value: distance({"a": value, "b": 0.3}, TARGETS) for value in (100, 115, 130, 160)}
    assert at[100] == 0
    assert 0 < at[115] < 0.05
    assert at[130] == pytest.approx((0.25 + 0.05) / 2)
    assert at[160] == pytest.approx((4 + 0.05) / 2)
    assert distance({"a": None, "b": 0.3}, TARGETS) > at[130]


@given(st.floats(0, 200), st.floats(0, 1))
def test_what_is_inside_is_never_further_off_than_what_is_outside(a: float, b: float) -> None:
    missed = outside({"a": a, "b": b}, TARGETS)
    assert ("a" in missed) == (not 80 <= a <= 120)
    if not missed:
        assert distance({"a": a, "b": b}, TARGETS) <= 0.05


# -- free numbers ---------------------------------------------------------------------------------


def number(value: float, low: float | None, high: float | None, *paths: str) -> Standing:
    return Standing(paths, value, low, high, "assumption", "made up")


KNOWN = [
    number(0.5, 0.25, 1.0, "sites[oak].share", "sites[elm].share"),
    number(200, 150, 300, "sites[oak].people"),
    number(100, 50, 120, "sites[elm].people"),
    number(3, None, None, "sites[elm].bare"),
]


def test_numbers_alike_move_to_one_value_within_the_range_of_all() -> None:
    free = free_number("share", "value", ["sites[*].share"], KNOWN)
    assert (free.low, free.high, free.now) == (0.25, 1.0, 0.5)
    assert free.settings(0.75) == ["sites[elm].share=0.75", "sites[oak].share=0.75"]
    assert free.settings(free.now) == []
    assert free.at(free.start) == free.now


def test_numbers_that_differ_move_by_a_factor_that_keeps_each_in_its_range() -> None:
    free = free_number("people", "factor", ["sites[*].people"], KNOWN)
    assert (free.low, free.high, free.now) == (0.75, 1.2, 1.0)
    assert free.settings(1.2) == ["sites[elm].people=120", "sites[oak].people=240"]


@pytest.mark.parametrize(
    ("pattern", "by", "words"),
    [
        ("sites[*].people", "value", "say `by: factor`"),
        ("sites[*].nothing", "value", "no number of the scenario stands at"),
        ("sites[elm].bare", "value", "has no range"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_the_reason(pattern: str, by: Any, words: str) -> None:
    with pytest.raises(NotFree, match=words):
        free_number("x", by, [pattern], KNOWN)
