"""Which list is offered staff next, where several stand in line for the same staff.

A rule returns places in the line, in the order in which staff are offered; a list that it leaves
out is offered none. It is asked anew after every group that starts. Ties keep the line's order.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.policies.expressions import LIST_FACTS, parsed
from sim.policies.lists import ListFacts

ROUNDING: Final = 1e-9
"""Shares add up in floats: a programme may exceed its share by so little."""


class StaffSharing(Protocol):
    """Who is offered staff next."""

    name: str
    version: str
    says: str

    def chooses(self, facts: ListFacts) -> list[int]:
        """Return places in line, in the order in which staff are offered; some may be left out."""
        ...


class FirstInLine:
    """The line as it stands."""

    name = "first_in_line"
    version = "1"
    says = "staff are offered to the list that has been ready for its next group the longest"

    def chooses(self, facts: ListFacts) -> list[int]:
        return list(range(len(facts)))


class LongestList:
    """Most people waiting first."""

    name = "longest_list"
    version = "1"
    says = "staff are offered to the list on which most people wait"

    def chooses(self, facts: ListFacts) -> list[int]:
        return _highest_first(facts.waiting)


class HighestRisk:
    """Highest mean risk first."""

    name = "highest_risk"
    version = "1"
    says = (
        "staff are offered to the list whose people have the highest mean risk weight "
        "(1, 2, 4, 8 from low to very high)"
    )

    def chooses(self, facts: ListFacts) -> list[int]:
        return _highest_first(facts.mean_risk)


class MostAtStake:
    """Most people about to lose their chance first."""

    name = "most_at_stake"
    version = "1"
    says = (
        "staff are offered to the list with most people who have less than a year left in which "
        "they could still finish"
    )

    def chooses(self, facts: ListFacts) -> list[int]:
        return _highest_first(facts.leaving_within_a_year)


class FixedShares:
    """Each programme within its share of the staff; programmes without one share the rest."""

    name = "fixed_shares"
    version = "1"

    def __init__(self, *, shares: Mapping[str, float]) -> None:
        self.shares = dict(shares)
        self.rest = max(1.0 - sum(self.shares.values()), 0.0)
        told = ", ".join(f"{share:g} to {name}" for name, share in self.shares.items())
        self.says = (
            f"staff are divided in fixed shares ({told}; what is left to all others together), "
            "and within its share the list that has been ready longest goes first"
        )

    def chooses(self, facts: ListFacts) -> list[int]:
        return [place for place in range(len(facts)) if self._fits(facts, place)]

    def _fits(self, facts: ListFacts, place: int) -> bool:
        """Return whether the list's next group stays within its programme's share."""
        programme = facts.programme[place]
        if programme in self.shares:
            share, used = self.shares[programme], facts.used.get(programme, 0.0)
        else:
            others = (each for name, each in facts.used.items() if name not in self.shares)
            share, used = self.rest, sum(others)
        after = used + float(facts.facilitators[place])
        return after <= share * facts.capacity + ROUNDING


class Score:
    """The list with the highest score first."""

    name = "score"
    version = "1"

    def __init__(self, *, of: str) -> None:
        self.rule = parsed(of, LIST_FACTS)
        self.says = f"staff are offered to the list with the highest score, which is `{of}`"

    def chooses(self, facts: ListFacts) -> list[int]:
        named = {name: getattr(facts, name) for name in self.rule.names}
        return _highest_first(self.rule.of(named, rows=len(facts)))


NAMED: Final[Mapping[str, StaffSharing]] = MappingProxyType(
    {rule.name: rule for rule in (FirstInLine(), LongestList(), HighestRisk(), MostAtStake())}
)
KINDS: Final[Mapping[str, Callable[..., StaffSharing]]] = {
    "fixed_shares": FixedShares,
    "score": Score,
}


def sharing_from(spec: str | Mapping[str, Any]) -> StaffSharing:
    """Return the rule of that name, or the one that `{kind: fixed_shares, ...}` makes."""
    name = spec if isinstance(spec, str) else spec["kind"]
    if isinstance(spec, str) and name in NAMED:
        return NAMED[name]
    if not isinstance(spec, str) and name in KINDS:
        return KINDS[name](**{key: value for key, value in spec.items() if key != "kind"})
    known = [*NAMED] if isinstance(spec, str) else [*KINDS]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(known)}"
    raise ValueError(f"no rule for sharing staff is called `{name}`; {hint}")


def _highest_first(score: NDArray[Any]) -> list[int]:
    order: list[int] = np.argsort(-score.astype(np.float64), kind="stable").tolist()
    return order
