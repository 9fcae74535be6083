"""Two runs of the same people and the same luck, laid side by side, policy by policy.

A difference is always the other run less this one, replication by replication. What a person
went through is paired with himself: his first start in each setting, if he had one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sim.experiments.results import Results, adjusted_ps, verdict
from sim.experiments.statistics import interval, paired

APART_DAYS = 30.0
"""Waits that differ by no more than this are about the same."""
ANYWHERE = "programme anywhere"
"""Who starts some programme in one run and none at all in the other."""
CIRCLE = "circle"
SETTINGS = ("programme in prison", "programme in the community", CIRCLE)
CHANGES = (
    "starts_in_other_only",
    "starts_in_run_only",
    "waits_less_in_other",
    "waits_more_in_other",
    "about_the_same",
)
"""About the same: starts in both, and the waits are at most `APART_DAYS` apart."""
ONE_SIDED = CHANGES[:2]

OUTCOMES = pl.Schema(
    {
        "policy": pl.String,
        "outcome": pl.String,
        "title": pl.String,
        "unit": pl.String,
        "run": pl.Float64,
        "other": pl.Float64,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "adjusted_p": pl.Float64,
        "verdict": pl.String,
        "primary": pl.Boolean,
    }
)
ONLY = pl.Schema(
    {
        "policy": pl.String,
        "outcome": pl.String,
        "title": pl.String,
        "unit": pl.String,
        "only_in": pl.String,
        "mean": pl.Float64,
    }
)
STARTS = pl.Schema(
    {
        "policy": pl.String,
        "setting": pl.String,
        "change": pl.String,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
)
_KEYS = ("policy", "replication", "person", "setting")


@dataclass(frozen=True, slots=True)
class Contrast:
    """What differs between two runs under each of these policies."""

    policies: tuple[str, ...]
    outcomes: pl.DataFrame
    """A row an outcome and policy: the other run against this one, with a verdict on the other."""
    only: pl.DataFrame
    """A row an outcome and policy of which one of the runs alone has a value: `run` or `other`."""
    starts: pl.DataFrame
    """People a replication by setting and change: mean and 95 % interval."""
    people: pl.DataFrame
    """A row a person and setting who starts in either: both waits, and their difference.

    Who starts a programme in one run and in the other none has a row more, of `ANYWHERE`.
    """
    alike: frozenset[str]
    """Policies under which every table of the two runs is the same."""


def contrast(run: Results, other: Results, policies: Sequence[str]) -> Contrast:
    """Return what differs; both runs are of the same people, luck and number of replications."""
    people = _people(run, other, policies)
    return Contrast(
        tuple(policies),
        _outcomes(run, other, policies),
        _only(run, other, policies),
        _starts(people, policies, run.replications),
        people,
        frozenset(policy for policy in policies if _alike(run, other, policy)),
    )


def _outcomes(run: Results, other: Results, policies: Sequence[str]) -> pl.DataFrame:
    """Return every outcome that has a value in both; the primary one is this run's."""
    ours, theirs = other.values(), run.values()
    primary_outcome = run.book.primary_outcome
    shared = {each.name for each in other.known}
    known = [each for each in run.known if each.name in shared]
    pairs = {
        (outcome.name, policy): pair
        for outcome in known
        for policy in policies
        if (pair := paired(ours[policy, outcome.name], theirs[policy, outcome.name])).mean
        is not None
    }
    fair = adjusted_ps(pairs, primary_outcome)
    rows = []
    for policy in policies:
        for outcome in known:
            key = (outcome.name, policy)
            if key not in pairs:
                continue
            pair, adjusted = pairs[key], fair.get(key)
            means = [interval(values[policy, outcome.name]).mean for values in (theirs, ours)]
            found = (pair.mean, pair.low, pair.high, pair.p, adjusted)
            said = verdict(pair, adjusted, outcome.better)
            about = (policy, outcome.name, outcome.title, outcome.unit)
            rows.append((*about, *means, *found, said, outcome.name == primary_outcome))
    return pl.DataFrame(rows, schema=OUTCOMES, orient="row")


def _only(run: Results, other: Results, policies: Sequence[str]) -> pl.DataFrame:
    """Return every outcome that has a value in one run and none in the other."""
    values = {"run": run.values(), "other": other.values()}
    outcomes = {each.name: each for each in (*run.known, *other.known)}
    rows = []
    for policy in policies:
        for name, outcome in outcomes.items():
            means = {
                which: interval(of.get((policy, name), [])).mean for which, of in values.items()
            }
            there = [which for which, mean in means.items() if mean is not None]
            if len(there) == 1:
                about = (policy, name, outcome.title, outcome.unit)
                rows.append((*about, there[0], means[there[0]]))
    return pl.DataFrame(rows, schema=ONLY, orient="row")


def _people(run: Results, other: Results, policies: Sequence[str]) -> pl.DataFrame:
    """Return whoever starts in either run, by policy, replication, person and setting."""
    both = _first_starts(run, policies).join(
        _first_starts(other, policies),
        on=list(_KEYS),
        how="full",
        coalesce=True,
        suffix="_in_other",
    )
    gap = pl.col("wait_days_in_other") - pl.col("wait_days")
    found = (
        both.select(
            *_KEYS,
            run_wait_days="wait_days",
            other_wait_days="wait_days_in_other",
            difference_days=gap,
            change=pl.when(pl.col("wait_days").is_null())
            .then(pl.lit("starts_in_other_only"))
            .when(pl.col("wait_days_in_other").is_null())
            .then(pl.lit("starts_in_run_only"))
            .when(gap < -APART_DAYS)
            .then(pl.lit("waits_less_in_other"))
            .when(gap > APART_DAYS)
            .then(pl.lit("waits_more_in_other"))
            .otherwise(pl.lit("about_the_same")),
        )
        .sort(list(_KEYS))
        .select(*_KEYS, "change", "run_wait_days", "other_wait_days", "difference_days")
    )
    return pl.concat([found, _anywhere(found)])


def _anywhere(people: pl.DataFrame) -> pl.DataFrame:
    """Return who starts programmes in one run alone, with the wait inside if he starts there.

    A man who starts inside in the one run may start outside in the other: he is not among them.
    """
    programmes = people.filter(pl.col("setting") != CIRCLE)
    waits = ("run_wait_days", "other_wait_days")
    each = programmes.group_by(list(_KEYS[:3]), maintain_order=True).agg(
        setting=pl.lit(ANYWHERE),
        change=pl.when(pl.col(waits[0]).is_null().all())
        .then(pl.lit(ONE_SIDED[0]))
        .otherwise(pl.lit(ONE_SIDED[1])),
        **{wait: pl.col(wait).drop_nulls().first() for wait in waits},
        difference_days=pl.lit(None, pl.Float64),
    )
    return each.filter(pl.any_horizontal(pl.col(wait).is_null() for wait in waits))


def _first_starts(results: Results, policies: Sequence[str]) -> pl.DataFrame:
    """Return each person's first start in each setting, with the wait that it ended."""
    prison, community, _ = SETTINGS
    settings = {
        note.id: CIRCLE
        if note.kind == "circle"
        else (community if note.setting == "community" else prison)
        for note in results.book.provisions
    }
    started = results.tables["journeys"].filter(
        pl.col("how").cast(pl.String) == "started", pl.col("policy").is_in(list(policies))
    )
    named = (
        pl.col("provision")
        .cast(pl.String)
        .replace_strict(list(settings), list(settings.values()), return_dtype=pl.String)
        if settings
        else pl.lit(prison)
    )
    return (
        started.select("policy", "replication", "person", "ended_day", "wait_days", setting=named)
        .sort("ended_day", maintain_order=True)
        .unique(list(_KEYS), keep="first", maintain_order=True)
        .select(*_KEYS, "wait_days")
    )


def _starts(people: pl.DataFrame, policies: Sequence[str], replications: int) -> pl.DataFrame:
    """Return how many people a replication changed how, in every setting where anybody starts."""
    by = ("policy", "setting", "change", "replication")
    counts = {
        tuple(key): float(count) for *key, count in people.group_by(by).agg(pl.len()).iter_rows()
    }
    seen = set(people["setting"].unique().to_list())
    rows = []
    for policy in policies:
        for setting in (each for each in (ANYWHERE, *SETTINGS) if each in seen):
            for change in ONE_SIDED if setting == ANYWHERE else CHANGES:
                found = interval(
                    [
                        counts.get((policy, setting, change, each), 0.0)
                        for each in range(replications)
                    ]
                )
                rows.append((policy, setting, change, found.mean, found.low, found.high))
    return pl.DataFrame(rows, schema=STARTS, orient="row")


def _alike(run: Results, other: Results, policy: str) -> bool:
    """Tell whether the two runs have the same tables, row for row, under a policy."""
    mine = pl.col("policy") == policy
    return set(run.tables) == set(other.tables) and all(
        table.schema == other.tables[name].schema
        and table.filter(mine).equals(other.tables[name].filter(mine))
        for name, table in run.tables.items()
    )
