"""Arithmetic in which every sum has an answer: on columns and on numbers, never NaN.

What has no answer (0 / 0, infinity less infinity, the root of a negative number) is 0; a number
divided by 0 is infinite, with the sign of the number. Numpy's complaints are for the caller to
silence, once for a whole expression.
"""

from typing import Any

import numpy as np

Value = Any
"""A float64 of numpy, or a column of them."""


def settled(value: Value) -> Value:
    """Return the value with 0 wherever there is no answer."""
    unanswered = np.isnan(value)
    return np.where(unanswered, 0.0, value) if unanswered.any() else value


def plus(left: Value, right: Value) -> Value:
    return settled(np.add(left, right))


def minus(left: Value, right: Value) -> Value:
    return settled(np.subtract(left, right))


def times(left: Value, right: Value) -> Value:
    return settled(np.multiply(left, right))


def divided(left: Value, right: Value) -> Value:
    return settled(np.divide(left, np.add(right, 0.0)))  # + 0 makes a negative zero a zero


def whole_part(left: Value, right: Value) -> Value:
    """Return the quotient rounded down; an infinity divided stays infinite."""
    quotient = np.floor_divide(left, np.add(right, 0.0))
    return settled(np.where(np.isnan(quotient), divided(left, right), quotient))


def remainder(left: Value, right: Value) -> Value:
    return settled(np.remainder(left, right))


def power(left: Value, right: Value) -> Value:
    """Return the power; a negative number, however large, has whole powers only."""
    rootless = np.less(left, 0.0) & np.not_equal(right, np.rint(right))
    return settled(np.where(rootless, 0.0, np.power(np.add(left, 0.0), right)))


def root(value: Value) -> Value:
    return settled(np.sqrt(value))


def logarithm(value: Value) -> Value:
    return settled(np.log(np.add(value, 0.0)))
