"""The expression language of scenario files: a rule over declared facts, never Python's `eval`.

A rule is read once (`parsed`) and turned into functions over columns; it can name the facts it was
given and nothing else, holds no loop, and its answer is never NaN. All numbers are floats, and
what is true is 1.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.policies import arithmetic
from sim.policies.arithmetic import Value
from sim.policies.facts import (
    ANY_NEED,
    CANDIDATE_FACTS,
    LASTING_FACTS,
    LIST_FACTS,
    NEEDS,
    facts_of,
)
from sim.policies.syntax import FUNCTIONS, column, members, tree_of
from sim.policies.vocabulary import CONSTANTS, finite, need_by_its_scale, same_vocabulary

__all__ = [
    "CANDIDATE_FACTS",
    "LASTING_FACTS",
    "LIST_FACTS",
    "Expression",
    "facts_of",
    "parsed",
]

Known = Mapping[str, Value]
Step = Callable[[Known], Value]
"""A part of a rule: the facts in, a column (or one number) out."""

BINARY: Final[Mapping[type[ast.operator], Callable[[Value, Value], Value]]] = {
    ast.Add: arithmetic.plus,
    ast.Sub: arithmetic.minus,
    ast.Mult: arithmetic.times,
    ast.Div: arithmetic.divided,
    ast.FloorDiv: arithmetic.whole_part,
    ast.Mod: arithmetic.remainder,
    ast.Pow: arithmetic.power,
}
COMPARED: Final[Mapping[type[ast.cmpop], Callable[[Value, Value], Value]]] = {
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}
CALLED: Final[Mapping[str, Callable[..., Value]]] = {
    "abs": np.abs,
    "sqrt": arithmetic.root,
    "log": arithmetic.logarithm,
    "exp": np.exp,
    "round": np.rint,
    "min": np.minimum,
    "max": np.maximum,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule that has been read: what it is worth for each of some people (or lists)."""

    text: str
    names: frozenset[str]
    """The facts that it asks for."""
    _number: Step = field(repr=False, compare=False)

    @property
    def uses_clock(self) -> bool:
        """Whether its worth may change while a man waits."""
        return any(name not in LASTING_FACTS and not name.startswith(NEEDS) for name in self.names)

    def of(self, facts: Mapping[str, Any], rows: int | None = None) -> NDArray[np.float64]:
        """Return what the rule is worth in each row; `rows` counts them where no fact does."""
        with np.errstate(all="ignore"):
            value = self._number({name: _column(facts, name) for name in self.names})
        if not np.ndim(value):
            return np.full(_rows(facts) if rows is None else rows, value, np.float64)
        return np.array(value, np.float64)

    def holds(self, facts: Mapping[str, Any], rows: int | None = None) -> NDArray[np.bool_]:
        """Return in which rows the rule is true, that is, not 0."""
        true: NDArray[np.bool_] = self.of(facts, rows) != 0
        return true


@lru_cache(maxsize=4096)
def parsed(text: str, facts: frozenset[str]) -> Expression:
    """Read a rule over these facts, or raise `ValueError` with what is wrong, where, and the cure.

    >>> rule = parsed("band >= high and waited_years > 2", CANDIDATE_FACTS)
    >>> rule.holds({"band": [1, 2, 3], "waited_years": [5, 3, 1]}).tolist()
    [False, True, False]
    """
    tree = tree_of(text)
    reader = _Reader(facts)
    number = reader.number(tree)
    return Expression(text.strip(), frozenset(reader.names), number)


class _Reader:
    """Turns a tree into functions; a truth stays a truth until a number is wanted of it."""

    def __init__(self, facts: frozenset[str]) -> None:
        self.facts = facts
        self.names: set[str] = set()

    def number(self, node: ast.expr) -> Step:  # noqa: PLR0911 -- a return a kind of node
        match node:
            case ast.Constant(value=value):
                return _constant(finite(node, value))
            case ast.Name():
                return self._named(node)
            case ast.BinOp(left=left, op=op, right=right):
                return _joined(BINARY[type(op)], self.number(left), self.number(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _applied(np.negative, self.number(operand))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return _chosen(self.truth(test), self.number(body), self.number(orelse))
            case ast.Call(func=ast.Name(id=name), args=args):
                return _called(CALLED[name], [self.number(each) for each in args])
            case _:
                return _applied(_as_number, self.truth(node))

    def truth(self, node: ast.expr) -> Step:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return _all([self.truth(each) for each in values])
            case ast.BoolOp(values=values):
                return _any([self.truth(each) for each in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _applied(np.logical_not, self.truth(operand))
            case ast.Compare():
                return self._compared(node)
            case _:
                return _applied(_as_truth, self.number(node))

    def _named(self, node: ast.Name) -> Step:
        name = node.id
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        any_need = ANY_NEED in self.facts and name.startswith(NEEDS) and name != NEEDS
        if name == ANY_NEED or not (any_need or name in self.facts):
            raise ValueError(_unknown(node, self.facts))
        self.names.add(name)
        return lambda known: known[name]

    def _compared(self, node: ast.Compare) -> Step:
        """Compare neighbours, as in `1 < waited_years <= 3`: all of it must hold."""
        checks = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(left, ast.Tuple | ast.List | ast.Set):
                raise ValueError(  # noqa: TRY004 -- what a rule may not say is a ValueError
                    f"a list of values {column(left)} cannot be compared with what follows it; "
                    "end the comparison with it, and join two by `and`"
                )
            same_vocabulary(left, right)
            need_by_its_scale(left, op, right)
            checks.append(self._pair(left, op, right))
            left = right
        return _all(checks)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Step:
        if isinstance(op, ast.In | ast.NotIn):
            return self._among(left, members(right), wanted=isinstance(op, ast.In))
        return _joined(COMPARED[type(op)], self.number(left), self.number(right))

    def _among(self, left: ast.expr, values: list[ast.expr], *, wanted: bool) -> Step:
        asked, before = self.number(left), set(self.names)
        steps = [self.number(each) for each in values]
        if self.names != before:
            raise ValueError(
                f"after `in` {column(values[0])} only names of bands or sentences and numbers "
                "may stand; write such as (low, medium)"
            )
        found = _any([_joined(np.equal, asked, each) for each in steps])
        return found if wanted else _applied(np.logical_not, found)


# -- complaints -----------------------------------------------------------------------------------


def _unknown(node: ast.Name, facts: frozenset[str]) -> str:
    """Return the complaint about a name that is no fact here."""
    name, where = node.id, column(node)
    if name in FUNCTIONS:
        return f"`{name}` {where} is a function; write it with its values, as in `{name}(...)`"
    shown = ", ".join(sorted(facts))
    if name in CANDIDATE_FACTS and facts == LASTING_FACTS:
        return (
            f"`{name}` {where} changes while a man waits and may not be used here; allowed: {shown}"
        )
    if name in LIST_FACTS:
        return f"`{name}` {where} is a fact about a list, not about a candidate; allowed: {shown}"
    if name in CANDIDATE_FACTS and not name.startswith(NEEDS):
        return f"`{name}` {where} is a fact about a candidate, not about a list; allowed: {shown}"
    near = get_close_matches(name.lower(), sorted(facts | CONSTANTS.keys() | FUNCTIONS), n=1)
    cure = f"did you mean `{near[0]}`?" if near else f"allowed: {shown}"
    return f"`{name}` {where} is not a fact; {cure}"


# -- steps ----------------------------------------------------------------------------------------


def _constant(value: float) -> Step:
    number = np.float64(value)
    return lambda _: number


def _joined(do: Callable[[Value, Value], Value], left: Step, right: Step) -> Step:
    return lambda known: do(left(known), right(known))


def _applied(do: Callable[[Value], Value], inner: Step) -> Step:
    return lambda known: do(inner(known))


def _called(do: Callable[..., Value], inner: list[Step]) -> Step:
    if len(inner) == 1:
        return _applied(do, inner[0])
    return lambda known: reduce(do, (each(known) for each in inner))


def _chosen(test: Step, then: Step, otherwise: Step) -> Step:
    return lambda known: np.where(test(known), then(known), otherwise(known))


def _all(parts: list[Step]) -> Step:
    return parts[0] if len(parts) == 1 else _folded(operator.and_, parts)


def _any(parts: list[Step]) -> Step:
    return parts[0] if len(parts) == 1 else _folded(operator.or_, parts)


def _folded(do: Callable[[Value, Value], Value], parts: list[Step]) -> Step:
    return lambda known: reduce(do, (each(known) for each in parts))


def _as_number(truth: Value) -> Value:
    return truth.astype(np.float64)


def _as_truth(number: Value) -> Value:
    return number != 0


# -- facts ----------------------------------------------------------------------------------------


def _column(facts: Mapping[str, Any], name: str) -> Value:
    """Return a fact as floats; a fact that nobody knows of a man counts as 0."""
    try:
        found = facts[name]
    except KeyError:
        if not name.startswith(NEEDS):
            raise
        found = _need(facts, name)
    return arithmetic.settled(np.asarray(found, np.float64))


def _need(facts: Mapping[str, Any], name: str) -> Value:
    """Return a need whose name has a hyphen for an underscore; nobody has one that is not known."""
    for each in _needs(facts):
        if each.replace("-", "_") == name:
            return facts[each]
    return 0.0


def _needs(facts: Iterable[str]) -> Iterable[str]:
    return (each for each in facts if each.startswith(NEEDS))


def _rows(facts: Mapping[str, Any]) -> int:
    """Return how many rows the facts have, for a rule that asks for none of them."""
    rows = getattr(facts, "rows", None)
    if rows is not None:
        return int(rows)
    return max((len(each) for each in facts.values() if np.ndim(each)), default=1)
