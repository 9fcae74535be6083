"""What a drawn world may have beside the plain one, a feature at a time.

Each feature changes the tree of a valid scenario into that of another valid one. Worlds drawn
without features are what they were before the feature was written: nothing is drawn for it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.testing.circling import circling
from sim.testing.disputes import disputed
from sim.testing.freely import attended_freely
from sim.testing.licensed import licensed
from sim.testing.numbers import Clock, Tree, maybe, shares, subsets
from sim.testing.prices import priced
from sim.testing.returning import returning
from sim.testing.rulings import ruled
from sim.testing.teams import assessed, staffed
from sim.testing.upstream import with_upstream

TAGS = ["red", "blue"]
LEVELS = ["low", "medium", "high"]
LASTING = st.sampled_from(
    [
        "band == low",
        "age_years < 40",
        "denial",
        "not internet_only",
        "motivation > 0.5",
        "need >= 1",
        "need_score < 0.5",
    ]
)
SCORES = st.sampled_from(
    [
        0.5,
        {"kind": "uniform", "low": 0, "high": 1},
        {"kind": "triangular", "low": 0.2, "mode": 0.4, "high": 1},
        {"kind": "empirical", "values": [0, 0.33, 0.9, 1], "weights": [1, 2, 1, 1]},
    ]
)
SOMETIMES = st.sampled_from([False, False, True])
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

Feature = Callable[[DrawFn, Clock, Tree], None]


def with_needs(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Give people levels and kinds of need, and let programmes ask for them."""
    del clock
    for stream in tree["population"]["streams"]:
        stream["need"] = dict.fromkeys(draw(subsets(LEVELS, at_least=1)), 1.0)
        if draw(SOMETIMES):
            del stream["need"]
            stream["need_score"] = draw(SCORES)
        stream["needs"] = {tag: draw(shares()) for tag in TAGS}
    if draw(SOMETIMES):
        tree["population"]["need_from"] = draw(st.sampled_from([{"medium": 0.6}, {"high": 0.4}]))
    for programme in tree["programmes"]:
        if draw(SOMETIMES):
            programme["need"] = draw(subsets(LEVELS, at_least=1))
        if draw(SOMETIMES):
            programme["needs"] = draw(subsets(TAGS, at_least=1))
        if draw(SOMETIMES):
            programme["eligible"] = draw(LASTING | st.just("needs_red or not needs_blue"))
        if draw(SOMETIMES):
            programme[draw(st.sampled_from(["denial", "learning_disability"]))] = "only"


def with_prerequisites(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Put programmes after others that stand above them in the file, so never in a circle."""
    del clock
    for place, programme in enumerate(tree["programmes"]):
        above = [each["id"] for each in tree["programmes"][:place]]
        if draw(st.booleans()) and above:
            programme["after"] = draw(subsets(above, at_least=1))


def with_deliveries(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Deliver programmes in rolling groups, one to one or by places, and groups held open."""
    for programme in tree["programmes"]:
        programme["delivery"] = draw(
            st.sampled_from(["groups", "groups", "rolling", "one_to_one", "places"])
        )
        if programme["delivery"] == "groups":
            programme["group"] |= {
                "hold_open_days": draw(st.just(0.0) | clock.days(clock.horizon / 8)),
                "fill_until_share": draw(shares()),
            }
        elif programme["delivery"] != "rolling":
            programme["group"] = {"minimum": 1, "maximum": 1}
        if programme["delivery"] == "one_to_one":
            programme["load"] = draw(st.sampled_from([0.25, 0.5, 1.0]))
        if programme["delivery"] == "places":
            programme["facilitators"] = 0
        if draw(SOMETIMES):
            programme["drop_out_over"] = draw(st.sampled_from([[1], [3, 1], [0, 0, 2]]))
        if draw(SOMETIMES):
            programme["dose_share"] = {draw(st.sampled_from(programme["bands"])): 0.5}
    beds = {each["id"] for each in tree["programmes"] if each["delivery"] == "places"}
    for site in tree["sites"]:
        for name in sorted(beds & set(site["programmes"])):
            posts = draw(clock.steps(st.sampled_from([0, 1, 3])))
            site.setdefault("places", {})[name] = posts


def with_composition(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Keep people apart, or few of a kind, in the groups of a programme."""
    del clock
    limits: SearchStrategy[Tree] = st.sampled_from([{"people": 0}, {"people": 1}, {"share": 0.5}])
    for programme in tree["programmes"]:
        if programme["group"]["maximum"] > 1 and draw(st.booleans()):
            programme["group"]["composition"] = {
                "apart": draw(st.lists(LASTING, max_size=2, unique=True)),
                "at_most": [
                    {"who": who, **draw(limits)} for who in draw(st.lists(LASTING, max_size=2))
                ],
            }


def with_windows(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Let programmes take people only near the end of their time."""
    for programme in tree["programmes"]:
        if draw(st.booleans()):
            inside = programme["setting"] == "prison"
            ends = st.sampled_from(["release", "parole"] if inside else ["order_end"])
            least = programme["minimum_days_left"] + 1
            programme["window"] = {
                "days": draw(clock.days(clock.horizon / 2, least=least)),
                "before": draw(ends),
            }


def with_eras(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Begin and end programmes on a day, everywhere or at a site."""
    for programme in tree["programmes"]:
        programme.update(draw(_span(clock, "from", "until")))
    for site in tree["sites"]:
        for name in site["programmes"]:
            for field, day in draw(_span(clock, "opens", "closes")).items():
                site.setdefault(field, {})[name] = day


def with_calendars(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Hold sessions on days of the week, some of them cancelled, some with each man alone."""
    del clock
    for programme in tree["programmes"]:
        if not draw(st.booleans()) or programme.get("delivery") == "rolling":
            continue
        for name in ("duration_days", "sessions_per_week"):
            programme.pop(name, None)
        programme["sessions"] = draw(st.integers(1, 12))
        programme["cancelled_share"] = draw(st.sampled_from([0.0, 0.25]))
        if draw(SOMETIMES):
            programme["sessions_per_week"] = 3.5
            programme["one_to_one"] = {"sessions": 2, "per_week": 4}
        else:
            programme["calendar"] = draw(_calendars())
            if draw(SOMETIMES):
                programme["one_to_one"] = {"sessions": 1, "per_week": 3}


def with_limited_transfers(draw: DrawFn, clock: Clock, tree: Tree) -> None:
    """Move people to where they are served, so many a month, some although served here."""
    transfers = tree["transfers"] or {"delay_days": draw(clock.duration(clock.horizon / 6))}
    transfers["per_month"] = draw(maybe(clock.steps(st.sampled_from([0, 1, 10]))))
    transfers["who"] = draw(st.sampled_from(["nothing_here", "first_choice"]))
    tree["transfers"] = {name: each for name, each in transfers.items() if each is not None}


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "deliveries": with_deliveries,
        "needs": with_needs,
        "prerequisites": with_prerequisites,
        "composition": with_composition,
        "windows": with_windows,
        "eras": with_eras,
        "calendars": with_calendars,
        "staff": staffed,
        "assessment": assessed,
        "transfers": with_limited_transfers,
        "rules": ruled,
        "disputes": disputed,
        "circles": circling,
        "licence": licensed,
        "returns": returning,
        "costs": priced,
        "upstream": with_upstream,
        "voluntary": attended_freely,
    }
)
"""Every feature, in the order in which they are laid over a world."""

EVERYTHING: tuple[str, ...] = tuple(FEATURES)


def _calendars() -> SearchStrategy[Tree]:
    return st.fixed_dictionaries(
        {"weekdays": subsets(WEEKDAYS, at_least=2)},
        optional={
            "bank_holidays": st.booleans(),
            "holidays": st.just(["2026-01-05", "2026-01-06"]),
            "catch_up_per_week": st.integers(0, 2),
        },
    )


@st.composite
def _span(draw: DrawFn, clock: Clock, begins: str, ends: str) -> Tree:
    """Draw a beginning, an end, both in order, or mostly neither."""
    tree: Tree = {}
    if draw(SOMETIMES):
        tree[begins] = draw(clock.days(clock.horizon / 2))
    if draw(SOMETIMES):
        tree[ends] = draw(clock.days(clock.horizon, least=tree.get(begins, 0.0) + 1))
    return tree
