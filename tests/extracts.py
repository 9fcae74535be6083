"""Extracts and mappings as an analyst would bring them, and what an import makes of them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from sim.extract.importing import Imported, Order, carry_out
from tests.commands import Ended, placesim

Cell = str | float | bool | tuple[float] | None
"""A cell of a workbook; a number in brackets is a day."""

KEY = "correct horse battery staple, and then some more words"
MAPPING: dict[str, Any] = {
    "placesim_mapping": 1,
    "taken_on": "2026-01-01",
    "kind": "list",
    "site": "oak",
    "columns": {"id": {"from": "No", "anonymous": True}, "join_date": "Referred"},
}


def mapped(**more: Any) -> dict[str, Any]:
    """Return a small mapping; `columns` are added to its own."""
    columns = {**MAPPING["columns"], **more.pop("columns", {})}
    columns = {name: each for name, each in columns.items() if each is not None}
    return {**MAPPING, **more, "columns": columns}


def order(folder: Path, extract: str | bytes | Path, mapping: dict[str, Any], **more: Any) -> Order:
    """Write an extract and a mapping into a folder, and return the order to import them."""
    path = extract if isinstance(extract, Path) else folder / "extract.csv"
    if isinstance(extract, str):
        path.write_text(dedent(extract).lstrip("\n"), encoding="utf-8")
    elif isinstance(extract, bytes):
        path.write_bytes(extract)
    told = folder / "mapping.yaml"
    told.write_text(yaml.safe_dump(mapping, sort_keys=False, width=10_000), encoding="utf-8")
    return Order(path, told, more.pop("out", folder / "out"), **more)


def imported(
    folder: Path, extract: str | bytes | Path, mapping: dict[str, Any], **more: Any
) -> Imported:
    return carry_out(order(folder, extract, mapping, **more))


def people(done: Imported) -> list[dict[str, str]]:
    """Return the people who were written, a row each."""
    text = (done.out / "people.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def given(folder: Path, extract: str | bytes | Path, mapping: dict[str, Any], *words: str) -> Ended:
    """Give the command as an analyst would."""
    asked = order(folder, extract, mapping)
    return placesim(
        *("import", asked.extract, "--mapping", asked.mapping, "--out", asked.out, *words)
    )


def complaints(
    folder: Path, extract: str | bytes | Path, mapping: dict[str, Any], *words: str
) -> list[str]:
    """Return what is said of an import that is refused, having written nothing."""
    before = {path for path in folder.rglob("*") if path.suffix not in (".csv", ".yaml")}
    end = given(folder, extract, mapping, *words)
    assert end.code == 2, end
    assert end.out == ""
    assert {path for path in folder.rglob("*") if path.suffix not in (".csv", ".yaml")} == before
    assert not (folder / "out").exists()
    return end.err.strip().splitlines()


# -- workbooks ------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path: Path, rows: Sequence[Sequence[Cell]], *, from_1904: bool = False) -> Path:
    """Write a workbook of one sheet, as Excel would: days as numbers, formulas without values."""
    cells = "".join(
        f'<row r="{line}">{"".join(_cell(line, at, each) for at, each in enumerate(row))}</row>'
        for line, row in enumerate(rows, 1)
        if row
    )
    relation = '<Relationship Id="{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    pr = '<workbookPr date1904="1"/>' if from_1904 else ""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            + relation.format("rId1", "officeDocument", "xl/workbook.xml")
            + "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{pr}'
            '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            + relation.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + relation.format("rId2", "styles", "styles.xml")
            + "</Relationships>"
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><cellXfs count="2">'
            '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def _cell(line: int, at: int, cell: Cell) -> str:  # noqa: PLR0911 -- one line a kind of cell
    place = f'r="{chr(ord("A") + at)}{line}"'
    match cell:
        case None:
            return ""
        case (day,):
            return f'<c {place} s="1"><v>{day}</v></c>'
        case bool():
            return f'<c {place} t="b"><v>{int(cell)}</v></c>'
        case str() if cell.startswith("="):
            return f"<c {place}><f>{cell[1:]}</f></c>"
        case str() if cell.startswith("#"):
            return f'<c {place} t="e"><v>{cell}</v></c>'
        case str():
            return f'<c {place} t="inlineStr"><is><t>{cell}</t></is></c>'
        case _:
            return f"<c {place}><v>{cell}</v></c>"
