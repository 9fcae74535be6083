"""What a run or a comparison found: every policy's tables, and what may be said of them.

The first policy is the one that all others are compared against, replication by replication on
the same people and the same luck.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl

from sim.experiments.statistics import (
    SIGNIFICANT,
    Paired,
    holm,
    interval,
    paired,
    t_half_widths,
)
from sim.log.errors import RunError
from sim.log.history import Book
from sim.words.outcomes import Better, Outcome

Projected = Mapping[tuple[str, int], Mapping[str, pl.DataFrame]]

OUTCOMES_SCHEMA = pl.Schema(
    {
        "policy": pl.String(),
        "outcome": pl.String(),
        "mean": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "values": pl.List(pl.Float64()),
        "unit": pl.String(),
        "title": pl.String(),
    }
)
DIFFERENCES_SCHEMA = pl.Schema(
    {
        "outcome": pl.String,
        "policy": pl.String,
        "against": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "adjusted_p": pl.Float64,
        "verdict": pl.String,
        "primary": pl.Boolean,
    }
)

_WORDS: Mapping[Better, tuple[str, str]] = {
    "lower": ("better", "worse"),
    "higher": ("worse", "better"),
    "neither": ("lower", "higher"),
}
"""The verdict on a difference below 0, and on one above."""


@dataclass(frozen=True, slots=True)
class Results:
    """The projections of every policy and replication, and where they came from."""

    book: Book
    policies: tuple[str, ...]
    replications: int
    tables: dict[str, pl.DataFrame]
    provenance: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def gather(cls, book: Book, projected: Projected, provenance: dict[str, Any]) -> Self:
        """Stack what `project` returned for each (policy, replication), baseline first."""
        policies = tuple(dict.fromkeys(policy for policy, _ in projected))
        names = dict.fromkeys(name for tables in projected.values() for name in tables)
        tables = {
            name: pl.concat(
                [
                    each[name].select(
                        pl.lit(policy).alias("policy"),
                        pl.lit(replication, pl.Int64).alias("replication"),
                        pl.all(),
                    )
                    for (policy, replication), each in projected.items()
                ]
            )
            for name in names
        }
        replications = len({replication for _, replication in projected})
        return cls(book, policies, replications, tables, provenance)

    @property
    def baseline(self) -> str:
        return self.policies[0]

    @property
    def known(self) -> tuple[Outcome, ...]:
        """Return every outcome of this scenario, in report order."""
        return self.book.outcomes

    def outcomes(self) -> pl.DataFrame:
        """Return each policy's outcomes: mean, 95 % interval, and the value of every replication.

        A replication in which an outcome has no denominator has no value and is not in the mean.
        """
        values = self.values()
        rows = []
        for policy in self.policies:
            for outcome in self.known:
                mine = values[policy, outcome.name]
                found = interval(mine)
                about = (mine, outcome.unit, outcome.title)
                rows.append((policy, outcome.name, found.mean, found.low, found.high, *about))
        return pl.DataFrame(rows, schema=OUTCOMES_SCHEMA, orient="row")

    def differences(self) -> pl.DataFrame:
        """Return every policy against the baseline, paired, corrected by Holm, with a verdict.

        The primary outcome is one family over the policies; all other outcomes together with all
        policies are the other. What cannot be said is in neither.
        """
        values = self.values()
        pairs = {
            (outcome.name, policy): paired(
                values[policy, outcome.name], values[self.baseline, outcome.name]
            )
            for outcome in self.known
            for policy in self.policies[1:]
        }
        adjusted = adjusted_ps(pairs, self.book.primary_outcome)
        rows = []
        for outcome in self.known:
            for policy in self.policies[1:]:
                pair = pairs[outcome.name, policy]
                fair_p = adjusted.get((outcome.name, policy))
                found = (pair.mean, pair.low, pair.high, pair.p, fair_p)
                said = verdict(pair, fair_p, outcome.better)
                primary = outcome.name == self.book.primary_outcome
                rows.append((outcome.name, policy, self.baseline, *found, said, primary))
        return pl.DataFrame(rows, schema=DIFFERENCES_SCHEMA, orient="row")

    def band(self, table: str, keys: Sequence[str], value: str) -> pl.DataFrame:
        """Return mean, low and high of a column over replications, by policy and keys.

        Rows keep the order of the policies and of the table. A replication that has no such row
        (or no value in it) is not in the mean; NaN counts as no value.
        """
        by = ["policy", *keys]
        number = pl.col(value).cast(pl.Float64).fill_nan(None)
        grouped = (
            self.tables[table]
            .group_by(by, maintain_order=True)
            .agg(
                mean=number.mean(),
                sd=pl.when(number.min() == number.max()).then(0.0).otherwise(number.std()),
                count=number.count(),
            )
        )
        half = pl.Series(
            t_half_widths(
                grouped["sd"].fill_null(0.0).to_numpy(),
                grouped["count"].cast(pl.Float64).to_numpy(),
            )
        ).fill_nan(None)
        place = pl.col("policy").replace_strict(
            list(self.policies), range(len(self.policies)), return_dtype=pl.Int64
        )
        return (
            grouped.with_columns(low=pl.col("mean") - half, high=pl.col("mean") + half)
            .sort(place, maintain_order=True)
            .select(*by, "mean", "low", "high")
        )

    def values(self) -> dict[tuple[str, str], list[float | None]]:
        """Return each policy's value of each outcome in every replication, in their order."""
        found: dict[tuple[str, str], list[float | None]] = {
            (policy, outcome.name): [] for policy in self.policies for outcome in self.known
        }
        table = self.tables["outcomes"].sort("replication", maintain_order=True)
        for policy, name, value in table.select("policy", "outcome", "value").iter_rows():
            if (policy, name) not in found:
                raise RunError(
                    f"this run tells of an outcome `{name}`, which this version of placesim does "
                    "not know: make it again"
                )
            found[policy, name].append(value)
        return found


def adjusted_ps(
    pairs: Mapping[tuple[str, str], Paired], primary_outcome: str
) -> dict[tuple[str, str], float]:
    """Return Holm's p by outcome and policy: the primary outcome is a family, the rest another."""
    adjusted: dict[tuple[str, str], float] = {}
    for primary in (True, False):
        family = {
            key: pair.p
            for key, pair in pairs.items()
            if (key[0] == primary_outcome) is primary and pair.p is not None
        }
        adjusted |= dict(zip(family, holm(list(family.values())), strict=True))
    return adjusted


def verdict(pair: Paired, adjusted_p: float | None, better: Better) -> str:
    """Return what may be said of a difference, in plain words.

    What is clear by itself, and not after allowing for all comparisons, is "not certain": the
    word must not deny the interval that stands beside it.
    """
    if adjusted_p is None or pair.mean is None:
        return "cannot say"
    if pair.identical:
        return "no difference"
    if adjusted_p >= SIGNIFICANT:
        return "not certain" if pair.leaves_out_0 else "no clear difference"
    below, above = _WORDS[better]
    return below if pair.mean < 0 else above
