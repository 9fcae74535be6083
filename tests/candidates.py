"""Candidates made by hand or drawn, for tests of rules and orders that need no run."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.policies.candidates import Candidates
from sim.policies.orders import Order
from sim.words.bands import Band, Need, Sentence
from sim.words.luck import tickets

NEVER = np.inf
CODES = {"band": Band, "need": Need, "sentence": Sentence}
USUAL: Mapping[str, Any] = {
    "band": "medium",
    "sentence": "determinate",
    "age_years": 40.0,
    "joined_day": 0.0,
    "release_day": NEVER,
    "tariff_day": NEVER,
    "denial": False,
    "learning_disability": False,
    "internet_only": False,
    "cse": False,
    "motivated": False,
    "need": "medium",
    "need_score": 0.5,
    "motivation": 0.5,
    "review_day": NEVER,
    "completed": 0,
}
FLAGS = {name for name, value in USUAL.items() if isinstance(value, bool)}
SMALL = {*CODES, "completed"}


def people(
    *rows: Mapping[str, Any], today: float = 0.0, tags: Mapping[str, Sequence[bool]] | None = None
) -> Candidates:
    """Return candidates, one a row; what a row leaves out is as usual."""
    columns: dict[str, Any] = {}
    for name, usual in USUAL.items():
        values = [row.get(name, usual) for row in rows]
        if name in CODES:
            values = [CODES[name][value.upper()] for value in values]
        kind = np.bool_ if name in FLAGS else np.int8 if name in SMALL else np.float64
        columns[name] = np.array(values, kind)
    drawn = tickets(np.arange(len(rows), dtype=np.uint64), 7)
    named = {tag: np.array(flags, np.bool_) for tag, flags in (tags or {}).items()}
    return Candidates(today=today, ticket=drawn, tags=named, **columns)


def shuffled(candidates: Candidates, rows: Sequence[int]) -> Candidates:
    """Return the same people in another succession."""
    columns = {name: getattr(candidates, name)[list(rows)] for name in (*USUAL, "ticket")}
    tags = {tag: flags[list(rows)] for tag, flags in candidates.tags.items()}
    return Candidates(today=candidates.today, tags=tags, **columns)


def sequence(order: Order, candidates: Candidates) -> list[int]:
    """Return rows as places are given: by the order's keys, and ties to the longest wait."""
    keys = (*order.keys(candidates), candidates.joined_day)
    ranked: list[int] = np.lexsort(tuple(reversed(keys))).tolist()
    return ranked


def _row(today: float) -> st.SearchStrategy[dict[str, Any]]:
    later = st.integers(0, 12).map(lambda step: today + 60.0 * step) | st.just(NEVER)
    return st.fixed_dictionaries(
        {
            "band": st.sampled_from([band.name for band in Band]),
            "sentence": st.sampled_from([sentence.name for sentence in Sentence]),
            "need": st.sampled_from([need.name for need in Need]),
            "age_years": st.integers(18, 80).map(float),
            "joined_day": st.integers(0, 12).map(lambda step: today - 90.0 * step),
            "release_day": later,
            "tariff_day": later | st.integers(-900, 900).map(float),
            "review_day": later,
            "need_score": st.integers(0, 10).map(lambda tenth: tenth / 10),
            "motivation": st.integers(0, 9).map(lambda tenth: tenth / 10),
            "completed": st.integers(0, 3),
            **{flag: st.booleans() for flag in sorted(FLAGS)},
        }
    )


@st.composite
def candidates(draw: st.DrawFn, *, most: int = 12) -> Candidates:
    """Draw the people on one list at one allocation, ties among them."""
    today = draw(st.sampled_from([0.0, 365.0, 1000.5]))
    rows = draw(st.lists(_row(today), min_size=1, max_size=most))
    drugs = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    return people(*rows, today=today, tags={"drugs": drugs})
