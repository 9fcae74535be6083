"""What is on offer when, by the dates of programmes and of the sites that take them up.

Between two such dates, an era, nothing changes; a scenario without dates is one era.
"""

from dataclasses import dataclass
from itertools import pairwise

from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario

ALWAYS = float("-inf")
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of time, `[begins, ends)`, over which what is on offer stays the same."""

    begins: float
    ends: float


def eras(scenario: Scenario) -> list[Era]:
    """Return the eras in order; between them they cover all time."""
    days = {ALWAYS, NEVER}
    for programme in scenario.programmes:
        days |= {*_span(scenario, programme)}
    for site in scenario.sites:
        days |= {scenario.day(day) for day in (*site.opens.values(), *site.closes.values())}
    return [Era(begins, ends) for begins, ends in pairwise(sorted(days))]


def on_offer(scenario: Scenario, programme: Programme, day: float) -> bool:
    """Tell whether a programme is offered at all on a day, wherever it is delivered."""
    begins, ends = _span(scenario, programme)
    return begins <= day < ends


def delivered_at(scenario: Scenario, site: Site, programme: Programme, day: float) -> bool:
    """Tell whether a site starts groups of a programme on a day."""
    opens, closes = site.opens.get(programme.id), site.closes.get(programme.id)
    return (
        programme.id in site.programmes
        and on_offer(scenario, programme, day)
        and (opens is None or scenario.day(opens) <= day)
        and (closes is None or day < scenario.day(closes))
    )


def delivering(scenario: Scenario, programme: Programme, day: float) -> list[int]:
    """Return the codes of the sites that start groups of a programme on a day."""
    ordered = sorted(scenario.sites, key=lambda site: site.id)
    return [
        code for code, site in enumerate(ordered) if delivered_at(scenario, site, programme, day)
    ]


def _span(scenario: Scenario, programme: Programme) -> tuple[float, float]:
    begins = ALWAYS if programme.from_ is None else scenario.day(programme.from_)
    ends = NEVER if programme.until is None else scenario.day(programme.until)
    return begins, ends
