"""Drawn people before any conviction, the programmes that take them, and cohorts to follow."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.testing.numbers import Clock, Tree, shares
from sim.testing.provision import BANDS

RULES = st.sampled_from(["accepted", "accepted", "only", "excluded"])
WHO = st.sampled_from(["upstream", "cse", "age_years < 40", "band >= high", "sentence == none"])


def with_upstream(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let people come before any conviction, where there is a probation site to come to."""
    regions = [site["id"] for site in tree["sites"] if site["kind"] == "probation"]
    if not regions:
        return
    for programme in tree["programmes"]:
        if programme["setting"] == "community":
            programme["upstream"] = draw(RULES)
    for route in ("civil_order", "self_referral"):
        stream: Tree = {
            "id": f"people_by_{route}",
            "kind": "upstream",
            "route": route,
            "sites": draw(st.sampled_from(regions)),
            "arrival_days": draw(st.lists(clock.days(clock.horizon), min_size=1, max_size=8)),
            "bands": dict.fromkeys(BANDS, 1.0),
            "consent_share": draw(st.sampled_from([1.0, 0.5])),
            "motivated_share": draw(shares()),
            "cse_share": draw(shares()),
        }
        if route == "civil_order" or draw(st.booleans()):
            stream["order_days"] = draw(clock.duration(clock.horizon, least=1))
        if draw(st.booleans()):
            stream["patience_days"] = draw(clock.duration(clock.horizon / 2))
        if draw(st.booleans()):
            stream["backlog"] = {"people": draw(st.integers(1, 4))}
        tree["population"]["streams"].append(stream)
    if tree.get("beliefs"):
        likely = st.sampled_from([0.0, 0.5, 0.99])
        tree["first_conviction"] = {
            "within_5_years_share": {band: draw(likely) for band in BANDS},
            "halving_years": draw(st.sampled_from([None, 0.5, 5.0])),
        }
        for belief in tree["beliefs"]:
            belief["upstream"] = draw(st.sampled_from([0.5, 1.0, 2.0]))
    tree["cohorts"] = [{"id": "some", "who": draw(WHO)}, {"id": "there", "streams": [stream["id"]]}]
