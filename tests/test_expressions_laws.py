"""Laws of the expression language, over drawn texts and drawn rules."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies.expressions import parsed
from sim.policies.syntax import LONGEST

ABC = frozenset({"a", "b", "c"})
INF = math.inf

PIECES = [
    *["a", "b", "c", "0", "1", "2.5", "+", "-", "*", "/", "//", "**", "%", "(", ")", ","],
    *[" ", "<", "==", "and", "or", "not ", "in", "if", "else", "min(", "abs(", "high", ".", "="],
    *["[", "'", "lambda", ":", "__class__", "\n", "\x00", "é", "#", "1e9", "yield", "for"],
]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        rule = parsed(text, ABC)
    except ValueError as refused:
        assert type(refused) is ValueError  # noqa: PT017 -- no kind of it but the plain one
    else:
        value = rule.of({"a": np.array([0.0, -2.0, INF]), "b": 1.0, "c": -0.5}, rows=3)
        assert value.shape == (3,)
        assert not np.isnan(value).any()


Row = dict[str, float]
Tree = tuple[str, Callable[[Row], float]]
"""A rule as text, and what it is worth in one row in plain Python."""


def _quotient(left: float, right: float) -> float:
    if right == 0:
        return 0.0 if left == 0 else math.copysign(INF, left)
    return left / right


def _rounded_down(left: float, right: float) -> float:
    return _quotient(left, right) if right == 0 or math.isinf(left) else left // right


def _rest(left: float, right: float) -> float:
    return 0.0 if right == 0 or math.isinf(left) else left % right


PAIRS: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "//": _rounded_down,
    "%": _rest,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "and": lambda left, right: left != 0 and right != 0,
    "or": lambda left, right: left != 0 or right != 0,
}
SINGLE: dict[str, Callable[[float], float]] = {
    "-": lambda value: -value,
    "not ": lambda value: value == 0,
    "abs": abs,
    "sqrt": lambda value: math.sqrt(value) if value >= 0 else 0.0,
    "round": lambda value: value if math.isinf(value) else float(round(value)),
}


def _answer(value: float) -> float:
    return 0.0 if math.isnan(value) else float(value)


def _pair(left: Tree, sign: str, right: Tree) -> Tree:
    do = PAIRS[sign]
    text = f"({left[0]}) {sign} ({right[0]})"
    return text, lambda row: _answer(do(left[1](row), right[1](row)))


def _single(sign: str, inner: Tree) -> Tree:
    return f"{sign}({inner[0]})", lambda row: _answer(SINGLE[sign](inner[1](row)))


def _choice(then: Tree, test: Tree, other: Tree) -> Tree:
    text = f"({then[0]}) if ({test[0]}) else ({other[0]})"
    return text, lambda row: then[1](row) if test[1](row) != 0 else other[1](row)


def _extreme(name: str, parts: list[Tree]) -> Tree:
    do: Any = {"min": min, "max": max}[name]
    text = f"{name}({', '.join(part[0] for part in parts)})"
    return text, lambda row: float(do(part[1](row) for part in parts))


def _among(inner: Tree, values: list[int], *, wanted: bool) -> Tree:
    text = f"({inner[0]}) {'in' if wanted else 'not in'} ({', '.join(map(str, values))},)"
    return text, lambda row: float((inner[1](row) in values) == wanted)


def _chain(parts: list[Tree]) -> Tree:
    def holds(row: Row) -> float:
        values = [part[1](row) for part in parts]
        return float(all(left < right for left, right in pairwise(values)))

    return " < ".join(f"({part[0]})" for part in parts), holds


def _leaf(name: str) -> Tree:
    return name, lambda row: row[name]


def _number(value: float) -> Tree:
    return repr(value), lambda _: value


def _grown(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    few = st.lists(trees, min_size=2, max_size=3)
    whole = st.lists(st.integers(-3, 3), min_size=1, max_size=3)
    return (
        st.builds(_pair, trees, st.sampled_from(sorted(PAIRS)), trees)
        | st.builds(_single, st.sampled_from(sorted(SINGLE)), trees)
        | st.builds(_choice, trees, trees, trees)
        | st.builds(_extreme, st.sampled_from(["min", "max"]), few)
        | st.builds(_among, trees, whole, wanted=st.booleans())
        | st.builds(_chain, few)
    )


LEAVES = st.sampled_from("abc").map(_leaf) | st.sampled_from([0.0, 1.0, 2.5, 1e300]).map(_number)
VALUES = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.25, 3.0, -7.5, 365.25, 1e308, -1e308, INF, -INF])
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys("abc", VALUES)), min_size=1, max_size=4)


@given(st.recursive(LEAVES, _grown, max_leaves=8), ROWS)
def test_a_rule_over_columns_is_worth_row_by_row_what_plain_arithmetic_says(
    tree: Tree, rows: list[Row]
) -> None:
    text, plain = tree
    if len(text) > LONGEST:
        return
    facts = {name: np.array([row[name] for row in rows]) for name in "abc"}
    found = parsed(text, ABC).of(facts, rows=len(rows)).tolist()
    assert found == [plain(row) for row in rows]


@given(VALUES, st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0]))
def test_powers_roots_and_logarithms_are_those_of_the_textbook(
    base: float, exponent: float
) -> None:
    def worth(text: str) -> float:
        return float(parsed(text, ABC).of({"a": base, "b": exponent})[0])

    def power() -> float:
        if base < 0 and exponent % 1:
            return 0.0  # a negative number has no root, however large it is
        try:
            return math.pow(base + 0.0, exponent)
        except ValueError:  # 0 ** -1
            return INF
        except OverflowError:
            return -INF if base < 0 and exponent % 2 == 1 else INF

    assert worth("a ** b") == pytest.approx(power(), rel=1e-12)
    logarithm = math.log(base) if base > 0 else -INF if base == 0 else 0.0
    assert worth("log(a)") == pytest.approx(logarithm, rel=1e-12)
    grown = INF if base > 700 else math.exp(base)
    assert worth("exp(a)") == pytest.approx(grown, rel=1e-12)
