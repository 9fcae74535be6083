"""Drawn worlds in which effects are disputed in every way that a scenario may say."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.testing.numbers import Clock, Tree, maybe
from sim.testing.provision import BANDS

CAUSES = ["contact", "image", "other"]
RATIOS = st.sampled_from([0.3, 1.0, 1.0, 3.0])
OFTEN = st.sampled_from([0.0, 0.5, 0.9, 0.999])


def disputed(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Tell causes apart, let hazards fall in any way, and give beliefs effects of their own."""
    after: Tree = {}
    if draw(st.booleans()):
        names = draw(st.lists(st.sampled_from(CAUSES), min_size=1, unique=True))
        after["causes"] = {
            name: {"within_5_years_share": draw(_shares()), **draw(_maybe_decline())}
            for name in names
        }
    else:
        names = []
        after["within_5_years_share"] = draw(_shares())
    after |= draw(_maybe_decline())
    if draw(st.booleans()):
        after["age"] = {"ratio_per_decade": draw(st.sampled_from([0.5, 1.0, 2.0]))}
    if draw(st.booleans()):
        after["conviction_days"] = draw(clock.duration(clock.horizon / 4))
    tree["reoffending"] = after
    programmes = [each["id"] for each in tree["programmes"]]
    tree["beliefs"] = draw(_beliefs(programmes, names))


def _shares() -> SearchStrategy[Tree]:
    return st.dictionaries(st.sampled_from(BANDS), OFTEN, min_size=1)


def _maybe_decline() -> SearchStrategy[Tree]:
    declines = st.sampled_from(
        [
            {"kind": "constant"},
            {"kind": "halving", "years": 1},
            {"kind": "high_risk_decline"},
            {"kind": "weibull", "shape": 0.5},
            {
                "kind": "steps",
                "steps": [{"from_years": 0, "rate": 3}, {"from_years": 0.5, "rate": 1}],
            },
        ]
    )
    return maybe(declines).map(lambda each: {} if each is None else {"decline": each})


def _ratios() -> SearchStrategy[Any]:
    return RATIOS | st.dictionaries(st.sampled_from(BANDS), RATIOS, max_size=2)


@st.composite
def _beliefs(draw: DrawFn, programmes: list[str], causes: list[str]) -> list[Tree]:
    weighted = draw(st.booleans())
    beliefs = []
    for place in range(draw(st.integers(1, 3))):
        belief: Tree = {"id": f"belief_{'abc'[place]}", "by_dose": draw(st.booleans())}
        for name in ("completed", "dropped_out", "circle"):
            belief[name] = draw(_ratios())
        belief["low_risk_mixed"] = draw(RATIOS)
        belief["fades_halving_years"] = draw(maybe(st.sampled_from([0.2, 5.0])))
        if programmes:
            effect = st.fixed_dictionaries(
                {}, optional={"completed": _ratios(), "dropped_out": _ratios()}
            )
            belief["programmes"] = draw(
                st.dictionaries(st.sampled_from(programmes), effect, max_size=2)
            )
        if causes:
            effect = st.fixed_dictionaries({}, optional={"completed": _ratios(), "circle": RATIOS})
            belief["by_cause"] = draw(st.dictionaries(st.sampled_from(causes), effect, max_size=2))
        if weighted:
            belief["prior"] = draw(st.sampled_from([1.0, 3.0]))
        beliefs.append({name: part for name, part in belief.items() if part is not None})
    return beliefs
