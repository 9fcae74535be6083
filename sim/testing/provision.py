"""Drawn provision: programmes, the sites that deliver and staff them, circles."""

from hypothesis import strategies as st

from sim.testing.numbers import Clock, Tree, maybe, shares, subsets

BANDS = ["medium", "high", "low", "very_high"]
RULES = st.sampled_from(["accepted", "excluded"])


@st.composite
def programmes(draw: st.DrawFn, clock: Clock, setting: str) -> list[Tree]:
    """Draw up to two programmes of a setting."""
    count = draw(st.sampled_from([1, 2, 2, 0]))
    return [draw(_programme(clock, f"{setting}_{'ab'[place]}", setting)) for place in range(count)]


@st.composite
def _programme(draw: st.DrawFn, clock: Clock, name: str, setting: str) -> Tree:
    minimum = draw(st.sampled_from([1, 1, 2, 3]))
    tree: Tree = {
        "id": name,
        "setting": setting,
        "bands": draw(subsets(BANDS, at_least=2)),
        "low_risk_may_join": draw(st.booleans()),
        "group": {"minimum": minimum, "maximum": minimum + draw(st.integers(0, 3))},
        "facilitators": draw(st.integers(0, 2)),
        "reports_days": draw(clock.days(clock.horizon / 10)),
        "drop_out_share": draw(shares()),
        "minimum_days_left": draw(st.just(0.0) | clock.days(clock.horizon / 4)),
        "at_release": draw(st.sampled_from(["leave", "stay_to_finish"])),
    }
    if draw(st.booleans()):
        tree |= {"denial": draw(RULES), "learning_disability": draw(RULES)}
        tree |= {"internet_only": draw(RULES)}
    if draw(st.booleans()):
        tree["duration_days"] = draw(clock.duration(clock.horizon / 3))
    else:
        tree["sessions"] = draw(st.integers(1, 40))
        tree |= {"sessions_per_week": 3.5, "cancelled_share": draw(st.sampled_from([0.0, 0.5]))}
    return tree


@st.composite
def sites(
    draw: st.DrawFn, clock: Clock, kind: str, programmes: list[Tree], *, circles: bool
) -> list[Tree]:
    """Draw sites of a kind: at least one prison, perhaps no probation region."""
    count = draw(st.sampled_from([1, 1, 2, 2] if kind == "prison" else [0, 1, 1, 2]))
    return [
        draw(_site(clock, f"{kind}_{'ab'[place]}", kind, programmes, circles=circles))
        for place in range(count)
    ]


@st.composite
def _site(
    draw: st.DrawFn, clock: Clock, name: str, kind: str, programmes: list[Tree], *, circles: bool
) -> Tree:
    offered = [each["id"] for each in programmes]
    delivered = (
        draw(subsets(offered, at_least=1)) if draw(st.sampled_from([True, True, False])) else []
    )
    need = max((each["facilitators"] for each in programmes if each["id"] in delivered), default=0)
    each_carries = draw(st.integers(1, 2))
    posts = st.sampled_from([0, 0.5, 1, 2, 3, 4])
    tree: Tree = {
        "id": name,
        "kind": kind,
        "facilitators": draw(clock.steps(posts, at_least=need / each_carries)),
        "groups_per_facilitator": each_carries,
        "programmes": delivered,
    }
    if draw(st.booleans()):
        tree["region"] = draw(st.sampled_from(["north", "south"]))
    if circles:
        tree["circles"] = draw(_circle_places(clock))
    return tree


@st.composite
def _circle_places(draw: st.DrawFn, clock: Clock) -> Tree:
    if draw(st.booleans()):
        return {"places": draw(clock.steps(st.sampled_from([0, 1, 1, 2])))}
    return {
        "volunteers": draw(clock.steps(st.sampled_from([0, 4, 9, 9]))),
        "coordinators": draw(clock.steps(st.sampled_from([0, 0.5, 1, 1]))),
    }


@st.composite
def circles(draw: st.DrawFn, clock: Clock) -> Tree:
    """Draw the rules of circles."""
    return {
        "length_days": draw(clock.duration(clock.horizon / 3)),
        "early_ending_share": draw(shares()),
        "referral_days": draw(clock.duration(clock.horizon / 8)),
        "gives_up_days": draw(maybe(clock.duration(clock.horizon / 4))),
        "circles_per_coordinator": draw(st.sampled_from([1.0, 2.0])),
    }
