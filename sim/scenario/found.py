"""What stands at a spot of a scenario, in the words of an error message."""

import re
from collections.abc import Iterable

from sim.scenario.problems import quoted
from sim.scenario.tree import Fields, Items, Leaf, Node

MOST_KEYS = 4


def found_in_words(node: Node) -> str:
    """Say what stands here."""
    match node:
        case Leaf():
            return _leaf_in_words(node)
        case Fields(entries=entries):
            return f"got a mapping with {_names(entries)}" if entries else "got an empty mapping"
        case Items(nodes=nodes):
            return f"got a list of {len(nodes)}" if nodes else "got an empty list"


def _leaf_in_words(leaf: Leaf) -> str:
    if leaf.value is None:
        return "nothing is given"
    if isinstance(leaf.value, bool):
        return f"got {str(leaf.value).lower()}"
    if not isinstance(leaf.value, str):
        return f"got {leaf.text}"
    if leaf.quoted and _is_number(leaf.text):
        return f"got the number {leaf.text} in quotes, which make it text"
    return f"got {quoted(leaf.value)}" if leaf.value else "got empty text"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text) is not None


def _names(entries: Iterable[str]) -> str:
    names = list(entries)
    shown = ", ".join(quoted(name) for name in names[:MOST_KEYS])
    return shown + (", ..." if len(names) > MOST_KEYS else "")
