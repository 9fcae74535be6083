"""W1 as one compiled loop over arrays: the practical limit, with none of the generality."""

import heapq

import numba
import numpy as np
from numpy.typing import NDArray
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

ARRIVES, RELEASE_DUE, FREED, SEAT_ENDS = range(4)
OUTSIDE, WAITING, SEATED, DONE = range(4)


@numba.njit(cache=False)
def _loop(arrives, band, sentence, attends, horizon, staff):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912, PLR0915 -- one flat loop is the point
    n = len(arrives)
    time, who = np.empty(7 * n), np.empty(7 * n, np.int64)
    kind = np.empty(7 * n, np.int64)
    rows, free = 0, staff
    release, state = arrives + sentence, np.zeros(n, np.int8)
    due = [(arrives[0], ARRIVES, 0)]
    first = [(release[0], 0)]
    second = [(release[0], 0)]
    first.pop()
    second.pop()
    count = np.zeros(2, np.int64)
    line, in_line = [0], np.zeros(2, np.bool_)
    line.pop()
    while due:
        now, what, person = heapq.heappop(due)
        if now >= horizon:
            break
        look = False
        if what == ARRIVES:
            time[rows], who[rows], kind[rows] = now, person, RECEIVED
            rows += 1
            if person + 1 < n:
                heapq.heappush(due, (arrives[person + 1], ARRIVES, person + 1))
            heapq.heappush(due, (release[person], RELEASE_DUE, person))
            if band[person] > 0:
                time[rows], who[rows], kind[rows] = now, person, JOINED
                rows += 1
                state[person] = WAITING
                q = 0 if band[person] == 1 else 1
                heapq.heappush(first if q == 0 else second, (release[person], person))
                count[q] += 1
                look = True
        elif what == RELEASE_DUE:
            if state[person] == WAITING:
                state[person] = DONE
                count[0 if band[person] == 1 else 1] -= 1
                time[rows], who[rows], kind[rows] = now, person, LEFT
                rows += 1
            if state[person] != SEATED:
                time[rows], who[rows], kind[rows] = now, person, RELEASED
                rows += 1
        elif what == FREED:
            free += person
            look = True
        else:
            state[person] = DONE
            time[rows], who[rows] = now, person
            kind[rows] = COMPLETED if attends[person] == 1.0 else DROPPED
            rows += 1
            if release[person] <= now:
                time[rows], who[rows], kind[rows] = now, person, RELEASED
                rows += 1
        while look:
            for q in range(2):
                if not in_line[q] and count[q] >= GROUP:
                    in_line[q] = True
                    line.append(q)
            if len(line) == 0 or free < NEED[line[0]]:
                break
            q = line.pop(0)
            in_line[q] = False
            if count[q] < GROUP:
                continue
            free -= NEED[q]
            seated = 0
            while seated < GROUP:
                _, man = heapq.heappop(first if q == 0 else second)
                if state[man] != WAITING:
                    continue
                state[man] = SEATED
                seated += 1
                count[q] -= 1
                time[rows], who[rows], kind[rows] = now, man, STARTED
                rows += 1
                heapq.heappush(due, (now + attends[man] * DAYS[q], SEAT_ENDS, man))
            heapq.heappush(due, (now + DAYS[q], FREED, NEED[q]))
    return time[:rows], who[:rows], kind[:rows]


def compile_it() -> None:
    """Compile on a handful of men, so that a timed run runs."""
    few = np.array([1.0, 2.0])
    _loop(few, np.array([1, 2]), few, few, 3.0, 5)


def run(people: Inputs) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    columns = _loop(
        people.arrives, people.band, people.sentence, people.attends, HORIZON, FACILITATORS
    )
    return columns[0], columns[1], columns[2]
