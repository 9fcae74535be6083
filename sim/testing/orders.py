"""Drawn policies and orders: the built-in ones, and any other that a stranger might write.

All is drawn before the run: an order is then a pure function of what it is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.policies.candidates import Candidates
from sim.policies.orders import BUILT_IN, Keys
from sim.scenario.policy import Policy

FACTS: Mapping[str, Callable[[Candidates], NDArray[Any]]] = {
    "the same for all": lambda shown: np.zeros(len(shown)),
    "band": lambda shown: shown.band,
    "sentence": lambda shown: shown.sentence,
    "age": lambda shown: shown.age_years,
    "joined": lambda shown: shown.joined_day,
    "release": lambda shown: shown.release_day,
    "tariff": lambda shown: shown.tariff_day,
    "denial": lambda shown: shown.denial,
    "learning disability": lambda shown: shown.learning_disability,
    "internet only": lambda shown: shown.internet_only,
    "cse": lambda shown: shown.cse,
    "motivated": lambda shown: shown.motivated,
}
"""What stays as it was when a person joined."""

FACTS_OF_THE_DAY: Mapping[str, Callable[[Candidates], NDArray[Any]]] = {
    "waited": lambda shown: shown.waited_days,
    "time left": lambda shown: shown.days_left,
    "lottery ticket": lambda shown: shown.ticket,
    "place on the list": lambda shown: np.arange(len(shown)),
}
"""What changes from one allocation to the next."""


@dataclass(frozen=True, slots=True)
class Term:
    """One key of a drawn order: a fact as it is, the other way round, or looked up in a table."""

    fact: str
    descending: bool = False
    table: tuple[int, ...] = ()

    def key(self, shown: Candidates) -> NDArray[Any]:
        values = np.asarray({**FACTS, **FACTS_OF_THE_DAY}[self.fact](shown))
        if self.table:
            finite = np.nan_to_num(values.astype(np.float64), posinf=1e6, neginf=-1e6) % 1e6
            values = np.array(self.table)[finite.astype(np.int64) % len(self.table)]
        return -values.astype(np.float64) if self.descending else values


@dataclass(slots=True)
class DrawnOrder:
    """An order that nobody would write: any terms, in any succession."""

    terms: tuple[Term, ...]
    uses_clock: bool
    name: str = "drawn"
    version: str = "1"
    says: str = "an order that was drawn"

    def keys(self, candidates: Candidates) -> Keys:
        return tuple(term.key(candidates) for term in self.terms)


@st.composite
def any_order(draw: st.DrawFn, *, uses_clock: bool | None = None) -> DrawnOrder:
    """Draw an order with any keys, none and constant ones included; all it does is drawn now."""
    clock = draw(st.booleans()) if uses_clock is None else uses_clock
    names = [*FACTS, *FACTS_OF_THE_DAY] if clock else [*FACTS]
    term = st.builds(
        Term,
        st.sampled_from(names),
        st.booleans(),
        st.just(()) | st.lists(st.integers(-9, 9), min_size=2, max_size=7).map(tuple),
    )
    return DrawnOrder(tuple(draw(st.lists(term, max_size=3))), clock)


@st.composite
def policy_trees(draw: st.DrawFn) -> dict[str, str]:
    """Draw a policy as a scenario file says it; its id names all that it does."""
    order = draw(st.sampled_from(sorted(BUILT_IN)))
    low_risk = draw(st.sampled_from(["excluded", "admitted"]))
    circles = draw(st.sampled_from(["needs_led", "open_to_all"]))
    name = f"{order}-{low_risk}-{circles}"
    return {"id": name, "order": order, "low_risk": low_risk, "circles": circles}


def policies() -> st.SearchStrategy[Policy]:
    """Draw a policy: any built-in order, low-risk rule and circle rule."""
    return policy_trees().map(Policy.model_validate)
