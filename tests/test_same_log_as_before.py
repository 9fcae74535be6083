"""With every new part of provision left out, the log is byte for byte what it was.

The digests were taken before programmes had eras, composition, windows, staff as people and rules
of their own. They are no goldens to refresh: one that changes says that a scenario which asks for
nothing new gets something new.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

import sim
from sim.engine.simulate import simulate
from sim.log.columns import digest
from sim.population.create import create_population
from sim.scenario.loading import load

SCENARIOS = Path(sim.__file__ or "").parent.parent / "scenarios"
PINNED = json.loads((Path(__file__).parent / "goldens" / "textbook_digests.json").read_text())
"""Scenario, policy and replication to the digest of its log."""

BY_SCENARIO: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
for name, pinned in PINNED.items():
    scenario, policy, replication = name.split("/")
    BY_SCENARIO[scenario][policy, int(replication)] = pinned


def test_every_textbook_scenario_and_the_quickstart_is_pinned() -> None:
    textbook = {path.stem for path in (SCENARIOS / "textbook").glob("*.yaml")}

    assert set(BY_SCENARIO) == textbook | {"quickstart"}


@pytest.mark.parametrize("scenario", BY_SCENARIO)
def test_the_log_of_a_scenario_that_asks_for_nothing_new_is_what_it_was(scenario: str) -> None:
    folder = SCENARIOS if scenario == "quickstart" else SCENARIOS / "textbook"
    loaded = load(folder / f"{scenario}.yaml").scenario
    found = {}
    for replication in sorted({replication for _, replication in BY_SCENARIO[scenario]}):
        population = create_population(loaded, replication, folder)
        for policy in loaded.policies:
            simulated = simulate(loaded, policy, population, replication)
            found[policy.id, replication] = digest(simulated.columns)

    assert found == BY_SCENARIO[scenario]
