"""Checks of published figures: what they measure, by what it is narrowed, when, and their range."""

from collections.abc import Iterator
from typing import get_args

from sim.scenario import shape
from sim.scenario.mentions import nothing_called
from sim.scenario.problems import quoted
from sim.scenario.provision import BandName
from sim.scenario.references import scope_if_sound
from sim.scenario.targets import Target
from sim.scenario.tree import Fields, Loc, as_data, descend
from sim.scenario.whole import Finding, Whole
from sim.words.measures import BY_NAME, ON, Measure, measure

NEEDED = ("low", "high", "source")
ALL_BANDS = set(get_args(BandName))
MAY_BE_MORE_THAN_ALL = frozenset({"completed_per_start_share"})
KIND_OF_SETTING: dict[str | None, str] = {"prison": "prison", "community": "probation"}
KIND_OF_SITE = {
    "received_per_year": "prison",
    "received_age_share": "prison",
    "inside_people": "prison",
    "orders_per_year": "probation",
    "never_started_share": "probation",
    "circles_started_per_year": "probation",
    "circles_running_people": "probation",
    "volunteers_people": "probation",
    "circles_accepted_share": "probation",
    "circles_waited_mean_days": "probation",
    "core_members_share": "probation",
}
"""Where these can be measured at all."""


def _targets(whole: Whole) -> Iterator[tuple[Target, Loc]]:
    for target in whole.scenario.backcast:
        yield target, ("backcast", target.id)


def measures_of_targets(whole: Whole) -> Iterator[Finding]:
    """Find measures that are none, and fields that mean nothing to the measure."""
    scope = scope_if_sound(whole)
    for target, here in _targets(whole):
        try:
            known = measure(target.measure, scope)
        except KeyError as unknown:
            yield Finding((*here, "measure"), str(unknown.args[0]))
            continue
        yield from _fields_without_meaning(target, known, here)


def _fields_without_meaning(target: Target, known: Measure, here: Loc) -> Iterator[Finding]:
    for field in target.narrowed_by:
        if field not in known.takes:
            may = ", ".join(each for each in known.takes if each != ON)
            cure = f"it can be narrowed by {may}" if may else "nothing narrows it; leave this out"
            yield Finding((*here, field), f"{quoted(known.name)} is not narrowed by this; {cure}")
    if target.on is not None and not known.is_level:
        days = ", ".join(each.name for each in BY_NAME.values() if each.is_level)
        yield Finding(
            (*here, "on"),
            f"{quoted(known.name)} is measured over a time: give `from` and `to`; of a day are "
            f"{days}",
        )
    if known.name == "received_age_share" and not {"age_from_years", "age_to_years"} & set(
        target.narrowed_by
    ):
        yield Finding((*here, "measure"), "give `age_from_years` or `age_to_years`, or both")
    if known.name == "core_members_share" and set(target.bands) in (set(), ALL_BANDS):
        yield Finding(
            (*here, "bands" if target.bands else "measure"),
            "give `bands`, and not all of them: of all core members it is always 1",
        )


def contradictions_in_targets(whole: Whole) -> Iterator[Finding]:
    """Find figures that no run can ever have, whatever happens in it."""
    scope = scope_if_sound(whole)
    for target, here in _targets(whole):
        yield from _empty_ages(target, here)
        yield from _wrong_setting(whole, target, here)
        yield from _wrong_sites(whole, target, here)
        try:
            known = measure(target.measure, scope)
        except KeyError:
            continue
        yield from _more_than_all(whole, known, here)


def _empty_ages(target: Target, here: Loc) -> Iterator[Finding]:
    first, last = target.age_from_years, target.age_to_years
    if first is not None and last is not None and first >= last:
        yield Finding(
            (*here, "age_to_years"),
            f"nobody is {first:g} or older and younger than {last:g}; let it be above {first:g}",
        )


def _wrong_setting(whole: Whole, target: Target, here: Loc) -> Iterator[Finding]:
    for place, name in enumerate(target.programmes):
        programme = whole.programmes.get(name)
        if programme is None or target.setting in (None, programme.setting):
            continue
        yield Finding(
            (*here, "programmes", place),
            f"{quoted(name)} is delivered in {_where(programme.setting)}, and `setting` is "
            f"{target.setting}; leave out the one or the other",
        )


def _where(setting: str) -> str:
    return "prison" if setting == "prison" else "the community"


def _wrong_sites(whole: Whole, target: Target, here: Loc) -> Iterator[Finding]:
    kind = KIND_OF_SITE.get(target.measure) or KIND_OF_SETTING.get(target.setting)
    for place, name in enumerate(target.sites):
        site = whole.sites.get(name)
        if site is None or kind in (None, site.kind):
            continue
        there = ", ".join(each.id for each in whole.scenario.sites if each.kind == kind) or "none"
        yield Finding(
            (*here, "sites", place),
            f"{quoted(name)} is of kind {site.kind}, where there is nothing of this to measure; "
            f"of kind {kind} are {there}",
        )


def _more_than_all(whole: Whole, known: Measure, here: Loc) -> Iterator[Finding]:
    """Find shares above 1; only starts may end in more completions, those of earlier starts."""
    if known.unit != "share" or known.name in MAY_BE_MORE_THAN_ALL:
        return
    loc: Loc = (*here, "published")
    node, real = descend(whole.tree, loc)
    said = as_data(node) if real[-1:] == ("published",) else None
    figures = said if isinstance(said, dict) else {"value": said}
    for name in ("value", "high"):
        figure = figures.get(name)
        if isinstance(figure, int | float) and figure > 1:
            spot = (*loc, name) if isinstance(said, dict) else loc
            yield Finding(
                spot, f"{figure:g} of a share is more than all; write 12 % as 0.12, at most 1"
            )


def names_in_targets(whole: Whole) -> Iterator[Finding]:
    """Find programmes, sites and regions that are not there."""
    sites = whole.scenario.sites
    known = {
        "programmes": ("programme", whole.programme_ids),
        "sites": ("site", whole.site_ids),
        "regions": (
            "region",
            sorted({each.region for each in sites if each.region is not None}),
        ),
    }
    for target, here in _targets(whole):
        for field, (what, there) in known.items():
            for place, name in enumerate(getattr(target, field)):
                if name not in there:
                    yield nothing_called(what, name, there, (*here, field, place))


def times_of_targets(whole: Whole) -> Iterator[Finding]:
    """Find empty times, and times beyond the run, of which there is nothing to measure."""
    for target, here in _targets(whole):
        since, until = whole.scenario.measured(target)
        name = "from" if target.on is None else "on"
        if since > until or (since == until and target.on is None):
            yield Finding(
                (*here, "to"), f"the time is empty: days {since:g} to {until:g}; let it end later"
            )
        elif since < 0:
            yield Finding((*here, name), f"day {since:g} is before the run; choose {0:g} or later")
        elif max(since, until) > whole.scenario.horizon:
            yield Finding(
                (*here, name if since >= whole.scenario.horizon else "to"),
                f"the run ends on day {whole.scenario.horizon:g}: what comes after is not measured",
                is_warning=True,
            )


def ranges_of_targets(whole: Whole) -> Iterator[Finding]:
    """Find figures without a range to be inside of, or without a source."""
    for _, here in _targets(whole):
        loc: Loc = (*here, "published")
        node, real = descend(whole.tree, loc)
        if real[-1:] != ("published",):
            continue
        said = node if isinstance(node, Fields) and shape.is_figure_like(node) else None
        missing = [name for name in NEEDED if said is None or said.given(name) is None]
        if missing:
            yield Finding(
                loc,
                f"says no {' and no '.join(missing)}; write {{value, low, high, label, source}}: "
                "the run is held against the range",
            )
