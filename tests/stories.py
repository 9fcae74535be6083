"""Tiny worlds with named people, told as lists of (day, fact): what the engine tests assert on.

Every story that is told is also checked against the laws of the log and against its own fold.
"""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np

from sim.engine.frame import book_of
from sim.engine.simulate import Simulated, simulate
from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.log.segments import frame_of
from sim.policies.orders import Order
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.projections.rule_laws import broken_rules
from sim.scenario.schema import Scenario
from sim.words.kinds import NOBODY, Cause, Kind

Fact = tuple[float, str]
Tree = dict[str, Any]
Turns = Mapping[str, Mapping[str, list[float]]]

PLAIN = frozenset({Kind.RECEIVED, Kind.CAPACITY_SET, Kind.GROUP_STARTED, Kind.GROUP_FINISHED})
"""Kinds that a story leaves out unless it asks for them."""


def steps(*pairs: tuple[float, float]) -> list[Tree]:
    return [{"from": day, "value": value} for day, value in pairs]


def prison(site: str = "hull", *, posts: Any = 1, programmes: Any = ("one",), **more: Any) -> Tree:
    """Return a prison with this many facilitators."""
    named = {"facilitators": posts, "programmes": list(programmes)}
    return {"id": site, "kind": "prison", **named, **more}


def region(site: str = "north", *, posts: Any = 0, programmes: Any = (), **more: Any) -> Tree:
    """Return a probation region with this many facilitators."""
    named = {"facilitators": posts, "programmes": list(programmes)}
    return {"id": site, "kind": "probation", **named, **more}


def programme(
    name: str = "one",
    *,
    size: int | tuple[int, int] = 1,
    need: int = 1,
    days: Any = 10,
    **more: Any,
) -> Tree:
    """Return a programme for medium risk and above, in prison unless it says otherwise."""
    minimum, maximum = (size, size) if isinstance(size, int) else size
    return {
        "id": name,
        "setting": "prison",
        "bands": ["medium", "high", "very_high"],
        "group": {"minimum": minimum, "maximum": maximum},
        "facilitators": need,
        "duration_days": days,
        **more,
    }


def world(sites: list[Tree], programmes: list[Tree], *, days: float = 100, **more: Any) -> Tree:
    """Return a scenario of `days` days with nothing extra switched on."""
    return {
        "title": "a story",
        "horizon_days": days,
        "replications": 1,
        "sites": sites,
        "programmes": programmes,
        "population": {},
        **more,
    }


def queue(
    *, arrivals: Tree, posts: Any = 1, one: Tree | None = None, days: float, **more: Any
) -> Scenario:
    """Return a textbook queue: one site, one programme, people who are just on a list."""
    stream = {"id": "people", "kind": "list", "sites": "hull", "waits_for": "one", **arrivals}
    tree = world([prison(posts=posts)], [one or programme()], days=days, **more)
    return Scenario.model_validate(tree | {"population": {"streams": [stream]}})


def replicate(scenario: Scenario, replications: int) -> list[tuple[Population, Simulated]]:
    """Return each replication's people and what happened to them, under the first policy."""
    runs = []
    for replication in range(replications):
        population = create_population(scenario, replication, Path())
        runs.append((population, simulate(scenario, scenario.policies[0], population, replication)))
    return runs


def first_days(simulated: Simulated, kind: Kind, people: int) -> np.ndarray[Any, Any]:
    """Return the day of each person's first such fact; infinite for none."""
    days = np.full(people, np.inf)
    rows = np.flatnonzero(simulated.columns["kind"] == kind)[::-1]
    days[simulated.columns["person"][rows]] = simulated.columns["time"][rows]
    return days


def told(
    tree: Tree,
    people: str,
    folder: Path,
    *,
    kind: str = "custody",
    listed: Mapping[str, Any] | None = None,
    deaths: Mapping[str, float] | None = None,
    luck: Mapping[str, list[float]] | None = None,
    turns: Turns | None = None,
    order: Order | None = None,
    show: frozenset[Kind] | set[Kind] = frozenset(),
    only: str | None = None,
) -> list[Fact]:
    """Run a world with the people of a CSV text; return the story, checked against every law.

    `deaths` gives days of death, and `luck` the draws at a person's hearings, by name; `turns` the
    draws of other questions, by question and name. `only` follows one person.
    """
    given = {"deaths": deaths, "luck": luck, "turns": turns}
    history = lived(tree, people, folder, kind=kind, listed=listed, **given, order=order)
    facts = story_of(history, hide=PLAIN - show)
    return [fact for fact in facts if only is None or fact[1].startswith(f"{only} ")]


def lived(
    tree: Tree,
    people: str,
    folder: Path,
    *,
    kind: str = "custody",
    listed: Mapping[str, Any] | None = None,
    deaths: Mapping[str, float] | None = None,
    luck: Mapping[str, list[float]] | None = None,
    turns: Turns | None = None,
    order: Order | None = None,
) -> History:
    """Run a world with the people of a CSV text; return its history, checked against every law."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text(dedent(people).strip() + "\n", encoding="utf-8")
    listing: Tree = {"file": "people.csv", "kind": kind, "site": tree["sites"][0]["id"]}
    listing |= listed or {}
    population_tree = {**tree["population"], "listed": listing}
    scenario = Scenario.model_validate(tree | {"population": population_tree})
    population = create_population(scenario, 0, folder)
    names = population.ids()
    population.people.dies_day = population.people.dies_day.copy()
    for name, day in (deaths or {}).items():
        population.people.dies_day[names.index(name)] = day
    if luck is not None:
        population.hearing_luck = _given(luck, names)
    if turns is not None:
        asked, drawn = turns, population.luck_of
        population.luck_of = lambda question: (
            _given(asked[question], names) if question in asked else drawn(question)
        )
    return history_of(scenario, population, order)


def _given(luck: Mapping[str, list[float]], names: list[str]) -> Any:
    draws = np.full((100, len(names)), 0.5)
    for name, mine in luck.items():
        draws[: len(mine), names.index(name)] = mine
    return lambda hearing: draws[hearing]


def history_of(
    scenario: Scenario, population: Population, order: Order | None = None, replication: int = 0
) -> History:
    """Run the first policy of a scenario; return the history, checked against every law."""
    policy = scenario.policies[0]
    simulated = simulate(scenario, policy, population, replication, order=order)
    book = book_of(scenario, scenario.policies)
    history = History(frame_of(simulated.columns), people_frame(population), book)
    assert broken_laws(history, book.policies[0]) == []
    if order is None:  # an order that stands in for the policy's own is not the one in the book
        assert broken_rules(history, book.policies[0]) == []
    assert fold(history).differences(simulated.state) == []
    return history


def story_of(history: History, *, hide: frozenset[Kind] = frozenset()) -> list[Fact]:
    """Return the events as (day, fact), in the order of the log."""
    names = history.people["id"].to_list()
    several = len(history.book.sites) > 1
    facts = []
    for row in history.events.iter_rows(named=True):
        kind = Kind(row["kind"])
        if kind in hide:
            continue
        words = [_subject(row, names), kind.name.lower().replace("_", " ")]
        if row["provision"] != NOBODY:
            words.append(history.book.provisions[row["provision"]].id)
        if several:
            words.append(f"at {history.book.sites[row['site']].id}")
        if row["value"] == row["value"] and kind in (Kind.CAPACITY_SET, Kind.GROUP_STARTED):
            words.append(f"({row['value']:g})")
        if kind == Kind.REOFFENDED:
            words.append(f"if {history.book.belief_ids[int(row['value'])]}")
        if row["cause"] not in (Cause.NONE, Cause.NEW):
            words.append(f"[{Cause(row['cause']).name.lower().replace('_', ' ')}]")
        facts.append((row["time"], " ".join(word for word in words if word)))
    return facts


def _subject(row: Mapping[str, int], names: list[str]) -> str:
    if row["person"] != NOBODY:
        return names[row["person"]]
    return f"group {row['group']}:" if row["group"] != NOBODY else ""
