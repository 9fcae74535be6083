"""The settings file of a calibration: which numbers are free, to which figures, by how many trials.

What it says is checked as a scenario is: every mistake at once, each with its place. What is sound
of it is read on, so that a mistake of form hides none of sense.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from sim.experiments.search import PRIMES
from sim.scenario import shape
from sim.scenario.found import found_in_words
from sim.scenario.neighbours import Refused, read_ordinary
from sim.scenario.numbers import Id, Strict, Text
from sim.scenario.problems import Problem, ScenarioError, hint
from sim.scenario.tree import (
    Fields,
    Items,
    Loc,
    Node,
    as_data,
    child_of,
    descend,
    key_place,
    place_of,
    readable,
)
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml


class FreeSetting(Strict):
    """Numbers that are moved as one between the ends of the range that the scenario defends."""

    id: Id
    paths: Annotated[
        list[Text],
        Field(description="where they stand, as --set writes it; * is anything", min_length=1),
    ]
    by: Annotated[
        Literal["value", "factor"], Field(description="to one value, or each in proportion")
    ] = "value"
    note: Annotated[Text | None, Field(description="why it may be moved")] = None


class Tuning(Strict):
    """What `placesim calibrate` does: the trials of a search and what they may move."""

    policy: Annotated[Id | None, Field(description="the first of the scenario if left out")] = None
    horizon_years: Annotated[float, Field(description="length of a trial", gt=0, le=100)]
    replications: Annotated[int, Field(description="runs a trial", ge=1, le=100)] = 1
    spread_trials: Annotated[int, Field(description="trials spread evenly", ge=0, le=10_000)]
    trials: Annotated[int, Field(description="trials in all", ge=1, le=10_000)]
    targets: Annotated[
        list[Id], Field(description="ids of published figures; all for calibration if left out")
    ] = []  # noqa: RUF012 -- pydantic copies a default for every instance
    free: Annotated[
        list[FreeSetting],
        Field(description="what may be moved", min_length=1, max_length=len(PRIMES)),
    ]


STAND_INS: dict[str, Any] = {
    "horizon_years": 100.0,
    "spread_trials": 0,
    "trials": 10_000,
    "free": [{"id": "none", "paths": ["none"]}],
}
"""For what the file must say and does not, or not soundly, so that the rest can be looked at."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file says as far as it is sound, where it says it, and what is wrong with it."""

    path: Path
    tuning: Tuning
    tree: Fields
    problems: tuple[Problem, ...]
    free: tuple[tuple[int, FreeSetting], ...]
    """The free numbers that are sound, each with its position in the file."""

    def problem(self, loc: Loc, message: str) -> Problem:
        """Return a mistake with its place in the file."""
        return Problem.at(place_of(self.tree, loc), readable(self.tree, loc), message)


def read_tuning(path: Path) -> Tuning:
    """Return the settings in a file, or raise `ScenarioError` with all that is wrong with them."""
    settings = read_settings(path)
    if settings.problems:
        raise ScenarioError(settings.problems)
    return settings.tuning


def read_settings(path: Path) -> Settings:
    """Return what is sound in a file and what is not, or raise if it holds no settings at all."""
    tree = _tree(path)
    data = as_data(tree)
    try:
        tuning = Tuning.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [_problem(each, tree) for each in details]
        sound, kept = _sound(data, details)
    else:
        problems, sound, kept = [], tuning, list(range(len(tuning.free)))
    free = tuple(zip(kept, sound.free, strict=True)) if kept else ()
    settings = Settings(path, sound, tree, (), free)
    problems += _senseless(settings)
    return Settings(path, sound, tree, tuple(problems), free)


def _tree(path: Path) -> Fields:
    try:
        data = read_ordinary(path.resolve(), MOST_BYTES)
    except Refused as refused:
        problem = Problem(str(path), 0, 0, "", f"{refused}; say --settings and a YAML file")
        raise ScenarioError([problem]) from None
    reading = read_yaml(data, str(path))
    if reading.tree is None or reading.problems:
        raise ScenarioError(reading.problems)
    if not isinstance(reading.tree, Fields):
        wrong = f"{found_in_words(reading.tree)}; settings are a mapping of names to values"
        raise ScenarioError([Problem.at(reading.tree.place, "", wrong)])
    return reading.tree


def _sound(data: dict[str, Any], details: list[ErrorDetails]) -> tuple[Tuning, list[int]]:
    """Return the settings without what is broken, and which of the free numbers are left."""
    broken = {each["loc"][1] for each in details if each["loc"][0] == "free" and each["loc"][1:]}
    gone = {each["loc"][0] for each in details if each["loc"][:1] != ("free",)}
    whole = [each["loc"] for each in details if each["loc"] == ("free",)]
    items = data.get("free") if not whole else []
    kept = [place for place in range(len(items or [])) if place not in broken]
    said = {key: part for key, part in data.items() if key not in gone and key != "free"}
    free = {"free": [items[place] for place in kept]} if items and kept else {}
    return Tuning.model_validate({**STAND_INS, **said, **free}), kept


def _senseless(settings: Settings) -> Iterator[Problem]:
    """Yield what is well-formed and cannot be meant."""
    seen: set[str] = set()
    for place, each in settings.free:
        if each.id in seen:
            message = f"`{each.id}` is the id of another free number already; ids must differ"
            yield settings.problem(("free", place, "id"), message)
        seen.add(each.id)
    spread, most = settings.tuning.spread_trials, settings.tuning.trials
    if spread >= most:
        message = f"`trials` are all there are, {most}: let there be more than `spread_trials`"
        yield settings.problem(("spread_trials",), message)


def _problem(details: ErrorDetails, tree: Fields) -> Problem:
    """Return a validator's complaint in plain words, with its place."""
    loc: Loc = details["loc"]
    slot = _slot_at(tree, loc)
    allowed = f"; allowed: {shape.in_words(slot)}" if slot is not None else ""
    path = readable(tree, loc)
    if details["type"] == "missing":
        return Problem.at(place_of(tree, loc[:-1]), path, f"required, and not given{allowed}")
    if details["type"] == "extra_forbidden":
        names = list(FreeSetting.model_fields if loc[0] == "free" else Tuning.model_fields)
        message = f"unknown setting{hint(str(loc[-1]), names)}"
        return Problem.at(key_place(tree, loc), path, message)
    node = descend(tree, loc)[0]
    if isinstance(node, Items):
        message = f"has {len(node.nodes)}; give {_how_many(details)}"
        return Problem.at(place_of(tree, loc), path, message)
    return Problem.at(place_of(tree, loc), path, f"{found_in_words(node)}{allowed}")


def _how_many(details: ErrorDetails) -> str:
    said = details.get("ctx", {})
    return f"at least {said['min_length']}" if "min_length" in said else "fewer"


def _slot_at(tree: Node | None, loc: Loc) -> shape.Slot | None:
    """Return what may stand at a spot of the settings."""
    slot: shape.Slot | None = shape.Slot(Tuning)
    for part in loc:
        slot = shape.below(slot, part, tree) if slot is not None else None
        found = child_of(tree, part) if tree is not None else None
        tree = found[1] if found else None
    return slot
