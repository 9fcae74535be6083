"""Scarce services before the run: jobs served in order of asking, by servers or by dated slots.

Whoever is gone when his turn comes drops out and costs nothing. Nothing is drawn here: given who
asks when, all else follows, and a job asked later never moves one asked before.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil

from sim.scenario.numbers import Step
from sim.scenario.schema import Scenario

NEVER = float("inf")
DECIMALS = 9
FIRST, AGAIN = 0, 1
"""At the same moment, first jobs go before repeated ones."""

Job = tuple[float, int, int]
"""Asked on this day, first or again, for this row: the order in which jobs are served."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A number over time: `values[i]` from `days[i]` on, and 0 before the first of them."""

    days: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def of(cls, scenario: Scenario, steps: Sequence[Step]) -> "Rate":
        return cls(
            tuple(scenario.day(step.from_) for step in steps),
            tuple(float(step.value) for step in steps),
        )

    def divided_by(self, number: float) -> "Rate":
        return Rate(self.days, tuple(value / number for value in self.values))

    def at(self, day: float) -> float:
        place = bisect_right(self.days, day) - 1
        return self.values[place] if place >= 0 else 0.0

    def next_change(self, day: float) -> float:
        place = bisect_right(self.days, day)
        return self.days[place] if place < len(self.days) else NEVER


@dataclass(frozen=True, slots=True)
class Served:
    """Jobs done, in the order in which they began: for whom, first or again, from when to when."""

    row: list[int] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)


def served(
    jobs: Iterable[Job],
    gone: Sequence[float],
    servers: Rate,
    service_days: float,
    *,
    again_every_days: float | None = None,
    until: float = NEVER,
) -> Served:
    """Return the jobs done by so many servers over time, first asked, first served.

    Whoever is served is served again so long after the end of the last time, as long as that is
    before `until` and he is not gone. A post in part is one server more, and all of them that much
    slower. When posts are cut, jobs begun are finished and none begins until fewer are busy than
    there are posts.
    """
    waiting = list(jobs)
    heapify(waiting)
    done, desk = Served(), _Desk(servers, service_days)
    begins = -NEVER
    while waiting:
        asked, turn, row = heappop(waiting)
        begins = desk.free(max(begins, asked))  # no later job looks at an earlier day
        if begins == NEVER:
            break
        if gone[row] <= begins:
            continue
        ends = begins + desk.length
        heappush(desk.busy, ends)
        done.row.append(row)
        done.again.append(turn == AGAIN)
        done.begins.append(begins)
        done.ends.append(ends)
        if again_every_days is not None:
            asks_again = ends + again_every_days
            if asks_again < min(until, gone[row]):
                heappush(waiting, (asks_again, AGAIN, row))
    return done


class _Desk:
    """Who serves: how many at the moment, how long each takes, and when those busy are done."""

    def __init__(self, servers: Rate, service_days: float) -> None:
        self.servers, self.service_days = servers, service_days
        self.busy: list[float] = []
        self._staff(-NEVER)

    def _staff(self, day: float) -> None:
        posts = self.servers.at(day)
        self.heads = ceil(posts)
        self.length = self.service_days * self.heads / posts if self.heads else NEVER
        self.changes = self.servers.next_change(day)

    def free(self, day: float) -> float:
        """Return the first day, from `day` on, on which one is free; those done by then are."""
        busy = self.busy
        while True:
            if day >= self.changes:
                self._staff(day)
            while busy and busy[0] <= day:
                heappop(busy)
            if len(busy) < self.heads:
                return day
            day = min(busy[0] if busy else NEVER, self.changes)
            if day == NEVER:
                return day


def slots(asks: dict[int, float], gone: Sequence[float], per_day: Rate) -> dict[int, float]:
    """Return the day on which each row's turn comes; who is gone by then is not in it.

    Turns come one whole slot apart on a clock that runs at the rate of slots a day: at most one
    more turn in any stretch of time than the rate allows.
    """
    turns: dict[int, float] = {}
    next_at = -NEVER  # on the clock of slots
    clock = Clock(per_day)
    for asked, row in sorted((day, row) for row, day in asks.items()):
        now = clock.reading(asked)
        day = clock.day_after(asked, max(now, next_at))
        if day == NEVER:
            break
        if gone[row] <= day:
            continue
        turns[row] = day
        next_at = max(now, next_at) + 1.0
    return turns


class Clock:
    """Slots that have come up so far: the rate summed over time, and its inverse."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self.readings = [0.0]
        for start, end, value in zip(rate.days, rate.days[1:], rate.values, strict=False):
            self.readings.append(self.readings[-1] + value * (end - start))

    def reading(self, day: float) -> float:
        place = bisect_right(self.rate.days, day) - 1
        if place < 0:
            return 0.0
        return self.readings[place] + self.rate.values[place] * (day - self.rate.days[place])

    def day_after(self, day: float, reading: float) -> float:
        """Return the first day, from `day` on, with slots being given and `reading` reached."""
        place = max(bisect_right(self.rate.days, day) - 1, 0)
        for start, value, before in zip(
            self.rate.days[place:], self.rate.values[place:], self.readings[place:], strict=True
        ):
            if value <= 0:
                continue
            reached = max(day, start)
            if reading > before + value * (reached - start):
                reached = start + (reading - before) / value
            if reached < self.rate.next_change(start):
                return round(reached, DECIMALS)
        return NEVER
