"""The people taken from an extract, and the account of everybody else."""

from dataclasses import dataclass, field

from sim.extract.mapping import Column


@dataclass(slots=True)
class ColumnTold:
    """What became of a column."""

    column: Column
    name: str
    assumed: str = ""
    empty: int = 0
    refused: int = 0


@dataclass(slots=True)
class Taken:
    """The people taken, as columns of text, and the account of everybody else."""

    columns: dict[str, list[str]]
    lines: list[int]
    told: list[ColumnTold]
    dropped: list[str]
    rows: int
    empty_rows: int
    left_out: int = 0
    repeated: int = 0
    refused: int = 0
    notes: list[str] = field(default_factory=list)

    def without(self, refused: set[int]) -> None:
        """Leave out the rows of these lines."""
        keep = [row for row, line in enumerate(self.lines) if line not in refused]
        self.refused += len(self.lines) - len(keep)
        self._keep(keep)

    def leave_out(self, rows: set[int]) -> None:
        """Leave out these rows, which repeat others."""
        self.repeated += len(rows)
        self._keep([row for row in range(len(self.lines)) if row not in rows])

    def _keep(self, rows: list[int]) -> None:
        self.lines = [self.lines[row] for row in rows]
        self.columns = {name: [cells[row] for row in rows] for name, cells in self.columns.items()}
