"""In prison: leaving a list, staying or leaving at release, transfer, consent, assessment."""

from pathlib import Path

from sim.words.kinds import Kind
from tests.stories import prison, programme, region, told, world

PAROLE = {"review_days": 20, "release_share": 1.0, "release_share_outstanding": 0.0}


def test_a_man_with_too_little_time_left_leaves_the_list_on_that_day(tmp_path: Path) -> None:
    """He needs 15 days. Ann's last useful day is 5; Bob's was over when he came."""
    tree = world([prison(posts=0)], [programme(minimum_days_left=15)], days=30)
    people = """
    id,join_day,release_day
    ann,0,20
    bob,2,16
    cat,3,
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (2.0, "bob joined one"),
        (2.0, "bob left one [too little time left]"),
        (3.0, "cat joined one"),
        (5.0, "ann left one [too little time left]"),
        (16.0, "bob released [sentence served]"),
        (20.0, "ann released [sentence served]"),
    ]


def test_a_man_may_leave_the_group_at_release(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day
    ann,0,4
    """
    assert told(world([prison()], [programme(at_release="leave")]), people, tmp_path) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (4.0, "ann dropped out one [released]"),
        (4.0, "ann released [sentence served]"),
    ]


def test_a_man_may_stay_to_finish_the_group_and_is_released_then(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day
    ann,0,4
    """
    tree = world([prison()], [programme(at_release="stay_to_finish")])
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (10.0, "ann released [sentence served]"),
    ]


def test_a_man_who_stays_to_finish_and_drops_out_is_released_that_day(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day,attends_share
    ann,0,4,0.7
    """
    tree = world([prison()], [programme(at_release="stay_to_finish")])
    assert told(tree, people, tmp_path)[-2:] == [
        (7.0, "ann dropped out one [chose to leave]"),
        (7.0, "ann released [sentence served]"),
    ]


def test_a_share_of_the_programme_is_attended_as_the_file_says(tmp_path: Path) -> None:
    """1: to the end. Less: he drops out there, whatever the programme's share of drop-outs."""
    people = """
    id,join_day,attends_share
    ann,0,1
    bob,0,0.25
    cat,0,0
    """
    tree = world([prison()], [programme(size=3, days=40, drop_out_share=1.0)])
    assert told(tree, people, tmp_path)[3:] == [
        (0.0, "ann started one"),
        (0.0, "bob started one"),
        (0.0, "cat started one"),
        (0.0, "cat dropped out one [chose to leave]"),
        (10.0, "bob dropped out one [chose to leave]"),
        (40.0, "ann completed one"),
    ]


def test_everybody_drops_out_of_a_programme_that_nobody_completes(tmp_path: Path) -> None:
    """A share of 1 spares nobody, and a share of 0 takes nobody."""
    people = "id,join_day\n" + "\n".join(f"man {n},0" for n in range(50))
    for share, ends in ((1.0, "dropped out"), (0.0, "completed")):
        tree = world([prison()], [programme(size=50, drop_out_share=share)])
        facts = told(tree, people, tmp_path)
        assert sum(ends in fact for _, fact in facts) == 50
        assert all(day <= 10 for day, _ in facts)


def test_a_man_is_moved_to_a_prison_that_delivers_and_waits_there(tmp_path: Path) -> None:
    """Moving takes 3 days; he is released from where he was moved to."""
    tree = world(
        [prison("hull", programmes=()), prison("leeds")],
        [programme()],
        transfers={"delay_days": 3},
    )
    people = """
    id,join_day,release_day
    ann,1,20
    """
    assert told(tree, people, tmp_path) == [
        (4.0, "ann transferred at leeds"),
        (4.0, "ann joined one at leeds"),
        (4.0, "ann started one at leeds"),
        (14.0, "ann completed one at leeds"),
        (20.0, "ann released at leeds [sentence served]"),
    ]


def test_a_man_who_is_released_before_he_is_moved_joins_no_list(tmp_path: Path) -> None:
    tree = world(
        [prison("hull", programmes=()), prison("leeds")],
        [programme()],
        transfers={"delay_days": 3},
    )
    people = """
    id,join_day,release_day
    ann,1,3
    """
    assert told(tree, people, tmp_path) == [(3.0, "ann released at hull [sentence served]")]


def test_what_happens_after_a_move_happens_where_he_was_moved_to(tmp_path: Path) -> None:
    """His tariff, his hearing, his release: all at Leeds. Bob had been moved before day 0."""
    tree = world(
        [prison("hull", programmes=()), prison("leeds", posts=0)],
        [programme()],
        transfers={"delay_days": 3},
        parole={**PAROLE, "release_share_outstanding": 1.0},
    )
    people = """
    id,join_day,sentence,tariff_day,consents
    ann,1,indeterminate,20,yes
    bob,-9,indeterminate,21,yes
    cat,-9,indeterminate,22,no
    """
    facts = told(tree, people, tmp_path, show={Kind.RECEIVED})
    where = {
        name: [fact.split(" at ")[1].split()[0] for _, fact in facts if fact.startswith(name)]
        for name in ("ann", "bob", "cat")
    }
    assert where["ann"] == ["hull"] + ["leeds"] * 6
    assert set(where["bob"]) == {"leeds"}
    assert where["cat"] == ["hull", "leeds", "hull", "hull", "hull"]  # declined Leeds's list


def test_a_man_is_moved_within_his_region_if_any_prison_there_delivers(tmp_path: Path) -> None:
    sites = [
        prison("hull", programmes=(), region="yorkshire"),
        prison("leeds", posts=1, region="yorkshire"),
        prison("bristol", posts=99, region="south_west"),
    ]
    tree = world(sites, [programme()], transfers={"delay_days": 0})
    people = """
    id,join_day
    ann,0
    """
    assert told(tree, people, tmp_path)[0] == (0.0, "ann transferred at leeds")


def test_without_transfers_he_waits_in_vain_where_nothing_is_delivered(tmp_path: Path) -> None:
    """Facilitators who deliver something else are of no use to him."""
    tree = world([prison("hull", posts=5, programmes=()), prison("leeds")], [programme()])
    people = """
    id,join_day,release_day
    ann,0,20
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one at hull"),
        (20.0, "ann left one at hull [released]"),
        (20.0, "ann released at hull [sentence served]"),
    ]


def test_a_man_who_does_not_consent_declines_and_holds_up_nobody(tmp_path: Path) -> None:
    people = """
    id,join_day,consents
    ann,0,no
    bob,0,yes
    """
    assert told(world([prison()], [programme()], days=5), people, tmp_path) == [
        (0.0, "ann declined one"),
        (0.0, "bob joined one"),
        (0.0, "bob started one"),
    ]


def test_a_man_joins_only_when_he_has_been_assessed(tmp_path: Path) -> None:
    tree = world([prison()], [programme()], assessment={"delay_days": 6}, days=10)
    people = """
    id,join_day,release_day
    ann,1,
    bob,2,5
    """
    assert told(tree, people, tmp_path) == [
        (5.0, "bob released [sentence served]"),
        (7.0, "ann assessed"),
        (7.0, "ann joined one"),
        (7.0, "ann started one"),
    ]


def test_the_backlog_brings_the_days_that_it_has_waited(tmp_path: Path) -> None:
    """First come, first served counts from when they joined, before the run began."""
    people = """
    id,join_day
    ann,-5
    bob,-30
    cat,0
    """
    shown = {Kind.RECEIVED}
    assert told(world([prison()], [programme()], days=25), people, tmp_path, show=shown) == [
        (0.0, "ann received [backlog]"),
        (0.0, "bob received [backlog]"),
        (0.0, "cat received"),
        (0.0, "ann joined one [backlog]"),
        (0.0, "bob joined one [backlog]"),
        (0.0, "cat joined one"),
        (0.0, "bob started one"),
        (10.0, "bob completed one"),
        (10.0, "ann started one"),
        (20.0, "ann completed one"),
        (20.0, "cat started one"),
    ]


def test_a_region_is_where_released_men_are_supervised(tmp_path: Path) -> None:
    """To the end of the sentence; the file says when."""
    people = """
    id,join_day,release_day,licence_end_day
    ann,0,20,50
    """
    tree = world([prison(), region()], [programme()])
    facts = told(tree, people, tmp_path, listed={"released_to": "north"})
    assert facts[-2:] == [
        (20.0, "ann released at hull [sentence served]"),
        (50.0, "ann supervision ended at north"),
    ]
