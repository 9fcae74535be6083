"""What an outcome reads: its value, and what it was divided from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One outcome's value with what it was divided from."""

    value: float | None
    numerator: float | None
    denominator: float | None


Readings = dict[str, Reading]

UNUSED = Reading(None, None, None)
"""Of what the scenario does not have."""


def ratio(numerator: float, denominator: float) -> Reading:
    """Return a share or a mean; it has no value if there is nothing to divide by."""
    value = float(numerator) / float(denominator) if denominator else None
    return Reading(value, float(numerator), float(denominator))


def count(number: float) -> Reading:
    return Reading(float(number), float(number), None)
