"""Two programmes that share staff: a Markov chain of the rule, and conservation of work."""

from collections.abc import Iterable

from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.markov import State, agrees, erlang_c, solved
from tests.stories import Tree, first_days, prison, programme, replicate, world

MEMORYLESS = {"kind": "exponential", "mean": 1}
SMALL, BIG = 0, 1


def two_lists(
    rates: tuple[float, float], needs: tuple[int, int], *, posts: int, **more: float
) -> Scenario:
    """Return one prison with two programmes, `small` and `big`, in groups of one."""
    names = ("small", "big")
    programmes = [
        programme(name, need=need, days=MEMORYLESS) for name, need in zip(names, needs, strict=True)
    ]
    streams: list[Tree] = [
        {
            "id": f"for_{name}",
            "kind": "list",
            "sites": "hull",
            "waits_for": name,
            "arrivals_per_day": rate,
        }
        for name, rate in zip(names, rates, strict=True)
    ]
    tree = world([prison(posts=posts, programmes=names)], programmes, **more)
    return Scenario.model_validate(tree | {"population": {"streams": streams}})


def settled(
    posts: int, needs: tuple[int, int], under_way: State, waiting: State, line: State
) -> State:
    """Return the state after the board has sat: groups under way, people waiting, the line."""
    busy, left, queue = list(under_way), list(waiting), list(line)
    for kind in (SMALL, BIG):
        if left[kind] and kind not in queue:
            queue.append(kind)
    while queue:
        kind = queue[0]
        if posts - sum(n * need for n, need in zip(busy, needs, strict=True)) < needs[kind]:
            break
        queue.pop(0)
        busy[kind] += 1
        left[kind] -= 1
        if left[kind]:
            queue.append(kind)
    return tuple(busy), tuple(left), tuple(queue)


def chain_waits(
    rates: tuple[float, float], needs: tuple[int, int], *, posts: int, most: int
) -> list[float]:
    """Return the mean wait of each list when the first in line gets the staff and is not overtaken.

    State: groups under way of each kind, people waiting for each, and the line.
    """

    def moves(state: State) -> Iterable[tuple[State, float]]:
        busy, waiting, line = state
        for kind in (SMALL, BIG):
            one = tuple(int(kind == each) for each in (SMALL, BIG))
            if waiting[kind] < most:
                more = tuple(n + d for n, d in zip(waiting, one, strict=True))
                yield settled(posts, needs, busy, more, line), rates[kind]
            if busy[kind]:
                fewer = tuple(n - d for n, d in zip(busy, one, strict=True))
                yield settled(posts, needs, fewer, waiting, line), float(busy[kind])

    chain = solved(((0, 0), (0, 0), ()), moves)
    return [
        sum(waiting[kind] * share for (_, waiting, _), share in chain.items()) / rates[kind]
        for kind in (SMALL, BIG)
    ]


def waits_of(scenario: Scenario, replications: int, *, since: float) -> tuple[list[float], ...]:
    """Return each replication's mean wait on either list, and on both together."""
    found: tuple[list[float], ...] = ([], [], [])
    for population, simulated in replicate(scenario, replications):
        joined = first_days(simulated, Kind.JOINED, len(population))
        started = first_days(simulated, Kind.STARTED, len(population))
        seen = (joined >= since) & (joined < scenario.horizon - since)
        codes = sorted(each.id for each in scenario.programmes)
        for place, name in enumerate(("small", "big")):
            mine = seen & (population.people.waits_for == codes.index(name))
            found[place].append(float((started - joined)[mine].mean()))
        found[2].append(float((started - joined)[seen].mean()))
    return found


def test_two_lists_of_one_need_wait_together_as_one_queue() -> None:
    """M/M/3 at 60 %: over both lists the mean wait is Erlang's, within 12 %; staff never idle."""
    scenario = two_lists((0.6, 1.2), (1, 1), posts=3, days=3000, seed=21)
    *_, together = waits_of(scenario, 20, since=100)
    assert agrees(together, erlang_c(1.8, 3) / (3 - 1.8), margin=0.12)


def test_a_programme_that_needs_two_shares_staff_as_its_markov_chain_says() -> None:
    """Two posts, needs of one and two, 35 % load: mean wait on each list within 12 %."""
    rates, needs = (0.4, 0.15), (1, 2)
    small, big = chain_waits(rates, needs, posts=2, most=25)
    scenario = two_lists(rates, needs, posts=2, days=5000, seed=22)
    found = waits_of(scenario, 20, since=100)
    assert agrees(found[SMALL], small, margin=0.12)
    assert agrees(found[BIG], big, margin=0.12)
