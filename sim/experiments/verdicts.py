"""A run beside published figures: each with its defended range, what came out, and a verdict.

The verdict is of the whole interval over replications. Two replications may agree by chance, and
then have an interval of no width, so fewer than three are never a verdict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiments.results import Results
from sim.experiments.statistics import Interval, interval
from sim.log.targets import TargetNote

Verdict = Literal["inside", "outside", "cannot say"]
ORDER: tuple[Verdict, ...] = ("outside", "cannot say", "inside")
"""Misses first."""
USES = {
    "calibration": "Used for calibration: agreement here is no validation",
    "seen": "Seen while tuning, or the source of a number: no clean check",
    "held_back": "Held back: neither tuned to nor looked at meanwhile",
}
FEWEST = 3
"""Replications that a verdict needs."""
PUBLISHED = ("published", "source document")
"""Labels of figures that somebody published."""
NONE_HELD_BACK = "No figure was held back, so nothing here is a clean check."
TABLE = "backcast"


@dataclass(frozen=True, slots=True)
class Held:
    """One published figure, what came out under a policy, and what may be said of the two."""

    target: TargetNote
    found: Interval
    replications: int
    """Replications in which there was anything to measure."""
    of: int
    """Replications that there are."""

    @property
    def verdict(self) -> Verdict:
        if self.replications < max(self.of, FEWEST):
            return "cannot say"
        return verdict(self.found, self.target.low, self.target.high)

    @property
    def why(self) -> str:
        """Why nothing can be said, in words; empty where something can."""
        if self.verdict != "cannot say":
            return ""
        if self.found.mean is None:
            return "there was nothing to measure"
        if self.replications < self.of:
            none = self.of - self.replications
            return f"there was nothing to measure in {none} of {self.of} replications"
        if self.of < FEWEST or self.found.low is None or self.found.high is None:
            where = "inside" if self.is_mean_inside else "outside"
            return f"fewer than {FEWEST} replications; the mean lies {where}"
        is_over = (self.found.low < self.target.low, self.found.high > self.target.high)
        if all(is_over):
            return "the interval is wider than the range, and crosses both its ends"
        return f"the interval crosses the {'low' if is_over[0] else 'high'} end of the range"

    @property
    def is_mean_inside(self) -> bool:
        mean = self.found.mean
        return mean is not None and self.target.low <= mean <= self.target.high


def verdict(found: Interval, low: float, high: float) -> Verdict:
    """Return whether the whole interval lies in the range, or wholly without.

    >>> verdict(Interval(5.0, 4.0, 6.0), 4.0, 7.0), verdict(Interval(5.0, 4.0, 6.0), 1.0, 3.0)
    ('inside', 'outside')
    >>> verdict(Interval(5.0, 4.0, 6.0), 5.0, 7.0), verdict(Interval(5.0, None, None), 4.0, 7.0)
    ('cannot say', 'cannot say')
    """
    if found.low is None or found.high is None:
        return "cannot say"
    if low <= found.low and found.high <= high:
        return "inside"
    return "outside" if found.high < low or found.low > high else "cannot say"


def by_standing(figures: Iterable[tuple[str, str]]) -> str:
    """Return how many of the figures that somebody published are missed, and of the others.

    >>> by_standing([("published", "outside"), ("assumption", "inside")])
    'Of 1 published, 1 outside; of 1 assumed or unverified, 0 outside.'
    """
    known = list(figures)
    parts = []
    for words, is_published in (("published", True), ("assumed or unverified", False)):
        mine = [verdict for label, verdict in known if (label in PUBLISHED) == is_published]
        parts += [f"of {len(mine)} {words}, {mine.count('outside')} outside"] if mine else []
    return "; ".join(parts).capitalize() + "."


def held_against(results: Results, policy: str) -> list[Held]:
    """Return every published figure with what came out under a policy, in the order of the file.

    A replication with nothing to measure leaves the figure without an interval: one of the others
    alone would choose the replications by their result.
    """
    table = results.tables.get(TABLE)
    values: dict[str, list[float | None]] = {}
    if table is not None:
        mine = table.filter(policy=policy).sort("replication", maintain_order=True)
        for name, value in mine.select("target", "value").iter_rows():
            values.setdefault(name, []).append(value)
    return [
        _held(target, values.get(target.id, []), results.replications)
        for target in results.book.targets
    ]


def _held(target: TargetNote, values: Sequence[float | None], replications: int) -> Held:
    found = interval(values)
    known = sum(value is not None for value in values)
    whole = found if known == replications else Interval(found.mean, None, None)
    return Held(target, whole, known, replications)


def misses_first(held: Iterable[Held]) -> list[Held]:
    """Return the figures, those missed first, otherwise in their order."""
    return sorted(held, key=lambda each: ORDER.index(each.verdict))
