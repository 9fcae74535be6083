"""What a report says of supply by site: steps on the way, posts and managers, eras on the lines."""

import json
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from reports.charts.waiting import waiting_by_policy
from reports.delivery import Delivery
from reports.eras import eras
from reports.figure import Figure, Item, Sheet
from reports.island import spec_of
from reports.made_up import made_up
from reports.made_up_provision import provided
from reports.programmes import offered
from reports.provision import Provision
from reports.reading import Reading
from reports.rules import sentences
from sim.experiments.results import Results


def reading_of(results: Results) -> Reading:
    return Reading(results.book, results.policies, results.replications)


def items(results: Results) -> dict[str, Item]:
    reading = reading_of(results)
    provision, delivery = Provision(results, reading), Delivery(results, reading)
    sections = [*provision.waits(), *provision.staff(), *delivery.programmes()]
    return {item.key: item for section in sections for item in section.figures}


@cache
def provided_items() -> dict[str, Item]:
    return items(provided(2, 2))


def switching(results: Results) -> Results:
    """Return results whose first site opens Kaizen late and whose prisons all close Horizon."""
    sites = list(results.book.sites)
    for place, site in enumerate(sites):
        rules = {"closes": {"horizon": "2031-01-01"}} if site.kind == "prison" else {}
        opens = {"opens": {"kaizen": 365.25}} if place == 0 else {}
        sites[place] = replace(site, rules={**rules, **opens})
    return replace(results, book=replace(results.book, sites=tuple(sites)))


# -- steps ----------------------------------------------------------------------------------------


def test_the_wait_for_an_assessor_and_for_a_transfer_is_shown_by_site_the_longest_first() -> None:
    found = provided_items()["steps-by-site"]
    assert isinstance(found, Sheet)
    assert "for an assessment at" in found.title
    assert "for a transfer at" in found.title
    (table,) = found.tables
    assert set(table.shown["Waiting for"]) == {"Assessment", "A transfer"}
    days = table.download.filter(policy="first_come", step="transfer")["days"].to_list()
    assert days == sorted(days, reverse=True)


def test_a_scenario_of_one_site_has_no_table_of_sites() -> None:
    results = provided(2, 2)
    one = results.tables["steps"].filter(site=results.tables["steps"]["site"][0])
    alone = replace(results, tables={**results.tables, "steps": one})
    assert "steps-by-site" not in items(alone)


# -- staff ----------------------------------------------------------------------------------------


def test_planned_posts_stand_beside_those_in_post() -> None:
    found = provided_items()["staff-levels"]
    assert isinstance(found, Figure)
    assert "posts are planned; of" in found.title
    assert {"Posts", "In post"} <= set(found.tables[0].shown.columns)


def test_a_run_made_before_posts_were_kept_has_its_staff_all_the_same() -> None:
    results = provided(2, 2)
    old = results.tables["staffing"].drop("posts")
    found = items(replace(results, tables={**results.tables, "staffing": old}))["staff-levels"]
    assert isinstance(found, Figure)
    assert "posts are planned" not in found.title


def test_treatment_managers_are_shown_with_what_they_may_supervise_and_what_runs() -> None:
    found = provided_items()["supervision"]
    assert isinstance(found, Sheet)
    shown = found.tables[0].shown
    assert shown.columns[1:4] == [
        "Treatment managers",
        "Groups they may supervise",
        "Groups under way",
    ]
    assert "are under way where 6 may be" in found.title
    assert "supervision" not in items(made_up(2, 2))


# -- programmes -----------------------------------------------------------------------------------


def test_completions_and_attrition_are_told_by_programme() -> None:
    found = provided_items()["what-came-of-programmes"]
    assert isinstance(found, Sheet)
    shown = found.tables[0].shown
    assert set(shown["Attrition"]) == {"14.3%"}  # one of seven in the made-up table
    assert shown["People who complete"].null_count() == 0
    data = found.tables[0].download
    assert data["completed"].to_list() == pytest.approx((6 * data["groups"]).to_list())


def test_a_run_made_before_completions_were_counted_says_so() -> None:
    results = provided(2, 2)
    old = results.tables["groups"].drop("completed", "dropped_out")
    found = items(replace(results, tables={**results.tables, "groups": old}))
    sheet = found["what-came-of-programmes"]
    assert isinstance(sheet, Sheet)
    assert set(sheet.tables[0].shown["Attrition"]) == {"nobody to count"}


def test_sites_that_open_or_close_a_programme_are_said_with_the_day() -> None:
    results = switching(provided(2, 2))
    reading = reading_of(results)
    horizon, kaizen = results.book.provisions[:2]
    first = reading.site[results.book.sites[0].id]
    assert offered(kaizen, reading) == f"from 1 October 2029; at {first} from 1 January 2027"
    prisons = sum(site.kind == "prison" for site in results.book.sites)
    assert offered(horizon, reading) == (
        f"until 1 April 2030; at {prisons} sites until 1 January 2031"
    )


def test_eras_stand_on_the_line_of_time_and_in_its_words() -> None:
    results = switching(provided(2, 2))
    reading = reading_of(results)
    frame = _waiting(results)
    found = waiting_by_policy(frame, reading)
    text = json.dumps(spec_of(found.chart))
    for era in eras(reading):
        assert era.says in text
    assert "Kaizen from 1 October 2029" in found.note
    plain = waiting_by_policy(frame, reading_of(made_up(2, 2)))
    assert "dashed line" not in plain.note


def _waiting(results: Results) -> pl.DataFrame:
    rows = (
        results.tables["waiting"]
        .group_by("policy", "replication", "day", "provision")
        .agg(pl.col("waiting").sum())
    )
    summed = replace(results, tables={"waiting": rows.sort("policy", "day", "provision")})
    return summed.band("waiting", ["day", "provision"], "waiting")


def test_a_rule_for_staff_that_no_report_knows_is_said_in_its_own_words() -> None:
    results = provided(1, 1)
    (note, *_) = results.book.policies
    other = replace(
        note, rules={"order": "first_come", "staff": "by_lot"}, staff_says="staff are drawn"
    )
    assert sentences(other, reading_of(results))[-1] == "Staff are drawn."
