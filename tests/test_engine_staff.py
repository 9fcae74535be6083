"""Groups and staff: who gets them, in what order, and for how long they are tied."""

from pathlib import Path

from sim.words.kinds import Kind
from tests.stories import Fact, prison, programme, steps, told, world


def starts(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if " started " in fact[1]]


def test_the_programme_whose_group_has_been_complete_longest_gets_the_staff(tmp_path: Path) -> None:
    """Not the longest wait of one man: Ann has waited longest, but her group is complete last."""
    tree = world(
        [prison(posts=1, programmes=("one", "pair"))],
        [programme("one"), programme("pair", size=2)],
        days=35,
    )
    people = """
    id,join_day,waits_for
    zoe,0,one
    ann,1,pair
    bob,2,one
    cat,3,pair
    """
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "zoe started one"),
        (10.0, "bob started one"),
        (20.0, "ann started pair"),
        (20.0, "cat started pair"),
    ]


def test_a_big_group_that_is_first_in_line_is_not_overtaken_by_a_small_one(tmp_path: Path) -> None:
    """A free post stays empty for it, or programmes that need two would starve."""
    tree = world(
        [prison(posts=2, programmes=("big", "small"))],
        [programme("big", need=2), programme("small", days=4)],
        days=35,
    )
    people = """
    id,join_day,waits_for
    zoe,0,small
    ann,1,big
    bob,2,small
    """
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "zoe started small"),
        (4.0, "ann started big"),
        (14.0, "bob started small"),
    ]


def test_a_group_that_needs_more_than_all_posts_blocks_nobody(tmp_path: Path) -> None:
    """It is passed by until there are posts enough, and then it is the first in line."""
    tree = world(
        [prison(posts=steps((0, 1), (30, 2)), programmes=("big", "small"))],
        [programme("big", need=2), programme("small")],
        days=60,
    )
    people = """
    id,join_day,waits_for
    ann,0,big
    bob,1,small
    cat,2,small
    dan,3,small
    eve,4,small
    """
    assert starts(told(tree, people, tmp_path)) == [
        (1.0, "bob started small"),
        (11.0, "cat started small"),
        (21.0, "dan started small"),
        (31.0, "ann started big"),
        (41.0, "eve started small"),
    ]


def test_a_group_that_needs_no_staff_waits_for_nobody(tmp_path: Path) -> None:
    """It starts while a group that needs staff is first in line and there are none free."""
    tree = world(
        [prison(posts=1, programmes=("led", "free"))],
        [programme("led"), programme("free", need=0)],
        days=35,
    )
    people = """
    id,join_day,waits_for
    ann,0,led
    bob,1,led
    cat,2,free
    """
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "ann started led"),
        (2.0, "cat started free"),
        (10.0, "bob started led"),
    ]


def test_after_a_start_a_programme_goes_to_the_end_of_the_line(tmp_path: Path) -> None:
    """Two programmes with long lists are served in turn, whichever list is longer."""
    tree = world(
        [prison(posts=1, programmes=("one", "two"))],
        [programme("one"), programme("two")],
        days=45,
    )
    people = """
    id,join_day,waits_for
    ann,0,one
    bob,0,one
    cat,0,one
    dan,1,two
    eve,1,two
    """
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "ann started one"),
        (10.0, "bob started one"),
        (20.0, "dan started two"),
        (30.0, "cat started one"),
        (40.0, "eve started two"),
    ]


def test_running_groups_go_on_when_posts_are_lost(tmp_path: Path) -> None:
    """Two groups run with one post in being; the next starts when one of one is free."""
    tree = world([prison(posts=steps((0, 2), (5, 1)))], [programme()], days=40)
    people = """
    id,join_day
    ann,0
    bob,3
    cat,4
    """
    shown = {Kind.CAPACITY_SET}
    assert told(tree, people, tmp_path, show=shown) == [
        (0.0, "capacity set (2)"),
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (3.0, "bob joined one"),
        (3.0, "bob started one"),
        (4.0, "cat joined one"),
        (5.0, "capacity set (1)"),
        (10.0, "ann completed one"),
        (13.0, "bob completed one"),
        (13.0, "cat started one"),
        (23.0, "cat completed one"),
    ]


def test_posts_that_are_gained_start_groups_that_day(tmp_path: Path) -> None:
    tree = world([prison(posts=steps((0, 0), (8, 2)))], [programme()], days=12)
    people = """
    id,join_day
    ann,0
    bob,3
    cat,4
    """
    assert starts(told(tree, people, tmp_path)) == [
        (8.0, "ann started one"),
        (8.0, "bob started one"),
    ]


def test_a_facilitator_may_carry_several_groups(tmp_path: Path) -> None:
    tree = world([prison(posts=1, groups_per_facilitator=2)], [programme()], days=12)
    people = """
    id,join_day
    ann,0
    bob,0
    cat,0
    """
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "ann started one"),
        (0.0, "bob started one"),
        (10.0, "cat started one"),
    ]


def test_reports_hold_the_staff_after_the_last_session(tmp_path: Path) -> None:
    """People complete on day 10; the post is free, and given, on day 14."""
    people = """
    id,join_day
    ann,0
    bob,0
    """
    shown = {Kind.GROUP_FINISHED}
    tree = world([prison()], [programme(reports_days=4)], days=20)
    assert told(tree, people, tmp_path, show=shown) == [
        (0.0, "ann joined one"),
        (0.0, "bob joined one"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (14.0, "group 0: group finished one"),
        (14.0, "bob started one"),
    ]


def test_a_group_takes_as_many_as_wait_between_its_least_and_its_most(tmp_path: Path) -> None:
    """Two to three: two start at once; of the four who wait then, three; the last waits in vain."""
    people = """
    id,join_day
    ann,0
    bob,1
    cat,2
    dan,3
    eve,4
    fay,5
    """
    tree = world([prison()], [programme(size=(2, 3))], days=40)
    assert starts(told(tree, people, tmp_path)) == [
        (1.0, "ann started one"),
        (1.0, "bob started one"),
        (11.0, "cat started one"),
        (11.0, "dan started one"),
        (11.0, "eve started one"),
    ]


def test_a_group_that_has_started_admits_nobody(tmp_path: Path) -> None:
    """Bob drops out on day 5 of 10; Cat, who waits, does not take the empty chair."""
    people = """
    id,join_day,attends_share
    ann,0,1
    bob,0,0.5
    cat,1,1
    dan,1,1
    """
    tree = world([prison()], [programme(size=2)], days=15)
    assert told(tree, people, tmp_path)[-6:] == [
        (1.0, "cat joined one"),
        (1.0, "dan joined one"),
        (5.0, "bob dropped out one [chose to leave]"),
        (10.0, "ann completed one"),
        (10.0, "cat started one"),
        (10.0, "dan started one"),
    ]


def test_a_group_goes_on_when_everybody_has_left_it(tmp_path: Path) -> None:
    """The staff are tied to its end: they were promised to it."""
    people = """
    id,join_day,attends_share
    ann,0,0.3
    bob,1,1
    """
    shown = {Kind.GROUP_FINISHED}
    assert told(world([prison()], [programme()], days=15), people, tmp_path, show=shown) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (1.0, "bob joined one"),
        (3.0, "ann dropped out one [chose to leave]"),
        (10.0, "group 0: group finished one"),
        (10.0, "bob started one"),
    ]


def test_a_group_that_loses_a_member_before_its_staff_come_does_not_start(tmp_path: Path) -> None:
    """Bob is released on day 5; on day 10 one man waits, too few; with Dan there are two."""
    people = """
    id,join_day,release_day
    ann,0,
    zoe,0,
    bob,1,5
    cat,2,
    dan,12,
    """
    tree = world([prison()], [programme(size=2)], days=20)
    assert starts(told(tree, people, tmp_path)) == [
        (0.0, "ann started one"),
        (0.0, "zoe started one"),
        (12.0, "cat started one"),
        (12.0, "dan started one"),
    ]


def test_sites_share_no_staff(tmp_path: Path) -> None:
    """Hull's free post is of no use to the man at Leeds."""
    tree = world([prison("hull"), prison("leeds", posts=0)], [programme()], days=15)
    people = """
    id,join_day,site
    ann,0,leeds
    bob,1,hull
    """
    assert starts(told(tree, people, tmp_path)) == [(1.0, "bob started one at hull")]


def test_as_many_drop_out_as_the_programme_says(tmp_path: Path) -> None:
    """3,000 people, a fifth: within 4 standard errors, and spread evenly over the programme."""
    people = "id,join_day\n" + "".join(f"man {n},0\n" for n in range(3000))
    tree = world([prison()], [programme(size=1000, need=0, days=50, drop_out_share=0.2)], days=60)
    facts = told(tree, people, tmp_path, kind="list")
    days = [day for day, fact in facts if "dropped out" in fact]
    assert abs(len(days) / 3000 - 0.2) < 4 * (0.2 * 0.8 / 3000) ** 0.5
    quarters = [sum(low <= day < low + 12.5 for day in days) for low in (0, 12.5, 25, 37.5)]
    assert max(quarters) - min(quarters) < 4 * (2 * len(days) / 4) ** 0.5


def test_a_programme_that_takes_no_time_is_over_at_once(tmp_path: Path) -> None:
    """One post serves everybody in turn, at the same instant."""
    people = """
    id,join_day
    ann,3
    bob,3
    """
    assert told(world([prison()], [programme(days=0)]), people, tmp_path) == [
        (3.0, "ann joined one"),
        (3.0, "bob joined one"),
        (3.0, "ann started one"),
        (3.0, "ann completed one"),
        (3.0, "bob started one"),
        (3.0, "bob completed one"),
    ]
