"""The scenarios that come with placesim, each with its title, its question and what it covers.

Read as YAML alone: nothing is checked and nothing heavy imported, so the list is there at once. A
shipped scenario may be given by its name wherever a file is asked for; a file goes before a name.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from sim.commands import Asked, shipped
from sim.scenario.extending import EXTENDS, SUFFIXES
from sim.scenario.neighbours import Refused, read_ordinary
from sim.scenario.tree import Fields, Items, Leaf
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml
from sim.words.systems import SYSTEMS, systems_in_words

FIRST = ("quickstart", "region", "national", "national-2012")
PARTS = ("data", "evidence", "calibration")
"""Folders of parts that scenarios extend, which are none themselves."""
HEADINGS: Final = {
    "": "To begin with, and England and Wales",
    "questions": "Questions, each with what was found: placesim answer NAME",
    "pathway": "One part of the way through the system each",
    "provision": "One part of provision each",
    "import": "A waiting list from an extract",
    "textbook": "Queues with a known answer",
}
"""Folders of the library, in the order in which they are listed."""
BRIEFLY = ("pathway", "provision", "import", "textbook")
"""Folders of which the whole list gives titles alone."""
WIDEST = 96
ASKING = ("changes", "finding")
"""Sections that only `answer` runs."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A shipped scenario."""

    name: str
    title: str
    question: str
    covers: tuple[int, ...]
    path: str

    @property
    def short(self) -> str:
        """The name that commands take."""
        return self.name.removesuffix(".yaml")

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]

    def mentions(self, words: str) -> bool:
        """Tell whether all these words are said of it, somewhere."""
        said = f"{self.name} {self.title} {self.question} {systems_in_words(self.covers)}".lower()
        return all(word in said for word in words.lower().split())

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"covers": list(self.covers)}


def on_the_shelf(words: str = "") -> list[Shelved]:
    """Return the shipped scenarios of which these words are said, those to begin with first."""
    folder = _library()
    paths = [
        path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] not in PARTS
    ]
    found = (_shelved(path, folder) for path in sorted(paths))
    return sorted((each for each in found if each and each.mentions(words)), key=_place)


def by_name(path: Path) -> Path:
    """Return the file at this path or, if there is none, the shipped scenario of this name."""
    if path.exists() or path.is_absolute() or ".." in path.parts:
        return path
    for name in (path, path.with_name(f"{path.name}{SUFFIXES[0]}")):
        on_shelf = _library() / name
        if on_shelf.suffix in SUFFIXES and on_shelf.is_file():
            return on_shelf
    return path


def shelf_lines(found: list[Shelved], words: str = "") -> list[str]:
    """Return the list in words, under headings; those that were asked for by words in full."""
    if not found:
        raise Asked(f"no shipped scenario says {words!r}; `placesim list` names them all")
    lines: list[str] = []
    for folder, heading in HEADINGS.items():
        here = [each for each in found if each.folder == folder]
        if not here:
            continue
        lines += [*([""] if lines else []), heading]
        if folder in BRIEFLY and not words:
            width = max(len(each.short) for each in here)
            lines += [f"  {each.short:<{width}}  {each.title}" for each in here]
        else:
            lines += [line for each in here for line in _in_full(each)]
    return [*lines, "", *_what_next(found, words)]


def _library() -> Path:
    return shipped("quickstart.yaml").parent


def _in_full(each: Shelved) -> list[str]:
    lines = [f"  {each.short}"]
    for text in dict.fromkeys((each.title, each.question)):
        lines += _filled(text)
    if each.covers:
        lines += _filled(f"covers: {systems_in_words(each.covers)}")
    return lines


def _filled(text: str) -> list[str]:
    indent = " " * 6
    whole = fill(" ".join(text.split()), WIDEST, initial_indent=indent, subsequent_indent=indent)
    return whole.splitlines()


def _what_next(found: list[Shelved], words: str) -> list[str]:
    if words:
        return [f"{len(found)} of the scenarios in {_library()} say {words!r}"]
    return [
        f"{len(found)} scenarios, in {_library()}",
        "One may be given by its name: `placesim compare quickstart`.",
        "`placesim list circles` gives those that say circles, in full.",
        "`placesim new mine --from quickstart` copies one for you to change.",
    ]


def _place(each: Shelved) -> tuple[int, int, str]:
    folders = list(HEADINGS)
    folder = folders.index(each.folder) if each.folder in folders else len(folders)
    return folder, FIRST.index(each.short) if each.short in FIRST else len(FIRST), each.name


def _shelved(path: Path, folder: Path) -> Shelved | None:
    """Return what a file says of itself; a file without a title of its own is a part of others."""
    said = _said(path)
    if "title" not in said:
        return None
    question = next(iter(said.get("question", ())), "") or next(_inherited(path, said), "")
    covers = tuple(int(each) for each in said.get("covers", ()) if _is_system(each))
    name = path.relative_to(folder).as_posix()
    return Shelved(name, said["title"][0], question, covers, str(path))


def asks(path: Path) -> bool:
    """Tell whether a file claims what was found, or changes settings to find it: `answer` it."""
    tree = _tree(path)
    return tree is not None and any(name in tree.entries for name in ASKING)


def _is_system(text: str) -> bool:
    return text.isdecimal() and int(text) in SYSTEMS


def _inherited(path: Path, said: dict[str, list[str]]) -> Iterator[str]:
    """Yield the question of the file that this one extends, if it has none of its own."""
    for name in reversed(said.get(EXTENDS, [])):
        yield from _said(path.parent / name).get("question", [])


def _said(path: Path) -> dict[str, list[str]]:
    """Return the title, question, covers and files extended, as far as a file says them."""
    tree = _tree(path)
    if tree is None or "placesim_mapping" in tree.entries:
        return {}
    said: dict[str, list[str]] = {}
    for name in ("title", "question", "covers", EXTENDS):
        node = tree.given(name)
        nodes = node.nodes if isinstance(node, Items) else (node,)
        texts = [each.text for each in nodes if isinstance(each, Leaf)]
        if texts:
            said[name] = texts
    return said


def _tree(path: Path) -> Fields | None:
    """Return what stands in a YAML file, or nothing where it cannot be read as one."""
    try:
        tree = read_yaml(read_ordinary(path.resolve(), MOST_BYTES), path.name).tree
    except Refused:
        return None
    return tree if isinstance(tree, Fields) else None
