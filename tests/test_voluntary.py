"""Who goes on, or comes back, once his order or licence has ended: stories of named people."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.stories import Fact, prison, programme, region, steps, told, world

Tree = dict[str, Any]
WISHES, WISHES_NOT = 0.3, 0.8
"""Draws of the wish: below a share of a half, and above it."""


def care(*, share: float = 0.5, stay: Any = 20, delay: Any = 0, **more: Any) -> Tree:
    """Return an open group that half of those for whom it is open attend freely for 20 days."""
    given = {
        "delivery": "rolling",
        "size": (1, 5),
        "days": 40,
        "voluntary": {"share": share, "stay_days": stay, "delay_days": delay},
    }
    return programme("care", setting="community", **{**given, **more})


def alone(posts: Any = 1, **of_care: Any) -> Tree:
    """Return a region that delivers after-care and nothing else."""
    return world([region(posts=posts, programmes=("care",))], [care(**of_care)])


def after_a_course(*, of_course: Tree | None = None, **of_care: Any) -> Tree:
    """Return a region that delivers a course of ten days, and after-care for who completed it."""
    course = programme("one", setting="community", size=(1, 5), **(of_course or {}))
    return world(
        [region(posts=2, programmes=("one", "care"))], [course, care(after=["one"], **of_care)]
    )


def story(tree: Tree, people: str, folder: Path, **more: Any) -> list[Fact]:
    """Tell what happens to people on orders: ann, cid and dan wish to come, bob does not."""
    draws = {"ann": [WISHES], "bob": [WISHES_NOT], "cid": [WISHES], "dan": [WISHES]}
    mine = {name: draw for name, draw in draws.items() if f"{name}," in people}
    given = {"kind": "community", "turns": {"voluntary attendance": mine}, **more}
    return told(tree, people, folder, **given)


BOTH = """
id,join_day,licence_end_day
ann,0,30
bob,0,30
"""
ANN = BOTH.replace("bob,0,30\n", "")


# -- going on --------------------------------------------------------------------------------------


def test_who_sits_in_a_group_when_his_order_ends_goes_on_if_he_wishes_to(tmp_path: Path) -> None:
    """The other leaves, as everybody does from a programme that is not voluntary."""
    assert story(alone(days=60), BOTH, tmp_path) == [
        (0.0, "ann joined care"),
        (0.0, "bob joined care"),
        (0.0, "ann started care"),
        (0.0, "bob started care"),
        (30.0, "ann supervision ended"),
        (30.0, "bob dropped out care [supervision ended]"),
        (30.0, "bob supervision ended"),
        (50.0, "ann dropped out care [voluntary]"),
    ]


def test_a_course_that_is_done_before_he_has_had_enough_is_completed(tmp_path: Path) -> None:
    assert story(alone(), ANN, tmp_path)[2:] == [
        (30.0, "ann supervision ended"),
        (40.0, "ann completed care"),
    ]


def test_who_comes_to_the_very_end_of_the_course_has_completed_it(tmp_path: Path) -> None:
    """He leaves because it is over, and not because he has had enough."""
    assert story(alone(stay=10), ANN, tmp_path)[-1] == (40.0, "ann completed care")


def test_who_waits_when_his_order_ends_waits_on_if_he_wishes_to(tmp_path: Path) -> None:
    """The days that he comes count from his start."""
    assert story(alone(posts=steps((0, 0), (35, 1))), BOTH, tmp_path) == [
        (0.0, "ann joined care"),
        (0.0, "bob joined care"),
        (30.0, "ann supervision ended"),
        (30.0, "bob left care [supervision ended]"),
        (30.0, "bob supervision ended"),
        (35.0, "ann started care"),
        (55.0, "ann dropped out care [voluntary]"),
    ]


def test_the_wait_of_who_waits_on_counts_from_the_day_on_which_he_joined(tmp_path: Path) -> None:
    """He keeps his turn before those who came after him, and are still on their orders."""
    tree = world(
        [region(posts=steps((0, 0), (35, 1)), programmes=("care",))],
        [care(size=1, delivery="one_to_one", days=10)],
    )
    people = "id,join_day,licence_end_day\nann,0,30\nbob,5,90\n"
    assert story(tree, people, tmp_path)[3:6] == [
        (35.0, "ann started care"),
        (45.0, "ann completed care"),
        (45.0, "bob started care"),
    ]


@pytest.mark.parametrize("delivery", ["one_to_one", "rolling"])
def test_who_waits_on_has_no_date_by_which_he_leaves(tmp_path: Path, delivery: str) -> None:
    """Under soonest release he comes after everybody whose order ends on a day."""
    more = {"size": 1} if delivery == "one_to_one" else {"size": (1, 1)}
    tree = world(
        [region(posts=steps((0, 0), (35, 1)), programmes=("care",))],
        [care(delivery=delivery, days=10, **more)],
        policies=[{"id": "soonest", "order": "soonest_release"}],
    )
    people = "id,join_day,licence_end_day\nann,0,30\nbob,5,90\n"
    facts = [each for each in story(tree, people, tmp_path) if "started" in each[1]]
    assert facts == [(35.0, "bob started care"), (45.0, "ann started care")]


def test_too_little_time_left_is_nothing_to_who_goes_on(tmp_path: Path) -> None:
    """The other leaves the list when no more than the least time is left."""
    tree = alone(posts=steps((0, 0), (28, 1)), minimum_days_left=5)
    assert story(tree, BOTH, tmp_path)[2:] == [
        (25.0, "bob left care [too little time left]"),
        (28.0, "ann started care"),
        (30.0, "ann supervision ended"),
        (30.0, "bob supervision ended"),
        (50.0, "ann dropped out care [voluntary]"),
    ]


# -- coming back ----------------------------------------------------------------------------------


STAYS: Tree = {"at_release": "stay_to_finish"}
TWO = """
id,join_day,licence_end_day
ann,0,5
bob,0,5
"""


def test_who_completes_the_course_after_his_order_comes_back_some_days_later(
    tmp_path: Path,
) -> None:
    """Of those who finished it, the one who wishes to; nothing obliges either."""
    assert story(after_a_course(of_course=STAYS, delay=7), TWO, tmp_path)[4:] == [
        (5.0, "ann supervision ended"),
        (5.0, "bob supervision ended"),
        (10.0, "ann completed one"),
        (10.0, "bob completed one"),
        (17.0, "ann joined care [voluntary]"),
        (17.0, "ann started care"),
        (37.0, "ann dropped out care [voluntary]"),
    ]


def test_who_was_put_out_of_the_course_by_the_end_of_his_order_has_nothing_to_come_back_to(
    tmp_path: Path,
) -> None:
    facts = story(after_a_course(), TWO, tmp_path)
    assert [fact for _, fact in facts[4:]] == [
        "ann dropped out one [supervision ended]",
        "ann supervision ended",
        "bob dropped out one [supervision ended]",
        "bob supervision ended",
    ]


def test_who_comes_back_before_it_is_open_comes_when_it_opens(tmp_path: Path) -> None:
    tree = after_a_course()
    tree["sites"][0]["opens"] = {"care": 40}
    people = TWO.replace(",5", ",12")
    assert story(tree, people, tmp_path)[-4:] == [
        (40.0, "provision opened care"),
        (40.0, "ann joined care [voluntary]"),
        (40.0, "ann started care"),
        (60.0, "ann dropped out care [voluntary]"),
    ]


def test_who_waits_for_what_closes_is_moved_to_what_he_may_attend_freely(tmp_path: Path) -> None:
    """And nowhere else: the course takes people on orders alone."""
    other = programme("other", setting="community")
    tree = world(
        [region(posts=1, programmes=("care", "other", "free"), closes={"care": 40})],
        [care(need=2), other, care() | {"id": "free"}],
    )
    assert story(tree, ANN, tmp_path)[1:] == [
        (30.0, "ann supervision ended"),
        (40.0, "provision closed care"),
        (40.0, "ann left care [provision closed]"),
        (40.0, "ann joined free [moved list]"),
        (40.0, "ann started free"),
        (60.0, "ann dropped out free [voluntary]"),
    ]


def test_who_has_left_by_choice_does_not_come_back(tmp_path: Path) -> None:
    """What he has dropped out of is not for him any more, whoever obliges him or not."""
    tree = alone(days=60, drop_out_share=0.5)
    people = "id,join_day,licence_end_day,attends_share\nann,0,50,0.5\n"
    assert story(tree, people, tmp_path)[2:] == [
        (30.0, "ann dropped out care [chose to leave]"),
        (50.0, "ann supervision ended"),
    ]


def test_a_man_whose_licence_ends_while_he_is_in_prison_is_free_when_he_comes_out(
    tmp_path: Path,
) -> None:
    """What he completed inside is what after-care asks for."""
    tree = world(
        [prison(programmes=("one",)), region(posts=1, programmes=("care",))],
        [programme("one", at_release="stay_to_finish", days=30), care(after=["one"])],
    )
    people = "id,join_day,release_day,licence_end_day\nann,0,10,20\n"
    listed = {"released_to": "north", "site": "hull"}
    assert story(tree, people, tmp_path, kind="custody", listed=listed)[2:] == [
        (30.0, "ann completed one at hull"),
        (30.0, "ann released at hull [sentence served]"),
        (30.0, "ann supervision ended at north"),
        (30.0, "ann joined care at north [voluntary]"),
        (30.0, "ann started care at north"),
        (50.0, "ann dropped out care at north [voluntary]"),
    ]


# -- what ends it ----------------------------------------------------------------------------------


def test_death_ends_voluntary_attendance_and_waiting_as_it_ends_any(tmp_path: Path) -> None:
    tree = world([region(posts=1, programmes=("care",))], [care(size=1, delivery="one_to_one")])
    people = "id,join_day,licence_end_day\nann,0,30\ncid,0,30\n"
    facts = story(tree, people, tmp_path, deaths={"ann": 36, "cid": 33})
    assert facts[-4:] == [
        (33.0, "cid left care [died]"),
        (33.0, "cid died"),
        (36.0, "ann dropped out care [died]"),
        (36.0, "ann died"),
    ]


def test_chairs_that_volunteers_take_are_not_there_for_others(tmp_path: Path) -> None:
    """A group of two: the third waits until one who comes freely has had enough."""
    tree = alone(size=(1, 2), days=90)
    people = "id,join_day,licence_end_day\nann,0,30\ncid,0,30\nbob,31,95\n"
    facts = story(tree, people, tmp_path)
    assert [each for each in facts if each[0] > 30 and each[0] <= 50] == [
        (31.0, "bob joined care"),
        (50.0, "ann dropped out care [voluntary]"),
        (50.0, "cid dropped out care [voluntary]"),
        (50.0, "bob started care"),
    ]


def test_a_group_ends_with_the_last_who_comes_of_his_own_accord(tmp_path: Path) -> None:
    facts = story(alone(), ANN.replace(",30", ",10"), tmp_path, show={Kind.GROUP_FINISHED})
    assert facts[-2:] == [
        (30.0, "ann dropped out care [voluntary]"),
        (30.0, "group 0: group finished care"),
    ]


# -- how it is written ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_care", "says"),
    [
        ({"setting": "prison"}, "voluntary is for programmes in the community"),
        ({"at_release": "stay_to_finish"}, "voluntary says who stays when supervision ends"),
    ],
)
def test_voluntary_attendance_is_refused_where_it_means_nothing(of_care: Tree, says: str) -> None:
    tree = world([region(programmes=("care",))], [{**care(), **of_care}])
    with pytest.raises(ValidationError, match=says):
        Scenario.model_validate(tree)
