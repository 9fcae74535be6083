"""The answer of `placesim backcast`: each published figure beside what came out, misses first."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.commands import Asked, Asking, carried_out
from sim.experiments.opening import results_of
from sim.experiments.results import Results
from sim.experiments.verdicts import (
    FEWEST,
    NONE_HELD_BACK,
    ORDER,
    USES,
    Held,
    by_standing,
    held_against,
    misses_first,
)
from sim.log.run_folder import RunFolder
from sim.scenario.loading import load
from sim.words.measures import said, span

OF_THE_RUN = ("seed", "replications")
HEADS = ("verdict", "figure", "published or assumed (range)", "simulated (95 % interval)")
NO_TARGETS = (
    "has no `backcast`: nothing to be held against; write published figures there, as "
    "scenarios/README.md shows"
)


def of_scenario_or_run(
    scenario: Path | None, run: Path | None, policy: str | None, asking: Asking
) -> dict[str, Any]:
    """Run the scenario, or read the run: one of them is asked for."""
    if scenario is not None and run is None:
        return backcast(scenario, policy, asking)
    if run is not None and scenario is None:
        return backcast_of_run(run, policy)
    raise Asked("name a scenario file to simulate, or a finished run by --run, one of them")


def backcast(scenario: Path, policy: str | None, asking: Asking) -> dict[str, Any]:
    """Run a scenario and hold it against the published figures that it names."""
    if not load(scenario, asking.settings).scenario.backcast:
        raise Asked(f"{scenario}: {NO_TARGETS}")
    folder = carried_out(scenario, "run", [policy] if policy else [], asking)
    return answer(results_of(folder.path), folder.path, None)


def backcast_of_run(run: Path, policy: str | None) -> dict[str, Any]:
    """Hold a finished run or comparison against the published figures that its scenario names."""
    results = results_of(run)
    if not results.book.targets:
        raise Asked(f"{run}: its scenario {NO_TARGETS}")
    if policy is not None and policy not in results.policies:
        raise Asked(f"--policy {policy}: the run has {', '.join(results.policies)}")
    return answer(results, run, policy)


def answer(results: Results, run: Path, policy: str | None) -> dict[str, Any]:
    """Return every figure with its verdict, misses first, and the counts of verdicts by use."""
    manifest = RunFolder(run).manifest
    chosen = policy or results.policies[0]
    held = misses_first(held_against(results, chosen))
    counts = {
        use: {
            verdict: sum(e.target.use == use and e.verdict == verdict for e in held)
            for verdict in ORDER
        }
        for use in USES
    }
    return {
        "run": str(run),
        "scenario": results.provenance["scenario"],
        "title": results.book.title,
        "policy": chosen,
        "replications": results.replications,
        "seed": results.provenance["seed"],
        "placesim": manifest.placesim,
        "changed": changed_by(manifest.overrides),
        "digest": digest_of(manifest.scenario),
        "counts": counts,
        "targets": [_as_data(each) for each in held],
    }


def changed_by(overrides: Iterable[str]) -> list[str]:
    """Return the overrides that make another scenario: all but seed and number of replications.

    >>> changed_by(["seed=3", "staff.vacant_share=0.1"])
    ['staff.vacant_share=0.1']
    """
    return [each for each in overrides if each.partition("=")[0].strip() not in OF_THE_RUN]


def digest_of(resolved: dict[str, Any]) -> str:
    """Return a digest of a scenario as it is, whatever its seed and number of replications."""
    plain = {key: part for key, part in resolved.items() if key not in OF_THE_RUN}
    return sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _as_data(each: Held) -> dict[str, Any]:
    target = each.target
    return {
        "id": target.id,
        "name": target.name,
        "measure": target.measure,
        "unit": target.unit,
        "use": target.use,
        "since_day": target.since_day,
        "until_day": target.until_day,
        "published": {
            name: getattr(target, name) for name in ("value", "low", "high", "label", "source")
        },
        "simulated": {name: getattr(each.found, name) for name in ("mean", "low", "high")},
        "replications": each.replications,
        "verdict": each.verdict,
        "why": each.why,
        "note": target.note,
    }


# -- lines for the terminal -----------------------------------------------------------------------


def backcast_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the answer in words: what was missed first, each use of figures apart."""
    times = (
        "1 replication" if answer["replications"] == 1 else f"{answer['replications']} replications"
    )
    yield f"{' '.join(answer['title'].split())}: policy {answer['policy']}, {times}"
    if answer["changed"]:
        yield "Not the scenario as its file has it; changed by:"
        yield from (f"  --set '{each}'" for each in answer["changed"])
    for use, heading in USES.items():
        mine = [each for each in answer["targets"] if each["use"] == use]
        if not mine:
            continue
        yield ""
        yield f"{heading}."
        yield f"  {in_words(answer, use)}"
        yield from _table(mine)
    if not sum(answer["counts"]["held_back"].values()):
        yield ""
        yield NONE_HELD_BACK
    if answer["replications"] < FEWEST:
        yield ""
        yield f"Fewer than {FEWEST} replications give no verdict: say --replications {FEWEST}."


def in_words(answer: dict[str, Any], use: str) -> str:
    """Return how many figures of a use came out how, and how many of those published."""
    mine = [each for each in answer["targets"] if each["use"] == use]
    standing = by_standing((each["published"]["label"], each["verdict"]) for each in mine)
    return f"{counts_in_words(answer['counts'][use])} {standing}"


def counts_in_words(counts: dict[str, int]) -> str:
    """Return how many figures came out how, misses first.

    >>> counts_in_words({"outside": 1, "cannot say": 0, "inside": 4})
    '1 of 5 outside the range, 4 inside.'
    """
    total = sum(counts.values())
    words = {"outside": "outside the range", "cannot say": "cannot be said", "inside": "inside"}
    parts = [f"{number} {words[verdict]}" for verdict, number in counts.items() if number]
    first, *rest = parts
    number, _, what = first.partition(" ")
    return ", ".join([f"{number} of {total} {what}", *rest]) + "."


def cells(each: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return verdict, name, published figure with its range, and simulated one with interval."""
    published, simulated, unit = each["published"], each["simulated"], each["unit"]
    figure = f"{said(published['value'], unit)} ({span(published['low'], published['high'], unit)})"
    mean = said(simulated["mean"], unit)
    if simulated["low"] is not None:
        mean += f" ({span(simulated['low'], simulated['high'], unit)})"
    return each["verdict"], " ".join(each["name"].split()), figure, mean


def _table(targets: list[dict[str, Any]]) -> Iterator[str]:
    rows = [HEADS, *map(cells, targets)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    whys = ["", *(each["why"] for each in targets)]
    for row, why in zip(rows, whys, strict=True):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {line}  {why}".rstrip()
