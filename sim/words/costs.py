"""What can cost money: the items, what each is counted in and who pays, and the outcomes of cost.

A scenario gives some of the items a price. An item without one is still counted, and every table
and report says that it is not in the sums.
"""

from dataclasses import dataclass
from typing import Final, Literal

from sim.words.outcome import Outcome

MONEY: Final = "GBP"

Payer = Literal["prison", "probation", "police", "health", "courts", "voluntary", "society"]
PAYERS: Final[dict[str, str]] = {
    "prison": "Prison service",
    "probation": "Probation service",
    "police": "Police",
    "health": "Health service",
    "courts": "Courts and the Parole Board",
    "voluntary": "Voluntary sector",
    "society": "Society, victims first",
}
"""Who pays, in the order of every table and chart."""

ItemName = Literal[
    "facilitator_year",
    "treatment_manager_year",
    "session",
    "place_year",
    "assessment",
    "prison_year",
    "transfer",
    "hearing",
    "deferred_hearing",
    "circle_year",
    "volunteer_year",
    "volunteer_trained",
    "officer_hour",
    "recall",
    "reconviction",
    "restriction_year",
    "reoffence",
    "first_conviction",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that costs money. Without a payer the site pays: its prison, or probation."""

    name: ItemName
    title: str
    unit: str
    counts: str
    payer: Payer | None = None
    delivery: bool = False
    """Whether it is spent on delivering programmes."""
    of_person: bool = False
    """Whether each unit of it is about one person."""
    of_belief: bool = False
    """Whether it is only known under a belief about effects."""


ITEMS: Final[tuple[Item, ...]] = (
    Item(
        "facilitator_year",
        "Facilitators",
        "years in post",
        "time in post, sick or not, by grade where staff have grades",
        delivery=True,
    ),
    Item(
        "treatment_manager_year",
        "Treatment managers",
        "years in post",
        "groups that can be supervised over time, over the groups that one manager can supervise",
        delivery=True,
    ),
    Item(
        "session",
        "Sessions: materials and room",
        "sessions",
        "the sessions of each course, on the day it ends unless it was stopped; of open groups "
        "the sessions of each week",
        delivery=True,
    ),
    Item(
        "place_year",
        "Places in residential programmes",
        "place-years",
        "places in being, taken or not, beside the prison place itself",
        delivery=True,
    ),
    Item("assessment", "Assessments of risk", "assessments", "each assessment", of_person=True),
    Item(
        "prison_year",
        "Prison places",
        "person-years",
        "time in prison of the people of the scenario, returns to prison with it",
        payer="prison",
        of_person=True,
    ),
    Item(
        "transfer",
        "Transfers",
        "moves",
        "each move to a prison that delivers",
        "prison",
        of_person=True,
    ),
    Item("hearing", "Parole hearings", "hearings", "each hearing held", "courts", of_person=True),
    Item(
        "deferred_hearing",
        "Deferred hearings",
        "hearings",
        "each hearing that was put off",
        payer="courts",
        of_person=True,
    ),
    Item(
        "circle_year",
        "Circles",
        "circle-years",
        "time for which circles run",
        payer="voluntary",
        of_person=True,
    ),
    Item(
        "volunteer_year",
        "Volunteers",
        "volunteer-years",
        "time for which trained volunteers are there",
        payer="voluntary",
    ),
    Item(
        "volunteer_trained",
        "Vetting and training of volunteers",
        "volunteers",
        "each volunteer who became ready",
        payer="voluntary",
    ),
    Item(
        "officer_hour",
        "Officers' time by MAPPA level",
        "hours",
        "hours a week at each level, for as long as somebody is managed at it",
        payer="probation",
        of_person=True,
    ),
    Item("recall", "Recalls", "recalls", "each recall to prison", "probation", of_person=True),
    Item(
        "reconviction",
        "Trials and sentences",
        "sentences",
        "each new prison sentence; the time served is a prison place",
        payer="courts",
        of_person=True,
    ),
    Item(
        "restriction_year",
        "Passive restrictions",
        "person-years",
        "time under each restriction, which changes nothing else in the run",
        payer="police",
        of_person=True,
    ),
    Item(
        "reoffence",
        "Reoffences",
        "reoffences",
        "first reoffences, under one belief about effects",
        payer="society",
        of_person=True,
        of_belief=True,
    ),
    Item(
        "first_conviction",
        "First convictions",
        "convictions",
        "first convictions of people who had none, under one belief about effects",
        payer="society",
        of_person=True,
        of_belief=True,
    ),
)
"""Every item, in the order of every table."""

ITEM: Final[dict[str, Item]] = {item.name: item for item in ITEMS}

TOTAL: Final = "cost_total"
DISCOUNTED: Final = "cost_total_discounted"
DELIVERY: Final = "cost_of_delivery"
PER_START: Final = "cost_per_start"
PER_COMPLETION: Final = "cost_per_completion"
REOFFENCES_COST: Final = "cost_of_reoffences"
WITH_REOFFENCES: Final = "cost_with_reoffences"

_DELIVERS = "facilitators, treatment managers, sessions and residential places, as far as priced"

FIXED_COSTS: Final[tuple[Outcome, ...]] = (
    Outcome(
        TOTAL,
        "Cost",
        MONEY,
        "all items that have a price in the scenario, reoffences left out",
        "none",
        "lower",
    ),
    Outcome(
        DISCOUNTED,
        "Cost, discounted",
        MONEY,
        "the same, each amount at its worth on the first day of the window",
        "none",
        "lower",
    ),
    Outcome(DELIVERY, "Cost of delivering programmes", MONEY, _DELIVERS, "none", "neither"),
    Outcome(
        PER_START,
        "Cost of delivery per start",
        MONEY,
        _DELIVERS,
        "programme starts in the window",
        "lower",
    ),
    Outcome(
        PER_COMPLETION,
        "Cost of delivery per completion",
        MONEY,
        _DELIVERS,
        "programme completions in the window",
        "lower",
    ),
)


def costs_under(beliefs: tuple[str, ...]) -> tuple[Outcome, ...]:
    """Return the outcomes of cost of a scenario with prices and these beliefs, in report order."""
    later: list[Outcome] = []
    for belief in beliefs:
        later += [
            Outcome(
                f"{REOFFENCES_COST}.{belief}",
                f"Cost of reoffences, if {belief}",
                MONEY,
                "first reoffences and first convictions in the window at their prices, under the "
                f"belief {belief!r}",
                "none",
                "lower",
            ),
            Outcome(
                f"{WITH_REOFFENCES}.{belief}",
                f"Cost with reoffences, discounted, if {belief}",
                MONEY,
                "all items that have a price, each amount at its worth on the first day of the "
                f"window, under the belief {belief!r}",
                "none",
                "lower",
            ),
        ]
    return FIXED_COSTS + tuple(later)
