"""Published figures beside what came out: what is measured, and when it is inside or outside."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.targets import TargetNote
from sim.projections.backcast import backcast
from sim.projections.facts import Facts
from sim.projections.handwritten import HORIZON, HULL, NORTH, OUTSIDE, WHATTON, event, history
from sim.projections.measuring import READ
from sim.projections.tables import outcomes_over, project
from sim.scenario.schema import Scenario
from sim.testing import scenarios, simulate_history
from sim.testing.histories import as_tree, digest_of
from sim.words.bands import Band, Sentence
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from sim.words.measures import BY_NAME, MEASURES


def target(measure: str, since: float, until: float, **more: Any) -> TargetNote:
    """Return a target of no interest but for what it measures."""
    plain = {"value": 1.0, "low": 0.0, "high": 2.0, "label": "assumption", "source": "made up"}
    named = {"id": more.pop("id", measure), "name": measure, "unit": "", "use": "held_back"}
    return TargetNote(**named, **plain, measure=measure, since_day=since, until_day=until, **more)


def measured(told: History, targets: Iterable[TargetNote]) -> dict[str, float | None]:
    """Return what is measured of each target, by its id."""
    told = replace(told, book=replace(told.book, targets=tuple(targets)))
    table = backcast(Facts(told), {}, partial(outcomes_over, told))
    return dict(table.select("target", "value").iter_rows())


def one(told: History, measure: str, since: float, until: float, **more: Any) -> float | None:
    return measured(told, [target(measure, since, until, **more)])[measure]


# -- by hand --------------------------------------------------------------------------------------

YEAR = DAYS_PER_YEAR
NEW = {"cause": Cause.NEW}


def story() -> History:
    """Three men of Whatton and Hull, told over two years."""
    return history(
        [
            event(0.0, Kind.RECEIVED, 0, site=WHATTON, cause=Cause.BACKLOG),
            event(10.0, Kind.RECEIVED, 1, site=WHATTON, **NEW),
            event(20.0, Kind.RECEIVED, 2, site=HULL, **NEW),
            event(25.0, Kind.JOINED, 1, provision=HORIZON, **NEW),
            event(30.0, Kind.JOINED, 2, site=HULL, provision=HORIZON, **NEW),
            event(35.0, Kind.STARTED, 1, provision=HORIZON, group=0),
            event(50.0, Kind.STARTED, 2, site=HULL, provision=HORIZON, group=1),
            event(60.0, Kind.COMPLETED, 1, provision=HORIZON, group=0),
            event(70.0, Kind.DROPPED_OUT, 2, site=HULL, provision=HORIZON, group=1),
            event(80.0, Kind.HEARD, 0, cause=Cause.REFUSED, value=1.0),
            event(90.0, Kind.HEARD, 0, cause=Cause.PAROLE_BOARD, value=2.0),
            event(100.0, Kind.RELEASED, 0, cause=Cause.PAROLE_BOARD),
            event(110.0, Kind.RELEASED, 1, cause=Cause.SENTENCE_SERVED),
            event(150.0, Kind.RECALLED, 1, site=WHATTON, cause=Cause.BREACH),
            event(170.0, Kind.RELEASED, 1, cause=Cause.FIXED_TERM),
        ],
        [
            {"sentence": int(Sentence.INDETERMINATE), "tariff_day": 5.0},
            {"band": int(Band.HIGH), "age_years": 22.0},
            {"site": HULL, "age_years": 61.0},
        ],
        horizon_days=2 * YEAR,
        window_to_day=2 * YEAR,
    )


def test_rates_are_a_year_and_leave_out_those_inside_on_day_0() -> None:
    told = story()
    assert one(told, "received_per_year", 0, YEAR) == pytest.approx(2.0)
    assert one(told, "received_per_year", 0, YEAR / 2) == pytest.approx(4.0)
    assert one(told, "received_per_year", 15, 15 + YEAR) == pytest.approx(1.0)
    assert one(told, "released_first_per_year", 0, YEAR) == pytest.approx(2.0)
    assert one(told, "released_per_year", 0, YEAR) == pytest.approx(3.0)
    assert one(told, "recalled_per_year", 0, YEAR) == pytest.approx(1.0)
    assert one(told, "heard_per_year", 0, YEAR) == pytest.approx(2.0)
    assert one(told, "started_per_year", 0, YEAR) == pytest.approx(2.0)


def test_a_figure_may_be_of_some_places_men_and_programmes_only() -> None:
    told = story()
    assert one(told, "received_per_year", 0, YEAR, sites=("hull",)) == pytest.approx(1.0)
    assert one(told, "received_per_year", 0, YEAR, bands=("high",)) == pytest.approx(1.0)
    assert one(told, "heard_per_year", 0, YEAR, sentences=("determinate",)) == 0.0
    assert one(told, "started_per_year", 0, YEAR, setting="community") == 0.0
    assert one(told, "started_per_year", 0, YEAR, programmes=("outside",)) == 0.0
    assert one(told, "received_age_share", 0, YEAR, age_to_years=25.0) == pytest.approx(0.5)
    assert one(told, "received_age_share", 0, YEAR, age_from_years=23.0) == pytest.approx(0.5)


def test_shares_and_waits_are_of_those_whom_they_are_about() -> None:
    told = story()
    assert one(told, "attrition_share", 0, YEAR) == pytest.approx(0.5)
    assert one(told, "attrition_share", 0, YEAR, sites=("whatton",)) == 0.0
    assert one(told, "completed_per_start_share", 0, YEAR) == pytest.approx(0.5)
    assert one(told, "waited_mean_days", 0, YEAR) == pytest.approx((10 + 20) / 2)
    assert one(told, "released_at_hearing_share", 0, YEAR) == pytest.approx(0.5)
    assert one(told, "attrition_share", 200, YEAR) is None


def test_a_level_is_that_of_a_day_or_the_mean_over_a_time() -> None:
    told = story()
    assert one(told, "inside_people", 5, 5) == 1.0
    assert one(told, "inside_people", 50, 50) == 3.0
    assert one(told, "inside_people", 10, 30) == pytest.approx(1 + 1 + 0.5)
    assert one(told, "inside_people", 160, 160, sites=("whatton",)) == 1.0
    assert one(told, "recalled_inside_people", 160, 160) == 1.0
    assert one(told, "recalled_inside_people", 170, 170) == 0.0
    assert one(told, "recalled_inside_people", 140, 180) == pytest.approx(0.5)


def test_a_requirement_never_started_is_one_whose_list_was_joined_and_led_to_nothing() -> None:
    ends = [event(90.0, Kind.SUPERVISION_ENDED, each, site=NORTH) for each in range(3)]
    told = history(
        [
            event(1.0, Kind.JOINED, 0, site=NORTH, provision=OUTSIDE, **NEW),
            event(1.0, Kind.JOINED, 1, site=NORTH, provision=OUTSIDE, **NEW),
            event(9.0, Kind.STARTED, 1, site=NORTH, provision=OUTSIDE, group=0),
            *ends,
        ],
        [{}, {}, {}],
    )
    assert one(told, "never_started_share", 0, 100) == pytest.approx(0.5)
    assert one(told, "never_started_share", 0, 50) is None
    assert one(told, "never_started_share", 0, 100, programmes=("horizon",)) is None


def test_every_measure_has_one_reading_and_every_reading_is_a_measure() -> None:
    assert list(READ) == [each.name for each in MEASURES]


def test_of_a_time_beyond_the_run_nothing_is_measured() -> None:
    told = story()
    assert one(told, "received_per_year", 2 * YEAR, 3 * YEAR) is None
    assert one(told, "inside_people", 2 * YEAR, 2 * YEAR) is None


# -- laws -----------------------------------------------------------------------------------------

SAME = {
    "inside_people": "in_custody_mean_people",
    "past_tariff_people": "past_tariff_mean_people",
    "attrition_share": "dropped_out_share",
    "never_started_share": "supervision_ended_without_starting_share",
    "waited_mean_days": "wait_to_start_mean_days",
    "circles_waited_mean_days": "circle_wait_to_start_mean_days",
    "circles_running_people": "circle_running_mean_people",
    "volunteers_people": "circle_volunteers_mean_people",
    "recalled_inside_people": "recalled_in_custody_mean_people",
}
"""Measures that over the window of the results are outcomes under another name."""
COUNTS = {
    "started_per_year": "started_people",
    "completed_per_year": "completed_people",
    "circles_started_per_year": "circle_started_people",
    "recalled_per_year": "recalls_count",
    "heard_per_year": "hearings_count",
}
"""Measures that are a yearly rate of a count."""


@settings(max_examples=25)
@given(scenarios(["licence", "circling", "upstream", "needs"]))
def test_over_the_window_a_measure_is_the_outcome_of_the_same_thing(scenario: Scenario) -> None:
    told = simulate_history(scenario)
    since, until = told.book.window_from_day, told.book.window_to_day
    found = measured(told, [target(name, since, until) for name in (*SAME, *COUNTS)])
    outcomes = dict(project(told)["outcomes"].select("outcome", "value").iter_rows())
    for name, outcome in SAME.items():
        if outcome in outcomes:
            assert found[name] == pytest.approx(outcomes[outcome]), name
    years = (until - since) / DAYS_PER_YEAR
    for name, outcome in COUNTS.items():
        if outcome in outcomes:
            assert found[name] == pytest.approx(outcomes[outcome] / years), name


ADDED = [
    *(each.name for each in MEASURES if each.unit == "a year" and "sites" in each.takes),
    "inside_people",
    "circles_running_people",
]


@settings(max_examples=15)
@given(scenarios(["licence", "circling", "upstream"]), st.floats(0, 0.9))
def test_the_parts_of_a_country_add_up_to_it(scenario: Scenario, share: float) -> None:
    told = simulate_history(scenario)
    since, until = share * told.book.horizon_days, told.book.horizon_days
    for name in ADDED:
        parts = measured(
            told,
            [target(name, since, until, id=each.id, sites=(each.id,)) for each in told.book.sites],
        )
        whole = one(told, name, since, until)
        assert sum(value or 0.0 for value in parts.values()) == pytest.approx(whole), name
        if "bands" in BY_NAME[name].takes:
            bands = [target(name, since, until, id=b, bands=(b,)) for b in ("low", "medium")]
            bands += [target(name, since, until, id="rest", bands=("high", "very_high"))]
            assert sum(v or 0.0 for v in measured(told, bands).values()) == pytest.approx(whole)


@settings(max_examples=15)
@given(scenarios(["licence", "circling"]), st.floats(0, 0.8))
def test_an_outcome_over_another_time_is_that_of_a_run_with_that_window(
    scenario: Scenario, share: float
) -> None:
    told = simulate_history(scenario)
    since, until = share * told.book.horizon_days, told.book.horizon_days
    other = replace(told.book, window_from_day=since, window_to_day=until)
    there = project(replace(told, book=other))["outcomes"]
    names = there["outcome"].to_list()
    found = measured(told, [target(name, since, until) for name in names])
    assert found == dict(there.select("outcome", "value").iter_rows())


@settings(max_examples=10)
@given(scenarios(["licence"]))
def test_what_a_run_is_held_against_changes_nothing_in_it(scenario: Scenario) -> None:
    figure = {"value": 3, "low": 1, "high": 5, "label": "assumption", "source": "made up"}
    backcast = [
        {"id": "a", "measure": "received_per_year", "published": figure, "use": "calibration"},
        {"id": "b", "measure": "started_people", "published": figure, "use": "held_back"},
    ]
    with_targets = Scenario.model_validate({**as_tree(scenario), "backcast": backcast})
    plain, held = simulate_history(scenario), simulate_history(with_targets)
    assert digest_of(held) == digest_of(plain)
    assert held.people.equals(plain.people)
    ours, theirs = project(held), project(plain)
    assert all(ours[name].equals(theirs[name]) for name in theirs if name != "backcast")
    assert ours["backcast"]["target"].to_list() == ["a", "b"]
    assert theirs["backcast"].is_empty()
    assert isinstance(ours["backcast"], pl.DataFrame)
