"""Outcomes and differences of a comparison, looked up by policy and outcome, and their words.

The verdict is always a word, never a colour alone, and "no clear difference" is one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reports.reading import outcomes_of
from sim.words.outcomes import Outcome

if TYPE_CHECKING:
    from sim.experiments.results import Results

Row = Mapping[str, Any]

WORDS: Mapping[str, str] = {
    "better": "Better",
    "worse": "Worse",
    "higher": "Higher",
    "lower": "Lower",
    "no clear difference": "No clear difference",
    "not certain": "Not certain",
    "no difference": "No difference",
    "cannot say": "Cannot say",
}

CLEAR = ("better", "worse", "higher", "lower")

_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        "Better, Worse",
        "a clear difference from the baseline (adjusted p below 0.05), welcome or unwelcome",
    ),
    (
        "Higher, Lower",
        "a clear difference in a measure of which neither direction is better in itself",
    ),
    ("No clear difference", "the difference is no larger than run-to-run luck could make it"),
    ("No difference", "exactly the same in every run"),
    ("Cannot say", "fewer than two runs, or a run in which there was nobody to count"),
)


@dataclass(frozen=True)
class Verdicts:
    """What was found, as mappings that never miss: an unknown pair gives an empty verdict."""

    results: "Results"

    @cached_property
    def known(self) -> dict[str, Outcome]:
        return outcomes_of(self.results.book)

    @property
    def primary(self) -> Outcome:
        return self.known[self.results.book.primary_outcome]

    @cached_property
    def _levels(self) -> dict[tuple[str, str], Row]:
        return {(row["policy"], row["outcome"]): row for row in self.results.outcomes().to_dicts()}

    @cached_property
    def _differences(self) -> dict[tuple[str, str], Row]:
        return {(row["policy"], row["outcome"]): row for row in self._rows}

    def meanings(self) -> tuple[tuple[str, str], ...]:
        """Return what each verdict means, with the number of comparisons allowed for."""
        main, others = (
            sum(row["primary"] is primary and row["p"] is not None for row in self._rows)
            for primary in (True, False)
        )
        apart = f" (the main measure: for its own {main})" if main > 1 else ""
        comparisons = "comparison" if others == 1 else "comparisons"
        uncertain = (
            "on its own this difference is larger than run-to-run luck, but not after allowing "
            f"for the {others} {comparisons} of all outcomes, in both tables{apart}; more "
            "replications may settle it"
        )
        return (*_MEANINGS[:3], (WORDS["not certain"], uncertain), *_MEANINGS[3:])

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return self.results.differences().to_dicts()

    def level(self, policy: str, outcome: str) -> Row:
        """Return a policy's mean, low and high of an outcome."""
        return self._levels.get((policy, outcome), {"mean": None, "low": None, "high": None})

    def difference(self, policy: str, outcome: str) -> Row | None:
        """Return a policy's paired difference from the baseline; `None` for the baseline."""
        return self._differences.get((policy, outcome))

    def measured(self, outcome: str) -> bool:
        """Tell whether any policy has a value of this outcome."""
        return any(
            self.level(policy, outcome)["mean"] is not None for policy in self.results.policies
        )

    def ranked(self, outcome: str) -> list[str]:
        """Return the policies with a value, the most welcome first (lowest where neither is)."""
        sign = -1.0 if self.known[outcome].better == "higher" else 1.0
        means = {policy: self.level(policy, outcome)["mean"] for policy in self.results.policies}
        return sorted(
            (policy for policy, mean in means.items() if mean is not None),
            key=lambda policy: sign * means[policy],
        )

    def best_other(self) -> str | None:
        """Return the policy, baseline apart, that does best on the primary outcome."""
        others = self.results.policies[1:]
        ranked = [policy for policy in self.ranked(self.primary.name) if policy in others]
        return next(iter(ranked), others[0] if others else None)

    def shown(self) -> Iterator[Outcome]:
        """Yield the outcomes that have a value, in report order, the primary outcome first."""
        yield from (each for each in [self.primary] if self.measured(each.name))
        for each in self.known.values():
            if each.name != self.primary.name and self.measured(each.name):
                yield each
