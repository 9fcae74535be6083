"""What a report says of costs: who pays, what is in no sum, and what a policy is worth."""

from dataclasses import replace
from functools import cache

import polars as pl

from reports.costs import Costing
from reports.figure import Figure, Item, Section, Sheet
from reports.island import spec_of
from reports.made_up import made_up
from reports.reading import Reading
from reports.report import render
from sim.experiments.results import Results
from sim.log.prices import CostsNote, PriceNote
from sim.projections.costs import SCHEMA
from sim.words.costs import ITEM

PRICES = {"facilitator_year": 40_000.0, "prison_year": 50_000.0, "reoffence": 60_000.0}
USED = (
    (None, "facilitator_year", "prison", 30.0),
    (None, "facilitator_year", "probation", 20.0),
    (None, "assessment", "prison", 900.0),
    (None, "prison_year", "prison", 1000.0),
)


@cache
def costed(policies: int = 2, replications: int = 3) -> Results:
    """Return made-up results with prices: each further policy treats more, and reoffends less."""
    plain = made_up(policies, replications)
    notes = tuple(PriceNote(item, "", each) for item, each in PRICES.items())
    book = replace(plain.book, costs=CostsNote(2025, 0.035, notes))
    rows, outcomes = [], []
    for code, policy in enumerate(plain.policies):
        for run in range(replications):
            used = [
                *USED,
                *(
                    (each, "reoffence", "society", 50.0 + 3 * run - 9 * code)
                    for each in book.belief_ids
                ),
            ]
            total = 0.0
            for belief, item, payer, number in used:
                quantity = number * (1 + 0.01 * code) if item == "facilitator_year" else number
                each = PRICES.get(item)
                amount = None if each is None else quantity * each
                unit = ITEM[item].unit
                rows.append(
                    (policy, run, belief, item, "", payer, quantity, unit, each, amount, amount)
                )
                total += 0.0 if amount is None or belief else amount
            for name in [each.name for each in book.outcomes]:
                found = {"cost_total": total, "cost_per_start": 2_500.0 + code}.get(name)
                if name.startswith("cost_with_reoffences"):
                    found = total + 60_000 * (50 + 3 * run - 9 * code)
                if name.startswith("reoffended_people"):
                    found = 50.0 + 3 * run - 9 * code
                outcomes.append((policy, run, name, found, found, None))
    schema = pl.Schema([("policy", pl.String), ("replication", pl.Int64), *SCHEMA.items()])
    tables = {
        "costs": pl.DataFrame(rows, schema=schema, orient="row"),
        "outcomes": pl.DataFrame(outcomes, schema=plain.tables["outcomes"].schema, orient="row"),
    }
    return replace(plain, book=book, tables={**plain.tables, **tables})


def sections(results: Results) -> list[Section]:
    reading = Reading(results.book, results.policies, results.replications)
    return list(Costing(results, reading).sections())


def items(results: Results) -> dict[str, Item]:
    return {item.key: item for section in sections(results) for item in section.figures}


def test_without_prices_a_report_says_nothing_of_costs() -> None:
    assert sections(made_up(2, 2)) == []


def test_what_has_no_price_is_named_as_not_counted() -> None:
    lead = sections(costed())[0].lead
    assert "in the money of 2025" in lead
    assert lead.endswith("Not counted, for want of a price: assessments of risk.")
    sheet = items(costed())["cost-items"]
    assert isinstance(sheet, Sheet)
    rows = {row["Item"]: row for row in sheet.tables[0].shown.to_dicts()}
    assert rows["Assessments of risk"]["Amount (GBP)"] == "not counted"


def test_who_pays_is_said_in_full_and_drawn_without_prison_places() -> None:
    found = items(costed())["who-pays"]
    assert isinstance(found, Figure)
    assert found.title == (
        "Under First come, first served, GBP 52 million in all; Prison service pays 98.5% of it"
    )
    assert found.note.startswith("Prison places are left out of the bars")
    drawn = str(spec_of(found.chart))
    assert "Prison service" in drawn
    table = found.tables[0].download.filter(policy="first_come")
    assert dict(table.select("payer", "mean").iter_rows()) == {
        "prison": 30 * 40_000 + 1000 * 50_000,
        "probation": 20 * 40_000,
    }


def test_what_a_policy_buys_is_said_under_each_belief() -> None:
    found = items(costed())["net-benefit"]
    assert isinstance(found, Figure)
    shown = found.tables[0].shown
    assert shown.height == 3
    assert set(shown["Sexual reoffences avoided"]) == {"+9 (+9 to +9)"}
    assert set(shown["Cost per avoided sexual reoffence (GBP)"]) == {"2,220 (2,220 to 2,220)"}
    assert set(shown["In words"]) == {"avoids reoffences; costs more"}
    assert "3 of 3 pairs of a policy and a belief are clearly worth more" in found.title


def test_one_policy_alone_buys_nothing() -> None:
    results = costed()
    tables = {
        name: table.filter(pl.col("policy") == results.baseline)
        for name, table in results.tables.items()
    }
    alone = replace(results, policies=results.policies[:1], tables=tables)
    assert [section.key for section in sections(alone)] == ["costs"]


def test_one_run_gives_no_interval_and_says_so() -> None:
    found = items(costed(2, 1))["net-benefit"]
    assert isinstance(found, Figure)
    assert found.title.endswith("one run cannot say")
    assert "no interval" in found.tables[0].shown["Extra cost (GBP)"][0]


def test_a_page_with_costs_is_whole_and_names_its_money() -> None:
    page = render(costed())
    assert 'id="costs"' in page
    assert 'id="worth"' in page
    assert "GBP 52 million in all" in page
