"""Bytes into a tree, by a small and safe part of YAML 1.2.

Built from the parser's stream of events, without recursion, so that no file can exhaust memory or
stack: limits on size, depth and number of values hold before anything is built. Refused are
aliases, anchors, tags, merge keys, duplicate keys, hidden characters, numbers that are not finite
and second documents. `true` and `false` are the only truths; `010` and `12:30:00` are text.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NoReturn

import yaml

from sim.scenario.problems import Place, Problem, quoted
from sim.scenario.surprises import syntax_words
from sim.scenario.tree import BROKEN, Fields, Items, Leaf, Loc, Node, readable

MOST_BYTES = 2_000_000
MOST_DEPTH = 40
MOST_VALUES = 200_000
LONGEST_VALUE = 100_000
MOST_DIGITS = 18
MOST_REMARKS = 50

NULL = re.compile(r"(?:~|null|Null|NULL)?")
TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
NOT_PLAIN = re.compile(r"[^\n\t -~]")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: its tree, unless it cannot be read at all, and what is wrong with it."""

    tree: Node | None
    problems: list[Problem]


class _Stop(Exception):
    """Raised to read no further in a file."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still being read."""

    place: Place
    is_list: bool
    nodes: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    refused: bool = False

    @property
    def part(self) -> str | int:
        return len(self.nodes) if self.is_list else self.key or ""

    def close(self) -> Node:
        if self.is_list:
            return Items(self.place, tuple(self.nodes))
        return Fields(self.place, self.entries, self.key_places)


@dataclass(slots=True)
class _Builder:
    """Builds the tree of one file, event by event."""

    file: str
    stack: list[_Frame] = field(default_factory=list)
    remarks: list[tuple[Place, Loc, str]] = field(default_factory=list)
    root: Node | None = None
    values: int = 0
    documents: int = 0

    def remark(self, place: Place, message: str) -> None:
        loc = tuple(frame.part for frame in self.stack)
        self.remarks.append((place, loc[:-1] if loc and loc[-1] == "" else loc, message))
        if len(self.remarks) >= MOST_REMARKS:
            raise _Stop

    def stop(self, place: Place, message: str) -> NoReturn:
        self.remark(place, message)
        raise _Stop

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(place, "a second document starts here; a file holds one scenario")
                if event.version not in (None, (1, 2)):
                    self.remark(place, "scenarios are YAML 1.2; take the %YAML line away")
            case yaml.AliasEvent():
                self.start_value(place)
                name = quoted(f"*{event.anchor}")
                self.remark(
                    place,
                    f"{name} is a YAML alias, and aliases are not allowed; "
                    "write the value out, or share it by `extends`; text needs quotes",
                )
                self.attach(Leaf(place, BROKEN), place)
            case yaml.ScalarEvent():
                self.start_value(place)
                self.refuse_marks(event, place)
                self.scalar(event, place)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.start_value(place)
                self.refuse_marks(event, place)
                self.open(event, place)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self.stack.pop()
                self.attach(frame.close(), frame.place)
            case _:
                pass

    def start_value(self, place: Place) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(place, f"more than {MOST_VALUES:,} values; put long lists in a CSV file")

    def refuse_marks(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            name = quoted(f"&{event.anchor}")
            self.remark(
                place, f"{name} is a YAML anchor, and anchors are not allowed; text needs quotes"
            )
        if event.tag is not None:
            tag = quoted(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.remark(place, f"{tag} is a YAML tag, and tags are not allowed; text needs quotes")

    def open(self, event: yaml.Event, place: Place) -> None:
        if self.stack and not self.stack[-1].is_list and self.stack[-1].key is None:
            self.stop(place, "a key must be plain text, not a list or a mapping")
        if len(self.stack) >= MOST_DEPTH:
            self.stop(place, f"nested more than {MOST_DEPTH} deep")
        self.stack.append(_Frame(place, isinstance(event, yaml.SequenceStartEvent)))

    def scalar(self, event: Any, place: Place) -> None:
        text: str = event.value
        if len(text) > LONGEST_VALUE:
            self.stop(place, f"a value of more than {LONGEST_VALUE:,} characters")
        plain = not event.style
        hidden = None if plain else next((mark for _, mark in hidden_characters(text)), None)
        if hidden is not None:
            self.remark(place, f"{name_of(hidden)} is hidden in this text")
        if self.stack and not self.stack[-1].is_list and self.stack[-1].key is None:
            self.take_key(text, place, plain=plain)
        elif plain and event.tag is None:
            value = self.plain_value(text, place)
            self.attach(Leaf(place, value, text), place)
        else:
            refused = hidden is not None or event.tag is not None
            self.attach(Leaf(place, BROKEN if refused else text, text, quoted=True), place)

    def take_key(self, text: str, place: Place, *, plain: bool) -> None:
        frame = self.stack[-1]
        frame.refused = True
        if text == "<<" and plain:
            self.remark(
                place, "merge keys (`<<`) are not allowed; write the values out, or use `extends`"
            )
        elif text in frame.entries:
            frame.key = text
            first = frame.key_places[text].line
            self.remark(place, f"given twice; first on line {first}")
        else:
            frame.refused = False
            frame.key_places[text] = place
        frame.key = text

    def attach(self, node: Node, place: Place) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.is_list:
            frame.nodes.append(node)
        elif frame.key is None:
            self.stop(place, "a key must be plain text")
        else:
            if not frame.refused:
                frame.entries[frame.key] = node
            frame.key = None

    def plain_value(self, text: str, place: Place) -> str | float | bool | None:
        if NULL.fullmatch(text):
            return None
        if TRUTH.fullmatch(text):
            return text.lower() == "true"
        if WHOLE.fullmatch(text) and len(text.lstrip("+-")) <= MOST_DIGITS:
            return int(text)
        value = float(text) if REAL.fullmatch(text) else None
        if WHOLE.fullmatch(text):
            self.remark(place, f"a number of more than {MOST_DIGITS} digits")
        elif value is not None and not math.isfinite(value):
            self.remark(place, f"{quoted(text)} is too large a number")
        elif NOT_FINITE.fullmatch(text):
            self.remark(place, f"{quoted(text)} is not a finite number")
        else:
            return text if value is None else value
        return BROKEN


def read_yaml(data: bytes, file: str) -> Reading:
    """Read a file's bytes; whatever they are, the answer is a tree, problems, or both."""
    if len(data) > MOST_BYTES:
        return _unreadable(
            Place(file, 1, 1), f"{len(data):,} bytes are too many; the limit is {MOST_BYTES:,}"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        return _unreadable(
            Place(file, before.count(b"\n") + 1, column),
            f"not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = [
        Problem.at(_place_in(text, position, file), "", f"{name_of(mark)} is not allowed")
        for position, mark in islice(hidden_characters(text), MOST_REMARKS)
    ]
    return Reading(None, hidden) if hidden else _parse(text, file)


def hidden_characters(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters that nobody can see: control, direction, zero width."""
    for found in NOT_PLAIN.finditer(text):
        if unicodedata.category(found[0]) in HIDDEN:
            yield found.start(), found[0]


def name_of(mark: str) -> str:
    """Return the words for a character that cannot be shown."""
    name = unicodedata.name(mark, "a control character").lower()
    return f"the invisible character U+{ord(mark):04X} ({name})"


def _parse(text: str, file: str) -> Reading:
    builder = _Builder(file)
    broken: list[Problem] = []
    stopped = True
    try:
        for event in yaml.parse(text, Loader=PARSER):
            builder.take(event)
        stopped = False
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        broken.append(_syntax_problem(error, text, file))
    except yaml.YAMLError as error:
        place = _place_in(text, getattr(error, "position", 0), file)
        broken.append(Problem.at(place, "", "this character is not allowed in YAML"))
    tree = builder.root
    if tree is None and not stopped:
        broken.append(Problem.at(Place(file, 1, 1), "", "the file is empty"))
    outline = tree or _outline(builder.stack, file)
    remarks = [
        Problem.at(place, readable(outline, loc), message)
        for place, loc, message in builder.remarks
    ]
    return Reading(None if stopped or broken else tree, remarks + broken)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    complaint = error.problem or error.context or "unknown"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem.at(Place(file, 1, 1), "", syntax_words(complaint, ""))
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    words = syntax_words(complaint, line[mark.column : mark.column + 1])
    start = error.context_mark
    if start is not None and start.line != mark.line and "not closed" in words:
        words += f" (opened on line {start.line + 1})"
    return Problem.at(Place(file, mark.line + 1, mark.column + 1), "", words)


def _outline(stack: list[_Frame], file: str) -> Node:
    """Return what had been read of a file that could not be read to its end."""
    inner: Node = Leaf(Place(file), None)
    for frame in reversed(stack):
        if frame.is_list:
            inner = Items(frame.place, (*frame.nodes, inner))
        else:
            inner = Fields(frame.place, {**frame.entries, frame.key or "": inner})
    return inner


def _place_in(text: str, position: int, file: str) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _unreadable(place: Place, message: str) -> Reading:
    return Reading(None, [Problem.at(place, "", message)])
