"""Orders made from what a scenario file says: a name, or a rule with its own expressions.

A rule says in words what it does, its expressions as they were written, so that a report can print
it. Its keys never hold NaN: expressions have an answer everywhere.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import reduce
from typing import Any, Final

import numpy as np

from sim.policies.arithmetic import plus, times
from sim.policies.candidates import Candidates
from sim.policies.expressions import CANDIDATE_FACTS, facts_of, parsed
from sim.policies.matching import Matching
from sim.policies.orders import Keys, Order, order_called


class Score:
    """The highest score first."""

    name = "score"
    version = "1"

    def __init__(self, *, of: str) -> None:
        self.rule = parsed(of, CANDIDATE_FACTS)
        self.uses_clock = self.rule.uses_clock
        self.says = f"whoever has the highest score goes first, where the score is `{of}`"

    def keys(self, candidates: Candidates) -> Keys:
        return (-self.rule.of(facts_of(candidates)),)


class Weighted:
    """The highest weighted sum first."""

    name = "weighted"
    version = "1"

    def __init__(self, *, weights: Mapping[str, float]) -> None:
        self.terms = [
            (parsed(text, CANDIDATE_FACTS), np.float64(weight)) for text, weight in weights.items()
        ]
        self.uses_clock = any(rule.uses_clock for rule, _ in self.terms)
        total = " + ".join(f"{weight:g} x `{rule.text}`" for rule, weight in self.terms)
        self.says = f"whoever has the highest weighted sum goes first, where the sum is {total}"

    def keys(self, candidates: Candidates) -> Keys:
        facts = facts_of(candidates)
        with np.errstate(over="ignore", invalid="ignore"):
            parts = [times(rule.of(facts), weight) for rule, weight in self.terms]
            return (-reduce(plus, parts),)


class Ageing:
    """Another order, before which goes whoever has waited long enough."""

    name = "ageing"
    uses_clock = True

    def __init__(self, *, then: str, after_days: float) -> None:
        self.then = order_called(then)
        self.after_days = after_days
        self.version = f"1/{self.then.version}"
        self.says = (
            f"whoever has waited {after_days:g} days or more goes first, the longest wait before "
            f"the others; among everybody else {self.then.says}"
        )

    def keys(self, candidates: Candidates) -> Keys:
        joined = candidates.joined_day
        aged = candidates.waited_days >= self.after_days
        shared = self.then.keys(candidates)
        if not isinstance(shared, tuple):
            raise TypeError(f"the order `{self.then.name}` must return a tuple of key columns")
        return (~aged, np.where(aged, joined, 0.0), *shared)


RULES: Final[Mapping[str, Callable[..., Order]]] = {
    "score": Score,
    "weighted": Weighted,
    "ageing": Ageing,
    "matching": Matching,
}


def order_from(spec: str | Mapping[str, Any]) -> Order:
    """Return the order of that name, or the order that a rule such as `{kind: score, ...}` makes.

    >>> order_from({"kind": "score", "of": "2 ** band"}).says
    'whoever has the highest score goes first, where the score is `2 ** band`'
    """
    if isinstance(spec, str):
        return order_called(spec)
    kind = spec["kind"]
    if kind not in RULES:
        near = get_close_matches(str(kind), RULES, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(RULES)}"
        raise ValueError(f"no rule is of the kind `{kind}`; {hint}")
    return RULES[kind](**{name: value for name, value in spec.items() if name != "kind"})


def order_for_list(order: Order, places: int, minimum_days_left: float) -> Order:
    """Return the order as it is for one list: only a matching has to know the list's groups."""
    if isinstance(order, Matching):
        return order.with_places(places, minimum_days_left)
    return order
