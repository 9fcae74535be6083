"""Reoffending after release: its causes, its share by band, and how it falls while offence-free.

The shares are those of people at liberty, were nobody to die and, where several causes compete,
were there no other cause. What programmes and circles do to them is in `sim.scenario.beliefs`.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import (
    Allowed,
    Days,
    Distribution,
    Id,
    NotNegative,
    Positive,
    Share,
    Strict,
)
from sim.scenario.provision import BandName

CauseName = Literal["contact", "image", "other"]
SEXUAL: tuple[CauseName, ...] = ("contact", "image")
"""The causes that are sexual reoffences: what beliefs are about unless they say more."""

HALVING_YEARS = 5.0

Shares = Annotated[
    dict[BandName, Annotated[float, Field(ge=0, lt=1)]],
    Field(
        description="share of each band who reoffend within 5 years, were nobody to die",
        min_length=1,
    ),
]


class HalvingDecline(Strict):
    """The hazard falls by half every so many years free of offending."""

    kind: Annotated[Literal["halving"], Field(description="falls by half every so many years")]
    years: Annotated[Positive, Field(description="years offence-free that halve the hazard")]


class NoDecline(Strict):
    """The hazard stays what it was at release."""

    kind: Annotated[Literal["constant"], Field(description="stays as it was at release")]


class HighRiskDecline(Strict):
    """The hazard halves as fast as takes one 5-year share to the other after offence-free years."""

    kind: Annotated[
        Literal["high_risk_decline"],
        Field(description="as high-risk men have been followed for, all bands at the same pace"),
    ]
    at_release_share: Annotated[
        float, Field(gt=0, lt=1, description="share of high-risk men within 5 years of release")
    ] = 0.22
    later_share: Annotated[
        float,
        Field(gt=0, lt=1, description="share of them within 5 years, of those offence-free so far"),
    ] = 0.042
    after_years: Annotated[Positive, Field(description="years offence-free before those")] = 10.0

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.later_share >= self.at_release_share:
            raise ValueError(
                f"later_share ({self.later_share:g}) must be below at_release_share "
                f"({self.at_release_share:g}); for no decline write {{kind: constant}}"
            )
        return self


class WeibullDecline(Strict):
    """The hazard goes with a power of the years: a shape below 1 falls steeply at first."""

    kind: Annotated[Literal["weibull"], Field(description="a power of the years offence-free")]
    shape: Annotated[
        float, Field(ge=0.1, le=10, description="below 1 the hazard falls, above 1 it rises")
    ]


class RateStep(Strict):
    """From this many years offence-free on, this hazard, relative to the others."""

    from_years: Annotated[NotNegative, Field(description="years offence-free")]
    rate: Annotated[NotNegative, Field(description="hazard, relative to the other steps")]


class StepDecline(Strict):
    """The hazard is constant between given years."""

    kind: Annotated[Literal["steps"], Field(description="constant between given years")]
    steps: Annotated[list[RateStep], Field(min_length=1, max_length=100, description="in order")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.steps[0].from_years != 0:
            raise ValueError("the first step must begin at 0 years")
        for one, other in pairwise(self.steps):
            if other.from_years <= one.from_years:
                raise ValueError(
                    f"steps must go up: {other.from_years:g} years comes after {one.from_years:g}"
                )
        if not any(step.rate > 0 for step in self.steps if step.from_years < 5):  # noqa: PLR2004 -- shares are within 5 years
            raise ValueError("some step before 5 years must have a rate above 0")
        return self


Decline = Annotated[
    HalvingDecline | NoDecline | HighRiskDecline | WeibullDecline | StepDecline,
    Field(discriminator="kind"),
    Allowed("a decline such as {kind: halving, years: 5}"),
]


class ReoffenceCause(Strict):
    """One cause of reoffence: how many of each band commit it, were there no other."""

    within_5_years_share: Shares
    decline: Annotated[
        Decline | None,
        Field(description="how the hazard falls; as `reoffending` says if left out"),
    ] = None


class AgeFactor(Strict):
    """The hazard by age at release, as a ratio per ten years of age."""

    ratio_per_decade: Annotated[
        float, Field(gt=0, le=10, description="hazard ratio for each ten years of age at release")
    ]
    at_years: Annotated[
        float, Field(ge=18, le=100, description="age to which the shares by band refer")
    ] = 40.0


class Returns(Strict):
    """Return to prison of men who were in prison before, on their first reoffence."""

    under: Annotated[Id, Field(description="the belief under which men reoffend in the run itself")]
    conviction_days: Annotated[
        Distribution | None,
        Field(
            description="from an offence to the sentence for it; as `reoffending` says if left out"
        ),
    ] = None
    prison_share: Annotated[
        Share, Field(description="reoffences for which men go back to prison")
    ] = 1.0
    prison_share_by_cause: Annotated[
        dict[CauseName, Share], Field(description="the same of causes told apart")
    ] = {}
    served_days: Annotated[Distribution, Field(description="days inside from the sentence on")]
    served_days_by_cause: Annotated[
        dict[CauseName, Distribution],
        Field(description="the same of causes told apart"),
    ] = {}
    licence_days: Annotated[
        Days, Field(description="supervised for so long after it, or as long as he was to be")
    ] = 0.0

    def share_of(self, cause: CauseName | None) -> float:
        """Return the share who go back to prison for a reoffence of this cause."""
        if cause is None:
            return self.prison_share
        return self.prison_share_by_cause.get(cause, self.prison_share)

    def served_of(self, cause: CauseName | None) -> Distribution:
        """Return how long those serve who go back for a reoffence of this cause."""
        if cause is None:
            return self.served_days
        return self.served_days_by_cause.get(cause, self.served_days)


class Reoffending(Strict):
    """First reoffence after release: its causes, its share by band, and how the hazard falls."""

    within_5_years_share: Annotated[
        Shares | None,
        Field(description="share of each band who reoffend sexually within 5 years"),
    ] = None
    causes: Annotated[
        dict[CauseName, ReoffenceCause] | None,
        Field(
            description="causes that compete to come first, instead of one share",
            min_length=1,
        ),
    ] = None
    halving_years: Annotated[
        Positive | None,
        Field(
            description="years offence-free that halve the hazard; 5 if left out, "
            "and a very large number keeps it constant",
        ),
    ] = HALVING_YEARS
    decline: Annotated[
        Decline | None,
        Field(description="how the hazard falls while offence-free, instead of halving_years"),
    ] = None
    age: Annotated[
        AgeFactor | None, Field(description="hazard by age at release; the same if left out")
    ] = None
    conviction_days: Annotated[
        Distribution | None,
        Field(
            description="from an offence to its conviction; proven reoffending is not counted "
            "if left out"
        ),
    ] = None
    returns: Annotated[
        Returns | None,
        Field(description="men who reoffend go back to prison; nobody does if left out"),
    ] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.within_5_years_share is None) == (self.causes is None):
            raise ValueError("give within_5_years_share or causes, one of them")
        if self.decline is not None and self.halving_years != HALVING_YEARS:
            raise ValueError("give halving_years or decline, one of them")
        if self.returns and not (self.conviction_days or self.returns.conviction_days):
            raise ValueError("returns needs conviction_days: give it here or in returns")
        return self

    @property
    def cause_names(self) -> tuple[CauseName, ...]:
        """The causes declared, in the order of their codes; empty for the one without a name."""
        every: tuple[CauseName, ...] = ("contact", "image", "other")
        return tuple(name for name in every if self.causes is not None and name in self.causes)
