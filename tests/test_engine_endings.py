"""Ends that fall together, and what was foreseen of a group that a man has left."""

from pathlib import Path

import pytest

from tests.stories import programme, region, told, world


def test_nobody_drops_out_of_a_group_on_the_day_foreseen_for_another(tmp_path: Path) -> None:
    """Put out of his course by the end of his order, he is done with all of it."""
    tree = world(
        [region(posts=2, programmes=("one", "after"), closes={"one": 5})],
        [
            programme(
                "one",
                setting="community",
                delivery="rolling",
                size=(1, 5),
                days=100,
                drop_out_share=1.0,
            ),
            programme(
                "after",
                setting="community",
                size=(1, 5),
                days=90,
                voluntary={"share": 1, "stay_days": 80},
            ),
        ],
        days=200,
    )
    people = """
    id,join_day,licence_end_day
    ann,0,20
    """
    turns = {"voluntary attendance": {"ann": [0.1]}}
    assert told(tree, people, tmp_path, kind="community", turns=turns) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (5.0, "provision closed one"),
        (20.0, "ann dropped out one [supervision ended]"),
        (20.0, "ann supervision ended"),
        (20.0, "ann joined after [voluntary]"),
        (20.0, "ann started after"),
        (100.0, "ann dropped out after [voluntary]"),
    ]


@pytest.mark.parametrize("delivery", ["groups", "rolling", "one_to_one"])
def test_whose_course_ends_in_the_instant_of_his_order_has_completed_it(
    tmp_path: Path, delivery: str
) -> None:
    """However it is delivered."""
    size = 1 if delivery == "one_to_one" else (1, 5)
    one = programme("one", setting="community", delivery=delivery, days=30, size=size)
    people = """
    id,join_day,licence_end_day
    bob,0,30
    """
    tree = world([region(posts=1, programmes=("one",))], [one])
    assert told(tree, people, tmp_path, kind="community")[-2:] == [
        (30.0, "bob supervision ended"),
        (30.0, "bob completed one"),
    ]
