"""Checks of names: every id that a scenario mentions must be there and be of the right kind."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sim.scenario.people import Stream
from sim.scenario.problems import hint, quoted
from sim.scenario.provision import Programme, Site
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole, sites_of
from sim.words.outcomes import Scope, outcome
from sim.words.reoffences import CAUSES, PROVEN

RESERVED = "circle"
SITE_OF = {"custody": "prison", "community": "probation", "upstream": "probation"}
PRISON_PEOPLE = "custody"
BRINGS: dict[str, dict[str, Any]] = {
    "costs": {"costed": True},
    "population": {"upstream": True},
    "first_conviction": {"upstream": True},
    "reoffending": {"reoffences": (*CAUSES, PROVEN)},
    "circles": {"circling": True},
    "parole": {"board": True},
    "licence": {"licence": True},
}
"""Sections that bring outcomes of their own, with what they bring."""


def unknown_ids(whole: Whole) -> Iterator[Finding]:
    """Find ids that nothing has."""
    for site in whole.scenario.sites:
        for place, name in enumerate(site.programmes):
            loc: Loc = ("sites", site.id, "programmes", place)
            yield from _unknown(name, whole.programme_ids, "programme", loc)
    for stream in whole.streams:
        here: Loc = ("population", "streams", stream.id)
        for name, loc in sites_of(stream):
            yield from _unknown(name, whole.site_ids, "site", loc)
        yield from _unknown(stream.released_to, whole.site_ids, "site", (*here, "released_to"))
        yield from _unknown(
            stream.waits_for, whole.programme_ids, "programme", (*here, "waits_for")
        )
    listed = whole.scenario.population.listed
    if listed is not None:
        for called, known, what, field in (
            (listed.site, whole.site_ids, "site", "site"),
            (listed.released_to, whole.site_ids, "site", "released_to"),
            (listed.waits_for, whole.programme_ids, "programme", "waits_for"),
        ):
            yield from _unknown(called, known, what, ("population", "listed", field))


def sites_of_the_wrong_kind(whole: Whole) -> Iterator[Finding]:
    """Find people in custody received outside prisons, and people on orders inside."""
    for stream in whole.streams:
        wanted = SITE_OF.get(stream.kind)
        for name, loc in sites_of(stream):
            site = whole.sites.get(name)
            if wanted is not None and site is not None and site.kind != wanted:
                yield Finding(
                    loc,
                    f"{quoted(name)} is a {site.kind} site, and people of a {stream.kind} stream "
                    f"are received at a {wanted} site",
                )
        yield from _released_to(whole, stream.released_to, _stream(stream, "released_to"))
    listed = whole.scenario.population.listed
    if listed is not None:
        yield from _released_to(whole, listed.released_to, ("population", "listed", "released_to"))


def programmes_in_the_wrong_setting(whole: Whole) -> Iterator[Finding]:
    """Find prison programmes outside prisons and community programmes inside."""
    for site in whole.scenario.sites:
        for place, name in enumerate(site.programmes):
            programme = whole.programmes.get(name)
            if programme is not None and (programme.setting == "prison") != (site.kind == "prison"):
                yield Finding(
                    ("sites", site.id, "programmes", place),
                    f"{quoted(name)} is a {programme.setting} programme, "
                    f"and this is a {site.kind} site",
                )


def lists_of_the_wrong_setting(whole: Whole) -> Iterator[Finding]:
    """Find people in prison who wait for a community programme, and the other way round."""
    for stream in whole.streams:
        programme = whole.programmes.get(stream.waits_for)
        setting = "community" if stream.in_community else {PRISON_PEOPLE: "prison"}.get(stream.kind)
        if programme is not None and setting is not None and programme.setting != setting:
            yield Finding(
                _stream(stream, "waits_for"),
                f"{quoted(programme.id)} is a {programme.setting} programme, "
                f"and this is a {stream.kind} stream",
                is_warning=True,
            )


def reserved_ids(whole: Whole) -> Iterator[Finding]:
    """Find programmes with the name that circles have in every log and table."""
    for programme in whole.scenario.programmes:
        if programme.id == RESERVED:
            yield Finding(
                ("programmes", programme.id, "id"),
                f"{quoted(RESERVED)} is the name of circles; call the programme something else",
            )


def names_that_look_alike(whole: Whole) -> Iterator[Finding]:
    """Find names that a reader could not tell apart."""
    for section, named in (
        ("sites", whole.scenario.sites),
        ("programmes", whole.scenario.programmes),
    ):
        yield from _alike(section, named)


def scope_if_sound(whole: Whole) -> Scope:
    """Return what brings outcomes of its own, as it would be if broken sections were sound."""
    scope = whole.scenario.scope
    for section, brings in BRINGS.items():
        if section in whole.broken:
            scope = replace(scope, **brings)
    return scope


def primary_outcome(whole: Whole) -> Iterator[Finding]:
    """Find a primary outcome that is not reported, nor would be if broken sections were sound."""
    try:
        outcome(whole.scenario.primary_outcome, scope_if_sound(whole))
    except KeyError as unknown:
        yield Finding(("primary_outcome",), str(unknown.args[0]))


def _alike(section: str, named: Sequence[Site | Programme]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for each in named:
        name = each.name or each.id
        same = first.setdefault(
            " ".join(unicodedata.normalize("NFKC", name).casefold().split()), each.id
        )
        if same != each.id:
            yield Finding(
                (section, each.id, "name" if each.name else "id"),
                f"the name {quoted(name)} cannot be told from that of {quoted(same)}",
            )


def _unknown(name: str | None, known: Sequence[str], what: str, loc: Loc) -> Iterator[Finding]:
    if name is not None and name not in known:
        yield Finding(loc, f"no {what} is called {quoted(name)}{hint(name, list(known))}")


def _released_to(whole: Whole, name: str | None, loc: Loc) -> Iterator[Finding]:
    site = whole.sites.get(name)
    if site is not None and site.kind != "probation":
        yield Finding(
            loc, f"{quoted(site.id)} is a {site.kind} site; people are released to a probation site"
        )


def _stream(stream: Stream, field: str) -> Loc:
    return ("population", "streams", stream.id, field)
