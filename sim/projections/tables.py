"""Every table of one history: the one entry to the projections."""

import polars as pl

from sim.log.history import History
from sim.projections import (
    circles,
    facilitators,
    groups,
    journeys,
    lists,
    mixing,
    outcomes,
    reasons,
    reoffending,
    staff,
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
    tables = {
        "outcomes": outcomes.outcomes(
            facts, displaced=passed_over, reoffending=curves, waits=waits
        ),
        "waiting": lists_over_time.waiting(facts),
        "start_incidence": lists_over_time.start_incidence(facts),
        "lists": lists.lists(facts),
        "facilitators": facilitators.facilitators(facts),
        "circles": circles.circles(facts),
        "displaced": passed_over,
        "past_tariff": tariff.past_tariff(facts),
        "reoffending": curves,
        "journeys": journeys.journeys(facts),
        "reasons": reasons.reasons(facts, waits),
        "staffing": staff.staffing(facts),
        "groups": groups.groups(facts),
        "mixing": mixing.mixing(facts),
    }
    if history.events.is_empty():
        return {
            name: table if name == "outcomes" else table.clear() for name, table in tables.items()
        }
    return tables
