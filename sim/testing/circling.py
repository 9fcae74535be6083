"""Drawn circles: volunteers who come and go, referral before release, starts inside, rules."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.testing.numbers import Clock, Tree, maybe
from sim.testing.provision import BANDS
from sim.testing.provision import circles as circle_rules

SHARES = st.sampled_from([1.0, 0.5, 0.0])
RULES = st.sampled_from(
    [
        "needs_led",
        "open_to_all",
        {"who": "band >= medium and not internet_only"},
        {"who": "age_years < 40 or denial"},
    ]
)


def circling(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let men be referred for circles, some in prison, and volunteers come and go."""
    outside = [site for site in tree["sites"] if site["kind"] == "probation"]
    if not outside:
        return
    circles = tree["circles"] = tree["circles"] or draw(circle_rules(clock))
    if draw(st.booleans()):
        _referring(draw, clock, circles)
    if draw(st.sampled_from([True, True, False])):
        circles["volunteers_per_circle"] = draw(st.sampled_from([2, 1, 3]))
        circles["volunteers"] = draw(_volunteering(clock, circles["volunteers_per_circle"]))
        for site in outside:
            if draw(st.sampled_from([True, True, False])):
                site["circles"] = {
                    "volunteers": draw(st.sampled_from([4, 6, 0])),
                    "applications_per_month": draw(clock.steps(st.sampled_from([0, 1, 4]))),
                    "coordinators": draw(clock.steps(st.sampled_from([2, 1, 0]))),
                }
            elif "volunteers" in site.get("circles", {}):
                site["circles"] = {"places": 1}
    for stream in tree["population"]["streams"]:
        stream["motivated_share"] = draw(st.sampled_from([1.0, 1.0, 0.5]))
    for policy in tree["policies"]:
        if draw(st.booleans()):
            policy["circles"] = draw(RULES)


def _referring(draw: DrawFn, clock: Clock, circles: Tree) -> None:
    circles.pop("referral_days")
    circles["referral"] = {
        "when": draw(st.sampled_from(["after_release", "before_release", "before_release"])),
        "days": draw(clock.duration(clock.horizon / 2)),
        "accepted_share": draw(
            SHARES | st.dictionaries(st.sampled_from(BANDS), SHARES, max_size=2)
        ),
    }
    if circles["referral"]["when"] == "before_release" and draw(st.booleans()):
        circles["starts"] = "prison_or_community"
        circles["starts_before_release_days"] = draw(clock.days(clock.horizon / 4, least=1))


@st.composite
def _volunteering(draw: DrawFn, clock: Clock, whole: int) -> Tree:
    tree: Tree = {
        "vetting_days": draw(clock.duration(clock.horizon / 10)),
        "vetted_share": draw(st.sampled_from([1.0, 0.5, 0.0])),
        "training_days": draw(clock.duration(clock.horizon / 10)),
        "circles_each": draw(st.integers(1, 2)),
        "least": draw(st.integers(1, whole)),
        "short_for_days": draw(st.just(0.0) | clock.days(clock.horizon / 10)),
    }
    stays = draw(maybe(clock.duration(clock.horizon / 4, least=1)))
    return tree if stays is None else tree | {"stays_days": stays}
