"""What lists and groups promise, worked out from a log and the scenario's own numbers.

Each check returns what breaks its promise, in words; an empty list is a promise kept. They stand
beside the laws of `sim.log.laws`, and use no code of the engine.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from math import floor, inf
from typing import Any

from sim.log.history import History
from sim.scenario.policy import Deprioritise
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind
from tests.told import Place, Waits, facts_of, instants, programmes_of, starts_of

Check = Callable[[Scenario, History], list[str]]
ALMOST = 1e-6


def nobody_is_overtaken_once_he_has_waited_long(scenario: Scenario, history: History) -> list[str]:
    """Ageing: whoever has waited so long is taken before anybody who joined after him."""
    order: Any = scenario.policies[0].order  # for worlds with ageing
    found = []
    for fact, taken, since, passed in starts_of(history):
        if fact.provision == "circle":
            continue
        last = max(since[who] for who in taken)
        for who, joined in since.items():
            aged = fact.day - joined >= order.after_days
            if aged and joined < last and who not in taken and who not in passed:
                found.append(f"{who} waits since {joined} and group {fact.group} went past him")
    return found


def reserved_places_go_to_those_they_are_kept_for(
    scenario: Scenario, history: History
) -> list[str]:
    """As long as such a man waits who was not taken, no other has a place kept for him.

    For the one reserve for men in denial, and where nothing else stands in the way.
    """
    (reserve,) = scenario.policies[0].reserve
    assert reserve.who == "denial"
    denies = history.people["denial"].to_list()
    programmes = programmes_of(scenario)
    found = []
    for fact, taken, since, _ in starts_of(history):
        programme = programmes.get(fact.provision)
        if programme is None or programme.group.composition is not None:
            continue
        kept = floor(reserve.share * programme.group.maximum + ALMOST)
        others = sum(not denies[who] for who in taken)
        still = any(denies[who] for who in since if who not in taken)
        if still and others > programme.group.maximum - kept:
            found.append(f"group {fact.group} gave {others} places to others while such men wait")
    return found


def who_is_set_aside_is_who_the_rule_says(scenario: Scenario, history: History) -> list[str]:
    """Men in denial start nothing once the rule holds; set aside on a list is nobody else."""
    rule = scenario.policies[0].deprioritise
    assert isinstance(rule, Deprioritise)
    assert rule.who == "denial"
    denies = history.people["denial"].to_list()
    since = scenario.day(rule.from_)
    return [
        f"{fact.person} on day {fact.day}: {fact.kind.name}"
        for fact in facts_of(history)
        if fact.provision != "circle"
        and (
            (fact.kind == Kind.STARTED and fact.day >= since and denies[fact.person])
            or (fact.kind == Kind.DEPRIORITISED and (fact.day < since or not denies[fact.person]))
        )
    ]


def a_group_below_its_maximum_was_held_open(scenario: Scenario, history: History) -> list[str]:
    """Enough people waited all the while for which it is held open, or once for a full group.

    A list that was complete keeps its turn, even if people leave it before staff are free.
    """
    programmes = programmes_of(scenario)
    waits, full, found = Waits(), set[Place](), list[str]()
    enough_since: dict[Place, float] = {}
    for day, facts in instants(history):
        sizes = Counter(each.group for each in facts if each.kind == Kind.STARTED)
        for fact in facts:
            where = fact.site, fact.provision
            programme = programmes.get(fact.provision)
            if fact.kind == Kind.GROUP_STARTED and programme is not None:
                held = day - enough_since.get(where, day)
                small = sizes[fact.group] < programme.group.maximum
                if small and where not in full and held < programme.group.hold_open_days - ALMOST:
                    found.append(f"group {fact.group} of {where} began on {day}, held {held} days")
                enough_since.pop(where, None)
                full.discard(where)
            waits.follow(fact)
            if programme is not None and len(waits.offered(where)) >= programme.group.maximum:
                full.add(where)
        for fact in facts:
            where = fact.site, fact.provision
            programme = programmes.get(fact.provision)
            if programme is None:
                continue
            if len(waits.offered(where)) >= programme.group.minimum:
                enough_since.setdefault(where, day)
            else:
                enough_since.pop(where, None)
    return found


# -- groups ------------------------------------------------------------------------------------


def chairs_are_filled_only_early_in_the_course(scenario: Scenario, history: History) -> list[str]:
    """Nobody comes into a closed group after the share of its course until which chairs fill.

    For programmes of a fixed length.
    """
    programmes, began, found = programmes_of(scenario), dict[int, float](), list[str]()
    for fact in facts_of(history):
        if fact.kind == Kind.GROUP_STARTED:
            began[fact.group] = fact.day
        elif fact.kind == Kind.STARTED and fact.cause == Cause.FILLED_CHAIR:
            programme = programmes[fact.provision]
            days = getattr(programme.duration_days, "value", inf)
            since = fact.day - began[fact.group]
            if since > programme.group.fill_until_share * days + ALMOST:
                found.append(f"{fact.person} came {since} days into group {fact.group}")
    return found


def shares_of_staff_are_not_exceeded(scenario: Scenario, history: History) -> list[str]:
    """No group starts with which a programme has more of its site's staff than its share."""
    rule: Any = scenario.policies[0].staff  # for worlds with fixed shares
    shares: dict[str, float] = rule.shares
    rest = 1 - sum(shares.values())
    programmes = programmes_of(scenario)
    capacity: dict[str, float] = defaultdict(float)
    used: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    found = []
    for fact in facts_of(history):
        if fact.kind == Kind.CAPACITY_SET and not fact.provision:
            capacity[fact.site] = fact.value
        if fact.kind not in (Kind.GROUP_STARTED, Kind.GROUP_FINISHED):
            continue
        programme = programmes.get(fact.provision)
        if programme is None or programme.delivery == "places":
            continue
        need = programme.facilitators * programme.load
        name = fact.provision if fact.provision in shares else "others"
        mine = used[fact.site]
        mine[name] += need if fact.kind == Kind.GROUP_STARTED else -need
        most = shares.get(name, rest) * capacity[fact.site]
        if fact.kind == Kind.GROUP_STARTED and need and mine[name] > most + ALMOST:
            found.append(f"group {fact.group} at {fact.site}: {mine[name]} of {most} for {name}")
    return found
