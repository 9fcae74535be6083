"""What happens after: parole, mortality, reoffending, and the beliefs about effects."""

from typing import Annotated

from pydantic import Field

from sim.scenario.numbers import Allowed, Days, Id, Positive, Ratio, Strict, Text
from sim.scenario.provision import BandName

RatioByBand = Annotated[
    Ratio | dict[BandName, Ratio],
    Field(description="a hazard ratio, or one a band (1 for bands left out)"),
    Allowed("a hazard ratio above 0 and at most 100, or one a band such as {low: 1.1, high: 0.8}"),
]


class Parole(Strict):
    """The Parole Board: when it sits, and how often it directs release."""

    listing_days: Annotated[
        Days, Field(description="from finishing an outstanding programme to the hearing")
    ] = 0.0
    review_days: Annotated[float, Field(gt=0, description="between hearings")] = 548.0
    release_share: Annotated[
        float, Field(ge=0, le=1, description="released at a hearing, no programme outstanding")
    ] = 1.0
    release_share_outstanding: Annotated[
        float, Field(ge=0, le=1, description="released at a hearing, a programme outstanding")
    ] = 0.0


class Mortality(Strict):
    """Gompertz mortality: a yearly rate at 50 that doubles every so many years of age."""

    rate_at_50_per_year: Annotated[
        float, Field(description="deaths a person-year at age 50", ge=0, le=1)
    ]
    doubling_years: Annotated[Positive, Field(description="years of age that double the rate")] = (
        8.0
    )


class Reoffending(Strict):
    """First sexual reoffence after release: its share by band, and how the hazard falls."""

    within_5_years_share: Annotated[
        dict[BandName, Annotated[float, Field(ge=0, lt=1)]],
        Field(
            description="share of each band who reoffend within 5 years, were nobody to die",
            min_length=1,
        ),
    ]
    halving_years: Annotated[
        float | None,
        Field(
            gt=0,
            description="years offence-free that halve the hazard; 5 if left out, "
            "and a very large number keeps it constant",
        ),
    ] = 5.0


class Belief(Strict):
    """One opinion about effects, as hazard ratios of sexual reoffending (above 1 is harm)."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    completed: RatioByBand = 1.0
    dropped_out: RatioByBand = 1.0
    low_risk_mixed: Annotated[
        float,
        Field(gt=0, le=100, description="more, for low-risk men in a group with higher risk"),
    ] = 1.0
    circle: RatioByBand = 1.0
    source: Annotated[Text | None, Field(description="where this opinion is argued")] = None
