"""Checks of provision: groups that can never run, lists that nobody serves, posts without use."""

from collections.abc import Iterator

from sim.scenario.headcount import expected_people
from sim.scenario.numbers import Fixed
from sim.scenario.people import Indeterminate, Stream
from sim.scenario.problems import quoted
from sim.scenario.provision import Programme
from sim.scenario.whole import Finding, Whole, sites_of
from sim.words.bands import Need

ALMOST = 1e-9
MOST_UNITS_TRIED = 1_000
SURELY = 6.0
"""Standard deviations of a Poisson number that it does not exceed."""


def groups_without_enough_staff(whole: Whole) -> Iterator[Finding]:
    """Find groups that need more facilitators than their site will ever have."""
    for site in whole.scenario.sites:
        most = whole.most(site.facilitators) * site.groups_per_facilitator
        for place, name in enumerate(site.programmes):
            programme = whole.programmes.get(name)
            if programme is None or programme.delivery == "places" or site.staff is not None:
                continue
            need = programme.facilitators * programme.load
            if need > most + ALMOST:
                yield Finding(
                    ("sites", site.id, "programmes", place),
                    f"a group of {quoted(name)} needs {need:g} facilitators, "
                    f"and this site never has more than {most:g} to spare",
                )


def lists_that_nobody_serves(whole: Whole) -> Iterator[Finding]:
    """Find lists on which people would wait for ever: what they wait for is not delivered."""
    for stream in whole.streams:
        programme = whole.programmes.get(stream.waits_for)
        if programme is None:
            continue
        loc = ("population", "streams", stream.id, "waits_for")
        if programme.id not in whole.delivered:
            yield Finding(loc, f"a list that no programme serves: {_nowhere(programme)}")
        elif whole.scenario.transfers is None:
            for name, _ in sites_of(stream):
                site = whole.sites.get(name)
                if site is not None and programme.id not in site.programmes:
                    yield Finding(
                        loc,
                        f"a list that no programme serves: {quoted(name)} does not deliver "
                        f"{quoted(programme.id)}, and without `transfers` nobody moves",
                    )


def programmes_delivered_nowhere(whole: Whole) -> Iterator[Finding]:
    """Find programmes that are probably missing from a site's list."""
    awaited = {stream.waits_for for stream in whole.streams}
    for programme in whole.scenario.programmes:
        if programme.id not in awaited and programme.id not in whole.delivered:
            yield Finding(("programmes", programme.id, "id"), _nowhere(programme), is_warning=True)


def sites_where_nobody_is_served(whole: Whole) -> Iterator[Finding]:
    """Find sites to which people are sent who will be offered nothing."""
    settings = {programme.setting for programme in whole.scenario.programmes}
    if whole.scenario.transfers is not None:
        return
    for stream in whole.streams:
        for name, loc in sites_of(stream):
            site = whole.sites.get(name)
            if site is None or site.programmes or site.circles or stream.waits_for is not None:
                continue
            if ("prison" if site.kind == "prison" else "community") in settings:
                yield Finding(
                    loc,
                    f"{quoted(name)} delivers no programme, and without `transfers` nobody moves",
                    is_warning=True,
                )


def posts_without_use(whole: Whole) -> Iterator[Finding]:
    """Find facilitators who are idle in every table, for no programme there needs any."""
    for site in whole.scenario.sites:
        needs = [whole.programmes.get(name) for name in site.programmes]
        idle = all(
            each is not None and (each.facilitators == 0 or each.delivery == "places")
            for each in needs
        )
        if idle and whole.most(site.facilitators) > 0:
            yield Finding(
                ("sites", site.id, "facilitators"),
                "no programme delivered here needs facilitators",
                is_warning=True,
            )


def facilitators_left_over(whole: Whole) -> Iterator[Finding]:
    """Find posts that no set of groups can ever fill: one facilitator too many, or too few."""
    for site in whole.scenario.sites:
        programmes = [whole.programmes.get(name) for name in site.programmes]
        staffed = [each for each in programmes if each is not None and each.delivery != "places"]
        needs = {each.facilitators for each in staffed} - {0}
        units = int(whole.most(site.facilitators) * site.groups_per_facilitator + ALMOST)
        if not needs or None in programmes or not min(needs) <= units <= MOST_UNITS_TRIED:
            continue
        if any(each.load < 1 for each in staffed):
            continue
        filled = [True] + [False] * units
        for used in range(1, units + 1):
            filled[used] = any(need <= used and filled[used - need] for need in needs)
        most = max(used for used in range(units + 1) if filled[used])
        if most < units:
            yield Finding(
                ("sites", site.id, "facilitators"),
                f"groups here need {_listed(needs)} facilitators, so at most {most} of the "
                f"{units} that posts and groups_per_facilitator allow are ever in use",
                is_warning=True,
            )


def _listed(needs: set[int]) -> str:
    return " or ".join(map(str, sorted(needs)))


def programmes_for_nobody(whole: Whole) -> Iterator[Finding]:
    """Find programmes that none of the people who come may join."""
    if whole.scenario.population.listed is not None or not whole.streams:
        return
    for programme in whole.scenario.programmes:
        if not any(_may_join(whole, stream, programme) for stream in whole.streams):
            after = "; men released from prison join it only with `community_after_release`"
            released = any(stream.released_to for stream in whole.streams)
            outside = programme.setting == "community" and released
            missing = outside and whole.scenario.community_after_release is None
            yield Finding(
                ("programmes", programme.id, "id"),
                "nobody of any stream is eligible for it "
                "(band, setting, need, exclusions, waits_for)" + after * missing,
                is_warning=True,
            )


def groups_larger_than_all_who_come(whole: Whole) -> Iterator[Finding]:
    """Find groups whose smallest size is beyond all who may come over the whole run."""
    if whole.scenario.population.listed is not None:
        return
    for programme in whole.scenario.programmes:
        mean = sum(
            expected_people(whole, stream)
            for stream in whole.streams
            if _may_join(whole, stream, programme)
        )
        most = mean + SURELY * mean**0.5
        if 0 < most < programme.group.minimum:
            yield Finding(
                ("programmes", programme.id, "group", "minimum"),
                f"a list that nobody can start from: a group needs {programme.group.minimum}, and "
                f"about {mean:.0f} people who may join come in the whole run",
                is_warning=True,
            )


def doses_of_nobody(whole: Whole) -> Iterator[Finding]:
    """Find shares of the course for bands that the programme does not take."""
    for programme in whole.scenario.programmes:
        for band in programme.dose_share:
            low = band == "low" and programme.low_risk_may_join
            if band not in programme.bands and not low:
                yield Finding(
                    ("programmes", programme.id, "dose_share", band),
                    f"changes nothing: the programme is not for band {quoted(band)}",
                    is_warning=True,
                )


def transfers_of_nobody(whole: Whole) -> Iterator[Finding]:
    """Find transfers of which there is never one."""
    transfers = whole.scenario.transfers
    if transfers is not None and transfers.per_month and whole.most(transfers.per_month) <= 0:
        yield Finding(
            ("transfers", "per_month"),
            "nobody is ever moved; leave out `transfers`, or `per_month` for no limit",
            is_warning=True,
        )


def programmes_of_no_length(whole: Whole) -> Iterator[Finding]:
    """Find lengths of nothing: legal in a textbook, a slip elsewhere."""
    for programme in whole.scenario.programmes:
        length = programme.duration_days
        if isinstance(length, Fixed) and length.value == 0:
            yield Finding(
                ("programmes", programme.id, "duration_days"),
                "the programme takes no time: groups end the instant they start",
                is_warning=True,
            )


def circles_without_rules(whole: Whole) -> Iterator[Finding]:
    """Find circle places without the settings that say how long a circle lasts."""
    if whole.scenario.circles is None:
        for site in whole.scenario.sites:
            if site.circles is not None:
                yield Finding(
                    ("sites", site.id, "circles"),
                    "circle places, and the scenario has no `circles` to say how long one lasts",
                )


def circles_in_prison(whole: Whole) -> Iterator[Finding]:
    """Find circle places in prisons: circles meet in the community."""
    for site in whole.scenario.sites:
        if site.circles is not None and site.kind != "probation":
            yield Finding(
                ("sites", site.id, "circles"),
                "circles run at a probation site, and this is a prison",
                is_warning=True,
            )


def policies_about_no_circles(whole: Whole) -> Iterator[Finding]:
    """Find policies on circles where there are none."""
    if whole.scenario.circles is None:
        for policy in whole.scenario.policies:
            if policy.circles != "needs_led":
                yield Finding(
                    ("policies", policy.id, "circles"),
                    "changes nothing: this scenario has no `circles`",
                    is_warning=True,
                )


def nobody_to_release(whole: Whole) -> Iterator[Finding]:
    """Find indeterminate sentences that nobody can end, for there is no Parole Board."""
    if whole.scenario.parole is not None:
        return
    for stream in whole.streams:
        here = ("population", "streams", stream.id)
        stock = stream.backlog.sentences if stream.backlog is not None else None
        for loc, sentences in (
            ((*here, "sentences"), stream.sentences),
            ((*here, "backlog", "sentences"), stock),
        ):
            if any(isinstance(each, Indeterminate) and each.share > 0 for each in sentences or ()):
                yield Finding(
                    loc,
                    "indeterminate sentences, and the scenario has no `parole`: "
                    "nobody on them is ever released",
                    is_warning=True,
                )


def beliefs_without_reoffending(whole: Whole) -> Iterator[Finding]:
    """Find beliefs, which are factors on reoffending, where there is none to multiply."""
    if whole.scenario.beliefs and whole.scenario.reoffending is None:
        yield Finding(
            ("beliefs",),
            "beliefs are about reoffending, and the scenario has no `reoffending`",
        )


def _nowhere(programme: Programme) -> str:
    return f"no site delivers {quoted(programme.id)}"


def _may_join(whole: Whole, stream: Stream, programme: Programme) -> bool:
    settings = {
        "custody": {"prison"},
        "community": {"community"},
        "upstream": {"community"},
    }.get(stream.kind, {"prison", "community"})
    if stream.kind == "custody" and whole.scenario.community_after_release is not None:
        settings = {"prison", "community"}
    elsewhere = stream.waits_for not in (None, programme.id) and (
        stream.kind != "custody" or programme.setting == "prison"
    )
    shut_out = any(
        (rule == "excluded" and share >= 1) or (rule == "only" and share <= 0)
        for rule, share in (
            (programme.denial, stream.denial_share),
            (programme.learning_disability, stream.learning_disability_share),
            (programme.internet_only, stream.internet_only_share),
            (programme.upstream, float(stream.kind == "upstream")),
        )
    )
    if programme.need is not None:
        there = stream.need_levels(whole.scenario.population.need_from)
        shut_out |= not any(Need[level.upper()] in there for level in programme.need)
    if programme.needs:
        shut_out |= not any(stream.needs.get(name, 0) > 0 for name in programme.needs)
    shares = [*stream.bands.items()]
    if stream.backlog is not None and stream.backlog.bands is not None:
        shares += stream.backlog.bands.items()
    present = {band for band, share in shares if share > 0}
    wanted = set(programme.bands)
    if programme.low_risk_may_join and any(
        policy.low_risk == "admitted" for policy in whole.scenario.policies
    ):
        wanted.add("low")
    return (
        programme.setting in settings
        and not elsewhere
        and not shut_out
        and not present.isdisjoint(wanted)
    )
