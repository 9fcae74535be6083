"""What may be written as a rule: the text is held against an allow-list before anything reads it.

Two gates: first every character must belong to a number, a name or a known sign, in ASCII on one
line; then every node of the tree must be of a kind that rules are made of. Text that passes both
holds numbers, names and arithmetic and nothing else. Nothing here is ever executed.
"""

import ast
import keyword
import re
from typing import Final

LONGEST: Final = 500
DEEPEST: Final = 40
EXAMPLE: Final = "band >= high and days_left < 365"
SIGNS: Final = "+ - * / // % ** < <= > >= == != ( ) ,"

ONE: Final = frozenset({"abs", "sqrt", "log", "exp", "round"})
SOME: Final = frozenset({"min", "max"})
FUNCTIONS: Final = ONE | SOME

_TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.])"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|//|<=|>=|==|!=|[-+*/%<>(),])"
)
_WORDS = frozenset({"and", "or", "not", "in", "if", "else", "True", "False"})
_NOT_WORDS = frozenset(keyword.kwlist) - _WORDS
_MEANT = {
    "=": "to compare, write `==`",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or `!=` for unequal",
    "^": "a power is written `**`",
    "'": "names of bands and sentences stand without quotes",
    '"': "names of bands and sentences stand without quotes",
    "[": "write `in (low, medium)` with round brackets",
    "{": "write `in (low, medium)` with round brackets",
    "\n": "write the rule on one line, or fold it with `>-`",
    "#": "a comment stands outside the rule",
}

_NODES = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.FloorDiv, ast.Mod, ast.Pow, ast.UnaryOp, ast.Not, ast.USub, ast.IfExp, ast.Compare,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Call,
    ast.Constant, ast.Name, ast.Load, ast.Tuple,
)  # fmt: skip


def tree_of(text: str) -> ast.expr:
    """Return the tree of a rule, made of allowed nodes only, or say what is wrong with the text."""
    if len(text) > LONGEST:
        raise ValueError(f"the rule has {len(text)} characters; allowed: {LONGEST}")
    if not text.strip():
        raise ValueError(f"the rule is empty; write one such as `{EXAMPLE}`")
    line = text.rstrip()
    _spelt(line)
    try:
        # brackets let the text start with spaces, and turn columns from 0 into columns from 1
        tree = ast.parse(f"({line})", mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as unreadable:
        raise ValueError(_unreadable(unreadable, line)) from None
    _shaped(tree)
    return tree


def column(node: ast.AST) -> str:
    """Return where a node stands, for a complaint."""
    return f"at column {max(getattr(node, 'col_offset', 1), 1)}"


def refused(node: ast.AST, what: str, allowed: str) -> ValueError:
    """Return the complaint about a node: what it is, where it stands, what may stand there."""
    return ValueError(f"{what} {column(node)} is not allowed; {allowed}")


# -- the first gate: characters -------------------------------------------------------------------


def _spelt(line: str) -> None:
    """Refuse any character, word or bracket that no rule is written with."""
    at, open_at = 0, []
    while at < len(line):
        token = _TOKEN.match(line, at)
        if token is None:
            raise ValueError(_strange(line, at))
        word = token.group()
        if token.lastgroup == "name" and word in _NOT_WORDS:
            raise ValueError(
                f"`{word}` at column {at + 1} is not part of the language; "
                "allowed words: and, or, not, in, if, else"
            )
        if word == "(":
            open_at.append(at)
            if len(open_at) > DEEPEST:
                raise ValueError(f"brackets stand more than {DEEPEST} deep at column {at + 1}")
        if word == ")":
            if not open_at:
                raise ValueError(f"`)` at column {at + 1} closes nothing")
            open_at.pop()
        at = token.end()
    if open_at:
        raise ValueError(f"`(` at column {open_at[-1] + 1} is never closed")


def _strange(line: str, at: int) -> str:
    sign = line[at]
    if sign == "." and line[:at].rstrip()[-1:].isidentifier():
        return f"`.` at column {at + 1} is not part of the language; a fact has no parts"
    if sign.isascii() and (sign.isdigit() or sign == "."):
        return f"no number can be read at column {at + 1}; write one such as 12, 0.5 or 1e3"
    shown = f"`{sign}`" if sign.isprintable() else f"the character {sign!a}"
    meant = _MEANT.get(sign, f"allowed: names, numbers and {SIGNS}")
    return f"{shown} at column {at + 1} is not part of the language; {meant}"


def _unreadable(error: BaseException, line: str) -> str:
    offset = error.offset if isinstance(error, SyntaxError) else None
    at = min(max((offset or 2) - 1, 1), len(line) + 1)
    return f"the rule cannot be read at column {at}; write one such as `{EXAMPLE}`"


# -- the second gate: the tree --------------------------------------------------------------------


def _shaped(tree: ast.expr) -> None:
    """Refuse a tree with a node that no rule is made of, or one that is too deep."""
    level: list[ast.AST] = [tree]
    depth = 1
    while level:
        for node in level:
            _allowed(node)
            if depth > DEEPEST and isinstance(node, ast.expr):
                raise ValueError(
                    f"the rule is more than {DEEPEST} operations deep {column(node)}; "
                    "put brackets round parts of a long sum"
                )
        level = [child for node in level for child in _parts(node)]
        depth += 1


def _parts(node: ast.AST) -> list[ast.AST]:
    """Return what a node is made of; the name of a function and a set of values were checked."""
    if isinstance(node, ast.Call):
        return [*node.args]
    if isinstance(node, ast.Compare):
        return [node.left, *node.ops, *(_value(node, place) for place in range(len(node.ops)))]
    return list(ast.iter_child_nodes(node))


def _value(node: ast.Compare, place: int) -> ast.AST:
    """Return the right side of a comparison; of a set, its last value stands for all."""
    right = node.comparators[place]
    if isinstance(node.ops[place], ast.In | ast.NotIn):
        return members(right)[-1]
    return right


def _allowed(node: ast.AST) -> None:
    if not isinstance(node, _NODES) or isinstance(node, ast.Tuple):
        what = "a list of values" if isinstance(node, ast.Tuple) else "this"
        raise refused(node, what, f"write a rule such as `{EXAMPLE}`")
    if isinstance(node, ast.Constant) and type(node.value) not in (int, float, bool):
        raise refused(node, f"`{node.value!r}`", "write a number")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
        raise refused(node, "a leading `+`", "leave it out")
    if isinstance(node, ast.Call):
        _called(node)


def _called(node: ast.Call) -> None:
    known = ", ".join(sorted(FUNCTIONS))
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
        what = f"`{node.func.id}(...)`" if isinstance(node.func, ast.Name) else "this call"
        raise refused(node, what, f"the functions are {known}")
    if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
        raise refused(node, "a star", "write the values one after another")
    name, given = node.func.id, len(node.args)
    if name in ONE and given != 1:
        raise ValueError(f"`{name}` {column(node)} takes one value, not {given}")
    if name in SOME and given < 2:  # noqa: PLR2004 -- one value has no smallest
        raise ValueError(f"`{name}` {column(node)} takes two values or more, not {given}")


def members(node: ast.expr) -> list[ast.expr]:
    """Return the values of a set such as `(low, medium)`: plain names and numbers only."""
    values = node.elts if isinstance(node, ast.Tuple) else [node]
    for each in values:
        inner = each
        if isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.USub):
            inner = each.operand
        if not isinstance(inner, ast.Name | ast.Constant):
            raise refused(each, "this", "after `in` write values such as (low, medium)")
        _allowed(inner)
    if not values:
        raise refused(node, "an empty list", "after `in` write values such as (low, medium)")
    return values
