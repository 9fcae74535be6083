"""Open a run on disk for reading: its results with where they came from."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.experiments.results import Results
from sim.log.errors import RunError
from sim.log.manifest import Manifest, Seal
from sim.log.run_folder import RunFolder
from sim.scenario.figures import split_figures

FIGURE_PARTS = ("value", "low", "high", "label", "source", "unit", "as_of", "note")
_OF_THE_RUN = frozenset(
    {"placesim", "seed", "replications", "covers", "changes", "finding", "backcast"}
)
_OPTIONS = frozenset({"seed", "replications"})
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def results_of(path: Path) -> Results:
    """Return what a finished run found, every table checked against its seal."""
    folder = RunFolder(path)
    manifest = folder.manifest
    if manifest.status != "complete":
        raise RunError(f"{path}: {unfinished(folder)}")
    seals = {job: folder.seal(*job) for job in folder.jobs}
    by_policy = sorted(folder.jobs, key=lambda job: (manifest.policies.index(job[0]), job[1]))
    projected = {
        job: {name: folder.table(*job, name) for name in seals[job].tables} for job in by_policy
    }
    return Results.gather(manifest.code_book(), projected, provenance(folder, list(seals.values())))


def unfinished(folder: RunFolder) -> str:
    """Say how far a run is, and what can be done: only the program that began it can go on."""
    from sim.experiments.runs import begun_by_another

    done = f"is not finished ({len(folder.finished())} of {len(folder.jobs)} replications)"
    changed = begun_by_another(folder.manifest)
    if changed:
        return (
            f"{done}, and another version of the program began it: {', '.join(changed)}. It cannot "
            "go on; remove the folder, or choose another --out, and give its command again"
        )
    return f"{done}; give the command that began it again, and it goes on"


def provenance(folder: RunFolder, seals: list[Seal]) -> dict[str, Any]:
    """Return what the annex of a report prints: enough to make the run again."""
    manifest = folder.manifest
    plain, found = split_figures(_without_targets(manifest.scenario))
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
        "made with": command_of(manifest),
        "log": log_note(folder, seals),
        "figures": [
            {"path": path_in_words(path, manifest.scenario)}
            | {part: figure.get(part) for part in FIGURE_PARTS}
            | {"label": figure.get("label", "assumption")}
            for path, figure in found.items()
        ],
        "plain numbers": sum(1 for _ in _numbers(plain)) - len(found),
    }


def _without_targets(scenario: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario without the figures it is held against, on which nothing in it rests."""
    return {key: part for key, part in scenario.items() if key != "backcast"}


def command_of(manifest: Manifest) -> str:
    """Return the whole command that makes the run again, ready for a shell."""
    parts = ["placesim", manifest.command, manifest.scenario_name]
    parts += ["--seed", str(manifest.seed), "--replications", str(manifest.replications)]
    for policy in manifest.policies:
        parts += ["--policy", policy]
    for override in manifest.overrides:
        if override.partition("=")[0].strip() not in _OPTIONS:
            parts += ["--set", override]
    return shlex.join(parts)


def path_in_words(path: str, scenario: dict[str, Any]) -> str:
    """Return a path that names the items of a list by their ids, as messages and `--set` do.

    >>> path_in_words("sites[0].posts[1]", {"sites": [{"id": "hull", "posts": [2, 4]}]})
    'sites[hull].posts[1]'
    """
    node: Any = scenario
    words = ""
    for key, place in _STEP.findall(path):
        try:
            node = node[key] if key else node[int(place)]
        except (KeyError, IndexError, TypeError):
            return path
        name = node.get("id", place) if isinstance(node, dict) else place
        words += f".{key}" if key else f"[{name}]"
    return words.removeprefix(".")


def _numbers(node: Any, *, top: bool = True) -> Iterator[float]:
    """Yield every number of a scenario but those that number its format, luck, repeats, claims."""
    if isinstance(node, dict):
        for key, child in node.items():
            if not (top and key in _OF_THE_RUN):
                yield from _numbers(child, top=False)
    elif isinstance(node, list):
        for child in node:
            yield from _numbers(child, top=False)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield node


def log_note(folder: RunFolder, seals: list[Seal]) -> str:
    kept = sum(seal.segments is not None for seal in seals)
    return f"{kept} of {len(folder.jobs)} logs kept; the others are pinned by their digests"
