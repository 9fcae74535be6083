"""A question's worlds in one process, outcomes only: quick enough to ask two dozen in a test.

What comes out is what `placesim answer` measures: the same people, luck and outcomes.
"""

import json
from functools import lru_cache
from pathlib import Path

import polars as pl

from sim.engine.frame import book_of
from sim.engine.simulate import simulate
from sim.experiments.claims import Worlds
from sim.experiments.results import Results
from sim.log.history import History
from sim.log.segments import frame_of
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.projections import cohorts
from sim.projections.facts import Facts
from sim.projections.tables import outcomes_over
from sim.scenario.claims import policies_under
from sim.scenario.loading import Loaded, load
from sim.scenario.schema import Scenario

WITHOUT_EFFECT = frozenset(
    {
        "title",
        "question",
        "description",
        "covers",
        "changes",
        "finding",
        "primary_outcome",
        "replications",
    }
)
"""What a question says of itself; nothing that happens hangs on it."""


def asked(path: Path, replications: int | None = None, seed: int | None = None) -> Worlds:
    """Return the outcomes of each world that the findings of a question compare."""
    overrides = [] if replications is None else [f"replications={replications}"]
    overrides += [] if seed is None else [f"seed={seed}"]
    loaded = load(path, overrides)
    scenario = loaded.scenario
    worlds: dict[str | None, Results] = {
        None: _world(loaded, [each.id for each in scenario.policies])
    }
    under = policies_under(scenario.changes, scenario.finding, scenario.policies[0].id)
    for change in scenario.changes:
        changed = load(path, [*overrides, *change.settings])
        worlds[change.id] = _world(changed, under[change.id])
    return worlds


def _world(loaded: Loaded, policies: list[str]) -> Results:
    scenario = loaded.scenario
    chosen = [each for each in scenario.policies if each.id in policies]
    book = book_of(scenario, chosen)
    followed = any(claim.cohort for claim in book.asks.claims)
    tables = {
        (name, replication): _tables(
            _text(loaded, name), str(loaded.root), name, replication, followed=followed
        )
        for replication in range(scenario.replications)
        for name in policies
    }
    return Results.gather(book, tables, {})


def _text(loaded: Loaded, policy: str) -> str:
    """Return all of a scenario that one policy hangs on, the same for the same world."""
    place = [each.id for each in loaded.scenario.policies].index(policy)
    rule = loaded.resolved["policies"][place]
    if isinstance(rule, dict):
        rule = {name: each for name, each in rule.items() if name != "name"}
    told = {name: each for name, each in loaded.resolved.items() if name not in WITHOUT_EFFECT}
    return json.dumps({**told, "policies": [rule]}, sort_keys=True, default=str)


@lru_cache(maxsize=512)
def _tables(
    text: str, root: str, policy: str, replication: int, *, followed: bool
) -> dict[str, pl.DataFrame]:
    """Return the outcomes of a world, and of its cohorts where they are followed.

    Many questions are asked of the same world, which is therefore run once.
    """
    scenario = Scenario.model_validate({**json.loads(text), "title": "a world"})
    by_rule = next(each for each in scenario.policies if each.id == policy)
    population = create_population(scenario, replication, Path(root))
    simulated = simulate(scenario, by_rule, population, replication)
    history = History(
        frame_of(simulated.columns),
        people_frame(population),
        book_of(scenario, [by_rule]),
    )
    window = history.book.window_from_day, history.book.window_to_day
    tables = {"outcomes": outcomes_over(history, window)}
    if followed:
        tables["cohorts"] = cohorts.cohorts(Facts(history))
    return tables
