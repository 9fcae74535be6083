"""Results and reports of the shipped scenarios of the pathway, two replications a policy."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from reports.figure import Item
from reports.reading import Reading
from reports.verdicts import Verdicts
from sim.engine.frame import book_of
from sim.experiments.results import Results
from sim.projections.tables import project
from sim.scenario.loading import load
from sim.testing import simulate_history

PATHWAY = Path(__file__).parents[1] / "scenarios" / "pathway"


@cache
def results_of(name: str) -> Results:
    scenario = load(PATHWAY / f"{name}.yaml").scenario
    projected = {
        (policy.id, run): project(simulate_history(scenario, policy, run))
        for policy in scenario.policies
        for run in range(2)
    }
    book = book_of(scenario, scenario.policies)
    return Results.gather(book, projected, {"seed": 1, "placesim": "0.0"})


def items_of(name: str, part: Callable[[Results, Reading, Verdicts], Any]) -> dict[str, Item]:
    """Return the figures and tables of one part of a scenario's report, by key."""
    results = results_of(name)
    reading = Reading(results.book, results.policies, results.replications)
    sections = part(results, reading, Verdicts(results)).sections()
    return {item.key: item for section in sections for item in section.figures}
