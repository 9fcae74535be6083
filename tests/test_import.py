"""A real waiting list becomes the people of day 0: what is taken, by what codes, and as what."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from sim.population.create import create_population
from sim.scenario.loading import load
from tests.commands import placesim, write
from tests.extracts import (
    complaints,
    given,
    imported,
    mapped,
    order,
    people,
    workbook,
)
from tests.stories import prison, programme, world

EXAMPLE = Path(__file__).parents[1] / "scenarios" / "import"


def test_codes_and_dates_become_our_words_and_days(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        """
        No,Referred,Est,Risk,Denies,Age,Release,Wing
        7,2025-12-22,HMP  OAK,v high,Y,25-34,2026-04-11,B
        8,2026-01-01,ash,L,n,61,,
        """,
        mapped(
            site=None,
            columns={
                "site": {"from": "est", "codes": {"HMP Oak": "oak", "Ash": "ash"}},
                "band": {"from": "Risk", "codes": {"L": "low", "V High": "very_high"}},
                "denial": "Denies",
                "age_years": "Age",
                "release_date": "Release",
            },
            attributes={"wing": "Wing"},
        ),
    )
    first, second = people(done)
    assert first == {
        "id": "7",
        "site": "oak",
        "band": "very_high",
        "age_years": "30",
        "denial": "yes",
        "join_day": "-10",
        "release_day": "100",
        "wing": "B",
    }
    assert (second["site"], second["band"], second["denial"]) == ("ash", "low", "no")
    assert (second["age_years"], second["release_day"], second["join_day"]) == ("61", "", "0")


def test_units_become_days_and_shares(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "No,Weeks,Months left,Motivation\n1,3,12,40%\n2,0.5,,7.5\n",
        mapped(
            columns={
                "join_date": None,
                "join_day": {"from": "Weeks", "unit": "weeks", "ago": True},
                "release_day": {"from": "Months left", "unit": "months"},
                "motivation": {"from": "Motivation", "unit": "percent"},
            }
        ),
    )
    rows = [(row["join_day"], row["release_day"], row["motivation"]) for row in people(done)]
    assert rows == [("-21", "365", "0.4"), ("-4", "", "0.075")]


def test_a_band_of_years_of_birth_is_an_age_and_a_single_year_is_refused(tmp_path: Path) -> None:
    mapping = mapped(columns={"birth_years": "Year of birth"})
    done = imported(tmp_path, "No,Referred,Year of birth\n1,2025-01-01,1970-1979\n", mapping)
    assert people(done)[0]["age_years"] == "51"
    shutil.rmtree(done.out)
    [refused, _] = complaints(tmp_path, "No,Referred,Year of birth\n1,2025-01-01,1971\n", mapping)
    assert refused == (
        "extract.csv:2: Year of birth: `1971` is no band of years of birth; "
        "allowed: 5 years or more, such as 1970-1974"
    )


def test_only_those_are_taken_for_whom_the_mapping_asks(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "No,Referred,Status\n1,2025-01-01,Waiting\n2,2025-01-01,Done\n3,rubbish,Done\n",
        mapped(only={"Status": ["waiting"]}),
    )
    assert [row["id"] for row in people(done)] == ["1"]
    assert (done.taken.left_out, done.taken.refused) == (2, 0)


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        """
        No,Referred,Status
        1,2025-01-01,Waiting
        1,2025-01-01,Waiting
        ,,
        2,31/02/2025,Waiting
        3,2025-01-01,Done
        """,
        mapped(only={"Status": "Waiting"}, repeated="keep_first"),
        leave_out_refused=True,
    )
    taken = done.taken
    assert (len(taken.lines), taken.repeated, taken.empty_rows, taken.refused, taken.left_out) == (
        (1, 1, 1, 1, 1)
    )
    assert "| Referred | is a day that no calendar has | 1 |" in done.account


def test_without_leave_every_mistake_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    assert complaints(
        tmp_path,
        """
        No,Referred,Est,Risk,Release
        1,2025-02-30,Oak,Hihg,2026-04-11
        2,,Oka,High,2024-04-11
        2,2025-03-01,Oak,Medium,2024-04-11
        3,2026-03-01,,High,2026-04-11
        4,soon,Oak,Hihg,2025-12-31
        """,
        mapped(
            site=None,
            columns={
                "site": {"from": "Est", "codes": {"Oak": "oak"}},
                "band": {"from": "Risk", "codes": {"High": "high"}},
                "release_date": "Release",
            },
        ),
    ) == [
        (
            "extract.csv:2: Referred: `2025-02-30` is a day that no calendar has; "
            "correct it in the extract"
        ),
        (
            "extract.csv:2: Risk: `Hihg` is no code of the mapping (and on 1 lines more, the last "
            "6); did you mean `high`? Else name it under `codes:`"
        ),
        (
            "extract.csv:3: Est: `Oka` is no code of the mapping; did you mean `oak`? "
            "Else name it under `codes:`"
        ),
        (
            "extract.csv:3: Referred: is empty, and everybody joined some day; "
            "fill it in, or leave him out by `only`"
        ),
        (
            "extract.csv:3: Release: is before the day on which the extract was taken (and on 1 "
            "lines more, the last 6); he is no longer waiting: leave him out by `only`, or mend "
            "the date"
        ),
        (
            "extract.csv:4: No: is the id of an earlier row that differs; the earlier is on line "
            "3; keep one row a person, or say `repeated: keep_first`"
        ),
        "extract.csv:4: Release: is before he joins; correct one of the two",
        "extract.csv:4: Risk: `Medium` is no code of the mapping; name it under `codes:`",
        (
            "extract.csv:5: Est: is empty, and the mapping names no `site` for them all; "
            "say where he is"
        ),
        (
            "extract.csv:5: Referred: is after the day on which the extract was taken; "
            "correct one of the two"
        ),
        (
            "extract.csv:6: Referred: `soon` is not a date; write YYYY-MM-DD, or name the format "
            "under `dates:`"
        ),
        (
            "extract.csv: 11 mistakes; nothing is written; --leave-out-refused leaves out the 5 "
            "rows they are in"
        ),
    ]


def test_of_many_mistakes_alike_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"{number},wrong {number}\n" for number in range(1000))
    told = complaints(tmp_path, f"No,Referred\n{rows}", mapped())
    assert len(told) == 14
    assert told[-2] == "extract.csv: Referred: 988 more of the same: is not a date"


def test_a_code_may_say_nothing_and_goes_before_words_for_empty(tmp_path: Path) -> None:
    codes = {"NA": "low", "Not assessed": None, "H": "high"}
    done = imported(
        tmp_path,
        "No,Referred,Risk\n1,2025-01-01,NA\n2,2025-01-01,not assessed\n3,2025-01-01,n/a\n",
        mapped(columns={"band": {"from": "Risk", "codes": codes}}),
    )
    assert [row["band"] for row in people(done)] == ["low", "", ""]


def test_who_has_no_id_is_called_by_his_row_and_that_is_said(tmp_path: Path) -> None:
    done = imported(tmp_path, "Referred\n2025-01-01\n2025-01-01\n", mapped(columns={"id": None}))
    assert [row["id"] for row in people(done)] == ["row2", "row3"]
    assert any("people are called by their row" in line for line in done.account)


def test_parquet_excel_and_csv_say_the_same(tmp_path: Path) -> None:
    names = ["No", "Referred", "Denies", "Age"]
    rows = [("1", date(2025, 3, 4), True, 30.0), ("2", date(2024, 12, 31), False, None)]
    mapping = mapped(columns={"denial": "Denies", "age_years": "Age"})
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(tmp_path / "a.parquet")
    pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("Referred").cast(pl.Datetime)
    ).write_parquet(tmp_path / "b.parquet")
    serials = [(no, ((day - date(1899, 12, 30)).days,), *more) for no, day, *more in rows]
    workbook(tmp_path / "c.xlsx", [names, *serials])
    old = [(no, ((day - date(1904, 1, 1)).days,), *more) for no, day, *more in rows]
    workbook(tmp_path / "d.xlsx", [names, *old], from_1904=True)
    with (tmp_path / "e.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [names, *[[*row[:2], row[2], row[3] and int(row[3])] for row in rows]]
        )
    done = [
        people(imported(tmp_path, path, mapping, out=tmp_path / path.stem))
        for path in sorted(tmp_path.glob("?.*"))
    ]
    assert len(done) == 5
    assert all(each == done[0] for each in done)
    assert [row["join_day"] for row in done[0]] == ["-303", "-366"]


def test_a_sheet_may_be_named_and_its_title_rows_passed_over(tmp_path: Path) -> None:
    rows = [[], ["List of March"], ["No", "Referred"], ["1", (46000,)], [None], ["2", (46001,)]]
    path = workbook(tmp_path / "list.xlsx", rows)
    done = imported(tmp_path, path, mapped(read={"sheet": "List", "header_row": 3}))
    assert [row["join_day"] for row in people(done)] == ["-23", "-22"]
    assert done.taken.lines == [4, 6]
    shutil.rmtree(done.out)
    [refused] = complaints(tmp_path, path, mapped(read={"sheet": "Lst"}))
    assert refused == "list.xlsx:1: has no sheet `Lst`; say `read: {sheet: ...}`; it has List"


def test_what_is_written_is_a_population_that_a_scenario_runs(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "No,Referred,Risk,Wing\n1,2025-12-22,high,A\n2,2025-12-31,low,B\n",
        mapped(
            kind="custody",
            columns={"band": "Risk"},
            attributes={"wing": {"from": "Wing", "codes": {"A": "a", "B": "b"}}},
        ),
    )
    tree = world([prison("oak")], [programme()], days=100)
    del tree["population"]
    tree["extends"] = "out/people.yaml"
    write(tree, tmp_path / "own.yaml")
    loaded = load(tmp_path / "own.yaml")
    assert loaded.scenario.start_date == date(2026, 1, 1)
    found = create_population(loaded.scenario, 0, loaded.root)
    rows = {name: row for row, name in enumerate(found.ids())}
    assert found.people.before_days[rows["1"]] == 10
    assert done.out.name == "out"
    assert placesim("run", tmp_path / "own.yaml", "--out", tmp_path / "run").code == 0


def test_the_command_prints_the_account_or_one_json_object(tmp_path: Path) -> None:
    end = given(tmp_path, "No,Referred\n1,2025-01-01\n", mapped())
    assert end.out == (tmp_path / "out" / "read.md").read_text(encoding="utf-8")
    assert end.err.endswith("a scenario takes these people by `extends: out/people.yaml`\n")
    shutil.rmtree(tmp_path / "out")
    end = given(tmp_path, "No,Referred\n1,2025-01-01\n", mapped(), "--json")
    assert '"taken": 1' in end.out


def test_the_shipped_example_is_what_the_import_makes_of_it(tmp_path: Path) -> None:
    """Its key was thrown away, so nobody makes the same pseudonyms again; all else is the same."""
    end = placesim(
        *("import", EXAMPLE / "extract.csv", "--mapping", EXAMPLE / "mapping.yaml"),
        *("--new-key", tmp_path / "key", "--out", tmp_path / "waiting_list"),
    )
    assert end.code == 0
    for name in ("people.yaml", "read.md"):
        ours, shipped = (each / "waiting_list" / name for each in (tmp_path, EXAMPLE))
        assert ours.read_bytes() == shipped.read_bytes()
    ours, shipped = (
        pl.read_csv(each / "waiting_list" / "people.csv") for each in (tmp_path, EXAMPLE)
    )
    assert ours.drop("id").equals(shipped.drop("id"))
    assert not set(ours["id"]) & set(shipped["id"])
    assert ours["id"].n_unique() == shipped["id"].n_unique() == shipped.height


def test_the_example_of_the_guide_is_what_the_guide_says(tmp_path: Path) -> None:
    guide = (EXAMPLE.parent / "README.md").read_text(encoding="utf-8")
    extract, mapping = (
        guide.split(f"```{kind}\n")[1].split("```")[0] for kind in ("extract", "mapping")
    )
    (tmp_path / "extract.csv").write_text(extract, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    end = placesim(
        *("import", tmp_path / "extract.csv", "--mapping", tmp_path / "mapping.yaml"),
        *("--new-key", tmp_path / "key", "--out", tmp_path / "waiting_list"),
    )
    assert end.code == 0, end.err
    rows = pl.read_csv(tmp_path / "waiting_list" / "people.csv")
    assert rows.drop("id").rows() == [
        ("oak", "very_high", 30.0, "yes", -10, 210, "B"),
        ("oak", "medium", 60.0, "no", -31, None, "A"),
    ]


def test_the_shipped_scenario_takes_the_people_of_the_example() -> None:
    loaded = load(EXAMPLE / "from_extract.yaml")
    found = create_population(loaded.scenario, 0, loaded.root)
    shipped = pl.read_csv(EXAMPLE / "waiting_list" / "people.csv")
    assert set(shipped["id"]) <= set(found.ids())
    assert loaded.warnings == []


@pytest.mark.parametrize(
    "when",
    [datetime(2025, 3, 4, 13, 30, tzinfo=UTC), datetime(2025, 3, 4, tzinfo=UTC)],
    ids=["afternoon", "midnight"],
)
def test_a_time_of_day_is_left_out(tmp_path: Path, when: datetime) -> None:
    frame = pl.DataFrame({"No": ["1"], "Referred": [when]})
    frame.write_parquet(tmp_path / "list.parquet")
    done = imported(tmp_path, tmp_path / "list.parquet", mapped())
    assert people(done)[0]["join_day"] == "-303"


def test_an_order_without_a_place_to_join_says_so(tmp_path: Path) -> None:
    asked = order(tmp_path, "No\n1\n", mapped(columns={"join_date": None}))
    end = placesim("import", asked.extract, "--mapping", asked.mapping, "--out", asked.out)
    assert end.code == 2
    assert "columns: do not say since when they wait" in end.err
