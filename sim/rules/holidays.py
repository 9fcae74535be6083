"""Bank holidays of England and Wales, computed: the rule, and what was proclaimed beside it.

The rule is that of 1978 and since. Holidays still to be proclaimed nobody can compute.
"""

from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)

MOVED = {
    date(1995, 5, 1): date(1995, 5, 8),
    date(2002, 5, 27): date(2002, 6, 4),
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
"""Holidays that a proclamation moved."""
PROCLAIMED = (
    date(1981, 7, 29),
    date(1999, 12, 31),
    date(2002, 6, 3),
    date(2011, 4, 29),
    date(2012, 6, 5),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
)
"""Holidays that a proclamation added for one year."""


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches, by the anonymous Gregorian algorithm.

    >>> easter(2026).isoformat()
    '2026-04-05'
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, odd = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - moon - odd) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(first_year: int, last_year: int) -> tuple[date, ...]:
    """Return the bank holidays of these years, both included, in order.

    >>> [each.isoformat() for each in bank_holidays(2026, 2026)][:3]
    ['2026-01-01', '2026-04-03', '2026-04-06']
    """
    found = {each for each in PROCLAIMED if first_year <= each.year <= last_year}
    for year in range(first_year, last_year + 1):
        found.update(MOVED.get(each, each) for each in _by_rule(year))
    return tuple(sorted(found))


def _by_rule(year: int) -> list[date]:
    sunday = easter(year)
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    if christmas.weekday() == SUNDAY:
        christmas = date(year, 12, 27)  # the day after Boxing Day, which keeps its own
    return [
        _or_monday_after(date(year, 1, 1)),
        sunday - 2 * ONE_DAY,
        sunday + ONE_DAY,
        _first_monday(date(year, 5, 1)),
        _first_monday(date(year, 5, 25)),
        _first_monday(date(year, 8, 25)),
        _or_monday_after(christmas),
        boxing + 2 * ONE_DAY if boxing.weekday() in (SATURDAY, SUNDAY) else boxing,
    ]


def _first_monday(since: date) -> date:
    """Return the first Monday on or after a date."""
    return since + (-since.weekday() % 7) * ONE_DAY


def _or_monday_after(day: date) -> date:
    return _first_monday(day) if day.weekday() in (SATURDAY, SUNDAY) else day
