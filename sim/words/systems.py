"""The parts of the real system by number: what a scenario may say that its question is about."""

from collections.abc import Mapping
from typing import Final

SYSTEMS: Final[Mapping[int, str]] = {
    1: "Risk assessment",
    2: "Horizon",
    3: "Kaizen",
    4: "Low-risk exclusion",
    5: "Circles of Support and Accountability",
    6: "Core SOTP and its era",
    7: "Community groupwork",
    8: "Follow-on and specialist programmes",
    9: "Therapeutic community and residential clinic",
    10: "One-to-one and adapted work",
    11: "Group composition",
    12: "Young adults",
    13: "Timing in the sentence",
    14: "Few delivering prisons",
    15: "Staffing",
    16: "Indeterminate sentences and the Parole Board",
    17: "Release, licence, MAPPA, recall",
    18: "Reoffending",
    19: "Disputed effect of treatment",
    20: "Working alliance and fair supervision",
    21: "Civil orders and prevention",
    22: "Peer supporters and lived experience",
    23: "Maintenance and after-care",
    24: "Tracking named individuals",
    25: "Regions and areas, prisons and community",
    26: "Passive restrictions",
}


def systems_in_words(rows: tuple[int, ...]) -> str:
    """Return the names of these parts with their numbers.

    >>> systems_in_words((4, 11))
    'Low-risk exclusion (4), Group composition (11)'
    """
    return ", ".join(f"{SYSTEMS[row]} ({row})" for row in rows)
