"""A scenario and all that it extends, read and merged into one tree.

`extends: other.yaml`, or a list of such names, of which later ones are laid over earlier ones and
the file itself over them all. Files are named as `sim.scenario.neighbours` allows. A chain of more
than ten files, or one that comes back to itself, is refused with the whole chain.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario import neighbours
from sim.scenario.found import found_in_words
from sim.scenario.merging import merged, without_twins
from sim.scenario.neighbours import Refused
from sim.scenario.problems import Place, Problem, quoted
from sim.scenario.tree import Fields, Items, Leaf, Node, is_broken, is_nothing
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml

EXTENDS = "extends"
DEEPEST = 10
MOST_FILES = 100
SUFFIXES = (".yaml", ".yml")


@dataclass(slots=True)
class Family:
    """The files of one scenario, as they are read."""

    root: Path | None
    """Nothing outside it may be named; nothing at all if it is not known."""

    home: Path | None
    """The folder of the scenario itself, to which names of files are told."""

    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    readings: int = 0
    unreadable: bool = False

    def take(self, data: bytes, path: Path | None, shown: str, chain: tuple[Path, ...]) -> Node:
        """Return the tree of a file laid over all that it extends."""
        reading = read_yaml(data, shown)
        name = shown if path is None or self.home is None else relative(path, self.home)
        self.sources.setdefault(name, data.decode("utf-8", "replace"))
        self.problems += reading.problems
        if path is not None:
            self.folders[shown] = path.parent
        if reading.tree is None:
            self.unreadable = True
            return Fields(Place(shown, 1, 1))
        tree = without_twins(reading.tree, self.problems)
        if not isinstance(tree, Fields) or EXTENDS not in tree.entries:
            return tree
        base: Node = Fields(tree.place)
        for leaf in self.names_in(tree.entries[EXTENDS]):
            other = self.extended(leaf, path, shown, chain)
            base = merged(base, other, self.problems)
        return merged(base, tree.without(EXTENDS), self.problems)

    def names_in(self, node: Node) -> list[Leaf]:
        """Return the names of the files that are extended."""
        nodes = node.nodes if isinstance(node, Items) else (node,)
        names: list[Leaf] = []
        for each in nodes:
            if isinstance(each, Leaf) and isinstance(each.value, str):
                if not is_broken(each):
                    names.append(each)
            elif not is_nothing(node):
                message = (
                    f"{found_in_words(each)}; allowed: the name of a YAML file, or a list of them"
                )
                self.problems.append(Problem.at(each.place, EXTENDS, message))
        return names

    def extended(self, leaf: Leaf, path: Path | None, shown: str, chain: tuple[Path, ...]) -> Node:
        """Return the tree of a file that another one names, empty if it may not be read."""
        name = str(leaf.value)
        nothing = Fields(leaf.place)
        try:
            folder = None if path is None else path.parent
            other = neighbours.neighbour(name, folder, self.root, SUFFIXES)
            self.refuse_chain(chain, other)
            data = neighbours.read_ordinary(other, MOST_BYTES)
        except Refused as refused:
            self.unreadable = True
            self.problems.append(Problem.at(leaf.place, EXTENDS, f"{quoted(name)} {refused}"))
            return nothing
        beside = os.path.normpath(Path(shown).parent / name)
        return self.take(data, other, beside, (*chain, other))

    def refuse_chain(self, chain: tuple[Path, ...], other: Path) -> None:
        """Refuse a chain of files that is a circle, or too long."""
        names = " -> ".join(each.name for each in (*chain, other))
        if other in chain:
            raise Refused(f"closes a circle of files: {names}")
        if len(chain) > DEEPEST:
            raise Refused(f"makes the chain longer than {DEEPEST} files: {names}")
        self.readings += 1
        if self.readings > MOST_FILES:
            raise Refused(f"is one file too many; at most {MOST_FILES} may be extended")


def relative(path: Path, home: Path) -> str:
    """Return a path as seen from `home`, with `/` between folders."""
    return Path(os.path.relpath(path, home)).as_posix()
