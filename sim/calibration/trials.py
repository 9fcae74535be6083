"""The file of trials: the record of a search, to which trials are added and from which none goes.

A line a trial, under the names of its columns. A file that is anything else, is cut, or answers
another scenario or other settings is refused in words, with every line at fault.
"""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from sim.calibration.task import Task
from sim.commands import Asked
from sim.experiments.search import STAGES
from sim.log.files import why_not_written, write_whole
from sim.scenario.neighbours import Refused, read_ordinary
from sim.scenario.problems import Problem, ScenarioError, quoted

OF_A_TRIAL = ("digest", "trial", "stage", "distance", "outside")
MOST_BYTES = 50_000_000
CURE = "mend the line, or say --out and another file"

Row = dict[str, str]


class OtherTrials(Asked):
    """A file of trials of another scenario or of other settings."""


def name_of(values: Mapping[str, float]) -> str:
    """Return where a trial was made, as one text."""
    return json.dumps({name: f"{value:.12g}" for name, value in values.items()}, sort_keys=True)


class TrialsFile:
    """The trials of a task that are in a file, in the order in which they were made."""

    def __init__(self, path: Path, task: Task) -> None:
        self.path = path
        self._free = [each.id for each in task.free]
        self._targets = [each.id for each in task.targets]
        self.columns = [*OF_A_TRIAL, *self._free, *self._targets]
        self.digest = task.digest
        reason = why_not_written(path)
        if reason is not None:
            raise Asked(f"{path}: {reason}")
        self._text = self._read()
        self.rows = self._rows() if self._text else []
        self._by_name: dict[str, Row] = {}
        for row in self.rows:
            self._by_name.setdefault(self._place(row), row)

    def at(self, values: Mapping[str, float]) -> Row | None:
        """Return the trial that was made there, if one was."""
        return self._by_name.get(name_of(values))

    def add(self, row: Row) -> Row:
        """Write one more trial at the end of the file, and return it with its number."""
        row = {**row, "digest": self.digest, "trial": str(len(self.rows))}
        if self._read() != self._text:
            raise Asked(f"{self.path}: was changed by somebody else meanwhile; start again")
        text = self._text or ",".join(self.columns) + "\n"
        text += ",".join(row[name] for name in self.columns) + "\n"
        write_whole(self.path, lambda temporary: temporary.write_bytes(text.encode()))
        self._text = text
        self.rows.append(row)
        self._by_name[self._place(row)] = row
        return row

    def _place(self, row: Row) -> str:
        return name_of({name: float(row[name]) for name in self._free})

    def _read(self) -> str:
        if not self.path.exists():
            return ""
        try:
            return read_ordinary(self.path.resolve(), MOST_BYTES).decode("utf-8")
        except Refused as refused:
            raise Asked(f"{self.path}: {refused}; say --out and another file") from None
        except UnicodeDecodeError:
            raise Asked(f"{self.path}: is no file of trials; say --out and another") from None

    def _rows(self) -> list[Row]:
        """Return the trials of the file, or raise with all that is wrong with it."""
        head, *lines = self._text.replace("\r\n", "\n").split("\n")
        names = head.split(",")
        if tuple(names[: len(OF_A_TRIAL)]) != OF_A_TRIAL:
            raise Asked(f"{self.path}: is no file of trials; say --out and another")
        cut = lines.pop() if lines else head
        if cut or not self._text.endswith("\n"):
            line = len(lines) + 2 if lines or cut is not head else 1
            message = f"the file ends in the middle of this line; take the line away, or {CURE}"
            raise ScenarioError([Problem(str(self.path), line, 1, "", message)])
        rows = [line.split(",") for line in lines]
        if names != self.columns or any(len(row) > 1 and row[0] != self.digest for row in rows):
            raise OtherTrials(
                f"{self.path}: holds trials of another scenario or of other settings; say --out "
                "and another file"
            )
        problems = [each for place, row in enumerate(rows) for each in self._wrong(place, row)]
        if problems:
            raise ScenarioError(problems)
        return [dict(zip(self.columns, row, strict=True)) for row in rows]

    def _wrong(self, place: int, row: list[str]) -> Iterator[Problem]:
        """Yield what is wrong with a line, which must be as it was written."""
        line = place + 2
        if len(row) != len(self.columns):
            message = f"has {len(row)} cells of {len(self.columns)}; {CURE}"
            yield Problem(str(self.path), line, 1, "", message)
            return
        column = 1
        for name, said in zip(self.columns, row, strict=True):
            wanted = self._wanted(name, said, place)
            if wanted is not None:
                message = f"{quoted(said)} stands where {wanted} must; {CURE}"
                yield Problem(str(self.path), line, column, name, message)
            column += len(said) + 1

    def _wanted(self, name: str, said: str, place: int) -> str | None:
        """Return what must stand in a cell, in words, or `None` if it does."""
        most = len(self._targets)
        match name:
            case "trial":
                fits, wanted = said == str(place), str(place)
            case "stage":
                fits, wanted = said in STAGES, " or ".join(STAGES)
            case "outside":
                fits = said in map(str, range(most + 1))
                wanted = f"a whole number up to {most}"
            case "distance":
                fits, wanted = _is_number(said) and float(said) >= 0, "a number, 0 or more"
            case _ if name in self._free:
                fits, wanted = _is_number(said), "a number"
            case _ if name in self._targets:
                fits, wanted = not said or _is_number(said), "a number or nothing"
            case _:
                return None
        return None if fits else wanted


def _is_number(said: str) -> bool:
    try:
        return isfinite(float(said))
    except ValueError:
        return False
