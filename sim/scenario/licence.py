"""Release on licence: recall and return, levels of MAPPA, and fair supervision."""

from typing import Annotated

from pydantic import Field

from sim.scenario.numbers import (
    Allowed,
    Days,
    Id,
    Moment,
    NotNegative,
    Ratio,
    Share,
    Steps,
    Strict,
)
from sim.scenario.provision import BandName

SHORTEST_HALVING_YEARS = 0.003
"""About a day: a hazard that is all spent at the gate is no hazard over time."""
RecallShare = Annotated[float, Field(ge=0, lt=1)]
RecallShareByBand = Annotated[
    RecallShare | dict[BandName, RecallShare],
    Field(description="a share, or one a band (bands left out: 0)"),
    Allowed("a share from 0 to below 1, or one a band such as {low: 0.05, high: 0.25}"),
]


class FixedTerm(Strict):
    """Recalls that end by themselves after so many days."""

    share: Annotated[
        Share, Field(description="recalls of men on determinate sentences that are of this kind")
    ]
    days: Annotated[Days, Field(gt=0, description="days inside, if the sentence lasts as long")] = (
        28.0
    )


class FairSupervision(Strict):
    """Supervision in which men feel heard: who has it breaks his licence and drops out less."""

    recall_ratio: Annotated[Ratio, Field(description="hazard ratio of recall")] = 1.0
    drop_out_ratio: Annotated[
        Ratio, Field(description="times the share who drop out of programmes in the community")
    ] = 1.0
    from_: Annotated[
        Moment | None, Field(description="from this day on; always if left out", alias="from")
    ] = None
    sites: Annotated[
        list[Id] | None,
        Field(description="probation sites that supervise so; all if left out", min_length=1),
    ] = None


class Hours(Strict):
    """Hours of officers that a man takes, by level."""

    level_1: Annotated[NotNegative, Field(description="hours a week")] = 0.0
    level_2: Annotated[NotNegative, Field(description="hours a week")] = 0.0
    level_3: Annotated[NotNegative, Field(description="hours a week")] = 0.0


class Mappa(Strict):
    """Multi-agency public protection arrangements: the level on release, and stepping down."""

    level_2: Annotated[
        list[BandName], Field(description="bands, as last assessed, managed at level 2 on release")
    ] = []
    level_3: Annotated[
        list[BandName], Field(description="bands, as last assessed, managed at level 3 on release")
    ] = []
    review_days: Annotated[
        float | None,
        Field(gt=0, description="one level down after so long without recall; never if left out"),
    ] = None
    hours_per_week: Annotated[Hours, Field(description="hours of officers a man")] = Hours()
    officer_hours_per_week: Annotated[
        dict[Id, Steps],
        Field(description="hours that officers of a probation site have; not compared if left out"),
    ] = {}


class Licence(Strict):
    """What happens between a release under supervision and its end."""

    recalled_within_2_years_share: Annotated[
        RecallShareByBand,
        Field(description="recalled within 2 years of release, were no licence to end before"),
    ] = 0.0
    halving_years: Annotated[
        float | None,
        Field(
            ge=SHORTEST_HALVING_YEARS,
            le=1e9,
            description="years since release that halve the hazard of recall; constant if out",
        ),
    ] = None
    completed_ratio: Annotated[
        Ratio, Field(description="hazard ratio of recall of men who completed a programme")
    ] = 1.0
    dropped_out_ratio: Annotated[
        Ratio, Field(description="the same of men who dropped out and completed none")
    ] = 1.0
    fixed_term: Annotated[
        FixedTerm | None, Field(description="recalls for a fixed term; none if left out")
    ] = None
    first_review_days: Annotated[
        Days, Field(gt=0, description="from recall to the first review of the Board")
    ] = 28.0
    review_days: Annotated[float, Field(gt=0, description="between reviews of a recall")] = 365.0
    fair_supervision: Annotated[
        FairSupervision | None, Field(description="supervision that is felt to be fair")
    ] = None
    mappa: Annotated[Mappa | None, Field(description="levels of MAPPA; none if left out")] = None
