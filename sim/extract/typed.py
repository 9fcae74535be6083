"""Extracts whose cells have types, Parquet and Excel, as rows of text."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sim.extract.mapping import Reading
from sim.extract.table import refused

if TYPE_CHECKING:
    import polars as pl

MOST_UNPACKED = 4 << 30
FAULTY_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,60}\bt="e"')
NEXT = "save it again, or as CSV"

Rows = Iterator[tuple[int, Sequence[str]]]


def parquet_rows(path: Path) -> Rows:
    """Return the rows of a Parquet file, its column names first; row 2 is the first of people."""
    import polars as pl

    try:
        frame = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as wrong:
        reason = str(wrong).splitlines()[0]
        raise refused(path, 1, f"cannot be read as Parquet ({reason})", NEXT) from None
    for name, dtype in frame.schema.items():
        if dtype.is_nested() or dtype in {pl.Binary, pl.Object, pl.Time, pl.Duration}:
            cure = "a cell is text, a number, a date or true/false"
            raise refused(path, 1, f"{name}: holds {dtype}", cure)
    yield 1, frame.columns
    columns = [_as_text(frame[name]) for name in frame.columns]
    yield from zip(count(2), zip(*columns, strict=True), strict=False)


def _as_text(series: "pl.Series") -> list[str]:
    """Return cells as text: whole numbers without a point, dates as YYYY-MM-DD, nothing as ''."""
    import polars as pl

    if series.dtype.is_float():
        return ["" if each is None or each != each else f"{each:.15g}" for each in series.to_list()]  # noqa: PLR0124 -- not a number
    if series.dtype == pl.Boolean:
        words = {None: "", True: "true", False: "false"}
        return [words[each] for each in series.to_list()]
    return [(each or "").strip() for each in series.cast(pl.String).to_list()]


def excel_rows(path: Path, reading: Reading) -> tuple[Rows, list[str]]:
    """Return the rows of a sheet, its column names first, and what should be said of them."""
    notes = _refuse_bomb(path)
    try:
        import fastexcel
    except ImportError:
        cure = "install it (pip install fastexcel), or save the sheet as CSV"
        raise refused(
            path, 1, "Excel files are read by fastexcel, which is missing", cure
        ) from None
    try:
        book = fastexcel.read_excel(path)
        sheets = book.sheet_names
        name = reading.sheet or (sheets[0] if sheets else "")
        if name not in sheets:
            cure = f"say `read: {{sheet: ...}}`; it has {', '.join(sheets)}"
            raise refused(path, 1, f"has no sheet `{name}`", cure)
        if reading.sheet is None and len(sheets) > 1:
            notes.append(f"only the first sheet, `{name}`, is read; it has {len(sheets)}")
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        columns = [_as_text(series) for series in sheet.to_polars().get_columns()]
    except fastexcel.FastExcelError as wrong:
        reason = str(wrong).splitlines()[0]
        raise refused(path, 1, f"cannot be read as Excel ({reason})", NEXT) from None
    first = reading.header_row
    rows = zip(count(1), zip(*columns, strict=True), strict=False)
    return ((line, row) for line, row in rows if line >= first), notes


def _refuse_bomb(path: Path) -> list[str]:
    """Refuse a workbook that would unpack without end; say which cells hold an error."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if sum(each.file_size for each in parts) > MOST_UNPACKED:
                raise refused(path, 1, "unpacks to more than 4 GiB", "take fewer rows or columns")
            sheets = [each for each in parts if each.filename.startswith("xl/worksheets/")]
            faulty = [cell for each in sheets for cell in _faulty(packed, each)]
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as wrong:
        cure = f"is it protected by a password? {NEXT}"
        raise refused(path, 1, f"cannot be read as Excel ({wrong})", cure) from None
    if not faulty:
        return []
    many = f"{len(faulty):,} cells hold" if len(faulty) > 1 else "a cell holds"
    return [f"{many} an error such as #N/A, which is read as empty (the first: {faulty[0]})"]


def _faulty(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[str]:
    found: list[str] = []
    tail = b""
    with packed.open(part) as file:
        while chunk := file.read(1 << 20):
            text = tail + chunk
            cut = text.rfind(b"<c ")
            whole, tail = (text[:cut], text[cut:][:4096]) if cut > 0 else (text, b"")
            found += [each.decode() for each in FAULTY_CELL.findall(whole)]
    found += [each.decode() for each in FAULTY_CELL.findall(tail)]
    return found
