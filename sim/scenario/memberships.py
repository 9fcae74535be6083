"""Checks of cohorts: the needs, regions, areas and streams by which they are made up."""

from collections.abc import Iterator

from sim.scenario.problems import hint, quoted
from sim.scenario.whole import Finding, Whole


def names_in_cohorts(whole: Whole) -> Iterator[Finding]:
    """Find cohorts of a region, a MAPPA area or a stream that is not there."""
    sites = whole.scenario.sites
    known = {
        "regions": sorted({each.region for each in sites if each.region is not None}),
        "mappa_areas": sorted({each.mappa_area for each in sites if each.mappa_area is not None}),
        "streams": sorted({each.id for each in whole.streams}),
    }
    words = {"regions": "region", "mappa_areas": "MAPPA area", "streams": "stream"}
    for cohort in whole.scenario.cohorts:
        for field, there in known.items():
            for place, name in enumerate(getattr(cohort, field)):
                if name not in there:
                    cure = hint(name, there) or f"; this scenario has no {words[field]}"
                    yield Finding(
                        ("cohorts", cohort.id, field, place),
                        f"no {words[field]} is called {quoted(name)}{cure}",
                    )
