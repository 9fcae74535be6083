"""Who carries which group, and who takes over from somebody who is away: small stories."""

from typing import Any

import pytest

from sim.engine.team import Overcommitted
from tests.teams import NEVER, World, member, one_programme


def test_a_group_takes_who_carries_least_and_leaves_those_who_may_lead_free() -> None:
    peer, officer = {"id": "b_peer", "may_lead": False}, {"id": "a_officer", "groups_each": 2}
    people = [member(0), member(1), member(2, grade=1)]
    world = one_programme([officer, peer], people)
    world.team.advance(0)
    assert (world.team.capacity, world.team.in_use) == (5, 0)
    world.team.engage(0, 0, world.terms[0])
    assert world.team.carrying(0) == (0, 2)  # one officer must lead; the peer takes the other seat
    world.team.engage(0, 1, world.terms[0])
    assert world.team.carrying(1) == (0, 1)
    assert (world.team.in_use, world.team.free) == (4, 1)
    assert not world.team.can_carry(world.terms[0])


def test_work_is_spread_over_all_who_can_do_it() -> None:
    world = one_programme([{"id": "officer", "groups_each": 2}], [member(n) for n in range(4)])
    world.team.advance(0)
    for group in range(3):
        world.team.engage(0, group, world.terms[0])
    assert [world.team.carrying(group) for group in range(3)] == [(0, 1), (2, 3), (0, 1)]


def test_somebody_who_falls_sick_is_replaced_at_once_if_anybody_is_free() -> None:
    people = [member(0, (10, 30)), member(1), member(2)]
    world = one_programme([{"id": "officer"}], people)
    team = world.team
    team.advance(0)
    team.engage(0, 0, world.terms[0])
    assert team.next_day == 10
    team.advance(10)
    assert world.told()[-4:] == [
        (10, "fell_sick", 0),
        (10, "taken_off", 0),
        (10, "capacity_set", 2),
        (10, "assigned", 2),
    ]
    assert team.mend(10) == ([], [])


def test_a_group_that_nobody_can_help_is_short_until_somebody_comes_back() -> None:
    world = one_programme([{"id": "officer"}], [member(0, (10, 30)), member(1)])
    team = world.team
    team.advance(0)
    team.engage(0, 0, world.terms[0])
    team.advance(10)
    assert team.mend(10) == ([0], [])
    assert team.mend(12) == ([], [])
    assert team.short == {0: 1}
    assert team.carrying(0) == (1,)
    assert (team.capacity, team.in_use) == (1, 1)
    team.advance(30)
    assert world.told()[-3:] == [(30, "came_back", 0), (30, "capacity_set", 2), (30, "assigned", 0)]
    assert team.mend(30) == ([], [0])
    assert not team.short
    assert team.next_day == NEVER


def test_a_group_that_loses_its_last_facilitator_too_is_told_of_again() -> None:
    world = one_programme([{"id": "officer"}], [member(0, (10, 90)), member(1, (20, 30))])
    team = world.team
    team.advance(0)
    team.engage(0, 0, world.terms[0])
    mended = []
    for day in (10, 20, 30, 90):
        team.advance(day)
        mended.append((*team.mend(day), len(team.carrying(0))))
    assert mended == [([0], [], 1), ([0], [], 0), ([], [], 1), ([], [0], 2)]


def test_the_oldest_group_is_helped_first_when_another_gives_its_staff_back() -> None:
    """Groups that carry on with fewer keep the staff that they have until they end."""
    world = three_groups_each_short_of_one(when_staff_short="carry_on")
    team = world.team
    assert team.mend(10) == ([0, 1, 2], [])
    team.give_back(20, 2, world.terms[0])
    assert team.mend(20) == ([], [0])
    assert team.carrying(0) == (1, 5)
    assert team.short == {1: 1}
    assert team.groups_running == 2


def test_of_groups_that_stand_still_the_oldest_is_made_whole_by_the_last() -> None:
    """Else each would keep one facilitator and wait for another, and none would go on."""
    team = three_groups_each_short_of_one(when_staff_short="pause").team
    assert team.mend(10) == ([1, 2], [])
    assert [team.carrying(group) for group in range(3)] == [(1, 5), (2,), ()]
    assert team.short == {1: 1, 2: 2}


def three_groups_each_short_of_one(**programme: Any) -> World:
    """Return a team whose three groups of two facilitators have each lost one on day 10."""
    people = [member(number, *[(10, 300)] * (number in (0, 3, 4))) for number in range(6)]
    world = one_programme([{"id": "officer"}], people, **programme)
    world.team.advance(0)
    for group in range(3):
        world.team.engage(0, group, world.terms[0])
    assert [world.team.carrying(group) for group in range(3)] == [(0, 1), (2, 3), (4, 5)]
    world.team.advance(10)
    return world


def test_a_seat_that_asks_for_somebody_who_may_lead_is_not_given_to_a_peer() -> None:
    peer, officer = {"id": "b_peer", "may_lead": False}, {"id": "a_officer"}
    people = [member(0, (10, 30)), member(1, grade=1), member(2, grade=1)]
    world = one_programme([officer, peer], people)
    world.team.advance(0)
    world.team.engage(0, 0, world.terms[0])
    world.team.advance(10)
    assert world.team.mend(10) == ([0], [])
    assert world.team.carrying(0) == (1,)


def test_whoever_leaves_lets_go_of_his_groups_before_the_next_is_appointed() -> None:
    people = [member(0, left=10), member(1), member(2, came=10)]
    world = one_programme([{"id": "officer"}], people)
    world.team.advance(0)
    world.team.engage(0, 0, world.terms[0])
    world.team.advance(10)
    assert world.told()[-5:] == [
        (10, "left_post", 0),
        (10, "taken_off", 0),
        (10, "appointed", 2),
        (10, "trained", 2),
        (10, "assigned", 2),
    ]


def test_a_share_of_a_facilitator_is_counted_as_a_share() -> None:
    """One-to-one work that takes a third of a facilitator: three at a time and no fourth."""
    world = one_programme([{"id": "officer"}], [member(0)], facilitators=1, load=1 / 3)
    world.team.advance(0)
    for group in range(3):
        assert world.team.can_carry(world.terms[0])
        world.team.engage(0, group, world.terms[0])
    assert not world.team.can_carry(world.terms[0])
    assert world.team.in_use == pytest.approx(1.0)
    world.team.give_back(1, 1, world.terms[0])
    assert world.team.can_carry(world.terms[0])


def test_no_more_groups_run_than_treatment_managers_supervise() -> None:
    world = one_programme([{"id": "officer"}], [member(number) for number in range(4)])
    world.team.supervised = 1
    world.team.advance(0)
    world.team.engage(0, 0, world.terms[0])
    assert not world.team.can_carry(world.terms[0])
    world.team.supervised = 2
    assert world.team.can_carry(world.terms[0])


def test_a_group_that_the_posts_could_never_carry_blocks_nobody() -> None:
    few = one_programme([{"id": "officer"}], [member(0)])
    few.team.advance(0)
    assert not few.team.could_carry(few.terms[0])
    peers = one_programme([{"id": "peer", "may_lead": False}], [member(0), member(1)])
    peers.team.advance(0)
    assert not peers.team.could_carry(peers.terms[0])
    part_time = one_programme([{"id": "officer", "groups_each": 0.5}], [member(0), member(1)])
    part_time.team.advance(0)
    assert not part_time.team.could_carry(part_time.terms[0])
    sick = one_programme([{"id": "officer"}], [member(0, (5, 300)), member(1)])
    sick.team.advance(5)
    assert not sick.team.can_carry(sick.terms[0])
    assert sick.team.could_carry(sick.terms[0])


def test_a_session_is_lost_when_any_of_the_groups_staff_is_called_away() -> None:
    grades = [{"id": "a", "redeployed_share": 0.1}, {"id": "b", "redeployed_share": 0.2}]
    world = one_programme(grades, [member(0), member(1, grade=1)])
    world.team.advance(0)
    world.team.engage(0, 0, world.terms[0])
    assert world.team.redeployed_share(0) == pytest.approx(1 - 0.9 * 0.8)


def test_a_group_that_the_team_cannot_carry_is_refused() -> None:
    world = one_programme([{"id": "officer"}], [member(0)])
    world.team.advance(0)
    with pytest.raises(Overcommitted, match="group 0 of `one` asks for staff who are not free"):
        world.team.engage(0, 0, world.terms[0])


def test_a_team_with_no_posts_says_once_that_it_can_carry_nothing() -> None:
    world = one_programme([{"id": "officer"}], [])
    world.team.advance(0)
    world.team.advance(100)
    assert world.told() == [(0, "capacity_set", 0)]
