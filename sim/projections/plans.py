"""Posts as a site plans them over time, read from the book: what those in post are held against."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sim.log.history import Book, SiteNote
from sim.words.days import day_of

Span = tuple[float, float, float]
"""From which day to which there are so many posts."""


def posts_of_grades(book: Book, site: SiteNote) -> dict[str, list[Span]]:
    """Return the posts of each grade at a site over the run; empty where no plan is in the book."""
    return {grade: list(spans(book, steps)) for grade, steps in site.rules.get("staff", {}).items()}


def spans(book: Book, steps: Sequence[dict[str, Any]]) -> Iterator[Span]:
    """Yield the values of a plan over the run; before its first step there are none.

    >>> from sim.projections.handwritten import history
    >>> book = history([]).book
    >>> list(spans(book, [{"from": 0.0, "value": 4.0}, {"from": 30.0, "value": 6.0}]))
    [(0.0, 30.0, 4.0), (30.0, 100.0, 6.0)]
    """
    days = [_day(book, step["from"]) for step in steps]
    for (start, end), step in zip(pairwise([*days, book.horizon_days]), steps, strict=True):
        since, until = max(start, 0.0), min(end, book.horizon_days)
        if since < until:
            yield since, until, float(step["value"])


def _day(book: Book, moment: str | float) -> float:
    if isinstance(moment, str):
        return day_of(date.fromisoformat(moment), book.start_date)
    return float(moment)
