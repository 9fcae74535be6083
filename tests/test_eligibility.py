"""What programmes as data may ask of people: need, needs, a rule, only some, one after another.

And when: what is on offer on the day on which a man could join.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.places import queues
from sim.engine.terms import terms_of
from sim.population.create import create_population
from sim.population.facts import has_need, lasting_facts
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.population.sheet import ListedError
from sim.rules.eligibility import done_before, may_wait, may_wait_with_band, suits
from sim.rules.eras import delivering, eras
from sim.rules.placement import Places, community_places, prison_places
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.testing.worlds import scenarios
from sim.words.bands import Band
from tests.stories import Tree, prison, programme, region, world

PLAIN = Policy(id="a", order="first_come")
PEOPLE = """id,join_day,band,need,denial,learning_disability,internet_only,needs_gang,needs_drugs
plain,0,medium,medium,no,no,no,no,no
denies,0,high,low,yes,no,no,yes,no
learning,0,high,high,no,yes,no,no,yes
online,0,very_high,high,no,no,yes,yes,yes
"""
OTHERS = programme("zz_other", needs=["gang", "drugs"])
"""Somewhere in the scenario these needs are named."""


def people_of(
    tree: Tree, folder: Path, *, text: str = PEOPLE, **listed: Any
) -> tuple[Scenario, Population]:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    listing: Tree = {"file": "people.csv", "kind": "custody", "site": "hull", **listed}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    return scenario, create_population(scenario, 0, folder)


def named(people: Population, flags: Any) -> set[str]:
    return {name for name, flag in zip(people.ids(), flags, strict=True) if flag}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, "plain denies learning online"),
        ({"denial": "only"}, "denies"),
        ({"learning_disability": "only"}, "learning"),
        ({"internet_only": "only"}, "online"),
        ({"denial": "only", "internet_only": "only"}, ""),
        ({"need": ["high"]}, "learning online"),
        ({"need": ["low", "medium"]}, "plain denies"),
        ({"needs": ["gang"]}, "denies online"),
        ({"needs": ["gang", "drugs"]}, "denies learning online"),
        ({"eligible": "band >= high and not needs_gang"}, "learning"),
        ({"eligible": "need == high or denial"}, "denies learning online"),
        ({"eligible": "needs_unheard_of"}, ""),
        ({"eligible": "age_years > 50"}, ""),
        ({"bands": ["medium"], "eligible": "band >= high"}, ""),
    ],
)
def test_a_programme_takes_those_its_rules_name(rules: Tree, expected: str, tmp_path: Path) -> None:
    tree = world([prison()], [programme() | rules, OTHERS])
    scenario, people = people_of(tree, tmp_path)
    allowed = suits(scenario.programmes[0], PLAIN, people.people, people.tag_names)
    assert named(people, allowed) == set(expected.split())


# -- who has which need ---------------------------------------------------------------------------

STREAM: Tree = {
    "id": "men",
    "kind": "custody",
    "sites": "hull",
    "arrivals_per_day": 5,
    "sentences": [{"kind": "determinate", "length_days": 100}],
    "need": {"low": 1, "medium": 2, "high": 1},
    "needs": {"gang": 0.3, "drugs": 0.6},
}


def drawn(*streams: Tree, days: float = 1000) -> Population:
    tree = world([prison()], [programme()], days=days)
    scenario = Scenario.model_validate(tree | {"population": {"streams": list(streams)}})
    return create_population(scenario, 0, Path())


def test_needs_are_as_common_as_the_stream_says_and_independent() -> None:
    """5,000 men: each share within 4 standard errors."""
    found = drawn(STREAM)
    people = found.people
    assert found.tag_names == ("drugs", "gang")
    gang, drugs = (has_need(people, found.tag_names, name) for name in ("gang", "drugs"))
    for share, flags in (
        (0.3, gang),
        (0.6, drugs),
        (0.25, people.need == 0),
        (0.5, people.need == 1),
    ):
        assert abs(flags.mean() - share) < 4 * (share * (1 - share) / len(people)) ** 0.5
    assert abs(np.corrcoef(gang, drugs)[0, 1]) < 0.06
    assert abs(people.motivation.mean() - 0.5) < 4 / (12 * len(people)) ** 0.5


def test_a_man_keeps_his_needs_when_another_stream_names_more() -> None:
    alone = drawn(STREAM)
    other = {**STREAM, "id": "zz_women", "needs": {"alcohol": 1.0}}
    both = drawn(STREAM, other)
    mine = [name.startswith("men") for name in both.ids()]
    for name in alone.tag_names:
        before = has_need(alone.people, alone.tag_names, name)
        after = has_need(both.people, both.tag_names, name)
        assert (before == after[mine]).all()


def test_facts_by_name_hold_what_a_rule_may_ask() -> None:
    found = drawn(STREAM)
    facts = lasting_facts(found.people, found.tag_names)
    assert (facts["needs_gang"] == has_need(found.people, found.tag_names, "gang")).all()
    assert (facts["band"] == found.people.band).all()
    assert "true_band" not in facts


def test_listed_people_say_what_they_are_and_are_medium_where_they_do_not(tmp_path: Path) -> None:
    text = "id,join_day,band,true_band,need,motivation\na,0,high,low,high,0.9\nb,0,high,,,\n"
    _, people = people_of(world([prison()], [programme()]), tmp_path, text=text)
    rows = people.people
    assert rows.band.tolist() == [2, 2]
    assert rows.true_band.tolist() == [0, 2]
    assert rows.need.tolist() == [2, 1]
    assert rows.motivation[0] == 0.9
    assert 0 < rows.motivation[1] < 1


def test_a_listed_need_is_read_as_yes_or_no_and_nothing_else(tmp_path: Path) -> None:
    text = "id,join_day,needs_gang,needs_unknown\na,0,yes,whatever\nb,0,,\n"
    _, people = people_of(world([prison()], [OTHERS]), tmp_path, text=text)
    assert has_need(people.people, people.tag_names, "gang").tolist() == [True, False]
    assert list(people.attributes) == ["needs_unknown"]
    with pytest.raises(ListedError, match="needs_gang: `perhaps` is neither"):
        people_of(world([prison()], [OTHERS]), tmp_path, text=text.replace("yes", "perhaps"))


def test_the_table_of_people_keeps_all_that_is_lasting(tmp_path: Path) -> None:
    text = "id,join_day,leave_day,needs_gang\na,0,50,yes\nb,0,,no\n"
    _, people = people_of(world([prison()], [OTHERS]), tmp_path, text=text)
    frame = people_frame(people)
    assert frame["needs"].to_list() == [2, 0]  # drugs has the first bit, gang the second
    assert frame["known_leave_day"].to_list() == [50, None]
    assert frame["key"].to_list() == people.people.key.tolist()
    assert {"true_band", "need", "motivation", "licence_days"} <= set(frame.columns)


# -- one after another ----------------------------------------------------------------------------


def places_of(
    tree: Tree, folder: Path, *, text: str = PEOPLE, done: frozenset[str] = frozenset(), **more: Any
) -> dict[str, str]:
    """Return where each man waits inside, as `programme at site`."""
    scenario, people = people_of(tree, folder, text=text, **more)
    people.people.completed_before = np.array([name in done for name in people.ids()])
    places = prison_places(scenario, PLAIN, people.people, people.tag_names)
    return told_places(scenario, people, places)


def told_places(scenario: Scenario, people: Population, places: Places) -> dict[str, str]:
    programmes = sorted(each.id for each in scenario.programmes)
    sites = sorted(each.id for each in scenario.sites)
    return {
        name: f"{programmes[provision]} at {sites[site]}"
        for name, provision, site in zip(
            people.ids(), places.provision.tolist(), places.site.tolist(), strict=True
        )
        if provision >= 0
    }


CHAIN = [
    programme("third", after=["second"]),
    programme("second", after=["one"]),
    programme("one", bands=["high", "very_high"]),
]
SITE = prison(programmes=("one", "second", "third"))


def test_what_comes_after_another_is_nobodys_first_programme(tmp_path: Path) -> None:
    found = places_of(world([SITE], CHAIN), tmp_path)
    assert found == dict.fromkeys(("denies", "learning", "online"), "one at hull")


def test_who_had_done_his_programme_before_day_0_goes_on_to_the_next(tmp_path: Path) -> None:
    """`plain` is not for the first programme, so it is not that which he has done."""
    found = places_of(world([SITE], CHAIN), tmp_path, done=frozenset({"plain", "online"}))
    assert found["online"] == "second at hull"
    assert "plain" not in found


def test_all_rules_but_prerequisites_say_who_may_wait_for_what(tmp_path: Path) -> None:
    scenario, people = people_of(world([SITE], CHAIN), tmp_path)
    people.people.completed_before = np.array([name == "online" for name in people.ids()])
    waits = may_wait(scenario, PLAIN, people.people, people.tag_names)
    assert named(people, waits[:, 0]) == {"denies", "learning"}  # one: not who has done it
    assert named(people, waits[:, 1]) == set(people.ids())
    before = done_before(scenario, PLAIN, people.people, people.tag_names)
    assert [named(people, column) for column in before.T] == [{"online"}, set(), set()]


def test_with_another_band_found_a_man_may_wait_for_other_programmes(tmp_path: Path) -> None:
    programmes = [
        programme("strong", bands=["high"], eligible="band >= high"),
        programme("light", bands=["medium"]),
    ]
    scenario, people = people_of(world([SITE], programmes), tmp_path)
    for band, expected in ((Band.HIGH, [False, True]), (Band.MEDIUM, [True, False])):
        waits = may_wait_with_band(scenario, PLAIN, people.people, people.tag_names, band)
        assert (waits == expected).all()
    assert named(people, people.people.band == Band.MEDIUM) == {"plain"}


def test_a_man_named_to_one_programme_waits_for_it_and_what_follows(tmp_path: Path) -> None:
    programmes = [
        programme("one"),
        programme("other"),
        programme("next", after=["one"]),
        programme("outside", setting="community"),
    ]
    scenario, people = people_of(world([prison()], programmes), tmp_path, waits_for="one")
    waits = may_wait(scenario, PLAIN, people.people, people.tag_names)
    assert waits.all(axis=0).tolist() == [True, True, False, True]  # next, one, other, outside
    assert not waits[:, 2].any()


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
