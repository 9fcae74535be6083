"""Dates as extracts write them: what is stated is believed, what is plain is assumed aloud.

`11/01/2026` is the eleventh of January or the first of November. Unless the mapping says which, a
column is read one way only if some cell of it can be read no other way; else it is refused.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sim.extract.complaints import CellWrong

Read = Callable[[str], date]

EARLIEST = date(1940, 1, 1)
MOST_YEARS_AHEAD = 100
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
SERIAL = re.compile(r"(\d{1,6})(\.\d+)?", re.ASCII)
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LAST_MONTH = 12
BEFORE_1900S_LEAP_DAY = 60
"""Excel counts a 29 February 1900 that never was; smaller numbers mean nothing sure."""
EPOCHS = {"excel": date(1899, 12, 30), "excel_1904": date(1904, 1, 1)}
SERIALS = range(10_000, 100_000)
SAY = "say `dates: DD/MM/YYYY`, or whatever it is, in the mapping"


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of one column are read, and what was assumed to read them so."""

    read: Read
    assumed: str = ""
    unsure: tuple[str, str, str] | None = None
    """A cell, the reason and the cure, where day and month cannot be told apart."""


def dates_of(cells: Iterable[str], stated: tuple[str, ...], taken_on: date) -> Dates:
    """Return how to read a column of dates in which these cells stand."""
    day_first = any(each.startswith("DD/MM") for each in stated)
    month_first = any(each.startswith("MM/DD") for each in stated)
    assumed = ""
    unsure = None
    if not day_first and not month_first:
        day_first, assumed, unsure = _guessed(cells)
    short = any(each.endswith("/YY") for each in stated)
    epoch = next((EPOCHS[each] for each in stated if each in EPOCHS), None)
    compact = "YYYYMMDD" in stated
    latest = date(taken_on.year + MOST_YEARS_AHEAD, 1, 1)

    def read(cell: str) -> date:
        text = CLOCK.sub("", cell)
        if found := ISO.fullmatch(text):
            return _within(_date(*map(int, found.groups())), latest)
        if found := NAMED.fullmatch(text):
            return _within(_date(int(found[3]), _month(found[2]), int(found[1])), latest)
        if found := NUMBERS.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            month, day = (second, first) if day_first else (first, second)
            return _within(_date(_year(found[3], taken_on, allowed=short), month, day), latest)
        if compact and (found := COMPACT.fullmatch(text)):
            return _within(_date(*map(int, found.groups())), latest)
        if found := SERIAL.fullmatch(text):
            return _within(_of_serial(int(found[1]), epoch), latest)
        raise CellWrong("is not a date", "write YYYY-MM-DD, or name the format under `dates:`")

    return Dates(read, assumed, unsure)


def looks_like_date(cell: str) -> bool:
    """Tell whether a cell is a date in some way of writing it."""
    text = CLOCK.sub("", cell)
    return any(form.fullmatch(text) for form in (ISO, NAMED, NUMBERS))


def _guessed(cells: Iterable[str]) -> tuple[bool, str, tuple[str, str, str] | None]:
    """Return whether the day stands first, in words too, or why nobody can know."""
    day, month, either = "", "", ""
    for cell in cells:
        found = NUMBERS.fullmatch(CLOCK.sub("", cell))
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if first > LAST_MONTH >= second:
            day = day or cell
        elif second > LAST_MONTH >= first:
            month = month or cell
        elif first != second:
            either = either or cell
    if day and month:
        reason = "can only be DD/MM/YYYY where other cells can only be MM/DD/YYYY"
        return True, "", (day, reason, "mixed dates cannot be read; export them in one format")
    if not day and not month and either:
        reason = "may be day/month or month/day, and no cell of the column tells which"
        return True, "", (either, reason, SAY)
    if month:
        return False, "MM/DD/YYYY, for some cells can be read no other way", None
    return True, "DD/MM/YYYY, for some cells can be read no other way" if day else "", None


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellWrong("is a day that no calendar has", "correct it in the extract") from None


def _month(name: str) -> int:
    short = name[:3].casefold()
    if short not in MONTHS:
        raise CellWrong("is not a date", "write YYYY-MM-DD, or name the format under `dates:`")
    return MONTHS.index(short) + 1


def _year(text: str, taken_on: date, *, allowed: bool) -> int:
    """Return a year; of two digits, if that was stated, the one nearest to the extract's."""
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 -- two digits
        return year
    if not allowed:
        raise CellWrong(
            "has a year of two digits", "say `dates: DD/MM/YY` in the mapping, or export four"
        )
    centuries = (taken_on.year // 100 + step for step in (-1, 0, 1))
    return min(
        (each * 100 + year for each in centuries), key=lambda each: abs(each - taken_on.year)
    )


def _of_serial(number: int, epoch: date | None) -> date:
    if epoch is None:
        if number in SERIALS:
            cure = "say `dates: excel` in the mapping (`excel_1904` for an old Macintosh)"
            raise CellWrong("is the number of a day in Excel, not a date", cure)
        raise CellWrong("is not a date", "write YYYY-MM-DD, or name the format under `dates:`")
    if epoch == EPOCHS["excel"] and number <= BEFORE_1900S_LEAP_DAY:
        raise _no_day()
    return epoch + timedelta(days=number)


def _within(day: date, latest: date) -> date:
    if day < EARLIEST:
        raise _no_day()
    if day > latest:
        reason = f"is more than {MOST_YEARS_AHEAD} years after the extract"
        cure = "if it means that there is no such date, list it under `empty:`"
        raise CellWrong(reason, cure)
    return day


def _no_day() -> CellWrong:
    return CellWrong(
        f"is before {EARLIEST.year}",
        "some systems write so where there is no date; if it means that, list it under `empty:`",
    )
