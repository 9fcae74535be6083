"""What happened to each person, in turn, to look up what came before a place in the log."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.history import History
from sim.words.kinds import Kind
from sim.words.luck import Floats

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Turns:
    """Events of some kinds, person by person in log order."""

    key: Rows
    day: Floats
    kind: Rows
    cause: Rows
    value: Floats
    height: int

    @classmethod
    def of_kinds(cls, history: History, *kinds: Kind) -> "Turns":
        """Return all events of these kinds."""
        return cls.of(history, pl.col("kind").is_in([int(kind) for kind in kinds]))

    @classmethod
    def of(cls, history: History, rows: pl.Expr) -> "Turns":
        """Return those events of the history that `rows` picks."""
        height = history.events.height + 1
        found = (
            history.events.with_row_index("seq")
            .filter(rows)
            .with_columns(key=pl.col("person").cast(pl.Int64) * height + pl.col("seq"))
            .sort("key")
        )
        return cls(
            found["key"].to_numpy(),
            found["time"].to_numpy(),
            found["kind"].cast(pl.Int64).to_numpy(),
            found["cause"].cast(pl.Int64).to_numpy(),
            found["value"].to_numpy(),
            height,
        )

    def count_before(self, people: Rows, seq: int) -> Rows:
        """Return how many of each person's events stand before the place `seq`."""
        since = np.searchsorted(self.key, people * self.height)
        result: Rows = np.searchsorted(self.key, people * self.height + seq) - since
        return result

    def last_before(self, people: Rows, seq: int) -> Rows:
        """Return the row of each person's last event before the place `seq`; -1 for none."""
        last = np.searchsorted(self.key, people * self.height + seq) - 1
        return np.where(self.count_before(people, seq) > 0, last, -1)

    def first_between(self, people: Rows, since: Rows, seq: int) -> Rows:
        """Return the row of each person's first event from his own place to `seq`; -1 for none."""
        first = np.searchsorted(self.key, people * self.height + since)
        inside = first < np.searchsorted(self.key, people * self.height + seq)
        return np.where(inside, first, -1)
