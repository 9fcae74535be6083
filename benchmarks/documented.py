"""W1 as SimPy's documentation teaches: a process a person, stores, a container, `|` for leaving."""

import heapq
from collections.abc import Generator
from typing import Any

import simpy
from workload import (
    COMPLETED,
    DAYS,
    DROPPED,
    FACILITATORS,
    GROUP,
    HORIZON,
    JOINED,
    LEFT,
    NEED,
    RECEIVED,
    RELEASED,
    STARTED,
    Inputs,
)

Process = Generator[simpy.Event, Any, None]


class Documented:
    """The workload with every man a process."""

    def __init__(self, people: Inputs) -> None:
        self.env = simpy.Environment()
        self.people = [
            column.tolist()
            for column in (people.arrives, people.band, people.sentence, people.attends)
        ]
        self.staff = simpy.Container(self.env, capacity=FACILITATORS, init=FACILITATORS)
        self.lists = [simpy.PriorityStore(self.env) for _ in NEED]
        self.full = [self.env.event() for _ in NEED]
        self.rows: list[tuple[float, int, int]] = []

    def run(self) -> list[tuple[float, int, int]]:
        for programme in range(len(NEED)):
            self.env.process(self.former(programme))
        self.env.process(self.source())
        self.env.run(until=HORIZON)
        return self.rows

    def source(self) -> Process:
        for person, arrives in enumerate(self.people[0]):
            yield self.env.timeout(arrives - self.env.now)
            self.env.process(self.person(person))

    def person(self, person: int) -> Process:
        env, rows = self.env, self.rows
        band, sentence, attends = (column[person] for column in self.people[1:])
        release = env.now + sentence
        rows.append((env.now, person, RECEIVED))
        if band > 0:
            programme = 0 if band == 1 else 1
            rows.append((env.now, person, JOINED))
            seat = env.event()
            ticket = simpy.PriorityItem(release, seat)
            waiting = self.lists[programme]
            yield waiting.put(ticket)
            if len(waiting.items) == GROUP and not self.full[programme].triggered:
                self.full[programme].succeed()
            happened = yield seat | env.timeout(sentence)
            if seat in happened:
                rows.append((env.now, person, STARTED))
                yield env.timeout(attends * DAYS[programme])
                rows.append((env.now, person, COMPLETED if attends == 1.0 else DROPPED))
            else:
                waiting.items.remove(ticket)
                heapq.heapify(waiting.items)
                rows.append((env.now, person, LEFT))
        if release > env.now:
            yield env.timeout(release - env.now)
        rows.append((env.now, person, RELEASED))

    def former(self, programme: int) -> Process:
        waiting = self.lists[programme]
        while True:
            while len(waiting.items) < GROUP:
                self.full[programme] = self.env.event()
                yield self.full[programme]
            yield self.staff.get(NEED[programme])
            if len(waiting.items) < GROUP:
                yield self.staff.put(NEED[programme])
                continue
            for _ in range(GROUP):
                ticket = yield waiting.get()
                ticket.item.succeed()
            self.env.process(self.group(programme))

    def group(self, programme: int) -> Process:
        yield self.env.timeout(DAYS[programme])
        yield self.staff.put(NEED[programme])
