"""A hundred days in which everything about provision happens once, written by hand.

Whatton has a team: a psychologist (0) and two officers (1 and 2). It holds a closed group of
Horizon, in which a chair is filled late and which pauses while an officer is sick, and a rolling
group that men join who have completed it. Horizon then closes there. Hull has one bed.
"""

from typing import Any

from sim.log.history import GradeNote, History, PolicyNote, ProvisionNote, SiteNote
from sim.projections.handwritten import HULL, WHATTON, Row, event, history
from sim.words.bands import Band
from sim.words.kinds import Cause, Kind

HORIZON, LIVING, BEDS = range(3)
OFFICER, PSYCHOLOGIST = range(2)
CLOSED_GROUP, ROLLING_GROUP, A_BED = 1, 2, 0
ANN, BOB, CAT, DAN, EVE, FAY, GIL, HAL = range(8)
"""Cat is young, Dan and Eve deny the offence, Fay is deprioritised, Gil has the bed."""

RULES: dict[str, Any] = {
    "denial": "accepted",
    "learning_disability": "excluded",
    "internet_only": "accepted",
    "need": ["medium", "high"],
    "needs": [],
    "eligible": None,
    "after": [],
    "window": {"days": 65.0, "before": "release"},
    "low_risk_may_join": False,
    "leads": 1,
    "when_staff_short": "pause",
    "sessions": 20,
    "calendar": {"weekdays": ["mon"]},
    "group": {
        "hold_open_days": 0.0,
        "composition": {
            "apart": ["age_years < 25"],
            "at_most": [{"who": "denial", "people": 1, "share": None}],
        },
    },
}
OPEN_RULES: dict[str, Any] = {
    **RULES,
    "learning_disability": "accepted",
    "need": None,
    "window": None,
    "calendar": None,
    "group": {"composition": None},
}
PROVISIONS = (
    ProvisionNote(
        "horizon", "Horizon", "programme", "prison", 2, 2, 3, ("medium", "high"),
        late_entry=True, minimum_days_left=10.0, rules=RULES,
    ),
    ProvisionNote(
        "living", "Living", "programme", "prison", 1, 1, 2, ("medium", "high"),
        delivery="rolling", load=0.5, rules={**OPEN_RULES, "after": ["horizon"]},
    ),
    ProvisionNote(
        "beds", "Beds", "programme", "prison", 0, 1, 1, ("medium", "high"),
        delivery="places", own_places=True,
        rules={**OPEN_RULES, "needs": ["gang"], "eligible": "motivation >= 0.8"},
    ),
    ProvisionNote(
        "circle", "Circles", "circle", "community", 1, 1, 1,
        delivery="one_to_one", own_places=True,
    ),
)  # fmt: skip
POLICY = PolicyNote(
    "first_come", "First come", "first_come", "1", "says", "excluded", "needs_led",
    rules={"order": "first_come", "deprioritise": {"who": "band == low", "from": 0.0}},
)  # fmt: skip
BOOK: dict[str, Any] = {
    "sites": (
        SiteNote("whatton", "HMP Whatton", "prison", None, 1, team=True),
        SiteNote("hull", "HMP Hull", "prison", None, 1),
        SiteNote("north", "North", "probation", None, 1),
    ),
    "provisions": PROVISIONS,
    "policies": (POLICY,),
    "grades": (
        GradeNote("officer", "Officer", may_lead=False, programmes=None, groups_each=1.0),
        GradeNote("psychologist", "Psychologist", may_lead=True, programmes=None, groups_each=1.5),
    ),
    "needs": ("debt", "gang"),
}
PEOPLE: list[dict[str, Any]] = [
    {"release_day": 95.0},
    {"release_day": 66.0},
    {"release_day": 60.0, "age_years": 20.0},
    {"release_day": 60.0, "denial": True},
    {"release_day": 60.0, "denial": True},
    {"release_day": 62.0},
    {"needs": 2, "motivation": 0.9},
    {"release_day": 85.0, "site": HULL},
]


def happens(day: float, kind: Kind, person: int, provision: int = HORIZON, **cells: Any) -> Row:
    """Return an event of a person's at Whatton unless said otherwise."""
    return event(day, kind, person, provision=provision, **cells)


def member(day: float, kind: Kind, number: int, **cells: Any) -> Row:
    """Return an event of a member of staff at Whatton."""
    return event(day, kind, value=number, **cells)


def rows() -> list[Row]:
    """Return the events, in order."""
    group: dict[str, Any] = {"group": CLOSED_GROUP, "provision": HORIZON}
    rolling: dict[str, Any] = {"group": ROLLING_GROUP, "provision": LIVING}
    bed: dict[str, Any] = {"site": HULL, "provision": BEDS, "group": A_BED}
    hull: dict[str, Any] = {"site": HULL, "provision": HORIZON}
    return [
        event(0, Kind.CAPACITY_SET, value=3.5),
        event(0, Kind.MANAGERS_SET, value=2),
        event(0, Kind.CAPACITY_SET, site=HULL, provision=BEDS, value=1),
        *(
            member(0, Kind.APPOINTED, number, group=grade, cause=Cause.BACKLOG)
            for number, grade in enumerate((PSYCHOLOGIST, OFFICER, OFFICER))
        ),
        *(member(0, Kind.TRAINED, number, provision=HORIZON) for number in (0, 1)),
        member(0, Kind.TRAINED, 0, provision=LIVING),
        *(
            event(0, Kind.RECEIVED, man, site=each.get("site", WHATTON), cause=Cause.NEW, value=0)
            for man, each in enumerate(PEOPLE)
        ),
        *(
            event(0.5, Kind.ASSESSED, man, site=each.get("site", WHATTON), value=Band.MEDIUM)
            for man, each in enumerate(PEOPLE)
        ),
        event(1, Kind.TRANSFER_ASKED, HAL, site=HULL, provision=HORIZON, value=WHATTON),
        happens(2, Kind.HELD_FOR_WINDOW, ANN, value=33),
        happens(2, Kind.JOINED, CAT, cause=Cause.NEW, value=0),
        event(3, Kind.JOINED, GIL, site=HULL, provision=BEDS, cause=Cause.NEW, value=0),
        event(4, Kind.GROUP_STARTED, **bed, value=1),
        event(4, Kind.STARTED, GIL, **bed),
        happens(4, Kind.JOINED, BOB, cause=Cause.NEW, value=0),
        happens(5, Kind.JOINED, FAY, cause=Cause.NEW, value=0),
        happens(6, Kind.DEPRIORITISED, FAY),
        happens(7, Kind.JOINED, DAN, cause=Cause.NEW, value=0),
        happens(8, Kind.JOINED, EVE, cause=Cause.NEW, value=0),
        event(10, Kind.GROUP_STARTED, **group, value=5),
        event(10, Kind.STARTED, BOB, **group),
        event(10, Kind.STARTED, DAN, **group),
        event(10, Kind.PASSED_OVER, CAT, **group, cause=Cause.KEPT_APART),
        *(member(10, Kind.ASSIGNED, number, **group) for number in (0, 1)),
        event(12, Kind.DROPPED_OUT, DAN, **group, cause=Cause.CHOSE_TO_LEAVE),
        event(12, Kind.STARTED, EVE, **group, cause=Cause.FILLED_CHAIR),
        event(12, Kind.PASSED_OVER, CAT, **group, cause=Cause.KEPT_APART),
        happens(15, Kind.PRIORITISED_AGAIN, FAY),
        member(20, Kind.FELL_SICK, 1),
        member(20, Kind.TAKEN_OFF, 1, **group),
        event(20, Kind.GROUP_PAUSED, **group),
        member(25, Kind.CAME_BACK, 1),
        member(25, Kind.ASSIGNED, 1, **group),
        event(25, Kind.GROUP_RESUMED, **group),
        event(30, Kind.TRANSFERRED, HAL, value=HULL),
        happens(30, Kind.JOINED, HAL, cause=Cause.NEW, value=0),
        happens(35, Kind.JOINED, ANN, cause=Cause.NEW, value=0),
        event(40, Kind.COMPLETED, BOB, **group),
        event(40, Kind.COMPLETED, EVE, **group),
        event(40, Kind.SESSIONS_CANCELLED, **group, cause=Cause.REGIME, value=3),
        event(40, Kind.SESSIONS_CANCELLED, **group, cause=Cause.REDEPLOYED, value=2),
        event(40, Kind.GROUP_FINISHED, **group),
        *(member(40, Kind.TAKEN_OFF, number, **group) for number in (0, 1)),
        happens(40, Kind.JOINED, BOB, LIVING, cause=Cause.FOLLOW_ON, value=0),
        event(41, Kind.ASSESSED, BOB, cause=Cause.REASSESSED, value=Band.HIGH),
        event(42, Kind.GROUP_STARTED, **rolling, value=1),
        event(42, Kind.STARTED, BOB, **rolling),
        member(42, Kind.ASSIGNED, 0, **rolling),
        happens(45, Kind.JOINED, EVE, LIVING, cause=Cause.FOLLOW_ON, value=0),
        event(45, Kind.STARTED, EVE, **rolling),
        event(50, Kind.PROVISION_CLOSED, provision=HORIZON),
        *(
            happens(50, Kind.LEFT, man, cause=Cause.PROVISION_CLOSED)
            for man in (ANN, CAT, FAY, HAL)
        ),
        event(50, Kind.JOINED, FAY, **hull, cause=Cause.MOVED_LIST, value=45),
        event(55, Kind.COMPLETED, EVE, **rolling),
        event(60, Kind.RELEASED, CAT, cause=Cause.SENTENCE_SERVED),
        event(62, Kind.LEFT, FAY, **hull, cause=Cause.RELEASED),
        event(62, Kind.RELEASED, FAY, site=HULL, cause=Cause.SENTENCE_SERVED),
        event(65, Kind.COMPLETED, BOB, **rolling),
        event(65, Kind.GROUP_FINISHED, **rolling),
        member(65, Kind.TAKEN_OFF, 0, **rolling),
        member(70, Kind.LEFT_POST, 2),
        event(80, Kind.COMPLETED, GIL, **bed),
        event(80, Kind.GROUP_FINISHED, **bed),
    ]


def story(changed: list[Row] | None = None, **people: Any) -> History:
    """Return the history, with other events; `people` gives everybody other facts."""
    everybody = [{**each, **people} for each in PEOPLE]
    return history(rows() if changed is None else changed, everybody, **BOOK)
