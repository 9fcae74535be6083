"""What circles were made of, what held them up, how they ended, and what the report says of it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from reports.circles import Circling
from reports.figure import Absent, Figure, Item, Sheet
from reports.reading import Reading
from sim.engine.frame import book_of
from sim.experiments.results import Results
from sim.projections.circle_supply import circle_limits
from sim.projections.facts import Facts
from sim.projections.tables import project
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.words.kinds import Cause, Kind
from tests.stories import Tree, lived, prison, region, world

FOLDER = Path(__file__).parents[1] / "scenarios" / "pathway"
NAMES = ("circles", "circles_in_prison", "circles_open_to_all")
MARKS = {
    "circles": {
        (Kind.VOLUNTEER_APPLIED, Cause.NONE),
        (Kind.VOLUNTEER_LEFT, Cause.NOT_ACCEPTED),
        (Kind.REFERRED, Cause.NOT_ACCEPTED),
        (Kind.DROPPED_OUT, Cause.VOLUNTEERS_SHORT),
    },
    "circles_in_prison": {(Kind.VOLUNTEER_READY, Cause.NEW), (Kind.REFERRED, Cause.NONE)},
    "circles_open_to_all": {(Kind.DROPPED_OUT, Cause.VOLUNTEERS_SHORT)},
}


@cache
def scenario_of(name: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml", ["replications=2"]).scenario


@pytest.mark.parametrize("name", NAMES)
def test_each_shipped_scenario_shows_what_it_is_about(name: str) -> None:
    marks: set[tuple[int, int]] = set()
    for replication in range(3):
        events = simulate_history(scenario_of(name), replication=replication).events
        marks |= set(events.select("kind", "cause").unique().iter_rows())
    assert marks >= {(int(kind), int(cause)) for kind, cause in MARKS[name]}


def test_in_prison_men_wait_and_circles_begin_before_release() -> None:
    history = simulate_history(scenario_of("circles_in_prison"))
    events = history.events
    released = events.filter(pl.col("kind") == int(Kind.RELEASED)).select("person", out="time")
    for kind in (Kind.JOINED, Kind.STARTED):
        rows = events.filter(pl.col("kind") == int(kind)).join(released, on="person")
        assert (rows["time"] < rows["out"]).sum() > 5


# -- tables --------------------------------------------------------------------------------------


def told_by_hand(folder: Path) -> Facts:
    """Two circles' worth of volunteers, one coordinator's room, three men at once."""
    here: Tree = {"volunteers": 4, "coordinators": 0.125}
    circles: Tree = {"length_days": 20, "volunteers_per_circle": 2, "volunteers": {}}
    tree = world([region(circles=here)], [], days=100, circles=circles)
    people = """
    id,join_day,motivated
    ann,10,yes
    bob,15,yes
    """
    return Facts(lived(tree, people, folder, kind="community"))


def test_days_by_what_held_circles_up_add_up_to_the_window(tmp_path: Path) -> None:
    """Bob waits from day 15 to 30, for there is room for one circle; else nobody waits."""
    assert circle_limits(told_by_hand(tmp_path)).rows() == [
        ("north", "nobody waits", 85.0),
        ("north", "no coordinator", 15.0),
        ("north", "no volunteers", 0.0),
    ]


def test_places_by_plan_are_short_of_places_alone(tmp_path: Path) -> None:
    tree = world(
        [region(circles={"places": 1})],
        [],
        days=100,
        circles={"length_days": 20, "referral": {}},
    )
    people = """
    id,join_day,motivated
    ann,10,yes
    bob,15,yes
    """
    facts = Facts(lived(tree, people, tmp_path, kind="community"))
    assert circle_limits(facts).rows() == [
        ("north", "nobody waits", 85.0),
        ("north", "no place", 15.0),
    ]


def test_who_waits_in_prison_is_not_held_up_by_want_of_anybody(tmp_path: Path) -> None:
    """Nor can he be displaced by a circle for a man who is out: none could begin for him."""
    tree = world(
        [prison(posts=0, programmes=()), region(circles={"places": 1})],
        [],
        days=100,
        circles={"length_days": 20, "referral": {"when": "before_release", "days": 40}},
    )
    tree["policies"] = [{"id": "open", "order": "first_come", "circles": "open_to_all"}]
    people = """
    id,join_day,release_day,licence_end_day,motivated,band
    ann,0,50,90,yes,high
    low,0,12,90,yes,low
    """
    history = lived(tree, people, tmp_path, listed={"released_to": "north"})
    tables = project(history)
    limits = tables["circle_limits"]
    assert limits.rows() == [("north", "nobody waits", 100.0), ("north", "no place", 0.0)]
    assert tables["displaced"].is_empty()


@pytest.mark.parametrize("name", NAMES)
def test_the_days_of_a_site_are_the_window_and_supply_is_what_the_log_says(name: str) -> None:
    history = simulate_history(scenario_of(name))
    tables, facts = project(history), Facts(history)
    since, until = facts.window
    days = tables["circle_limits"].group_by("site").agg(pl.col("days").sum())["days"].to_numpy()
    assert np.allclose(days, until - since)
    last = tables["circle_supply"].filter(pl.col("day") == history.book.horizon_days)
    started = facts.of(Kind.GROUP_STARTED).height - facts.of(Kind.GROUP_FINISHED).height
    assert last["running"].sum() == started
    outcomes = dict(tables["outcomes"].select("outcome", "value").iter_rows())
    ended = facts.in_window(Kind.DROPPED_OUT).height
    every = ended + facts.in_window(Kind.COMPLETED).height
    assert outcomes["circle_ended_early_share"] == pytest.approx(ended / every)
    assert tables["circle_ends"]["people"].sum() == every


# -- the report ----------------------------------------------------------------------------------


@cache
def results_of(name: str) -> Results:
    scenario = scenario_of(name)
    projected = {
        (policy.id, run): project(simulate_history(scenario, policy, run))
        for policy in scenario.policies
        for run in range(2)
    }
    book = book_of(scenario, scenario.policies)
    return Results.gather(book, projected, {"seed": 1, "placesim": "0.0"})


def items_of(results: Results) -> dict[str, Item]:
    reading = Reading(results.book, results.policies, results.replications)
    return {
        item.key: item
        for section in Circling(results, reading).sections()
        for item in section.figures
    }


def test_the_report_says_who_waited_on_because_a_circle_went_to_somebody_else() -> None:
    items = items_of(results_of("circles_open_to_all"))
    assert list(items) == [
        "circle-supply",
        "circles-held-up",
        "how-circles-ended",
        "displaced-from-circles",
    ]
    supply, held_up = items["circle-supply"], items["circles-held-up"]
    assert isinstance(supply, Figure)
    assert isinstance(held_up, Figure)
    assert "volunteers carry" in supply.title
    assert "could not begin" in held_up.title
    sheet = items["displaced-from-circles"]
    assert isinstance(sheet, Sheet)
    table = results_of("circles_open_to_all").tables["displaced"]
    within = table.filter(pl.col("day") >= results_of("circles_open_to_all").book.window_from_day)
    assert sheet.tables[0].download["men"].sum() == pytest.approx(within.height / 2)


def test_where_no_circle_goes_outside_the_criteria_the_report_says_so() -> None:
    item = items_of(results_of("circles"))["displaced-from-circles"]
    assert isinstance(item, Absent)


def test_a_scenario_of_places_by_plan_has_no_such_section() -> None:
    results = results_of("circles")
    plain = results.book.provisions[0]
    book = replace(results.book, provisions=(replace(plain, rules={}),))
    assert items_of(replace(results, book=book)) == {}
