"""What a law of the log is, and how what breaks it is said."""

from collections.abc import Callable

import polars as pl

from sim.log.history import History, PolicyNote

Law = Callable[[History, PolicyNote], list[str]]
TOLERANCE = 1e-6
SHOWN = 4


def say(rows: pl.DataFrame, what: str) -> list[str]:
    """Return one breach naming the first person or group concerned, or none."""
    if not rows.height:
        return []
    first = rows.row(0, named=True)
    shown = ", ".join(f"{name} {first[name]}" for name in rows.columns[:SHOWN])
    return [f"{rows.height} {what}; the first: {shown}"]
