"""The Parole Board: when it sits, for how many a month, and how often it directs release."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Allowed, Days, NotNegative, Share, Steps, Strict
from sim.scenario.provision import BandName

ShareByBand = Annotated[
    Share | dict[BandName, Share],
    Field(description="a share, or one a band (bands left out: 0)"),
    Allowed("a share from 0 to 1, or one a band such as {low: 0.4, high: 0.2}"),
]


class Release(Strict):
    """How often a hearing ends in release: by what was completed, band, and earlier hearings."""

    completed: Annotated[
        ShareByBand, Field(description="released at a hearing, no programme outstanding")
    ]
    outstanding: Annotated[
        ShareByBand, Field(description="released at a hearing, a programme outstanding")
    ] = 0.0
    later_factor: Annotated[
        NotNegative,
        Field(description="at every hearing after the first the share is this many times as large"),
    ] = 1.0


class Deferral(Strict):
    """Hearings that are put off because the programme is outstanding."""

    outstanding_share: Annotated[
        Share, Field(description="hearings put off, of those that find a programme outstanding")
    ]
    days: Annotated[Days, Field(ge=1, description="from the day to being ready to be heard again")]


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
    release: Annotated[
        Release | None,
        Field(description="the same by band and by earlier hearings, in place of the two shares"),
    ] = None
    slots_per_month: Annotated[
        Steps | None,
        Field(
            description="hearings that the Board can hold in a month, for everybody in this "
            "scenario; no limit if left out"
        ),
    ] = None
    deferral: Annotated[
        Deferral | None, Field(description="hearings put off; none if left out")
    ] = None
    unlawful_after_days: Annotated[
        float | None,
        Field(
            gt=0,
            description="men held past tariff for longer than this because of a programme are "
            "counted; nothing else hangs on it",
        ),
    ] = None

    @property
    def is_told(self) -> bool:
        """Whether more is said of the Board than how often it sits and releases."""
        return bool(self.slots_per_month or self.deferral or self.unlawful_after_days)

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        both = {"release_share", "release_share_outstanding"} & self.model_fields_set
        if self.release is not None and both:
            raise ValueError(f"give `release`, or {' and '.join(sorted(both))}, not both")
        return self
