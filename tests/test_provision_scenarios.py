"""Each small scenario of scenarios/provision shows the system that it is about, and says so."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from sim.engine.simulate import simulate
from sim.population.create import create_population
from sim.scenario.composition import AtMost, Composition
from sim.scenario.loading import load
from sim.scenario.policy import Deprioritise, Policy, Reserve, Where
from sim.scenario.provision import Calendar, Eligibility, Group, OneToOne, Programme, Site
from sim.scenario.schema import Scenario
from sim.scenario.staff import Grade, Staffing
from sim.scenario.steps import Assessment, Transfers
from sim.words.kinds import Cause, Kind

FOLDER = Path(__file__).parents[1] / "scenarios" / "provision"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

MARKS: dict[str, set[tuple[Kind, Cause]]] = {
    "building_choices": {(Kind.TRANSFERRED, Cause.NONE)},
    "calendars": {(Kind.SESSIONS_CANCELLED, Cause.REGIME)},
    "composition": {
        (Kind.PASSED_OVER, Cause.KEPT_APART),
        (Kind.PASSED_OVER, Cause.TOO_MANY_ALIKE),
    },
    "deprioritised": {(Kind.DEPRIORITISED, Cause.NONE)},
    "eras_sotp_to_horizon": {
        (Kind.PROVISION_OPENED, Cause.NONE),
        (Kind.PROVISION_CLOSED, Cause.NONE),
        (Kind.JOINED, Cause.MOVED_LIST),
    },
    "holding_open": {(Kind.STARTED, Cause.FILLED_CHAIR)},
    "one_to_one": {(Kind.JOINED, Cause.FOLLOW_ON)},
    "peer_supporters": {(Kind.APPOINTED, Cause.NEW), (Kind.GROUP_PAUSED, Cause.NONE)},
    "prerequisites": {(Kind.JOINED, Cause.FOLLOW_ON), (Kind.HELD_FOR_WINDOW, Cause.NONE)},
    "redeployment": {(Kind.SESSIONS_CANCELLED, Cause.REDEPLOYED)},
    "reserved": {(Kind.PASSED_OVER, Cause.RESERVED_FOR_OTHERS)},
    "rolling_maintenance": {(Kind.JOINED, Cause.FOLLOW_ON)},
    "staff_turnover": {
        (Kind.FELL_SICK, Cause.NONE),
        (Kind.CAME_BACK, Cause.NONE),
        (Kind.LEFT_POST, Cause.NONE),
        (Kind.GROUP_PAUSED, Cause.NONE),
        (Kind.GROUP_RESUMED, Cause.NONE),
    },
    "therapeutic_community": {
        (Kind.TRANSFER_ASKED, Cause.NONE),
        (Kind.TRANSFERRED, Cause.NONE),
    },
    "transfers_limited": {(Kind.TRANSFER_ASKED, Cause.NONE)},
    "windows": {(Kind.HELD_FOR_WINDOW, Cause.NONE)},
}
"""What each system leaves in the log, under one policy of its scenario or another."""

SHOWN_ELSEWHERE = {
    (Site, "circles"),
    (Policy, "circles"),
    (Programme, "upstream"),
    (Programme, "voluntary"),
}
"""Circles, people before any conviction, after-care: scenarios of the whole pathway show them."""


@cache
def loaded(name: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml").scenario


@pytest.mark.parametrize("name", NAMES)
def test_a_small_scenario_says_what_it_asks_and_how_it_is_to_be_read(name: str) -> None:
    scenario = loaded(name)
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert scenario.question
    assert scenario.description
    for setting in ("title:", "question:", "description:"):
        assert f"\n{setting}" in written, f"{setting} is that of the scenario it extends"


@pytest.mark.parametrize("name", sorted(MARKS))
def test_a_system_leaves_its_mark_in_the_log_of_the_scenario_about_it(name: str) -> None:
    scenario = loaded(name)
    population = create_population(scenario, 0, FOLDER)
    seen: set[tuple[int, int]] = set()
    for policy in scenario.policies:
        columns = simulate(scenario, policy, population, 0).columns
        seen |= set(zip(columns["kind"].tolist(), columns["cause"].tolist(), strict=True))
    assert {(int(kind), int(cause)) for kind, cause in MARKS[name]} <= seen


def settings_in_use(node: object) -> Iterator[tuple[type[BaseModel], str]]:
    """Yield every setting that is written, with the kind of part it is written in."""
    if isinstance(node, BaseModel):
        for name in node.model_fields_set:
            yield type(node), name
            yield from settings_in_use(getattr(node, name))
    elif isinstance(node, dict):
        for child in node.values():
            yield from settings_in_use(child)
    elif isinstance(node, list):
        for child in node:
            yield from settings_in_use(child)


@pytest.mark.parametrize(
    "part",
    [
        Assessment,
        AtMost,
        Calendar,
        Composition,
        Deprioritise,
        Eligibility,
        Grade,
        Group,
        OneToOne,
        Policy,
        Programme,
        Reserve,
        Site,
        Staffing,
        Transfers,
        Where,
    ],
    ids=lambda part: part.__name__,
)
def test_every_setting_of_provision_is_shown_by_a_small_scenario(part: type[BaseModel]) -> None:
    used = {pair for name in NAMES for pair in settings_in_use(loaded(name))}
    wanted = {(part, name) for name in part.model_fields} - SHOWN_ELSEWHERE
    assert sorted(name for _, name in wanted - used) == []
