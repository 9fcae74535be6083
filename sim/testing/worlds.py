"""Drawn scenarios: small worlds with everything in them that a scenario file can say.

Valid by construction. Nothing is filtered away, so a failing case shrinks to a short file.
"""

from collections.abc import Sequence
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from sim.scenario.schema import Scenario
from sim.testing.arrivals import streams
from sim.testing.features import FEATURES
from sim.testing.histories import as_yaml
from sim.testing.numbers import Clock, Tree, maybe, shares
from sim.testing.orders import policy_trees
from sim.testing.provision import BANDS, circles, programmes, sites

HORIZONS_DAYS = (365, 30, 100, 800)
HAZARD_RATIOS = (0.5, 1.0, 2.0)


@st.composite
def scenarios(draw: st.DrawFn, features: Sequence[str] = ()) -> Scenario:
    """Draw a small world: at most about sixty people, and any of these `features` laid over it.

    `EVERYTHING` names them all. A case that fails is printed as a scenario file.
    """
    clock = Clock(draw(st.sampled_from(HORIZONS_DAYS)), draw(st.booleans()))
    rules = draw(maybe(circles(clock)))
    prison, community = draw(programmes(clock, "prison")), draw(programmes(clock, "community"))
    transfers = draw(maybe(_delays(clock)))
    places = [
        *draw(sites(clock, "prison", prison, circles=False)),
        *draw(sites(clock, "probation", community, circles=rules is not None)),
    ]
    tree: Tree = {
        "placesim": 1,
        "title": "A drawn world",
        "horizon_days": clock.horizon,
        "seed": draw(st.integers(0, 2**16)),
        "replications": 1,
        "results": draw(_windows(clock)),
        "sites": places,
        "programmes": [*prison, *community],
        "circles": rules,
        "transfers": transfers,
        "assessment": draw(maybe(_delays(clock))),
        "community_after_release": draw(maybe(_delays(clock))),
        "parole": draw(maybe(_parole(clock))),
        "mortality": draw(maybe(_mortality())),
        "population": {
            "streams": draw(
                streams(clock, places, [*prison, *community], transfers=transfers is not None)
            )
        },
        "policies": draw(
            st.lists(policy_trees(), min_size=1, max_size=3, unique_by=lambda each: each["id"])
        ),
    }
    tree |= draw(_reoffending() | st.just({}))
    for name, lay_over in FEATURES.items():
        if name in features:
            lay_over(draw, clock, tree)
    scenario = Scenario.model_validate({name: part for name, part in tree.items() if part})
    note(_File(scenario))
    return scenario


class _File:
    """A scenario that is written out only if it is looked at."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __repr__(self) -> str:
        return f"# scenario file\n{as_yaml(self.scenario)}# end of the scenario file"


@st.composite
def _windows(draw: st.DrawFn, clock: Clock) -> Tree:
    start = draw(clock.days(clock.horizon / 2))
    tree: Tree = {"from": start}
    if draw(st.booleans()):
        tree["to"] = draw(clock.days(clock.horizon, least=start + 1))
    return tree


def _delays(clock: Clock) -> st.SearchStrategy[Any]:
    return clock.duration(clock.horizon / 6).map(lambda days: {"delay_days": days})


def _parole(clock: Clock) -> st.SearchStrategy[Tree]:
    return st.fixed_dictionaries(
        {
            "listing_days": clock.days(clock.horizon / 4),
            "review_days": clock.days(clock.horizon / 2, least=clock.horizon / 10 + 1),
            "release_share": shares(),
            "release_share_outstanding": shares(),
        }
    )


def _mortality() -> st.SearchStrategy[Tree]:
    """Draw mortality high enough that people die in a short run."""
    return st.fixed_dictionaries(
        {
            "rate_at_50_per_year": st.sampled_from([0.0, 0.05, 0.5]),
            "doubling_years": st.sampled_from([8, 50]),
        }
    )


@st.composite
def _reoffending(draw: st.DrawFn) -> Tree:
    likely = st.sampled_from([0.0, 0.3, 0.9, 0.999])
    ratio = st.sampled_from(HAZARD_RATIOS)
    ratios = ratio | st.dictionaries(st.sampled_from(BANDS), ratio, max_size=2)
    beliefs = [
        {
            "id": f"belief_{'ab'[place]}",
            "completed": draw(ratios),
            "dropped_out": draw(ratios),
            "low_risk_mixed": draw(ratio),
            "circle": draw(ratios),
        }
        for place in range(draw(st.integers(0, 2)))
    ]
    shares_by_band = draw(st.dictionaries(st.sampled_from(BANDS), likely, min_size=1))
    reoffending: Tree = {"within_5_years_share": shares_by_band}
    reoffending["halving_years"] = draw(st.sampled_from([0.5, 5.0, 100.0]))
    return {"reoffending": reoffending, "beliefs": beliefs}
