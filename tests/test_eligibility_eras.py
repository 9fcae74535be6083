"""What is on offer on the day on which a man could join, and what a switch may not lose."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.places import queues
from sim.engine.terms import terms_of
from sim.population.create import create_population
from sim.rules.eras import delivering, eras
from sim.rules.placement import community_places, prison_places
from sim.scenario.schema import Scenario
from sim.testing.worlds import scenarios
from tests.listed_people import PLAIN, people_of, places_of, told_places
from tests.stories import prison, programme, region, world

# -- eras -----------------------------------------------------------------------------------------

DATED = [programme("old", until=100), programme("new", **{"from": 100})]
BOTH = prison(programmes=("old", "new"))
ARRIVALS = "id,join_day\nearly,0\nlast,99.5\nfirst,100\nlate,500\n"


def test_a_man_waits_for_what_is_on_offer_on_the_day_on_which_he_is_ready(tmp_path: Path) -> None:
    tree = world([BOTH], DATED, days=1000)
    found = places_of(tree, tmp_path, text=ARRIVALS)
    assert {name: where.split()[0] for name, where in found.items()} == {
        "early": "old",
        "last": "old",
        "first": "new",
        "late": "new",
    }
    assessed = places_of(tree | {"assessment": {"delay_days": 1}}, tmp_path, text=ARRIVALS)
    assert assessed["last"] == "new at hull"


def test_sites_take_programmes_up_and_drop_them_on_their_own_days(tmp_path: Path) -> None:
    plain = [programme("old"), programme("new")]
    site = prison(programmes=("old", "new"), closes={"old": 100}, opens={"new": 50})
    found = places_of(world([site], plain, days=1000), tmp_path, text=ARRIVALS)
    assert found["last"] == "old at hull"
    assert found["first"] == "new at hull"


def test_a_window_that_opens_in_the_next_era_is_a_window_of_its_programmes(tmp_path: Path) -> None:
    """Nobody joins a list after it has closed."""
    window = {"days": 50, "before": "release"}
    tree = world([BOTH], [each | {"window": window} for each in DATED], days=1000)
    text = "id,join_day,release_day\nsoon,0,120\nlater,0,160\n"
    found = places_of(tree, tmp_path, text=text)
    assert found == {"soon": "old at hull", "later": "new at hull"}


def test_with_nothing_on_offer_yet_a_man_joins_on_the_day_on_which_something_is(
    tmp_path: Path,
) -> None:
    only = [programme("new", **{"from": 100})]
    tree = world([prison(programmes=("new",))], only, days=1000)
    scenario, people = people_of(tree, tmp_path, text=ARRIVALS)
    found = queues(scenario, PLAIN, people.people, terms_of(scenario)).first
    assert found.day.tolist() == [100, 100, 100, 500]
    assert found.waited.tolist() == [0] * 4
    assert not found.held.any()


def test_men_are_moved_to_where_the_programme_is_delivered_on_that_day(tmp_path: Path) -> None:
    sites = [
        prison("hull", programmes=()),
        prison("leeds", programmes=("one",), closes={"one": 100}),
        prison("york", programmes=("one",), opens={"one": 100}),
    ]
    tree = world(sites, [programme()], days=1000, transfers={"delay_days": 0})
    found = places_of(tree, tmp_path, text=ARRIVALS)
    assert list(found.values()) == ["one at leeds", "one at leeds", "one at york", "one at york"]


def test_under_supervision_the_day_out_says_what_is_on_offer(tmp_path: Path) -> None:
    outside = [each | {"setting": "community"} for each in DATED]
    sites = [prison(), region(posts=1, programmes=("old", "new"))]
    tree = world(sites, outside, days=1000, community_after_release={"delay_days": 10})
    text = "id,join_day,release_day\nann,0,80\nbob,0,95\n"
    scenario, people = people_of(tree, tmp_path, text=text, released_to="north")
    found = queues(scenario, PLAIN, people.people, terms_of(scenario)).community
    assert told_places(scenario, people, found.places) == {
        "ann": "old at north",
        "bob": "new at north",
    }
    assert found.day.tolist() == [90, 105]


def test_eras_cover_all_time_and_change_only_on_the_days_given() -> None:
    site = prison(programmes=("old", "new"), opens={"new": 150})
    scenario = Scenario.model_validate(world([site], DATED))
    found = eras(scenario)
    assert [each.begins for each in found] == [-np.inf, 100, 150]
    assert [each.ends for each in found] == [100, 150, np.inf]
    old, new = scenario.programmes
    assert [delivering(scenario, old, day) for day in (0, 99.9, 100)] == [[0], [0], []]
    assert [delivering(scenario, new, day) for day in (100, 149, 150)] == [[], [], [0]]


# -- laws -----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 3))
def test_what_a_man_truly_is_decides_nothing_about_his_list(scenario: Scenario, band: int) -> None:
    """Only what assessment found does."""
    people = create_population(scenario, 0, Path()).people
    for policy in scenario.policies:
        before = queues(scenario, policy, people, terms_of(scenario))
        other = people.rows(np.arange(len(people)))
        other.true_band = np.full(len(people), band, np.int8)
        after = queues(scenario, policy, other, terms_of(scenario))
        for one, two in ((before.first, after.first), (before.community, after.community)):
            assert (one.places.provision == two.places.provision).all()
            assert (one.places.site == two.places.site).all()
            assert (one.day == two.day).all()


@settings(max_examples=25)
@given(scenarios(), st.integers(1, 200))
def test_a_switch_from_each_programme_to_its_like_loses_nobody(
    scenario: Scenario, day: int
) -> None:
    """Everybody waits where and from when he would have, for the old or the new by his own day."""
    tree = scenario.model_dump(by_alias=True)
    new = [each | {"id": f"{each['id']}_new", "from": float(day)} for each in tree["programmes"]]
    tree["programmes"] = [each | {"until": float(day)} for each in tree["programmes"]] + new
    for site in tree["sites"]:
        site["programmes"] += [f"{each}_new" for each in site["programmes"]]
    for stream in tree["population"]["streams"]:
        stream["waits_for"] = None  # who is named to the old alone is not for the new
    switched = Scenario.model_validate(tree)
    plain = switched.model_copy(update={"programmes": scenario.programmes, "sites": scenario.sites})
    people = create_population(plain, 0, Path()).people
    for places in (prison_places, community_places):
        one, two = (places(each, scenario.policies[0], people) for each in (plain, switched))
        assert (one.site == two.site).all()
        old_names = sorted(each.id for each in plain.programmes)
        new_names = sorted(each.id for each in switched.programmes)
        for before, after in zip(one.provision.tolist(), two.provision.tolist(), strict=True):
            assert (before < 0) == (after < 0)
            assert before < 0 or new_names[after].removesuffix("_new") == old_names[before]
