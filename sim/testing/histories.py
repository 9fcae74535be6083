"""From a scenario to its history in one call, in memory; and from a scenario back to its file."""

from pathlib import Path
from typing import Any

import yaml

from sim.engine.frame import book_of
from sim.engine.simulate import simulate
from sim.log.columns import COLUMNS, digest
from sim.log.history import History
from sim.log.segments import frame_of
from sim.log.state import State
from sim.policies.orders import Order
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario

HERE = Path()


def simulate_history(
    scenario: Scenario,
    policy: Policy | None = None,
    replication: int = 0,
    *,
    order: Order | None = None,
    folder: Path = HERE,
) -> History:
    """Return the history of one replication under a policy (the scenario's first if left out).

    `order` stands in for the policy's own order; the policy still says who is admitted. `folder`
    is where a listed population's file lies.
    """
    return simulate_with_state(scenario, policy, replication, order=order, folder=folder)[0]


def simulate_with_state(
    scenario: Scenario,
    policy: Policy | None = None,
    replication: int = 0,
    *,
    order: Order | None = None,
    folder: Path = HERE,
) -> tuple[History, State]:
    """Return the history, and the state at the horizon as the engine itself held it."""
    policy = policy or scenario.policies[0]
    population = create_population(scenario, replication, folder)
    simulated = simulate(scenario, policy, population, replication, order=order)
    book = book_of(scenario, [policy])
    history = History(frame_of(simulated.columns), people_frame(population), book)
    return history, simulated.state


def digest_of(history: History) -> str:
    """Return the digest of a history's log: equal means event for event the same."""
    return digest({name: history.events[name].to_numpy() for name in COLUMNS})


def as_yaml(scenario: Scenario) -> str:
    """Return a scenario file that loads to this scenario."""
    text: str = yaml.safe_dump(as_tree(scenario), sort_keys=False, width=100, allow_unicode=True)
    return text


def as_tree(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the plain data of its file, without settings that are not given."""
    tree = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"figures"})
    return {name: _given(part) for name, part in tree.items() if part is not None}


def _given(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _given(child) for name, child in node.items() if child is not None}
    return [_given(child) for child in node] if isinstance(node, list) else node
