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
        cause="new, backlog (inside on day 0) or order (a community order)",
        value="days already spent inside or under supervision before day 0",
    ),
    Kind.ASSESSED: Use("risk was assessed", value="risk band: 0 low to 3 very high"),
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
        cause="new, or backlog (already waiting on day 0)",
        value="days already waited before day 0",
    ),
    Kind.LEFT: Use(
        "left the waiting list without starting",
        provision="waited for",
        cause="released, supervision ended, died, gave up, too little time left",
    ),
    Kind.GROUP_STARTED: Use(
        "a group (or circle) began",
        person=False,
        provision="delivered",
        group=True,
        value="people on the list when the places were given",
    ),
    Kind.STARTED: Use("took a place in the group", provision="delivered", group=True),
    Kind.COMPLETED: Use("completed the programme or circle", provision="delivered", group=True),
    Kind.DROPPED_OUT: Use(
        "left the group before its end; the chair stays empty",
        provision="delivered",
        group=True,
        cause="chose to leave, released, supervision ended, died",
    ),
    Kind.GROUP_FINISHED: Use(
        "the group ended and its staff fell free",
        person=False,
        provision="delivered",
        group=True,
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
        "first sexual reoffence, in the world of one belief about effects",
        value="code of the belief",
    ),
    Kind.CAPACITY_SET: Use(
        "posts or circle places in being at a site changed",
        person=False,
        provision="empty for facilitators, the circle for circle places",
        value="the new number",
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
