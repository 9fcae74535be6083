"""Drawn licence and Parole Board: recalls, fixed terms, levels of MAPPA, slots, deferrals."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.testing.numbers import Clock, Tree, maybe, shares
from sim.testing.provision import BANDS

RATIOS = st.sampled_from([0.5, 1.0, 2.0])
RECALLED = st.sampled_from([0.0, 0.5, 0.9, 0.999])


def licensed(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let men be recalled from licence, and the Board hear so many a month."""
    probation = [site["id"] for site in tree["sites"] if site["kind"] == "probation"]
    tree["licence"] = draw(licences(clock, probation))
    parole = tree.get("parole")
    if parole is None:
        return
    tree["parole"] = parole = dict(parole)
    if draw(st.booleans()):
        parole["slots_per_month"] = draw(clock.steps(st.sampled_from([0, 1, 5, 20])))
    if draw(st.booleans()):
        days = draw(clock.days(clock.horizon / 4, least=1))
        parole["deferral"] = {"outstanding_share": draw(shares()), "days": days}
    if draw(st.booleans()):
        for name in ("release_share", "release_share_outstanding"):
            parole.pop(name, None)
        by_band = shares() | st.dictionaries(st.sampled_from(BANDS), shares())
        parole["release"] = {
            "completed": draw(by_band),
            "outstanding": draw(by_band),
            "later_factor": draw(RATIOS),
        }
    if draw(st.booleans()):
        parole["unlawful_after_days"] = draw(clock.days(clock.horizon / 4, least=1))


@st.composite
def licences(draw: DrawFn, clock: Clock, probation: list[str]) -> Tree:
    """Draw a licence under which many are recalled within a short run."""
    tree: Tree = {
        "recalled_within_2_years_share": draw(
            RECALLED | st.dictionaries(st.sampled_from(BANDS), RECALLED)
        ),
        "halving_years": draw(st.sampled_from([0.25, 2.0, 100.0])),
        "completed_ratio": draw(RATIOS),
        "dropped_out_ratio": draw(RATIOS),
        "first_review_days": draw(clock.days(clock.horizon / 8, least=1)),
        "review_days": draw(clock.days(clock.horizon / 4, least=1)),
        "fixed_term": draw(maybe(_fixed_terms(clock))),
        "mappa": draw(maybe(_mappa(clock))),
        "fair_supervision": draw(maybe(_fair(clock, probation))),
    }
    return {name: each for name, each in tree.items() if each is not None}


def _fixed_terms(clock: Clock) -> SearchStrategy[Tree]:
    return st.fixed_dictionaries(
        {"share": shares(), "days": clock.days(clock.horizon / 8, least=1)}
    )


@st.composite
def _mappa(draw: DrawFn, clock: Clock) -> Tree:
    tree: Tree = {"level_2": ["high"], "level_3": ["very_high"]}
    if draw(st.booleans()):
        tree["review_days"] = draw(clock.days(clock.horizon / 4, least=1))
    return tree


@st.composite
def _fair(draw: DrawFn, clock: Clock, probation: list[str]) -> Tree:
    tree: Tree = {"recall_ratio": draw(RATIOS), "drop_out_ratio": draw(RATIOS)}
    if draw(st.booleans()):
        tree["from"] = draw(clock.days(clock.horizon))
    if draw(st.booleans()) and probation:
        tree["sites"] = probation[:1]
    return tree
