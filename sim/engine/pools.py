"""The pools of every site: facilitators or a team, places of circles and bed-type programmes."""

from sim.engine.frame import (
    Plan,
    circle_plan,
    coordinator_plan,
    facilitator_plan,
    manager_plan,
    ordered_sites,
    place_plan,
    recruits,
)
from sim.engine.gate import Gate
from sim.engine.pool import Pool
from sim.engine.roster import roster_of
from sim.engine.team import Team
from sim.engine.volunteer_roster import volunteer_roster
from sim.engine.volunteers import Volunteers
from sim.scenario.provision import Site
from sim.scenario.schema import Scenario
from sim.words.luck import Luck


def pools_of(scenario: Scenario, gate: Gate, luck: Luck) -> list[tuple[Pool, Plan]]:
    """Return every site's staff, then every site's own places, with their plans of capacity.

    A team has no plan: its capacity follows from who is there.
    """
    sites = ordered_sites(scenario)
    programmes = sorted(scenario.programmes, key=lambda each: each.id)
    pools: list[tuple[Pool, Plan]] = []
    for code, site in enumerate(sites):
        if site.staff is None or scenario.staff is None:
            pools.append((Pool(code, None), facilitator_plan(scenario, site)))
            continue
        roster = roster_of(scenario, site, luck)
        team = Team(code, roster, scenario.staff.grades, [each.id for each in programmes], gate)
        pools.append((team, []))
    if scenario.circles is not None:
        circle = len(programmes)
        pools += [
            _circles_at(code, circle, site, scenario, gate, luck)
            for code, site in enumerate(sites)
            if site.kind == "probation"
        ]
    for provision, programme in enumerate(programmes):
        if programme.delivery == "places":
            pools += [
                (Pool(code, provision), place_plan(scenario, site.places[programme.id]))
                for code, site in enumerate(sites)
                if programme.id in site.places
            ]
    return pools


def _circles_at(
    code: int, circle: int, site: Site, scenario: Scenario, gate: Gate, luck: Luck
) -> tuple[Pool, Plan]:
    """Return the circles of a site: places by plan, or volunteers who come and go."""
    terms = scenario.circles
    if terms is None or terms.volunteers is None or not recruits(scenario, site):
        return Pool(code, circle), circle_plan(scenario, site)
    room = coordinator_plan(scenario, site)
    roster = volunteer_roster(scenario, site, terms.volunteers, luck, room)
    return Volunteers(code, circle, roster, terms, gate), []


def managers_of(scenario: Scenario, pools: list[Pool]) -> list[tuple[Pool, Plan]]:
    """Return the pools of staff whose groups treatment managers supervise, with their plans."""
    sites = ordered_sites(scenario)
    found = []
    for pool in pools:
        plan = manager_plan(scenario, sites[pool.site]) if pool.provision is None else None
        if plan is not None:
            found.append((pool, plan))
    return found
