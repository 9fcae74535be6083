"""What differs between the settings of two runs: paths as `--set` takes them, with both values.

A number's range, source and standing change nothing that happens and are no difference; nor are
title, question (with what it covers, changes and claims), seed and the number of replications,
which are no settings of the world.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.scenario.figures import split_figures

NO_SETTINGS = frozenset(
    {"placesim", "title", "question", "seed", "replications", "covers", "changes", "finding"}
)
LONGEST_SHOWN = 60
NOT_GIVEN = "not given"
_ABSENT: Any = object()


class Change(NamedTuple):
    """A setting, as it is in the one run and in the other."""

    path: str
    run: str
    other: str


def changed(run: Mapping[str, Any], other: Mapping[str, Any]) -> list[Change]:
    """Return every setting in which two resolved scenarios differ, in the order of the file.

    >>> changed({"sites": [{"id": "hull", "posts": 2}]}, {"sites": [{"id": "hull", "posts": 3}]})
    [Change(path='sites[hull].posts', run='2', other='3')]
    """
    trees = [
        {key: each for key, each in split_figures(dict(tree))[0].items() if key not in NO_SETTINGS}
        for tree in (run, other)
    ]
    return list(_below(trees[0], trees[1], ""))


def _below(one: Any, two: Any, path: str) -> Iterator[Change]:
    if one is not _ABSENT and two is not _ABSENT and one == two:
        return
    if isinstance(one, dict) and isinstance(two, dict):
        for key in dict.fromkeys((*one, *two)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _below(one.get(key, _ABSENT), two.get(key, _ABSENT), inner)
        return
    ours, theirs = _by_id(one), _by_id(two)
    if ours is not None and theirs is not None:
        for name in dict.fromkeys((*ours, *theirs)):
            inner = f"{path}[{name}]"
            yield from _below(ours.get(name, _ABSENT), theirs.get(name, _ABSENT), inner)
        return
    yield Change(path, _shown(one), _shown(two))


def _by_id(node: Any) -> dict[str, Any] | None:
    """Return the items of a list by their ids; a name alone is an item of that id."""
    if not isinstance(node, list):
        return None
    items = [{"id": item} if isinstance(item, str) else item for item in node]
    if not all(isinstance(item, dict) and "id" in item for item in items):
        return None
    return {str(item["id"]): item for item in items}


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return NOT_GIVEN
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."
