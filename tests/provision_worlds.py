"""Drawn worlds in which provision is busy: every system often in use, in any combination.

The worlds of `sim.testing` may say anything, and in most of them little starts. Here everything is
scarce but the people, so that each rule of provision is applied many times in a short run.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.scenario.schema import Scenario
from sim.testing import as_yaml
from tests.busy_world import Tree, busy, named, programmes_of, some

Feature = Callable[[DrawFn, Tree], None]
LASTING = ("denial", "age_years < 35", "band >= high", "internet_only", "motivation > 0.5")


def deliveries(draw: DrawFn, tree: Tree) -> None:
    """Deliver `next` in rolling groups, `other` to one man at a time, `long` in beds, or some."""
    for each in programmes_of(tree, "next", "after_care"):
        each["delivery"] = draw(st.sampled_from(["groups", "rolling"]))
    other = named(tree, "other")
    if draw(st.booleans()):
        other |= {"delivery": "one_to_one", "load": draw(st.sampled_from([0.25, 0.5, 1.0]))}
        del other["group"]
    long = named(tree, "long")
    if draw(st.booleans()):
        long |= {"delivery": "places", "facilitators": 0}
        del long["group"]
        beds = [{"from": 0, "value": 3}, {"from": 300, "value": draw(st.integers(0, 5))}]
        tree["sites"][0]["places"] = {"long": beds}


def admission(draw: DrawFn, tree: Tree) -> None:
    """Refuse some, or take some alone; ask for needs and for an expression."""
    for stream in tree["population"]["streams"]:
        stream["need"] = {"low": 1, "medium": 1, "high": 1}
        stream["needs"] = {"gang": 0.4, "debt": 0.5}
    for each in programmes_of(tree):
        field = draw(st.sampled_from(["denial", "learning_disability", "internet_only"]))
        each[field] = draw(st.sampled_from(["excluded", "excluded", "only"]))
        more = draw(st.sampled_from([None, "need", "needs", "eligible"]))
        if more is not None:
            each[more] = draw(st.sampled_from(MORE[more]))


MORE: Mapping[str, list[Any]] = {
    "need": [["medium", "high"], ["high"]],
    "needs": [["gang"], ["gang", "debt"]],
    "eligible": ["age_years < 40", "motivation > 0.3", "needs_gang or band >= high"],
}


def prerequisites(draw: DrawFn, tree: Tree) -> None:
    """Let `next` follow what else there is inside, and after-care what there is outside."""
    for name, above in (("next", ["basic", "long"]), ("after_care", ["outside", "basic"])):
        named(tree, name)["after"] = draw(st.sampled_from([above, above[:1]]))


def filling(draw: DrawFn, tree: Tree) -> None:
    """Hold groups open to be filled, and fill chairs that fall empty."""
    for each in programmes_of(tree):
        if each.get("delivery", "groups") == "groups":
            each["group"] |= {
                "hold_open_days": draw(st.sampled_from([0, 10, 45])),
                "fill_until_share": draw(st.sampled_from([0, 0.3, 1])),
            }


def composition(draw: DrawFn, tree: Tree) -> None:
    """Keep people apart, or few of a kind, in some groups."""
    some_alike: list[Tree] = [{"people": 1}, {"share": 0.5}, {"people": 0}]
    limits = st.sampled_from(some_alike)
    for each in programmes_of(tree):
        if "group" in each and draw(st.booleans()):
            each["group"]["composition"] = {
                "apart": draw(st.lists(st.sampled_from(LASTING), max_size=2, unique=True)),
                "at_most": [
                    {"who": who, **draw(limits)}
                    for who in draw(st.lists(st.sampled_from(LASTING), max_size=2, unique=True))
                ],
            }


def timing(draw: DrawFn, tree: Tree) -> None:
    """Take people only near the end of their time, and not without time enough."""
    for each in programmes_of(tree):
        inside = each["setting"] == "prison"
        each["minimum_days_left"] = draw(st.sampled_from([0, 30, 90]))
        each["at_release"] = draw(st.sampled_from(["leave", "stay_to_finish"]))
        if draw(st.booleans()):
            before = draw(st.sampled_from(["release", "parole"])) if inside else "order_end"
            each["window"] = {"days": draw(st.sampled_from([150, 300])), "before": before}


def eras(draw: DrawFn, tree: Tree) -> None:
    """Open and close programmes, everywhere or at a site."""
    days = st.sampled_from([100, 200, 365, 365.5])
    for each in programmes_of(tree):
        each.update(
            draw(
                st.sampled_from(ALWAYS)
                | st.builds(lambda day: {"from": day}, days)
                | st.builds(lambda day: {"until": day}, days)
                | st.builds(lambda day: {"from": 50, "until": day}, days)
            )
        )
    for site in tree["sites"]:
        name = draw(st.sampled_from(site["programmes"]))
        if draw(st.booleans()):
            site[draw(st.sampled_from(["opens", "closes"]))] = {name: draw(days)}


ALWAYS: Sequence[Tree] = ({},)


def calendars(draw: DrawFn, tree: Tree) -> None:
    """Hold sessions on days of the week, some lost, some with each man alone."""
    for each in programmes_of(tree):
        if each.get("delivery") != "rolling" and draw(st.booleans()):
            del each["duration_days"]
            each |= {
                "sessions": draw(st.sampled_from([4, 20, 21])),
                "cancelled_share": draw(st.sampled_from([0, 0.3])),
                "calendar": draw(st.sampled_from(CALENDARS)),
            }
            if draw(st.booleans()):
                each["one_to_one"] = {"sessions": 4, "per_week": 3}


CALENDARS: Sequence[Tree] = (
    {"weekdays": ["mon", "wed"], "bank_holidays": True},
    {"weekdays": ["tue", "sat"], "catch_up_per_week": 1, "holidays": ["2026-02-03"]},
    {"weekdays": ["fri"], "closed_from": "07-20", "closed_to": "09-01", "catch_up_per_week": 2},
)


def staff(draw: DrawFn, tree: Tree) -> None:
    """Put people with training, sickness and a last day in the place of numbers."""
    tree["staff"] = {
        "grades": [
            _grade(draw, "lead", may_lead=True),
            _grade(draw, "peer", may_lead=False) | {"programmes": ["basic", "outside", "next"]},
        ],
        "vacant_share": draw(st.sampled_from([0, 0.4])),
        "groups_per_manager": 1.5,
    }
    for each in programmes_of(tree):
        each["when_staff_short"] = draw(st.sampled_from(["pause", "carry_on", "stop"]))
        each["leads"] = draw(st.integers(0, each["facilitators"]))
    for site in tree["sites"]:
        del site["facilitators"]
        site["staff"] = {
            "lead": [{"from": 0, "value": 3}, {"from": 400, "value": draw(st.integers(1, 5))}],
            "peer": draw(st.integers(0, 2)),
        }
        if draw(st.booleans()):
            site["treatment_managers"] = [
                {"from": 0, "value": 2},
                {"from": 350, "value": draw(st.integers(0, 2))},
            ]


def _grade(draw: DrawFn, name: str, *, may_lead: bool) -> Tree:
    return {
        "id": name,
        "may_lead": may_lead,
        "groups_each": draw(st.sampled_from([1, 1.5, 2])),
        "recruitment_days": some(40),
        "training_days": draw(st.sampled_from([0, 20])),
        "stays_days": some(400),
        "sick_every_days": some(draw(st.sampled_from([30, 120]))),
        "sick_days": draw(st.sampled_from([3, some(15)])),
        "redeployed_share": draw(st.sampled_from([0, 0.2])),
    }


def assessment(draw: DrawFn, tree: Tree) -> None:
    """Assess people by few assessors, who err, and again later."""
    tree["assessment"] = {
        "delay_days": draw(st.sampled_from([0, 10, some(20)])),
        "misclassified": {"medium": {"low": 1, "medium": 3}, "high": {"medium": 1, "high": 2}},
    }
    if draw(st.booleans()):
        tree["assessment"]["again_every_days"] = draw(st.sampled_from([90, 200]))
    if draw(st.booleans()):
        tree["assessment"]["per_assessor_per_month"] = 3
        for site in tree["sites"]:
            site["assessors"] = draw(st.sampled_from([1, 2]))


def transfers(draw: DrawFn, tree: Tree) -> None:
    """Move people to where they are served, so many a month."""
    tree["transfers"] = {
        "delay_days": draw(st.sampled_from([0, 14, some(20)])),
        "who": draw(st.sampled_from(["nothing_here", "first_choice"])),
    }
    if draw(st.booleans()):
        steps = [{"from": 0, "value": 1}, {"from": 200, "value": draw(st.sampled_from([0, 4]))}]
        tree["transfers"]["per_month"] = steps


def parole(draw: DrawFn, tree: Tree) -> None:
    """Let the Board sit, people die, and circles be run."""
    tree["parole"] = {
        "listing_days": 20,
        "review_days": draw(st.sampled_from([60, 200])),
        "release_share": 0.6,
        "release_share_outstanding": 0.1,
    }
    tree["mortality"] = {"rate_at_50_per_year": 0.1, "doubling_years": 8}


def rules(draw: DrawFn, tree: Tree) -> None:
    """Give the policy rules of its own: who goes first, for whom places are kept, who must wait."""
    policy = tree["policies"][0]
    policy["order"] = draw(st.sampled_from(ORDERS))
    policy["low_risk"] = draw(st.sampled_from(["excluded", "admitted"]))
    policy["staff"] = draw(st.sampled_from(SHARING))
    if draw(st.booleans()):
        policy["where"] = [{"programme": "basic", "order": draw(st.sampled_from(ORDERS))}]
    if draw(st.booleans()):
        policy["reserve"] = [{"who": draw(st.sampled_from(HOLDS)), "share": 0.4}]
    if draw(st.booleans()):
        policy["deprioritise"] = {"who": draw(st.sampled_from(HOLDS)), "from": 100}


HOLDS = ("band == medium", "denial", "waited_days < 40", "days_left > 250", "age_years < 30")
ORDERS: Sequence[Any] = (
    "first_come",
    "soonest_release",
    "highest_risk",
    "lottery",
    {"kind": "score", "of": "2 ** band / max(years_left, 0.25)"},
    {"kind": "ageing", "then": "highest_risk", "after_days": 60},
    {"kind": "matching", "groups": 2, "every_days": 30},
    {"kind": "weighted", "weights": {"band": 2, "waited_days": 0.01}},
)
SHARING: Sequence[Any] = (
    "first_in_line",
    "longest_list",
    "highest_risk",
    "most_at_stake",
    {"kind": "score", "of": "waiting / places"},
    {"kind": "fixed_shares", "shares": {"basic": 0.5, "long": 0.5}},
    {"kind": "fixed_shares", "shares": {"basic": 0.25, "outside": 0.5, "next": 0.25}},
)

FEATURES: Mapping[str, Feature] = {
    "deliveries": deliveries,
    "admission": admission,
    "prerequisites": prerequisites,
    "filling": filling,
    "composition": composition,
    "timing": timing,
    "eras": eras,
    "calendars": calendars,
    "staff": staff,
    "assessment": assessment,
    "transfers": transfers,
    "parole": parole,
    "rules": rules,
}


@st.composite
def busy_worlds(draw: DrawFn, *always: str, only: Sequence[str] = tuple(FEATURES)) -> Scenario:
    """Draw a busy world with these features, and any others (of `only`) laid over it.

    A case that fails is printed as a scenario file.
    """
    tree = busy()
    tree["seed"] = draw(st.integers(0, 2**16))
    for name in only:
        if name in always or draw(st.booleans()):
            FEATURES[name](draw, tree)
    scenario = Scenario.model_validate(tree)
    note(f"# scenario file\n{as_yaml(scenario)}# end of the scenario file")
    return scenario
