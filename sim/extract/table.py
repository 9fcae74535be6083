"""An extract as a table of text: CSV, Parquet or Excel, every row with its line.

A file that cannot be read for certain is refused: nothing is guessed of broken quotes, wrong
encodings or rows of another length. Formulas are never worked out.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.extract.complaints import Complaints, ExtractRefused
from sim.extract.mapping import SEPARATORS, Reading, folded
from sim.scenario.neighbours import Refused, read_ordinary, refuse_unless_ordinary

MOST_BYTES = 1 << 30
MOST_ROWS = 2_000_000
MOST_COLUMNS = 500
LONGEST_CELL = 10_000
SUFFIXES = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".xlsm")
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Table:
    """The rows of an extract that hold anything, column by column, spaces at the ends taken off."""

    file: str
    header_line: int
    columns: dict[str, list[str]]
    lines: list[int]
    empty_rows: int = 0
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def named(self, name: str) -> str | None:
        """Return the column of this name as the extract writes it; case and spaces do not count."""
        return next((each for each in self.columns if folded(each) == folded(name)), None)


def table_of(path: Path, reading: Reading, complaints: Complaints) -> Table:
    """Return the table in a file, or raise `ExtractRefused`; rows amiss go into `complaints`."""
    suffix = path.suffix.lower()
    try:
        refuse_unless_ordinary(path)
    except Refused as why:
        raise ExtractRefused([f"{path}: {why}; name a file: {', '.join(SUFFIXES)}"]) from None
    if suffix not in SUFFIXES:
        cure = f"allowed: {', '.join(SUFFIXES)}"
        raise refused(path, 1, f"a file ending in `{suffix}` is not read", cure)
    if path.stat().st_size > MOST_BYTES:
        raise refused(
            path, 1, "is larger than 1 GiB", "take fewer rows or columns into the extract"
        )
    if suffix == ".parquet":
        from sim.extract.typed import parquet_rows

        numbered, notes = parquet_rows(path), list[str]()
    elif suffix in (".xlsx", ".xlsm"):
        from sim.extract.typed import excel_rows

        numbered, notes = excel_rows(path, reading)
    else:
        numbered, notes = _csv_rows(path, reading)
    table = _table(path, numbered, complaints)
    table.notes[:0] = notes
    return table


def refused(path: Path, line: int, what: str, cure: str) -> ExtractRefused:
    """Return the refusal of a file that cannot be read at all."""
    return ExtractRefused([f"{path.name}:{line}: {what}; {cure}"])


Rows = Iterator[tuple[int, Sequence[str]]]


def _table(path: Path, rows: Rows, complaints: Complaints) -> Table:
    header_line, header = next(rows, (1, ()))
    names = _names(path, header_line, header, complaints)
    width = len(names)
    kept: list[Sequence[str]] = []
    lines: list[int] = []
    empty_rows = 0
    for line, row in rows:
        if not any(row):
            empty_rows += 1
            continue
        if len(row) < width or any(row[width:]):
            what = f"has {len(row)} cells where the row of names has {width}"
            cure = "text with a separator in it goes between double quotes"
            complaints.of_row(line, "", what, cure)
        kept.append([*row, *[""] * width][:width] if len(row) != width else row)
        lines.append(line)
        if len(lines) > MOST_ROWS:
            raise refused(
                path, line, f"more than {MOST_ROWS:,} rows", "take fewer into the extract"
            )
    if not lines:
        raise refused(path, header_line, "lists nobody", "an extract has a row for each person")
    columns: dict[str, list[str]] = {}
    for place, (name, cells) in enumerate(zip(names, zip(*kept, strict=True), strict=True), 1):
        if name:
            columns[name] = list(cells)
            _refuse_giants(name, columns[name], lines, complaints)
        elif any(cells):
            cure = "give it a name, to be mapped or dropped by"
            complaints.of_whole(header_line, f"column {place}", "has no name", cure)
    return Table(path.name, header_line, columns, lines, empty_rows)


def _names(path: Path, line: int, header: Sequence[str], complaints: Complaints) -> list[str]:
    """Return the names of the columns, or complain of those that cannot be told apart."""
    names = [" ".join(each.split()) for each in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(path, line, "is empty", "an extract has a row of column names")
    if len(names) > MOST_COLUMNS:
        cure = f"at most {MOST_COLUMNS} can be read; take fewer into the extract"
        raise refused(path, line, f"{len(names):,} columns", cure)
    for name, count in Counter(map(folded, names)).items():
        if count > 1 and name:
            what = "is the name of more than one column"
            complaints.of_whole(line, name, what, "give each column a name of its own")
    return names


def _refuse_giants(name: str, cells: list[str], lines: list[int], complaints: Complaints) -> None:
    if max(map(len, cells)) <= LONGEST_CELL:
        return
    for row, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            what = f"holds more than {LONGEST_CELL:,} characters"
            complaints.of_row(lines[row], name, what, "is a double quote missing before it?")
            cells[row] = ""


# -- text files -----------------------------------------------------------------------------------


def _csv_rows(path: Path, reading: Reading) -> tuple[Rows, list[str]]:
    text = _text(path, reading)
    skipped = reading.header_row - 1
    start = 0
    for _ in range(skipped):
        start = text.find("\n", start) + 1
        if not start:
            raise refused(path, 1, f"has no row {reading.header_row}", "check `read.header_row`")
    separator, assumed = reading.separator, []
    if separator is None:
        separator, words = _separator(text[start : text.find("\n", start) + 1 or None])
        assumed = [f"cells are taken to be set apart by a {words}, as in the row of names"]
    return _parsed(path, text[start:], separator, skipped), assumed


def _text(path: Path, reading: Reading) -> str:
    data = read_ordinary(path.resolve(), MOST_BYTES)
    if not data.strip():
        raise refused(path, 1, "is empty", "an extract has a row of column names")
    if data.startswith(UTF_16) and reading.encoding != "utf-16":
        raise refused(path, 1, "is UTF-16", "say `read: {encoding: utf-16}` in the mapping")
    if reading.encoding == "utf-8":
        data = data.removeprefix(BOM)
    try:
        text = data.decode(reading.encoding)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        what = f"is not {reading.encoding} (byte 0x{data[wrong.start]:02x})"
        cure = "say `read: {encoding: windows-1252}` in the mapping, or save it as UTF-8"
        raise refused(path, line, what, cure) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        cure = "is this a CSV file? Export it again, or name its encoding under `read:`"
        raise refused(path, line, "holds a NUL character", cure)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _separator(header: str) -> tuple[str, str]:
    """Return what most likely sets cells apart, and its name."""
    counted = {words: header.count(mark) for words, mark in SEPARATORS.items()}
    words = max(counted, key=lambda each: counted[each])
    return SEPARATORS[words], words


def _parsed(path: Path, text: str, separator: str, skipped: int) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            what = f"cannot be read as CSV from here on ({wrong})"
            cure = "a double quote inside a cell is written twice; is one not closed?"
            raise refused(path, line, what, cure) from None
        yield line, [each.strip() for each in row]
