"""A mapping that cannot be followed is refused with every mistake and its line."""

from pathlib import Path
from textwrap import dedent

import pytest

from sim.extract.mapping_file import read_mapping
from sim.scenario.problems import ScenarioError


def told(folder: Path, text: str) -> list[str]:
    path = folder / "mapping.yaml"
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_mapping(path)
    return [str(each).removeprefix(f"{path}:") for each in refused.value.problems]


def test_every_mistake_of_a_mapping_is_told_with_its_line(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        """
        placesim_mapping: 1
        taken_on: 1 January 2026
        kind: prison
        site: HMP Oak
        raed: {}
        read: {encoding: latin, separator: comma, dates: DD/MM/YYY, header_row: zero}
        columns:
          id: {from: No, pseudonym: maybe}
          joined: Referred
          band: {from: Risk, codes: {L: lo, M: medium, m: low}}
          denial: {from: Denies, codes: {Y: yes, N: never}}
          release_day: {from: Left, unit: fortnights}
          tariff_day: Tariff
          release_date: {from: Release, unit: days}
          leave_date: {}
        attributes:
          band: Risk
          Wing: Wing
        repeated: sometimes
        """,
    ) == [
        (
            "2:11: taken_on: `1 January 2026` is not a date; write the day on which the extract "
            "was taken as YYYY-MM-DD: it becomes day 0"
        ),
        "3:7: kind: `prison` is not known here; allowed: custody, community, list",
        (
            "4:7: site: `HMP Oak` is not the id of anything; allowed: a short name of a-z, 0-9, "
            "_ and -, starting with a letter"
        ),
        "5:1: raed: unknown setting; did you mean `read`?",
        (
            "6:18: read.encoding: `latin` is not known here; allowed: utf-8, windows-1252, "
            "iso-8859-1, utf-16"
        ),
        "6:50: read.dates: `DD/MM/YYY` is not a format; did you mean `DD/MM/YYYY`?",
        "6:73: read.header_row: `zero` is not the number of a row, 1 or more",
        (
            "7:1: columns: do not say since when they wait: a column `join_date`, or `join_day` "
            "with `ago: true`"
        ),
        "8:29: columns.id.pseudonym: got `maybe`; allowed: true or false",
        "9:3: columns.joined: placesim reads nothing of this name; did you mean `join_day`?",
        "10:30: columns.band.codes.L: `lo` may not stand here; did you mean `low`?",
        "10:48: columns.band.codes.m: is given twice; case and spaces do not count",
        "11:42: columns.denial.codes.N: `never` may not stand here; allowed: yes, no",
        (
            "12:35: columns.release_day.unit: `fortnights` is not known here; "
            "allowed: days, weeks, months, years"
        ),
        (
            "13:15: columns.tariff_day.unit: required, and not given; "
            "allowed: days, weeks, months, years"
        ),
        "14:3: columns.release_date: says the same as `release_day`; map one of them",
        "14:33: columns.release_date.unit: means nothing here; allowed: from, empty, dates",
        ("15:15: columns.leave_date.from: required, and not given; name the column of the extract"),
        ("17:3: attributes.band: is something that placesim understands; map it under `columns:`"),
        (
            "18:3: attributes.Wing: is not a name; allowed: a short name of a-z, 0-9, _ and -, "
            "starting with a letter"
        ),
        "19:11: repeated: `sometimes` is not known here; allowed: refuse, keep_first",
    ]


def test_a_mapping_says_what_it_is_and_what_it_is_of(tmp_path: Path) -> None:
    assert told(tmp_path, "{}\n") == [
        (
            "1:1: columns: do not say since when they wait: a column `join_date`, or `join_day` "
            "with `ago: true`"
        ),
        "1:1: kind: required, and not given; allowed: custody, community, list",
        "1:1: placesim_mapping: required; write placesim_mapping: 1",
        "1:1: site: say where they are: `site:`, or a column `site`",
        (
            "1:1: taken_on: required, and not given; write the day on which the extract was taken "
            "as YYYY-MM-DD: it becomes day 0"
        ),
    ]


def test_a_list_is_no_mapping(tmp_path: Path) -> None:
    assert told(tmp_path, "[1, 2]\n")[0].startswith("1:1: ")


def test_two_formats_that_cannot_be_told_apart_are_not_stated_together(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
        placesim_mapping: 1
        taken_on: 2026-01-01
        kind: list
        site: oak
        read: {dates: [DD/MM/YYYY, MM/DD/YYYY]}
        columns: {join_date: Referred}
        """,
    )
    assert found == ["5:15: read.dates: DD/MM and MM/DD cannot be told apart; name one"]


def test_a_mapping_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_mapping(tmp_path / "no.yaml")
    assert str(refused.value) == (
        f"{tmp_path / 'no.yaml'}: is not there; give --mapping the name of a YAML file"
    )
