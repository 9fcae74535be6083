"""The mapping file: an analyst's columns and codes, and what each is in our words.

Read by the same small YAML as a scenario, so that every mistake has its line. What the mapping
does not name is not taken: a column is mapped, kept as an attribute, or dropped.
"""

from collections.abc import Mapping as Named
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sim.population.sheet import FLAGS, MOMENTS

VERSION: Final = 1
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "utf-16")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DATE_FORMATS = (
    "YYYY-MM-DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD/MM/YY",
    "MM/DD/YY",
    "DD Mon YYYY",
    "YYYYMMDD",
    "excel",
    "excel_1904",
)
TIME_UNITS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
SHARE_UNITS = {"share": 1.0, "percent": 0.01}
EMPTY_WORDS = frozenset({"", "nan", "null", "n/a", "na", "nat", "#n/a"})
REPEATED = ("refuse", "keep_first")

DATES = tuple(f"{name}_date" for name in (*MOMENTS, "start"))
DAYS = tuple(f"{name}_day" for name in (*MOMENTS, "start"))
IDS = ("site", "waits_for")
WORDS = ("band", "true_band", "need", "sentence")
SHARES = ("attends_share", "motivation", "need_score")
AGES = ("age_years", "birth_years")
TARGETS = ("id", *IDS, *WORDS, *DATES, *DAYS, *AGES, *SHARES, *FLAGS)
NEEDS = "needs_"


def folded(text: str) -> str:
    """Return text as codes and names of columns are compared: case and spaces do not count.

    >>> folded("  Very  HIGH ")
    'very high'
    """
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the extract and what becomes of it."""

    target: str
    source: str
    is_attribute: bool = False
    codes: Named[str, str] | None = None
    """Our word for each of theirs, theirs folded; an empty word says nothing."""

    pseudonym: bool = False
    anonymous: bool = False
    """The analyst's word that it is a number which tells nobody who it is."""

    unit: str | None = None
    ago: bool = False
    dates: tuple[str, ...] = ()
    empty: frozenset[str] = EMPTY_WORDS

    @property
    def output(self) -> str:
        """Return the name of the column that is written."""
        if self.target in DATES:
            return self.target.removesuffix("date") + "day"
        return "age_years" if self.target == "birth_years" else self.target


@dataclass(frozen=True, slots=True)
class Reading:
    """How the extract is written."""

    encoding: str = "utf-8"
    separator: str | None = None
    sheet: str | None = None
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """All that a mapping file says."""

    name: str
    taken_on: date
    kind: Literal["custody", "community", "list"]
    columns: tuple[Column, ...]
    reading: Reading
    only: Named[str, frozenset[str]]
    drop: tuple[str, ...]
    drop_others: bool
    keep_first: bool
    site: str | None
    released_to: str | None
    waits_for: str | None
    title: str | None
