"""A calibration in words: how far off as it is and at best, and what would be set."""

from collections.abc import Iterator
from typing import Any

from sim.words.measures import said, span


def calibration_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the answer line by line."""
    first, best = answer["as_it_is"], answer["best"]
    yield (
        f"{answer['trials']} trials are kept in {answer['trials_file']}, "
        f"{answer['trials_made_now']} of them made now"
    )
    if answer["overrides"]:
        yield f"changed by --set: {', '.join(answer['overrides'])}"
    yield f"as it is: distance {first['distance']:g}, {first['outside']} outside their range"
    yield (
        f"best, trial {best['trial']}: distance {best['distance']:g}, {best['outside']} outside "
        "their range"
    )
    yield ""
    yield from _figures(answer["targets"])
    yield ""
    for each in answer["free"]:
        what = "factor " if each["by"] == "factor" else ""
        yield (
            f"  {each['id']}: {what}{each['now']:g}, best {each['best']:g} "
            f"({each['low']:.4g} to {each['high']:.4g})"
        )
    yield ""
    if not answer["set"]:
        yield "Nothing would be set otherwise: the numbers as they are came nearest."
        return
    yield "Nothing is written into the scenario. To run it with the best trial's numbers:"
    for text in answer["set"]:
        yield f"  --set '{text}'"


def _figures(targets: list[dict[str, Any]]) -> Iterator[str]:
    names = [" ".join(each["name"].split()) for each in targets]
    width = max(map(len, names))
    for name, each in zip(names, targets, strict=True):
        unit = each["unit"]
        yield (
            f"  {name:<{width}}  as it is {said(each['as_it_is'], unit)}, best "
            f"{said(each['best'], unit)}, range {span(each['low'], each['high'], unit)}"
        )
