"""Hearings, licence and recall: shipped scenarios, and a report that shows what a scenario has."""

from dataclasses import replace

import polars as pl
import pytest

from reports.charts.tariff_states import STATES
from reports.figure import Absent, Figure
from reports.licence import LicenceAndBoard
from reports.past_tariff import states_past_tariff
from reports.reading import Reading
from sim.experiments.results import Results
from sim.projections import tariff
from sim.scenario.loading import load
from sim.testing import simulate_history
from sim.words.kinds import Kind
from tests.pathways import PATHWAY, items_of, results_of

BOARD, LICENCE = {"hearings-levels", "hearings-by-year"}, {"recall", "in-custody", "licence-levels"}


@pytest.mark.parametrize(("name", "keys"), [("recall", LICENCE), ("parole_slots", BOARD)])
def test_a_report_tells_of_the_board_and_of_licence_only_where_they_are_in_use(
    name: str, keys: set[str]
) -> None:
    items = items_of(name, LicenceAndBoard)
    assert set(items) == keys
    assert not [key for key, item in items.items() if isinstance(item, Absent)]


@pytest.mark.parametrize("name", ["recall", "parole_slots"])
def test_every_figure_has_words_for_who_cannot_see_it_and_a_table_behind_it(name: str) -> None:
    for item in items_of(name, LicenceAndBoard).values():
        assert not isinstance(item, Absent)
        assert item.title
        if isinstance(item, Figure):
            assert item.alt
        for table in getattr(item, "tables", ()):
            assert table.shown.height > 0
            assert table.shown.null_count().sum_horizontal().item() == 0


def test_men_in_prison_are_those_never_released_and_those_recalled() -> None:
    table = results_of("recall").tables["in_custody"]
    assert (table["recalled"] <= table["people"]).all()
    assert table["recalled"].to_numpy().max() > 0


def test_fair_supervision_makes_recalls_rarer_from_its_date_on_and_not_before() -> None:
    """The same men with the same luck, in two worlds that differ from 2033 on."""
    plain = simulate_history(load(PATHWAY / "recall.yaml").scenario).events
    scenario = load(PATHWAY / "fair_supervision.yaml").scenario
    fair = simulate_history(scenario).events
    fair_supervision = scenario.licence.fair_supervision if scenario.licence else None
    assert fair_supervision is not None
    assert fair_supervision.from_ is not None
    day = scenario.day(fair_supervision.from_)
    before = pl.col("time") < day
    assert fair.filter(before).equals(plain.filter(before))

    recalls = pl.col("kind") == int(Kind.RECALLED)
    assert fair.filter(recalls).height < plain.filter(recalls).height


def test_levels_of_mappa_change_nothing_else_in_the_log() -> None:
    plain = simulate_history(load(PATHWAY / "recall.yaml").scenario).events
    managed = simulate_history(load(PATHWAY / "mappa.yaml").scenario).events
    levels = pl.col("kind") == int(Kind.MAPPA_SET)
    assert managed.filter(levels).height > 0
    assert managed.filter(~levels).equals(plain)


def test_the_states_of_men_past_tariff_are_drawn_with_what_is_because_of_a_programme() -> None:
    results = results_of("parole_slots")
    (item,) = states_past_tariff(results, reading_of(results))
    assert item.tables[0].shown["State"].to_list()[:2] == list(STATES.values())[:2]
    assert item.tables[0].shown["State"].to_list()[-1] == "Because of a programme"
    assert "not offered the programme again" in item.note
    table = results.tables["past_tariff_because"]
    whole = table.group_by("policy", "replication").agg(pl.col("share").sum())["share"]
    assert whole.to_list() == pytest.approx([1.0] * whole.len())


def test_a_run_from_before_the_states_or_without_men_past_tariff_has_no_such_figure() -> None:
    results = results_of("parole_slots")
    tables = {name: each for name, each in results.tables.items() if name != "past_tariff_because"}
    older = replace(results, tables=tables)
    empty = results.tables["past_tariff_because"].clear()
    nobody = replace(results, tables={**tables, "past_tariff_because": empty})
    for each in (older, nobody):
        assert not states_past_tariff(each, reading_of(each))


def reading_of(results: Results) -> Reading:
    return Reading(results.book, results.policies, results.replications)


def test_every_state_that_is_told_has_a_name() -> None:
    assert set(STATES) == set(tariff.STATES)
    assert tuple(STATES)[:2] == tariff.BECAUSE_OF_A_PROGRAMME
