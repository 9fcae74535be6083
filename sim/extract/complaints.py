"""What is wrong with an extract: each mistake once, with its lines; where, what, and what next.

A mistake of a row refuses that row; a mistake of the whole (a column, the file) refuses the whole.
A report may repeat a `reason`, which never holds a word of the extract; the terminal sees the cell.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.population.errors import PopulationError
from sim.scenario.problems import quoted

MOST_SHOWN = 100
MOST_ALIKE = 12


class ExtractRefused(PopulationError):
    """An extract that cannot be imported as its mapping says, with every reason why."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        shown = mistakes[:MOST_SHOWN]
        if len(mistakes) > MOST_SHOWN:
            shown.append(f"... and {len(mistakes) - MOST_SHOWN} more")
        super().__init__("\n".join(shown))


class CellWrong(Exception):
    """A cell that cannot be read: the reason, which is fit for a report, and what next."""

    def __init__(self, reason: str, cure: str) -> None:
        self.reason, self.cure = reason, cure
        super().__init__(reason, cure)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, on however many lines it is made."""

    column: str
    reason: str
    cure: str
    cell: str
    """What stands there; empty where it must not be repeated, such as in a column of ids."""

    def told(self, file: str, lines: list[int]) -> str:
        shown = f"{quoted(self.cell)} " if self.cell else ""
        more = ""
        if len(lines) > 1:
            more = f" (and on {len(lines) - 1:,} lines more, the last {lines[-1]:,})"
        where = ": ".join(filter(None, (f"{file}:{lines[0]}", self.column)))
        said = f"{where}: {shown}{self.reason}{more}"
        if said.endswith("?"):
            return f"{said} {self.cure[:1].upper()}{self.cure[1:]}"
        return f"{said}; {self.cure}"


@dataclass(slots=True)
class Complaints:
    """All mistakes found in one extract."""

    file: str
    whole: dict[Mistake, list[int]] = field(default_factory=dict)
    rows: dict[Mistake, list[int]] = field(default_factory=dict)

    def of_whole(self, line: int, column: str, reason: str, cure: str, cell: str = "") -> None:
        """Complain of what no leaving out of rows can mend."""
        self.whole.setdefault(Mistake(column, reason, cure, cell), []).append(line)

    def of_row(self, line: int, column: str, reason: str, cure: str, cell: str = "") -> None:
        self.rows.setdefault(Mistake(column, reason, cure, cell), []).append(line)

    def refused_lines(self) -> set[int]:
        return {line for lines in self.rows.values() for line in lines}

    def told(self) -> list[str]:
        """Return the mistakes in words, by line; of many alike, the first few and how many more."""
        found = [*self.whole.items(), *self.rows.items()]
        found.sort(key=lambda each: (each[1][0], each[0].column, each[0].reason, each[0].cell))
        alike = Counter((mistake.column, mistake.reason) for mistake, _ in found)
        shown: Counter[tuple[str, str]] = Counter()
        said: list[str] = []
        for mistake, lines in found:
            kind = (mistake.column, mistake.reason)
            shown[kind] += 1
            if shown[kind] <= MOST_ALIKE:
                said.append(mistake.told(self.file, lines))
            elif shown[kind] == MOST_ALIKE + 1:
                more = f"{alike[kind] - MOST_ALIKE:,} more of the same: {mistake.reason}"
                said.append(": ".join(filter(None, (self.file, mistake.column, more))))
        return said

    def reasons(self) -> Iterator[tuple[str, str, int]]:
        """Yield column, reason and number of lines, without any word of the extract."""
        counted: dict[tuple[str, str], set[int]] = {}
        for mistake, lines in self.rows.items():
            counted.setdefault((mistake.column, mistake.reason), set()).update(lines)
        for (column, reason), where in sorted(counted.items()):
            yield column, reason, len(where)
