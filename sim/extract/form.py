"""A part of a YAML file as a form that is read field by field, and complains of what is amiss."""

import re
from collections.abc import Iterator

from sim.scenario.found import found_in_words
from sim.scenario.problems import Place, Problem, hint, quoted
from sim.scenario.tree import Fields, Items, Leaf, Node, is_broken, is_nothing

ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")


class Form:
    """A mapping of the file as a form to be read field by field; complains of what is amiss."""

    def __init__(
        self, node: Node, path: str, problems: list[Problem], known: tuple[str, ...]
    ) -> None:
        self.path, self.problems = path, problems
        self.place = node.place
        self.fields = node if isinstance(node, Fields) else Fields(node.place)
        if not isinstance(node, Fields) and not is_nothing(node):
            self.complain(node.place, "", f"{found_in_words(node)}; allowed: settings with values")
        for name in self.fields.entries if known else ():
            if name not in known:
                place = self.fields.key_places[name]
                self.complain(place, name, "unknown setting" + hint(name, list(known)))

    def complain(self, place: Place, name: str, message: str) -> None:
        path = ".".join(filter(None, (self.path, name)))
        self.problems.append(Problem.at(place, path, message))

    def given(self, name: str) -> Node | None:
        node = self.fields.given(name)
        return None if is_broken(node) else node

    def named(self) -> Iterator[tuple[str, Node]]:
        for name, node in self.fields.entries.items():
            if not is_broken(node):
                yield name, node

    def text(self, name: str, allowed: str = "text") -> str | None:
        node = self.given(name)
        if node is None:
            return None
        if isinstance(node, Leaf) and node.text.strip():
            return node.text.strip()
        self.complain(node.place, name, f"{found_in_words(node)}; allowed: {allowed}")
        return None

    def one_of(self, name: str, words: tuple[str, ...]) -> str | None:
        said = self.text(name, ", ".join(words))
        if said is None or said in words:
            return said
        place = self.fields.entries[name].place
        self.complain(place, name, f"{quoted(said)} is not known here{hint(said, words)}")
        return None

    def id(self, name: str) -> str | None:
        said = self.text(name)
        if said is not None and not ID.fullmatch(said):
            allowed = "allowed: a short name of a-z, 0-9, _ and -, starting with a letter"
            place = self.fields.entries[name].place
            self.complain(place, name, f"{quoted(said)} is not the id of anything; {allowed}")
        return said

    def truth(self, name: str) -> bool:
        node = self.given(name)
        if node is None:
            return False
        if isinstance(node, Leaf) and isinstance(node.value, bool):
            return node.value
        self.complain(node.place, name, f"{found_in_words(node)}; allowed: true or false")
        return False

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list of one."""
        node = self.given(name)
        nodes = node.nodes if isinstance(node, Items) else () if node is None else (node,)
        for each in nodes:
            if not isinstance(each, Leaf):
                self.complain(each.place, name, f"{found_in_words(each)}; allowed: a list of texts")
        return tuple(each.text for each in nodes if isinstance(each, Leaf))
