"""What happens after: mortality, and the beliefs about what programmes and circles do."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sim.scenario.numbers import Allowed, Id, NotNegative, Positive, Ratio, Strict, Text
from sim.scenario.provision import BandName
from sim.scenario.reoffending import CauseName

RatioByBand = Annotated[
    Ratio | dict[BandName, Ratio],
    Field(description="a hazard ratio, or one a band (1 for bands left out)"),
    Allowed("a hazard ratio above 0 and at most 100, or one a band such as {low: 1.1, high: 0.8}"),
]


class Mortality(Strict):
    """Gompertz mortality: a yearly rate at 50 that doubles every so many years of age."""

    rate_at_50_per_year: Annotated[
        float, Field(description="deaths a person-year at age 50", ge=0, le=1)
    ]
    doubling_years: Annotated[Positive, Field(description="years of age that double the rate")] = (
        8.0
    )


class ProgrammeEffect(Strict):
    """What completing, or leaving, one programme does, instead of what the belief says of all."""

    completed: RatioByBand | None = None
    dropped_out: RatioByBand | None = None


class CauseEffect(Strict):
    """What is believed of one cause of reoffence, instead of what is believed of sexual ones."""

    completed: RatioByBand | None = None
    dropped_out: RatioByBand | None = None
    circle: RatioByBand | None = None
    low_risk_mixed: Annotated[
        float | None,
        Field(gt=0, le=100, description="more, for low-risk men in a group with higher risk"),
    ] = None


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
    upstream: Annotated[
        RatioByBand,
        Field(description="of first conviction, for upstream people from completing a programme"),
    ] = 1.0
    programmes: Annotated[
        dict[Id, ProgrammeEffect],
        Field(description="programmes that have an effect of their own", max_length=100),
    ] = {}
    by_cause: Annotated[
        dict[CauseName, CauseEffect],
        Field(description="causes of reoffence on which the effect is another; none on `other`"),
    ] = {}
    fades_halving_years: Annotated[
        Positive | None,
        Field(
            description="years from completion to release that halve the effect (its logarithm); "
            "it does not fade if left out"
        ),
    ] = None
    by_dose: Annotated[
        bool,
        Field(description="men whose band attends part of a course have that part of its effect"),
    ] = False
    prior: Annotated[
        NotNegative | None,
        Field(description="weight of this belief beside the others; give all beliefs one, or none"),
    ] = None
    source: Annotated[Text | None, Field(description="where this opinion is argued")] = None


def priors(beliefs: Sequence[Belief]) -> tuple[float, ...]:
    """Return the weights of the beliefs, which add up to 1; empty where they have none."""
    weights = [belief.prior or 0.0 for belief in beliefs]
    total = sum(weights)
    return tuple(weight / total for weight in weights) if total > 0 else ()
