"""Doses where everybody has a course of his own: open groups, one to one, and places.

With more people waiting than can be served, completions are chairs times days over the days of a
stay, which is the dose times the length.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.simulate import simulate
from sim.log.segments import frame_of
from sim.population.create import create_population
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.words.kinds import Kind

LENGTH_DAYS, HORIZON_DAYS = 80, 1000
CHAIRS = {"rolling": 4, "one_to_one": 1, "places": 3}
DELIVERED = {
    "rolling": "delivery: rolling, facilitators: 1, group: {minimum: 1, maximum: 4}",
    "one_to_one": "delivery: one_to_one, facilitators: 1",
    "places": "delivery: places, facilitators: 0",
}
WORLD = """
placesim: 1
title: More than can be served
horizon_days: 1000
sites: [{id: oak, kind: prison, programmes: [course], HANDS}]
programmes:
  - {id: course, setting: prison, bands: [medium, high], DELIVERED, duration_days: 80, DOSE}
population:
  streams:
    - {id: men, kind: list, sites: oak, waits_for: course, arrivals_per_day: 1,
       bands: {medium: MEDIUM, high: HIGH}, backlog: {people: 50}}
"""


def world(delivery: str, dose: str = "", medium: float = 1.0) -> bytes:
    hands = "places: {course: 3}" if delivery == "places" else "facilitators: 1"
    text = WORLD.replace("HANDS", hands).replace("DELIVERED", DELIVERED[delivery])
    text = text.replace("MEDIUM", str(medium)).replace("HIGH", str(1 - medium))
    return text.replace(", DOSE", f", dose_share: {dose}" if dose else "").encode()


def stays(text: bytes) -> dict[int, tuple[float, float, int]]:
    """Return start, completion and band of everybody who completes."""
    scenario = load_bytes(text).scenario
    population = create_population(scenario, 0, Path())
    events = frame_of(simulate(scenario, scenario.policies[0], population, 0).columns)
    started = dict(
        events.filter(kind=int(Kind.STARTED)).select("person", "time").iter_rows(named=False)
    )
    return {
        person: (started[person], day, int(population.people.band[person]))
        for person, day in events.filter(kind=int(Kind.COMPLETED))
        .select("person", "time")
        .iter_rows(named=False)
    }


@pytest.mark.parametrize("delivery", sorted(CHAIRS))
def test_half_the_dose_serves_twice_as_many(delivery: str) -> None:
    whole, half = (len(stays(world(delivery, dose))) for dose in ("", "{medium: 0.5}"))
    chairs, served = CHAIRS[delivery], HORIZON_DAYS / LENGTH_DAYS
    assert whole == pytest.approx(chairs * served, abs=chairs)
    assert half == pytest.approx(2 * chairs * served, abs=chairs)


@pytest.mark.parametrize("delivery", sorted(CHAIRS))
@given(share=st.floats(0.1, 1.0))
def test_everybody_attends_the_dose_of_his_band_and_no_more(delivery: str, share: float) -> None:
    found = stays(world(delivery, f"{{medium: {share}}}", medium=0.5))
    assert {band for _, _, band in found.values()} == {1, 2}
    for start, end, band in found.values():
        dose = share if band == 1 else 1.0
        assert end - start == pytest.approx(dose * LENGTH_DAYS, abs=1e-6)


@pytest.mark.parametrize(
    "timed",
    [
        "sessions: 8, calendar: {weekdays: [mon]}",
        "sessions: 8, sessions_per_week: 1, one_to_one: {sessions: 2, per_week: 1}",
    ],
)
def test_an_open_group_with_one_course_for_all_is_refused_and_says_what_to_write(
    timed: str,
) -> None:
    text = world("rolling").decode().replace("duration_days: 80", timed)
    with pytest.raises(ScenarioError, match="everybody has a course of his own") as refused:
        load_bytes(text.encode())
    assert "duration_days, or by sessions and sessions_per_week" in str(refused.value)
