"""Drawn rules of policies: orders with a kind, exceptions, reserves, people set back, staff."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.policies.orders import BUILT_IN
from sim.testing.numbers import Clock, Tree

ORDERS = sorted(BUILT_IN)
SCORES = [
    "band",
    "2 ** band / max(years_left, 0.25)",
    "past_tariff",
    "waited_days",
    "lot",
    "-age_years",
    "completed - denial",
    "min(days_left, days_to_review)",
]
HOLDS = ["band == medium", "age_years < 40", "denial", "waited_days < 30", "days_left > 200"]
OF_LISTS = ["waiting / places", "longest_wait_days", "-mean_risk", "leaving_within_a_year"]
SHARING = ["first_in_line", "longest_list", "highest_risk", "most_at_stake"]


def ruled(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Give the policies of a world rules of their own."""
    names = [each["id"] for each in tree["programmes"]]
    sites = [each["id"] for each in tree["sites"]]
    for policy in tree["policies"]:
        policy["order"] = draw(orders())
        policy["staff"] = draw(_staff(names))
        policy["where"] = draw(st.lists(_exception(sites, names), max_size=2))
        if draw(st.booleans()):
            policy["reserve"] = draw(_reserves())
        if draw(st.booleans()):
            since = draw(clock.days(clock.horizon / 2))
            policy["deprioritise"] = {"who": draw(st.sampled_from(HOLDS)), "from": since}


def orders() -> SearchStrategy[Any]:
    """Draw an order as a scenario file says it: a name or a rule."""
    score = st.sampled_from(SCORES)
    return st.one_of(
        st.sampled_from(ORDERS),
        st.builds(lambda text: {"kind": "score", "of": text}, score),
        st.builds(
            lambda weights: {"kind": "weighted", "weights": weights},
            st.dictionaries(score, st.sampled_from([-1.0, 0.5, 2.0]), min_size=1, max_size=3),
        ),
        st.builds(
            lambda name, days: {"kind": "ageing", "then": name, "after_days": days},
            st.sampled_from(ORDERS),
            st.sampled_from([1, 30, 200]),
        ),
        st.builds(
            lambda groups, days: {"kind": "matching", "groups": groups, "every_days": days},
            st.integers(1, 3),
            st.sampled_from([10, 90]),
        ),
    )


@st.composite
def _exception(draw: DrawFn, sites: list[str], names: list[str]) -> Tree:
    tree: Tree = {"order": draw(orders())}
    if draw(st.booleans()) and names:
        tree["programme"] = draw(st.sampled_from(names))
    if "programme" not in tree or draw(st.booleans()):
        tree["site"] = draw(st.sampled_from(sites))
    return tree


def _reserves() -> SearchStrategy[list[Tree]]:
    who, share = st.sampled_from(HOLDS), st.sampled_from([0.25, 0.5])
    reserve = st.fixed_dictionaries({"who": who, "share": share})
    return st.lists(reserve, min_size=1, max_size=2)


def _staff(names: list[str]) -> SearchStrategy[Any]:
    rules: list[SearchStrategy[Any]] = [
        st.sampled_from(SHARING),
        st.builds(lambda text: {"kind": "score", "of": text}, st.sampled_from(OF_LISTS)),
    ]
    if names:
        shares = st.dictionaries(
            st.sampled_from(names), st.sampled_from([0.0, 0.25]), min_size=1, max_size=4
        )
        rules.append(shares.map(lambda each: {"kind": "fixed_shares", "shares": each}))
    return st.one_of(rules)
