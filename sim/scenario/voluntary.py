"""Voluntary attendance: who goes on, or comes back, once nobody obliges him any more."""

from typing import Annotated

from pydantic import Field

from sim.scenario.numbers import Distribution, Share, Strict


class Voluntary(Strict):
    """What people do whose order or licence has ended, where a programme is still open to them."""

    share: Annotated[
        Share,
        Field(description="of those for whom it is open, who wish to go on with it or to come"),
    ]
    stay_days: Annotated[
        Distribution,
        Field(description="how long they come, from the end of the order or, if later, the start"),
    ]
    delay_days: Annotated[
        Distribution,
        Field(
            validate_default=True,
            description="until those join its list who are neither on it nor in a group by then",
        ),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
