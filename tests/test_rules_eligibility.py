"""Who may stand on which list: the programme's rules, the low-risk rule, the circle criteria."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.rules.eligibility import may_have_circle, may_join, meets_circle_criteria
from sim.rules.placement import community_places, prison_places
from sim.scenario.policy import Policy
from tests.listed_people import named, people_of
from tests.stories import Tree, prison, programme, region, world

EXCLUDED = Policy(id="a", order="first_come")
ADMITTED = Policy(id="b", order="first_come", low_risk="admitted")
OPEN = Policy(id="c", order="first_come", circles="open_to_all")

PEOPLE = """id,join_day,band,denial,learning_disability,internet_only,motivated
low,0,low,no,no,no,yes
medium,0,medium,no,no,no,yes
high,0,high,no,no,no,no
very,0,very_high,no,no,no,yes
denies,0,high,yes,no,no,yes
learning,0,high,no,yes,no,yes
online,0,high,no,no,yes,yes
"""


@pytest.mark.parametrize(
    ("rules", "policy", "expected"),
    [
        ({}, EXCLUDED, "medium high very denies learning online"),
        ({}, ADMITTED, "medium high very denies learning online"),
        ({"low_risk_may_join": True}, EXCLUDED, "medium high very denies learning online"),
        ({"low_risk_may_join": True}, ADMITTED, "low medium high very denies learning online"),
        ({"bands": ["low", "medium"]}, EXCLUDED, "medium"),
        ({"bands": ["low", "medium"]}, ADMITTED, "low medium"),
        ({"denial": "excluded"}, EXCLUDED, "medium high very learning online"),
        ({"learning_disability": "excluded"}, EXCLUDED, "medium high very denies online"),
        ({"internet_only": "excluded"}, EXCLUDED, "medium high very denies learning"),
    ],
)
def test_a_programme_takes_whom_its_rules_and_the_policy_admit(
    rules: Tree, policy: Policy, expected: str, tmp_path: Path
) -> None:
    """Low-risk men only where the policy admits them and the programme is for them."""
    scenario, people = people_of(world([prison()], [programme(**rules)]), tmp_path, text=PEOPLE)
    allowed = may_join(scenario.programmes[0], policy, people.people)
    assert named(people, allowed) == set(expected.split())


def test_a_man_who_has_done_it_need_not_do_it_again(tmp_path: Path) -> None:
    scenario, people = people_of(world([prison()], [programme()]), tmp_path, text=PEOPLE)
    people.people.completed_before = np.array([name == "very" for name in people.ids()])
    allowed = may_join(scenario.programmes[0], EXCLUDED, people.people)
    assert "very" not in named(people, allowed)
    assert "high" in named(people, allowed)


def waits(tree: Tree, folder: Path, policy: Policy = EXCLUDED, **more: Any) -> dict[str, str]:
    """Return where each man waits inside, as `programme at site`."""
    scenario, people = people_of(tree, folder, **{"text": PEOPLE, **more})
    places = prison_places(scenario, policy, people.people)
    programmes = sorted(each.id for each in scenario.programmes)
    sites = sorted(each.id for each in scenario.sites)
    return {
        name: f"{programmes[provision]} at {sites[site]}"
        for name, provision, site in zip(
            people.ids(), places.provision.tolist(), places.site.tolist(), strict=True
        )
        if provision >= 0
    }


def test_the_first_programme_of_the_file_that_takes_him_is_his(tmp_path: Path) -> None:
    """The order of the file is the order of preference, whatever the names."""
    strong = programme("zz_strong", bands=["very_high"])
    plain = programme("plain")
    site = prison(programmes=("zz_strong", "plain"))
    for programmes, his in (([strong, plain], "zz_strong"), ([plain, strong], "plain")):
        assert waits(world([site], programmes), tmp_path)["very"] == f"{his} at hull"


def test_a_programme_delivered_where_he_is_comes_before_one_that_is_not(tmp_path: Path) -> None:
    tree = world(
        [prison("hull", programmes=("second",)), prison("leeds", programmes=("first",))],
        [programme("first"), programme("second")],
        transfers={"delay_days": 0},
    )
    assert waits(tree, tmp_path)["high"] == "second at hull"


def test_prison_programmes_are_for_men_in_prison(tmp_path: Path) -> None:
    tree = world([prison()], [programme(setting="community"), programme("two")])
    assert waits(tree, tmp_path)["high"] == "two at hull"


def test_men_are_moved_where_there_are_posts_in_proportion(tmp_path: Path) -> None:
    """3,000 men, one post against three: a quarter and three quarters, within 4 standard errors."""
    text = "id,join_day\n" + "".join(f"man {n},0\n" for n in range(3000))
    tree = world(
        [prison("hull", programmes=()), prison("leeds", posts=3), prison("york", posts=1)],
        [programme()],
        transfers={"delay_days": 1},
    )
    where = list(waits(tree, tmp_path, text=text).values())
    assert len(where) == 3000
    assert abs(where.count("one at leeds") / 3000 - 0.75) < 4 * (0.75 * 0.25 / 3000) ** 0.5
    assert where.count("one at leeds") + where.count("one at york") == 3000


def test_released_men_wait_in_their_region_for_a_community_programme(tmp_path: Path) -> None:
    tree = world(
        [prison(), region(programmes=("after",))],
        [programme(), programme("after", setting="community", denial="excluded")],
        community_after_release={"delay_days": 0},
    )
    scenario, people = people_of(tree, tmp_path, released_to="north", text=PEOPLE)
    places = community_places(scenario, EXCLUDED, people.people)
    assert named(people, places.site == 1) == {"medium", "high", "very", "learning", "online"}
    nobody = people_of(tree, tmp_path, text=PEOPLE)[1]
    assert not (community_places(scenario, EXCLUDED, nobody.people).site >= 0).any()


def test_circles_are_for_those_the_criteria_name(tmp_path: Path) -> None:
    """Asked for by men who want one; needs-led: medium and above, not internet-only."""
    tree = world([prison(), region(circles={"places": 1})], [], circles={"length_days": 400})
    _, people = people_of(tree, tmp_path, released_to="north", text=PEOPLE)
    rows = people.people
    assert named(people, may_have_circle(EXCLUDED, rows)) == {
        "medium",
        "very",
        "denies",
        "learning",
    }
    everybody = named(people, may_have_circle(OPEN, rows))
    assert everybody == {"low", "medium", "very", "denies", "learning", "online"}
    assert named(people, meets_circle_criteria(rows)) == set(people.ids()) - {"low", "online"}
