"""Drawn staff: grades and their posts, large enough for every group; assessors and their errors."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.testing.numbers import Clock, Tree, maybe
from sim.testing.provision import BANDS

OFTEN = st.sampled_from([True, True, False])


def staffed(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Put posts by grade in the place of facilitators at some sites."""
    needs = {
        each["id"]: each["facilitators"]
        for each in tree["programmes"]
        if each.get("delivery") != "places"
    }
    some = draw(_grade(clock, "some")) | {"may_lead": draw(st.booleans())}
    if needs:
        some["programmes"] = [draw(st.sampled_from(sorted(needs)))]
    tree["staff"] = {
        "grades": [draw(_grade(clock, "all")), some],
        "vacant_share": draw(st.sampled_from([0.0, 0.5, 1.0])),
    }
    managed = draw(st.booleans())
    if managed:
        tree["staff"]["groups_per_manager"] = draw(st.sampled_from([1.0, 2.5]))
    for programme in tree["programmes"]:
        programme["when_staff_short"] = draw(st.sampled_from(["pause", "carry_on", "stop"]))
        programme["leads"] = draw(st.integers(0, max(1, programme["facilitators"])))
    for site in tree["sites"]:
        here = [name for name in site["programmes"] if needs.get(name, 0) > 0]
        if draw(OFTEN) and here:
            del site["facilitators"], site["groups_per_facilitator"]
            most = max(needs[name] for name in here)
            site["staff"] = {"all": draw(clock.steps(st.integers(0, 3), at_least=most))}
            if draw(st.booleans()) and set(here) & set(some.get("programmes", here)):
                site["staff"]["some"] = draw(clock.steps(st.integers(0, 2)))
        if managed and draw(st.booleans()):
            site["treatment_managers"] = draw(clock.steps(st.integers(0, 2), at_least=1))


@st.composite
def _grade(draw: DrawFn, clock: Clock, name: str) -> Tree:
    tree: Tree = {"id": name, "groups_each": draw(st.sampled_from([1.0, 1.5, 2.0]))}
    for field, most in (("recruitment_days", 6), ("training_days", 8)):
        tree[field] = draw(clock.duration(clock.horizon / most))
    stays = draw(maybe(clock.duration(clock.horizon, least=1)))
    if stays is not None:
        tree["stays_days"] = stays
    if draw(st.booleans()):
        tree["sick_every_days"] = draw(clock.duration(clock.horizon / 2, least=1))
        tree["sick_days"] = draw(clock.duration(clock.horizon / 8))
    tree["redeployed_share"] = draw(st.sampled_from([0.0, 0.0, 0.25]))
    return tree


def assessed(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Assess people by assessors who have little time and may err, and again later."""
    assessment = tree["assessment"] or {"delay_days": draw(clock.duration(clock.horizon / 6))}
    if draw(st.booleans()):
        assessment["misclassified"] = {
            band: dict.fromkeys(
                draw(st.lists(st.sampled_from(BANDS), min_size=1, max_size=2, unique=True)), 1.0
            )
            for band in draw(st.lists(st.sampled_from(BANDS), unique=True))
        }
    if draw(st.booleans()):
        assessment["again_every_days"] = draw(
            clock.days(clock.horizon, least=max(1, clock.horizon // 8))
        )
    if draw(st.booleans()):
        assessment["per_assessor_per_month"] = draw(st.sampled_from([1.0, 20.0]))
        for site in tree["sites"]:
            if draw(st.booleans()):
                posts = st.sampled_from([0, 0.5, 1, 2])
                site["assessors"] = draw(clock.steps(posts, at_least=0.5))
    tree["assessment"] = assessment
