"""The Parole Board with slots, deferrals, and shares by band and by earlier hearings."""

import math
from pathlib import Path

import pytest

from sim.engine.hearings import Slots
from sim.population.rationed import Rate
from sim.projections.facts import Facts
from sim.projections.hearings import hearings, listings
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from tests.stories import Tree, lived, prison, programme, steps, told, world

MONTH_DAYS = DAYS_PER_YEAR / 12
PAROLE = {"review_days": 20, "release_share": 1.0, "release_share_outstanding": 0.0}
LISTED = frozenset({Kind.HEARING_LISTED})


def board(**more: object) -> Tree:
    return world([prison(programmes=())], [], parole={**PAROLE, **more}, days=200)


def test_who_is_ready_first_is_heard_first_and_a_tie_goes_to_who_came_first(tmp_path: Path) -> None:
    """One slot in half a month: three men who are ready on days 8, 9 and 9."""
    people = """
    id,join_day,sentence,tariff_day
    cat,1,indeterminate,9
    ann,2,indeterminate,8
    bob,3,indeterminate,9
    """
    facts = told(board(slots_per_month=2), people, tmp_path)
    half = MONTH_DAYS / 2
    heard = [(day, fact) for day, fact in facts if "heard" in fact]
    assert heard == [
        (8.0, "ann heard [parole board]"),
        (pytest.approx(8 + half), "cat heard [parole board]"),
        (pytest.approx(8 + 2 * half), "bob heard [parole board]"),
    ]


def test_a_listed_hearing_says_how_long_it_was_waited_for(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    bob,1,indeterminate,8
    """
    history = lived(board(slots_per_month=1), people, tmp_path)
    rows = history.events.filter(history.events["kind"] == int(Kind.HEARING_LISTED))
    assert rows["value"].to_list() == pytest.approx([0.0, MONTH_DAYS])


def test_without_slots_nobody_is_heard_until_there_are_some(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    facts = told(board(slots_per_month=steps((0, 0), (50, 1))), people, tmp_path)
    assert (50.0, "ann heard [parole board]") in facts


def test_a_man_without_a_slot_ever_stays_inside(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    facts = told(board(slots_per_month=steps((0, 0))), people, tmp_path)
    assert [fact for _, fact in facts] == ["slots set", "ann tariff expired"]


LINE = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    bob,1,indeterminate,8
    cat,2,indeterminate,20
    dan,3,indeterminate,20
    """


def test_whoever_is_listed_after_a_man_who_dies_moves_up_by_one(tmp_path: Path) -> None:
    """One slot a month from day 8: Bob dies on day 25, so Cat has his slot, and Dan has Cat's."""
    history = lived(board(slots_per_month=1), LINE, tmp_path, deaths={"bob": 25})
    slots = [8 + turn * MONTH_DAYS for turn in range(4)]
    ids, listed = history.people["id"], Kind.HEARING_LISTED
    rows = history.events.filter(history.events["kind"] == int(listed))
    assert [
        (ids[row["person"]], row["time"], Cause(row["cause"]), row["time"] + row["value"])
        for row in rows.iter_rows(named=True)
    ] == [
        ("ann", 8, Cause.NONE, pytest.approx(slots[0])),
        ("bob", 8, Cause.NONE, pytest.approx(slots[1])),
        ("cat", 20, Cause.NONE, pytest.approx(slots[2])),
        ("dan", 20, Cause.NONE, pytest.approx(slots[3])),
        ("cat", 25, Cause.MOVED_UP, pytest.approx(slots[1])),
        ("dan", 25, Cause.MOVED_UP, pytest.approx(slots[2])),
    ]
    facts = Facts(history)
    assert listings(facts)["value"].to_list() == pytest.approx(
        [0, slots[1] - 8, slots[1] - 20, slots[2] - 20]
    )
    table = hearings(facts)
    assert table["listed"].to_list() == [4]
    assert table["wait_days"][0] == pytest.approx((slots[1] - 8 + slots[1] + slots[2] - 40) / 4)


def test_the_slot_at_the_end_of_the_line_goes_to_who_is_ready_next(tmp_path: Path) -> None:
    """Bob was listed a month after Ann and dies; Cat, ready meanwhile, is heard in his place."""
    people = LINE.replace(
        "cat,2,indeterminate,20\n    dan,3,indeterminate,20", "cat,2,indeterminate,20"
    )
    facts = told(board(slots_per_month=1), people, tmp_path, deaths={"bob": 15})
    assert (pytest.approx(8 + MONTH_DAYS), "cat heard [parole board]") in facts


def test_nobody_moves_up_who_is_listed_for_an_earlier_day(tmp_path: Path) -> None:
    facts = told(board(slots_per_month=1), LINE, tmp_path, deaths={"dan": 25})
    assert not any("moved up" in fact for _, fact in facts)


def test_a_hearing_that_finds_the_programme_outstanding_may_be_put_off(tmp_path: Path) -> None:
    """Put off on day 8 and, by his luck, not on day 18; nothing is heard in between."""
    tree = world(
        [prison(posts=0)],
        [programme()],
        parole={**PAROLE, "deferral": {"outstanding_share": 0.5, "days": 10}},
        days=30,
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    turns = {"hearing put off": {"ann": [0.5, 0.4, 0.6]}}
    assert told(tree, people, tmp_path, turns=turns)[2:] == [
        (8.0, "ann hearing deferred [programme outstanding]"),
        (18.0, "ann heard [programme outstanding]"),
    ]


def test_completing_the_programme_brings_a_hearing_forward_that_was_put_off(tmp_path: Path) -> None:
    tree = world(
        [prison(posts=steps((0, 0), (12, 1)))],
        [programme()],
        parole={
            **PAROLE,
            "listing_days": 5,
            "deferral": {"outstanding_share": 1.0, "days": 90},
        },
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    facts = told(tree, people, tmp_path)
    assert facts[-2:] == [
        (27.0, "ann heard [parole board]"),
        (27.0, "ann released [parole board]"),
    ]


def test_release_may_hang_on_the_band_and_on_earlier_hearings(tmp_path: Path) -> None:
    """A draw of 0.5: the low band is released at once, the high one at the second hearing."""
    release = {"completed": {"low": 0.6, "high": 0.3}, "later_factor": 2.0}
    tree = world([prison(programmes=())], [], parole={"review_days": 20, "release": release})
    people = """
    id,join_day,sentence,tariff_day,band
    ann,0,indeterminate,8,low
    bob,0,indeterminate,8,high
    """
    luck = {"ann": [0.5, 0.5], "bob": [0.5, 0.5, 0.5]}
    facts = told(tree, people, tmp_path, luck=luck)
    assert [fact for fact in facts if "heard" in fact[1]] == [
        (8.0, "ann heard [parole board]"),
        (8.0, "bob heard [refused]"),
        (28.0, "bob heard [parole board]"),
    ]


def test_nobody_is_listed_for_a_day_on_which_he_will_be_out_anyway(tmp_path: Path) -> None:
    """Bob's earliest slot lies after his release: he is not listed, and cat has it."""
    people = """
    id,join_day,sentence,tariff_day,release_day
    ann,0,indeterminate,8,
    bob,1,extended,8,30
    cat,2,extended,9,60
    """
    facts = told(board(slots_per_month=1), people, tmp_path, show=LISTED)
    assert [each for each in facts if "listed" in each[1] or "released" in each[1]] == [
        (8.0, "ann hearing listed"),
        (8.0, "ann released [parole board]"),
        (9.0, "cat hearing listed"),
        (30.0, "bob released [sentence served]"),
        (pytest.approx(8 + MONTH_DAYS), "cat released [parole board]"),
    ]


def test_slots_come_one_whole_slot_apart_and_are_not_saved_up() -> None:
    slots = Slots(Rate((0.0,), (MONTH_DAYS / 10,)))  # one in ten days
    taken = [slots.take(day) for day in (0.0, 0.0, 35.0, 36.0)]
    assert taken == pytest.approx([0.0, 10.0, 35.0, 45.0])


def test_a_slot_given_back_is_taken_before_any_later_one() -> None:
    slots = Slots(Rate((0.0,), (MONTH_DAYS / 10,)))
    first, second = slots.take(0.0), slots.take(0.0)
    slots.give_back(second)
    assert slots.take(5.0, before=second) == math.inf
    assert slots.take(5.0) == second
    slots.give_back(first)  # it is over: nobody can be heard in it
    assert slots.take(5.0) == pytest.approx(20.0)
