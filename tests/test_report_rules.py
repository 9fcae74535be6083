"""Policies and programmes in the words of a report: nothing but what the scenario says."""

import json
import re
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from reports.annex import annex
from reports.comparison import comparison
from reports.figure import Figure, Sheet
from reports.island import spec_of
from reports.made_up import made_up
from reports.made_up_provision import provided
from reports.programmes import beyond_closed_groups, delivered, held, offered, takes
from reports.reading import Reading
from reports.rules import STAFF, beyond_an_order, sentences, staff_sentence
from sim.log.history import PolicyNote, ProvisionNote
from sim.policies.orders import order_called
from sim.policies.sharing import KINDS, NAMED
from tests.pages import evidence
from tests.provided import items, provided_items, reading_of, with_table

# -- rules in words -------------------------------------------------------------------------------


def test_every_rule_for_sharing_staff_has_words_of_its_own() -> None:
    assert set(STAFF) == {*NAMED, *KINDS}
    reading = reading_of(provided())
    said = {staff_sentence(name, reading) for name in NAMED}
    assert len(said) == len(NAMED)
    assert not any("by the rule" in each for each in said)


def test_a_whole_policy_is_said_in_words() -> None:
    results = provided()
    said = sentences(results.book.policies[1], reading_of(results))
    assert said[1:] == (
        "For Kaizen in Wales, another order: in the order “lottery”.",
        (
            "25% of the places of every group are kept for people of whom “past_tariff” holds, as "
            "long as any of them wait."
        ),
        (
            "From 12 February 2027, people of whom “band == low” holds wait on and are offered no "
            "place (deprioritised)."
        ),
        (
            "Staff are divided in fixed shares (50% to Horizon in prison and 25% to Kaizen; what "
            "is left to all others together), and within its share the list that has been ready "
            "longest goes first."
        ),
    )


def test_a_named_order_and_the_usual_line_for_staff_are_no_rule() -> None:
    order = order_called("first_come")
    note = PolicyNote(
        *("fair", "Fair", "first_come", "1", order.says, "excluded", "needs_led"),
        {"order": "first_come", "where": [], "reserve": [], "deprioritise": None},
    )
    assert not beyond_an_order(note)
    assert beyond_an_order(replace(note, rules={**note.rules, "staff": "longest_list"}))
    assert beyond_an_order(replace(note, rules={**note.rules, "reserve": [{}]}))


def test_the_rule_for_staff_stands_under_each_policy_where_they_differ() -> None:
    found = evidence(provided())
    assert comparison(found.verdicts, found.reading).staff == (
        "staff first in line",
        "staff in fixed shares",
        "staff to most at stake",
    )
    plain = evidence(made_up(3, 2))
    assert set(comparison(plain.verdicts, plain.reading).staff) == {""}


def test_the_annex_says_the_whole_rule_and_of_an_order_what_it_said_before() -> None:
    said = [each.rules for each in annex(reading_of(provided()), {}).policies]
    assert "Staff are" not in said[0]
    assert "fixed shares" in said[1]
    assert "less than a year left" in said[2]


def test_what_happens_under_no_policy_has_no_column() -> None:
    results = provided(1, 2)
    outcomes = results.tables["outcomes"].with_columns(
        value=pl.when(pl.col("outcome") == "deprioritised_people").then(None).otherwise("value")
    )
    found = items(with_table(results, "outcomes", outcomes))["decisions"]
    assert isinstance(found, Sheet)
    heads = found.tables[0].shown.columns
    assert "Kept apart from others" in heads
    assert "Deprioritised" not in heads
    assert "Place reserved for others" not in heads
    assert re.search(r"1\d\d groups, and 49 people are passed over", found.title)


# -- programmes -----------------------------------------------------------------------------------


def test_a_programme_is_said_in_words() -> None:
    results = provided()
    reading = reading_of(results)
    horizon, kaizen = results.book.provisions[:2]
    said = delivered(horizon, team=True)
    for part in (
        "in prison, closed groups of 8 to 10 with 2 facilitators",
        "on Mondays and Thursdays, bank holidays apart, closed from 21 December to 3 January",
        "an empty chair is filled in the first 25% of the course",
        "people of whom “band == low” holds sit apart from all others",
        "at most 2 of whom “denial” holds",
        "at most 50% of a group of whom “age_years < 25” holds",
        "pauses when staff fall short",
    ):
        assert part in said
    assert "staff fall short" not in delivered(horizon, team=False)
    assert offered(horizon, reading) == "until 1 April 2030"
    assert offered(kaizen, reading) == "from 1 October 2029"
    whom = takes(kaizen, reading)
    assert "after completing Horizon in prison" in whom
    assert "not earlier than 730 days before release" in whom


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        ("groups", "closed groups of 6 to 8 with 2 facilitators"),
        ("rolling", "rolling groups of up to 8, begun with 6 and joined at any time"),
        ("one_to_one", "one man at a time"),
        ("places", "places (beds) of its own"),
    ],
)
def test_the_method_note_calls_each_delivery_what_it_is(delivery: str, said: str) -> None:
    note = ProvisionNote("p", "P", "programme", "prison", 2, 6, 8, delivery=delivery)
    assert said in held(note)
    book = replace(made_up(1, 1).book, provisions=(note,))
    method = " ".join(text for _, text in annex(Reading(book, ("first_come",), 1), {}).method)
    assert said in method


def test_plain_closed_groups_are_nothing_beyond_closed_groups() -> None:
    note = ProvisionNote("p", "P", "programme", "prison", 2, 6, 8)
    plain: dict[str, Any] = {
        "delivery": "groups",
        "from": None,
        "needs": [],
        "group": {"hold_open_days": 0.0},
    }
    assert not beyond_closed_groups(replace(note, rules=plain))
    assert beyond_closed_groups(replace(note, rules={**plain, "after": ["q"]}))
    assert beyond_closed_groups(replace(note, rules={**plain, "group": {"hold_open_days": 9.0}}))


def test_an_era_stands_on_the_day_that_the_scenario_gives() -> None:
    found = provided_items()["starts-by-year"]
    assert isinstance(found, Figure)
    text = json.dumps(spec_of(found.chart))
    assert "Offered until 1 April 2030" in text
    assert "2030.25" in text
    assert "starts" in found.subtitle


def test_starts_of_all_years_are_all_starts() -> None:
    results = provided()
    found = items(results)["starts-by-year"]
    assert isinstance(found, Figure)
    data = found.tables[0].download
    started = results.tables["journeys"].filter(pl.col("how").cast(pl.String) == "started")
    assert data["mean"].sum() == pytest.approx(started.height / results.replications)
    assert set(data["year"]) == {0}  # all of them start within the first year
