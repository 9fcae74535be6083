"""Every number of a scenario with its standing: where it comes from, weakest first.

A number without a pedigree is an assumption that nobody has owned up to, so it leads the list.
Numbers that are alike in everything but their place are one assumption made many times over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.figures import is_figure
from sim.scenario.loading import Loaded

NO_STANDING = "no label"
WEAKEST_FIRST = (NO_STANDING, "assumption", "unverified", "source document", "published")
_OF_THE_RUN = frozenset(
    {"placesim", "seed", "replications", "covers", "changes", "finding", "backcast"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One number, or the same number in several places, and how far it may be relied on."""

    paths: tuple[str, ...]
    """As messages and `--set` write them."""
    value: float
    low: float | None
    high: float | None
    label: str
    source: str

    @property
    def relative_range(self) -> float:
        """Width of its range as a share of its value; 0 where no range is given."""
        if self.low is None or self.high is None:
            return 0.0
        return abs(self.high - self.low) / max(abs(self.value), 1e-9)


def standings(loaded: Loaded) -> list[Standing]:
    """Return every number of a scenario, weakest first, and the widest range first among equals."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for path, node in _numbers(loaded.resolved, ""):
        label = str(node.get("label", "assumption")) if "value" in node else NO_STANDING
        about = (node.get("value", node.get("plain")), node.get("low"), node.get("high"))
        source = str(node.get("source") or "")
        apart = path if label == NO_STANDING else ""  # nobody says that they are the same number
        alike.setdefault((*about, label, source, apart), []).append(path)
    found = [Standing(tuple(paths), *about) for (*about, _), paths in alike.items()]
    return sorted(found, key=_weakness)


def _weakness(each: Standing) -> tuple[int, float, tuple[str, ...]]:
    return WEAKEST_FIRST.index(each.label), -each.relative_range, each.paths


def _numbers(node: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every number with its path; a bare one as `{plain: number}`."""
    if is_figure(node):
        yield path, node
    elif isinstance(node, dict):
        for key, child in node.items():
            if path or key not in _OF_THE_RUN:
                yield from _numbers(child, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for place, child in enumerate(node):
            name = child.get("id", place) if isinstance(child, dict) else place
            yield from _numbers(child, f"{path}[{name}]")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path, {"plain": node}
