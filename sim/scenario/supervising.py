"""Checks of licence and the Parole Board: sites that are not there, and what never happens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.mentions import nothing_called
from sim.scenario.whole import Finding, Whole

if TYPE_CHECKING:
    from sim.scenario.tree import Loc


def sites_of_licence(whole: Whole) -> Iterator[Finding]:
    """Find supervision or officers at a site that is not there, or that supervises nobody."""
    licence = whole.scenario.licence
    if licence is None:
        return
    fair = licence.fair_supervision
    places = list(enumerate(fair.sites or ())) if fair is not None else []
    named: list[tuple[Loc, str]] = [
        (("licence", "fair_supervision", "sites", place), name) for place, name in places
    ]
    if licence.mappa is not None:
        where = ("licence", "mappa", "officer_hours_per_week")
        named += [((*where, name), name) for name in licence.mappa.officer_hours_per_week]
    for loc, name in named:
        site = whole.sites.get(name)
        if name not in whole.site_ids:
            yield nothing_called("site", name, whole.site_ids, loc)
        elif site is not None and site.kind != "probation":
            yield Finding(loc, f"`{name}` is a prison; men on licence are supervised by probation")


def nobody_on_licence(whole: Whole) -> Iterator[Finding]:
    """Find a licence under which nobody can be: no stream is released to a probation site."""
    if whole.scenario.licence is None or whole.scenario.population.listed is not None:
        return
    if not any(stream.released_to for stream in whole.streams):
        yield Finding(
            ("licence",),
            "nobody is ever on licence: no stream says `released_to` a probation site",
            is_warning=True,
        )


def levels_named_twice(whole: Whole) -> Iterator[Finding]:
    """Find bands that MAPPA manages at two levels: the higher holds."""
    mappa = whole.scenario.licence.mappa if whole.scenario.licence is not None else None
    if mappa is None:
        return
    for band in mappa.level_2:
        if band in mappa.level_3:
            yield Finding(
                ("licence", "mappa", "level_2"),
                f"`{band}` is named at level 3 too, which holds",
                is_warning=True,
            )


def hearings_without_slots(whole: Whole) -> Iterator[Finding]:
    """Find a Board that has no slot in the whole run: nobody is ever heard."""
    parole = whole.scenario.parole
    if parole is None or parole.slots_per_month is None:
        return
    if not any(
        step.value > 0 and whole.scenario.day(step.from_) < whole.scenario.horizon
        for step in parole.slots_per_month
    ):
        yield Finding(
            ("parole", "slots_per_month"),
            "there is no slot in the run: nobody is ever heard",
            is_warning=True,
        )
