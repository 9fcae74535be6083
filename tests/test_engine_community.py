"""After release and under an order: community lists, and circles."""

from pathlib import Path

from tests.stories import Tree, prison, programme, region, steps, told, world

COMMUNITY: Tree = {"setting": "community"}
RELEASED_TO = {"released_to": "north"}
CIRCLE_ONLY: Tree = {"circles": {"length_days": 20}}


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
    id,join_day,leave_day
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
    id,join_day,leave_day
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
    id,join_day,leave_day
    ann,0,6
    """
    assert told(tree, people, tmp_path, kind="community")[2:] == [
        (6.0, "ann supervision ended"),
        (10.0, "ann completed one"),
    ]


def test_a_death_under_supervision_ends_the_wait(tmp_path: Path) -> None:
    tree = world([region(posts=0, programmes=("one",))], [programme(**COMMUNITY)], days=30)
    people = """
    id,join_day,leave_day
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
    id,join_day,leave_day
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


# -- circles --------------------------------------------------------------------------------------


def test_a_man_who_wants_a_circle_is_referred_after_release(tmp_path: Path) -> None:
    """Two days after his release; the circle goes on after his supervision has ended."""
    tree = world(
        [prison(posts=0, programmes=()), region(circles={"places": 1})],
        [],
        circles={"length_days": 20, "referral_days": 2},
        days=60,
    )
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,10,20,yes
    bob,0,10,50,no
    cat,0,11,50,yes
    """
    assert told(tree, people, tmp_path, listed=RELEASED_TO) == [
        (10.0, "ann released at hull [sentence served]"),
        (10.0, "bob released at hull [sentence served]"),
        (11.0, "cat released at hull [sentence served]"),
        (12.0, "ann joined circle at north"),
        (12.0, "ann started circle at north"),
        (13.0, "cat joined circle at north"),
        (20.0, "ann supervision ended at north"),
        (32.0, "ann completed circle at north"),
        (32.0, "cat started circle at north"),
        (50.0, "bob supervision ended at north"),
        (50.0, "cat supervision ended at north"),
        (52.0, "cat completed circle at north"),
    ]


def test_a_circle_that_ends_early_gives_its_place_to_the_next_man_that_day(tmp_path: Path) -> None:
    """There is one core member: without him there is no circle, and its volunteers are free."""
    tree = world([region(circles={"places": 1})], [], days=30, **CIRCLE_ONLY)
    people = """
    id,join_day,motivated,attends_share
    ann,0,yes,0.25
    bob,1,yes,1
    """
    assert told(tree, people, tmp_path, kind="community") == [
        (0.0, "ann joined circle"),
        (0.0, "ann started circle"),
        (1.0, "bob joined circle"),
        (5.0, "ann dropped out circle [chose to leave]"),
        (5.0, "bob started circle"),
        (25.0, "bob completed circle"),
    ]


def test_a_man_gives_up_waiting_for_a_circle(tmp_path: Path) -> None:
    """After 8 days on the list, wherever supervision stands."""
    tree = world(
        [region(circles={"places": 1})],
        [],
        days=30,
        circles={"length_days": 20, "gives_up_days": 8},
    )
    people = """
    id,join_day,motivated
    ann,0,yes
    bob,1,yes
    """
    assert told(tree, people, tmp_path, kind="community") == [
        (0.0, "ann joined circle"),
        (0.0, "ann started circle"),
        (1.0, "bob joined circle"),
        (9.0, "bob left circle [gave up]"),
        (20.0, "ann completed circle"),
    ]


def test_circles_are_limited_by_volunteers_and_by_coordinators(tmp_path: Path) -> None:
    """11 volunteers at 4 a circle carry 2; a coordinator carries 8; a second volunteer step, 3."""
    circles = {"volunteers": steps((0, 11), (6, 12)), "coordinators": 1}
    tree = world([region(circles=circles)], [], days=15, **CIRCLE_ONLY)
    people = """
    id,join_day,motivated
    ann,0,yes
    bob,0,yes
    cat,0,yes
    dan,0,yes
    """
    facts = told(tree, people, tmp_path, kind="community")
    assert [fact for fact in facts if "started" in fact[1]] == [
        (0.0, "ann started circle"),
        (0.0, "bob started circle"),
        (6.0, "cat started circle"),
    ]


def test_circles_go_to_those_the_rule_admits(tmp_path: Path) -> None:
    """Needs-led: medium risk and above, not internet-only. Open to all: every man who wants one."""
    people = """
    id,join_day,motivated,band,internet_only
    low,0,yes,low,no
    online,0,yes,high,yes
    unwilling,0,no,very_high,no
    needs,0,yes,medium,no
    """
    for rule, who in (("needs_led", {"needs"}), ("open_to_all", {"low", "online", "needs"})):
        tree = world([region(circles={"places": 9})], [], days=10, **CIRCLE_ONLY)
        tree["policies"] = [{"id": "only", "order": "first_come", "circles": rule}]
        facts = told(tree, people, tmp_path, kind="community")
        assert {fact.split()[0] for _, fact in facts if "started" in fact} == who


def test_a_death_ends_a_circle_and_a_wait_for_one(tmp_path: Path) -> None:
    tree = world([region(circles={"places": 1})], [], days=30, **CIRCLE_ONLY)
    people = """
    id,join_day,motivated
    ann,0,yes
    bob,1,yes
    cat,2,yes
    """
    deaths = {"ann": 5.0, "bob": 6.0, "cat": 4.0}
    assert told(tree, people, tmp_path, kind="community", deaths=deaths)[-8:] == [
        (2.0, "cat joined circle"),
        (4.0, "cat left circle [died]"),
        (4.0, "cat died"),
        (5.0, "ann dropped out circle [died]"),
        (5.0, "ann died"),
        (5.0, "bob started circle"),
        (6.0, "bob dropped out circle [died]"),
        (6.0, "bob died"),
    ]


def test_a_man_may_be_in_a_programme_and_a_circle_at_once(tmp_path: Path) -> None:
    """They use different people's time: facilitators, and volunteers."""
    tree = world(
        [region(posts=1, programmes=("one",), circles={"places": 1})],
        [programme(**COMMUNITY)],
        days=30,
        **CIRCLE_ONLY,
    )
    people = """
    id,join_day,motivated
    ann,0,yes
    """
    assert told(tree, people, tmp_path, kind="community") == [
        (0.0, "ann joined one"),
        (0.0, "ann joined circle"),
        (0.0, "ann started one"),
        (0.0, "ann started circle"),
        (10.0, "ann completed one"),
        (20.0, "ann completed circle"),
    ]
