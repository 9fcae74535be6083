"""Who comes back of his own accord, when, and how often: stories of named people, and of a list."""

from pathlib import Path

import pytest

from tests.stories import Fact, Tree, prison, programme, region, steps, told, world
from tests.test_voluntary import STAYS, after_a_course, alone, care, story

INSIDE_TO_NORTH = {"released_to": "north", "site": "hull"}
ANN = "id,join_day,licence_end_day\nann,0,{end}\n"


def beside_a_course(*, of_course: Tree | None = None, **of_care: object) -> Tree:
    """Return a region with a course of ten days, and after-care that asks for nothing before it."""
    course = programme("one", setting="community", size=(1, 5), **(of_course or {}))
    return world([region(posts=3, programmes=("one", "care"))], [course, care(**of_care)])


def joins(facts: list[Fact]) -> list[Fact]:
    return [each for each in facts if "joined" in each[1] or "declined" in each[1]]


# -- when ------------------------------------------------------------------------------------------


def test_who_finishes_any_programme_after_his_order_comes_back_after_it(tmp_path: Path) -> None:
    """It need not be one that after-care asks for."""
    tree = beside_a_course(of_course=STAYS, delay=7)
    assert story(tree, ANN.format(end=5), tmp_path)[2:] == [
        (5.0, "ann supervision ended"),
        (10.0, "ann completed one"),
        (17.0, "ann joined care [voluntary]"),
        (17.0, "ann started care"),
        (37.0, "ann dropped out care [voluntary]"),
    ]


def test_who_has_done_one_voluntary_programme_may_go_on_to_the_next(tmp_path: Path) -> None:
    tree = world(
        [region(posts=3, programmes=("care", "more"))],
        [care(days=10), care(days=10, delay=4) | {"id": "more"}],
    )
    assert joins(story(tree, ANN.format(end=5), tmp_path)) == [
        (0.0, "ann joined care"),
        (14.0, "ann joined more [voluntary]"),
    ]


def test_who_was_in_nothing_when_his_order_ended_comes_back_though_all_was_foreseen(
    tmp_path: Path,
) -> None:
    """What he had done was no prerequisite of anything, and no decision could move his dates."""
    facts = story(beside_a_course(delay=7), ANN.format(end=25), tmp_path)
    assert facts[-3:-1] == [(32.0, "ann joined care [voluntary]"), (32.0, "ann started care")]


@pytest.mark.parametrize("opens", [11, 13, 42, 50])
def test_he_comes_after_his_delay_or_on_the_opening_if_that_is_later(
    tmp_path: Path, opens: int
) -> None:
    """His order ends on day 12, and he takes thirty days to come."""
    tree = after_a_course(delay=30)
    tree["sites"][0]["opens"] = {"care": opens}
    came = joins(story(tree, ANN.format(end=12), tmp_path))
    assert came[1:] == [(max(42.0, opens), "ann joined care [voluntary]")]


def test_what_was_to_be_his_while_he_was_obliged_does_not_bring_him_back_sooner(
    tmp_path: Path,
) -> None:
    """In prison he waited for what closed; what opens on day 60 is not for him."""
    other = programme("other", setting="community", bands=["very_high"])
    tree = world(
        [
            prison(posts=0, programmes=("one",), closes={"one": 5}),
            region(posts=3, programmes=("care", "other"), opens={"other": 60}),
        ],
        [programme("one"), care(delay=30), other],
    )
    people = "id,join_day,release_day,licence_end_day\nann,0,20,50\n"
    facts = story(tree, people, tmp_path, kind="custody", listed=INSIDE_TO_NORTH)
    assert joins(facts)[1:] == [(80.0, "ann joined care at north [voluntary]")]


def test_who_waited_freely_for_what_closed_comes_of_his_own_accord_when_another_opens(
    tmp_path: Path,
) -> None:
    tree = world(
        [region(posts=1, programmes=("care", "more"), closes={"care": 40}, opens={"more": 60})],
        [care(need=2), care() | {"id": "more"}],
    )
    assert joins(story(tree, ANN.format(end=30), tmp_path))[1:] == [
        (60.0, "ann joined more [voluntary]")
    ]


def test_a_window_before_the_end_of_an_order_is_open_once_it_has_ended(tmp_path: Path) -> None:
    """It took people in the last five days of it; he was in the course until after that."""
    tree = beside_a_course(of_course=STAYS, window={"before": "order_end", "days": 5}, delay=1)
    facts = story(tree, ANN.format(end=8), tmp_path)
    assert joins(facts)[1:] == [(11.0, "ann joined care [voluntary]")]


def test_who_was_held_for_a_window_is_done_with_it_once_his_order_has_ended(tmp_path: Path) -> None:
    """The wait and the cause that he carried to what follows are those of somebody obliged."""
    tree = after_a_course(delay=9, window={"before": "order_end", "days": 2})
    facts = story(tree, ANN.format(end=25), tmp_path, deaths={"ann": 90})
    assert [each for each in facts if each[0] > 10] == [
        (23.0, "ann joined care [follow on]"),
        (23.0, "ann started care"),
        (25.0, "ann supervision ended"),
        (45.0, "ann dropped out care [voluntary]"),
        (90.0, "ann died"),
    ]


# -- how often -------------------------------------------------------------------------------------


def test_who_is_free_as_he_completes_is_asked_once(tmp_path: Path) -> None:
    """He comes out with the end of the course and of his licence; he has no patience left."""
    tree = world(
        [prison(programmes=("one",)), region(posts=1, programmes=("care",))],
        [programme("one", at_release="stay_to_finish", days=30), care(after=["one"], delay=3)],
    )
    people = "id,join_day,release_day,licence_end_day,leave_day\nann,0,10,20,25\n"
    facts = story(tree, people, tmp_path, kind="custody", listed=INSIDE_TO_NORTH)
    assert joins(facts)[1:] == [(33.0, "ann declined care at north")]


def test_who_has_given_up_a_list_does_not_come_back_to_it(tmp_path: Path) -> None:
    """On day 10, when he was still obliged to; a chair is free from day 35 on."""
    people = "id,join_day,licence_end_day,leave_day\nann,0,30,10\n"
    facts = story(alone(posts=steps((0, 0), (35, 1))), people, tmp_path)
    assert facts == [
        (0.0, "ann joined care"),
        (10.0, "ann left care [gave up]"),
        (30.0, "ann supervision ended"),
    ]


def test_who_does_not_consent_does_not_come_of_his_own_accord(tmp_path: Path) -> None:
    """Though everybody wishes to of whom it could be asked."""
    people = "id,join_day,licence_end_day,consents\nann,0,30,no\n"
    assert story(alone(share=1), people, tmp_path) == [
        (0.0, "ann declined care"),
        (30.0, "ann supervision ended"),
    ]


@pytest.mark.parametrize("delivery", ["rolling", "one_to_one"])
def test_a_course_that_stands_still_is_not_over_for_who_has_come_long_enough(
    tmp_path: Path, delivery: str
) -> None:
    """Its facilitator is away from day 15 to 85, when half of it is left; he comes for 20 days."""
    tree = alone(delivery=delivery, size=1, days=30, when_staff_short="pause")
    tree["staff"] = {"grades": [{"id": "lead", "sick_every_days": 20, "sick_days": 70}]}
    del tree["sites"][0]["facilitators"]
    tree["sites"][0]["staff"] = {"lead": 1}
    facts = story(tree, ANN.format(end=25), tmp_path)
    assert [each for each in facts if each[1].startswith("ann")][2:] == [
        (25.0, "ann supervision ended"),
        (45.0, "ann dropped out care [voluntary]"),
    ]


# -- people of a list ------------------------------------------------------------------------------


def test_people_of_a_list_go_on_to_what_follows_and_nobody_obliges_or_frees_them(
    tmp_path: Path,
) -> None:
    """They are under no order and at no liberty: he stays for the whole of it."""
    people = "id,join_day,waits_for\nann,0,one\n"
    given = {"kind": "list", "listed": {"site": "north"}}
    assert told(after_a_course(stay=5, delay=3), people, tmp_path, **given) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (10.0, "ann joined care [follow on]"),
        (10.0, "ann started care"),
        (50.0, "ann completed care"),
    ]


# -- people who are obliged again ------------------------------------------------------------------


def test_who_is_obliged_again_does_not_leave_when_he_would_have_had_enough(tmp_path: Path) -> None:
    """He would have come until day 210; convicted again, he is supervised from day 177 on."""
    tree = world(
        [prison(programmes=(), posts=0), region(posts=2, programmes=("care",))],
        [care(days=300, stay=190)],
        days=300,
        community_after_release={"delay_days": 1},
        beliefs=[{"id": "none"}],
        reoffending={
            "within_5_years_share": dict.fromkeys(("low", "medium", "high", "very_high"), 0.9),
            "halving_years": 0.5,
            "returns": {
                "under": "none",
                "conviction_days": 5,
                "served_days": 10,
                "licence_days": 100,
            },
        },
    )
    people = "id,join_day,release_day,licence_end_day\nann,0,10,20\n"
    facts = story(tree, people, tmp_path, kind="custody", listed=INSIDE_TO_NORTH)
    assert [fact for _, fact in facts] == [
        "ann released at hull [sentence served]",
        "ann joined care at north",
        "ann started care at north",
        "ann supervision ended at north",
        "ann reoffended at north if none",
        "ann dropped out care at north [recalled]",
        "ann reconvicted at hull",
        "ann released at hull [sentence served]",
        "ann joined care at north",
        "ann started care at north",
        "ann supervision ended at north",
    ]
