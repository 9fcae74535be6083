"""Circles: referral, places, early ends, giving up, and whom they are for."""

from pathlib import Path

from tests.stories import Tree, prison, programme, region, steps, told, world

COMMUNITY: Tree = {"setting": "community"}
RELEASED_TO = {"released_to": "north"}
CIRCLE_ONLY: Tree = {"circles": {"length_days": 20}}


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


def test_a_man_released_by_the_board_may_give_up_waiting_for_a_circle(tmp_path: Path) -> None:
    """Neither his referral nor the end of his patience could be known beforehand."""
    tree = world(
        [prison(posts=0, programmes=()), region(circles={"places": steps((0, 0), (60, 1))})],
        [],
        circles={"length_days": 20, "referral_days": 3, "gives_up_days": 15},
        parole={"review_days": 20},
    )
    people = """
    id,join_day,sentence,tariff_day,motivated
    ann,0,indeterminate,30,yes
    bob,0,indeterminate,45,yes
    """
    facts = told(tree, people, tmp_path, listed=RELEASED_TO)
    assert [fact for fact in facts if "circle" in fact[1]] == [
        (33.0, "ann joined circle at north"),
        (48.0, "ann left circle at north [gave up]"),
        (48.0, "bob joined circle at north"),
        (60.0, "bob started circle at north"),
        (80.0, "bob completed circle at north"),
    ]
