"""Checks of places (beds): what is delivered by places has some, and nothing else does."""

from collections.abc import Iterator

from sim.scenario.problems import quoted
from sim.scenario.provision import Site
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole


def places_of_the_wrong_kind(whole: Whole) -> Iterator[Finding]:
    """Find places for a programme that is delivered in groups or one to one."""
    for site in whole.scenario.sites:
        for name in site.places:
            programme = whole.programmes.get(name)
            if programme is not None and programme.delivery != "places":
                yield Finding(
                    ("sites", site.id, "places", name),
                    f"{quoted(name)} is delivered by {quoted(programme.delivery)}, which takes "
                    "facilitators; places are for a programme with `delivery: places`",
                )


def beds_without_places(whole: Whole) -> Iterator[Finding]:
    """Find sites that deliver a programme by places and have none."""
    for site in whole.scenario.sites:
        for place, name in enumerate(site.programmes):
            programme = whole.programmes.get(name)
            if programme is None or programme.delivery != "places":
                continue
            if name not in site.places:
                yield Finding(
                    ("sites", site.id, "programmes", place),
                    f"{quoted(name)} is delivered by places, and this site has none; "
                    f"write places: {{{name}: 20}}",
                )
            elif whole.most(site.places[name]) < 1:
                yield Finding(
                    ("sites", site.id, "places", name),
                    f"never a whole place, so nobody starts {quoted(name)} here",
                    is_warning=True,
                )


def staff_of_beds(whole: Whole) -> Iterator[Finding]:
    """Find facilitators of a programme whose capacity is its places."""
    for programme in whole.scenario.programmes:
        if programme.delivery == "places" and programme.facilitators > 0:
            yield Finding(
                ("programmes", programme.id, "facilitators"),
                "changes nothing: a programme delivered by places is limited by them alone; "
                "write 0",
                is_warning=True,
            )


def named_and_not_delivered(whole: Whole) -> Iterator[Finding]:
    """Find programmes for which a site has places or dates and which it does not list."""
    for site in whole.scenario.sites:
        for name, loc in _said_of(site):
            if name in whole.programme_ids and name not in site.programmes:
                yield Finding(
                    loc,
                    f"this site does not deliver {quoted(name)}; add it to `programmes` of the "
                    "site, or take this away",
                )


def _said_of(site: Site) -> Iterator[tuple[str, Loc]]:
    for field in ("places", "opens", "closes"):
        for name in getattr(site, field):
            yield name, ("sites", site.id, field, name)
