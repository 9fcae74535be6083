"""Men who go on to what comes after something done before day 0, and lists that close on them."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.population.create import create_population
from sim.scenario.schema import Scenario
from tests.stories import PLAIN, history_of, prison, programme, region, story_of, told, world


def test_a_man_who_had_done_the_first_course_before_day_0_goes_on_after_his_release(
    tmp_path: Path,
) -> None:
    """On a day that was known from the start, as who has done it since goes on."""
    tree = world(
        [prison(posts=0), region(posts=1, programmes=("after",))],
        [programme("one"), programme("after", setting="community", after=["one"])],
    )
    people = "id,join_day,release_day,licence_end_day\nann,0,10,60\n"
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    listed = {"file": "people.csv", "kind": "custody", "site": "hull", "released_to": "north"}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listed}})
    population = create_population(scenario, 0, tmp_path)
    done = replace(population.people, completed_before=np.ones(1, bool))
    history = history_of(scenario, replace(population, people=done))
    assert story_of(history, hide=PLAIN) == [
        (10.0, "ann released at hull [sentence served]"),
        (10.0, "ann joined after at north [follow on]"),
        (10.0, "ann started after at north"),
        (20.0, "ann completed after at north"),
        (60.0, "ann supervision ended at north"),
    ]


def test_a_man_whose_only_list_closes_before_he_joins_it_waits_on_it_in_vain(
    tmp_path: Path,
) -> None:
    """As do those who stood on it when it closed: nobody is lost from the count of who waits."""
    tree = world(
        [prison(programmes=()), prison("york", closes={"one": 5})],
        [programme("one")],
        transfers={"delay_days": 6},
        days=30,
    )
    people = """
    id,join_day,release_day
    ann,0,20
    """
    assert told(tree, people, tmp_path) == [
        (5.0, "provision closed one at york"),
        (6.0, "ann transferred at york"),
        (6.0, "ann joined one at york"),
        (20.0, "ann left one at york [released]"),
        (20.0, "ann released at york [sentence served]"),
    ]
