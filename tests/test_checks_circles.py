"""Circles that cannot be as the file says: told at the door, in words."""

import pytest

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError

HERE = """
placesim: 1
title: circles
horizon_days: 100
sites:
  - id: north
    kind: probation
    circles: {%s}
circles: {length_days: 20, volunteers_per_circle: 4%s}
population:
  streams:
    - {id: men, kind: community, sites: north, arrivals_per_year: 2, bands: {low: 1}, order_days: 9}
"""
PEOPLE = ", volunteers: {stays_days: 900}"


def said(here: str, circles: str = "") -> list[str]:
    """Return what loading says: mistakes, or warnings where there are none."""
    try:
        loaded = load_bytes((HERE % (here, circles)).encode())
    except ScenarioError as error:
        return [str(each).split(": ", 1)[1] for each in error.problems]
    return [str(each).split(": ", 1)[1] for each in loaded.warnings]


@pytest.mark.parametrize(
    ("here", "circles", "words"),
    [
        (
            "volunteers: 8, coordinators: 1, applications_per_month: 1",
            "",
            (
                "people apply here, and `circles` has no `volunteers` to say how they are vetted, "
                "trained and lost"
            ),
        ),
        (
            "volunteers: [{from: 0, value: 4}, {from: 9, value: 8}], coordinators: 1",
            PEOPLE,
            (
                "volunteers come and go by `circles.volunteers`, so only those of day 0 are given; "
                "write one number"
            ),
        ),
        (
            "volunteers: 8, coordinators: 1",
            PEOPLE,
            "volunteers leave and nobody ever applies: in the end there are no circles here",
        ),
        (
            "volunteers: 3, coordinators: 1",
            ", volunteers: {}",
            "a circle needs 4, there are never as many, and nobody ever applies",
        ),
        (
            "places: 3",
            PEOPLE,
            "changes nothing: no site has volunteers, but places or nothing",
        ),
        (
            "places: 3, applications_per_month: 1",
            PEOPLE,
            "applications_per_month goes with volunteers, and here are places",
        ),
    ],
)
def test_what_is_wrong_with_circles_is_said_where_it_is(
    here: str, circles: str, words: str
) -> None:
    assert any(words in each for each in said(here, circles))


def test_circles_that_are_sound_are_not_complained_about() -> None:
    here = "volunteers: 8, coordinators: 1, applications_per_month: 1"
    assert said(here, PEOPLE) == []


def test_the_rule_of_a_policy_is_read_as_an_expression() -> None:
    policy = '\npolicies: [{id: p, order: first_come, circles: {who: "band >> 2"}}]\n'
    with pytest.raises(ScenarioError) as refused:
        load_bytes((HERE % ("places: 1", "") + policy).encode())
    assert "circles" in str(refused.value)
