"""Drawn people: streams of about twelve arrivals and a backlog of up to ten, of every kind."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sim.testing.numbers import Clock, Tree, maybe, shares, subsets
from sim.testing.provision import BANDS

MOST_ARRIVALS, MOST_BACKLOG = 12, 10


@st.composite
def streams(
    draw: st.DrawFn, clock: Clock, sites: list[Tree], programmes: list[Tree], *, transfers: bool
) -> list[Tree]:
    """Draw one to three streams whose people can be received, and whose lists somebody serves."""
    delivered = [(site["id"], name) for site in sites for name in site["programmes"]]
    prisons = [site["id"] for site in sites if site["kind"] == "prison"]
    regions = [site["id"] for site in sites if site["kind"] == "probation"]
    setting = {each["id"]: each["setting"] for each in programmes}

    def sites_of(kind: str, waits_for: str | None) -> list[str]:
        if waits_for is None or (transfers and kind == "custody"):
            return prisons if kind == "custody" else regions
        return [site for site, name in delivered if name == waits_for]

    def awaited(kind: str) -> list[str | None]:
        wanted = {"custody": "prison", "community": "community"}.get(kind)
        names = sorted({name for _, name in delivered if wanted in (None, setting[name])})
        return list(names) if kind == "list" else [None, *names]

    kinds = ["custody", *["community"] * bool(regions), *["list"] * bool(delivered)]
    drawn: list[Tree] = []
    for place in range(draw(st.sampled_from([1, 2, 2, 3]))):
        kind: str = draw(st.sampled_from(kinds))
        waits_for: str | None = draw(st.sampled_from(awaited(kind)))
        tree: Tree = {"id": f"people_{'abc'[place]}", "kind": kind}
        if waits_for is not None:
            tree["waits_for"] = waits_for
        tree["sites"] = draw(_received_at(sites_of(kind, waits_for)))
        if kind == "custody" and bool(regions) and draw(USUALLY):
            tree["released_to"] = draw(st.sampled_from(regions))
        drawn.append(tree | draw(_arrivals(clock)) | draw(_facts()) | draw(KINDS[kind](clock)))
    if not any(WAYS & each.keys() for each in drawn):
        drawn[0]["backlog"] = {"people": 1}
    return drawn


USUALLY = st.sampled_from([False, True, True])
WAYS = {"arrival_days", "interarrival_days", "arrivals_per_day", "arrivals_per_year", "backlog"}


@st.composite
def _received_at(draw: st.DrawFn, sites: list[str]) -> str | Tree:
    if draw(st.booleans()):
        return draw(st.sampled_from(sites))
    return dict.fromkeys(draw(subsets(sites, at_least=1)), 1.0)


@st.composite
def _arrivals(draw: st.DrawFn, clock: Clock) -> Tree:
    """Draw how people come: on given days, at drawn times, or not at all."""
    some = clock.horizon / MOST_ARRIVALS
    gap = clock.days(3 * some, least=max(1.0, some))
    ways = ["days", "gaps", "none", *["random gaps", "random times"] * (not clock.whole)]
    match draw(st.sampled_from(ways)):
        case "days":
            fewest = draw(st.sampled_from([1, MOST_ARRIVALS, MOST_ARRIVALS]))
            days = st.lists(clock.days(clock.horizon), min_size=fewest, max_size=MOST_ARRIVALS)
            return {"arrival_days": draw(days)}
        case "gaps":
            return {"interarrival_days": draw(gap)}
        case "random gaps":
            return {"interarrival_days": {"kind": "exponential", "mean": draw(gap)}}
        case "random times":
            rates = st.sampled_from([0, 4, MOST_ARRIVALS])
            return {"arrivals_per_day": draw(clock.steps(rates.map(clock.a_day)))}
        case _:
            return {}


@st.composite
def _facts(draw: st.DrawFn) -> Tree:
    """Draw who they are."""
    return {
        "bands": dict.fromkeys(draw(subsets(BANDS, at_least=draw(st.sampled_from([1, 3])))), 1.0),
        "age_years": draw(st.sampled_from([40, {"kind": "uniform", "low": 20, "high": 80}])),
        "learning_disability_share": draw(shares()),
        "denial_share": draw(shares()),
        "internet_only_share": draw(shares()),
        "cse_share": draw(shares()),
        "motivated_share": draw(st.sampled_from([0.0, 0.5, 1.0, 1.0])),
        "consent_share": draw(st.sampled_from([1.0, 1.0, 0.5])),
    }


@st.composite
def _backlog(draw: st.DrawFn, clock: Clock) -> Tree:
    tree: Tree = {"people": draw(st.sampled_from([1, 0, 4, MOST_BACKLOG, MOST_BACKLOG]))}
    if draw(st.booleans()):
        tree["completed_share"] = draw(shares())
        tree["bands"] = draw(st.dictionaries(st.sampled_from(BANDS), st.just(1.0), min_size=1))
    if draw(st.booleans()):
        tree["waited_days"] = draw(clock.duration(clock.horizon / 2))
    return tree


@st.composite
def _custody(draw: st.DrawFn, clock: Clock) -> Tree:
    tree: Tree = {"sentences": draw(st.lists(_sentences(clock), min_size=1, max_size=3))}
    if draw(st.booleans()):
        tree["backlog"] = draw(_backlog(clock))
        tree["backlog"].pop("waited_days", None)
    return tree


@st.composite
def _sentences(draw: st.DrawFn, clock: Clock) -> Tree:
    length = clock.duration(clock.horizon, least=1)
    kind = draw(st.sampled_from(["determinate", "extended", "indeterminate"]))
    tree: Tree = {"kind": kind}
    if kind == "determinate":
        tree |= {"length_days": draw(length), "served_share": draw(st.sampled_from([0.5, 1.0]))}
    elif kind == "extended":
        tree |= {"length_days": draw(length), "parole_share": draw(st.sampled_from([0.5, 1.0]))}
        tree["licence_days"] = draw(clock.duration(clock.horizon / 2))
    else:
        tree |= {"tariff_days": draw(clock.duration(clock.horizon / 2))}
        tree["licence_days"] = draw(clock.duration(clock.horizon / 2))
    if draw(st.booleans()):
        tree["served_days"] = draw(clock.duration(clock.horizon / 2))
    return tree


@st.composite
def _community(draw: st.DrawFn, clock: Clock) -> Tree:
    tree: Tree = {"order_days": draw(clock.duration(clock.horizon, least=1))}
    if draw(st.booleans()):
        tree["backlog"] = draw(_backlog(clock))
    return tree


@st.composite
def _plain_list(draw: st.DrawFn, clock: Clock) -> Tree:
    tree: Tree = {}
    patience = draw(maybe(clock.duration(clock.horizon / 2)))
    if patience is not None:
        tree["patience_days"] = patience
    if draw(st.booleans()):
        tree["backlog"] = draw(_backlog(clock))
    return tree


KINDS: dict[str, Callable[[Clock], SearchStrategy[Tree]]] = {
    "custody": _custody,
    "community": _community,
    "list": _plain_list,
}
