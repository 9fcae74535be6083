"""Windows: a programme takes a man only so many days before his release, review or order's end."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.places import Queues, queues
from sim.engine.terms import terms_of
from sim.population.create import create_population
from sim.population.people import Population
from sim.scenario.schema import Scenario
from sim.testing.worlds import scenarios
from sim.words.kinds import Kind
from tests.stories import Tree, lived, prison, programme, region, told, world

NEVER = float("inf")


def waiting(
    tree: Tree, folder: Path, people: str, *, kind: str = "custody", **listed: Any
) -> tuple[Population, Queues]:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    rows = {"file": "people.csv", "kind": kind, "site": tree["sites"][0]["id"], **listed}
    scenario = Scenario.model_validate(tree | {"population": {"listed": rows}})
    population = create_population(scenario, 0, folder)
    policy = scenario.policies[0]
    return population, queues(scenario, policy, population.people, terms_of(scenario))


def late(days: float = 100, before: str = "release", **more: Any) -> Tree:
    window = {"days": days, "before": before}
    return world([prison()], [programme(window=window)], days=2000, **more)


@pytest.mark.parametrize(
    ("before", "row", "joins"),
    [
        ("release", "20,300,,,determinate", 200),
        ("release", "20,,500,,indeterminate", 400),
        ("release", "20,900,500,,extended", 800),
        ("release", "20,,,,indeterminate", 20),
        ("parole", "20,900,500,,extended", 400),
        ("parole", "20,900,,,determinate", 20),
        ("order_end", "20,300,,700,determinate", 600),
        ("order_end", "20,300,,,determinate", 20),
        ("release", "20,90,,,determinate", 20),
        ("release", "-50,300,,,determinate", 200),
        ("release", "-50,90,,,determinate", 0),
    ],
)
def test_a_man_joins_when_he_is_ready_and_the_window_is_open(
    before: str, row: str, joins: float, tmp_path: Path
) -> None:
    """Before release, else tariff or hearing; before the review; before supervision ends.

    Where no date is known there is no window to wait for.
    """
    text = f"id,join_day,release_day,tariff_day,licence_end_day,sentence\nann,{row}\n"
    parole = {"listing_days": 30, "review_days": 365}
    _, found = waiting(late(before=before, parole=parole), tmp_path, text)
    assert found.first.day.tolist() == [joins]
    assert found.first.held.tolist() == [joins > max(float(row.partition(",")[0]), 0)]


def test_a_man_of_the_backlog_has_waited_since_the_window_opened(tmp_path: Path) -> None:
    """Ready since day -50; the window opened on day -10."""
    _, found = waiting(late(), tmp_path, "id,join_day,release_day\nann,-50,90\n")
    assert found.first.waited.tolist() == [10]


def test_the_window_before_a_first_hearing_needs_no_tariff() -> None:
    """An extended sentence of 2,000 days, heard at 60 % of it."""
    stream = {
        "id": "men",
        "kind": "custody",
        "sites": "hull",
        "arrival_days": [50],
        "sentences": [
            {"kind": "extended", "length_days": 2000, "parole_share": 0.6, "licence_days": 1}
        ],
    }
    tree = late(before="parole") | {"population": {"streams": [stream]}}
    scenario = Scenario.model_validate(tree)
    people = create_population(scenario, 0, Path()).people
    found = queues(scenario, scenario.policies[0], people, terms_of(scenario))
    assert found.first.day.tolist() == [50 + 1200 - 100]


def test_under_an_order_the_window_counts_to_its_end(tmp_path: Path) -> None:
    outside = programme(setting="community", window={"days": 100, "before": "order_end"})
    tree = world([region(posts=1, programmes=("one",))], [outside], days=2000)
    text = "id,join_day,release_day\nann,20,500\nbob,450,500\n"
    _, found = waiting(tree, tmp_path, text, kind="community")
    assert found.community.day.tolist() == [400, 450]
    assert found.community.held.tolist() == [True, False]


def test_a_man_asks_to_be_moved_only_when_the_window_opens(tmp_path: Path) -> None:
    tree = late(transfers={"delay_days": 5, "per_month": 30})
    tree["sites"] = [prison("hull", programmes=()), prison("leeds")]
    _, found = waiting(tree, tmp_path, "id,join_day,release_day\nann,20,300\n")
    assert found.asked.tolist() == [200]
    assert found.first.day.tolist() == [205]


def test_the_log_says_who_is_held_and_how_long_for(tmp_path: Path) -> None:
    people = "id,join_day,release_day\nann,20,300\nbob,20,90\ncat,-30,500\n"
    story = told(late(), people, tmp_path)
    assert (20.0, "ann held for window one") in story
    assert (0.0, "cat held for window one") in story
    assert (200.0, "ann joined one") in story
    assert not [fact for _, fact in story if fact == "bob held for window one"]
    events = lived(late(), people, tmp_path).events
    held = events.filter(events["kind"] == int(Kind.HELD_FOR_WINDOW))
    assert held["value"].to_list() == [400.0, 180.0]


def test_nobody_is_held_who_is_gone_before_he_is_ready(tmp_path: Path) -> None:
    people = "id,join_day,release_day,licence_end_day\nann,20,30,300\n"
    tree = late(days=5, before="order_end", assessment={"delay_days": 40})
    assert not [fact for _, fact in told(tree, people, tmp_path) if "held" in fact]


@settings(max_examples=15)
@given(
    scenarios(),
    st.sampled_from([1.0, 30.0, 400.0]),
    st.sampled_from(["release", "parole", "order_end"]),
)
def test_a_window_never_lets_anybody_join_earlier(
    scenario: Scenario, days: float, before: str
) -> None:
    """Whatever else is in the world: each man's day is the same or later, and his list the same."""
    tree = scenario.model_dump(by_alias=True)
    for each in tree["programmes"]:
        each["window"] = {"days": days, "before": before}
    people = create_population(scenario, 0, Path()).people
    policy = scenario.policies[0]
    plain = queues(scenario, policy, people, terms_of(scenario))
    narrow = queues(Scenario.model_validate(tree), policy, people, terms_of(scenario))
    for mine, theirs in ((plain.first, narrow.first), (plain.community, narrow.community)):
        assert (theirs.day >= mine.day).all()
        assert (theirs.waited <= mine.waited).all()
        assert (mine.places.provision == theirs.places.provision).all()
        assert (mine.places.site == theirs.places.site).all()
        assert (np.isinf(theirs.places.window) | (theirs.day >= theirs.places.window)).all()
