"""A validator's complaints in plain words: what was found, what may stand there, what was meant.

Each spot of a file gets one complaint. Complaints that only follow from another (a key missing
because it was mistyped, a union's other branches) are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario import shape
from sim.scenario.figures import Figure
from sim.scenario.found import found_in_words
from sim.scenario.problems import Problem, hint, nearest, quoted
from sim.scenario.shape import Slot
from sim.scenario.surprises import near_number, near_truth
from sim.scenario.tree import (
    Fields,
    Items,
    Leaf,
    Loc,
    Node,
    descend,
    is_broken,
    key_place,
    place_of,
    readable,
)

MOST_ERRORS = 500
NUMBER_WANTED = re.compile(r"\b(number|ratio)\b")
NEAR = "did you mean"
LOOSE, FIRM = 0, 1
"""A type that does not fit may be a union's other branch; everything else is meant as said."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint at one spot; `missing` names what is not there."""

    loc: Loc
    message: str
    weight: int = FIRM
    missing: str | None = None
    unknown: str | None = None

    def as_problem(self, tree: Node) -> Problem:
        if self.missing is not None:
            path = readable(tree, (*self.loc, self.missing))
            place = place_of(tree, (*self.loc, self.missing))
            if descend(tree, (*self.loc, self.missing))[1] == self.loc and self.loc:
                place = descend(tree, self.loc)[0].place
            return Problem.at(place, path, self.message)
        place = key_place(tree, self.loc) if self.unknown else place_of(tree, self.loc)
        return Problem.at(place, readable(tree, self.loc), self.message)


def complaints_of(error: ValidationError, tree: Node) -> list[Complaint]:
    """Return what is wrong, one complaint a spot, without those that only follow from others."""
    translated = (_translated(each, tree) for each in error.errors(include_url=False)[:MOST_ERRORS])
    found = [each for each in translated if each is not None]
    deeper = {each.loc[:end] for each in found for end in range(len(each.loc))}
    deeper |= {each.loc for each in found if each.missing is not None}
    unknown = {(each.loc[:-1], each.unknown) for each in found if each.unknown}
    kept: dict[tuple[Loc, str | None], Complaint] = {}
    for each in sorted(found, key=lambda complaint: -complaint.weight):
        follows = (each.weight == LOOSE and each.loc in deeper) or (
            each.missing is not None and _was_mistyped(each, unknown)
        )
        if not follows and not is_broken(descend(tree, each.loc)[0]):
            kept.setdefault((each.loc, each.missing), each)
    return list(kept.values())


def strays_of(complaints: Iterable[Complaint]) -> list[Loc]:
    """Return where keys stand that mean nothing; one that is like a key that is known means that.

    Without the former all else of a section is as it was meant to be, and can be read on.
    """
    return [each.loc for each in complaints if each.unknown and NEAR not in each.message]


def loc_of(details: ErrorDetails, tree: Node) -> Loc:
    """Return the spot of the file, or of what is missing there, that a validator complains of."""
    loc = _loc_of_figure(details["loc"], tree)
    real = descend(tree, loc)[1]
    return real or (loc[:1] if details["type"] == "missing" else ())


def unknown_setting(name: str, names: Iterable[str]) -> str:
    """Say that there is no such key, and which was meant or may stand here."""
    return "unknown setting" + hint(name, list(names))


def _translated(details: ErrorDetails, tree: Node) -> Complaint | None:
    loc = _loc_of_figure(details["loc"], tree)
    node, real = descend(tree, loc)
    kind = details["type"]
    if is_broken(node) or (shape.is_figure_like(node) and is_broken(_value_of(node))):
        return None
    if kind == "missing":
        return _missing(str(loc[-1]), node, real, tree)
    if kind == "extra_forbidden" and real:
        name = str(real[-1])
        return Complaint(real, unknown_setting(name, _names_beside(tree, real)), unknown=name)
    if kind.startswith("union_tag") and isinstance(node, Fields):
        return _wrong_kind(node, real, tree)
    if loc[-1:] == ("[key]",):
        return _wrong_key(details, real, tree)
    return _wrong(details, node, real, tree)


def _value_of(figure: Node) -> Node | None:
    return figure.entries.get("value") if isinstance(figure, Fields) else None


def _wrong(details: ErrorDetails, node: Node, loc: Loc, tree: Node) -> Complaint:
    if details["type"] == "value_error" and not _is_time(tree, loc):
        return _refused(details, node, loc)
    if details["type"] in ("too_short", "too_long") and not isinstance(node, Leaf):
        return _wrong_length(details, loc)
    return _wrong_value(node, loc, tree)


def _missing(name: str, node: Node, loc: Loc, tree: Node) -> Complaint:
    if loc[-1:] == (name,) and isinstance(node, Leaf):
        loc = loc[:-1]
    slot = shape.slot_at(tree, (*loc, name))
    wanted = f"; allowed: {shape.in_words(slot)}" if slot is not None else ""
    return Complaint(loc, f"required, and not given{wanted}", missing=name)


def _wrong_kind(node: Fields, loc: Loc, tree: Node) -> Complaint:
    slot = shape.slot_at(tree, loc)
    models = shape.models(slot) if slot else []
    kinds = [str(kind) for model in models for kind in shape.kinds_of(model)]
    given = node.given("kind")
    stray = _stray_in_figure(node)
    if given is None and stray is not None:
        return stray_part(loc, stray)
    if given is None:
        message = f"required, and not given; allowed: {', '.join(kinds)}"
        return Complaint(loc, message, missing="kind")
    name = given.text if isinstance(given, Leaf) else ""
    message = f"{quoted(name)} is not a kind that may stand here{hint(name, kinds)}"
    return Complaint((*loc, "kind"), message)


def _refused(details: ErrorDetails, node: Node, loc: Loc) -> Complaint:
    message = _said(details)
    if isinstance(node, Leaf) and (not node.text or node.text not in message):
        message = f"{found_in_words(node)}; {message}"
    if isinstance(node, Leaf) and not node.quoted and node.text.count("(") > node.text.count(")"):
        message += "; between { and } a rule with a comma needs quotes"
    return Complaint(loc, message)


def _said(details: ErrorDetails) -> str:
    """Return what a check of the schema itself says."""
    return str(details.get("ctx", {}).get("error", details["msg"]))


def _wrong_length(details: ErrorDetails, loc: Loc) -> Complaint:
    said: Mapping[str, Any] = details.get("ctx", {})
    if "min_length" in said:
        has = f"has {said['actual_length']}" if said["actual_length"] else "is empty"
        return Complaint(loc, f"{has}; give at least {said['min_length']}", LOOSE)
    return Complaint(loc, f"too many; give at most {said['max_length']:,}", LOOSE)


def _wrong_key(details: ErrorDetails, loc: Loc, tree: Node) -> Complaint:
    name = str(loc[-1])
    if details["type"] == "value_error":
        return Complaint(loc, _said(details), unknown=name)
    names = _names_beside(tree, loc)
    if names:
        return Complaint(loc, f"{quoted(name)} is not known here{hint(name, names)}", unknown=name)
    return Complaint(loc, f"{quoted(name)} is not an id; {_id_words(name)}", unknown=name)


def _wrong_value(node: Node, loc: Loc, tree: Node) -> Complaint:
    slot = shape.slot_at(tree, loc)
    stray = _stray_in_figure(node)
    if stray is not None:
        return stray_part(loc, stray)
    if slot is None:
        return Complaint(loc, found_in_words(node), LOOSE)
    if isinstance(node, Fields) and shape.is_figure_like(node):
        node = node.entries["value"]
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return Complaint(loc, _wrong_text(node, node.value, slot), LOOSE)
    wanted = shape.in_words(slot)
    message = f"{found_in_words(node)}; allowed: {wanted}"
    if isinstance(node, Leaf) and node.value is not None and wanted.startswith("text"):
        message += "; put it in quotes to make it text"
    return Complaint(loc, message, LOOSE)


def _wrong_text(leaf: Leaf, text: str, slot: Slot) -> str:
    """Say why this text may not stand here, by what it was probably meant to be."""
    wanted = shape.in_words(slot)
    words = shape.options(slot)
    if words:
        return f"{quoted(text)} is not known here{hint(text, words)}"
    if "true or false" in wanted and near_truth(text):
        return f"{quoted(text)} {near_truth(text)}"
    if NUMBER_WANTED.search(wanted) and near_number(text) and not leaf.quoted:
        return f"{quoted(text)} {near_number(text)}"
    if wanted.startswith("a short name"):
        return f"{found_in_words(leaf)}; {_id_words(text)}"
    said = found_in_words(leaf)
    if near_truth(text) and not leaf.quoted:
        said += " (text in YAML 1.2)"
    meant = f"; did you mean `[{text}]`?" if wanted.startswith("a list") and text else ""
    return f"{said}; allowed: {wanted}{meant}"


def stray_part(loc: Loc, name: str) -> Complaint:
    """Say that a number with its source has a part that is not one of its parts."""
    names = list(Figure.model_fields)
    message = f"not a part of a number with its source{hint(name, names)}"
    return Complaint((*loc, name), message, unknown=name)


def _stray_in_figure(node: Node) -> str | None:
    """Return the first key that keeps a mapping with a `value` from being a figure."""
    if not isinstance(node, Fields) or "value" not in node.entries or "kind" in node.entries:
        return None
    return next((key for key in node.entries if key not in Figure.model_fields), None)


def _is_time(tree: Node, loc: Loc) -> bool:
    slot = shape.slot_at(tree, loc)
    return slot is not None and shape.in_words(slot).startswith("a date")


def _id_words(name: str) -> str:
    words = "allowed: a short name of a-z, 0-9, _ and -, starting with a letter"
    meant = re.sub(r"[^a-z0-9-]+", "_", name.casefold()).strip("_-").lstrip("0123456789_-")[:60]
    return f"{words}; did you mean `{meant}`?" if meant else words


def _names_beside(tree: Node, loc: Loc) -> list[str]:
    slot = shape.slot_at(tree, loc[:-1])
    return shape.names_in(slot, descend(tree, loc[:-1])[0]) if slot is not None else []


def _was_mistyped(complaint: Complaint, unknown: set[tuple[Loc, str]]) -> bool:
    return any(
        loc == complaint.loc and nearest(name, [str(complaint.missing)]) is not None
        for loc, name in unknown
    )


def _loc_of_figure(loc: Loc, tree: Node) -> Loc:
    """Return where a figure stands in the file: the schema keeps figures apart, by their paths."""
    if loc[:1] != ("figures",) or len(loc) == 1:
        return loc
    return (*(_parts_of(str(loc[1]), tree) or ()), *loc[2:])


def _parts_of(path: str, node: Node) -> Loc | None:
    """Return the way that a figure's path says; a key of the file may itself have dots in it."""
    if not path:
        return ()
    found = re.match(r"\[(\d+)\]", path)
    if found is not None:
        position = int(found[1])
        if not isinstance(node, Items) or position >= len(node.nodes):
            return None
        rest = _parts_of(path[found.end() :], node.nodes[position])
        return None if rest is None else (position, *rest)
    bare = path.removeprefix(".")
    for key, child in node.entries.items() if isinstance(node, Fields) else ():
        if bare == key or bare.startswith((f"{key}.", f"{key}[")):
            rest = _parts_of(bare[len(key) :], child)
            if rest is not None:
                return key, *rest
    return None
