"""Dates of an extract: what is stated is believed, what is plain is assumed aloud, else refused."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.extract.complaints import CellWrong
from sim.extract.dates import EPOCHS, dates_of
from tests.extracts import complaints, imported, mapped, people

TAKEN_ON = date(2026, 1, 1)
DAYS = st.dates(date(1940, 1, 1), date(2125, 12, 31))
WRITTEN = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD Mon YYYY": "%d %b %Y",
    "YYYYMMDD": "%Y%m%d",
}


@given(days=st.lists(DAYS, min_size=1), form=st.sampled_from(sorted(WRITTEN)))
def test_a_date_written_in_the_stated_format_is_read_back(days: list[date], form: str) -> None:
    cells = [day.strftime(WRITTEN[form]) for day in days]
    dates = dates_of(cells, (form,), TAKEN_ON)
    assert dates.unsure is None
    assert [dates.read(cell) for cell in cells] == days


@given(days=st.lists(DAYS, min_size=1), month_first=st.booleans())
def test_an_unstated_format_is_never_read_the_wrong_way(
    days: list[date], *, month_first: bool
) -> None:
    """Either it is sure, and right; or it is refused."""
    form = "MM/DD/YYYY" if month_first else "DD/MM/YYYY"
    cells = [day.strftime(WRITTEN[form]) for day in days]
    dates = dates_of(cells, (), TAKEN_ON)
    if dates.unsure is None:
        assert [dates.read(cell) for cell in cells] == days
    else:
        assert all(day.day <= 12 for day in days)


@given(days=st.lists(DAYS, min_size=1), epoch=st.sampled_from(sorted(EPOCHS)))
def test_the_days_of_excel_are_read_back_when_they_are_stated(days: list[date], epoch: str) -> None:
    cells = [str((day - EPOCHS[epoch]).days) for day in days]
    dates = dates_of(cells, (epoch,), TAKEN_ON)
    assert [dates.read(cell) for cell in cells] == days


@pytest.mark.parametrize(
    ("cell", "stated", "reason"),
    [
        ("46000", (), "is the number of a day in Excel, not a date"),
        ("60", ("excel",), "is before 1940"),
        ("1900-01-01", (), "is before 1940"),
        ("9999-12-31", (), "is more than 100 years after the extract"),
        ("0000-00-00", (), "is a day that no calendar has"),
        ("31/04/2025", (), "is a day that no calendar has"),
        ("13/13/2025", (), "is a day that no calendar has"),
        ("04/05/25", ("DD/MM/YYYY",), "has a year of two digits"),
        ("4 Smarch 2025", (), "is not a date"),
        ("yesterday", (), "is not a date"),
        ("٣/٤/٢٠٢٥", ("DD/MM/YYYY",), "is not a date"),
        ("2025-02-29", (), "is a day that no calendar has"),
        ("20250304", (), "is not a date"),
    ],
)
def test_what_is_no_sure_date_is_refused(cell: str, stated: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CellWrong) as refused:
        dates_of([cell], stated, TAKEN_ON).read(cell)
    assert refused.value.reason == reason


def test_a_year_of_two_digits_is_the_nearest_one_where_it_is_stated() -> None:
    read = dates_of([], ("DD/MM/YY",), TAKEN_ON).read
    assert read("04/05/25") == date(2025, 5, 4)
    assert read("04/05/45") == date(2045, 5, 4)
    assert read("04/05/98") == date(1998, 5, 4)


def test_what_is_assumed_of_dates_is_said(tmp_path: Path) -> None:
    done = imported(tmp_path, "No,Referred\n1,04/03/2025\n2,25/03/2025\n", mapped())
    assert [row["join_day"] for row in people(done)] == ["-303", "-282"]
    assert (
        "| Referred | join_day | as dates; assumed: DD/MM/YYYY, for some cells can be read no "
        "other way | 0 |"
    ) in done.account


def test_dates_that_may_be_read_both_ways_are_refused_even_if_rows_may_be_left_out(
    tmp_path: Path,
) -> None:
    told = complaints(
        tmp_path, "No,Referred\n1,03/03/2025\n2,04/03/2025\n", mapped(), "--leave-out-refused"
    )
    assert told == [
        (
            "extract.csv:3: Referred: `04/03/2025` may be day/month or month/day, and no cell of "
            "the column tells which; say `dates: DD/MM/YYYY`, or whatever it is, in the mapping"
        ),
        "extract.csv: 1 mistake; nothing is written",
    ]


def test_dates_of_both_kinds_in_one_column_are_refused(tmp_path: Path) -> None:
    told = complaints(tmp_path, "No,Referred\n1,25/03/2025\n2,03/25/2025\n", mapped())
    assert told[0] == (
        "extract.csv:2: Referred: `25/03/2025` can only be DD/MM/YYYY where other cells can only "
        "be MM/DD/YYYY; mixed dates cannot be read; export them in one format"
    )


def test_a_word_for_no_date_may_be_named(tmp_path: Path) -> None:
    release = {"from": "Release", "empty": ["01/01/1900", "TBC"]}
    done = imported(
        tmp_path,
        "No,Referred,Release\n1,2025-01-01,01/01/1900\n2,2025-01-01,tbc\n",
        mapped(columns={"release_date": release}),
    )
    assert [row["release_day"] for row in people(done)] == ["", ""]


def test_a_day_later_in_the_extract_is_a_day_later_in_the_run(tmp_path: Path) -> None:
    rows = "".join(f"{number},{TAKEN_ON - timedelta(days=number)}\n" for number in range(800))
    done = imported(tmp_path, f"No,Referred\n{rows}", mapped())
    assert [row["join_day"] for row in people(done)] == [str(-number) for number in range(800)]
