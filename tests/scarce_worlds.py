"""The busy world with one rule in it and little staff, a world for each rule."""

from collections.abc import Callable
from typing import Any

from tests.busy_world import Tree, busy

World = Callable[[], Tree]


def world(**changes: Any) -> World:
    """Return the busy world with changes: to programmes by name, to all of them, to the rest."""

    def make() -> Tree:
        tree = busy() | {"seed": 7}
        parts = {each["id"]: [each] for each in tree["programmes"]} | {
            "every": tree["programmes"],
            "policy": tree["policies"],
            "site": tree["sites"],
            "stream": tree["population"]["streams"],
        }
        for each in tree["sites"]:
            each["facilitators"] = 2
        for name, change in changes.items():
            for each in parts.get(name, []):
                each.update(change)
            if name not in parts:
                tree[name] = change
        return tree

    return make


def a_group(**more: Any) -> Tree:
    return {"group": {"minimum": 2, "maximum": 4} | more}


def team(managers: int = 9) -> World:
    """Return the busy world with staff who are people, often sick and slowly trained."""
    lead = {
        "id": "lead",
        "sick_every_days": {"kind": "exponential", "mean": 60},
        "sick_days": 10,
        "stays_days": {"kind": "exponential", "mean": 300},
        "training_days": 60,
        "recruitment_days": 30,
    }
    peer = lead | {"id": "peer", "may_lead": False}

    def make() -> Tree:
        tree = world(staff={"grades": [lead, peer], "groups_per_manager": 1})()
        for site in tree["sites"]:
            del site["facilitators"]
            site |= {"staff": {"lead": 3, "peer": 2}, "treatment_managers": managers}
        return tree

    return make


EXCLUDING = world(every={"denial": "excluded", "learning_disability": "excluded"})
WITH_NEEDS = world(stream={"needs": {"gang": 0.5}}, every={"needs": ["gang"]})
COMPOSED = world(
    every=a_group(
        composition={
            "apart": ["age_years < 30"],
            "at_most": [{"who": "denial", "people": 1}],
        }
    )
)
FILLED = world(every=a_group(fill_until_share=0.3) | {"duration_days": 80, "drop_out_share": 0.6})
HELD_OPEN = world(every=a_group(hold_open_days=40))
ROLLING = world(every={"delivery": "rolling"})
ALONE = world(every={"delivery": "one_to_one", "group": None})
BEDS = world(
    every={"delivery": "places", "facilitators": 0, "group": None},
    site={"places": {}},
)
AFTER = world(basic={"after": ["next"]}, outside={"after": ["after_care"]})
WINDOWS = world(
    basic={"window": {"days": 200, "before": "release"}},
    other={"window": {"days": 200, "before": "parole"}},
    outside={"window": {"days": 150, "before": "order_end"}},
)
SHORT_OF_TIME = world(every={"minimum_days_left": 100})
ERAS = world(
    site={"facilitators": 1},
    basic={"until": 200},
    other={"from": 100, "until": 400},
    next={"from": 300},
)
BY_CALENDAR = world(
    every={
        "duration_days": None,
        "sessions": 20,
        "calendar": {"weekdays": ["mon", "fri"], "bank_holidays": True},
        "cancelled_share": 0.2,
    }
)
SHUT_IN_SUMMER = world(
    every={
        "duration_days": None,
        "sessions": 8,
        "calendar": {"weekdays": ["tue", "thu"], "closed_from": "07-20", "closed_to": "09-05"},
    }
)
MOVED_ON = world(transfers={"delay_days": 14, "per_month": 0.5, "who": "first_choice"})
ASSESSED = world(assessment={"delay_days": 5, "per_assessor_per_month": 3}, site={"assessors": 1})
AGEING = world(policy={"order": {"kind": "ageing", "then": "highest_risk", "after_days": 60}})
RESERVED = world(policy={"reserve": [{"who": "denial", "share": 0.5}]})
SET_ASIDE = world(policy={"deprioritise": {"who": "denial", "from": 100}})
SHARED = world(
    policy={"staff": {"kind": "fixed_shares", "shares": {"basic": 0.25, "outside": 0.5}}}
)


def beds() -> Tree:
    """Return the busy world with nothing but beds: two of each programme at each site."""
    tree = BEDS()
    for site in tree["sites"]:
        site |= {"places": dict.fromkeys(site["programmes"], 2)}
    return tree
