"""What things cost: prices with a year and a discount rate, who pays, and passive restrictions.

Prices change nothing in a run: every cost is read from the log afterwards. What has no price is
not in the sums, and the report says so.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.scenario.composition import LastingExpression
from sim.scenario.numbers import Allowed, Id, NotNegative, Share, Strict, Text
from sim.scenario.reoffending import CauseName
from sim.words.costs import ItemName, Payer

CLOSE_TO_ONE = 1e-6

ByName = Annotated[
    NotNegative | dict[Id, NotNegative],
    Allowed("a number, 0 or more, or one for each by its id, such as {officer: 40000}"),
]
ByCause = Annotated[
    NotNegative | dict[CauseName, NotNegative],
    Allowed("a number, 0 or more, or one for each cause, such as {contact: 60000, image: 20000}"),
]
PaidBy = Annotated[
    Payer | dict[Payer, Share],
    Allowed(
        "prison, probation, police, health, courts, voluntary or society, or their shares such as "
        "{probation: 0.5, voluntary: 0.5}"
    ),
]


class Prices(Strict):
    """What one of each costs, in the money of the price year; not counted where left out."""

    facilitator_year: Annotated[
        ByName | None, Field(description="a facilitator in post for a year, or one price a grade")
    ] = None
    treatment_manager_year: Annotated[
        NotNegative | None, Field(description="a treatment manager in post for a year")
    ] = None
    session: Annotated[
        NotNegative | None, Field(description="materials and room of a session, staff left out")
    ] = None
    place_year: Annotated[
        ByName | None,
        Field(
            description="a place in a residential programme for a year, beside the prison place; "
            "or one price a programme"
        ),
    ] = None
    assessment: Annotated[NotNegative | None, Field(description="an assessment of risk")] = None
    prison_year: Annotated[
        ByName | None, Field(description="a year of a man in prison, or one price a prison")
    ] = None
    transfer: Annotated[NotNegative | None, Field(description="a move between prisons")] = None
    hearing: Annotated[NotNegative | None, Field(description="a parole hearing that is held")] = (
        None
    )
    deferred_hearing: Annotated[
        NotNegative | None, Field(description="a parole hearing that is put off")
    ] = None
    circle_year: Annotated[NotNegative | None, Field(description="a circle for a year")] = None
    volunteer_year: Annotated[
        NotNegative | None,
        Field(description="a trained volunteer for a year, where a circle does not hold it"),
    ] = None
    volunteer_trained: Annotated[
        NotNegative | None, Field(description="vetting and training a volunteer")
    ] = None
    officer_hour: Annotated[
        NotNegative | None, Field(description="an hour of an officer who manages somebody")
    ] = None
    recall: Annotated[
        NotNegative | None, Field(description="a recall to prison, the prison place left out")
    ] = None
    reconviction: Annotated[
        NotNegative | None, Field(description="a trial and sentence, the prison place left out")
    ] = None
    reoffence: Annotated[
        ByCause | None, Field(description="a reoffence to society, or one price a cause")
    ] = None
    first_conviction: Annotated[
        NotNegative | None, Field(description="a first conviction to society")
    ] = None


class Restriction(Strict):
    """Registration, notification, a residence ban: effort for years, and no effect in the run."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    who: Annotated[
        LastingExpression | None, Field(description="on whom it is laid; everybody if left out")
    ] = None
    from_: Annotated[
        Literal["release", "sentence"],
        Field(
            alias="from",
            description="from release, or the start of a community order; or from the day received",
        ),
    ] = "release"
    years: Annotated[
        float | None, Field(gt=0, le=100, description="for so long; for life if left out")
    ] = None
    cost_per_year: Annotated[NotNegative, Field(description="cost a person under it for a year")]
    payer: Annotated[
        PaidBy | None, Field(description="who pays it; the police if nobody else is named")
    ] = None

    @field_validator("payer")
    @classmethod
    def _whole(cls, payer: PaidBy | None) -> PaidBy | None:
        return None if payer is None else _shares_of_one(payer)


class Costs(Strict):
    """Prices, the year they are of, and who pays."""

    price_year: Annotated[
        int, Field(ge=1900, le=2200, description="the year whose money prices are in")
    ]
    discount_rate_per_year: Annotated[
        float, Field(ge=0, le=1, description="how much less a cost weighs a year later")
    ] = 0.0
    prices: Annotated[Prices, Field(description="what one of each costs")] = Prices()
    payers: Annotated[
        dict[ItemName, PaidBy],
        Field(description="who pays for an item, where that is not who usually does"),
    ] = {}
    restrictions: Annotated[
        list[Restriction],
        Field(description="passive restrictions: costs without an effect", max_length=50),
    ] = []

    @field_validator("payers")
    @classmethod
    def _all_whole(cls, payers: dict[ItemName, PaidBy]) -> dict[ItemName, PaidBy]:
        return {item: _shares_of_one(payer) for item, payer in payers.items()}

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [each.id for each in self.restrictions]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                raise ValueError(f"two restrictions are called `{name}`; ids must differ")
        return self


def _shares_of_one(payer: PaidBy) -> PaidBy:
    """Return who pays, or refuse shares that leave something unpaid."""
    if isinstance(payer, dict) and abs(sum(payer.values()) - 1) > CLOSE_TO_ONE:
        raise ValueError(f"the shares of the payers add up to {sum(payer.values()):g}, not to 1")
    return payer
