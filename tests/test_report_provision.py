"""What a report says of provision: each part where the scenario uses it, and nowhere else."""

import json
import re
from dataclasses import replace

import polars as pl
import pytest

from reports.charts.reasons import REASONS
from reports.charts.stacks import lettered
from reports.figure import Figure, Sheet, Words
from reports.island import spec_of
from reports.made_up import made_up
from reports.made_up_provision import RULES, provided
from reports.reading import Reading
from reports.report import render
from reports.rules import sentences
from reports.theme import FILLS, contrast
from sim.log.history import CohortNote
from sim.projections.membership import in_words
from sim.projections.reasons import BEFORE_A_LIST, ON_A_LIST
from tests.pages import Page
from tests.provided import (
    EVIL,
    SECTIONS,
    items,
    keys,
    provided_items,
    provided_page,
    reading_of,
    with_table,
    without_rules,
)

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


def test_a_region_has_the_name_of_the_probation_region_of_its_id() -> None:
    results = made_up(2, 2)
    first, *others = results.book.sites
    named = replace(first, id="kss", name="Kent, Surrey and Sussex", region="kss")
    reading = Reading(replace(results.book, sites=(named, *others)), ("first_come",), 1)
    assert reading.area("kss") == "Kent, Surrey and Sussex"
    assert reading.area("east_of_england") == "East of England"
    rules = {"order": "lottery", "where": [{"region": "kss", "order": "first_come"}]}
    policy = replace(results.book.policies[0], rules=rules)
    said = " ".join(sentences(policy, reading))
    assert "In Kent, Surrey and Sussex, another order" in said
    note = CohortNote("south", "South", regions=("kss", "east_of_england"))
    assert in_words(note, reading.area) == "region Kent, Surrey and Sussex or East of England"
    assert in_words(note) == "region kss or east_of_england"


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
