"""People who come before any conviction: how many of them are convicted later, were nothing done.

What provision does to that is an opinion, and stands with the other opinions as `upstream` of a
belief.
"""

from typing import Annotated

from pydantic import Field

from sim.scenario.numbers import Positive, Strict
from sim.scenario.provision import BandName


class FirstConviction(Strict):
    """First conviction of people who came upstream, counted from the day on which they came."""

    within_5_years_share: Annotated[
        dict[BandName, Annotated[float, Field(ge=0, lt=1)]],
        Field(
            description="share of each band convicted within 5 years, were nobody to die",
            min_length=1,
        ),
    ]
    halving_years: Annotated[
        Positive | None,
        Field(description="years without conviction that halve the hazard; constant if left out"),
    ] = None
