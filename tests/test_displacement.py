"""Displacement from circles, told to the man: who went before him, and whom he displaced."""

from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.explain import biography_lines
from sim.log.history import History
from sim.projections.biography import biography
from sim.projections.circles import displaced
from sim.projections.displacement import displacement
from sim.projections.facts import Facts
from sim.projections.handwritten import history
from tests.test_projections_circles import HIGH, INTERNET_ONLY, LOW, circle, waits

INDENT = " " * 12


def lines_of(told: History, person: int) -> list[str]:
    """Return what the journey says of displacement."""
    found = biography_lines(biography(told, told.book.policies[0], person))
    return [line.removeprefix(INDENT) for line in found if "criteria" in line]


@pytest.fixture(scope="module")
def four() -> History:
    """Two men outside the criteria get a circle while two who meet them wait."""
    rows = [waits(2, 0, already=60), waits(0, 1), waits(1, 2), waits(3, 5)]
    rows += [*circle(0, 10), *circle(1, 20), *circle(2, 50)]
    return history(rows, [LOW, INTERNET_ONLY, HIGH, HIGH])


def test_a_man_is_told_who_went_before_him_and_by_whom_he_was_displaced(four: History) -> None:
    before = "men:0 (low risk) 2026-01-11, men:1 (internet offences only) 2026-01-21"
    ids = four.people["id"].to_list()
    for place in (0, 1):
        before = before.replace(f"men:{place}", ids[place])
    says = f"2 circles went to men who do not meet the criteria while he waited: {before}"
    assert lines_of(four, 2) == [
        says,
        (
            f"displaced on 2026-01-11 by {ids[0]} (low risk): of those who meet the criteria "
            "and had not been displaced before he had waited longest, 70 days; he waited on "
            "40 days, then got a circle"
        ),
    ]
    by = f"displaced on 2026-01-21 by {ids[1]} (internet offences only): of those who meet the "
    assert lines_of(four, 3)[0] == says
    assert lines_of(four, 3)[1].startswith(by)
    assert lines_of(four, 3)[1].endswith("to the end of the run")


def test_who_does_not_meet_the_criteria_is_told_whom_his_circle_displaced(four: History) -> None:
    ids = four.people["id"].to_list()
    assert lines_of(four, 0) == [
        (
            f"does not meet the criteria, and his circle displaced {ids[2]} (high risk), who had "
            "waited 70 days and waited on 40 days, then got a circle"
        )
    ]


def test_circles_for_men_who_meet_the_criteria_are_nothing_to_tell() -> None:
    told = history([waits(0, 0), waits(1, 0), *circle(0, 10)], [HIGH, HIGH])
    assert lines_of(told, 0) == lines_of(told, 1) == []


@st.composite
def lists(draw: st.DrawFn) -> History:
    """Draw up to eight men on one list, some of whom get a circle later, some on one day."""
    men = draw(st.lists(st.sampled_from([LOW, HIGH, INTERNET_ONLY]), min_size=2, max_size=8))
    joins = [draw(st.integers(0, 9)) for _ in men]
    begins = [draw(st.none() | st.integers(10, 19)) for _ in men]
    rows = [waits(man, day, already=draw(st.integers(0, 9))) for man, day in enumerate(joins)]
    given_at = [(day, man) for man, day in enumerate(begins) if day is not None]
    starts = [row for day, man in sorted(given_at) for row in circle(man, day)]
    return history(sorted(rows, key=itemgetter(0)) + starts, men)


@given(lists())
def test_journeys_and_the_table_name_the_same_men(drawn: History) -> None:
    facts = Facts(drawn)
    table = displaced(facts)
    stays = [
        (person, told)
        for stay in facts.circle_stays.iter_rows(named=True)
        for person in (stay["person"],)
        if (told := displacement(facts, person, stay)) is not None
    ]
    by = {person: told["displaced_by"] for person, told in stays if told["displaced_by"]}
    own = {person: told["displaces"] for person, told in stays if told["displaces"]}
    assert {man: each["day"] for man, each in by.items()} == dict(
        table.select("displaced", "day").iter_rows()
    )
    assert set(own) == set(table["core_member"].to_list())
    for person, told in stays:
        if told["displaced_by"]:
            shown = [(each["day"], each["id"]) for each in told["outside_before"]]
            assert (told["displaced_by"]["day"], told["displaced_by"]["id"]) in shown
        assert told["meets_criteria"] or not told["outside_before"], person


def test_the_longest_wait_is_of_those_who_had_not_been_displaced_before() -> None:
    """A man displaced before waits on, and longer than the next who is named for another circle."""
    rows = [waits(2, 0, already=60), waits(0, 1), waits(1, 2), waits(3, 5)]
    told = history([*rows, *circle(0, 10), *circle(1, 20)], [LOW, LOW, HIGH, HIGH])
    says = lines_of(told, 3)[1]
    assert "and had not been displaced before he had waited longest, 15 days" in says


def test_who_gets_a_circle_at_the_same_instant_was_passed_over_by_nobody() -> None:
    rows = [waits(2, 0, already=60), waits(0, 1)]
    told = history([*rows, *circle(0, 10), *circle(2, 10)], [LOW, LOW, HIGH])
    assert lines_of(told, 2) == []
