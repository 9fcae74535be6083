"""Who may stand on which list: programme rules, the low-risk rule, and the circle criteria.

A policy can switch the low-risk and circle rules; it can never put a man on a list that the
programme's own rules keep him from.
"""

from dataclasses import dataclass

import numpy as np

from sim.policies.candidates import Flags
from sim.population.people import Came, People, SiteCodes
from sim.population.sampling import choose
from sim.scenario.provision import Programme
from sim.scenario.schema import Policy, Scenario
from sim.words.bands import Band
from sim.words.kinds import NOBODY


@dataclass(frozen=True, slots=True)
class Places:
    """Where each person may wait: a provision and the site that delivers it, or -1 and -1."""

    provision: SiteCodes
    site: SiteCodes


def may_join(programme: Programme, policy: Policy, people: People) -> Flags:
    """Return who is eligible for a programme under a policy."""
    bands = {Band[name.upper()] for name in programme.bands}
    if policy.low_risk == "excluded":
        bands -= {Band.LOW}
    elif programme.low_risk_may_join:
        bands |= {Band.LOW}
    allowed: Flags = np.isin(people.band, sorted(bands)) & ~people.completed_before
    for rule, flag in (
        (programme.denial, people.denial),
        (programme.learning_disability, people.learning_disability),
        (programme.internet_only, people.internet_only),
    ):
        if rule == "excluded":
            allowed &= ~flag
    return allowed


def prison_places(scenario: Scenario, policy: Policy, people: People) -> Places:
    """Return where each person waits inside (or on a plain list).

    The first programme of the file that takes him and that his site delivers; failing that, with
    transfers, the first that takes him at a prison that delivers it, in his region if any does;
    failing that, the first that takes him, at a site that does not deliver: he waits in vain.
    """
    chosen = _nowhere(len(people))
    for delivered in (True, False):
        for programme in scenario.programmes:
            code = _code(scenario, programme)
            wants = (chosen.provision == NOBODY) & _takes(programme, code, policy, people)
            if delivered:
                wants &= np.isin(people.site, _delivering(scenario, programme))
            chosen.provision[wants] = code
            chosen.site[wants] = people.site[wants]
    if scenario.transfers is not None:
        _transfer(scenario, people, chosen)
    return chosen


def community_places(scenario: Scenario, policy: Policy, people: People) -> Places:
    """Return where each person waits under supervision: the first programme that takes him."""
    chosen = _nowhere(len(people))
    has_home = people.home >= 0
    for delivered in (True, False):
        for programme in scenario.programmes:
            if programme.setting != "community":
                continue
            code = _code(scenario, programme)
            wants = (chosen.provision == NOBODY) & has_home & may_join(programme, policy, people)
            named = people.waits_for >= 0
            community_named = named & np.isin(people.waits_for, _community_codes(scenario))
            wants &= ~community_named | (people.waits_for == code)
            if delivered:
                wants &= np.isin(people.home, _delivering(scenario, programme))
            chosen.provision[wants] = code
            chosen.site[wants] = people.home[wants]
    return chosen


def meets_circle_criteria(people: People) -> Flags:
    """Return who meets the needs-led criteria: medium risk and above, and not internet-only."""
    result: Flags = (people.band >= Band.MEDIUM) & ~people.internet_only
    return result


def may_have_circle(policy: Policy, people: People) -> Flags:
    """Return who may ask for a circle. It is voluntary: only men who want one ask."""
    asks = people.motivated & (people.home >= 0)
    return asks & meets_circle_criteria(people) if policy.circles == "needs_led" else asks


def _nowhere(count: int) -> Places:
    return Places(np.full(count, NOBODY, np.int16), np.full(count, NOBODY, np.int16))


def _code(scenario: Scenario, programme: Programme) -> int:
    return sorted(each.id for each in scenario.programmes).index(programme.id)


def _community_codes(scenario: Scenario) -> list[int]:
    return [_code(scenario, each) for each in scenario.programmes if each.setting == "community"]


def _delivering(scenario: Scenario, programme: Programme) -> list[int]:
    ordered = sorted(scenario.sites, key=lambda site: site.id)
    return [code for code, site in enumerate(ordered) if programme.id in site.programmes]


def _takes(programme: Programme, code: int, policy: Policy, people: People) -> Flags:
    """Return who may wait for this programme where he is received.

    Men in prison wait for prison programmes; people on a plain list for any that they are named.
    """
    inside = people.came == Came.CUSTODY
    plain = people.came == Came.LIST
    setting = inside & (programme.setting == "prison") | plain
    named = (people.waits_for == NOBODY) | (people.waits_for == code)
    takes: Flags = setting & named & may_join(programme, policy, people)
    return takes


def _transfer(scenario: Scenario, people: People, chosen: Places) -> None:
    """Move those who wait where nothing is delivered to a prison that delivers, by its posts."""
    ordered = sorted(scenario.sites, key=lambda site: site.id)
    posts = [max(step.value for step in site.facilitators) for site in ordered]
    regions = sorted({site.region or "" for site in ordered})
    region_of = np.array([regions.index(site.region or "") for site in ordered])
    for programme in scenario.programmes:
        code, delivering = _code(scenario, programme), _delivering(scenario, programme)
        stuck = (chosen.provision == code) & ~np.isin(people.site, delivering)
        if not delivering or not stuck.any():
            continue
        for region in range(len(regions)):
            mine = np.flatnonzero(stuck & (region_of[people.site] == region))
            near = [site for site in delivering if region_of[site] == region and regions[region]]
            there = near or delivering
            weights = [posts[site] or 1e-9 for site in there]
            moved = choose(weights, people.transfer_to_luck[mine])
            chosen.site[mine] = np.array(there, np.int16)[moved]
