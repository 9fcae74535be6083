"""What programmes as data may ask of people: need, needs, a rule, only some, one after another."""

from pathlib import Path

import numpy as np
import pytest

from sim.population.create import create_population
from sim.population.facts import has_need, lasting_facts
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.population.sheet import ListedError
from sim.rules.eligibility import done_before, may_wait, may_wait_with_band, suits
from sim.scenario.schema import Scenario
from sim.words.bands import Band
from tests.listed_people import OTHERS, PLAIN, named, people_of, places_of
from tests.stories import Tree, prison, programme, world


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
