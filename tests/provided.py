"""What a report says of provision, by key, for tests: of made-up results that use everything."""

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from reports.allocation import Allocation
from reports.delivery import Delivery
from reports.figure import Item, Section
from reports.made_up import made_up
from reports.made_up_provision import provided
from reports.provision import Provision
from reports.reading import Reading
from reports.report import render
from sim.experiments.results import Results

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
