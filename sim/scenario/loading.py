"""A scenario file in, a scenario out; or every mistake in it at once.

Whatever the bytes and whatever the overrides, loading ends in `Loaded` or in `ScenarioError`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario import neighbours, shape
from sim.scenario.checks import findings
from sim.scenario.claimed import nulls_spelled_out
from sim.scenario.extending import SUFFIXES, Family, relative
from sim.scenario.figures import split_figures
from sim.scenario.found import found_in_words
from sim.scenario.merging import without_removals
from sim.scenario.neighbours import Refused
from sim.scenario.overrides import overridden
from sim.scenario.problems import Problem, ScenarioError, in_order, nearest, quoted
from sim.scenario.schema import Scenario
from sim.scenario.translation import (
    MOST_ERRORS,
    complaints_of,
    loc_of,
    strays_of,
    unknown_setting,
)
from sim.scenario.tree import (
    Fields,
    Leaf,
    Node,
    as_data,
    descend,
    is_broken,
    key_place,
    place_of,
    readable,
)
from sim.scenario.whole import Whole, without_broken, without_strays
from sim.scenario.yaml_reader import MOST_BYTES

FILLED_IN = "figures"
LISTED_SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario that may be run, and where it came from."""

    scenario: Scenario
    resolved: dict[str, Any]
    """All files and overrides merged, numbers still with their sources: it loads to the same."""

    sources: dict[str, str]
    """The text of the file and of all it extends, by their names as seen from `root`."""

    warnings: list[Problem]
    root: Path
    """The scenario's own folder; `population.listed.file` is relative to it."""

    listed_file: Path | None = None
    """The real path of the listed population's file."""


def load(path: Path, overrides: Sequence[str] = ()) -> Loaded:
    """Return the scenario in a file, or raise `ScenarioError` with all that is wrong with it."""
    try:
        real = path.resolve()
        data = neighbours.read_ordinary(real, MOST_BYTES)
    except Refused as refused:
        raise ScenarioError([_no_file(path, str(refused))]) from None
    except (OSError, RuntimeError, ValueError):
        raise ScenarioError(
            [_no_file(path, "cannot be followed: is it a circle of links?")]
        ) from None
    family = Family(root=neighbours.root_above(real.parent), home=real.parent)
    tree = family.take(data, real, str(path), (real,))
    return _finished(tree, family, overrides)


def load_bytes(
    data: bytes, overrides: Sequence[str] = (), *, name: str = "scenario.yaml"
) -> Loaded:
    """Return the scenario in these bytes, which can name no other file, or raise as `load`."""
    family = Family(root=None, home=None)
    tree = family.take(data, None, name, ())
    return _finished(tree, family, overrides)


def _finished(tree: Node, family: Family, overrides: Sequence[str]) -> Loaded:
    problems = family.problems
    if family.unreadable:
        raise ScenarioError(problems)
    if not isinstance(tree, Fields):
        wrong = f"{found_in_words(tree)}; a scenario is a mapping of settings to values"
        raise ScenarioError([*problems, Problem.at(tree.place, "", wrong)])
    laid = overridden(tree, overrides, problems)
    tree = without_removals(laid if isinstance(laid, Fields) else tree, problems)
    tree, listed_file = _with_listed_file(nulls_spelled_out(tree), family, problems)
    whole = _validated(tree, problems)
    warnings: list[Problem] = []
    for finding in findings(whole) if whole is not None else ():
        spot = place_of(tree, finding.loc), readable(tree, finding.loc)
        (warnings if finding.is_warning else problems).append(Problem.at(*spot, finding.message))
    if problems or whole is None:
        raise ScenarioError(problems)
    return Loaded(
        whole.scenario,
        as_data(tree),
        family.sources,
        in_order(warnings),
        family.home or Path(),
        listed_file,
    )


def _validated(tree: Fields, problems: list[Problem]) -> Whole | None:
    """Return what is sound of a scenario; what is not is added to `problems`."""
    if tree.given(FILLED_IN) is not None:
        message = unknown_setting(FILLED_IN, [])
        problems.append(Problem.at(key_place(tree, (FILLED_IN,)), FILLED_IN, message))
    data = as_data(tree.without(FILLED_IN))
    plain, figures = (data, {}) if shape.is_figure_like(tree) else split_figures(data)
    try:
        scenario = Scenario.model_validate({**plain, FILLED_IN: figures})
    except ValidationError as error:
        found = complaints_of(error, tree)
        problems += [each.as_problem(tree) for each in found]
        if error.error_count() > MOST_ERRORS:
            more = f"{error.error_count() - MOST_ERRORS:,} more mistakes, which are not listed"
            problems.append(Problem.at(tree.place, "", more))
            return None
        return _read_on(without_strays(plain, strays_of(found)), tree, problems)
    return Whole(scenario, tree)


def _read_on(plain: dict[str, Any], tree: Fields, problems: list[Problem]) -> Whole | None:
    """Return what is sound once keys that mean nothing are left out, and add what they hid."""
    try:
        return Whole(Scenario.model_validate({**plain, FILLED_IN: {}}), tree)
    except ValidationError as error:
        problems += [each.as_problem(tree) for each in complaints_of(error, tree)]
        locs = [loc_of(details, tree) for details in error.errors(include_url=False)]
    sound, broken = without_broken(plain, locs)
    return None if sound is None else Whole(sound, tree, frozenset(broken))


def _with_listed_file(
    tree: Fields, family: Family, problems: list[Problem]
) -> tuple[Fields, Path | None]:
    """Return the tree with the listed file's name as seen from the scenario, and its real path."""
    loc = ("population", "listed", "file")
    leaf, real = descend(tree, loc)
    if real != loc or not isinstance(leaf, Leaf) or not isinstance(leaf.value, str):
        return tree, None
    if is_broken(leaf):
        return tree, None
    folder = family.folders.get(leaf.place.file, family.home)
    try:
        path = neighbours.neighbour(leaf.value, folder, family.root, LISTED_SUFFIXES)
        neighbours.refuse_unless_ordinary(path)
    except Refused as refused:
        path_said = readable(tree, loc)
        problems.append(Problem.at(leaf.place, path_said, f"{quoted(leaf.value)} {refused}"))
        return tree, None
    seen = Leaf(leaf.place, relative(path, family.home or path), leaf.text, leaf.quoted)
    return _replaced(tree, loc, seen), path


def _replaced(tree: Fields, loc: tuple[str, ...], leaf: Leaf) -> Fields:
    key, rest = loc[0], loc[1:]
    child = tree.entries[key]
    node = _replaced(child, rest, leaf) if rest and isinstance(child, Fields) else leaf
    return tree.with_entry(key, node, tree.key_places[key])


def _no_file(path: Path, why: str) -> Problem:
    beside: list[str] = []
    with suppress(OSError, ValueError):
        beside = [each.name for each in path.parent.iterdir() if each.suffix in SUFFIXES]
    near = nearest(path.name, sorted(beside)) if why == neighbours.NOT_THERE else None
    return Problem(
        str(path), 1, 1, "", f"the file {why}" + (f"; did you mean `{near}`?" if near else "")
    )
