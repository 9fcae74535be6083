"""In prison: leaving a list, staying or leaving at release, transfer, consent, the Board."""

from pathlib import Path

from sim.words.kinds import Kind
from tests.stories import prison, programme, region, steps, told, world

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


# -- the Parole Board -----------------------------------------------------------------------------


def test_a_man_past_his_tariff_stays_until_he_has_done_the_programme(tmp_path: Path) -> None:
    """Heard at tariff: outstanding. The hearing is listed 5 days after he completes."""
    tree = world(
        [prison(posts=steps((0, 0), (12, 1)))], [programme()], parole={**PAROLE, "listing_days": 5}
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (8.0, "ann tariff expired"),
        (8.0, "ann heard [programme outstanding]"),
        (12.0, "ann started one"),
        (22.0, "ann completed one"),
        (27.0, "ann heard [parole board]"),
        (27.0, "ann released [parole board]"),
    ]


def test_a_review_that_comes_sooner_than_the_listing_is_not_put_off(tmp_path: Path) -> None:
    """Completed on day 22, listed for day 72, but the review is on day 28."""
    tree = world(
        [prison(posts=steps((0, 0), (12, 1)))], [programme()], parole={**PAROLE, "listing_days": 50}
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    assert told(tree, people, tmp_path)[-2:] == [
        (28.0, "ann heard [parole board]"),
        (28.0, "ann released [parole board]"),
    ]


def test_a_man_whom_the_board_refuses_is_heard_again_after_the_review_period(
    tmp_path: Path,
) -> None:
    """His luck at the first hearing is against him, at the second for him."""
    tree = world([prison()], [programme()], parole={**PAROLE, "release_share": 0.5})
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,30
    """
    facts = told(tree, people, tmp_path, luck={"ann": [0.5, 0.9, 0.1]})
    assert facts[-5:] == [
        (10.0, "ann completed one"),
        (30.0, "ann tariff expired"),
        (30.0, "ann heard [refused]"),
        (50.0, "ann heard [parole board]"),
        (50.0, "ann released [parole board]"),
    ]


def test_the_board_may_release_a_man_whose_programme_is_outstanding(tmp_path: Path) -> None:
    """He leaves the list that day."""
    tree = world(
        [prison(posts=0)], [programme()], parole={**PAROLE, "release_share_outstanding": 1.0}
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,30
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (30.0, "ann tariff expired"),
        (30.0, "ann heard [parole board]"),
        (30.0, "ann left one [released]"),
        (30.0, "ann released [parole board]"),
    ]


def test_a_man_on_an_extended_sentence_is_released_at_its_end_at_the_latest(tmp_path: Path) -> None:
    """Refused at his parole date and at the review; let out when the term is over."""
    tree = world([prison(posts=0)], [programme()], parole=PAROLE)
    people = """
    id,join_day,sentence,tariff_day,release_day
    ann,0,extended,10,45
    """
    assert told(tree, people, tmp_path) == [
        (0.0, "ann joined one"),
        (10.0, "ann tariff expired"),
        (10.0, "ann heard [programme outstanding]"),
        (30.0, "ann heard [programme outstanding]"),
        (45.0, "ann left one [released]"),
        (45.0, "ann released [sentence served]"),
    ]


def test_a_man_for_whom_there_is_no_programme_has_none_outstanding(tmp_path: Path) -> None:
    """Low risk is excluded: nothing is asked of him but his tariff."""
    tree = world([prison()], [programme()], parole=PAROLE)
    people = """
    id,join_day,sentence,tariff_day,band
    ann,0,indeterminate,30,low
    """
    assert told(tree, people, tmp_path)[-2:] == [
        (30.0, "ann heard [parole board]"),
        (30.0, "ann released [parole board]"),
    ]


def test_without_a_board_nobody_without_a_date_is_released(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,30
    """
    assert told(world([prison()], [programme()]), people, tmp_path)[-2:] == [
        (10.0, "ann completed one"),
        (30.0, "ann tariff expired"),
    ]


def test_a_man_past_his_tariff_on_day_0_is_heard_within_one_review(tmp_path: Path) -> None:
    """His luck says when: half of the 20 days. Days past tariff are those from the tariff."""
    tree = world([prison()], [programme()], parole=PAROLE)
    people = """
    id,join_day,sentence,tariff_day
    ann,-900,indeterminate,-365
    """
    facts = told(tree, people, tmp_path, luck={"ann": [0.6, 0.5]})
    assert facts == [
        (0.0, "ann tariff expired"),
        (0.0, "ann joined one [backlog]"),
        (0.0, "ann started one"),
        (10.0, "ann completed one"),
        (12.0, "ann heard [parole board]"),
        (12.0, "ann released [parole board]"),
    ]


# -- death ----------------------------------------------------------------------------------------


def test_death_ends_a_wait_a_group_and_a_life(tmp_path: Path) -> None:
    """Ann dies in a group, Bob on the list, Cat after both, having neither."""
    people = """
    id,join_day,band
    ann,0,medium
    bob,1,medium
    cat,2,low
    dan,3,medium
    """
    deaths = {"ann": 4.0, "bob": 5.0, "cat": 6.0}
    tree = world([prison()], [programme()], days=15)
    assert told(tree, people, tmp_path, deaths=deaths) == [
        (0.0, "ann joined one"),
        (0.0, "ann started one"),
        (1.0, "bob joined one"),
        (3.0, "dan joined one"),
        (4.0, "ann dropped out one [died]"),
        (4.0, "ann died"),
        (5.0, "bob left one [died]"),
        (5.0, "bob died"),
        (6.0, "cat died"),
        (10.0, "dan started one"),
    ]


def test_the_dead_are_not_released_heard_or_held_back(tmp_path: Path) -> None:
    """Ann was to be heard; Bob was staying to finish; neither happens after the death."""
    tree = world([prison()], [programme(at_release="stay_to_finish")], parole=PAROLE)
    people = """
    id,join_day,sentence,tariff_day,release_day
    ann,0,indeterminate,30,
    bob,0,determinate,,4
    """
    facts = told(tree, people, tmp_path, deaths={"ann": 25.0, "bob": 6.0})
    assert facts == [
        (0.0, "ann joined one"),
        (0.0, "bob joined one"),
        (0.0, "ann started one"),
        (4.0, "bob left one [released]"),
        (4.0, "bob released [sentence served]"),
        (6.0, "bob died"),
        (10.0, "ann completed one"),
        (25.0, "ann died"),
    ]


def test_a_man_who_dies_while_he_stays_to_finish_dies_in_prison(tmp_path: Path) -> None:
    tree = world([prison()], [programme(at_release="stay_to_finish")])
    people = """
    id,join_day,release_day
    ann,0,4
    """
    assert told(tree, people, tmp_path, deaths={"ann": 6.0})[-2:] == [
        (6.0, "ann dropped out one [died]"),
        (6.0, "ann died"),
    ]


def test_a_man_who_dies_on_the_day_of_his_release_is_not_released(tmp_path: Path) -> None:
    """Death comes first in the order of an instant."""
    people = """
    id,join_day,release_day
    ann,0,20
    """
    tree = world([prison()], [programme()])
    assert told(tree, people, tmp_path, deaths={"ann": 20.0})[-1] == (20.0, "ann died")


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
