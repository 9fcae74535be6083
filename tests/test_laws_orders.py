"""What an order may do and what it may not: it proposes, the rules dispose."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given

from sim.log.history import History
from sim.log.laws import broken_laws
from sim.policies.candidates import Candidates
from sim.policies.orders import BUILT_IN, Keys, NotInOrder
from sim.scenario.schema import Policy, Scenario
from sim.testing import (
    DrawnOrder,
    any_order,
    digest_of,
    policies,
    scenarios,
    simulate_history,
    textbook_queues,
    variants,
)
from sim.words.kinds import Kind


@dataclass
class Stranger:
    """A plug-in that returns whatever it likes."""

    returns: Callable[[Candidates], Any]
    uses_clock: bool = True
    name: str = "stranger"
    version: str = "1"
    says: str = "nobody knows"

    def keys(self, candidates: Candidates) -> Keys:
        keys: Keys = self.returns(candidates)
        return keys


def queue(*, people: int = 6, seed: int = 1) -> Scenario:
    """Return a queue of people who all wait from day 0 for one place of ten days at a time."""
    return Scenario.model_validate(
        {
            "title": "One place at a time",
            "horizon_days": 200,
            "seed": seed,
            "sites": [
                {"id": "site", "kind": "prison", "facilitators": 1, "programmes": ["course"]}
            ],
            "programmes": [
                {
                    "id": "course",
                    "setting": "prison",
                    "bands": ["medium"],
                    "group": {"minimum": 1, "maximum": 1},
                    "facilitators": 1,
                    "duration_days": 10,
                }
            ],
            "population": {
                "streams": [
                    {
                        "id": "people",
                        "kind": "list",
                        "sites": "site",
                        "waits_for": "course",
                        "backlog": {
                            "people": people,
                            "waited_days": {"kind": "uniform", "low": 0, "high": 50},
                        },
                    }
                ]
            },
        }
    )


def starters(history: History) -> list[str]:
    """Return the ids of those who started, in the order in which they did."""
    ids = history.people["id"].to_list()
    rows = history.events.filter(pl.col("kind") == Kind.STARTED)
    return [ids[person] for person in rows["person"].to_list()]


def started_days(history: History) -> dict[str, float]:
    """Return the day on which each person started."""
    ids = history.people["id"].to_list()
    rows = history.events.filter(pl.col("kind") == Kind.STARTED)
    return {ids[person]: day for person, day in rows.select("person", "time").iter_rows()}


@given(scenarios(), policies(), any_order(uses_clock=False))
def test_a_list_that_keeps_places_gives_them_as_one_that_ranks_afresh(
    scenario: Scenario, policy: Policy, order: DrawnOrder
) -> None:
    """An order that does not look at the clock is the same, whatever it says of itself."""
    kept = simulate_history(scenario, policy, order=order)
    fresh = simulate_history(scenario, policy, order=replace(order, uses_clock=True))

    assert digest_of(kept) == digest_of(fresh)


@given(scenarios(), policies())
def test_low_risk_people_are_excluded_absolutely(scenario: Scenario, policy: Policy) -> None:
    """Where low-risk people are excluded, none is ever on a programme's list or in its group."""
    excluded = policy.model_copy(update={"low_risk": "excluded"})
    history = simulate_history(scenario, excluded)

    programmes = [
        code for code, each in enumerate(history.book.provisions) if each.kind == "programme"
    ]
    low = history.people.filter(pl.col("band") == 0)["person"].implode()
    touched = history.events.filter(
        pl.col("person").is_in(low) & pl.col("provision").is_in(programmes)
    )
    assert touched.is_empty()


NONSENSE: dict[str, Callable[[Candidates], Any]] = {
    "no tuple": lambda shown: shown.band,
    "a list of columns": lambda shown: [shown.band],
    "nothing at all": lambda _: None,
    "a key too short": lambda shown: (shown.band[1:],),
    "a key too long": lambda shown: (np.zeros(len(shown) + 1),),
    "one number for all": lambda _: (1.0,),
    "a table for a key": lambda shown: (np.zeros((len(shown), 2)),),
    "not a number": lambda shown: (np.full(len(shown), np.nan),),
    "not a number for one": lambda shown: (np.where(np.arange(len(shown)) == 0, np.nan, 1.0),),
    "strings": lambda shown: (np.full(len(shown), "first"),),
    "objects": lambda shown: (np.full(len(shown), None, object),),
    "complex numbers": lambda shown: (np.full(len(shown), 1j),),
    "dates": lambda shown: (np.full(len(shown), np.datetime64("2026-01-01")),),
}


@pytest.mark.parametrize("uses_clock", [True, False])
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_an_order_that_returns_nonsense_is_refused_by_name(
    nonsense: str,
    uses_clock: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    order = Stranger(NONSENSE[nonsense], uses_clock)

    with pytest.raises(NotInOrder, match="the order `stranger` "):
        simulate_history(queue(), order=order)


def test_an_order_that_looks_at_the_clock_and_says_it_does_not_is_refused() -> None:
    """It is shown a day that is not a number, so that its keys are none either."""
    order = Stranger(lambda shown: (shown.waited_days,), uses_clock=False)

    with pytest.raises(NotInOrder, match="not a number"):
        simulate_history(queue(), order=order)


def test_an_order_cannot_rewrite_what_it_is_shown() -> None:
    """Equal keys fall to the longest wait: no order can change how long anybody has waited."""

    def forger(shown: Candidates) -> Keys:
        shown.joined_day[:] = np.arange(len(shown))
        return ()

    for uses_clock in (True, False):
        with pytest.raises(NotInOrder, match="read-only"):
            simulate_history(queue(), order=Stranger(forger, uses_clock))


def test_an_order_without_keys_gives_places_by_the_longest_wait() -> None:
    no_keys = simulate_history(queue(), order=DrawnOrder((), uses_clock=True))

    assert digest_of(no_keys) == digest_of(simulate_history(queue()))


def test_a_lottery_lets_everybody_go_first_at_some_time_and_everybody_in_the_end() -> None:
    """Six people, sixty drawings: each is drawn first at least once, and all are served."""
    drawn = [
        starters(simulate_history(queue(seed=seed), order=BUILT_IN["lottery"]))
        for seed in range(60)
    ]

    everybody = {f"people/backlog:{number}" for number in range(6)}
    assert {first[0] for first in drawn} == everybody
    assert all(set(each) == everybody for each in drawn)


def test_every_drawing_of_a_lottery_is_a_fresh_one() -> None:
    """The ticket of one and the same person is another one at each allocation."""
    tickets: dict[float, list[int]] = {}

    def watch(shown: Candidates) -> Keys:
        for joined, ticket in zip(shown.joined_day.tolist(), shown.ticket.tolist(), strict=True):
            tickets.setdefault(joined, []).append(ticket)
        return (shown.ticket,)

    simulate_history(queue(), order=Stranger(watch))
    assert max(map(len, tickets.values())) > 1
    assert all(len(set(each)) == len(each) for each in tickets.values())


@given(textbook_queues())
def test_groups_in_a_textbook_queue_start_as_kiefer_and_wolfowitz_reckon(
    scenario: Scenario,
) -> None:
    """G/G/c, first come first served, in groups of exactly k.

    The n-th group starts when its last member has come and the first of the c teams to fall free
    is free: Kiefer and Wolfowitz (1955), with full groups for customers.
    """
    history = simulate_history(scenario)
    size = scenario.programmes[0].group.minimum
    free = [0.0] * int(scenario.sites[0].facilitators[0].value)
    joins = history.events.filter(pl.col("kind") == Kind.JOINED).with_columns(
        joined=pl.col("time") - pl.col("value")
    )
    come = joins.sort("joined", "person")["time"].to_list()
    ends = dict(
        history.events.filter(pl.col("kind") == Kind.GROUP_FINISHED)
        .select("group", "time")
        .iter_rows()
    )
    starts = history.events.filter(pl.col("kind") == Kind.GROUP_STARTED)["time"].to_list()
    expected = []
    for group in range(len(come) // size):
        free.sort()
        start = max(*come[group * size : (group + 1) * size], free[0], 0.0)
        if start >= scenario.horizon:
            break
        expected.append(start)
        free[0] = ends.get(group, float("inf"))

    assert starts == pytest.approx(expected, abs=1e-6)
    assert broken_laws(history, history.book.policies[0]) == []


@given(textbook_queues(group=1))
def test_one_more_facilitator_makes_nobody_start_later_where_theory_says_so(
    scenario: Scenario,
) -> None:
    """One list, groups of exactly one, first come first served, nobody leaves.

    Proof. The n-th to come is the n-th to start, and stays as long whoever serves him, for the
    n-th group of a list is as long under any policy. Let the days on which the teams fall free
    stand in order of size. With one more team each of them is no later (the extra one is free
    from day 0; in the shorter list its place is filled by never). The n-th starts at the later
    of his coming and the first of them, which keeps both so; and putting back start + stay and
    sorting keeps the one list below the other. By induction nobody starts later. It is the
    monotony of the recursion of Kiefer and Wolfowitz (1955) in its starting vector.
    It does not hold for groups of 1 to k, with drop-out or patience, or for several lists.
    """
    fewer = started_days(simulate_history(scenario))
    more = started_days(simulate_history(variants.with_facilitators(scenario, 1)))

    assert all(more[person] <= day + 1e-6 for person, day in fewer.items())
