"""The names and the scale of each fact in a rule: what it may be compared with.

A comparison that can mean nothing is refused, for it would be read and would never hold.
"""

import ast
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sim.policies.syntax import column
from sim.words.bands import Band, Need, Sentence

BANDS: Final = {band.name.lower(): float(band) for band in Band}
SENTENCES: Final = {sentence.name.lower(): float(sentence) for sentence in Sentence}
CONSTANTS: Final[Mapping[str, float]] = {**BANDS, **SENTENCES, "true": 1.0, "false": 0.0}
NEED_SCORE: Final = "need_score"
VOCABULARY: Final[Mapping[str, tuple[str, ...]]] = {
    "band": tuple(BANDS),
    "need": tuple(need.name.lower() for need in Need),
    "sentence": tuple(SENTENCES),
}
"""The names that each of these facts may be compared with."""


def same_vocabulary(left: ast.expr, right: ast.expr) -> None:
    """Refuse to compare a band with the name of a sentence, and the like: it is never meant."""
    for asked, others in ((left, right), (right, left)):
        allowed = VOCABULARY.get(asked.id) if isinstance(asked, ast.Name) else None
        if allowed is None:
            continue
        for each in others.elts if isinstance(others, ast.Tuple) else [others]:
            if isinstance(each, ast.Name) and each.id in CONSTANTS and each.id not in allowed:
                raise ValueError(
                    f"`{each.id}` {column(each)} is no value of `{ast.unparse(asked)}`; "
                    f"allowed: {', '.join(allowed)}"
                )


def need_by_its_scale(left: ast.expr, op: ast.cmpop, right: ast.expr) -> None:
    """Refuse to compare a score of need with a level, and what lies off the scale of either."""
    for asked, others, beyond_1, beyond_0 in (
        (left, right, ast.Gt, ast.Lt),
        (right, left, ast.Lt, ast.Gt),
    ):
        name = asked.id if isinstance(asked, ast.Name) else ""
        for each in others.elts if isinstance(others, ast.Tuple) else [others]:
            if name == NEED_SCORE and isinstance(each, ast.Name) and each.id in (*BANDS, "need"):
                raise ValueError(
                    f"`need_score` lies from 0 to 1, and `{each.id}` {column(each)} is a level; "
                    "write `need` for `need_score`, or a number from 0 to 1"
                )
            if not isinstance(each, ast.Constant):
                continue
            number = finite(each, each.value)
            ends = (
                isinstance(op, beyond_1) and number == 1,
                isinstance(op, beyond_0) and not number,
            )
            if name == NEED_SCORE and (any(ends) or not 0 <= number <= 1):
                raise ValueError(
                    f"`need_score` lies from 0 to 1 and never beyond; {number:g} {column(each)} "
                    "says nothing of it"
                )
            if name == "need" and not number.is_integer():
                raise ValueError(
                    f"`need` is a level ({', '.join(VOCABULARY['need'])}), and {number:g} "
                    f"{column(each)} is none; the score from 0 to 1 is `need_score`"
                )


def finite(node: ast.expr, value: Any) -> float:
    """Return a number of a rule, or raise `ValueError` where it is too large."""
    try:
        number = float(value)
    except OverflowError:
        number = np.inf
    if not np.isfinite(number):
        raise ValueError(f"the number {column(node)} is too large; allowed: up to 1e308")
    return number
