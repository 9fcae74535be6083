"""Who somebody is stays outside: by the name of a column, by the look of its cells, by default."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from sim.extract.identifiers import by_look, by_name
from tests.extracts import complaints, imported, mapped

NAMES = {
    "Surname": "names",
    "FORENAME": "names",
    "Offender_Name": "names",
    "fullName": "names",
    "Name": "names",
    "Alias": "names",
    "Offender Manager Name": "names",
    "DOB": "dates of birth",
    "D.O.B.": "dates of birth",
    "Date of Birth": "dates of birth",
    "birthDate": "dates of birth",
    "NI Number": "National Insurance numbers",
    "NINO": "National Insurance numbers",
    "NOMIS ID": "prison numbers",
    "Prison no.": "prison numbers",
    "PNC ID": "PNC numbers",
    "CRO": "CRO numbers",
    "NHS No": "NHS numbers",
    "CRN": "case reference numbers",
    "Case Ref": "reference numbers",
    "ID": "reference numbers",
    "Home Postcode": "addresses",
    "E-mail": "e-mail addresses",
    "Mobile": "telephone numbers",
    "Comments": "free text",
    "case notes": "free text",
}
HARMLESS = ("Establishment name", "Prison", "Programme name", "Band", "Region", "Sentence", "Wing")
LOOKS = {
    "someone@example.org": "e-mail addresses",
    "see x.y@example.org": "e-mail addresses",
    "SW1A 1AA": "postcodes",
    "QQ 12 34 56 C".replace("QQ", "AB"): "National Insurance numbers",
    "A1234BC": "prison numbers",
    "2001/0012345X": "PNC numbers",
    "12345/01X": "CRO numbers",
    "X123456": "case reference numbers",
    "07700 900123": "telephone numbers",
    "+44 20 7946 0123": "telephone numbers",
    "943 476 5919": "NHS numbers",
    "12/03/1971": "dates",
    "Would like to join a group in the morning": "free text",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_column_that_is_called_like_an_identifier_is_known(name: str) -> None:
    assert by_name(name) == NAMES[name]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_column_that_is_called_harmlessly_is_let_through(name: str) -> None:
    assert by_name(name) is None


@pytest.mark.parametrize("cell", LOOKS)
def test_a_column_that_looks_like_an_identifier_is_known(cell: str) -> None:
    assert by_look([cell]) == LOOKS[cell]
    if LOOKS[cell] not in ("NHS numbers", "dates"):
        assert by_look(["A", "B", "C", cell, "D", "E"]) == LOOKS[cell]


def test_names_are_known_by_being_capitalised_and_each_alone() -> None:
    assert by_look(["Ann Smith", "Bob O'Neill", "Cat van Dyke-Jones"]) == "names"
    assert by_look(["SMITH, John", "JONES, Ann M."][:1]) == "names"
    assert by_look(["John Smith 0", "Ann Jones 12"]) == "names"
    assert by_look(["Smith0", "Smith1", "Jones 2"]) == "names"
    assert by_look(["North East", "North West"] * 30) is None
    assert by_look(["Wing1", "Wing2", "B3"] * 30) is None


def test_a_column_in_which_nearly_everybody_differs_is_known() -> None:
    assert by_look([f"x{number}y" for number in range(51)]) is not None
    assert by_look([f"x{number % 50}y" for number in range(500)]) is None


def every_identifier(**more: Any) -> tuple[str, dict[str, Any]]:
    extract = (
        "No,Referred,Surname,Birth date,Contact,Remark\n"
        "1,2025-01-01,Example,04/05/1971,someone@example.org,none\n"
    )
    return extract, mapped(**more)


def test_identifiers_are_refused_each_with_its_cure(tmp_path: Path) -> None:
    assert complaints(tmp_path, *every_identifier(), "--leave-out-refused") == [
        (
            "extract.csv:1: Birth date: looks like dates of birth (by its name); "
            "list it under `drop:` in the mapping"
        ),
        (
            "extract.csv:1: Contact: looks like e-mail addresses (by its cells); "
            "list it under `drop:` in the mapping"
        ),
        (
            "extract.csv:1: Remark: looks like free text (by its name); "
            "list it under `drop:` in the mapping"
        ),
        (
            "extract.csv:1: Surname: looks like names (by its name); "
            "list it under `drop:` in the mapping"
        ),
        "extract.csv: 4 mistakes; nothing is written",
    ]


@pytest.mark.parametrize("cell", ["John Smith", "Smith0", "A1234BC", "x" * 21])
def test_a_cell_that_is_no_code_is_not_repeated_where_the_column_may_hold_anything(
    cell: str, tmp_path: Path
) -> None:
    columns = {"band": {"from": "Risk", "codes": {"High": "high"}}}
    rows = f"No,Referred,Risk\n1,2025-01-01,{cell}\n2,2025-01-01,Hihg\n"
    said = "\n".join(complaints(tmp_path, rows, mapped(columns=columns)))
    assert "is no code of the mapping" in said
    assert cell not in said
    assert "Hihg" not in said
    plain = complaints(tmp_path, rows.replace(cell, "Medium"), mapped(columns=columns))
    assert any("`Medium` is no code" in each for each in plain)


@pytest.mark.parametrize(
    "more", [{"drop": ["Surname", "Birth date", "Contact", "Remark"]}, {"drop_others": True}]
)
def test_dropped_columns_are_not_in_any_byte_that_is_written(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    done = imported(tmp_path, *every_identifier(**more))
    written = b"".join(path.read_bytes() for path in done.out.iterdir())
    for cell in (b"Example", b"1971", b"someone", b"none"):
        assert cell not in written


def test_an_identifier_is_refused_as_an_attribute_and_as_an_age(tmp_path: Path) -> None:
    mapping = mapped(
        columns={"age_years": "Birth date"},
        attributes={"who": "Surname", "how": "Contact", "why": "Remark"},
    )
    told = complaints(tmp_path, every_identifier()[0], mapping)
    assert told[:4] == [
        (
            "extract.csv:1: Birth date: looks like dates of birth (by its name); list it under "
            "`drop:` instead; let the extract give an age in years, or a band of ages"
        ),
        (
            "extract.csv:1: Contact: looks like e-mail addresses (by its cells); list it under "
            "`drop:` instead, or say `pseudonym: true`, or give `codes:`"
        ),
        (
            "extract.csv:1: Remark: looks like free text (by its name); list it under `drop:` "
            "instead, or say `pseudonym: true`, or give `codes:`"
        ),
        (
            "extract.csv:1: Surname: looks like names (by its name); list it under `drop:` "
            "instead, or say `pseudonym: true`, or give `codes:`"
        ),
    ]


def test_a_reference_number_is_refused_as_an_id_unless_it_is_said_to_be_anonymous(
    tmp_path: Path,
) -> None:
    [told, _] = complaints(tmp_path, "No,Referred\n1,2025-01-01\n", mapped(columns={"id": "No"}))
    assert told == (
        "extract.csv:1: No: looks like reference numbers (by its name); list it under `drop:` "
        "instead, or say `pseudonym: true`; if it tells nobody who it is, `anonymous: true`"
    )
    assert imported(tmp_path, "No,Referred\n1,2025-01-01\n", mapped()).taken.columns["id"] == ["1"]


def test_what_looks_like_a_prison_number_is_refused_whatever_is_said_of_it(tmp_path: Path) -> None:
    [told, _] = complaints(tmp_path, "No,Referred\nA1234BC,2025-01-01\n", mapped())
    assert told == (
        "extract.csv:1: No: looks like prison numbers (by its cells); list it under `drop:` "
        "instead, or say `pseudonym: true`"
    )


def test_a_column_of_which_nothing_is_said_is_refused(tmp_path: Path) -> None:
    [told, _] = complaints(tmp_path, "No,Referred,Wing\n1,2025-01-01,A\n", mapped())
    assert told == (
        "extract.csv:1: Wing: is neither mapped nor dropped; "
        "list it under `drop:` in the mapping, or map it"
    )


@drawn(st.lists(st.text(min_size=1), max_size=8), st.text())
def test_no_cell_and_no_name_is_too_strange_to_be_judged(cells: list[str], name: str) -> None:
    by_look(cells)
    by_name(name)
