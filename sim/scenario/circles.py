"""Circles of Support and Accountability: referral, length, and what a circle needs."""

from math import floor
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Days, Distribution, Fixed, Positive, Share, Strict
from sim.scenario.provision import BandName
from sim.scenario.volunteers import Volunteering


class Referral(Strict):
    """When men are referred for a circle, and who of them is accepted."""

    when: Annotated[
        Literal["after_release", "before_release"],
        Field(
            description="after_release: so many days after it; before_release: so many days before "
            "a release that is known, and else at once after it"
        ),
    ] = "after_release"
    days: Annotated[
        Distribution,
        Field(
            validate_default=True,
            description="from release (or order) to joining the list, or from joining to release",
        ),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    accepted_share: Annotated[
        Share | dict[BandName, Share],
        Field(description="share of those referred who are accepted, over all or by band"),
    ] = 1.0


class Circles(Strict):
    """Circles of Support and Accountability: one core member, some volunteers, a fixed length."""

    length_days: Annotated[Distribution, Field(description="length of a circle")]
    early_ending_share: Annotated[
        Share, Field(description="share of circles whose core member leaves before the end")
    ] = 0.0
    volunteers_per_circle: Annotated[
        Positive, Field(description="volunteers that a circle needs")
    ] = 4.0
    circles_per_coordinator: Annotated[
        Positive, Field(description="circles that a coordinator can carry")
    ] = 8.0
    referral_days: Annotated[
        Distribution,
        Field(validate_default=True, description="from release (or order) to joining the list"),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    gives_up_days: Annotated[
        Distribution | None, Field(description="days a man stays on the list; for ever if left out")
    ] = None
    referral: Annotated[
        Referral | None,
        Field(description="when men are referred and who is accepted, instead of referral_days"),
    ] = None
    starts: Annotated[
        Literal["community", "prison_or_community"],
        Field(description="whether a circle may begin before the release of a man referred inside"),
    ] = "community"
    starts_before_release_days: Annotated[
        Days, Field(description="with prison_or_community: at most so long before his release")
    ] = 0.0
    volunteers: Annotated[
        Volunteering | None,
        Field(description="how volunteers come and go, instead of a number of them over time"),
    ] = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.referral is not None and self.referral_days != Fixed(kind="fixed", value=0):
            raise ValueError("give referral or referral_days, one of them")
        inside = self.starts == "prison_or_community"
        if inside != (self.starts_before_release_days > 0):
            raise ValueError(
                "starts: prison_or_community and starts_before_release_days go together"
            )
        if inside and (self.referral is None or self.referral.when != "before_release"):
            raise ValueError(
                "a circle begins in prison only for men referred there; "
                "give referral: {when: before_release, days: ...}"
            )
        if self.volunteers is not None and self.volunteers.least > self.whole_volunteers:
            raise ValueError(
                f"a circle has {self.whole_volunteers} volunteers, and is short with fewer than "
                f"{self.volunteers.least}; `least` is at most volunteers_per_circle"
            )
        return self

    @property
    def whole_volunteers(self) -> int:
        """Volunteers of a circle where they are people: the nearest whole number."""
        return max(1, floor(self.volunteers_per_circle + 0.5))
