"""A search for the least of a function of a few numbers, each between 0 and 1, by trials alone.

First where one stands, then points that fill the cube evenly, then steps along one number at a time
from the best point so far, halved when none is better. Nothing is drawn: the same function gives
the same trials in the same order, and no point is tried twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Point = tuple[float, ...]
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
"""Bases of the points that fill the cube; there are no more numbers than these."""
FIRST_STEP, LEAST_STEP = 0.25, 0.01
AS_IT_IS, SPREAD, STEP = STAGES = ("as it is", "spread", "step")
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Tried:
    """One trial: where, at what stage of the search, and how far off it was."""

    point: Point
    stage: str
    distance: float


def radical_inverse(number: int, base: int) -> float:
    """Return the digits of a number mirrored behind the point: evenly spread for 1, 2, 3, ...

    >>> [radical_inverse(number, 2) for number in (1, 2, 3, 4)]
    [0.5, 0.25, 0.75, 0.125]
    """
    found, share = 0.0, 1.0
    while number:
        share /= base
        number, digit = divmod(number, base)
        found += digit * share
    return found


def spread(count: int, dimensions: int) -> Iterator[Point]:
    """Yield points that fill the cube ever more evenly, the same ones every time."""
    for number in range(1, count + 1):
        yield _clean(radical_inverse(number, base) for base in PRIMES[:dimensions])


def search(
    start: Point, distance: Callable[[Point], float], *, spread_trials: int, trials: int
) -> Iterator[Tried]:
    """Yield each trial as it is made; the best of them is the answer."""
    done: dict[Point, float] = {}

    def tried(point: Point, stage: str) -> Iterator[Tried]:
        if point not in done and len(done) < trials:
            done[point] = distance(point)
            yield Tried(point, stage, done[point])

    yield from tried(_clean(start), AS_IT_IS)
    for point in spread(spread_trials, len(start)):
        yield from tried(point, SPREAD)
    step = FIRST_STEP
    while len(done) < trials and step >= LEAST_STEP:
        before = best(done)
        for place in range(len(start)):
            for way in (step, -step):
                here = best(done)
                yield from tried(_moved(here, place, way), STEP)
                if best(done) != here:
                    break
        if best(done) == before:
            step /= 2


def best(done: dict[Point, float]) -> Point:
    """Return the point of the least distance, the first of equals."""
    return min(done, key=lambda point: done[point])


def _moved(point: Point, place: int, way: float) -> Point:
    there = min(max(point[place] + way, 0.0), 1.0)
    return _clean((*point[:place], there, *point[place + 1 :]))


def _clean(parts: Iterator[float] | Point) -> Point:
    return tuple(round(part, DIGITS) for part in parts)
