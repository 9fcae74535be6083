"""One trial of a calibration: what comes out of the targets with free numbers put somewhere.

Every trial has the same people and the same luck as far as the numbers leave them be, so that two
trials differ by the numbers. Only the targets are measured, which takes little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf

from sim.engine.frame import book_of
from sim.engine.simulate import simulate
from sim.experiments.statistics import interval
from sim.log.history import History
from sim.log.segments import frame_of
from sim.log.targets import TargetNote
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.projections.backcast import backcast
from sim.projections.facts import Facts
from sim.projections.tables import outcomes_over
from sim.scenario.loading import Loaded

PULL = 0.05
"""What a target inside its range still counts for being off the published figure itself."""
NOTHING_MEASURED = 4.0


def measured(
    loaded: Loaded, policy: str, replications: int, targets: Sequence[str]
) -> dict[str, float | None]:
    """Return the mean of each target over the replications."""
    found: dict[str, list[float | None]] = {name: [] for name in targets}
    for replication in range(replications):
        values = _of_replication(loaded, policy, replication, targets)
        for name in targets:
            found[name].append(values[name])
    return {name: interval(each).mean for name, each in found.items()}


def _of_replication(
    loaded: Loaded, policy: str, replication: int, targets: Sequence[str]
) -> dict[str, float | None]:
    scenario = loaded.scenario
    population = create_population(scenario, replication, loaded.root)
    chosen = next(each for each in scenario.policies if each.id == policy)
    events = frame_of(simulate(scenario, chosen, population, replication).columns)
    book = book_of(scenario, list(scenario.policies))
    kept = tuple(each for each in book.targets if each.id in targets)
    history = History(events, people_frame(population), replace(book, targets=kept))
    table = backcast(Facts(history), {}, partial(outcomes_over, history))
    return dict(table.select("target", "value").iter_rows())


def distance(values: Mapping[str, float | None], targets: Sequence[TargetNote]) -> float:
    """Return how far off the targets are together: 0 only if each is the published figure.

    A target outside its range counts by the square of how far outside it is, in halves of the
    range; one inside hardly counts, and what could not be measured counts as far outside.
    """
    if not targets:
        return 0.0
    return sum(_off(values.get(each.id), each) for each in targets) / len(targets)


def _off(value: float | None, target: TargetNote) -> float:
    if value is None:
        return NOTHING_MEASURED
    half = (target.high - target.low) / 2 or inf
    outside = max(target.low - value, value - target.high, 0.0) / half
    return float(outside**2 + PULL * min(abs(value - target.value) / half, 1.0) ** 2)


def outside(values: Mapping[str, float | None], targets: Sequence[TargetNote]) -> list[str]:
    """Return the targets whose mean is outside its range, or that could not be measured."""
    return [
        each.id
        for each in targets
        if (value := values.get(each.id)) is None or not each.low <= value <= each.high
    ]
