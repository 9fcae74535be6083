"""Closed forms and small Markov chains that the theory tests hold the engine against.

Nothing here knows the engine. `agrees` is an equivalence test: the 99 % interval over replications
must lie whole within the stated margin around the closed form, so neither noise nor a bias passes.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.sparse.linalg import spsolve

Floats = NDArray[np.float64]
State = tuple[Any, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


def agrees(values: Iterable[float], closed_form: float, *, margin: float) -> bool:
    """Tell whether the 99 % interval of the mean lies within `margin` (relative) of theory."""
    sample = np.asarray(list(values), float)
    half = float(stats.t.ppf(0.995, len(sample) - 1) * sample.std(ddof=1) / math.sqrt(len(sample)))
    low, high = sample.mean() - half, sample.mean() + half
    sound = closed_form * (1 - margin) <= low and high <= closed_form * (1 + margin)
    if not sound:
        print(f"{low:.5g} to {high:.5g}, against {closed_form:.5g} within {margin:.0%}")  # noqa: T201 -- pytest shows it on failure
    return bool(sound)


def erlang_c(load: float, servers: int) -> float:
    """Return the probability of waiting in M/M/c with `load` erlangs."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


def erlang_a(arrivals: float, service: float, patience: float, servers: int) -> tuple[float, float]:
    """Return the share who give up in M/M/c+M, and the mean time on the list of all."""
    logs = np.zeros(400)
    for n in range(1, 400):
        out = min(n, servers) * service + max(0, n - servers) * patience
        logs[n] = logs[n - 1] + math.log(arrivals / out)
    share = np.exp(logs - logs.max())
    share /= share.sum()
    length = float((np.maximum(np.arange(400) - servers, 0) * share).sum())
    return patience * length / arrivals, length / arrivals


def crommelin_wait(arrivals: float, length: float, servers: int, *, most: int = 400) -> float:
    """Return the mean wait of M/D/c: who is there is looked at every service time (Crommelin)."""
    come = stats.poisson.pmf(np.arange(most), arrivals * length)
    move = np.zeros((most, most))
    for n in range(most):
        left = max(0, n - servers)
        move[n, left:] = come[: most - left]
    move /= move.sum(axis=1, keepdims=True)
    share = stationary(sparse.csr_matrix(move - np.eye(most)))
    return float((np.maximum(np.arange(most) - servers, 0) * share).sum()) / arrivals


def full_groups_wait(arrivals: float, service: float, size: int) -> float:
    """Return the mean wait for groups of exactly `size` and one team: formation, then E_k/M/1."""
    low, high = 0.0, 1 - 1e-12  # the root below 1 of: root = transform of the gap at mu (1 - root)
    for _ in range(200):
        root = (low + high) / 2
        gap = (arrivals / (arrivals + service * (1 - root))) ** size
        low, high = (root, high) if gap > root else (low, root)
    return (size - 1) / (2 * arrivals) + low / (service * (1 - low))


def bulk_wait(
    arrivals: float, service: float, teams: int, minimum: int, maximum: int, *, most: int = 300
) -> float:
    """Return the mean wait of M/M^[a,b]/c under Neuts' rule, by its Markov chain."""

    def settled(busy: int, waiting: int) -> State:
        while busy < teams and waiting >= minimum:
            busy, waiting = busy + 1, waiting - min(waiting, maximum)
        return busy, waiting

    def moves(state: State) -> Iterable[tuple[State, float]]:
        busy, waiting = state
        if waiting < most:
            yield settled(busy, waiting + 1), arrivals
        if busy:
            yield settled(busy - 1, waiting), busy * service

    chain = solved((0, 0), moves)
    return sum(waiting * share for (_, waiting), share in chain.items()) / arrivals


def solved(first: State, moves: Moves) -> dict[State, float]:
    """Return the stationary share of time in each state reachable from `first`."""
    places: dict[State, int] = {first: 0}
    order = [first]
    entries: list[tuple[int, int, float]] = []
    for state in order:
        here = places[state]
        for there, rate in moves(state):
            if there not in places:
                places[there] = len(order)
                order.append(there)
            entries += [(here, places[there], rate), (here, here, -rate)]
    rows, columns, rates = zip(*entries, strict=True)
    generator = sparse.csr_matrix((rates, (rows, columns)), (len(order), len(order)))
    return dict(zip(order, stationary(generator).tolist(), strict=True))


def stationary(generator: Any) -> Floats:
    """Return the vector that the generator leaves alone, adding up to 1."""
    count = generator.shape[0]
    balance = sparse.vstack([generator.T.tocsr()[:-1], sparse.csr_matrix(np.ones((1, count)))])
    right = np.zeros(count)
    right[-1] = 1.0
    result: Floats = np.asarray(spsolve(balance.tocsc(), right), float)
    return result


def gompertz_dead(age: float, years: Floats, rate_at_50: float, doubling_years: float) -> Floats:
    """Return the share dead by each of `years` from an age, if mortality doubles that often."""
    growth = math.log(2) / doubling_years
    now = rate_at_50 * math.exp(growth * (age - 50)) / growth
    return np.asarray(-np.expm1(-now * np.expm1(growth * years)))
