"""What a scenario uses of provision, as far as the book of its run and its tables show.

A section on provision stands in a report only where the scenario uses what it tells of; a scenario
of plain closed groups and units of staff, whose policies are named orders, uses nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from reports.charts.staff import LOST
from reports.programmes import beyond_closed_groups, composed
from reports.reading import Reading
from reports.rules import beyond_an_order

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.log.history import ProvisionNote


@dataclass(frozen=True)
class Uses:
    """The results of a run and what its scenario uses."""

    results: "Results"
    reading: Reading

    def table(self, name: str) -> pl.DataFrame:
        """Return a table; empty for a run made before there was such a table."""
        return self.results.tables.get(name, pl.DataFrame())

    @cached_property
    def notes(self) -> tuple["ProvisionNote", ...]:
        return tuple(note for note in self.reading.book.provisions if note.kind == "programme")

    @cached_property
    def staffed(self) -> bool:
        return not self.table("staffing").is_empty()

    @cached_property
    def lost(self) -> bool:
        """Tell whether any session was cancelled or any group stood still."""
        groups = self.table("groups")
        return not groups.is_empty() and bool(
            groups.select(pl.col(list(LOST)).sum()).sum_horizontal().item()
        )

    @cached_property
    def detailed(self) -> bool:
        """Tell whether programmes or staff are more than closed groups and units."""
        return self.staffed or any(beyond_closed_groups(note) for note in self.notes)

    @cached_property
    def ruled(self) -> bool:
        return any(beyond_an_order(note) for note in self.reading.book.policies)

    @cached_property
    def composed(self) -> bool:
        """Tell whether any programme has rules of who may sit with whom."""
        return any(composed(note) for note in self.notes)


def not_below_0(low: float | None) -> float | None:
    """Return the low end of the interval of a count."""
    return None if low is None else max(low, 0.0)
