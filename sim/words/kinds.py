"""The kinds of event, and what each one writes in the columns of the log.

This table is the log's contract; `docs/log.md` is made from it, and a test holds both to it. A
kind's code is its position, so new kinds are added at the end and none is ever moved.
"""

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What happened, in the past tense, in the words of a programme manager."""

    RECEIVED = 0
    ASSESSED = 1
    TRANSFERRED = 2
    DECLINED = 3
    TARIFF_EXPIRED = 4
    JOINED = 5
    LEFT = 6
    GROUP_STARTED = 7
    STARTED = 8
    COMPLETED = 9
    DROPPED_OUT = 10
    GROUP_FINISHED = 11
    HEARD = 12
    RELEASED = 13
    SUPERVISION_ENDED = 14
    DIED = 15
    REOFFENDED = 16
    CAPACITY_SET = 17
    PASSED_OVER = 18
    DEPRIORITISED = 19
    PRIORITISED_AGAIN = 20
    HELD_FOR_WINDOW = 21
    TRANSFER_ASKED = 22
    PROVISION_OPENED = 23
    PROVISION_CLOSED = 24
    GROUP_PAUSED = 25
    GROUP_RESUMED = 26
    SESSIONS_CANCELLED = 27
    APPOINTED = 28
    TRAINED = 29
    FELL_SICK = 30
    CAME_BACK = 31
    LEFT_POST = 32
    ASSIGNED = 33
    TAKEN_OFF = 34
    MANAGERS_SET = 35
    RECALLED = 36
    RECONVICTED = 37
    HEARING_LISTED = 38
    HEARING_DEFERRED = 39
    SLOTS_SET = 40
    MAPPA_SET = 41
    VOLUNTEER_APPLIED = 42
    VOLUNTEER_READY = 43
    VOLUNTEER_LEFT = 44
    REFERRED = 45
    CONVICTED = 46


class Cause(IntEnum):
    """Why it happened, where a kind of event can have more than one reason."""

    NONE = 0
    NEW = 1
    BACKLOG = 2
    RELEASED = 3
    SUPERVISION_ENDED = 4
    DIED = 5
    GAVE_UP = 6
    TOO_LITTLE_TIME_LEFT = 7
    CHOSE_TO_LEAVE = 8
    SENTENCE_SERVED = 9
    PAROLE_BOARD = 10
    PROGRAMME_OUTSTANDING = 11
    REFUSED = 12
    ORDER = 13
    REASSESSED = 14
    KEPT_APART = 15
    TOO_MANY_ALIKE = 16
    RESERVED_FOR_OTHERS = 17
    PROVISION_CLOSED = 18
    STAFF_SHORT = 19
    REGIME = 20
    REDEPLOYED = 21
    FOLLOW_ON = 22
    MOVED_LIST = 23
    FILLED_CHAIR = 24
    BREACH = 25
    CHARGED = 26
    NO_SLOT = 27
    CIVIL_ORDER = 28
    SELF_REFERRED = 29
    VOLUNTEERS_SHORT = 30
    NOT_ACCEPTED = 31
    RECALLED = 32
    CONTACT = 33
    IMAGE = 34
    OTHER = 35
    FIXED_TERM = 36


@dataclass(frozen=True, slots=True)
class Use:
    """How one kind of event uses the columns `cause`, `group` and `value`."""

    says: str
    person: bool = True
    site: str = "where"
    provision: str = ""
    group: bool = False
    cause: str = ""
    value: str = ""


USES: dict[Kind, Use] = {
    Kind.RECEIVED: Use(
        "entered the system: custody, a community order, or a plain list",
        cause="new, backlog (inside on day 0), order (a community order), or before any conviction "
        "civil order, self referred",
        value="days already spent inside or under supervision before day 0",
    ),
    Kind.ASSESSED: Use(
        "risk was assessed",
        cause="none at first, reassessed later",
        value="risk band as assessed: 0 low to 3 very high",
    ),
    Kind.TRANSFERRED: Use(
        "was moved to a prison that delivers", site="the new site", value="code of the old site"
    ),
    Kind.DECLINED: Use("was offered a list and did not consent", provision="declined"),
    Kind.TARIFF_EXPIRED: Use(
        "had served the tariff of an indeterminate sentence",
        value="days already past tariff at this event (above 0 only on day 0)",
    ),
    Kind.JOINED: Use(
        "joined the waiting list of a programme or circle at a site",
        provision="waited for",
        cause="new, backlog (already waiting on day 0), follow-on (after another programme) or "
        "moved list (from a list that closed or that he stood on in vain, by re-assessment, or "
        "from a group that was stopped for want of staff)",
        value="days already waited, before day 0 or on the list he was moved from",
    ),
    Kind.LEFT: Use(
        "left the waiting list without starting",
        provision="waited for",
        cause="released, supervision ended, died, gave up, too little time left, provision closed, "
        "reassessed, moved list (from one that starts no group to one that does)",
    ),
    Kind.GROUP_STARTED: Use(
        "a group (or circle) began",
        person=False,
        provision="delivered",
        group=True,
        value="people on the list when the places were given",
    ),
    Kind.STARTED: Use(
        "took a place in the group",
        provision="delivered",
        group=True,
        cause="none with the group's start; filled chair after it",
    ),
    Kind.COMPLETED: Use("completed the programme or circle", provision="delivered", group=True),
    Kind.DROPPED_OUT: Use(
        "left the group before its end; the chair stays empty",
        provision="delivered",
        group=True,
        cause="chose to leave, released, supervision ended, died, staff short (group stopped), "
        "volunteers short (circle ended)",
    ),
    Kind.GROUP_FINISHED: Use(
        "the group ended and its staff fell free",
        person=False,
        provision="delivered",
        group=True,
        cause="none, staff short (it was stopped), or volunteers short (a circle)",
    ),
    Kind.HEARD: Use(
        "the Parole Board sat",
        cause="parole board (release directed), refused, or programme outstanding",
        value="number of the hearing, from 1",
    ),
    Kind.RELEASED: Use(
        "was released from prison",
        cause="sentence served, or parole board",
    ),
    Kind.SUPERVISION_ENDED: Use("licence or community order ended"),
    Kind.DIED: Use("died"),
    Kind.REOFFENDED: Use(
        "first reoffence, in the world of one belief about effects",
        cause="none where kinds are not told apart (it is sexual), else contact, image, other",
        value="code of the belief",
    ),
    Kind.CAPACITY_SET: Use(
        "posts or circle places in being at a site changed",
        person=False,
        provision="empty for facilitators, the provision for its own places (circles, beds)",
        value="the new number",
    ),
    Kind.PASSED_OVER: Use(
        "stood before the last who was taken and was not taken",
        provision="waited for",
        group=True,
        cause="kept apart, too many alike, reserved for others",
    ),
    Kind.DEPRIORITISED: Use(
        "waits on and is offered no place while the rule says so", provision="waited for"
    ),
    Kind.PRIORITISED_AGAIN: Use("may be offered places again", provision="waited for"),
    Kind.HELD_FOR_WINDOW: Use(
        "was ready, and the programme takes people only nearer to release",
        provision="to be waited for",
        value="days until the window opens",
    ),
    Kind.TRANSFER_ASKED: Use(
        "asked to be moved to a prison that delivers",
        provision="to be waited for",
        value="code of the site asked for",
    ),
    Kind.PROVISION_OPENED: Use(
        "a programme began to be offered at a site", person=False, provision="offered"
    ),
    Kind.PROVISION_CLOSED: Use(
        "a programme ceased to be offered at a site; groups under way go on",
        person=False,
        provision="offered until now",
    ),
    Kind.GROUP_PAUSED: Use(
        "the group's sessions stopped for want of staff",
        person=False,
        provision="delivered",
        group=True,
    ),
    Kind.GROUP_RESUMED: Use(
        "the group's sessions went on", person=False, provision="delivered", group=True
    ),
    Kind.SESSIONS_CANCELLED: Use(
        "sessions of the group were cancelled and made up later; written at its end",
        person=False,
        provision="delivered",
        group=True,
        cause="regime, redeployed (staff called away)",
        value="how many",
    ),
    Kind.APPOINTED: Use(
        "a member of staff took up post; the column of groups holds the code of the grade",
        person=False,
        cause="new, or backlog (in post on day 0)",
        value="number of the member of staff",
    ),
    Kind.TRAINED: Use(
        "a member of staff was accredited to deliver a programme",
        person=False,
        provision="trained for",
        value="number of the member of staff",
    ),
    Kind.FELL_SICK: Use(
        "a member of staff fell sick", person=False, value="number of the member of staff"
    ),
    Kind.CAME_BACK: Use(
        "a member of staff came back", person=False, value="number of the member of staff"
    ),
    Kind.LEFT_POST: Use(
        "a member of staff left the post", person=False, value="number of the member of staff"
    ),
    Kind.ASSIGNED: Use(
        "a member of staff took on a group, or a volunteer a circle",
        person=False,
        provision="delivered",
        group=True,
        value="number of the member of staff, or of the volunteer",
    ),
    Kind.TAKEN_OFF: Use(
        "a member of staff (or a volunteer) was taken off a group: it ended, or he fell sick or "
        "left",
        person=False,
        provision="delivered",
        group=True,
        value="number of the member of staff, or of the volunteer",
    ),
    Kind.MANAGERS_SET: Use(
        "groups that treatment managers at a site can supervise changed",
        person=False,
        value="the new number of groups",
    ),
    Kind.RECALLED: Use(
        "was recalled to prison from licence",
        cause="breach, or charged (with a reoffence)",
        value="days until release by fixed term; empty where the Board or the sentence decides",
    ),
    Kind.RECONVICTED: Use(
        "was sentenced for a reoffence and is in prison again",
        value="days to be served",
    ),
    Kind.HEARING_LISTED: Use(
        "a hearing of the Parole Board was listed",
        value="days from being ready for it to its day",
    ),
    Kind.HEARING_DEFERRED: Use(
        "the Parole Board put a hearing off",
        cause="programme outstanding, or no slot",
        value="days until it is ready to be heard again",
    ),
    Kind.SLOTS_SET: Use(
        "hearings that the Parole Board can hold a month changed",
        person=False,
        site="none",
        value="the new number a month",
    ),
    Kind.MAPPA_SET: Use("was managed at a level of MAPPA from then on", value="the level: 1 to 3"),
    Kind.VOLUNTEER_APPLIED: Use(
        "somebody offered to be a volunteer of circles",
        person=False,
        value="number of the volunteer",
    ),
    Kind.VOLUNTEER_READY: Use(
        "a volunteer had been vetted and trained",
        person=False,
        cause="new, or backlog (ready on day 0)",
        value="number of the volunteer",
    ),
    Kind.VOLUNTEER_LEFT: Use(
        "a volunteer left, or did not become one",
        person=False,
        cause="none, or not accepted (did not pass vetting)",
        value="number of the volunteer",
    ),
    Kind.REFERRED: Use(
        "was referred for a circle",
        provision="referred to",
        cause="none where accepted, or not accepted",
    ),
    Kind.CONVICTED: Use(
        "first conviction of somebody who had none, in the world of one belief about effects",
        value="code of the belief",
    ),
}

NOBODY = -1
"""In an integer column: this event has no person, provision or group."""


def log_table() -> str:
    """Return the table of kinds in Markdown: `docs/log.md` is this, and a test holds it to it."""
    head = "| code | kind | says that somebody, or a group | of | where | cause | value |"
    lines = [head, "|---|---|---|---|---|---|---|"]
    for kind, use in USES.items():
        whom = "person" if use.person else ("group" if use.group else "site")
        where = ", ".join(part for part in ("site: " + use.site, use.provision) if part)
        lines.append(
            f"| {int(kind)} | {kind.name.lower()} | {use.says} | {whom} | {where} | "
            f"{use.cause or '-'} | {use.value or '-'} |"
        )
    return "\n".join(lines)
