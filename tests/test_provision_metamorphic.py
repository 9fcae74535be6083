"""Two worlds that differ in one thing, and what must follow: nothing, or no more waiting.

A rule that says nothing changes nothing, event for event. More of what is scarce makes nobody wait
longer where groups are of one size and people are served as they come.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.history import History
from sim.scenario.schema import Scenario
from sim.testing import as_tree, digest_of, simulate_history, textbook_queues
from sim.words.kinds import Kind
from tests.busy_world import Tree
from tests.provision_worlds import FEATURES, busy_worlds
from tests.stories import Fact, prison, programme, story_of, world

CI = settings().max_examples <= settings.get_profile("ci").max_examples


def at_most(examples: int) -> Callable[[Any], Any]:
    """Try so many cases where time is short, and as many as the profile says elsewhere."""
    return settings(max_examples=examples if CI else settings().max_examples)


# -- rules that say nothing --------------------------------------------------------------------


def grouped(tree: Tree) -> list[Tree]:
    return [each["group"] for each in tree["programmes"] if "group" in each]


def apart(tree: Tree) -> None:
    for group in grouped(tree):
        group.setdefault("composition", {}).setdefault("apart", []).append("band >= low")


def at_most_all(tree: Tree) -> None:
    for group in grouped(tree):
        limit = {"who": "denial", "people": group["maximum"]}
        group.setdefault("composition", {}).setdefault("at_most", []).append(limit)


def held_open_no_days(tree: Tree) -> None:
    for group in grouped(tree):
        group.setdefault("hold_open_days", 0)


def policy(**rules: Any) -> Callable[[Tree], None]:
    return lambda tree: tree["policies"][0].update(rules)


def old_age_after_the_end(tree: Tree) -> None:
    rule = tree["policies"][0]
    if isinstance(rule["order"], str):
        rule["order"] = {"kind": "ageing", "then": rule["order"], "after_days": 5_000}


ONE_BY_ONE = [name for name in FEATURES if name not in ("eras", "prerequisites", "staff")]
FIRST_COME = policy(order="first_come")

SAYS_NOTHING: Mapping[str, tuple[Callable[[Tree], None], Callable[[Tree], None]]] = {
    "kept apart from nobody": (lambda _: None, apart),
    "as many alike as there are places": (lambda _: None, at_most_all),
    "held open for no days": (lambda _: None, held_open_no_days),
    "no place is kept": (
        policy(reserve=[]),
        policy(reserve=[{"who": "denial", "share": 0.0}]),
    ),
    "nobody is set aside": (
        policy(deprioritise=None),
        policy(deprioritise={"who": "band < low"}),
    ),
    "the wait counts only after the end": (lambda _: None, old_age_after_the_end),
    "the longest wait first is first come": (
        FIRST_COME,
        policy(order={"kind": "score", "of": "waited_days"}),
    ),
    "any weight of the wait is first come": (
        FIRST_COME,
        policy(order={"kind": "weighted", "weights": {"waited_days": 3.0}}),
    ),
}


@pytest.mark.parametrize(("before", "says"), SAYS_NOTHING.values(), ids=SAYS_NOTHING.keys())
def test_a_rule_that_says_nothing_changes_nothing(
    before: Callable[[Tree], None], says: Callable[[Tree], None]
) -> None:
    """Event for event the same, whatever else is in use.

    Where two lists are complete at one instant either may be first in line: left out is what lets
    many join at once, a backlog, dates of programmes, and what follows the end of a group. Left out
    too is who is set aside by the clock: he is offered places again when next a board sits.
    """

    @at_most(8)
    @given(busy_worlds(only=ONE_BY_ONE))
    def same(scenario: Scenario) -> None:
        tree = as_tree(scenario)
        before(tree)
        aside = tree["policies"][0].get("deprioritise")
        if aside is not None and "days" in aside["who"]:
            del tree["policies"][0]["deprioritise"]
        for stream in tree["population"]["streams"]:
            stream.pop("backlog", None)
        one = Scenario.model_validate(tree)
        says(tree)
        assert digest_of(simulate_history(one)) == digest_of(
            simulate_history(Scenario.model_validate(tree))
        )

    same()


@at_most(15)
@given(textbook_queues())
def test_all_staff_shared_out_to_the_one_programme_are_staff_not_shared_out(
    scenario: Scenario,
) -> None:
    (first_come,) = scenario.policies
    shared = first_come.model_copy(
        update={"staff": _validated("staff", {"kind": "fixed_shares", "shares": {"course": 1.0}})}
    )
    assert digest_of(simulate_history(scenario)) == digest_of(simulate_history(scenario, shared))


def _validated(name: str, rule: Any) -> Any:
    from sim.scenario.policy import Policy

    return getattr(Policy.model_validate({"id": "a", "order": "first_come", name: rule}), name)


# -- a list with rules keeps its turn ----------------------------------------------------------


def groups_begun(tree: Tree) -> list[Fact]:
    """Return when which group began."""
    facts = story_of(simulate_history(Scenario.model_validate(tree)))
    return [(day, fact.split()[4]) for day, fact in facts if "group started" in fact]


def waiting_for(name: str, days: Sequence[float]) -> Tree:
    return {
        "id": name,
        "kind": "list",
        "sites": "hull",
        "waits_for": name,
        "arrival_days": list(days),
    }


@pytest.mark.parametrize("composition", [None, {"apart": ["band >= low"]}])
def test_a_list_with_rules_is_in_line_from_the_day_on_which_a_group_is_complete(
    composition: Tree | None,
) -> None:
    """Staff are busy until day 31: the group that was complete first goes first then."""
    first, second = programme("first", size=2, days=30), programme("second", size=2, days=30)
    if composition is not None:
        first["group"]["composition"] = composition
    tree = world([prison(programmes=("first", "second"))], [first, second])
    streams = [waiting_for("first", [1, 1, 10, 10.5]), waiting_for("second", [20, 20.5])]

    begun = groups_begun(tree | {"population": {"streams": streams}})
    assert begun == [(1, "first"), (31, "first"), (61, "second")]


def test_a_group_is_held_open_while_its_staff_are_busy_and_no_longer() -> None:
    """Complete on day 16 and held open for ten days, it starts when staff are free on day 41."""
    held = programme("held", size=(2, 5), days=30)
    held["group"]["hold_open_days"] = 10
    tree = world([prison(programmes=("held",))], [held])
    streams = [waiting_for("held", [1, 1, 15, 16])]

    assert groups_begun(tree | {"population": {"streams": streams}}) == [(11, "held"), (41, "held")]


# -- more of what is scarce --------------------------------------------------------------------


def started_days(history: History) -> dict[str, float]:
    """Return the day on which each person started; infinite for who never did."""
    ids = history.people["id"].to_list()
    days = dict.fromkeys(ids, np.inf)
    for day, kind, person in history.events.select("time", "kind", "person").iter_rows():
        if kind == Kind.STARTED:
            days[ids[person]] = min(days[ids[person]], day)
    return days


def delivered(scenario: Scenario, delivery: str, many: int) -> Scenario:
    """Return the queue with its course delivered in another way, with so many servers."""
    tree = as_tree(scenario)
    (site,), (course,) = tree["sites"], tree["programmes"]
    site["facilitators"] = 1 if delivery == "rolling" else many
    course["delivery"] = delivery
    if delivery == "rolling":
        course["group"] = {"minimum": 1, "maximum": many}
    elif delivery != "groups":
        del course["group"]
    if delivery == "places":
        site |= {"places": {"course": many}}
        course["facilitators"] = 0
    return Scenario.model_validate(tree)


@pytest.mark.parametrize("delivery", ["groups", "rolling", "one_to_one", "places"])
def test_more_staff_chairs_or_beds_make_nobody_wait_longer(delivery: str) -> None:
    """One list, served as they come, the n-th group as long as ever: nobody starts later."""

    @at_most(10)
    @given(textbook_queues(), st.integers(1, 3))
    def sooner(scenario: Scenario, more: int) -> None:
        few = started_days(simulate_history(delivered(scenario, delivery, 1)))
        many = started_days(simulate_history(delivered(scenario, delivery, 1 + more)))
        assert all(many[who] <= few[who] + 1e-9 for who in few)

    sooner()


def days_on_the_list(history: History) -> float:
    """Return the time spent waiting by everybody together, up to the end of the run."""
    change = {int(Kind.JOINED): 1, int(Kind.STARTED): -1, int(Kind.LEFT): -1}
    horizon = history.book.horizon_days
    days: float = sum(
        change.get(kind, 0) * (horizon - day)
        for day, kind in history.events.select("time", "kind").iter_rows()
    )
    return days


@at_most(15)
@given(textbook_queues(), st.sampled_from(["apart", "at_most"]), st.integers(1, 2))
def test_rules_for_the_make_up_of_groups_add_to_the_waiting_of_all_together(
    scenario: Scenario, rule: str, alike: int
) -> None:
    """Groups of one size: with fewer ways to make up a group, no more have started by any day.

    One man may be served sooner for it, but not all of them together.
    """
    tree = as_tree(scenario)
    tree["population"]["streams"][0]["denial_share"] = 0.5
    anybody = simulate_history(Scenario.model_validate(tree))
    rules = {"apart": ["denial"], "at_most": [{"who": "denial", "people": alike}]}
    tree["programmes"][0]["group"]["composition"] = {rule: rules[rule]}
    chosen = simulate_history(Scenario.model_validate(tree))

    assert days_on_the_list(chosen) >= days_on_the_list(anybody) - 1e-6
