"""Checks of eras: a risk band that programmes serve is served without a gap."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.provision import BandName, Programme, Site
from sim.scenario.timing import era, on_offer
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole

LONGEST_GAP_DAYS = 1.0
SETTINGS: dict[str, tuple[str, ...]] = {
    "custody": ("prison",),
    "community": ("community",),
    "list": ("prison", "community"),
    "upstream": (),
}
"""Where people of a kind of stream wait; what those before conviction are offered is no promise."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme on offer at a site, and where the file says when that begins and ends."""

    start: float
    end: float
    begins: Loc
    ends: Loc


def eras_without_a_programme(whole: Whole) -> Iterator[Finding]:
    """Find bands that wait with nothing on offer between (before, after) dated programmes.

    Programmes for a need, for some people alone or after another one are no offer to a band; one
    with a further condition (`need`, `eligible`) is taken to be.
    """
    gaps: dict[tuple[Loc, float, float], list[str]] = {}
    for setting, band in _waiting(whole):
        offers = sorted(_offers(whole, setting, band), key=lambda offer: offer.start)
        for start, end, loc in _gaps(offers, whole.scenario.horizon):
            gaps.setdefault((loc, start, end), []).append(band)
    for (loc, start, end), bands in gaps.items():
        yield Finding(
            loc,
            f"from day {start:g} to day {end:g} no programme is on offer to people of band "
            f"{' or '.join(bands)}, who wait",
            is_warning=True,
        )


def _waiting(whole: Whole) -> list[tuple[str, BandName]]:
    """Return the settings and bands in which people may come to wait."""
    found: dict[tuple[str, BandName], None] = {}
    for stream in whole.streams:
        if stream.waits_for is None:
            for band, share in stream.bands.items():
                for setting in SETTINGS[stream.kind] if share > 0 else ():
                    found[setting, band] = None
    return list(found)


def _offers(whole: Whole, setting: str, band: BandName) -> Iterator[Offer]:
    for site in whole.scenario.sites:
        for name in site.programmes:
            programme = whole.programmes.get(name)
            if programme is None or programme.setting != setting or band not in programme.bands:
                continue
            start, end = on_offer(whole, site, programme)
            if _is_for_all(programme) and start < end:
                yield Offer(start, end, *_said(whole, site, programme))


def _said(whole: Whole, site: Site, programme: Programme) -> tuple[Loc, Loc]:
    """Return where the file says when a programme begins and ends at a site."""
    of_site = {field: ("sites", site.id, field, programme.id) for field in ("opens", "closes")}
    start, end = era(whole, programme)
    begins: Loc = ("programmes", programme.id, "from")
    ends: Loc = ("programmes", programme.id, "until")
    if programme.id in site.opens and whole.day(site.opens[programme.id]) > start:
        begins = of_site["opens"]
    if programme.id in site.closes and whole.day(site.closes[programme.id]) < end:
        ends = of_site["closes"]
    return begins, ends


def _gaps(offers: list[Offer], horizon: float) -> Iterator[tuple[float, float, Loc]]:
    """Yield each gap of more than a day, and the end (or else the beginning) that makes it."""
    if not offers:
        return
    covered, ends = 0.0, offers[0].begins
    for offer in offers:
        if offer.start > covered + LONGEST_GAP_DAYS:
            yield covered, offer.start, ends
        if offer.end > covered:
            covered, ends = offer.end, offer.ends
    if covered < horizon - LONGEST_GAP_DAYS:
        yield covered, horizon, ends


def _is_for_all(programme: Programme) -> bool:
    rules = (
        programme.denial,
        programme.learning_disability,
        programme.internet_only,
        programme.upstream,
    )
    only = "only" in rules
    return not (only or programme.needs or programme.after)
