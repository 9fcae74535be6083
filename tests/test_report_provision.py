"""What a report says of provision: each part where the scenario uses it, and nowhere else."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from reports.allocation import Allocation
from reports.annex import annex
from reports.charts.reasons import REASONS
from reports.charts.stacks import lettered
from reports.comparison import comparison
from reports.delivery import Delivery
from reports.figure import Figure, Item, Section, Sheet, Words
from reports.island import spec_of
from reports.made_up import made_up
from reports.made_up_provision import RULES, provided
from reports.programmes import beyond_closed_groups, delivered, held, offered, takes
from reports.provision import Provision
from reports.reading import Reading
from reports.report import render
from reports.rules import STAFF, beyond_an_order, sentences, staff_sentence
from reports.theme import FILLS, contrast
from sim.experiments.results import Results
from sim.log.history import PolicyNote, ProvisionNote
from sim.policies.orders import order_called
from sim.policies.sharing import KINDS, NAMED
from sim.projections.reasons import BEFORE_A_LIST, ON_A_LIST
from tests.pages import Page, evidence

SECTIONS = {
    "because-of-what",
    "between-places",
    "staff",
    "programmes",
    "who-sat-with-whom",
    "how-places-were-given",
}
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def reading_of(results: Results) -> Reading:
    return Reading(results.book, results.policies, results.replications)


def sections(results: Results) -> list[Section]:
    """Return the sections on provision that a report of these results would have."""
    reading = reading_of(results)
    provision, delivery = Provision(results, reading), Delivery(results, reading)
    return [
        *(*provision.waits(), *provision.places(), *provision.staff()),
        *(*delivery.programmes(), *delivery.groups(), *Allocation(results, reading).rules()),
    ]


def keys(results: Results) -> set[str]:
    return {section.key for section in sections(results)}


def items(results: Results) -> dict[str, Item]:
    return {item.key: item for section in sections(results) for item in section.figures}


@cache
def provided_items(policies: int = 3, replications: int = 2) -> dict[str, Item]:
    """Return what stands in the report of made-up results that use everything, by key."""
    return items(provided(policies, replications))


@cache
def provided_page() -> str:
    return render(provided())


def without_rules(results: Results, **book: Any) -> Results:
    """Return results whose policies are named orders and whose programmes are plain groups."""
    plain = made_up(len(results.policies), results.replications).book
    return replace(results, book=replace(plain, **book))


def with_table(results: Results, name: str, table: pl.DataFrame) -> Results:
    return replace(results, tables={**results.tables, name: table})


# -- used and unused ------------------------------------------------------------------------------


def test_a_scenario_of_plain_groups_and_orders_has_none_of_these_sections() -> None:
    assert not keys(made_up(3, 2))
    page = render(made_up(1, 1))
    assert not any(f'id="{key}"' in page for key in SECTIONS)
    assert "Staff are" not in page


def test_a_scenario_that_uses_everything_has_all_of_them() -> None:
    assert keys(provided()) == SECTIONS
    assert all(f'id="{key}"' in provided_page() for key in SECTIONS)


def test_a_step_on_the_way_to_a_list_is_enough_to_ask_because_of_what() -> None:
    plain = made_up(2, 2)
    reasons = provided(2, 2).tables["reasons"]
    for step in ("assessment", "transfer", "deprioritised"):
        some = pl.concat([plain.tables["reasons"], reasons.filter(reason=step)])
        found = keys(with_table(plain, "reasons", some)) & SECTIONS
        assert found == {"because-of-what"}, step


def test_staff_without_rules_for_programmes_bring_staff_programmes_and_reasons() -> None:
    plain = made_up(2, 2)
    used = keys(with_table(plain, "staffing", provided(2, 2).tables["staffing"])) & SECTIONS
    assert used == {"because-of-what", "staff", "programmes"}


def test_regions_alone_bring_only_fairness_between_places() -> None:
    plain = made_up(2, 2)
    sites = tuple(replace(site, region=site.region) for site in provided(2, 2).book.sites)
    sites = tuple(replace(site, team=False, mappa_area=None) for site in sites)
    assert keys(without_rules(plain, sites=sites)) & SECTIONS == {"between-places"}


def test_areas_that_are_the_regions_are_shown_once() -> None:
    results = provided()
    sites = tuple(replace(site, mappa_area=site.region) for site in results.book.sites)
    same = replace(results, book=replace(results.book, sites=sites))
    assert "unserved-by-mappa-area" in items(results)
    assert "unserved-by-mappa-area" not in items(same)


def test_a_rule_for_sharing_staff_alone_brings_how_places_were_given() -> None:
    plain = made_up(2, 2)
    policies = tuple(
        replace(note, rules={"order": note.order, "staff": rule})
        for note, rule in zip(plain.book.policies, ("first_in_line", "longest_list"), strict=True)
    )
    used = keys(without_rules(plain, policies=policies)) & SECTIONS
    assert used == {"because-of-what", "how-places-were-given"}


def test_a_run_made_before_there_were_such_tables_still_has_a_report() -> None:
    results = made_up(2, 2)
    old = {"reasons", "staffing", "groups", "mixing"}
    kept = {name: table for name, table in results.tables.items() if name not in old}
    assert not SECTIONS & keys(replace(results, tables=kept))


# -- every figure and table -----------------------------------------------------------------------


@pytest.mark.parametrize(("policies", "replications"), [(3, 2), (1, 1)])
def test_every_figure_states_a_finding_with_a_table_and_an_alternative(
    policies: int, replications: int
) -> None:
    drawn = [
        item for item in provided_items(policies, replications).values() if isinstance(item, Figure)
    ]
    assert len(drawn) == 7
    for figure in drawn:
        assert re.search(r"\d", figure.title), figure.title
        assert figure.title in figure.alt
        assert figure.tables
        json.dumps(spec_of(figure.chart), allow_nan=False)
        said = "one run, so no interval" if replications == 1 else "95% intervals"
        assert said in figure.subtitle


def test_every_table_has_rows_and_no_cell_that_is_none() -> None:
    for size in ((3, 2), (1, 1)):
        for item in provided_items(*size).values():
            for table in item.tables if isinstance(item, Figure | Sheet) else ():
                assert len(table.shown)
                assert table.shown.null_count().sum_horizontal().item() == 0, table.caption
                cells = [str(cell) for row in table.shown.rows() for cell in row]
                assert not any({"nan", "None"} & set(cell.split()) for cell in cells)


def test_a_page_with_all_sections_is_marked_up_for_everybody() -> None:
    parsed = Page(provided_page())
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert parsed.count("caption") == parsed.count("table")
    assert all(attrs.get("scope") for tag, attrs in parsed.tags if tag == "th")
    named = {
        name for _, attrs in parsed.tags for name in (attrs.get("aria-labelledby") or "").split()
    }
    assert named <= set(ids)
    assert all("open" in attrs for tag, attrs in parsed.tags if tag == "details")
    jumps = [attrs.get("href") or "" for tag, attrs in parsed.tags if tag == "a"]
    assert {f"#{key}" for key in SECTIONS} <= set(jumps)


def test_the_text_of_rules_is_only_ever_text() -> None:
    results = provided()
    rules = {
        **results.book.policies[2].rules,
        "order": {"kind": "score", "of": EVIL},
        "staff": {"kind": "score", "of": EVIL},
        "deprioritise": {"who": EVIL, "from": EVIL},
        "where": [{"region": EVIL, "order": EVIL}],
    }
    terms = {**RULES["horizon"], "eligible": EVIL, "from": EVIL, "needs": [EVIL], "after": [EVIL]}
    book = replace(
        results.book,
        policies=(*results.book.policies[:2], replace(results.book.policies[2], rules=rules)),
        provisions=tuple(
            replace(note, rules=terms) if note.id == "horizon" else note
            for note in results.book.provisions
        ),
        grades=tuple(replace(grade, name=EVIL) for grade in results.book.grades),
        sites=tuple(replace(site, region=f"{EVIL}{site.region}") for site in results.book.sites),
    )
    parsed = Page(render(replace(results, book=book)))
    assert parsed.count("img") == 0
    assert len(parsed.scripts) == 2
    assert EVIL in parsed.text


# -- why people wait ------------------------------------------------------------------------------


def test_every_reason_of_the_projection_has_a_name_a_clause_and_a_fill() -> None:
    assert set(REASONS) == {*BEFORE_A_LIST, *ON_A_LIST}
    assert len(FILLS) >= len(REASONS)


def test_the_letter_in_a_part_can_be_read_on_its_fill() -> None:
    assert all(contrast(fill, ink) >= 4.5 for fill, ink in FILLS)
    assert len({fill for fill, _ in FILLS}) == len(FILLS)


def test_parts_are_lettered_in_one_order_whatever_is_present() -> None:
    assert list(lettered(REASONS, ["staff", "assessment"])) == ["assessment", "staff"]


def test_the_title_gives_the_largest_reason_with_its_interval() -> None:
    found = provided_items()["reasons"]
    assert isinstance(found, Figure)
    assert re.search(r"of all waiting 7\d\.\d% \(.* to .*\) is for staff", found.title)
    table = found.tables[0].shown
    assert table["Reason"].to_list() == [
        "Assessment",
        "A transfer",
        "A group to fill",
        "Staff",
        "Deprioritised: offered nothing",
    ]


def test_a_run_in_which_nobody_waits_for_a_reason_counts_as_nobody() -> None:
    results = provided()
    once = results.tables["reasons"].filter(
        (pl.col("reason") != "transfer") | (pl.col("replication") == 0)
    )
    means = {}
    for name, given in (("both", results), ("once", with_table(results, "reasons", once))):
        found = items(given)["reasons"]
        assert isinstance(found, Figure)
        transfers = found.tables[0].download.filter(reason="transfer", policy=results.policies[0])
        means[name] = transfers["mean"].item()
    assert means["once"] == pytest.approx(means["both"] / 2)


def test_the_parts_of_every_bar_end_where_all_who_wait_are_counted() -> None:
    results = provided()
    found = items(results)["reasons"]
    assert isinstance(found, Figure)
    (pieces,) = [
        rows
        for rows in spec_of(found.chart)["datasets"].values()
        if rows and {"start", "end", "part"} <= set(rows[0])
    ]
    everybody = results.tables["reasons"].group_by("policy").agg(pl.col("people").sum() / 2)
    expected = dict(everybody.iter_rows())
    for policy, label in reading_of(results).policy.items():
        ends = max(row["end"] for row in pieces if row["label"] == label)
        assert ends == pytest.approx(expected[policy], rel=1e-4)


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


# -- staff, places, groups ------------------------------------------------------------------------


def test_staff_are_named_by_grade_with_who_is_present_and_trained() -> None:
    found = provided_items()["staff-levels"]
    assert isinstance(found, Figure)
    assert re.search(
        r"in post \(Officer\) .* are present and .* trained; 6 leave and 6 are", found.title
    )
    by_year, by_site = found.tables
    assert by_year.shown.height == 20
    assert by_site.shown.height == 12
    assert by_year.shown["Year"][0] == "2026"


def test_lost_sessions_are_added_up_by_cause() -> None:
    found = provided_items()["lost-sessions"]
    assert isinstance(found, Sheet)
    assert "156 sessions are cancelled, 36 of them because staff are called away" in found.title
    assert "390 days in all" in found.title


def test_areas_keep_prisons_and_probation_apart_and_names_are_read() -> None:
    found = provided_items()["unserved-by-region"]
    assert isinstance(found, Figure)
    areas = found.tables[0].shown["Area"].to_list()
    assert "East of England, prisons" in areas
    assert re.search(r"runs from .*% \(.*, prisons\) to .*% \(.*, prisons\) by region", found.title)


def test_mixing_is_shown_beside_what_keeping_apart_costs() -> None:
    found = provided_items()
    mixed, cost = found["mixed-groups"], found["passed-over"]
    assert isinstance(mixed, Figure)
    assert isinstance(cost, Sheet)
    assert "low risk sat with higher risk in 26.7% of groups" in mixed.title
    assert "40 kept apart from others, 9 where the group held as many like them" in cost.title
    assert "had waited 420 days, all others 300" in cost.title
    assert set(cost.tables[0].shown["Programme"]) == {"Horizon in prison"}


def test_the_rules_in_words_point_to_the_command_that_shows_a_decision() -> None:
    found = provided_items()["rules-in-words"]
    assert isinstance(found, Words)
    assert "placesim explain" in found.lead
    assert [name for name, _ in found.entries] == list(reading_of(provided()).policy.values())
