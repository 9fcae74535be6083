"""Who may sit with whom: rules for the make-up of a group."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.policies.expressions import CANDIDATE_FACTS, LASTING_FACTS, parsed
from sim.scenario.numbers import Allowed, Share, Strict


def _of_candidates(text: str) -> str:
    parsed(text, CANDIDATE_FACTS)
    return text


def _lasting(text: str) -> str:
    parsed(text, LASTING_FACTS)
    return text


_Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]

Expression = Annotated[
    _Text,
    AfterValidator(_of_candidates),
    Allowed(
        "an expression over facts about a candidate, such as `band >= high and days_left < 365`"
    ),
]
"""Text in the expression language, over the facts that a policy may see, the clock included."""

LastingExpression = Annotated[
    _Text,
    AfterValidator(_lasting),
    Allowed("an expression over lasting facts about a person, such as `age_years < 25 or denial`"),
]
"""The same over facts that stay what they are while a man waits."""


class AtMost(Strict):
    """No more than so many of a group may be people of whom something holds."""

    who: Annotated[LastingExpression, Field(description="of whom there may be only so many")]
    people: Annotated[int | None, Field(ge=0, le=1_000, description="how many")] = None
    share: Annotated[Share | None, Field(description="or: what share of the largest group")] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.people is None) == (self.share is None):
            raise ValueError("give people or share, one of them")
        return self


class Composition(Strict):
    """Who may sit in one group together."""

    apart: Annotated[
        list[LastingExpression],
        Field(
            description="people of whom it holds never sit with people of whom it does not",
            max_length=10,
        ),
    ] = []
    at_most: Annotated[list[AtMost], Field(description="limits within a group", max_length=10)] = []
