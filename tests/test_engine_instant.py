"""The order of an instant: leave, finish, free staff, arrive, allocate, start."""

from pathlib import Path

from sim.words.kinds import Kind
from tests.stories import prison, programme, steps, told, world


def test_a_man_released_on_the_day_his_group_would_start_does_not_start(tmp_path: Path) -> None:
    """Leaving comes before starting: the place goes to the next man."""
    tree = world([prison(posts=steps((0, 0), (7, 1)))], [programme()])
    people = """
    id,join_day,release_day
    ann,0,7
    bob,1,
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (1.0, "bob joined one"),
        (7.0, "ann left one [released]"),
        (7.0, "ann released [sentence served]"),
        (7.0, "bob started one"),
        (17.0, "bob completed one"),
    ]


def test_a_man_whose_last_session_is_the_day_of_release_completes(tmp_path: Path) -> None:
    """Release waits for the last session of the day; it does not interrupt it."""
    people = """
    id,join_day,release_day
    ann,0,10
    """
    assert told(world([prison()], [programme(days=10)]), people, tmp_path) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (10.0, "ann released [sentence served]"),
    ]


def test_a_man_released_the_day_before_his_last_session_does_not_complete(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day
    ann,0,9
    """
    assert told(world([prison()], [programme(days=10)]), people, tmp_path) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (9.0, "ann dropped out one [released]"),
        (9.0, "ann released [sentence served]"),
    ]


def test_a_place_freed_at_an_instant_is_given_at_that_instant(tmp_path: Path) -> None:
    """Staff fall free before places are given, even to a man who arrives at that very moment."""
    people = """
    id,join_day
    ann,0
    bob,10
    cat,20
    """
    everything = {Kind.GROUP_STARTED, Kind.GROUP_FINISHED}
    assert told(world([prison()], [programme()]), people, tmp_path, show=everything) == [
        (0.0, "ann joined one"),
        (0.0, "group 0: group started one (1)"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (10.0, "group 0: group finished one"),
        (10.0, "bob joined one"),
        (10.0, "group 1: group started one (1)"),
        (10.0, "bob started one"),
        (20.0, "bob completed one"),
        (20.0, "group 1: group finished one"),
        (20.0, "cat joined one"),
        (20.0, "group 2: group started one (1)"),
        (20.0, "cat started one"),
        (30.0, "cat completed one"),
        (30.0, "group 2: group finished one"),
    ]


def test_people_who_arrive_together_are_all_seen_before_any_place_is_given(tmp_path: Path) -> None:
    """The policy chooses among all who have come by then, not the first to be written down."""
    tree = world([prison()], [programme()], policies=["highest_risk"], days=20)
    people = """
    id,join_day,band
    ann,3,medium
    bob,3,very_high
    cat,3,high
    """
    assert told(tree, people, tmp_path) == [
        (3.0, "ann joined one"),
        (3.0, "bob joined one"),
        (3.0, "cat joined one"),
        (3.0, "bob started one"),
        (13.0, "bob completed one"),
        (13.0, "cat started one"),
    ]


def test_a_tie_falls_to_the_id_as_a_person_would_sort_it(tmp_path: Path) -> None:
    """Not to the order of the file, nor to the alphabet of digits: man 2 comes before man 10."""
    people = """
    id,join_day
    man 10,0
    man 2,0
    """
    facts = told(world([prison()], [programme()], days=12), people, tmp_path)
    assert [fact for fact in facts if "started" in fact[1]] == [
        (0.0, "man 2 started one"),
        (10.0, "man 10 started one"),
    ]


def test_what_is_due_at_the_horizon_does_not_happen(tmp_path: Path) -> None:
    """A run is half-open: releases, ends and starts of the last instant belong to the next run."""
    people = """
    id,join_day,release_day
    ann,0,
    bob,0,10
    cat,10,
    """
    assert told(world([prison()], [programme(days=10)], days=10), people, tmp_path) == [
        (0.0, "ann joined one"),
        (0.0, "bob joined one"),
        (0.0, "ann started one"),
    ]


def test_a_longer_run_begins_with_the_shorter_one(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day
    ann,0,
    bob,1,25
    cat,4,
    dan,12,18
    """
    long = told(world([prison()], [programme()], days=60), people, tmp_path)
    for days in (1, 4, 10, 12.5, 18, 25, 30):
        short = told(world([prison()], [programme()], days=days), people, tmp_path)
        assert short == [fact for fact in long if fact[0] < days]
