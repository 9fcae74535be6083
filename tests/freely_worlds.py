"""Drawn worlds in which orders and licences end all the time, and some come of their own accord."""

from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.scenario.schema import Scenario
from sim.testing import as_yaml
from sim.testing.licensed import licensed
from sim.testing.numbers import Clock
from sim.testing.returning import returning
from tests.busy_world import Tree, busy
from tests.provision_worlds import FEATURES
from tests.return_worlds import tree_of

OUTSIDE = ("outside", "after_care", "after", "open")
SHARES = (0.3, 0.7, 1.0)


@st.composite
def freely_worlds(draw: DrawFn) -> Scenario:
    """Draw a busy world, or one in which men go in and out, and let people attend freely in it.

    A case that fails is printed as a scenario file.
    """
    tree = draw(st.sampled_from([_busy, _in_and_out]))(draw)
    for programme in tree["programmes"]:
        if programme["id"] == "open" or (programme["id"] in OUTSIDE and draw(st.booleans())):
            programme.pop("at_release", None)
            programme["voluntary"] = draw(_said())
    scenario = Scenario.model_validate(tree)
    note(f"# scenario file\n{as_yaml(scenario)}# end of the scenario file")
    return scenario


def _busy(draw: DrawFn) -> Tree:
    tree = busy()
    tree["seed"] = draw(st.integers(0, 2**16))
    for lay_over in FEATURES.values():
        if draw(st.booleans()):
            lay_over(draw, tree)
    return tree


def _in_and_out(draw: DrawFn) -> Tree:
    clock = Clock(draw(st.sampled_from([400, 800])), draw(st.booleans()))
    tree = tree_of(draw(st.integers(0, 2**16)), clock.horizon)
    if draw(st.booleans()):
        licensed(draw, clock, tree)
    if draw(st.booleans()):
        returning(draw, clock, tree)
    return tree


@st.composite
def _said(draw: DrawFn) -> dict[str, Any]:
    return {
        "share": draw(st.sampled_from(SHARES)),
        "stay_days": draw(st.sampled_from([0, 30, {"kind": "exponential", "mean": 60}])),
        "delay_days": draw(st.sampled_from([0, 5, {"kind": "uniform", "low": 0, "high": 40}])),
    }
