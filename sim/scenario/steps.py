"""Steps on the way to a list: delays, assessment by assessors, transfers in limited numbers."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from sim.scenario.numbers import Distribution, NotNegative, Positive, Steps, Strict
from sim.scenario.provision import BandName


class Delay(Strict):
    """A step that takes time and no scarce place."""

    delay_days: Annotated[Distribution, Field(description="how long it takes")]


class Assessment(Delay):
    """Assessment of risk (Risk Matrix 2000, since 2021 OSP): who does it, how well, how often."""

    per_assessor_per_month: Annotated[
        Positive | None,
        Field(description="assessments that an assessor makes in a month; no limit if left out"),
    ] = None
    again_every_days: Annotated[
        Positive | None,
        Field(description="assessed again this long after the last time; never if left out"),
    ] = None
    misclassified: Annotated[
        dict[BandName, dict[BandName, NotNegative]],
        Field(
            description="for each true band, the weights of the bands that assessment gives; "
            "the true band always if left out"
        ),
    ] = {}

    @field_validator("misclassified")
    @classmethod
    def _weights_weigh(
        cls, misclassified: dict[BandName, dict[BandName, float]]
    ) -> dict[BandName, dict[BandName, float]]:
        for true, assessed in misclassified.items():
            if sum(assessed.values()) <= 0:
                raise ValueError(f"the weights for the true band `{true}` add up to 0")
        return misclassified


class Transfers(Delay):
    """Moves to a prison that delivers: how long they take, how many there may be."""

    per_month: Annotated[
        Steps | None,
        Field(description="men who may be moved in a month, over all prisons; no limit if absent"),
    ] = None
    who: Annotated[
        Literal["nothing_here", "first_choice"],
        Field(
            description="nothing_here: men whose prison delivers nothing for them; first_choice: "
            "also men who would else take a later programme of the file where they are"
        ),
    ] = "nothing_here"
