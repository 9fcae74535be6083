"""The scenarios that come with placesim, each with its title and its question.

Read as YAML alone: nothing is checked and nothing heavy imported, so the list is there at once.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from sim.commands import shipped
from sim.scenario.extending import EXTENDS
from sim.scenario.neighbours import Refused, read_ordinary
from sim.scenario.tree import Fields, Items, Leaf
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml

FIRST = ("quickstart.yaml", "national.yaml")
PARTS = ("data", "evidence")
"""Folders of parts that scenarios extend, which are none themselves."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A shipped scenario."""

    name: str
    title: str
    question: str
    path: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def on_the_shelf() -> list[Shelved]:
    """Return the shipped scenarios that have a title, the two to begin with first."""
    folder = shipped(FIRST[0]).parent
    paths = [
        path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] not in PARTS
    ]
    found = (_shelved(path, folder) for path in sorted(paths))
    return sorted(filter(None, found), key=_place)


def _place(each: Shelved) -> tuple[int, str, str]:
    first = FIRST.index(each.name) if each.name in FIRST else len(FIRST)
    folder, _, name = each.name.rpartition("/")
    return (first, folder, name)


def _shelved(path: Path, folder: Path) -> Shelved | None:
    """Return what a file says of itself; a file without a title of its own is a part of others."""
    said = _said(path)
    if "title" not in said:
        return None
    question = said.get("question") or next(_inherited(path, said), "")
    return Shelved(path.relative_to(folder).as_posix(), said["title"], question, str(path))


def _inherited(path: Path, said: dict[str, str]) -> Iterator[str]:
    """Yield the question of the file that this one extends, if it has none of its own."""
    for name in reversed(said.get(EXTENDS, "").split("\n")):
        if name:
            question = _said(path.parent / name).get("question")
            if question:
                yield question


def _said(path: Path) -> dict[str, str]:
    """Return the title, the question and the files extended, as far as a file says them."""
    try:
        tree = read_yaml(read_ordinary(path.resolve(), MOST_BYTES), path.name).tree
    except Refused:
        return {}
    if not isinstance(tree, Fields):
        return {}
    said: dict[str, str] = {}
    for name in ("title", "question", EXTENDS):
        node = tree.given(name)
        nodes = node.nodes if isinstance(node, Items) else (node,)
        texts = [each.text for each in nodes if isinstance(each, Leaf)]
        if texts:
            said[name] = "\n".join(texts)
    return said if "placesim_mapping" not in tree.entries else {}


def shelf_lines(found: list[Shelved]) -> list[str]:
    """Return the list in words: a name, and below it the title and the question."""
    lines: list[str] = []
    for each in found:
        lines += [each.name, f"    {each.title}"]
        if each.question and each.question != each.title:
            asked = " ".join(each.question.split())
            lines.append(fill(asked, 92, initial_indent="    ", subsequent_indent="    "))
    return [*lines, f"{len(found)} scenarios, in {shipped(FIRST[0]).parent}"]
