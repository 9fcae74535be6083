"""The schema read as data: what may stand at any spot of a scenario, in words and names.

Error messages, overrides, merging and near-misses all ask here, so none of them can drift away
from the models.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.figures import KEYS, Figure
from sim.scenario.numbers import Allowed
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.scenario.tree import Fields, Items, Leaf, Loc, Node, child_of, id_of, is_nothing

MOST_SHOWN = 6
SIMPLE = {bool: "true or false", int: "a whole number", float: "a number"}
OWN_KEYS = ("extends",)
"""What the top of a file may say beside the schema."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A spot of the schema: a type, and what is said about it."""

    type: Any
    notes: tuple[Any, ...] = ()

    @property
    def allowed(self) -> str | None:
        """Return the words that the schema itself gives for what may stand here."""
        words = [note.words for note in self.notes if isinstance(note, Allowed)]
        return words[-1] if words else None


ROOT = Slot(Scenario)


def slot_of(annotation: Any, notes: tuple[Any, ...] = ()) -> Slot:
    """Return the slot of an annotation, with its notes set apart."""
    inner: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *said = get_args(annotation)
        inner = [*said, *inner]
    flat = [
        each
        for note in inner
        for each in (note.metadata if isinstance(note, FieldInfo) else [note])
    ]
    return Slot(annotation, (*flat, *notes))


def branches(slot: Slot) -> Iterator[Slot]:
    """Yield the types that a slot allows, unions taken apart and `None` left out."""
    if get_origin(slot.type) in (Union, UnionType):
        for each in get_args(slot.type):
            if each is not NoneType:
                yield from branches(slot_of(each, slot.notes))
    else:
        yield slot


def models(slot: Slot) -> list[type[BaseModel]]:
    return [
        each.type
        for each in branches(slot)
        if isinstance(each.type, type) and issubclass(each.type, BaseModel)
    ]


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the names that files use."""
    return {
        field.alias or name: field
        for name, field in model.model_fields.items()
        if not (model is Scenario and name == "figures")
    }


def fitting_models(slot: Slot, node: Node | None) -> list[type[BaseModel]]:
    """Return the models of a slot that fit the node's `kind`; all of them if none does."""
    candidates = models(slot)
    kind = node.entries.get("kind") if isinstance(node, Fields) else None
    if isinstance(kind, Leaf):
        fitting = [each for each in candidates if kind.value in kinds_of(each)]
        return fitting or candidates
    return candidates


def kinds_of(model: type[BaseModel]) -> tuple[Any, ...]:
    field = model.model_fields.get("kind")
    if field is None or get_origin(field.annotation) is not Literal:
        return ()
    return get_args(field.annotation)


def names_in(slot: Slot, node: Node | None) -> list[str]:
    """Return the keys that may stand in the mapping at this slot, where they are known."""
    names: list[str] = []
    if node is not None and is_figure_like(node):
        names += Figure.model_fields
    for model in fitting_models(slot, node):
        names += fields_of(model)
        names += OWN_KEYS if model is Scenario else ()
    for branch in branches(slot):
        if get_origin(branch.type) is dict:
            names += _literals(slot_of(get_args(branch.type)[0]))
    return list(dict.fromkeys(names))


def below(slot: Slot, part: str | int, node: Node | None) -> Slot | None:
    """Return the slot one step further in, or `None` where the schema has none."""
    if node is not None and is_figure_like(node) and part in Figure.model_fields:
        return _field_slot(Figure.model_fields[str(part)])
    for model in fitting_models(slot, node):
        if part in fields_of(model):
            return _field_slot(fields_of(model)[str(part)])
    for branch in branches(slot):
        arguments = get_args(branch.type)
        if get_origin(branch.type) is list and (isinstance(part, int) or has_ids(slot)):
            return slot_of(arguments[0])
        if get_origin(branch.type) is dict and isinstance(part, str):
            return slot_of(arguments[1])
    return None


def slot_at(tree: Node | None, loc: Loc) -> Slot | None:
    """Return the slot of the schema at `loc`, or `None` if the schema ends before."""
    slot: Slot | None = ROOT
    for part in loc:
        if slot is None:
            return None
        slot = below(slot, part, tree)
        found = child_of(tree, part) if tree is not None else None
        tree = found[1] if found else None
    return slot


def has_ids(slot: Slot) -> bool:
    """Tell whether this is a list whose items have ids, by which files are merged."""
    return any(
        "id" in model.model_fields
        for branch in branches(slot)
        if get_origin(branch.type) is list
        for model in models(slot_of(get_args(branch.type)[0]))
    )


def holds_ids(slot: Slot) -> bool:
    """Tell whether a list whose items have ids may stand at or below this slot."""
    return has_ids(slot) or any(_model_holds_ids(model) for model in models(slot))


@cache
def _model_holds_ids(model: type[BaseModel]) -> bool:
    return any(holds_ids(_field_slot(field)) for field in fields_of(model).values())


def is_figure_like(node: Node) -> bool:
    """Tell whether this mapping is a number with its pedigree."""
    return (
        isinstance(node, Fields)
        and "value" in node.entries
        and KEYS.issuperset(node.entries)
        and sum(not is_nothing(child) for child in node.entries.values()) > 1
    )


def in_words(slot: Slot) -> str:
    """Say what may stand here."""
    if slot.allowed is not None:
        return slot.allowed
    return " or ".join(dict.fromkeys(_branch_in_words(each) for each in branches(slot)))


def options(slot: Slot) -> list[str]:
    """Return the words that may stand here, where only certain words may."""
    return [word for branch in branches(slot) for word in _literals(branch)]


def known_ids(tree: Node, *loc: str) -> list[str]:
    """Return the ids of the items of a list in a tree, whatever else is wrong with them."""
    node: Node | None = tree
    for part in loc:
        found = child_of(node, part) if node is not None else None
        node = found[1] if found else None
    if not isinstance(node, Items):
        return []
    return [name for name in map(id_of, node.nodes) if name is not None]


def spelled_out(node: Node, slot: Slot | None) -> Node:
    """Return a policy named by its order alone as the mapping that this stands for."""
    is_name = isinstance(node, Leaf) and isinstance(node.value, str)
    if not is_name or slot is None or Policy not in models(slot):
        return node
    places = dict.fromkeys(("id", "order"), node.place)
    return Fields(node.place, dict.fromkeys(places, node), places)


def _field_slot(field: FieldInfo) -> Slot:
    return slot_of(field.annotation, tuple(field.metadata))


def _literals(slot: Slot) -> list[str]:
    return [str(each) for each in get_args(slot.type)] if get_origin(slot.type) is Literal else []


def _branch_in_words(slot: Slot) -> str:
    kind, arguments = get_origin(slot.type) or slot.type, get_args(slot.type)
    words = slot.allowed or SIMPLE.get(kind)
    if words is None and kind is Literal:
        words = ", ".join(map(str, arguments))
    elif words is None and kind is list:
        words = f"a list, each item of it {in_words(slot_of(arguments[0]))}"
    elif words is None and kind is dict:
        key, value = (in_words(slot_of(each)) for each in arguments)
        words = f"a mapping from {key} to {value}"
    elif words is None and isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = fields_of(kind)
        needed = [name for name, field in fields.items() if field.is_required()]
        shown = needed or list(fields)[:MOST_SHOWN]
        words = f"a mapping with {', '.join(f'`{name}`' for name in shown)}"
    return (words or "text") + (_bounds(slot) if slot.allowed is None else "")


def _bounds(slot: Slot) -> str:
    low = high = ""
    words = ""
    for note in slot.notes:
        match note:
            case Ge(ge=bound):
                low, words = f"{bound:,g}", f", {bound:,g} or more"
            case Gt(gt=bound):
                words = f" above {bound:,g}"
            case Le(le=bound):
                high = f"{bound:,.12g}"
            case Lt(lt=bound):
                words += f" and below {bound:,.12g}"
            case _:
                pass
    if low and high:
        return f" from {low} to {high}"
    return words + (f" and at most {high}" if high else "")
