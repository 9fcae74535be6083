"""The Parole Board: tariff, hearings, outstanding programmes, refusal and review; and death."""

from pathlib import Path

from tests.stories import prison, programme, steps, told, world

PAROLE = {"review_days": 20, "release_share": 1.0, "release_share_outstanding": 0.0}


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


# -- death ---------------------------------------------------------------------------------------


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
