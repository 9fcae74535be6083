"""People by name: CSV and Parquet, every mistake with its line, and luck that hangs on the name."""

import re
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import polars as pl
import pytest

from sim.population.assumed import assumed_columns
from sim.population.create import create_population
from sim.population.errors import PopulationError
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.population.sheet import FLAGS, ListedError, sheet_of
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Sentence
from tests.commands import placesim, write
from tests.stories import Tree, prison, programme, region, world


def read(folder: Path, text: str | pl.DataFrame, **listed: Any) -> Population:
    """Read people from a CSV text, or from a Parquet file of a frame."""
    if isinstance(text, str):
        name = "people.csv"
        (folder / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    else:
        name = "people.parquet"
        text.write_parquet(folder / name)
    listing: Tree = {"file": name, "kind": "custody", "site": "hull", **listed}
    tree = world([prison("hull"), prison("leeds"), region("north")], [programme()], days=1000)
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    return create_population(scenario, 0, folder)


def complaints(folder: Path, text: str | pl.DataFrame, **listed: Any) -> list[str]:
    with pytest.raises(PopulationError) as refused:
        read(folder, text, **listed)
    return str(refused.value).splitlines()


def test_every_column_is_read_as_it_is_documented(tmp_path: Path) -> None:
    people = read(
        tmp_path,
        """
        id,join_date,site,band,release_date,age_years,sentence,tariff_day,licence_end_day,denial,learning_disability,internet_only,cse,motivated,consents,attends_share,wing
        ann,2026-01-11,leeds,Very High,2026-04-11,61,determinate,,400,yes,true,1,TRUE,no,0,0.5,B
        bob,2025-12-22,,low,,,indeterminate,-5,,,,,,,,,
        """,
        released_to="north",
    )
    ann, bob = (people.ids().index(name) for name in ("ann", "bob"))
    rows = people.people
    assert (rows.enters_day[ann], rows.before_days[ann]) == (10.0, 0.0)
    assert (rows.enters_day[bob], rows.before_days[bob]) == (0.0, 10.0)
    assert (rows.site[ann], rows.site[bob], rows.home[ann]) == (1, 0, 2)
    assert (rows.band[ann], rows.band[bob]) == (Band.VERY_HIGH, Band.LOW)
    assert (rows.release_day[ann], rows.release_day[bob]) == (100.0, float("inf"))
    assert (rows.age_years[ann], rows.age_years[bob]) == (61.0, 40.0)
    assert rows.sentence[bob] == Sentence.INDETERMINATE
    assert (rows.tariff_day[bob], rows.supervision_end_day[ann]) == (-5.0, 400.0)
    flags = ("denial", "learning_disability", "internet_only", "cse", "motivated", "consents")
    assert [bool(getattr(rows, flag)[ann]) for flag in flags] == [True] * 4 + [False] * 2
    assert [bool(getattr(rows, flag)[bob]) for flag in flags] == [False] * 5 + [True]
    assert rows.attends_share[ann] == 0.5
    assert rows.attends_share[bob] != rows.attends_share[bob]  # luck decides
    frame = people_frame(people)
    assert frame.filter(pl.col("id") == "ann")["attribute_wing"].to_list() == ["B"]


def assumed(folder: Path, text: str | pl.DataFrame, **listed: Any) -> list[str]:
    """Return what is assumed of people, as the commands print it."""
    name = "people.csv" if isinstance(text, str) else "people.parquet"
    if isinstance(text, str):
        (folder / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    else:
        text.write_parquet(folder / name)
    listing: Tree = {"file": name, "kind": "custody", "site": "hull", **listed}
    tree = world([prison("hull"), region("north")], [programme()], days=1000)
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    assert scenario.population.listed is not None
    return assumed_columns(scenario.population.listed, scenario, folder)


def test_what_is_assumed_of_people_in_custody_is_said(tmp_path: Path) -> None:
    assert assumed(tmp_path, "id,join_day\nann,3\n", released_to="north") == [
        "people.csv: there is no column `band`; everybody is taken to be at medium risk",
        "people.csv: there is no column `age_years`; everybody is taken to be 40 years old",
        (
            "people.csv: there is no column `sentence`; everybody is taken to be on a "
            "determinate sentence"
        ),
        (
            "people.csv: there is no column `release_day` or `release_date`; everybody is taken "
            "to be in prison to the end of the run"
        ),
        (
            "people.csv: there is no column `licence_end_day` or `licence_end_date`; everybody "
            "is taken to be supervised for 3652.5 days after release"
        ),
        (
            "people.csv: there is no column `denial`, `learning_disability`, `internet_only`, "
            "`cse`, `motivated`; taken as no for all"
        ),
        "people.csv: there is no column `consents`; taken as yes for all",
    ]


def test_cells_left_empty_are_counted_among_what_is_assumed(tmp_path: Path) -> None:
    flags = "denial,learning_disability,internet_only,cse,motivated,consents"
    text = f"""
    id,join_day,band,age_years,release_day,release_date,{flags}
    ann,3,high,50,90,,,,,,,
    bob,3, ,,,2026-05-01,,,,,,
    cat,3,low,,,,,,,,,
    """
    assert assumed(tmp_path, text, kind="community", site="north") == [
        "people.csv: `band` is empty for 1 of 3 people, who are taken to be at medium risk",
        "people.csv: `age_years` is empty for 2 of 3 people, who are taken to be 40 years old",
        (
            "people.csv: `release_day` or `release_date` or `licence_end_day` or "
            "`licence_end_date` is empty for 1 of 3 people, who are taken to be under supervision "
            "to the end of the run"
        ),
    ]


def test_nothing_is_assumed_of_a_file_that_says_it_all(tmp_path: Path) -> None:
    """The same of a Parquet file, where an empty cell is a null or not a number."""
    flags = {name: [False, True] for name in FLAGS}
    everything = {"id": ["a", "b"], "join_day": [1, 2], "band": ["low", "high"], **flags}
    whole = pl.DataFrame({**everything, "age_years": [30.0, 40.0]})
    assert assumed(tmp_path, whole, kind="list") == []
    holed = pl.DataFrame({**everything, "age_years": [float("nan"), None]})
    assert assumed(tmp_path, holed, kind="list") == [
        "people.parquet: `age_years` is empty for 2 of 2 people, who are taken to be 40 years old"
    ]


def test_what_is_said_to_be_assumed_is_what_is_assumed(tmp_path: Path) -> None:
    rows = read(tmp_path, "id,join_day\nann,3\n", released_to="north").people
    assert (rows.band[0], rows.age_years[0]) == (Band.MEDIUM, 40.0)
    assert (rows.sentence[0], rows.licence_days[0]) == (Sentence.DETERMINATE, 3652.5)
    assert (rows.release_day[0], rows.hearing_day[0]) == (float("inf"), float("inf"))
    assert {flag: bool(getattr(rows, flag)[0]) for flag in FLAGS} == {
        flag: flag == "consents" for flag in FLAGS
    }


@pytest.mark.parametrize("command", ["validate", "run"])
def test_commands_warn_of_what_they_assume(command: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,join_day\nann,3\n", encoding="utf-8")
    listing = {"file": "people.csv", "kind": "list", "site": "hull"}
    tree = world([prison("hull")], [programme()], days=50)
    scenario = write(tree | {"population": {"listed": listing}}, tmp_path / "named.yaml")
    out = ("--out", str(tmp_path / "out")) if command == "run" else ()
    ended = placesim(command, scenario, *out)
    assert ended.code == 0
    lines = (ended.out + ended.err).splitlines()
    warned = [line for line in lines if line.startswith("warning: people.csv: ")]
    for what in ("at medium risk", "40 years old", "taken as no for all"):
        assert sum(line.endswith(what) for line in warned) == 1


def test_a_sentence_that_does_not_go_with_the_kind_is_refused(tmp_path: Path) -> None:
    """Those who read the log tell who is in prison by the sentence."""
    text = "id,join_day,sentence\nann,3,\nbob,3,Determinate\n"
    for kind, site in (("list", "hull"), ("community", "north")):
        [found] = complaints(tmp_path, text, kind=kind, site=site)
        assert found == (
            "people.csv:3: sentence: `Determinate` holds a man in prison, and these people "
            f"are kind: {kind}; leave it empty, or say kind: custody"
        )
    assert complaints(tmp_path, "id,join_day,sentence\nann,3,none\n") == [
        "people.csv:2: sentence: `none` holds nobody in prison, and these people are kind: custody"
    ]


def test_a_parquet_file_says_the_same_as_a_csv_file(tmp_path: Path) -> None:
    text = "id,join_day,band,release_day\nann,3,high,90\nbob,4.5,medium,\n"
    frame = pl.DataFrame(
        {
            "id": ["ann", "bob"],
            "join_day": [3.0, 4.5],
            "band": ["high", "medium"],
            "release_day": [90.0, None],
        }
    )
    assert people_frame(read(tmp_path, text)).equals(people_frame(read(tmp_path, frame)))


def test_every_mistake_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    found = complaints(
        tmp_path,
        """
        id,join_day,band,release_day,age_years,denial,site,attends_share,tariff_date
        ann,3,hihg,2,17,maybe,hull,0.5,
        ann,soon,medium,90,40,no,leds,1.5,
        ,4,medium,90,40,no,,1,2026-13-01
        dan,,low,90,40,no,,1,
        """,
    )
    assert sorted(found) == sorted(
        [
            "people.csv:3: id: `ann` is listed twice; first on line 2",
            "people.csv:4: id: is empty",
            "people.csv:3: join_day: `soon` is not a number",
            "people.csv:3: join_day: is empty; give a day or a date for everybody",
            "people.csv:5: join_day: is empty; give a day or a date for everybody",
            "people.csv:2: release_day: day 2 is before he joins (day 3)",
            "people.csv:3: site: `leds` is unknown; did you mean `leeds`?",
            "people.csv:2: age_years: 17 is outside 18 to 120",
            "people.csv:2: denial: `maybe` is neither true nor false",
            "people.csv:4: tariff_date: `2026-13-01` is not a date; write YYYY-MM-DD",
            "people.csv:2: band: `hihg` is unknown; did you mean `high`?",
            "people.csv:3: attends_share: 1.5 is outside 0 to 1",
        ]
    )


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    """A day and a date at once; a release before the run; a misspelt column; no name at all."""
    both = "id,join_day,join_date\nann,3,2026-01-04\n"
    assert complaints(tmp_path, both) == [
        "people.csv:2: join_date: give join_day or join_date, not both"
    ]
    gone = "id,join_day,release_day\nann,-30,-3\n"
    assert complaints(tmp_path, gone) == [
        "people.csv:2: release_day: day -3 is before the run begins"
    ]
    misspelt = "id,join_day,realease_day\nann,3,9\n"
    assert complaints(tmp_path, misspelt) == [
        "people.csv:1: unknown column `realease_day`; did you mean `release_day`?"
    ]
    assert complaints(tmp_path, "name,join_day\nann,3\n") == [
        "people.csv:1: there is no `id` column; found name, join_day"
    ]


def test_a_hole_in_a_parquet_file_does_not_hide_a_mistake_beside_it(tmp_path: Path) -> None:
    ages = pl.DataFrame({"id": ["a", "b"], "join_day": [1, 2], "age_years": [float("nan"), 17.0]})
    assert complaints(tmp_path, ages) == ["people.parquet:3: age_years: 17 is outside 18 to 120"]


def test_not_a_number_is_no_day(tmp_path: Path) -> None:
    for odd in ("nan", "inf", "-inf", "1e99"):
        found = complaints(tmp_path, f"id,join_day\nann,{odd}\n")[0]
        assert found.startswith("people.csv:2: join_day: ")


def test_a_long_file_of_mistakes_is_cut_short(tmp_path: Path) -> None:
    rows = "\n".join(f"man {n},1,wrong" for n in range(300))
    found = complaints(tmp_path, f"id,join_day,band\n{rows}\n")
    assert len(found) == 51
    assert found[-1] == "... and 250 more"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PAR1 not parquet", b'id,join_day\n"a'])
@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_a_file_that_is_no_table_is_refused_in_words(
    content: bytes, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    tree = world([prison()], [programme()])
    listing = {"file": name, "kind": "list", "site": "hull"}
    scenario = Scenario.model_validate(tree | {"population": {"listed": listing}})
    with pytest.raises(PopulationError, match=name):
        create_population(scenario, 0, tmp_path)


def test_a_named_persons_luck_hangs_on_the_name_alone(tmp_path: Path) -> None:
    """Other rows above him, another order, another file format: the same luck."""
    first = read(tmp_path, "id,join_day\nann,3\nbob,4\n")
    second = read(tmp_path, "id,join_day\nzoe,1\nbob,4\ncat,2\nann,3\n")
    for name in ("ann", "bob"):
        one, other = first.ids().index(name), second.ids().index(name)
        for column in ("key", "reoffending", "drop_prison", "transfer_luck", "gives_up_luck"):
            mine, theirs = getattr(first.people, column), getattr(second.people, column)
            assert mine[one] == theirs[other]


def test_people_who_come_after_the_end_are_not_in_the_run(tmp_path: Path) -> None:
    assert read(tmp_path, "id,join_day\nann,3\nbob,1000\ncat,4000\n").ids() == ["ann"]


def test_people_of_the_guide_leave_prison_as_it_says(tmp_path: Path) -> None:
    """The second file of the guide: a release day, a term's end with a hearing, a tariff alone."""
    guide = (Path(__file__).parents[1] / "scenarios" / "README.md").read_text(encoding="utf-8")
    text = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)[1]
    rows = read(tmp_path, text, released_to="north").people
    assert np.isfinite(rows.release_day).tolist() == [True, True, False]
    assert np.isfinite(rows.hearing_day).tolist() == [False, True, True]
    assert rows.sentence.tolist() == [
        Sentence.DETERMINATE,
        Sentence.EXTENDED,
        Sentence.INDETERMINATE,
    ]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"id": [["a"], ["b"]], "join_day": [1.0, 2.0]}, "id: holds List(String)"),
        ({"id": ["a", "b"], "join_day": [1.0, 2.0], "note": [b"\xff", b"x"]}, "note: holds Binary"),
        (
            {
                "id": ["a", "b"],
                "join_date": [
                    datetime(2026, 1, 2, 9, tzinfo=UTC),
                    datetime(2026, 1, 3, tzinfo=UTC),
                ],
            },
            "join_date: holds times of day",
        ),
        ({"id": ["a", "b"], "join_day": [True, False]}, "`True` is not a number"),
        ({"id": ["a", "b"], "join_day": ["1_0", "2"]}, "`1_0` is not a number"),
    ],
)
def test_a_column_that_no_cell_can_be_read_from_is_refused_in_words(
    columns: dict[str, list[object]], words: str, tmp_path: Path
) -> None:
    pl.DataFrame(columns).write_parquet(tmp_path / "p.parquet")
    assert words in said_of(tmp_path / "p.parquet")


def said_of(path: Path) -> str:
    """Return what there is to say of a file and of its column of joining days."""
    try:
        sheet = sheet_of(path, path.name)
    except ListedError as refused:
        return str(refused)
    sheet.numbers("join_day", -1e6, 1e6, 0.0)
    return "\n".join(sheet.mistakes)


def test_midnight_in_a_column_of_times_is_a_date(tmp_path: Path) -> None:
    """It is what other software writes for a date."""
    when = [datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)]
    pl.DataFrame({"id": ["a", "b"], "join_date": when}).write_parquet(tmp_path / "p.parquet")
    assert sheet_of(tmp_path / "p.parquet", "p").frame["join_date"].dtype == pl.Date


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,join_day,join_day\na,1,5\n")
    with pytest.raises(ListedError, match="the column `join_day` is given twice"):
        sheet_of(tmp_path / "p.csv", "p.csv")
