"""People by name: a CSV or Parquet file, one row a person, every mistake with its line.

A listed man's luck hangs on his id, so adding a row or changing their order moves nobody else's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.policies.candidates import Flags
from sim.population.errors import PopulationError
from sim.population.people import Came, People
from sim.population.sampling import sample
from sim.population.streams import dies, drop_luck
from sim.scenario.people import Listed
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES, SENTENCE_NAMES
from sim.words.bands import Sentence as SentenceKind
from sim.words.days import day_of
from sim.words.luck import Floats, Luck, Words, key_of

LONGEST_SHOWN = 50
MOMENTS = ("join", "release", "leave", "tariff", "licence_end")
FLAGS = ("denial", "learning_disability", "internet_only", "cse", "motivated", "consents")
NUMBERS = ("age_years", "attends_share")
NAMES = ("id", "site", "band", "sentence", "waits_for")
KNOWN = (
    *NAMES,
    *NUMBERS,
    *FLAGS,
    *(f"{name}_{form}" for name in (*MOMENTS, "start") for form in ("day", "date")),
)
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

    def numbers(self, column: str, low: float, high: float, missing: float) -> Floats:
        """Return a column of numbers within bounds."""
        if column in self.frame.columns and self.frame[column].dtype.is_float():
            numbers = self.frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
            inside = (numbers >= low) & (numbers <= high) | np.isnan(numbers)
            if inside.all():
                return np.where(np.isnan(numbers), missing, numbers)
        return np.array(self.values(column, _number(low, high), missing), float)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """Listed people as a source of luck: draws hang on a hash of the id."""

    name: str
    people: Words
    luck: Luck

    def draws(self, question: str, block: int = 0) -> Floats:
        asked = question if block == 0 else f"{question} #{block}"
        first = self.luck.scattered(self.name, asked, self.people)
        second = self.luck.scattered(self.name, f"{asked} (more)", self.people)
        return np.concatenate([first, second], axis=1)


def read_listed(
    listed: Listed, scenario: Scenario, folder: Path, luck: Luck
) -> tuple[NamedSource, list[str], People, dict[str, list[str | None]]]:
    """Return the listed people, their ids and their further attributes, or raise `ListedError`."""
    sheet = _sheet(folder / listed.file, listed.file)
    ids = _ids(sheet)
    source = NamedSource("listed", np.array([key_of("listed", each) for each in ids], "u8"), luck)
    people = _people(listed, scenario, sheet, source)
    if sheet.mistakes:
        raise ListedError(sheet.mistakes)
    extra = {
        name: sheet.frame[name].cast(pl.String, strict=False).to_list()
        for name in sheet.frame.columns
        if name not in KNOWN
    }
    return source, ids, people, extra


def _sheet(path: Path, shown: str) -> Sheet:
    try:
        frame = _frame(path)
    except FileNotFoundError:
        raise ListedError([f"{shown}:1: no such file beside the scenario"]) from None
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as wrong:
        reason = str(wrong).splitlines()[0]
        raise ListedError([f"{shown}:1: cannot be read as {path.suffix}: {reason}"]) from None
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
        return pl.read_parquet(path, glob=False)
    return pl.read_csv(path, infer_schema=False, glob=False)


def _ids(sheet: Sheet) -> list[str]:
    ids: list[str] = sheet.values("id", str, "")
    if len(set(ids)) == len(ids) and "" not in ids:
        return ids
    seen: dict[str, int] = {}
    for row, each in enumerate(ids):
        if not each:
            sheet.complain(row, "id", "is empty")
        elif each in seen:
            sheet.complain(
                row,
                "id",
                f"`{each}` is listed twice; first on line {sheet.first_line + seen[each]}",
            )
        else:
            seen[each] = row
    return ids


def _people(listed: Listed, scenario: Scenario, sheet: Sheet, source: NamedSource) -> People:
    luck = source.luck
    count, came = sheet.frame.height, Came[listed.kind.upper()]
    codes = {site: code for code, site in enumerate(sorted(each.id for each in scenario.sites))}
    programmes = sorted(programme.id for programme in scenario.programmes)
    joins = _moments(sheet, scenario, "start", np.nan)
    joins = np.where(np.isnan(joins), _moments(sheet, scenario, "join", np.nan), joins)
    for row in np.flatnonzero(np.isnan(joins)).tolist():
        sheet.complain(row, "join_day", "is empty; give a day or a date for everybody")
    joins = np.nan_to_num(joins)
    leave = _moments(sheet, scenario, "leave", np.inf)
    release = _moments(sheet, scenario, "release", np.inf)
    _must_follow(sheet, joins, leave, "leave_day")
    _must_follow(sheet, joins, release, "release_day")
    site = np.array(sheet.values("site", _one_of(codes), codes.get(listed.site or "", -1)), "i2")
    for row in np.flatnonzero(site < 0).tolist():
        sheet.complain(row, "site", "is empty, and the scenario names no site for them all")
    enters = np.maximum(joins, 0.0)
    age = sheet.numbers("age_years", 18, 120, 40.0)
    flags = _flags(sheet)
    home = codes[listed.released_to] if listed.released_to else -1
    end = source.draws("end")
    later, drops, who = source.draws("later"), source.draws("drops out"), source.draws("who he is")
    never = np.full(count, np.inf)
    is_custody, is_list = came == Came.CUSTODY, came == Came.LIST
    assessment = (
        np.zeros(count)
        if scenario.assessment is None or is_list
        else sample(scenario.assessment.delay_days, source.draws("assessment")[:, 0])
    )
    tariff = _moments(sheet, scenario, "tariff", np.inf)
    licence_end = _moments(sheet, scenario, "licence_end", np.inf)
    leaves = np.minimum(leave, release)
    return People(
        key=source.people ^ np.uint64(key_of("person", luck.seed, luck.replication)),
        came=np.full(count, came, np.int8),
        site=site,
        home=site if came == Came.COMMUNITY else np.full(count, home, np.int16),
        waits_for=np.array(
            sheet.values(
                "waits_for",
                _one_of({name: code for code, name in enumerate(programmes)}),
                programmes.index(listed.waits_for) if listed.waits_for else -1,
            ),
            np.int16,
        ),
        band=np.array(sheet.values("band", _place_in(BAND_NAMES), 1), np.int8),
        sentence=_sentences(sheet, came),
        age_years=age,
        enters_day=enters,
        before_days=enters - joins,
        assessed_day=joins + assessment,
        release_day=leaves if is_custody else never.copy(),
        hearing_day=tariff if is_custody else never.copy(),
        tariff_day=tariff,
        supervision_end_day=leaves if came == Came.COMMUNITY else licence_end,
        licence_days=np.where(np.isfinite(licence_end), 0.0, 3652.5),
        patience_days=leaves - joins if is_list else never.copy(),
        dies_day=dies(scenario.mortality, age, enters, end[:, 0]),
        completed_before=np.zeros(count, bool),
        denial=flags["denial"],
        learning_disability=flags["learning_disability"],
        internet_only=flags["internet_only"],
        cse=flags["cse"],
        motivated=flags["motivated"],
        consents=flags["consents"],
        attends_share=sheet.numbers("attends_share", 0, 1, np.nan),
        **drop_luck(drops, source.draws("drops out", 1)),
        transfer_luck=who[:, 3],
        transfer_to_luck=later[:, 0],
        community_luck=later[:, 1],
        referral_luck=later[:, 2],
        gives_up_luck=later[:, 3],
        reoffending=end[:, 1],
    )


def _flags(sheet: Sheet) -> dict[str, Flags]:
    """Return yes-or-no columns; who is not said to refuse consents."""
    return {name: np.array(sheet.values(name, _flag, name == "consents"), bool) for name in FLAGS}


def _sentences(sheet: Sheet, came: Came) -> Any:
    usual = {
        Came.CUSTODY: SentenceKind.DETERMINATE,
        Came.COMMUNITY: SentenceKind.COMMUNITY_ORDER,
        Came.LIST: SentenceKind.NONE,
    }[came]
    return np.array(sheet.values("sentence", _place_in(SENTENCE_NAMES), int(usual)), np.int8)


def _moments(sheet: Sheet, scenario: Scenario, name: str, missing: float) -> Floats:
    """Return `name_day` or `name_date`, as days from the start date."""

    def of_date(cell: Any) -> float:
        if isinstance(cell, date):
            return day_of(cell, scenario.start_date)
        try:
            return day_of(date.fromisoformat(str(cell)), scenario.start_date)
        except ValueError:
            raise ValueError(f"`{cell}` is not a date; write YYYY-MM-DD") from None

    days = sheet.numbers(f"{name}_day", -1e6, 1e6, np.nan)
    dates = np.array(sheet.values(f"{name}_date", of_date, np.nan), float)
    for row in np.flatnonzero(~np.isnan(days) & ~np.isnan(dates)).tolist():
        sheet.complain(row, f"{name}_date", f"give {name}_day or {name}_date, not both")
    days = np.where(np.isnan(days), dates, days)
    return np.where(np.isnan(days), missing, days)


def _must_follow(sheet: Sheet, joins: Floats, ends: Floats, column: str) -> None:
    for row in np.flatnonzero(ends < joins).tolist():
        sheet.complain(row, column, f"day {ends[row]:g} is before he joins (day {joins[row]:g})")
    for row in np.flatnonzero((ends < 0) & (ends >= joins)).tolist():
        sheet.complain(row, column, f"day {ends[row]:g} is before the run begins")


def _number(low: float, high: float) -> Callable[[Any], float]:
    def read(cell: Any) -> float:
        try:
            number = float(cell)
        except (TypeError, ValueError):
            raise ValueError(f"`{cell}` is not a number") from None
        if not low <= number <= high:
            raise ValueError(f"{number:g} is outside {low:g} to {high:g}")
        return number

    return read


def _flag(cell: Any) -> bool:
    text = str(cell).lower()
    if text not in TRUE | FALSE:
        raise ValueError(f"`{cell}` is neither true nor false")
    return text in TRUE


def _one_of(codes: dict[str, int]) -> Callable[[Any], int]:
    def read(cell: Any) -> int:
        if str(cell) in codes:
            return codes[str(cell)]
        near = get_close_matches(str(cell), codes, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(codes))}"
        raise ValueError(f"`{cell}` is unknown; {hint}")

    return read


def _place_in(names: tuple[str, ...]) -> Callable[[Any], int]:
    known = _one_of({name: place for place, name in enumerate(names)})
    return lambda cell: known(str(cell).lower().replace(" ", "_"))
