"""A cell of an extract in, our word for it out; or why it cannot be read, and what next."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from sim.extract.complaints import CellWrong
from sim.extract.dates import Dates
from sim.extract.form import ID
from sim.extract.mapping import (
    DAYS,
    IDS,
    SHARE_UNITS,
    SHARES,
    TIME_UNITS,
    WORDS,
    Column,
    folded,
)
from sim.extract.mapping_file import OUR_WORDS
from sim.extract.pseudonyms import Key
from sim.population.sheet import FALSE, NUMBER, TRUE
from sim.scenario.problems import hint, nearest
from sim.words.days import day_of

Read = Callable[[str], str]

YES, NO = TRUE | {"y", "t"}, FALSE | {"n", "f"}
YOUNGEST, OLDEST = 18, 120
LEAST_BAND_YEARS = 5
LONGEST_WORD = 100
RANGE = re.compile(r"([0-9]{1,4})\s*(?:-|–|to|/)\s*([0-9]{1,4})")  # noqa: RUF001 -- bands are written with dashes
WHOLE = re.compile(r"[0-9]{1,3}")
FORMULA_MARKS = ("=", "+", "-", "@")
MOST_DAYS = 150 * 366
CODES = "name it under `codes:`"


def reader_of(column: Column, dates: Dates | None, taken_on: date, key: Key | None) -> Read:
    """Return what reads the cells of a column that are not empty."""
    if column.codes is not None and not column.pseudonym:
        return _coded(column.codes)
    read = _plain_reader(column, dates, taken_on, key)

    def guarded(cell: str) -> str:
        if cell.startswith("="):
            raise CellWrong("is a formula", "save the extract with values in place of formulas")
        return read(cell)

    return guarded


def _plain_reader(column: Column, dates: Dates | None, taken_on: date, key: Key | None) -> Read:
    target = column.target
    if column.pseudonym and key is not None:
        return lambda cell: key.pseudonym(target, cell)
    if column.is_attribute or target == "id":
        return _as_it_is
    if dates is not None:
        return lambda cell: f"{day_of(dates.read(cell), taken_on):.0f}"
    return _reader_of_target(column, taken_on)


def _reader_of_target(column: Column, taken_on: date) -> Read:
    target, unit = column.target, column.unit
    readers: dict[tuple[str, ...], Read] = {
        IDS: _id,
        DAYS: _days(TIME_UNITS.get(unit or "", 1.0), ago=column.ago),
        SHARES: _share(SHARE_UNITS.get(unit or "", 1.0)),
        ("age_years",): _age,
        ("birth_years",): _age_of_birth_years(taken_on),
    }
    if target in WORDS:
        return _word(OUR_WORDS[target])
    return next((read for names, read in readers.items() if target in names), _yes_or_no)


def _coded(known: Mapping[str, str]) -> Read:
    def read(cell: str) -> str:
        word = known.get(folded(cell))
        if word is None:
            near = nearest(cell, known)
            meant = f"did you mean `{near}`? Else " if near else ""
            raise CellWrong("is no code of the mapping", f"{meant}{CODES}")
        return word

    return read


def _as_it_is(cell: str) -> str:
    if len(cell) > LONGEST_WORD or not cell.isprintable():
        cure = f"allowed: at most {LONGEST_WORD} plain characters on one line"
        raise CellWrong("is too long, or holds what nobody can see", cure)
    if cell.startswith(FORMULA_MARKS):
        raise CellWrong("begins like a formula (= + - @)", "take the mark away in the extract")
    return cell


def _word(words: tuple[str, ...]) -> Read:
    def read(cell: str) -> str:
        word = folded(cell).replace(" ", "_")
        if word not in words:
            raise CellWrong("is no word of ours" + hint(word, words), CODES)
        return word

    return read


def _id(cell: str) -> str:
    if not ID.fullmatch(cell):
        raise CellWrong("is not the id of a site or programme", CODES)
    return cell


def _number(cell: str) -> float:
    if not NUMBER.fullmatch(cell):
        raise CellWrong("is not a number", "write 12 or 12.5, without units")
    return float(cell)


def _days(unit_days: float, *, ago: bool) -> Read:
    def read(cell: str) -> str:
        number = _number(cell)
        days = round(number * unit_days)
        if ago and number < 0:
            raise CellWrong("is below 0, and counts back from the extract", "write how long ago")
        if abs(days) > MOST_DAYS:
            raise CellWrong("is more than 150 years", "is the unit right?")
        return str(-days if ago else days)

    return read


def _share(unit: float) -> Read:
    def read(cell: str) -> str:
        share = _number(cell.removesuffix("%").rstrip() if unit != 1 else cell) * unit
        if not 0 <= share <= 1:
            raise CellWrong("is no share", "allowed: 0 to 1, or 0 to 100 with `unit: percent`")
        return f"{share:.6g}"

    return read


def _age(cell: str) -> str:
    if WHOLE.fullmatch(cell):
        return _years(float(cell))
    if found := RANGE.fullmatch(cell):
        low, high = int(found[1]), int(found[2])
        if low <= high:
            return _years((low + high + 1) / 2)
    raise CellWrong(
        "is no age", "allowed: whole years, or a band such as 25-34; name others under `codes:`"
    )


def _age_of_birth_years(taken_on: date) -> Read:
    def read(cell: str) -> str:
        found = RANGE.fullmatch(cell)
        if found is None or int(found[2]) - int(found[1]) + 1 < LEAST_BAND_YEARS:
            raise CellWrong(
                "is no band of years of birth",
                f"allowed: {LEAST_BAND_YEARS} years or more, such as 1970-1974",
            )
        middle = (int(found[1]) + int(found[2]) + 1) / 2
        today = taken_on.year + (taken_on.timetuple().tm_yday - 1) / 365.25
        return _years(round(today - middle, 1))

    return read


def _years(age: float) -> str:
    if not YOUNGEST <= age <= OLDEST:
        raise CellWrong(f"is outside {YOUNGEST} to {OLDEST} years", "leave it empty if not known")
    return f"{age:g}"


def _yes_or_no(cell: str) -> str:
    word = folded(cell)
    if word not in YES | NO:
        raise CellWrong("is neither yes nor no", CODES)
    return "yes" if word in YES else "no"
