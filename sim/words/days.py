"""Time is real-valued days from the scenario's start date; a year is 365.25 of them.

A month is the twelfth part of a year.
"""

from datetime import date, datetime, time, timedelta

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
DAYS_PER_WEEK = 7.0


def day_of(when: date, start: date) -> float:
    """Return `when` as days from `start`."""
    return float((when - start).days)


def moment_of(day: float, start: date) -> datetime:
    """Return the instant `day` days after midnight of `start`, to the second."""
    seconds = round(day * 86_400)
    return datetime.combine(start, time()) + timedelta(seconds=seconds)
