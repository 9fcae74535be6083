"""What not knowing the truth costs: regret of each policy under each belief, and under weights.

Regret is how much more reoffending a policy has than the best policy there is, were a belief true.
With weights on the beliefs there is a mean over them, and a chance of each policy being the best.
The unit is the replication: policies are compared on the same people and the same luck.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from sim.experiments.statistics import interval, paired
from sim.words.outcomes import REOFFENCES, REOFFENDED

if TYPE_CHECKING:
    from sim.experiments.results import Results

REGRET_SCHEMA = pl.Schema(
    {
        "policy": pl.String,
        "belief": pl.String,
        "level": pl.Float64,
        "best": pl.String,
        "regret": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
)
OVERALL_SCHEMA = pl.Schema(
    {
        "policy": pl.String,
        "worst_regret": pl.Float64,
        "worst_belief": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "best_chance": pl.Float64,
    }
)

Values = dict[tuple[str, str], list[float]]
"""Policy and belief to the value of every replication."""


def measure_of(results: "Results") -> str | None:
    """Return what regret is counted in: the 5-year share, else people; `None` if neither is whole.

    It must have a value in every replication, under every policy and belief.
    """
    for stem in (REOFFENDED, REOFFENCES):
        if _values(results, stem):
            return stem
    return None


def regrets(results: "Results", measure: str) -> pl.DataFrame:
    """Return each policy's regret under each belief, with its interval over replications.

    The best policy is the one with the lowest mean in these runs, so that its own regret is 0;
    where luck chose it among equals the others' regret is overstated by that luck.
    """
    values = _values(results, measure)
    rows = []
    for belief in results.book.belief_ids:
        means = {policy: _mean(values[policy, belief]) for policy in results.policies}
        best = min(results.policies, key=lambda policy: means[policy])
        for policy in results.policies:
            gap = paired(values[policy, belief], values[best, belief])
            rows.append((policy, belief, means[policy], best, gap.mean, gap.low, gap.high))
    return pl.DataFrame(rows, schema=REGRET_SCHEMA, orient="row")


def overall(results: "Results", measure: str) -> pl.DataFrame:
    """Return each policy's worst regret and, where beliefs have weights, its mean under them.

    `best_chance` is the chance that the policy is the best: the weight of the beliefs times the
    share of replications in which it has least reoffending; those that tie share it.
    """
    table, values = regrets(results, measure), _values(results, measure)
    weights = dict(zip(results.book.belief_ids, results.book.priors, strict=False))
    rows: list[tuple[object, ...]] = []
    for policy in results.policies:
        mine = table.filter(pl.col("policy") == policy).sort("regret", descending=True)
        worst = mine.row(0, named=True)
        said = (worst["regret"], worst["belief"])
        if not weights:
            rows.append((policy, *said, None, None, None, None))
            continue
        mixed = [
            sum(weights[belief] * values[policy, belief][run] for belief in weights)
            for run in range(results.replications)
        ]
        found = interval(mixed)
        chance = sum(
            weight * _best_share(values, policy, belief, results.policies)
            for belief, weight in weights.items()
        )
        rows.append((policy, *said, found.mean, found.low, found.high, chance))
    return pl.DataFrame(rows, schema=OVERALL_SCHEMA, orient="row")


def _best_share(values: Values, policy: str, belief: str, policies: Sequence[str]) -> float:
    """Return the share of replications in which the policy has the least; ties are divided."""
    runs = range(len(values[policy, belief]))
    won = 0.0
    for run in runs:
        column = [values[each, belief][run] for each in policies]
        least = min(column)
        won += (values[policy, belief][run] == least) / column.count(least)
    return won / len(runs)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _values(results: "Results", measure: str) -> Values:
    """Return every value of the measure; nothing if a single one is missing."""
    names = {f"{measure}.{belief}": belief for belief in results.book.belief_ids}
    table = results.tables["outcomes"].filter(pl.col("outcome").is_in(list(names)))
    table = table.sort("replication", maintain_order=True)
    found: Values = {}
    for policy, outcome, value in table.select("policy", "outcome", "value").iter_rows():
        if value is None:
            return {}
        found.setdefault((policy, names[outcome]), []).append(value)
    return found
