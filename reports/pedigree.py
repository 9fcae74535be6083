"""Where every number of a scenario comes from, and how far each may be relied on.

What stands on nothing but an assumption comes first. Numbers that are alike in everything but
their place share a row, so that a page stays small; no label and no source is ever left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.amounts import listed
from reports.reading import spoken_date

MOST_PATHS = 3

STANDINGS: Mapping[str, tuple[str, str]] = {
    "assumption": ("is an assumption", "are assumptions"),
    "unverified": ("is unverified", "are unverified"),
    "source document": ("is from a source document", "are from source documents"),
    "published": ("is published", "are published"),
}
"""Every label, the least to be relied on first, with what one number and several of them are."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """One row: numbers that have a value, a range, a standing and a source in common."""

    paths: tuple[str, ...]
    more: int
    value: str
    range: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The count in words, of numbers with a source and of all, and the rows."""

    counted: str
    summary: str
    rows: tuple[Sourced, ...]


def pedigree(figures: Iterable[Mapping[str, Any]], plain_numbers: int | None) -> Pedigree:
    """Return where the numbers come from; `None` where plain ones were not counted."""
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    labels: Counter[str] = Counter()
    for figure in figures:
        label = str(figure.get("label") or "assumption")
        key = (label, _value(figure), _range(figure), _source(figure))
        alike.setdefault(key, []).append(str(figure["path"]))
        labels[label] += 1
    ranks = {label: rank for rank, label in enumerate(STANDINGS)}
    rows = [
        Sourced(
            paths=tuple(paths[:MOST_PATHS]),
            more=max(0, len(paths) - MOST_PATHS),
            value=value,
            range=span,
            label=label,
            source=source,
        )
        for (label, value, span, source), paths in sorted(
            alike.items(), key=lambda each: ranks.get(each[0][0], len(ranks))
        )
    ]
    counted = _counted(labels)
    return Pedigree(counted, f"{counted} {_plain(plain_numbers)}", tuple(rows))


def _counted(labels: Counter[str]) -> str:
    if not labels:
        return "No number of this scenario is given with a source."
    known = [label for label in reversed(list(STANDINGS)) if labels[label]]
    said = [f"{labels[label]:,} {STANDINGS[label][labels[label] > 1]}" for label in known]
    said += [f"{labels[label]:,} “{label}”" for label in sorted(labels.keys() - STANDINGS.keys())]
    total = labels.total()
    numbers = "1 number" if total == 1 else f"{total:,} numbers"
    return f"Of {numbers} with a source, {listed(said)}."


def _plain(count: int | None) -> str:
    match count:
        case None:
            return "Numbers given without a source are not listed."
        case 0:
            return "No number is given without a source."
        case 1:
            return "One plain number, given without a source, is not listed."
        case _:
            return f"{count:,} plain numbers, given without a source, are not listed."


def _value(figure: Mapping[str, Any]) -> str:
    unit = figure.get("unit")
    return f"{_exact(figure['value'])}{f' {unit}' if unit else ''}"


def _range(figure: Mapping[str, Any]) -> str:
    low, high = figure.get("low"), figure.get("high")
    if low is None and high is None:
        return "not given"
    if low is None:
        return f"up to {_exact(high)}"
    return f"from {_exact(low)}" if high is None else f"{_exact(low)} to {_exact(high)}"


def _source(figure: Mapping[str, Any]) -> str:
    source = str(figure.get("source") or "none given")
    dated = f" (as of {spoken_date(str(figure['as_of']))})" if figure.get("as_of") else ""
    note = f" Note: {figure['note']}" if figure.get("note") else ""
    return f"{source}{dated}{note}"


def _exact(value: Any) -> str:
    """Return a number as the scenario has it, to ten figures.

    >>> _exact(0.14), _exact(12000), _exact(61.0)
    ('0.14', '12,000', '61')
    """
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)
