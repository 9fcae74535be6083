"""Drawn voluntary attendance: who goes on, or comes back, once nobody obliges him."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.testing.numbers import Clock, Tree, shares


def attended_freely(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let people attend programmes in the community after their order or licence has ended."""
    for programme in tree["programmes"]:
        if programme["setting"] == "community" and draw(st.booleans()):
            programme.pop("at_release", None)
            programme["voluntary"] = {
                "share": draw(shares()),
                "stay_days": draw(clock.duration(clock.horizon / 3)),
            }
            if draw(st.booleans()):
                programme["voluntary"]["delay_days"] = draw(clock.duration(clock.horizon / 8))
