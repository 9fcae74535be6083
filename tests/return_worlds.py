"""Drawn worlds in which men reoffend soon after release and go back to prison for it."""

from typing import Any

from hypothesis import strategies as st

from sim.scenario.schema import Scenario
from sim.testing.licensed import licensed
from sim.testing.numbers import Clock
from sim.testing.returning import returning
from tests.licence_worlds import world

Tree = dict[str, Any]
RATIOS = st.sampled_from([1.0, 0.3, 3.0])
LIKELY = {"low": 0.95, "medium": 0.9, "high": 0.99, "very_high": 0.999}


@st.composite
def return_worlds(draw: st.DrawFn) -> Scenario:
    """Draw a prison and a region where men of every band sit together, and effects both ways."""
    clock = Clock(draw(st.sampled_from([400, 800])), draw(st.booleans()))
    tree = tree_of(draw(st.integers(0, 2**16)), clock.horizon)
    for programme in tree["programmes"]:
        programme["bands"] = ["low", "medium", "high", "very_high"]
    tree["beliefs"] = [draw(_beliefs(name)) for name in ("one", "other")]
    if draw(st.booleans()):
        tree["reoffending"] = {
            "causes": {
                name: {"within_5_years_share": dict.fromkeys(LIKELY, 0.9)}
                for name in ("contact", "other")
            }
        }
    if draw(st.booleans()):
        tree["reoffending"]["age"] = {"ratio_per_decade": draw(st.sampled_from([0.5, 1.5]))}
    if draw(st.booleans()):
        licensed(draw, clock, tree)
    returning(draw, clock, tree)
    return Scenario.model_validate(tree)


@st.composite
def _beliefs(draw: st.DrawFn, name: str) -> Tree:
    belief = {each: draw(RATIOS) for each in ("completed", "dropped_out", "circle")}
    belief["low_risk_mixed"] = draw(RATIOS)
    if draw(st.booleans()):
        belief["programmes"] = {"open": {"completed": draw(RATIOS)}}
    if draw(st.booleans()):
        belief["fades_halving_years"] = 0.5
    return {"id": name, **belief}


def tree_of(seed: int, days: int) -> Tree:
    """Return a world of licences with reoffending that comes within the run."""
    tree = world(seed, days)
    tree["reoffending"] = {"within_5_years_share": LIKELY, "halving_years": 0.5}
    return tree


def full_world(**returns: Any) -> Scenario:
    """Return one world in which men on licence and free men reoffend, and some wait again."""
    tree = tree_of(5, 800)
    tree["beliefs"] = [{"id": "none"}, {"id": "helps", "completed": 0.3, "dropped_out": 3.0}]
    tree["reoffending"]["returns"] = {
        "under": "helps",
        "conviction_days": {"kind": "uniform", "low": 5, "high": 40},
        "served_days": {"kind": "uniform", "low": 20, "high": 120},
        "licence_days": 60,
        **returns,
    }
    return Scenario.model_validate(tree)
