"""A scenario as a tree in which every value knows the file, line and column it came from.

Trees are never changed in place: merging and overriding build new ones that share what stays, so
that an error in a value names the file that holds it, however many files were merged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.problems import Place

Loc = tuple[str | int, ...]
"""A way into a tree: keys of mappings, positions or ids of list items."""

BROKEN = "\0"
"""Stands where a value was refused already, so that nobody complains of it again."""

ID_TO_SHOW = re.compile(r"[^\[\]\s]{1,60}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value; `text` is how it was written, `quoted` whether between quotes."""

    place: Place
    value: str | float | bool | None
    text: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping. A key with nothing (`null`) behind it counts as not given."""

    place: Place
    entries: dict[str, "Node"] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)

    def given(self, key: str) -> "Node | None":
        node = self.entries.get(key)
        return None if is_nothing(node) else node

    def with_entry(self, key: str, node: "Node", place: Place) -> "Fields":
        return Fields(self.place, {**self.entries, key: node}, {**self.key_places, key: place})

    def without(self, key: str) -> "Fields":
        rest = {each: node for each, node in self.entries.items() if each != key}
        return Fields(self.place, rest, self.key_places)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    nodes: tuple["Node", ...] = ()

    def with_item(self, position: int, node: "Node") -> "Items":
        nodes = list(self.nodes)
        nodes[position] = node
        return Items(self.place, tuple(nodes))


Node = Leaf | Fields | Items


def is_nothing(node: Node | None) -> bool:
    """Tell whether no value is given here."""
    return node is None or (isinstance(node, Leaf) and node.value is None)


def is_broken(node: Node | None) -> bool:
    """Tell whether the value here was refused when it was read."""
    return isinstance(node, Leaf) and node.value == BROKEN


def id_of(node: Node) -> str | None:
    """Return the `id` of a list item; text that stands for an item is its own id."""
    if isinstance(node, Fields):
        node = node.entries.get("id", node)
    return node.value if isinstance(node, Leaf) and isinstance(node.value, str) else None


def as_data(node: Node) -> Any:
    """Return the plain value of a tree; keys with nothing behind them are left out."""
    match node:
        case Leaf():
            return node.value
        case Fields():
            return {
                key: as_data(child) for key, child in node.entries.items() if not is_nothing(child)
            }
        case Items():
            return [as_data(child) for child in node.nodes]


def child_of(node: Node, part: str | int) -> tuple[str | int, Node] | None:
    """Return the exact part and the node one step down, or `None` where there is no such step."""
    if isinstance(node, Fields) and isinstance(part, str) and part in node.entries:
        return part, node.entries[part]
    if isinstance(node, Items):
        if isinstance(part, int):
            return (part, node.nodes[part]) if part < len(node.nodes) else None
        for position, item in enumerate(node.nodes):
            if id_of(item) == part:
                return position, item
    return None


def descend(tree: Node, loc: Loc) -> tuple[Node, Loc]:
    """Follow `loc` as far as the tree goes; parts that it has not got are passed over.

    The parts passed over are what a validator puts between: the names of a union's branches.
    """
    node: Node = tree
    real: Loc = ()
    for part in loc:
        found = child_of(node, part)
        if found is not None:
            real, node = (*real, found[0]), found[1]
    return node, real


def place_of(tree: Node, loc: Loc) -> Place:
    """Return where the value at `loc` stands: a mapping or list under a key, at its key."""
    node, real = descend(tree, loc)
    if real and not isinstance(node, Leaf):
        return key_place(tree, real)
    return node.place


def key_place(tree: Node, loc: Loc) -> Place:
    """Return where the key of `loc` stands, or the value where there is no key."""
    node, real = descend(tree, loc)
    parent, _ = descend(tree, real[:-1])
    if real and isinstance(parent, Fields) and isinstance(real[-1], str):
        return parent.key_places.get(real[-1], node.place)
    return node.place


def readable(tree: Node, loc: Loc) -> str:
    """Return `loc` as people write it: `sites[whatton].facilitators`.

    >>> readable(Leaf(Place("a.yaml"), 1), ("results", "from"))
    'results.from'
    """
    node: Node | None = tree
    path = ""
    for part in loc:
        found = child_of(node, part) if node is not None else None
        node = found[1] if found else None
        if isinstance(part, int):
            name = id_of(node) if isinstance(node, Fields) else None
            shown = name if name is not None and ID_TO_SHOW.fullmatch(name) else str(part)
            path += f"[{shown}]"
        elif found is not None and isinstance(found[0], int):
            path += f"[{part}]"
        else:
            path += f".{_key(part)}" if path else _key(part)
    return path


def figures_in(node: Node, loc: Loc = ()) -> Iterator[tuple[Loc, Fields]]:
    """Yield every mapping of a tree that might be a number with its pedigree."""
    if isinstance(node, Fields):
        if "value" in node.entries:
            yield loc, node
        for key, child in node.entries.items():
            yield from figures_in(child, (*loc, key))
    elif isinstance(node, Items):
        for position, child in enumerate(node.nodes):
            yield from figures_in(child, (*loc, position))


def _key(part: str) -> str:
    return part if re.fullmatch(r"[\w-]{1,60}", part) else repr(part[:60])
