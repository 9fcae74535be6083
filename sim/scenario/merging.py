"""Merge one scenario over another: the one that extends over the one that is extended.

Mappings merge by key. Lists whose items have an `id` merge by it: items of the same id merge, new
ones are added at the end, and `{id: x, remove: true}` takes one away; text that stands for an item
(`policies: [first_come]`) is its own id. Everything else replaces: other lists, a number with its
source, a distribution. A key with nothing behind it (`null`) takes the key away.
"""

from collections.abc import Callable

from sim.scenario import shape
from sim.scenario.problems import Problem, hint, quoted
from sim.scenario.shape import Slot
from sim.scenario.tree import Fields, Items, Leaf, Loc, Node, id_of

REMOVE = "remove"


def merged(base: Node, over: Node, problems: list[Problem]) -> Node:
    """Return `over` laid over `base`; what cannot be laid over is added to `problems`."""
    return _merged(base, over, shape.ROOT, (), problems)


def without_removals(tree: Fields, problems: list[Problem]) -> Fields:
    """Return the tree without items that say `remove`: here they had nothing to remove."""

    def without(items: Items, slot: Slot, loc: Loc) -> Items:
        return _merged_items(Items(items.place), items, slot, loc, problems)

    return _lists_replaced(tree, shape.ROOT, (), without)


def without_twins(tree: Node, problems: list[Problem]) -> Node:
    """Return the tree of one file with each id once; a second item of an id is a problem."""
    if not isinstance(tree, Fields):
        return tree

    def without(items: Items, _: Slot, loc: Loc) -> Items:
        return _once_each(items, loc, problems)

    return _lists_replaced(tree, shape.ROOT, (), without)


def _merged(base: Node, over: Node, slot: Slot | None, loc: Loc, problems: list[Problem]) -> Node:
    if isinstance(base, Fields) and isinstance(over, Fields) and not _is_whole(base, over, slot):
        entries, places = dict(base.entries), {**base.key_places, **over.key_places}
        for key, node in over.entries.items():
            inner = shape.below(slot, key, over) if slot is not None else None
            if key in entries:
                node = _merged(entries[key], node, inner, (*loc, key), problems)  # noqa: PLW2901 -- the merged node takes its place
            entries[key] = node
        return Fields(over.place, entries, places)
    if isinstance(base, Items) and isinstance(over, Items) and slot and shape.has_ids(slot):
        return _merged_items(base, over, slot, loc, problems)
    return over


def _merged_items(base: Items, over: Items, slot: Slot, loc: Loc, problems: list[Problem]) -> Items:
    by_id: dict[str, Node] = {}
    nameless: list[Node] = []
    for node in base.nodes:
        name = id_of(node)
        if name is None:
            nameless.append(node)
        else:
            by_id.setdefault(name, node)
    for position, node in enumerate(over.nodes):
        name = id_of(node)
        if name is None:
            nameless.append(node)
        elif isinstance(node, Fields) and REMOVE in node.entries:
            refusal = _refusal(node, name, list(by_id))
            if refusal is None:
                del by_id[name]
            else:
                path = f"{_path(loc, name)}.{REMOVE}"
                problems.append(Problem.at(node.key_places[REMOVE], path, refusal))
        elif name in by_id:
            item = shape.below(slot, position, None)
            under, above = (shape.spelled_out(each, item) for each in (by_id[name], node))
            by_id[name] = _merged(under, above, item, (*loc, name), problems)
        else:
            by_id[name] = node
    return Items(over.place, (*by_id.values(), *nameless))


def _refusal(node: Fields, name: str, known: list[str]) -> str | None:
    said = node.entries[REMOVE]
    if not (isinstance(said, Leaf) and said.value is True):
        return "can only be true; leave it out to keep the item"
    if len(node.entries) > len(("id", REMOVE)):
        return "an item that is removed says its id and no more"
    if name not in known:
        return f"there is no {quoted(name)} to remove" + (hint(name, known) if known else "")
    return None


def _is_whole(base: Fields, over: Fields, slot: Slot | None) -> bool:
    """Tell whether one of these is a number with its source, or a distribution."""
    if shape.is_figure_like(base) or shape.is_figure_like(over):
        return True
    return slot is not None and len(shape.models(slot)) > 1 and "kind" in over.entries


def _lists_replaced(
    fields: Fields, slot: Slot, loc: Loc, change: Callable[[Items, Slot, Loc], Items]
) -> Fields:
    """Return a mapping in which every list whose items have ids is changed."""
    for key, node in fields.entries.items():
        inner = shape.below(slot, key, None) if shape.holds_ids(slot) else None
        if inner is None:
            continue
        if isinstance(node, Items) and shape.has_ids(inner):
            fields = fields.with_entry(
                key, change(node, inner, (*loc, key)), fields.key_places[key]
            )
        elif isinstance(node, Fields):
            changed = _lists_replaced(node, inner, (*loc, key), change)
            fields = fields.with_entry(key, changed, fields.key_places[key])
    return fields


def _once_each(items: Items, loc: Loc, problems: list[Problem]) -> Items:
    kept: list[Node] = []
    first: dict[str, Node] = {}
    for item in items.nodes:
        name = id_of(item)
        if name is None or name not in first:
            kept.append(item)
        else:
            message = f"this id is used twice; first on line {first[name].place.line}"
            problems.append(Problem.at(item.place, _path(loc, name), message))
        if name is not None:
            first.setdefault(name, item)
    return Items(items.place, tuple(kept))


def _path(loc: Loc, name: str) -> str:
    return f"{'.'.join(map(str, loc))}[{name}]"
