"""Volunteers of circles: they come, are vetted and trained, serve, are replaced, and leave."""

from pathlib import Path

import pytest

from sim.words.kinds import Kind
from tests.stories import Fact, Tree, region, steps, told, world

MEN = """
id,join_day,motivated
ann,0,yes
bob,0,yes
cat,0,yes
"""
SHOWN = {Kind.VOLUNTEER_APPLIED, Kind.VOLUNTEER_READY, Kind.VOLUNTEER_LEFT, Kind.CAPACITY_SET}
TWO_EACH: Tree = {"length_days": 20, "volunteers_per_circle": 2}


def lived(
    folder: Path, here: Tree, volunteers: Tree | None = None, *, length: float = 20
) -> list[Fact]:
    """Tell of three men on orders who want circles of two volunteers."""
    circles = TWO_EACH | {"volunteers": volunteers or {}, "length_days": length}
    tree = world([region(circles=here)], [], days=60, circles=circles)
    return told(tree, MEN, folder, kind="community", show=SHOWN)


def only(facts: list[Fact], *words: str) -> list[Fact]:
    return [fact for fact in facts if any(word in fact[1] for word in words)]


def test_a_circle_begins_when_there_are_volunteers_and_a_coordinator_for_it(
    tmp_path: Path,
) -> None:
    """Five volunteers are two circles; the fifth waits for somebody to be with."""
    facts = lived(tmp_path, {"volunteers": 5, "coordinators": 1})
    assert only(facts, "started", "assigned") == [
        (0.0, "ann started circle"),
        (0.0, "group 0: assigned circle"),
        (0.0, "group 0: assigned circle"),
        (0.0, "bob started circle"),
        (0.0, "group 1: assigned circle"),
        (0.0, "group 1: assigned circle"),
        (20.0, "cat started circle"),
        (20.0, "group 2: assigned circle"),
        (20.0, "group 2: assigned circle"),
    ]


@pytest.mark.parametrize(
    "stays", [0, {"kind": "empirical", "values": [0, 40]}, {"kind": "uniform", "low": 0, "high": 1}]
)
def test_volunteers_who_leave_as_they_become_ready_have_been_ready_first(
    stays: object, tmp_path: Path
) -> None:
    """Those of day 0 and those who apply; their circle is short at once, and ends."""
    here = {"volunteers": 2, "coordinators": 1, "applications_per_month": 60}
    volunteers = {"stays_days": stays, "training_days": {"kind": "exponential", "mean": 7}}
    facts = lived(tmp_path, here, volunteers)
    ready, left = (only(facts, f"volunteer {what}") for what in ("ready", "left"))
    assert len(ready) > 60
    assert stays != 0 or len(left) == len(ready)
    assert stays != 0 or min(day for day, _ in left) > 0


def test_a_coordinator_carries_so_many_circles_however_many_volunteers_there_are(
    tmp_path: Path,
) -> None:
    """Eight a coordinator: an eighth of one carries one circle; a quarter, two."""
    here = {"volunteers": 9, "coordinators": steps((0, 0.125), (5, 0.25))}
    assert only(lived(tmp_path, here), "started", "capacity set circle") == [
        (0.0, "capacity set circle (1)"),
        (0.0, "ann started circle"),
        (5.0, "capacity set circle (2)"),
        (5.0, "bob started circle"),
        (20.0, "cat started circle"),
    ]


def test_a_volunteer_may_be_in_two_circles_where_the_scenario_says_so(tmp_path: Path) -> None:
    here = {"volunteers": 2, "coordinators": 1}
    facts = lived(tmp_path, here, {"circles_each": 2})
    assert only(facts, "started") == [
        (0.0, "ann started circle"),
        (0.0, "bob started circle"),
        (20.0, "cat started circle"),
    ]


def test_who_applies_serves_once_vetted_and_trained(tmp_path: Path) -> None:
    """Six days of vetting and four of training after the offer; nobody is there on day 0."""
    here = {"volunteers": 0, "coordinators": 1, "applications_per_month": 10}
    facts = lived(tmp_path, here, {"vetting_days": 6, "training_days": 4})
    applied = [day for day, _ in only(facts, "volunteer applied")]
    ready = [day for day, _ in only(facts, "volunteer ready")]
    assert len(applied) > 5
    assert ready == [round(day + 10, 9) for day in applied if day + 10 < 60]
    assert only(facts, "started")[0] == (ready[1], "ann started circle")


def test_who_fails_vetting_never_serves(tmp_path: Path) -> None:
    here = {"volunteers": 0, "coordinators": 1, "applications_per_month": 10}
    facts = lived(tmp_path, here, {"vetting_days": 6, "vetted_share": 0})
    applied = [day for day, _ in only(facts, "volunteer applied")]
    assert only(facts, "volunteer left") == [
        (round(day + 6, 9), "volunteer left [not accepted]") for day in applied if day + 6 < 60
    ]
    assert only(facts, "volunteer ready", "started") == []


LEAVING: Tree = {"stays_days": {"kind": "uniform", "low": 30, "high": 40}}
"""Whoever is there on day 0 has gone within forty days."""


def test_a_volunteer_who_leaves_is_replaced_by_one_who_is_free(tmp_path: Path) -> None:
    """Of six, two serve; the first of them to leave has a successor, and the circle goes on."""
    here = {"volunteers": 6, "coordinators": 0.125}
    facts = lived(tmp_path, here, LEAVING | {"least": 2}, length=50)
    first = next(day for day, _ in only(facts, "taken off"))
    assert [fact for fact in facts if fact[0] == first] == [
        (first, "group 0: taken off circle"),
        (first, "volunteer left"),
        (first, "group 0: assigned circle"),
    ]


def test_a_circle_that_finds_no_successor_in_time_ends_early(tmp_path: Path) -> None:
    """It needs two and has one: three days it looks, then its core member has lost it."""
    here = {"volunteers": 2, "coordinators": 1}
    facts = lived(tmp_path, here, LEAVING | {"least": 2, "short_for_days": 3}, length=50)
    left = next(day for day, _ in only(facts, "volunteer left"))
    assert only(facts, "dropped out", "completed") == [
        (left + 3, "ann dropped out circle [volunteers short]")
    ]
    assert only(facts, "started") == [(0.0, "ann started circle")]


def test_a_circle_that_is_not_short_goes_on_with_fewer(tmp_path: Path) -> None:
    """One volunteer is enough to go on with, and none is too few."""
    here = {"volunteers": 2, "coordinators": 1}
    facts = lived(tmp_path, here, LEAVING | {"least": 1}, length=50)
    first, second = (day for day, _ in only(facts, "volunteer left"))
    assert first < second < 50
    assert only(facts, "dropped out", "completed") == [
        (second, "ann dropped out circle [volunteers short]")
    ]


def test_one_more_site_moves_no_volunteer_elsewhere(tmp_path: Path) -> None:
    """Luck belongs to the site and the number of the volunteer."""
    here = {"volunteers": 3, "coordinators": 1, "applications_per_month": 4}
    circles = TWO_EACH | {"volunteers": {"stays_days": {"kind": "exponential", "mean": 30}}}
    alone = world([region(circles=here)], [], days=60, circles=circles)
    both = world([region(circles=here), region("east", circles=here)], [], days=60, circles=circles)
    words = ("volunteer",)
    one = only(told(alone, MEN, tmp_path / "a", kind="community", show=SHOWN), *words)
    two = only(told(both, MEN, tmp_path / "b", kind="community", show=SHOWN), *words)
    assert [fact for fact in one if "volunteer" in fact[1]] == [
        (day, text.removesuffix(" at north").replace(" at north", ""))
        for day, text in two
        if "at north" in text
    ]
    assert any("at east" in text for _, text in two)
