"""Prices laid over a drawn world: any items, any payers, restrictions on anybody."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.testing.numbers import Clock, Tree, subsets
from sim.words.costs import ITEMS, PAYERS

PRICES = (0.0, 1.0, 250.0, 50_000.0)
CAUSES = ["contact", "image", "other"]
NOT_PRICED = {"restriction_year"}
"""Items whose price stands elsewhere: each restriction has its own."""


def priced(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Give some items a price, some of them another payer, and lay restrictions on people."""
    del clock
    price = st.sampled_from(PRICES)
    items: list[str] = [item.name for item in ITEMS if item.name not in NOT_PRICED]
    prices: Tree = {name: draw(price) for name in draw(subsets(items))}
    if "reoffence" in prices and draw(st.booleans()):
        prices["reoffence"] = {cause: draw(price) for cause in draw(subsets(CAUSES))}
    if "prison_year" in prices and draw(st.booleans()):
        prisons = [site["id"] for site in tree["sites"] if site["kind"] == "prison"]
        prices["prison_year"] = {prison: draw(price) for prison in draw(subsets(prisons))}
    tree["costs"] = {
        "price_year": 2025,
        "discount_rate_per_year": draw(st.sampled_from([0.0, 0.035, 0.5])),
        "prices": prices,
        "payers": {name: draw(payers()) for name in draw(subsets(items))},
        "restrictions": draw(_restrictions()),
    }


def payers() -> SearchStrategy[Any]:
    """Draw who pays: one of them, or two who share it."""
    names = list(PAYERS)
    shared = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True).map(
        lambda pair: {pair[0]: 0.25, pair[1]: 0.75}
    )
    return st.sampled_from(names) | shared


@st.composite
def _restrictions(draw: DrawFn) -> list[Tree]:
    found = []
    for place in range(draw(st.integers(0, 2))):
        found.append(
            {
                "id": f"restriction_{'ab'[place]}",
                "from": draw(st.sampled_from(["release", "sentence"])),
                "cost_per_year": draw(st.sampled_from(PRICES)),
            }
        )
        if draw(st.booleans()):
            found[-1]["years"] = draw(st.sampled_from([0.25, 1.0, 5.0]))
        if draw(st.booleans()):
            found[-1]["who"] = draw(st.sampled_from(["band >= high", "age_years < 40", "denial"]))
        if draw(st.booleans()):
            found[-1]["payer"] = draw(payers())
    return found
