"""Open a run on disk for reading: its results with where they came from."""

from pathlib import Path
from typing import Any

from sim.experiments.results import Results
from sim.log.errors import RunError
from sim.log.manifest import Seal
from sim.log.run_folder import RunFolder


def results_of(path: Path) -> Results:
    """Return what a finished run found, every table checked against its seal."""
    folder = RunFolder(path)
    manifest = folder.manifest
    if manifest.status != "complete":
        done = len(folder.finished())
        raise RunError(
            f"{path}: is not finished ({done} of {len(folder.jobs)} replications); "
            f"give the command that began it again, and it goes on"
        )
    seals = {job: folder.seal(*job) for job in folder.jobs}
    by_policy = sorted(folder.jobs, key=lambda job: (manifest.policies.index(job[0]), job[1]))
    projected = {
        job: {name: folder.table(*job, name) for name in seals[job].tables} for job in by_policy
    }
    return Results.gather(manifest.code_book(), projected, provenance(folder, list(seals.values())))


def provenance(folder: RunFolder, seals: list[Seal]) -> dict[str, Any]:
    """Return what the annex of a report prints: enough to make the run again."""
    manifest = folder.manifest
    return {
        "scenario": manifest.scenario_name,
        "scenario sha256": manifest.scenario_sha256,
        "overrides": ", ".join(manifest.overrides) or "none",
        "seed": manifest.seed,
        "replications": manifest.replications,
        "policies": ", ".join(manifest.policies),
        "people in all replications": sum({s.replication: s.people for s in seals}.values()),
        "events in all logs": sum(seal.events for seal in seals),
        "digest of the run": manifest.digest,
        "logs kept": manifest.keep_logs,
        "placesim": manifest.placesim,
        "commit": manifest.commit or "not from a checkout",
        "software": ", ".join(f"{name} {ver}" for name, ver in sorted(manifest.versions.items())),
        "made with": f"placesim {manifest.command} {manifest.scenario_name}",
        "log": log_note(folder, seals),
    }


def log_note(folder: RunFolder, seals: list[Seal]) -> str:
    kept = sum(seal.segments is not None for seal in seals)
    return f"{kept} of {len(folder.jobs)} logs kept; the others are pinned by their digests"
