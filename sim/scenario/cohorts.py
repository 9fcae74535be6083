"""Cohorts: people followed through the whole pathway and charted beside everybody."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.composition import LastingExpression
from sim.scenario.numbers import Id, Strict, Text
from sim.words.cohorts import EVERYBODY


class Cohort(Strict):
    """Some people, by what is lasting about them: all who meet every condition given.

    Risk is as first assessed, so that nobody leaves his cohort.
    """

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    who: Annotated[
        LastingExpression | None, Field(description="of whom this holds; of all if left out")
    ] = None
    regions: Annotated[
        list[Id], Field(description="received at a site of one of these regions", max_length=200)
    ] = []
    mappa_areas: Annotated[
        list[Id], Field(description="received in one of these MAPPA areas", max_length=200)
    ] = []
    streams: Annotated[
        list[Id], Field(description="of one of these streams", max_length=2_000)
    ] = []
    attributes: Annotated[
        dict[Text, Text],
        Field(description="listed people: what further columns of the file say", max_length=20),
    ] = {}

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.id == EVERYBODY:
            raise ValueError(f"`{EVERYBODY}` is always the first cohort; call this one otherwise")
        ways = ("who", "regions", "mappa_areas", "streams", "attributes")
        if not any(getattr(self, each) for each in ways):
            raise ValueError(f"give one of {', '.join(ways)}: without any it is everybody")
        return self
