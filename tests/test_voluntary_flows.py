"""Who comes and goes of his own accord adds up: on lists, and in groups."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from sim.log.history import History
from sim.projections.facts import Facts
from sim.projections.voluntary import seats, voluntary, waits
from sim.scenario.schema import Scenario
from sim.testing import as_tree, simulate_history
from tests.freely_worlds import freely_worlds
from tests.stories import Tree, lived, region, world
from tests.test_voluntary import BOTH, alone, care

TURNS = {"voluntary attendance": {"ann": [0.1], "bob": [0.9]}}


def flows(history: History) -> list[dict[str, Any]]:
    return voluntary(Facts(history)).to_dicts()


def both(tree: Tree, folder: Path) -> list[dict[str, Any]]:
    """Return the flows of ann, who wishes to come, and bob, who does not; orders end on day 30."""
    return flows(lived(tree, BOTH, folder, kind="community", turns=TURNS))


def of_those(flow: dict[str, Any], *names: str) -> int:
    return sum(flow[name] for name in names)


IN = ("sat_on", "started")
OUT = ("completed", "had_enough", "left_otherwise")
ONTO, OFF = ("waited_on", "came_back", "moved"), ("started", "left_list")


def test_who_completes_in_the_instant_in_which_his_order_ends_never_came_freely(
    tmp_path: Path,
) -> None:
    """Whether he would have wished to or not."""
    [flow] = both(alone(days=30, delivery="groups"), tmp_path)
    assert of_those(flow, *IN, *OUT) == 0
    assert flow["stay_mean_days"] is None


def test_who_sits_on_and_has_had_enough_at_once_sat_on(tmp_path: Path) -> None:
    [flow] = both(alone(days=60, stay=0), tmp_path)
    assert (flow["sat_on"], flow["had_enough"], of_those(flow, *OUT)) == (1, 1, 1)


def test_who_is_moved_to_another_list_is_seen_to_leave_the_one_and_to_come_to_the_other(
    tmp_path: Path,
) -> None:
    more = care() | {"id": "more"}
    tree = world(
        [region(posts=0, programmes=("care", "more"), closes={"care": 40})], [care(days=30), more]
    )
    one, other = both(tree, tmp_path)
    assert [(one[each], other[each]) for each in (*ONTO, *OFF)] == [
        (1, 0),
        (0, 0),
        (0, 1),
        (0, 0),
        (1, 0),
    ]


@settings(max_examples=12)
@given(freely_worlds())
def test_all_who_come_freely_have_gone_or_are_there_still(scenario: Scenario) -> None:
    """Over the whole run: onto lists and off them, into groups and out of them."""
    whole = Scenario.model_validate(as_tree(scenario) | {"results": {"from": 0}})
    history = simulate_history(whole)
    facts = Facts(history)
    there = pl.col("free_since").is_not_null() & pl.col("until").is_null()
    for flow in flows(history):
        here = pl.col("provision") == [each.id for each in history.book.provisions].index(
            flow["provision"]
        )
        waiting, sitting = (each(facts).filter(here, there).height for each in (waits, seats))
        assert of_those(flow, *ONTO) == of_those(flow, *OFF) + waiting
        assert of_those(flow, *IN) == of_those(flow, *OUT) + sitting


@pytest.mark.parametrize("part", [seats, waits])
def test_nothing_is_free_before_an_order_ends(part: Any, tmp_path: Path) -> None:
    history = lived(alone(), BOTH.replace("30", "90"), tmp_path, kind="community", turns=TURNS)
    assert part(Facts(history)).filter(pl.col("free_since") < 90).is_empty()
