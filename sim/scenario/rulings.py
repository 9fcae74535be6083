"""Checks of policies: a rule that can never apply, and shares of staff that suffice for nothing."""

import math
from collections.abc import Iterator

from sim.scenario.policy import StaffShares, Where
from sim.scenario.problems import quoted
from sim.scenario.provision import Programme, Site
from sim.scenario.whole import Finding, Whole

ALMOST = 1e-9
MOST_SITES = 3


def rules_for_nowhere(whole: Whole) -> Iterator[Finding]:
    """Find orders for a site, region or programme that fit no list, or that none reaches."""
    for policy in whole.scenario.policies:
        for place, where in enumerate(policy.where):
            if not _is_known(whole, where):
                continue
            loc = ("policies", policy.id, "where", place)
            before = next(
                (at for at, each in enumerate(policy.where[:place]) if _covers(each, where)), None
            )
            if not any(_fits(where, site) for site in whole.scenario.sites):
                yield Finding(
                    loc,
                    f"a rule that never applies: {_in_words(where)}",
                    is_warning=True,
                )
            elif before is not None:
                yield Finding(
                    loc,
                    f"a rule that never applies: rule {before + 1} of this list fits wherever "
                    "this one does, and goes before it",
                    is_warning=True,
                )


def rules_after_the_run(whole: Whole) -> Iterator[Finding]:
    """Find people set back only from a day on that the run does not reach."""
    for policy in whole.scenario.policies:
        rule = policy.deprioritise
        if rule is not None and whole.day(rule.from_) >= whole.scenario.horizon:
            yield Finding(
                ("policies", policy.id, "deprioritise", "from"),
                f"a rule that never applies: day {whole.day(rule.from_):g} is after the run, "
                f"which is days 0 to {whole.scenario.horizon:g}",
                is_warning=True,
            )


def reserves_of_no_place(whole: Whole) -> Iterator[Finding]:
    """Find shares of a group that come to less than one place in every group."""
    largest = max((each.group.maximum for each in whole.scenario.programmes), default=0)
    for policy in whole.scenario.policies:
        for place, reserve in enumerate(policy.reserve):
            if largest and math.floor(reserve.share * largest + ALMOST) < 1:
                yield Finding(
                    ("policies", policy.id, "reserve", place, "share"),
                    f"keeps no place: {reserve.share:g} of {largest}, the largest group, is less "
                    "than one",
                    is_warning=True,
                )


def staff_rules_without_a_choice(whole: Whole) -> Iterator[Finding]:
    """Find rules for sharing staff where no two programmes share any."""
    if any(len(_staffed(whole, site)) > 1 for site in whole.scenario.sites):
        return
    for policy in whole.scenario.policies:
        if policy.staff != "first_in_line" and not isinstance(policy.staff, StaffShares):
            yield Finding(
                ("policies", policy.id, "staff"),
                "changes nothing: no site has two programmes that share its staff",
                is_warning=True,
            )


def shares_too_small_for_a_group(whole: Whole) -> Iterator[Finding]:
    """Find programmes whose fixed share of the staff never runs a group, at a site or anywhere."""
    for policy in whole.scenario.policies:
        if not isinstance(policy.staff, StaffShares):
            continue
        for programme in whole.scenario.programmes:
            sites = [each for each in whole.scenario.sites if programme.id in each.programmes]
            if not sites or not _needs_staff(programme):
                continue
            share = _share_of(programme.id, policy.staff)
            need = programme.facilitators * programme.load
            few = [site for site in sites if share * _capacity(whole, site) < need - ALMOST]
            if not few:
                continue
            loc = ("policies", policy.id, "staff", "shares")
            named = programme.id in policy.staff.shares
            where = "" if len(few) == len(sites) else f" at {_sites(few)}"
            which = "no site has so many" if not where else "there are not so many"
            yield Finding(
                (*loc, programme.id) if named else loc,
                f"{quoted(programme.id)} never starts a group{where}: a group takes {need:g} of "
                f"the facilitators, and {which} in its share of {share:g}"
                + " (what the others leave)"
                * (not named),
                is_warning=True,
            )
        for name in policy.staff.shares:
            each = whole.programmes.get(name)
            if each is not None and not _needs_staff(each):
                yield Finding(
                    ("policies", policy.id, "staff", "shares", name),
                    f"kept for nothing: {quoted(name)} needs no facilitators",
                    is_warning=True,
                )


def _is_known(whole: Whole, where: Where) -> bool:
    return (where.site is None or where.site in whole.sites) and (
        where.programme is None or where.programme in whole.programmes
    )


def _fits(where: Where, site: Site) -> bool:
    """Tell whether a rule fits some list of a site."""
    return (
        where.site in (None, site.id)
        and where.region in (None, site.region)
        and (
            where.programme in site.programmes
            if where.programme
            else bool(site.programmes or site.circles)
        )
    )


def _covers(first: Where, later: Where) -> bool:
    return all(
        getattr(first, field) in (None, getattr(later, field))
        for field in ("site", "region", "programme")
    )


def _in_words(where: Where) -> str:
    what = quoted(where.programme) if where.programme else "anything"
    region = "region " + quoted(where.region) if where.region else ""
    if where.site is not None:
        site = f"site {quoted(where.site)}"
        return (
            f"{site} is not in {region}, or does not deliver {what}"
            if region
            else (f"{site} does not deliver {what}")
        )
    return f"no site of {region} delivers {what}" if region else f"no site delivers {what}"


def _sites(sites: list[Site]) -> str:
    names = [quoted(site.id) for site in sites[:MOST_SITES]]
    more = len(sites) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _needs_staff(programme: Programme) -> bool:
    return programme.delivery != "places" and programme.facilitators > 0


def _staffed(whole: Whole, site: Site) -> list[Programme]:
    """Return the sound programmes of a site that need staff."""
    programmes = map(whole.programmes.get, site.programmes)
    return [each for each in programmes if each is not None and _needs_staff(each)]


def _share_of(name: str, rule: StaffShares) -> float:
    return rule.shares.get(name, 1 - sum(rule.shares.values()))


def _capacity(whole: Whole, site: Site) -> float:
    """Return the most groups' worth of staff that a site ever has."""
    staff = whole.scenario.staff
    if site.staff is None or staff is None:
        return whole.most(site.facilitators) * site.groups_per_facilitator
    each = {grade.id: grade.groups_each for grade in staff.grades}
    return sum(whole.most(posts) * each.get(name, 0) for name, posts in site.staff.items())
