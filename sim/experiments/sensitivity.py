"""What the main result owes to one number: the run again with it at each end of its range.

People and luck are the same in every run, so a difference is the number's own doing and not that
of another draw. The number is moved in all the places where it was assumed alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.loading import Loaded, load
from sim.scenario.problems import ScenarioError
from sim.scenario.standing import Standing


@dataclass(frozen=True, slots=True)
class Effect:
    """The main outcome with a number at the low and at the high end of its range."""

    standing: Standing
    as_it_is: float | None
    at_low: float | None
    at_high: float | None
    why_not: str = ""
    """Why it could not be moved by itself: shares that must add to 1, for instance."""

    @property
    def swing(self) -> float:
        """The distance between the ends; 0 where one of them has no value."""
        if self.at_low is None or self.at_high is None:
            return 0.0
        return abs(self.at_high - self.at_low)


def effects(
    path: Path, settings: Sequence[str], policy: str, standings: Sequence[Standing]
) -> Iterator[Effect]:
    """Yield the effect of each number with a range, one replication a run, in the given order."""
    as_it_is = main_outcome(load(path, settings), policy)
    for each in standings:
        if each.low is None or each.high is None:
            continue
        try:
            at_low, at_high = (
                main_outcome(load(path, [*settings, *_moved(each, end)]), policy)
                for end in (each.low, each.high)
            )
        except ScenarioError as error:
            yield Effect(each, as_it_is, None, None, error.problems[0].message)
        else:
            yield Effect(each, as_it_is, at_low, at_high)


def _moved(each: Standing, end: float) -> list[str]:
    return [f"{path}={end:.12g}" for path in each.paths]


def main_outcome(loaded: Loaded, policy: str) -> float | None:
    """Return the main outcome of the first replication under a policy; `None` for no value."""
    from sim.engine.frame import book_of
    from sim.engine.simulate import simulate
    from sim.log.history import History
    from sim.log.segments import frame_of
    from sim.population.create import create_population
    from sim.population.frame import people_frame
    from sim.projections.tables import project

    scenario = loaded.scenario
    population = create_population(scenario, 0, loaded.root)
    chosen = next(each for each in scenario.policies if each.id == policy)
    events = frame_of(simulate(scenario, chosen, population, 0).columns)
    book = book_of(scenario, list(scenario.policies))
    outcomes = project(History(events, people_frame(population), book))["outcomes"]
    values = dict(outcomes.select("outcome", "value").iter_rows())
    found: float | None = values[scenario.primary_outcome]
    return found
