"""Every table of one history: the one entry to the projections."""

from dataclasses import replace
from functools import partial

import polars as pl

from sim.log.history import History
from sim.projections import (
    backcast,
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
    voluntary,
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
    found = outcomes.outcomes(
        facts, displaced=passed_over, reoffending=curves, waits=waits, spent=spent
    )
    over = {facts.window: found}
    tables = {
        "outcomes": found,
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
        "voluntary": voluntary.voluntary(facts),
        "attending": voluntary.attending(facts),
        "backcast": backcast.backcast(facts, over, partial(outcomes_over, history)),
    }
    if history.events.is_empty():
        return {
            name: table if name == "outcomes" else table.clear() for name, table in tables.items()
        }
    return tables


def outcomes_over(history: History, time: tuple[float, float]) -> pl.DataFrame:
    """Return the outcomes as they are over another part of the run than its window."""
    book = replace(history.book, window_from_day=time[0], window_to_day=time[1])
    facts = Facts(replace(history, book=book))
    return outcomes.outcomes(
        facts,
        displaced=circles.displaced(facts),
        reoffending=reoffending.reoffending(facts),
        waits=reasons.waits_by_reason(facts),
        spent=costs.costs(costs.Costs.of(facts)),
    )
