"""The pools of every site: facilitators or a team, places of circles and bed-type programmes."""

from sim.engine.frame import (
    Plan,
    circle_plan,
    facilitator_plan,
    manager_plan,
    ordered_sites,
    place_plan,
)
from sim.engine.gate import Gate
from sim.engine.pool import Pool
from sim.engine.roster import roster_of
from sim.engine.team import Team
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
            (Pool(code, circle), circle_plan(scenario, site))
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


def managers_of(scenario: Scenario, pools: list[Pool]) -> list[tuple[Pool, Plan]]:
    """Return the pools of staff whose groups treatment managers supervise, with their plans."""
    sites = ordered_sites(scenario)
    found = []
    for pool in pools:
        plan = manager_plan(scenario, sites[pool.site]) if pool.provision is None else None
        if plan is not None:
            found.append((pool, plan))
    return found
