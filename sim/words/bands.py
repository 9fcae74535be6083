"""Risk bands, settings and sentence kinds, in the field's own words.

The order of each enumeration is part of the log format: a code is a position.
"""

from enum import IntEnum


class Band(IntEnum):
    """Assessed risk of sexual reoffending (Risk Matrix 2000 or OSP)."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    VERY_HIGH = 3


class Sentence(IntEnum):
    """What holds a man in prison, or to his supervision; the last two of people never convicted."""

    NONE = 0
    DETERMINATE = 1
    EXTENDED = 2
    INDETERMINATE = 3
    COMMUNITY_ORDER = 4
    CIVIL_ORDER = 5
    SELF_REFERRED = 6


CUSTODIAL: tuple[Sentence, ...] = (Sentence.DETERMINATE, Sentence.EXTENDED, Sentence.INDETERMINATE)
"""What holds a man in prison: whoever reads the log tells custody from the rest by these."""
ALL_BANDS = "all"
"""In a table by band: people of every band together."""
UPSTREAM: tuple[Sentence, ...] = (Sentence.CIVIL_ORDER, Sentence.SELF_REFERRED)
"""What brings people in before any conviction."""


class Need(IntEnum):
    """Assessed need: how much there is to work on."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


NEED_NAMES: tuple[str, ...] = tuple(need.name.lower() for need in Need)
BAND_NAMES: tuple[str, ...] = tuple(band.name.lower() for band in Band)
SENTENCE_NAMES: tuple[str, ...] = tuple(kind.name.lower() for kind in Sentence)
