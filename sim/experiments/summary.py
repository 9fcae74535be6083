"""A run in one JSON object: what was done, what it cost, and every outcome with its interval."""

from typing import Any

import polars as pl

from sim.experiments.cohorts import compared_by, differences_by_cohort
from sim.experiments.results import Results
from sim.experiments.value import value
from sim.log.run_folder import RunFolder
from sim.words.cohorts import EVERYBODY


def run_summary(folder: RunFolder, results: Results) -> dict[str, Any]:
    """Return the object that `placesim run --json` prints."""
    policy = folder.manifest.policies[0]
    return {"run": str(folder.path), "policy": policy, **_cost(folder, [policy])} | {
        "outcomes": _outcomes(results, policy)
    }


def comparison_summary(folder: RunFolder, results: Results) -> dict[str, Any]:
    """Return the object that `placesim compare --json` prints."""
    policies = folder.manifest.policies
    differences: dict[str, dict[str, Any]] = {}
    for row in results.differences().iter_rows(named=True):
        differences.setdefault(row["outcome"], {})[row["policy"]] = {
            name: row[name] for name in ("against", "mean", "low", "high", "adjusted_p", "verdict")
        }
    return {
        "run": str(folder.path),
        "primary_outcome": results.book.primary_outcome,
        "baseline": policies[0],
        **_cost(folder, policies),
        "policies": {
            policy: {
                "run": str(folder.path),
                **_cost(folder, [policy]),
                "outcomes": _outcomes(results, policy),
            }
            for policy in policies
        },
        "differences": differences,
        **_cohorts(results),
        **({"value": bought} if (bought := value(results).to_dicts()) else {}),
    }


def _cohorts(results: Results) -> dict[str, Any]:
    """Return what differs by cohort, where the scenario follows any beside another policy."""
    measure = compared_by(results)
    if measure is None or len(results.policies) == 1:
        return {}
    found: dict[str, dict[str, Any]] = {}
    rows = differences_by_cohort(results, measure).filter(pl.col("cohort") != EVERYBODY)
    for row in rows.iter_rows(named=True):
        found.setdefault(row["cohort"], {})[row["policy"]] = {
            name: row[name] for name in ("mean", "low", "high", "adjusted_p", "verdict")
        }
    return {"cohorts": {"measure": measure.name, "differences": found}}


def _cost(folder: RunFolder, policies: list[str]) -> dict[str, Any]:
    seals = [folder.seal(*job) for job in folder.jobs if job[0] in policies]
    cpu = sum(seal.cpu_seconds for seal in seals)
    journeys = sum(seal.people for seal in seals)
    return {
        "replications": folder.manifest.replications,
        "people": journeys,
        "events": sum(seal.events for seal in seals),
        "digest": folder.digest_of(seals),
        "cpu_seconds": round(cpu, 3),
        "journeys_per_cpu_second": round(journeys / cpu) if cpu else None,
        "peak_mib": max((seal.peak_mib for seal in seals), default=0.0),
    }


def _outcomes(results: Results, policy: str) -> dict[str, Any]:
    return {
        row["outcome"]: {name: row[name] for name in ("mean", "low", "high", "unit")}
        for row in results.outcomes().filter(policy=policy).iter_rows(named=True)
    }
