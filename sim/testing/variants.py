"""The same world changed in one way, so that what this does to its history can be stated."""

from typing import Any

from sim.scenario.beliefs import Belief
from sim.scenario.people import Stream
from sim.scenario.provision import BandName, Programme, Site
from sim.scenario.reoffending import Reoffending
from sim.scenario.schema import Scenario, Window
from sim.scenario.volunteers import CirclesAtSite
from sim.testing.histories import as_tree

DISTRIBUTION_TIMES = {"value", "mean", "sd", "low", "high", "mode", "median", "scale", "values"}
RATES = {"arrivals_per_day", "arrivals_per_year"}
TIMES = {"from", "to", "sessions", "minimum_days_left"}
OFTEN: dict[BandName, float] = {"low": 0.3, "medium": 0.6, "high": 0.9, "very_high": 0.999}


def until(scenario: Scenario, day: float) -> Scenario:
    """Return the scenario with its run ended on `day`, read over the whole of it."""
    return _with(scenario, horizon_days=day, horizon_years=None, results=Window())


def scaled(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with every time multiplied; rates, by the day, divided.

    Mortality and reoffending go by years of life and are taken out. Moments must be days.
    """
    tree = as_tree(_with(scenario, mortality=None, reoffending=None, beliefs=[]))
    return Scenario.model_validate(_scaled(tree, factor))


def without_capacity(scenario: Scenario) -> Scenario:
    """Return the scenario with nobody to run a group and no place in a circle."""
    return _with(
        scenario,
        sites=[_empty(site) for site in scenario.sites],
        programmes=[_staffed(programme) for programme in scenario.programmes],
    )


def without_people(scenario: Scenario) -> Scenario:
    """Return the scenario with its streams, of whom nobody comes and nobody was there."""
    nobody = dict.fromkeys((*RATES, "interarrival_days", "arrival_days", "backlog"))
    streams = [stream.model_copy(update=nobody) for stream in scenario.population.streams]
    return _with(scenario, population=scenario.population.model_copy(update={"streams": streams}))


def with_reoffending(scenario: Scenario, *beliefs: Belief) -> Scenario:
    """Return the scenario with reoffending so frequent that a short run shows it."""
    often = Reoffending(within_5_years_share=OFTEN, halving_years=5.0)
    return _with(scenario, reoffending=often, beliefs=list(beliefs))


def with_site(scenario: Scenario, site: Site, stream: Stream) -> Scenario:
    """Return the scenario with one more site and one more stream."""
    streams = [*scenario.population.streams, stream]
    return _with(
        scenario,
        sites=[*scenario.sites, site],
        population=scenario.population.model_copy(update={"streams": streams}),
    )


def with_facilitators(scenario: Scenario, more: int) -> Scenario:
    """Return the scenario with so many more facilitators in post at every site, at all times."""
    sites = []
    for site in scenario.sites:
        steps = [step.model_copy(update={"value": step.value + more}) for step in site.facilitators]
        sites.append(site.model_copy(update={"facilitators": steps}))
    return _with(scenario, sites=sites)


def _with(scenario: Scenario, **changes: Any) -> Scenario:
    return scenario.model_copy(update=changes)


def _empty(site: Site) -> Site:
    nobody = [step.model_copy(update={"value": 0.0}) for step in site.facilitators]
    no_place = CirclesAtSite.model_validate({"places": 0}) if site.circles else None
    return site.model_copy(update={"facilitators": nobody, "circles": no_place})


def _staffed(programme: Programme) -> Programme:
    return programme.model_copy(update={"facilitators": max(programme.facilitators, 1)})


def _scaled(node: Any, factor: float) -> Any:
    """Return the tree with what its names say are times multiplied."""
    if isinstance(node, list):
        return [_scaled(each, factor) for each in node]
    if not isinstance(node, dict):
        return node
    result = {}
    for name, child in node.items():
        if name.endswith("_days"):
            result[name] = _longer(child, factor)
        elif name in TIMES:
            result[name] = child * factor
        elif name in RATES:
            result[name] = [
                {"from": step["from"] * factor, "value": step["value"] / factor} for step in child
            ]
        else:
            result[name] = _scaled(child, factor)
    return result


def _longer(duration: Any, factor: float) -> Any:
    if isinstance(duration, list):
        return [each * factor for each in duration]
    if isinstance(duration, dict):
        return {
            name: _longer(child, factor) if name in DISTRIBUTION_TIMES else child
            for name, child in duration.items()
        }
    return duration * factor
