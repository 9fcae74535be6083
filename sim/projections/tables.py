"""Every table of one history: the one entry to the projections."""

import polars as pl

from sim.log.history import History
from sim.projections import (
    circle_supply,
    circles,
    cohorts,
    costs,
    facilitators,
    groups,
    hearings,
    journeys,
    lists,
    mixing,
    officers,
    outcomes,
    reasons,
    reoffending,
    returns,
    staff,
    steps,
    supervision,
    tariff,
)
from sim.projections import waiting as lists_over_time
from sim.projections.facts import Facts


def project(history: History) -> dict[str, pl.DataFrame]:
    """Return the tables of one policy and replication, by name.

    An empty log gives empty tables with their columns; only `outcomes` still names every outcome,
    with counts and means over time of 0 and shares without a value.
    """
    facts = Facts(history)
    passed_over, curves = circles.displaced(facts), reoffending.reoffending(facts)
    waits = reasons.waits_by_reason(facts)
    priced = costs.Costs.of(facts)
    spent = costs.costs(priced)
    tables = {
        "outcomes": outcomes.outcomes(
            facts, displaced=passed_over, reoffending=curves, waits=waits, spent=spent
        ),
        "waiting": lists_over_time.waiting(facts),
        "start_incidence": lists_over_time.start_incidence(facts),
        "lists": lists.lists(facts),
        "facilitators": facilitators.facilitators(facts),
        "circles": circles.circles(facts),
        "displaced": passed_over,
        "circle_supply": circle_supply.circle_supply(facts),
        "circle_limits": circle_supply.circle_limits(facts),
        "circle_ends": circle_supply.circle_ends(facts),
        "past_tariff": tariff.past_tariff(facts),
        "past_tariff_because": tariff.past_tariff_because(facts),
        "hearings": hearings.hearings(facts),
        "recall": returns.recall_incidence(facts),
        "in_custody": returns.inside(facts),
        "reoffending": curves,
        "first_after_release": reoffending.first_after_release(facts),
        "journeys": journeys.journeys(facts),
        "reasons": reasons.reasons(facts, waits),
        "steps": steps.steps(facts),
        "staffing": staff.staffing(facts),
        "supervision": supervision.supervision(facts),
        "groups": groups.groups(facts),
        "mixing": mixing.mixing(facts),
        "costs": spent,
        "costs_by_year": costs.costs_by_year(priced),
        "officer_load": officers.officer_load(facts),
        "cohorts": cohorts.cohorts(facts),
    }
    if history.events.is_empty():
        return {
            name: table if name == "outcomes" else table.clear() for name, table in tables.items()
        }
    return tables
