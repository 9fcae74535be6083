"""Free numbers: what a calibration may move, and between which ends.

The ends are the defended range of the number itself, so that no search can leave it. Numbers that
stand in many places are moved together: to one value, or by one factor that keeps each of them in
its own range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from sim.scenario.standing import Standing

By = Literal["value", "factor"]
FIGURES = 5


class NotFree(Exception):
    """A number that cannot be moved as was asked, and why."""


@dataclass(frozen=True, slots=True)
class Free:
    """Numbers that are moved as one, between two ends; where they are as they are, at `now`."""

    id: str
    by: By
    numbers: tuple[tuple[str, float], ...]
    """Each path, with the value that stands there."""
    low: float
    high: float
    now: float

    def at(self, share: float) -> float:
        """Return the value (or factor) so far along from the low end, in a few figures.

        Where it is now, all its figures are kept, so that nothing is set there.
        """
        found = f"{self.low + share * (self.high - self.low):.{FIGURES}g}"
        return self.now if found == f"{self.now:.{FIGURES}g}" else float(found)

    @property
    def start(self) -> float:
        """How far along from the low end it is now."""
        return (self.now - self.low) / (self.high - self.low)

    def settings(self, value: float) -> list[str]:
        """Return the overrides that put it there, as `--set` takes them; none where it is now."""
        if value == self.now:
            return []
        if self.by == "value":
            return [f"{path}={value:.12g}" for path, _ in self.numbers]
        return [f"{path}={value * each:.12g}" for path, each in self.numbers]


def free_number(name: str, by: By, patterns: Sequence[str], known: Sequence[Standing]) -> Free:
    """Return the numbers whose paths match (`*` stands for anything), with the ends of their range.

    Raise `NotFree` where none matches, one has no range, or they differ and are to have one value.
    """
    found = [
        (path, each)
        for each in known
        for path in each.paths
        if any(stands_at(path, pattern) for pattern in patterns)
    ]
    if not found:
        raise NotFree(f"no number of the scenario stands at {', '.join(patterns)}")
    ends = []
    for path, each in sorted(found, key=lambda pair: pair[0]):
        if each.low is None or each.high is None or each.low >= each.high:
            raise NotFree(f"{path} has no range to be moved in; give it low and high there")
        ends.append((path, each.value, each.low, each.high))
    numbers = tuple((path, value) for path, value, *_ in ends)
    if by == "factor":
        return _by_factor(name, ends)
    values = sorted({value for _, value in numbers})
    if len(values) > 1:
        raise NotFree(
            f"stands for {len(values)} different values, {values[0]:g} to {values[-1]:g}; "
            "say `by: factor` to move each in proportion"
        )
    low, high = max(end[2] for end in ends), min(end[3] for end in ends)
    return Free(name, by, numbers, low, high, values[0])


def _by_factor(name: str, ends: Sequence[tuple[str, float, float, float]]) -> Free:
    if any(value <= 0 for _, value, *_ in ends):
        raise NotFree("a number that is 0 cannot be moved by a factor")
    low = max(low / value for _, value, low, _ in ends)
    high = min(high / value for _, value, _, high in ends)
    numbers = tuple((path, value) for path, value, *_ in ends)
    return Free(name, "factor", numbers, low, high, 1.0)


def stands_at(path: str, pattern: str) -> bool:
    """Tell whether a path is meant by a pattern, in which brackets are just brackets.

    >>> stands_at("sites[hull].posts", "sites[*].posts")
    True
    """
    return fnmatchcase(path, pattern.replace("[", "[[]"))
