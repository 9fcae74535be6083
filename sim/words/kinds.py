"""The kinds of event and their causes, by code.

A code is a position in the logs that lie in run folders, so new ones are added at the end and none
is ever moved. What each kind writes in the columns stands in `sim.words.contract`.
"""

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


TAKEN_BACK = (Kind.RECALLED, Kind.RECONVICTED)
"""What puts somebody back in prison."""

ENDS_OF_LEVEL = (*TAKEN_BACK, Kind.SUPERVISION_ENDED, Kind.DIED)
"""What ends the level of MAPPA at which somebody is managed, unless another level does."""


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
    NO_SLOT = 27  # reserved: nothing writes it
    CIVIL_ORDER = 28
    SELF_REFERRED = 29
    VOLUNTEERS_SHORT = 30
    NOT_ACCEPTED = 31
    RECALLED = 32
    CONTACT = 33
    IMAGE = 34
    OTHER = 35
    FIXED_TERM = 36
    VOLUNTARY = 37
    MOVED_UP = 38


NOBODY = -1
"""In an integer column: this event has no person, provision or group."""
