"""The facts that a rule may name, about a candidate or about a list, each said in words once.

A rule of a scenario file sees these and no other. A lasting fact stays what it is while a man
waits; every other hangs on the day on which it is asked.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Candidates
from sim.words.bands import UPSTREAM
from sim.words.days import DAYS_PER_YEAR

Column = NDArray[Any]

NEEDS: Final = "needs_"
ANY_NEED: Final = "needs_<tag>"
"""Stands among the names of facts for a need of any name."""

LOT_BITS: Final = 53
"""Bits of a lottery ticket that a float holds exactly."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a candidate: what it is called, what it says, how it is read."""

    name: str
    says: str
    of: Callable[[Candidates], Column]


LASTING: Final = (
    Fact(
        "band", "risk band as last assessed: `low`, `medium`, `high`, `very_high`", lambda c: c.band
    ),
    Fact("need", "assessed need: `low`, `medium`, `high`", lambda c: c.need),
    Fact(
        "need_score",
        "the same as a score, 0 to 1: the level is the cut of it",
        lambda c: c.need_score,
    ),
    Fact(
        "sentence",
        "`determinate`, `extended`, `indeterminate`, `community_order`, `none`; before any "
        "conviction `civil_order` or `self_referred`",
        lambda c: c.sentence,
    ),
    Fact("age_years", "age on entering the system", lambda c: c.age_years),
    Fact("motivation", "0 to 1: 0.9 is more than nine in ten of all men", lambda c: c.motivation),
    Fact("motivated", "whether he wants a circle", lambda c: c.motivated),
    Fact("denial", "whether he denies the offence", lambda c: c.denial),
    Fact("learning_disability", "whether he has one", lambda c: c.learning_disability),
    Fact("internet_only", "convicted of internet offences only", lambda c: c.internet_only),
    Fact("cse", "flagged for child sexual exploitation", lambda c: c.cse),
    Fact("upstream", "came before any conviction", lambda c: c.sentence >= UPSTREAM[0]),
)

CLOCK: Final = (
    Fact("today_days", "days since the start date", lambda c: np.full(len(c), c.today)),
    Fact("waited_days", "days on this list", lambda c: c.waited_days),
    Fact("waited_years", "years on this list", lambda c: c.waited_days / DAYS_PER_YEAR),
    Fact(
        "days_left", "days until he leaves; infinite where no day is known", lambda c: c.days_left
    ),
    Fact("years_left", "the same in years", lambda c: c.days_left / DAYS_PER_YEAR),
    Fact(
        "days_to_tariff",
        "days to the end of the tariff; below 0 after it, infinite where there is none",
        lambda c: c.tariff_day - c.today,
    ),
    Fact("past_tariff", "whether the tariff is over", lambda c: c.tariff_day <= c.today),
    Fact(
        "days_to_review",
        "days to the next Parole Board hearing; infinite if none is due",
        lambda c: c.review_day - c.today,
    ),
    Fact("completed", "programmes completed so far", lambda c: c.completed),
    Fact(
        "lot",
        "0 to 1, drawn afresh for everybody at every allocation",
        lambda c: (c.ticket >> np.uint64(64 - LOT_BITS)).astype(np.float64) * 2.0**-LOT_BITS,
    ),
)

OF_LISTS: Final[Mapping[str, str]] = {
    "waiting": "people on the list",
    "places": "places in its largest group",
    "minimum": "people that its smallest group needs",
    "longest_wait_days": "wait of whoever has waited longest",
    "mean_risk": "mean of `2 ** band` over all who wait: 1 if all are low, 8 if all are very high",
    "leaving_within_a_year": "people with less than a year left in which they could still finish",
    "in_line_days": "days since the list has been ready for its next group",
    "running": "groups of this list under way",
    "facilitators": "what its next group takes of the staff; 2 is two facilitators full time",
}
"""What is known of a list whose next group is complete, by name, in words."""

LASTING_FACTS: Final[frozenset[str]] = frozenset({ANY_NEED, *(fact.name for fact in LASTING)})
CANDIDATE_FACTS: Final[frozenset[str]] = LASTING_FACTS | {fact.name for fact in CLOCK}
LIST_FACTS: Final[frozenset[str]] = frozenset(OF_LISTS)

_LASTING: Final = {fact.name: fact for fact in LASTING}
_CLOCK: Final = {fact.name: fact for fact in CLOCK}


class CandidateFacts(Mapping[str, Column]):
    """The facts about some candidates by name, each worked out when it is asked for."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.rows = len(candidates)

    def __getitem__(self, name: str) -> Column:
        if name in _LASTING:
            return _LASTING[name].of(self.candidates)
        if name in _CLOCK:
            if math.isnan(self.candidates.today):
                raise ValueError(
                    f"`{name}` hangs on the day, which is not shown to an order that says "
                    "`uses_clock = False`"
                )
            return _CLOCK[name].of(self.candidates)
        if name.startswith(NEEDS):
            return self.candidates.tags[name.removeprefix(NEEDS)]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from _LASTING
        yield from _CLOCK
        yield from (f"{NEEDS}{tag}" for tag in self.candidates.tags)

    def __len__(self) -> int:
        return len(_LASTING) + len(_CLOCK) + len(self.candidates.tags)


def facts_of(candidates: Candidates) -> CandidateFacts:
    """Return the facts about these candidates by name, a column each."""
    return CandidateFacts(candidates)
