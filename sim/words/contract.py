"""What each kind of event writes in the columns of the log: the log's contract.

`docs/log.md` is made from this table, a test holds both to it, and a law holds every log to the
causes that stand here.
"""

from dataclasses import dataclass, field

from sim.words.kinds import Cause, Kind


def _no_cause() -> dict[Cause, str]:
    return {Cause.NONE: ""}


@dataclass(frozen=True, slots=True)
class Use:
    """How one kind of event uses the columns `cause`, `group` and `value`."""

    says: str
    person: bool = True
    site: str = "where"
    provision: str = ""
    group: bool = False
    causes: dict[Cause, str] = field(default_factory=_no_cause)
    """Every cause that it may have, and what is to be said of that one, if anything."""
    value: str = ""


USES: dict[Kind, Use] = {
    Kind.RECEIVED: Use(
        "entered the system: custody, a community order, or a plain list",
        causes={
            Cause.NEW: "",
            Cause.BACKLOG: "inside on day 0",
            Cause.ORDER: "a community order",
            Cause.CIVIL_ORDER: "before any conviction",
            Cause.SELF_REFERRED: "before any conviction",
        },
        value="days already spent inside or under supervision before day 0",
    ),
    Kind.ASSESSED: Use(
        "risk was assessed",
        causes={Cause.NONE: "at first", Cause.REASSESSED: "later"},
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
        causes={
            Cause.NEW: "",
            Cause.BACKLOG: "already waiting on day 0",
            Cause.FOLLOW_ON: "after another programme",
            Cause.MOVED_LIST: "from a list that closed or that he stood on in vain, by "
            "re-assessment, or from a group that was stopped for want of staff",
            Cause.RECALLED: "in prison again",
            Cause.VOLUNTARY: "of his own accord, after his order or licence had ended",
        },
        value="days already waited, before day 0 or on the list he was moved from",
    ),
    Kind.LEFT: Use(
        "left the waiting list without starting",
        provision="waited for",
        causes={
            Cause.RELEASED: "",
            Cause.SUPERVISION_ENDED: "",
            Cause.DIED: "",
            Cause.GAVE_UP: "",
            Cause.TOO_LITTLE_TIME_LEFT: "",
            Cause.PROVISION_CLOSED: "",
            Cause.REASSESSED: "",
            Cause.MOVED_LIST: "from one that starts no group to one that does",
            Cause.RECALLED: "in prison again",
        },
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
        causes={
            Cause.NONE: "with the group's start, or in a rolling group",
            Cause.FILLED_CHAIR: "after it",
        },
    ),
    Kind.COMPLETED: Use("completed the programme or circle", provision="delivered", group=True),
    Kind.DROPPED_OUT: Use(
        "left the group before its end; the chair stays empty",
        provision="delivered",
        group=True,
        causes={
            Cause.CHOSE_TO_LEAVE: "",
            Cause.RELEASED: "",
            Cause.SUPERVISION_ENDED: "",
            Cause.DIED: "",
            Cause.STAFF_SHORT: "group stopped",
            Cause.VOLUNTEERS_SHORT: "circle ended",
            Cause.RECALLED: "in prison again",
            Cause.VOLUNTARY: "nobody obliged him, and he had come as long as he wished",
        },
    ),
    Kind.GROUP_FINISHED: Use(
        "the group ended and its staff fell free",
        person=False,
        provision="delivered",
        group=True,
        causes={
            Cause.NONE: "",
            Cause.STAFF_SHORT: "it was stopped",
            Cause.VOLUNTEERS_SHORT: "a circle",
        },
    ),
    Kind.HEARD: Use(
        "the Parole Board sat",
        causes={
            Cause.PAROLE_BOARD: "release directed",
            Cause.REFUSED: "",
            Cause.PROGRAMME_OUTSTANDING: "",
        },
        value="number of the hearing, from 1",
    ),
    Kind.RELEASED: Use(
        "was released from prison",
        causes={
            Cause.SENTENCE_SERVED: "",
            Cause.PAROLE_BOARD: "",
            Cause.FIXED_TERM: "of a recall",
        },
    ),
    Kind.SUPERVISION_ENDED: Use("licence or community order ended"),
    Kind.DIED: Use("died"),
    Kind.REOFFENDED: Use(
        "first reoffence, in the world of one belief about effects",
        causes={
            Cause.NONE: "where causes are not told apart: it is sexual",
            Cause.CONTACT: "",
            Cause.IMAGE: "",
            Cause.OTHER: "",
        },
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
        causes={Cause.KEPT_APART: "", Cause.TOO_MANY_ALIKE: "", Cause.RESERVED_FOR_OTHERS: ""},
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
        causes={Cause.REGIME: "", Cause.REDEPLOYED: "staff called away"},
        value="how many",
    ),
    Kind.APPOINTED: Use(
        "a member of staff took up post; the column of groups holds the code of the grade",
        person=False,
        causes={Cause.NEW: "", Cause.BACKLOG: "in post on day 0"},
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
        causes={Cause.BREACH: "", Cause.CHARGED: "with a reoffence"},
        value="days until release by fixed term; empty where the Board or the sentence decides",
    ),
    Kind.RECONVICTED: Use(
        "was sentenced for a reoffence and is in prison again",
        value="days to be served",
    ),
    Kind.HEARING_LISTED: Use(
        "a hearing of the Parole Board was listed",
        causes={Cause.NONE: "", Cause.MOVED_UP: "earlier than before, as a slot was given back"},
        value="days from then to its day",
    ),
    Kind.HEARING_DEFERRED: Use(
        "the Parole Board put a hearing off",
        causes={Cause.PROGRAMME_OUTSTANDING: ""},
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
        causes={Cause.NEW: "", Cause.BACKLOG: "ready on day 0"},
        value="number of the volunteer",
    ),
    Kind.VOLUNTEER_LEFT: Use(
        "a volunteer left, or did not become one",
        person=False,
        causes={Cause.NONE: "", Cause.NOT_ACCEPTED: "did not pass vetting"},
        value="number of the volunteer",
    ),
    Kind.REFERRED: Use(
        "was referred for a circle",
        provision="referred to",
        causes={Cause.NONE: "accepted", Cause.NOT_ACCEPTED: ""},
    ),
    Kind.CONVICTED: Use(
        "first conviction of somebody who had none, in the world of one belief about effects",
        value="code of the belief",
    ),
}


def log_table() -> str:
    """Return the table of kinds in Markdown: `docs/log.md` is this, and a test holds it to it."""
    head = "| code | kind | says that somebody, or a group | of | where | cause | value |"
    lines = [head, "|---|---|---|---|---|---|---|"]
    for kind, use in USES.items():
        whom = "person" if use.person else ("group" if use.group else "site")
        where = ", ".join(part for part in ("site: " + use.site, use.provision) if part)
        lines.append(
            f"| {int(kind)} | {kind.name.lower()} | {use.says} | {whom} | {where} | "
            f"{_in_words(use.causes)} | {use.value or '-'} |"
        )
    return "\n".join(lines)


def _in_words(causes: dict[Cause, str]) -> str:
    """Return the causes by name, with what is to be said of each."""
    if causes == _no_cause():
        return "-"
    names = {cause: cause.name.lower().replace("_", " ") for cause in causes}
    return ", ".join(
        f"{names[cause]} ({remark})" if remark else names[cause] for cause, remark in causes.items()
    )
