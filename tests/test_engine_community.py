"""After release and under an order: community lists; and plain lists."""

from pathlib import Path

from tests.stories import Tree, prison, programme, region, steps, told, world

COMMUNITY: Tree = {"setting": "community"}
RELEASED_TO = {"released_to": "north"}


def after_release(*, prison_posts: float, posts: float = 1, **more: object) -> Tree:
    """Return a prison and a region that both deliver; men join the second 5 days after release."""
    return world(
        [prison(posts=prison_posts), region(posts=posts, programmes=("after",))],
        [programme("one"), programme("after", **COMMUNITY)],
        community_after_release={"delay_days": 5},
        **more,  # type: ignore[arg-type]  # `days` among them
    )


def test_a_man_released_without_the_programme_joins_the_community_list(tmp_path: Path) -> None:
    """Five days after his release, if his licence lasts so long."""
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,10,60
    bob,0,10,14
    """
    assert told(after_release(prison_posts=0), people, tmp_path, listed=RELEASED_TO) == [
        (0.0, "ann joined one at hull"),
        (0.0, "bob joined one at hull"),
        (10.0, "ann left one at hull [released]"),
        (10.0, "ann released at hull [sentence served]"),
        (10.0, "bob left one at hull [released]"),
        (10.0, "bob released at hull [sentence served]"),
        (14.0, "bob supervision ended at north"),
        (15.0, "ann joined after at north"),
        (15.0, "ann started after at north"),
        (25.0, "ann completed after at north"),
        (60.0, "ann supervision ended at north"),
    ]


def test_a_man_who_has_done_the_programme_inside_need_not_do_it_outside(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,20,60
    """
    facts = told(after_release(prison_posts=1), people, tmp_path, listed=RELEASED_TO)
    assert facts[-3:] == [
        (10.0, "ann completed one at hull"),
        (20.0, "ann released at hull [sentence served]"),
        (60.0, "ann supervision ended at north"),
    ]


def test_a_man_who_dropped_out_inside_may_start_again_outside(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,6,60
    """
    facts = told(after_release(prison_posts=1), people, tmp_path, listed=RELEASED_TO)
    assert facts[2:] == [
        (6.0, "ann dropped out one at hull [released]"),
        (6.0, "ann released at hull [sentence served]"),
        (11.0, "ann joined after at north"),
        (11.0, "ann started after at north"),
        (21.0, "ann completed after at north"),
        (60.0, "ann supervision ended at north"),
    ]


def test_a_man_leaves_the_community_list_when_his_supervision_ends(tmp_path: Path) -> None:
    """At the instant a place would have been his: leaving comes first."""
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,10,30
    """
    tree = after_release(prison_posts=0)
    tree["sites"][1]["facilitators"] = steps((0, 0), (30, 1))
    assert told(tree, people, tmp_path, listed=RELEASED_TO)[-3:] == [
        (15.0, "ann joined after at north"),
        (30.0, "ann left after at north [supervision ended]"),
        (30.0, "ann supervision ended at north"),
    ]


def test_a_man_released_by_the_board_joins_the_community_list_all_the_same(tmp_path: Path) -> None:
    """His release could not be known beforehand; the board of his region sits for him."""
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,30
    """
    tree = after_release(
        prison_posts=0, parole={"release_share_outstanding": 1.0, "review_days": 20}
    )
    assert told(tree, people, tmp_path, listed=RELEASED_TO)[-4:] == [
        (30.0, "ann released at hull [parole board]"),
        (35.0, "ann joined after at north"),
        (35.0, "ann started after at north"),
        (45.0, "ann completed after at north"),
    ]


def test_a_man_held_back_to_finish_joins_later_lists_from_his_real_release(tmp_path: Path) -> None:
    """Due on day 4, he stays to day 10 and drops out on day 8: the five days count from there."""
    tree = after_release(prison_posts=1)
    tree["programmes"][0]["at_release"] = "stay_to_finish"
    people = """
    id,join_day,release_day,licence_end_day,attends_share
    ann,0,4,60,0.8
    """
    assert told(tree, people, tmp_path, listed=RELEASED_TO)[2:5] == [
        (8.0, "ann dropped out one at hull [chose to leave]"),
        (8.0, "ann released at hull [sentence served]"),
        (13.0, "ann joined after at north"),
    ]


def test_people_under_an_order_wait_for_a_community_programme_until_it_ends(tmp_path: Path) -> None:
    tree = world([region(posts=1, programmes=("one",))], [programme(**COMMUNITY)], days=30)
    people = """
    id,join_day,release_day
    ann,0,20
    bob,1,8
    cat,2,25
    """
    assert told(tree, people, tmp_path, kind="community") == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (1.0, "bob joined one"),
        (2.0, "cat joined one"),
        (8.0, "bob left one [supervision ended]"),
        (8.0, "bob supervision ended"),
        (10.0, "ann completed one"),
        (10.0, "cat started one"),
        (20.0, "ann supervision ended"),
        (20.0, "cat completed one"),
        (25.0, "cat supervision ended"),
    ]


def test_an_order_that_ends_during_a_group_ends_the_seat_too(tmp_path: Path) -> None:
    tree = world([region(posts=1, programmes=("one",))], [programme(**COMMUNITY)], days=30)
    people = """
    id,join_day,release_day
    ann,0,6
    """
    assert told(tree, people, tmp_path, kind="community")[2:] == [
        (6.0, "ann dropped out one [supervision ended]"),
        (6.0, "ann supervision ended"),
    ]


def test_an_order_may_end_and_the_group_be_finished_all_the_same(tmp_path: Path) -> None:
    tree = world(
        [region(posts=1, programmes=("one",))],
        [programme(at_release="stay_to_finish", **COMMUNITY)],
    )
    people = """
    id,join_day,release_day
    ann,0,6
    """
    assert told(tree, people, tmp_path, kind="community")[2:] == [
        (6.0, "ann supervision ended"),
        (10.0, "ann completed one"),
    ]


def test_a_death_under_supervision_ends_the_wait(tmp_path: Path) -> None:
    tree = world([region(posts=0, programmes=("one",))], [programme(**COMMUNITY)], days=30)
    people = """
    id,join_day,release_day
    ann,0,20
    """
    assert told(tree, people, tmp_path, kind="community", deaths={"ann": 9.0})[1:] == [
        (9.0, "ann left one [died]"),
        (9.0, "ann died"),
    ]


# -- plain lists ----------------------------------------------------------------------------------


def test_people_on_a_plain_list_give_up_on_the_day_that_their_patience_ends(tmp_path: Path) -> None:
    """Cat's patience ends at the instant the place is free: leaving comes first."""
    people = """
    id,join_day,release_day
    ann,0,
    bob,1,7
    cat,2,10
    dan,3,11
    """
    assert told(world([prison()], [programme()], days=15), people, tmp_path, kind="list") == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (1.0, "bob joined one"),
        (2.0, "cat joined one"),
        (3.0, "dan joined one"),
        (7.0, "bob left one [gave up]"),
        (10.0, "cat left one [gave up]"),
        (10.0, "ann completed one"),
        (10.0, "dan started one"),
    ]


def test_an_order_that_ends_with_the_last_session_does_not_undo_it(tmp_path: Path) -> None:
    tree = world([region(posts=1, programmes=("one",))], [programme(**COMMUNITY)], days=30)
    people = """
    id,join_day,release_day
    ann,0,10
    """
    assert told(tree, people, tmp_path, kind="community")[2:] == [
        (10.0, "ann supervision ended"),
        (10.0, "ann completed one"),
    ]


def test_a_sentence_that_is_over_on_release_leaves_no_supervision(tmp_path: Path) -> None:
    """He stayed to finish a group until his whole sentence had passed."""
    tree = after_release(prison_posts=1)
    tree["programmes"][0]["at_release"] = "stay_to_finish"
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,4,9
    """
    assert told(tree, people, tmp_path, listed=RELEASED_TO)[2:] == [
        (10.0, "ann completed one at hull"),
        (10.0, "ann released at hull [sentence served]"),
        (10.0, "ann supervision ended at north"),
    ]
