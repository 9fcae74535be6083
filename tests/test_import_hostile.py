"""Extracts that are broken, hostile or from a spreadsheet: refused in words, or read right."""

import csv
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.extracts import complaints, imported, mapped, people, workbook

HEAD = b"No,Referred\n"
GOOD = b"1,2025-01-01\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "1: is empty; an extract has a row of column names"),
        (b"\n\n", "1: is empty; an extract has a row of column names"),
        (HEAD, "1: lists nobody; an extract has a row for each person"),
        (HEAD + b",\n ,\n", "1: lists nobody; an extract has a row for each person"),
        (
            "No,Referred\n1,2025-01-01\n".encode("utf-16"),
            "1: is UTF-16; say `read: {encoding: utf-16}` in the mapping",
        ),
        (
            b"No,Referred,Caf\xe9\n",
            (
                "1: is not utf-8 (byte 0xe9); say `read: {encoding: windows-1252}` in the "
                "mapping, or save it as UTF-8"
            ),
        ),
        (
            HEAD + b"1,\x00\n",
            (
                "2: holds a NUL character; is this a CSV file? Export it again, or name its "
                "encoding under `read:`"
            ),
        ),
        (
            HEAD + b'1,"2025-01-01\n2,2025-01-01\n',
            (
                "2: cannot be read as CSV from here on (unexpected end of data); "
                "a double quote inside a cell is written twice; is one not closed?"
            ),
        ),
        (
            HEAD + b"1," + b"x" * 200_000 + b"\n",
            (
                "2: cannot be read as CSV from here on (field larger than field limit (131072)); "
                "a double quote inside a cell is written twice; is one not closed?"
            ),
        ),
    ],
    ids=["empty", "blank", "header", "commas", "utf-16", "latin", "nul", "quote", "giant"],
)
def test_a_file_that_cannot_be_read_for_certain_is_refused(
    tmp_path: Path, data: bytes, said: str
) -> None:
    assert complaints(tmp_path, data, mapped()) == [f"extract.csv:{said}"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"1,2025-01-01,3\n",
            (
                "2: has 3 cells where the row of names has 2; "
                "text with a separator in it goes between double quotes"
            ),
        ),
        (
            b"1\n",
            (
                "2: has 1 cells where the row of names has 2; "
                "text with a separator in it goes between double quotes"
            ),
        ),
        (
            b"1," + b"x" * 20_000 + b"\n",
            (
                "2: Referred: holds more than 10,000 characters; "
                "is a double quote missing before it?"
            ),
        ),
        (
            b"1,=TODAY()\n",
            (
                "2: Referred: `=TODAY()` is a formula; "
                "save the extract with values in place of formulas"
            ),
        ),
        (
            b"@SUM(1),2025-01-01\n",
            ("2: No: begins like a formula (= + - @); take the mark away in the extract"),
        ),
        (
            GOOD + GOOD,
            (
                "3: No: repeats an earlier row; the earlier is on line 2; keep one row a person, "
                "or say `repeated: keep_first`"
            ),
        ),
    ],
    ids=["long", "short", "giant", "formula", "injected", "twice"],
)
def test_a_row_that_is_amiss_is_refused_with_its_line(
    tmp_path: Path, data: bytes, said: str
) -> None:
    found = complaints(tmp_path, HEAD + data, mapped())
    assert f"extract.csv:{said}" in found


def test_two_columns_of_one_name_and_one_without_are_refused(tmp_path: Path) -> None:
    found = complaints(tmp_path, b"No,Referred,,no\n1,2025-01-01,x,2\n", mapped())
    assert found[:2] == [
        "extract.csv:1: column 3: has no name; give it a name, to be mapped or dropped by",
        (
            "extract.csv:1: no: is the name of more than one column; "
            "give each column a name of its own"
        ),
    ]


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    [found, _] = complaints(
        tmp_path, HEAD + GOOD, mapped(columns={"join_date": "Refered"}, drop_others=True)
    )
    assert found == (
        "extract.csv:1: Refered: is no column of the extract; did you mean `Referred`? "
        "Mend `columns.join_date` in the mapping"
    )


def test_what_is_to_be_dropped_or_asked_for_must_be_there(tmp_path: Path) -> None:
    found = complaints(tmp_path, HEAD + GOOD, mapped(drop=["Surnam"], only={"Status": ["x"]}))
    assert [line.split(";")[0] for line in found[:2]] == [
        "extract.csv:1: Status: is no column of the extract",
        "extract.csv:1: Surnam: is to be dropped, and is no column of the extract",
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_line_ends_and_byte_order_do_not_matter(
    tmp_path: Path, mark: str, encoding: str, end: str
) -> None:
    text = end.join([f"No{mark}Referred", f"1{mark}2025-01-01", "", f'"2 é"{mark}2025-01-02', ""])
    done = imported(tmp_path, text.encode(encoding), mapped())
    assert [(row["id"], row["join_day"]) for row in people(done)] == [
        ("1", "-365"),
        ("2 é", "-364"),
    ]


def test_other_encodings_are_read_when_they_are_named(tmp_path: Path) -> None:
    for encoding in ("windows-1252", "utf-16"):
        data = "No,Referred\né,2025-01-01\n".encode(encoding)
        mapping = mapped(read={"encoding": encoding})
        done = imported(tmp_path, data, mapping, out=tmp_path / encoding)
        assert people(done)[0]["id"] == "é"


def test_a_mistake_after_a_cell_of_several_lines_has_its_own_line(tmp_path: Path) -> None:
    data = b'No,Referred,Comments\n1,2025-01-01,"one\ntwo\nthree"\n\n2,rubbish,x\n'
    found = complaints(tmp_path, data, mapped(drop=["Comments"]))
    assert found[0].startswith("extract.csv:6: Referred: `rubbish` is not a date")


# -- typed files ----------------------------------------------------------------------------------


def test_cells_of_excel_that_hold_errors_are_read_as_empty_and_that_is_said(
    tmp_path: Path,
) -> None:
    rows = [["No", "Referred", "Risk"], ["1", (46000,), "#N/A"], ["2", (46000,), "=A1"]]
    done = imported(
        tmp_path, workbook(tmp_path / "list.xlsx", rows), mapped(columns={"band": "Risk"})
    )
    assert [row["band"] for row in people(done)] == ["", ""]
    assert (
        "- a cell holds an error such as #N/A, which is read as empty (the first: C2)"
    ) in done.account


def test_a_day_number_of_excel_is_no_date_until_the_mapping_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["No", "Referred"], ["1", 45658.0]])
    [found, _] = complaints(tmp_path, path, mapped())
    assert found == (
        "list.xlsx:2: Referred: `45658` is the number of a day in Excel, not a date; say "
        "`dates: excel` in the mapping (`excel_1904` for an old Macintosh)"
    )
    done = imported(tmp_path, path, mapped(read={"dates": "excel"}))
    assert people(done)[0]["join_day"] == "-365"


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_rubbish_under_a_good_name_is_refused_in_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    path.write_bytes(b"PK\x03\x04 rubbish" * 10)
    [found] = complaints(tmp_path, path, mapped())
    assert found.startswith(f"list{suffix}:1: cannot be read as ")


def test_a_zip_that_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    [found] = complaints(tmp_path, path, mapped())
    assert found.startswith("list.xlsx:1: cannot be read as Excel")


def test_without_the_reader_of_excel_the_cure_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "list.xlsx", [["No", "Referred"], ["1", (46000,)]])
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    assert complaints(tmp_path, path, mapped()) == [
        (
            "list.xlsx:1: Excel files are read by fastexcel, which is missing; "
            "install it (pip install fastexcel), or save the sheet as CSV"
        )
    ]


def test_numbers_that_are_none_are_empty_cells(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"No": [1, 2, 3], "Referred": [date(2025, 1, 1)] * 3, "Age": [float("nan"), None, 40.0]}
    )
    frame.write_parquet(tmp_path / "list.parquet")
    done = imported(tmp_path, tmp_path / "list.parquet", mapped(columns={"age_years": "Age"}))
    assert [(row["id"], row["age_years"]) for row in people(done)] == [
        ("1", ""),
        ("2", ""),
        ("3", "40"),
    ]


def test_nested_columns_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"No": [[1], [2]]}).write_parquet(tmp_path / "list.parquet")
    [found] = complaints(tmp_path, tmp_path / "list.parquet", mapped())
    assert found == (
        "list.parquet:1: No: holds List(Int64); a cell is text, a number, a date or true/false"
    )


@pytest.mark.parametrize("name", ["list.doc", "list"])
def test_other_kinds_of_file_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    [found] = complaints(tmp_path, tmp_path / name, mapped())
    assert found.endswith("is not read; allowed: .csv, .txt, .tsv, .parquet, .xlsx, .xlsm")


def test_two_hundred_thousand_rows_take_seconds(tmp_path: Path) -> None:
    """A quarter of them here; the bound is ten times what they take on one idle core."""
    count = 50_000
    first = date(2026, 1, 1)
    path = tmp_path / "extract.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = (
            (f"M{number}", first - timedelta(days=number % 2000), "LMH"[number % 3], "free text")
            for number in range(count)
        )
        csv.writer(file).writerows([("No", "Referred", "Risk", "Comments"), *rows])
    codes = {"L": "low", "M": "medium", "H": "high"}
    began = time.process_time()
    done = imported(
        tmp_path,
        path,
        mapped(columns={"band": {"from": "Risk", "codes": codes}}, drop=["Comments"]),
    )
    assert len(done.taken.lines) == count
    assert time.process_time() - began < 10
