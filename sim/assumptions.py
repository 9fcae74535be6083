"""The answer of `placesim assumptions`: what a scenario stands on, weakest first; its effect."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.console import progress
from sim.scenario.loading import load
from sim.scenario.standing import WEAKEST_FIRST, Standing, standings

if TYPE_CHECKING:
    from sim.experiments.sensitivity import Effect

MOST_PATHS = 2


def assumptions(path: Path, settings: Sequence[str], most_effects: int) -> dict[str, Any]:
    """Return every number of a scenario with its standing, and the effect of the weakest."""
    loaded = load(path, settings)
    found = standings(loaded)
    answer: dict[str, Any] = {
        "scenario": str(path),
        "title": loaded.scenario.title,
        "labels": dict(Counter(each.label for each in found for _ in each.paths)),
        "numbers": [_number(each) for each in found],
    }
    if most_effects:
        policy = loaded.scenario.policies[0].id
        answer["primary_outcome"] = loaded.scenario.primary_outcome
        answer["policy"] = policy
        answer["effects"] = [
            _effect(each) for each in _effects(path, settings, policy, found, most_effects)
        ]
    return answer


def _effects(
    path: Path, settings: Sequence[str], policy: str, found: list[Standing], most: int
) -> "list[Effect]":
    from sim.experiments.sensitivity import effects

    ranged = [each for each in found if each.low is not None and each.high is not None]
    chosen = [each for each in ranged if each.low != each.high][:most]
    done = []
    with progress("numbers moved") as told:
        for each in effects(path, settings, policy, chosen):
            done.append(each)
            told(len(done), len(chosen), each.standing.paths[0])
    return sorted(done, key=lambda each: -each.swing)


def _number(each: Standing) -> dict[str, Any]:
    return {
        "paths": list(each.paths),
        "value": each.value,
        "low": each.low,
        "high": each.high,
        "label": each.label,
        "source": each.source,
    }


def _effect(each: "Effect") -> dict[str, Any]:
    return {
        "paths": list(each.standing.paths),
        "low": each.standing.low,
        "high": each.standing.high,
        "as_it_is": each.as_it_is,
        "at_low": each.at_low,
        "at_high": each.at_high,
        "why_not": each.why_not,
    }


def assumption_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the answer in words: the counts, the effects, then every number, weakest first."""
    labels = answer["labels"]
    counts = [f"{labels[label]:,} {label}" for label in WEAKEST_FIRST if labels.get(label)]
    yield f"{answer['title']}: {', '.join(counts)}"
    if answer.get("effects") is not None:
        yield ""
        yield (
            f"{answer['primary_outcome']} under {answer['policy']}, one replication, each number "
            "at the low and the high end of its range, the largest swing first:"
        )
        for each in answer["effects"]:
            yield f"  {_moved(each)}  {_where(each['paths'])}"
    label = None
    for each in answer["numbers"]:
        if each["label"] != label:
            label = each["label"]
            yield ""
            yield f"{label}:"
        span = "" if each["low"] is None else f" ({each['low']:g} to {each['high']:g})"
        source = f"  {each['source']}" if each["source"] else ""
        yield f"  {each['value']:g}{span}  {_where(each['paths'])}{source}"


def _moved(each: dict[str, Any]) -> str:
    if each["why_not"]:
        return f"cannot be moved by itself: {each['why_not']}:"
    at = [_said(each[name]) for name in ("at_low", "as_it_is", "at_high")]
    return f"{at[0]} at {each['low']:g}, {at[1]} as it is, {at[2]} at {each['high']:g}:"


def _said(value: float | None) -> str:
    return "no value" if value is None else f"{value:.4g}"


def _where(paths: list[str]) -> str:
    more = len(paths) - MOST_PATHS
    return ", ".join(paths[:MOST_PATHS]) + (f" and {more} more" if more > 0 else "")
