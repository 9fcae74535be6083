"""The terminal: progress with time left, plain lines elsewhere.

Nothing of a stranger's text is printed that a terminal would obey.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from unicodedata import category

Told = Callable[[int, int, str], None]
ENOUGH_SEEN = 4
"""So often progress is told before it says how long the rest will take."""


def plain(text: str) -> str:
    """Return text with its control characters shown, not obeyed; line breaks stay."""
    return "".join(
        letter
        if letter == "\n" or category(letter) not in {"Cc", "Cf", "Cs"}
        else ascii(letter)[1:-1]
        for letter in text
    )


def say(text: str) -> None:
    """Print a line for the person at the terminal: standard error, so that output stays clean."""
    print(plain(text), file=sys.stderr, flush=True)  # noqa: T201 -- this is the terminal


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """Show how far a long piece of work is and how long it will take yet."""
    if sys.stderr.isatty():
        yield from _bar(what)
    else:
        yield from _lines(what)


def _lines(what: str) -> Iterator[Told]:
    seen: list[tuple[float, int]] = []

    def told(done: int, total: int, last: str) -> None:
        seen.append((time.monotonic(), done))
        left = time_left(seen, total)
        ending = "" if left is None else f"; about {_seconds(left)} left"
        say(f"{what}: {done} of {total} done ({last}){ending}")

    yield told


def time_left(seen: Sequence[tuple[float, int]], total: int) -> float | None:
    """Return the seconds that are left, or nothing before enough is done to tell.

    `seen` is when how much was done. The time up to the first of them tells nothing: workers
    were being started.

    >>> time_left([(9.0, 1), (10.0, 2), (11.0, 3)], 10)
    >>> time_left([(9.0, 1), (10.0, 2), (11.0, 3), (12.0, 4)], 10)
    6.0
    """
    (began, first), (now, done) = seen[0], seen[-1]
    if len(seen) < ENOUGH_SEEN or done == total:
        return None
    return (now - began) / (done - first) * (total - done)


def _bar(what: str) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def told(done: int, total: int, _: str) -> None:
            bar.update(task, completed=done, total=total)

        yield told


def _seconds(seconds: float) -> str:
    """Return a time in words, to the second.

    >>> _seconds(1.2), _seconds(12.0)
    ('1 second', '12 seconds')
    """
    whole = round(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"
