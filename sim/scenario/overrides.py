"""Overrides from the command line: `--set path=value` lays one value over a scenario.

A path is written as messages write it: `sites[whatton].facilitators`, or with dots alone:
`programmes.horizon.group.maximum`. List items go by id, or by position from 0. The value is YAML
(`4`, `2027-01-01`, `[first_come, lottery]`, `{kind: exponential, mean: 30}`), replaces what was
there as a whole, and counts as not given if it is `null` or empty. What the schema knows may be
set although the file has not got it; what it does not know is refused with the nearest name.
"""

import re
from collections.abc import Sequence

from sim.scenario import shape
from sim.scenario.found import found_in_words
from sim.scenario.problems import Place, Problem, hint, quoted
from sim.scenario.shape import Slot
from sim.scenario.translation import unknown_setting
from sim.scenario.tree import Fields, Items, Leaf, Loc, Node, id_of, is_nothing, readable
from sim.scenario.yaml_reader import read_yaml

STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\[\]]+)\]")
LONGEST_SHOWN = 100


class _Refused(Exception):
    """A path that leads nowhere, and why; the second argument is how far it led."""


def overridden(tree: Node, overrides: Sequence[str], problems: list[Problem]) -> Node:
    """Return the tree with each `path=value` laid over it, in their order."""
    for text in overrides:
        tree = _with_override(tree, text, problems)
    return tree


def _with_override(tree: Node, text: str, problems: list[Problem]) -> Node:
    shown = "--set " + (text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "...")
    shown = "".join(mark if mark.isprintable() else "?" for mark in shown)
    place = Place(shown)
    path, equals, written = text.partition("=")
    parts = _parts(path.strip())
    if not equals or parts is None:
        problems.append(
            Problem.at(place, "", "write path=value, such as sites[whatton].facilitators=4")
        )
        return tree
    reading = read_yaml(written.strip().encode("utf-8", "surrogatepass") or b"null", shown)
    if reading.tree is None or reading.problems:
        problems += [Problem.at(place, path, each.message) for each in reading.problems]
        return tree
    try:
        return _laid(tree, shape.ROOT, parts, (), _placed(reading.tree, place))
    except _Refused as refused:
        message, loc = refused.args
        problems.append(Problem.at(place, readable(tree, loc), message))
        return tree


def _laid(node: Node | None, slot: Slot, parts: Loc, done: Loc, value: Node) -> Node:
    """Return `node` with `value` laid at the end of `parts`."""
    if not parts:
        return value
    part, rest = parts[0], parts[1:]
    if node is not None:
        node = shape.spelled_out(node, slot)
    if isinstance(node, Items):
        position = _position(node, part, slot, done)
        inner = shape.below(slot, position, node)
        item = node.nodes[position]
        if inner is None:
            raise _Refused("the schema has nothing here", done)
        return node.with_item(position, _laid(item, inner, rest, (*done, part), value))
    if node is not None and not isinstance(node, Fields) and not is_nothing(node):
        raise _Refused(f"{found_in_words(node)}, which has no parts; set it as a whole", done)
    if shape.has_ids(slot):
        raise _Refused("the list is not given in the file; set it as a whole", done)
    if not done and part in shape.OWN_KEYS:
        raise _Refused("can only be said in a file", (part,))
    inner = shape.below(slot, part, node)
    if inner is None or isinstance(part, int):
        raise _Refused(unknown_setting(str(part), shape.names_in(slot, node)), (*done, part))
    fields = node if isinstance(node, Fields) else Fields(value.place)
    laid = _laid(fields.entries.get(part), inner, rest, (*done, part), value)
    return fields.with_entry(part, laid, value.place)


def _position(node: Items, part: str | int, slot: Slot, done: Loc) -> int:
    ids = [id_of(item) for item in node.nodes] if shape.has_ids(slot) else []
    if part in ids:
        return ids.index(str(part))
    if isinstance(part, int) and part < len(node.nodes):
        return part
    known = [name for name in ids if name is not None]
    what = f"there is no {quoted(str(part))}"
    raise _Refused(what + (hint(str(part), known) or f" in a list of {len(node.nodes)}"), done)


def _parts(path: str) -> Loc | None:
    parts: list[str | int] = []
    end = 0
    while end < len(path):
        found = STEP.match(path, end)
        if found is None:
            return None
        name = (found[1] or found[2]).strip()
        parts.append(int(name) if re.fullmatch(r"[0-9]{1,6}", name) else name)
        end = found.end()
    return tuple(parts) or None


def _placed(node: Node, place: Place) -> Node:
    """Return the value of an override with the override as its place: it has no lines."""
    match node:
        case Leaf():
            return Leaf(place, node.value, node.text, node.quoted)
        case Items():
            return Items(place, tuple(_placed(child, place) for child in node.nodes))
        case Fields():
            entries = {key: _placed(child, place) for key, child in node.entries.items()}
            return Fields(place, entries, dict.fromkeys(entries, place))
