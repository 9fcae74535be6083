"""Everybody of one replication, in order of entry: streams, their backlogs, and the listed."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.population import listed, streams
from sim.population.assessment import AGAIN_QUESTION, settle
from sim.population.facts import tag_names
from sim.population.people import People, Population, joined
from sim.population.sampling import sample
from sim.scenario.schema import Scenario
from sim.words.luck import Floats, Luck

TURNS_PER_BLOCK = 4


class Draws(Protocol):
    """A source of luck: four draws a person a question."""

    def draws(self, question: str, block: int = 0) -> Floats: ...


def create_population(scenario: Scenario, replication: int, folder: Path) -> Population:
    """Return all people of a replication; the same under every policy."""
    luck = Luck(scenario.seed, replication)
    sources: list[Draws] = []
    parts: list[People] = []
    names: list[tuple[str, int | None]] = []
    listed_ids: list[str] = []
    attributes: dict[str, list[str | None]] = {}
    if scenario.population.listed is not None:
        source, listed_ids, people, extra = listed.read_listed(
            scenario.population.listed, scenario, folder, luck
        )
        inside = np.flatnonzero(people.enters_day < scenario.horizon)
        inside = inside[_places_by_id([listed_ids[row] for row in inside.tolist()])]
        listed_ids = [listed_ids[row] for row in inside.tolist()]
        extra = {name: [cells[row] for row in inside.tolist()] for name, cells in extra.items()}
        sources.append(_Kept(source, inside))
        parts.append(people.rows(inside))
        names.append(("listed", None))
        attributes = extra
    for stream in sorted(scenario.population.streams, key=lambda each: each.id):
        for make in (streams.backlog, streams.newcomers):
            if make is streams.backlog and stream.backlog is None:
                continue
            drawn, people = make(stream, scenario, luck)
            sources.append(drawn)
            parts.append(people)
            names.append((drawn.name, drawn.count))
    everybody = joined(parts)
    counts = [len(part) for part in parts]
    # The parts stand in order of id: the listed as sorted above, then stream by stream.
    order = np.lexsort((np.arange(len(everybody)), everybody.enters_day))
    ids, stream_names = _names(names, counts, listed_ids, order)
    total = len(everybody)
    people = everybody.rows(order)
    found_again = _luck_of_turns(AGAIN_QUESTION, sources, order)
    people.assessed_day, reassessments = settle(scenario, people, found_again)
    return Population(
        people=people.sealed(),
        ids=ids,
        streams=stream_names,
        id_rank=order.astype(np.int64),
        hearing_luck=_luck_of_turns("hearing", sources, order),
        luck_of=cache(lambda question: _luck_of_turns(question, sources, order)),
        attributes={
            name: [(cells + [None] * (total - len(cells)))[row] for row in order.tolist()]
            for name, cells in attributes.items()
        },
        reassessments=reassessments,
        tag_names=tag_names(scenario),
        review_days=None if scenario.parole is None else scenario.parole.review_days,
        conviction_days=_conviction_days(scenario, sources, order),
        return_days=_return_days(scenario, sources, order),
    )


def _conviction_days(
    scenario: Scenario, sources: list[Draws], order: NDArray[np.intp]
) -> Floats | None:
    after = scenario.reoffending
    if after is None or after.conviction_days is None:
        return None
    luck = _luck_of_turns("from reoffence to conviction", sources, order)
    return sample(after.conviction_days, luck(0))


def _return_days(
    scenario: Scenario, sources: list[Draws], order: NDArray[np.intp]
) -> Floats | None:
    after = scenario.reoffending
    if after is None or after.returns is None:
        return None
    if after.returns.conviction_days is None:
        return _conviction_days(scenario, sources, order)
    luck = _luck_of_turns("from reoffence to return", sources, order)
    return sample(after.returns.conviction_days, luck(0))


class _Kept:
    """Some of a source's people: those who enter before the horizon."""

    def __init__(self, source: Draws, rows: NDArray[np.intp]) -> None:
        self.source, self.rows = source, rows

    def draws(self, question: str, block: int = 0) -> Floats:
        return self.source.draws(question, block)[self.rows]


def _names(
    names: Sequence[tuple[str, int | None]],
    counts: Sequence[int],
    listed_ids: list[str],
    order: NDArray[np.intp],
) -> tuple[Callable[[], list[str]], Callable[[], list[str]]]:
    def ids() -> list[str]:
        plain: list[str] = []
        for (name, count), _ in zip(names, counts, strict=True):
            plain += listed_ids if count is None else [f"{name}:{n}" for n in range(count)]
        return [plain[row] for row in order.tolist()]

    def stream_names() -> list[str]:
        plain: list[str] = []
        for (name, _), count in zip(names, counts, strict=True):
            plain += [name.removesuffix("/backlog")] * count
        return [plain[row] for row in order.tolist()]

    return ids, stream_names


def _places_by_id(ids: list[str]) -> NDArray[np.intp]:
    """Return the places of ids as a person would sort them, whatever their order in the file."""
    keys: list[Any]
    if all(map(str.isdecimal, ids)):
        keys = list(zip(map(int, ids), ids, strict=True))
    else:
        keys = [_natural(each) for each in ids]
    return np.array(sorted(range(len(ids)), key=keys.__getitem__), np.intp)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which `man 9` comes before `man 10`."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"\d+|\D+", name)
    )


def _luck_of_turns(
    question: str, sources: list[Draws], order: NDArray[np.intp]
) -> Callable[[int], Floats]:
    """Return the luck of everybody at the n-th time that a question comes up."""

    @cache
    def block(number: int) -> Floats:
        drawn = [source.draws(question, number) for source in sources]
        result: Floats = np.concatenate(drawn)[order]
        return result

    def luck(turn: int) -> Floats:
        result: Floats = block(turn // TURNS_PER_BLOCK)[:, turn % TURNS_PER_BLOCK]
        return result

    return luck
