"""Drawn returns to prison on a reoffence, under one of the beliefs of a world."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.testing.numbers import Clock, Tree, shares

HALVES = st.sampled_from([1.0, 0.5])


def returning(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let men who reoffend go back to prison, where anything is believed of it."""
    beliefs = [each["id"] for each in tree.get("beliefs") or []]
    if not beliefs:
        return
    short = clock.duration(clock.horizon / 6)
    returns: Tree = {
        "under": draw(st.sampled_from(beliefs)),
        "conviction_days": draw(short),
        "served_days": draw(short),
        "licence_days": draw(clock.days(clock.horizon / 4)),
        "prison_share": draw(HALVES | shares()),
    }
    after = dict(tree["reoffending"])
    for cause in after.get("causes") or ():
        if draw(st.booleans()):
            returns.setdefault("prison_share_by_cause", {})[cause] = draw(HALVES)
        if draw(st.booleans()):
            returns.setdefault("served_days_by_cause", {})[cause] = draw(short)
    after["returns"] = returns
    tree["reoffending"] = after
