"""An allocation policy as data: who is eligible, in what order, with what reserved, whose staff."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from sim.policies.expressions import LIST_FACTS, parsed
from sim.policies.orders import order_called
from sim.scenario.composition import Expression, LastingExpression
from sim.scenario.numbers import Allowed, Id, Moment, NotNegative, Positive, Share, Strict, Text

OrderName = Annotated[str, Allowed("the name of an order")]


def _known(name: str) -> str:
    try:
        order_called(name)
    except (KeyError, TypeError, ImportError, AttributeError) as unusable:
        raise ValueError(unusable.args[0]) from None
    return name


def _of_lists(text: str) -> str:
    parsed(text, LIST_FACTS)
    return text


ListExpression = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    AfterValidator(_of_lists),
    Allowed("an expression over facts about a list, such as `waiting / places`"),
]


class Score(Strict):
    """The highest score first."""

    kind: Annotated[Literal["score"], Field(description="the highest score goes first")]
    of: Annotated[Expression, Field(description="the score of a candidate")]


class Weighted(Strict):
    """The highest weighted sum of facts first."""

    kind: Annotated[Literal["weighted"], Field(description="the highest weighted sum goes first")]
    weights: Annotated[
        dict[Expression, float],
        Field(description="weight of each fact (or expression)", min_length=1, max_length=50),
    ]


class Ageing(Strict):
    """Another order, but whoever has waited long enough goes before it, the longest wait first."""

    kind: Annotated[Literal["ageing"], Field(description="the longest wait first, after some time")]
    then: Annotated[OrderName, Field(description="the order among everybody else")]
    after_days: Annotated[Positive, Field(description="wait from which people go first")]

    @field_validator("then")
    @classmethod
    def _is_known(cls, name: str) -> str:
        return _known(name)


class Matching(Strict):
    """Places in this and coming groups matched to all who wait, for the greatest total value."""

    kind: Annotated[Literal["matching"], Field(description="best matching to coming groups")]
    value: Annotated[
        Expression, Field(description="worth of serving a candidate while there is time")
    ] = "2 ** band"
    groups: Annotated[
        int, Field(ge=1, le=20, description="groups looked at: this one and those to come")
    ] = 4
    every_days: Annotated[
        Positive, Field(description="expected time from one group of a list to the next")
    ] = 90.0


OrderRule = Annotated[Score | Weighted | Ageing | Matching, Field(discriminator="kind")]


class Where(Strict):
    """Another order at some sites, in a region, or for a programme."""

    site: Annotated[Id | None, Field(description="only at this site")] = None
    region: Annotated[Id | None, Field(description="only in this region")] = None
    programme: Annotated[Id | None, Field(description="only for this programme")] = None
    order: Annotated[
        OrderName | OrderRule,
        Field(description="who goes first there"),
        Allowed("the name of an order, or a rule such as {kind: score, of: band}"),
    ]

    @field_validator("order")
    @classmethod
    def _is_known(cls, order: Any) -> Any:
        return _known(order) if isinstance(order, str) else order

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.site is None and self.region is None and self.programme is None:
            raise ValueError("say where: site, region or programme")
        return self


class Reserve(Strict):
    """A share of the places of every group is kept for some as long as any of them wait."""

    who: Annotated[Expression, Field(description="for whom places are kept")]
    share: Annotated[Share, Field(description="share of the places of a group, rounded down")]


class Deprioritise(Strict):
    """People who wait on, and are offered no place, while something holds of them."""

    who: Annotated[Expression, Field(description="of whom it holds")]
    from_: Annotated[Moment, Field(alias="from", description="from this day on")] = 0.0


class CircleRule(Strict):
    """Circles for those of whom a rule over lasting facts holds."""

    who: Annotated[
        LastingExpression, Field(description="men who may have a circle, if they want one")
    ]


class StaffShares(Strict):
    """Facilitators are divided between programmes in fixed shares."""

    kind: Annotated[Literal["fixed_shares"], Field(description="fixed shares")]
    shares: Annotated[
        dict[Id, NotNegative], Field(description="share of each programme", min_length=1)
    ]

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        total = sum(self.shares.values())
        if total > 1 + 1e-9:
            raise ValueError(f"the shares add up to {total:g}, more than 1")
        return self


class StaffScore(Strict):
    """The list with the highest score is offered staff first."""

    kind: Annotated[Literal["score"], Field(description="the list with the highest score first")]
    of: Annotated[ListExpression, Field(description="the score of a list")]


SHARING_NAMES = ("first_in_line", "longest_list", "highest_risk", "most_at_stake")
StaffRule = (
    Literal["first_in_line", "longest_list", "highest_risk", "most_at_stake"]
    | Annotated[StaffShares | StaffScore, Field(discriminator="kind")]
)


class Policy(Strict):
    """An allocation policy: who is eligible, in what order, and who may use circles."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    order: Annotated[
        OrderName | OrderRule,
        Field(description="who goes first"),
        Allowed("the name of an order, or a rule such as {kind: score, of: band}"),
    ]
    where: Annotated[
        list[Where],
        Field(description="other orders at some sites or for some programmes; the first that fits"),
    ] = []
    reserve: Annotated[list[Reserve], Field(description="places kept", max_length=20)] = []
    deprioritise: Annotated[
        Deprioritise | None, Field(description="who waits without being offered places")
    ] = None
    staff: Annotated[
        StaffRule,
        Field(description="which list is offered staff first, where programmes share them"),
        Allowed(
            "first_in_line, longest_list, highest_risk or most_at_stake; or a rule such as "
            "{kind: fixed_shares, shares: {horizon: 0.5, kaizen: 0.5}}"
        ),
    ] = "first_in_line"
    low_risk: Annotated[
        Literal["excluded", "admitted"], Field(description="low-risk men on programmes")
    ] = "excluded"
    circles: Annotated[
        Literal["needs_led", "open_to_all"] | CircleRule,
        Field(
            description="needs_led: medium risk and above, motivated, not internet-only; "
            "open_to_all: every man who wants one; or {who: ...}, of those who want one"
        ),
        Allowed(
            "needs_led, open_to_all, or a rule such as {who: band >= medium and not internet_only}"
        ),
    ] = "needs_led"

    @field_validator("order")
    @classmethod
    def _is_known(cls, order: Any) -> Any:
        return _known(order) if isinstance(order, str) else order

    @field_validator("reserve")
    @classmethod
    def _at_most_all(cls, reserve: list[Reserve]) -> list[Reserve]:
        total = sum(each.share for each in reserve)
        if total > 1 + 1e-9:
            raise ValueError(f"the reserved shares add up to {total:g}, more than 1")
        return reserve


def name_is_policy(value: Any) -> Any:
    """Read the bare name of an order as a policy with the defaults."""
    return {"id": value, "order": value} if isinstance(value, str) else value
