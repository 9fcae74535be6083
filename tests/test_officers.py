"""Officers' time by level of MAPPA: whose hours count, from when to when, and at what price."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from reports.figure import Figure
from reports.made_up import made_up
from reports.officers import Officers
from reports.reading import Reading
from sim.experiments.results import Results
from sim.log.history import Book, History
from sim.log.licence import LicenceNote
from sim.log.prices import CostsNote, PriceNote
from sim.projections.costs import Costs, by_person, costs
from sim.projections.facts import Facts
from sim.projections.handwritten import NORTH, Row, event, history
from sim.projections.officers import SCHEMA, officer_load
from sim.words.kinds import Cause, Kind

HOURS = (1.0, 3.0, 8.0)
PRICES = CostsNote(2025, 0.0, (PriceNote("officer_hour", "", 7.0),))
THERE = ((NORTH, ((0.0, 4.0), (50.0, 2.0))),)
MAPPA = LicenceNote(28.0, 365.0, HOURS, THERE)


def level(day: float, person: int, level: int) -> Row:
    return event(day, Kind.MAPPA_SET, person, site=NORTH, value=level)


def told(*events: Row, **book: Any) -> History:
    return history(events, ({}, {}), **{"licence": MAPPA, "costs": PRICES, **book})


def spent(story: History) -> dict[str, float]:
    table = costs(Costs.of(Facts(story))).filter(item="officer_hour")
    return dict(table.select("of", "amount").iter_rows())


def test_a_man_takes_the_hours_of_his_level_until_he_has_another() -> None:
    story = told(level(0.0, 0, 3), level(14.0, 0, 1))
    assert spent(story) == {"level 1": pytest.approx(86), "level 3": pytest.approx(8 * 14)}
    assert by_person(Facts(story)).tolist() == [pytest.approx(86 + 8 * 14), 0.0]


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (Kind.RECALLED, Cause.BREACH),
        (Kind.RECONVICTED, Cause.NONE),
        (Kind.SUPERVISION_ENDED, Cause.NONE),
        (Kind.DIED, Cause.NONE),
    ],
)
def test_who_is_inside_or_dead_or_under_nobody_takes_no_hours(kind: Kind, cause: Cause) -> None:
    story = told(level(0.0, 0, 2), event(21.0, kind, 0, cause=cause))
    assert spent(story) == {"level 2": pytest.approx(3 * 21)}


def test_the_load_is_counted_by_quarter_against_the_hours_there_are() -> None:
    story = told(level(0.0, 0, 3), level(95.0, 1, 1))
    rows = officer_load(Facts(story)).to_dicts()
    found = [(row["level_3"], row["level_1"], row["hours"], row["has_hours"]) for row in rows]
    assert found == [(1, 0, 8.0, 4.0), (1, 0, 8.0, 2.0), (1, 1, 9.0, 2.0)]
    assert {row["site"] for row in rows} == {"north"}


def test_without_levels_there_is_no_load_and_without_capacity_none_is_made_up() -> None:
    assert officer_load(Facts(told(licence=None))).schema == SCHEMA
    assert officer_load(Facts(told())).is_empty()
    silent = told(level(0.0, 0, 1), licence=LicenceNote(28.0, 365.0, HOURS))
    assert officer_load(Facts(silent))["has_hours"].null_count() == 3


def results() -> Results:
    """Return made-up results with the load of two regions, one of which says what it has."""
    plain = made_up(2, 2)
    rows = [
        (policy, run, site, day, 10, 2, 1, 24.0 + run + day / 100, has)
        for policy in plain.policies
        for run in range(2)
        for site, has in (("east_midlands", 20.0), ("wales", None))
        for day in (0.0, 1826.0, 3652.0)
    ]
    schema = pl.Schema([("policy", pl.String), ("replication", pl.Int64), *SCHEMA.items()])
    load = pl.DataFrame(rows, schema=schema, orient="row")
    return replace(plain, tables={**plain.tables, "officer_load": load})


def figures(given: Results) -> list[Figure]:
    reading = Reading(given.book, given.policies, given.replications)
    sections = Officers(given, reading).sections()
    return [item for section in sections for item in section.figures if isinstance(item, Figure)]


def test_a_report_says_where_more_hours_are_needed_than_there_are() -> None:
    (load,) = figures(results())
    assert load.title.endswith("; in 1 of 1 areas that is more than there are")
    assert "Wales" in load.tables[0].shown["Area"].to_list()
    assert set(load.tables[0].shown.filter(Area="Wales")["Hours there are"]) == {"not said"}


def test_a_report_without_levels_has_no_such_section() -> None:
    assert figures(made_up(2, 2)) == []


def test_the_note_of_licence_stays_with_the_book() -> None:
    book: Book = told().book
    assert Book.from_json(book.as_json()) == book
