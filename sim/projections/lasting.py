"""Of whom a rule over lasting facts holds, asked of a log, and what it lets sit together.

The band is as it was last assessed before the event in question; all else stays what it is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.assessed import bands_at
from sim.log.history import History, ProvisionNote
from sim.policies.expressions import LASTING_FACTS, parsed
from sim.words.bands import UPSTREAM

NEEDS = "needs_"


def composition(note: ProvisionNote) -> dict[str, Any]:
    """Return the rules of who may sit together in a group; empty where anybody may."""
    return (note.rules.get("group") or {}).get("composition") or {}


@dataclass(frozen=True)
class _Lasting:
    """Lasting facts about the people of some rows, a column each, when it is asked for."""

    history: History
    rows: pl.DataFrame

    def of(self, names: frozenset[str]) -> dict[str, NDArray[Any]]:
        return {name: self._column(name) for name in names}

    def _column(self, name: str) -> NDArray[Any]:
        if name == "band":
            return bands_at(self.history, self.rows)
        people, who = self.history.people, self.rows["person"].to_numpy()
        if name.startswith(NEEDS):
            asked = [NEEDS + need.replace("-", "_") for need in self.history.book.needs]
            bit = asked.index(name)
            has: NDArray[Any] = (people["needs"].to_numpy()[who].astype(np.int64) >> bit) & 1
            return has
        if name == "upstream":
            upstream: NDArray[Any] = people["sentence"].to_numpy()[who] >= UPSTREAM[0]
            return upstream
        column: NDArray[Any] = people[name].to_numpy()[who]
        return column


def holds(text: str, history: History, rows: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell of whom an expression over lasting facts holds, a row each."""
    rule = parsed(text, LASTING_FACTS)
    return rule.holds(_Lasting(history, rows).of(rule.names), rows=rows.height)


def largest_company(history: History, moves: pl.DataFrame, offered: NDArray[Any]) -> NDArray[Any]:
    """Return how many on each list could sit together, at most, after each of these moves.

    `moves` stand list by list with what each adds to those who are offered a place, `adds`;
    `offered` is their sum, and the answer wherever nobody is kept apart.
    """
    found = offered.copy()
    for code, note in enumerate(history.book.provisions):
        texts = composition(note).get("apart", ())
        mine = (moves["provision"] == code).to_numpy()
        if not texts or not mine.any():
            continue
        rows = moves.filter(pl.Series(mine))
        nobody = (rows["person"] < 0).to_numpy()
        if nobody.all():
            continue  # nobody is kept apart from nobody
        known = rows.with_columns(person=pl.col("person").clip(0))
        kind = sum(
            holds(text, history, known).astype(np.int64) << n for n, text in enumerate(texts)
        )
        kind = np.where(nobody, -1, kind)
        counts = [
            rows.select(pl.Series("adds", np.where(kind == each, rows["adds"], 0)), "site")
            .select(pl.col("adds").cum_sum().over("site"))["adds"]
            .to_numpy()
            for each in np.unique(kind[~nobody])
        ]
        found[mine] = np.max(counts, axis=0)
    return found
