"""A CSV or Parquet file of people as a table that can complain: every mistake with its line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars import selectors as cs

from sim.policies.candidates import Flags
from sim.population.errors import PopulationError
from sim.words.luck import Floats

LONGEST_SHOWN = 50
MOMENTS = ("join", "release", "leave", "tariff", "licence_end")
FLAGS = ("denial", "learning_disability", "internet_only", "cse", "motivated", "consents")
NUMBERS = ("age_years", "attends_share", "motivation", "need_score")
NAMES = ("id", "site", "band", "true_band", "need", "sentence", "waits_for")
KNOWN = (
    *NAMES,
    *NUMBERS,
    *FLAGS,
    *(f"{name}_{form}" for name in (*MOMENTS, "start") for form in ("day", "date")),
)
MOST_COLUMNS = 500
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


class ListedError(PopulationError):
    """The listed population says something the model cannot run; one line a mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        shown = mistakes[:LONGEST_SHOWN]
        if len(mistakes) > LONGEST_SHOWN:
            shown.append(f"... and {len(mistakes) - LONGEST_SHOWN} more")
        super().__init__("\n".join(shown))

    def __reduce__(self) -> tuple[type["ListedError"], tuple[list[str]]]:
        """Survive the way back from a worker process."""
        return ListedError, (self.mistakes,)


@dataclass(slots=True)
class Sheet:
    """The file as a table, with the means to complain about a row."""

    file: str
    first_line: int
    frame: pl.DataFrame
    mistakes: list[str] = field(default_factory=list)

    def complain(self, row: int, column: str, what: str) -> None:
        self.mistakes.append(f"{self.file}:{self.first_line + row}: {column}: {what}")

    def values(self, column: str, read: Callable[[Any], Any], missing: Any) -> list[Any]:
        """Return a column read by `read`; an empty cell is `missing`; a bad one is a mistake."""
        if column not in self.frame.columns:
            return [missing] * self.frame.height
        known: dict[Any, Any] = {None: missing}
        wrong: dict[Any, str] = {}
        for cell in self.frame[column].unique().to_list():
            text = cell.strip() if isinstance(cell, str) else cell
            try:
                known[cell] = missing if text in {None, ""} else read(text)
            except ValueError as problem:
                known[cell], wrong[cell] = missing, str(problem)
        cells = self.frame[column].to_list()
        if wrong:
            for row, cell in enumerate(cells):
                if cell in wrong:
                    self.complain(row, column, wrong[cell])
        return [known[cell] for cell in cells]

    def blank(self, columns: Sequence[str]) -> Flags:
        """Tell for each row whether it says nothing in any of these columns."""
        silent = np.ones(self.frame.height, bool)
        for column in columns:
            silent &= np.array(self.values(column, lambda _: False, missing=True), bool)
        return silent

    def numbers(self, column: str, low: float, high: float, missing: float) -> Floats:
        """Return a column of numbers within bounds."""
        if column in self.frame.columns and self.frame[column].dtype.is_float():
            numbers = self.frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
            inside = (numbers >= low) & (numbers <= high) | np.isnan(numbers)
            if inside.all():
                return np.where(np.isnan(numbers), missing, numbers)
        return np.array(self.values(column, number(low, high), missing), float)


def sheet_of(path: Path, shown: str) -> Sheet:
    """Return the file at `path`, called `shown` in complaints, or raise `ListedError`."""
    try:
        frame = _frame(path)
    except FileNotFoundError:
        raise ListedError([f"{shown}:1: no such file beside the scenario"]) from None
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as wrong:
        reason = str(wrong).splitlines()[0]
        raise ListedError([f"{shown}:1: cannot be read as {path.suffix}: {reason}"]) from None
    frame, strange = _ordinary(frame)
    if strange:
        raise ListedError([f"{shown}:1: {what}" for what in strange])
    sheet = Sheet(shown, 2, frame)
    for name in frame.columns:
        near = get_close_matches(name, KNOWN, n=1, cutoff=0.8)
        if name not in KNOWN and near:
            sheet.mistakes.append(f"{shown}:1: unknown column `{name}`; did you mean `{near[0]}`?")
    if "id" not in frame.columns:
        raise ListedError([f"{shown}:1: there is no `id` column; found {', '.join(frame.columns)}"])
    if not frame.height:
        raise ListedError([f"{shown}:1: nobody is listed"])
    return sheet


def _frame(path: Path) -> pl.DataFrame:
    if path.suffix.lower() == ".parquet":
        frame = pl.read_parquet(path, glob=False)
        return frame.with_columns(cs.float().fill_nan(None))  # either is an empty cell
    return pl.read_csv(path, infer_schema=False, glob=False)


def _ordinary(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return the table with times at midnight as dates, and what in its columns nobody can read."""
    if frame.width > MOST_COLUMNS:
        return frame, [f"{frame.width:,} columns; at most {MOST_COLUMNS} can be read"]
    strange = []
    for name, dtype in frame.schema.items():
        if (twice := re.fullmatch(r"(.+)_duplicated_\d+", name)) and twice[1] in frame.columns:
            strange.append(f"the column `{twice[1]}` is given twice")
        elif isinstance(dtype, pl.Datetime):
            times = frame[name].dt.replace_time_zone(None)
            days = times.dt.date()
            if (times != days.cast(times.dtype)).any():
                strange.append(f"{name}: holds times of day; give dates, or days with a fraction")
            frame = frame.with_columns(days.alias(name))
        elif dtype.is_nested() or dtype in {pl.Binary, pl.Object, pl.Time, pl.Duration}:
            strange.append(f"{name}: holds {dtype}; a cell is text, a number, a date or true/false")
    return frame, strange


def number(low: float, high: float) -> Callable[[Any], float]:
    """Return a reader of numbers within bounds."""

    def read(cell: Any) -> float:
        if isinstance(cell, bool) or (isinstance(cell, str) and not NUMBER.fullmatch(cell)):
            raise ValueError(f"`{cell}` is not a number")
        try:
            found = float(cell)
        except (TypeError, ValueError):
            raise ValueError(f"`{cell}` is not a number") from None
        if not low <= found <= high:
            raise ValueError(f"{found:.15g} is outside {low:g} to {high:g}")
        return found

    return read


def flag(cell: Any) -> bool:
    """Read a yes or a no."""
    text = str(cell).lower()
    if text not in TRUE | FALSE:
        raise ValueError(f"`{cell}` is neither true nor false")
    return text in TRUE


def one_of(codes: dict[str, int]) -> Callable[[Any], int]:
    """Return a reader of names that have codes; a near miss is told what it is near to."""

    def read(cell: Any) -> int:
        if str(cell) in codes:
            return codes[str(cell)]
        near = get_close_matches(str(cell), codes, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(codes))}"
        raise ValueError(f"`{cell}` is unknown; {hint}")

    return read


def place_in(names: tuple[str, ...]) -> Callable[[Any], int]:
    """Return a reader of names whose code is their place."""
    known = one_of({name: place for place, name in enumerate(names)})
    return lambda cell: known(str(cell).lower().replace(" ", "_"))
