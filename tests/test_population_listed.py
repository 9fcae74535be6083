"""People by name: CSV and Parquet, every mistake with its line, and luck that hangs on the name."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import polars as pl
import pytest

from sim.population.create import create_population
from sim.population.errors import PopulationError
from sim.population.frame import people_frame
from sim.population.people import Population
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Sentence
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
