"""Volunteers of circles: found, vetted, trained and lost; and what a site has for circles."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Days, Distribution, Share, Steps, Strict


class CirclesAtSite(Strict):
    """Circle places at a probation site: given, or what volunteers and coordinators allow."""

    places: Annotated[
        Steps | None, Field(description="circles that can run at one time, over time")
    ] = None
    volunteers: Annotated[
        Steps | None,
        Field(
            description="trained volunteers, over time; where `circles.volunteers` says how they "
            "come and go, those of day 0"
        ),
    ] = None
    coordinators: Annotated[Steps | None, Field(description="coordinators in post, over time")] = (
        None
    )
    applications_per_month: Annotated[
        Steps | None,
        Field(description="people who offer to be volunteers here in a month; none if left out"),
    ] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = {name for name in ("places", "volunteers", "coordinators") if getattr(self, name)}
        if given not in ({"places"}, {"volunteers", "coordinators"}):
            raise ValueError("give places, or volunteers and coordinators")
        if self.places is not None and self.applications_per_month is not None:
            raise ValueError("applications_per_month goes with volunteers, and here are places")
        return self


class Volunteering(Strict):
    """Volunteers as people: from offering to help, over vetting and training, to leaving."""

    vetting_days: Annotated[
        Distribution,
        Field(validate_default=True, description="from the offer to the end of vetting"),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    vetted_share: Annotated[Share, Field(description="share of those vetted who are accepted")] = (
        1.0
    )
    training_days: Annotated[
        Distribution, Field(validate_default=True, description="from vetting to being ready")
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    stays_days: Annotated[
        Distribution | None, Field(description="from being ready to leaving; for ever if left out")
    ] = None
    circles_each: Annotated[
        int, Field(ge=1, le=20, description="circles that a volunteer may be in at one time")
    ] = 1
    least: Annotated[
        int,
        Field(ge=1, le=50, description="a circle with fewer is short, and ends if it stays so"),
    ] = 1
    short_for_days: Annotated[
        Days, Field(description="how long a circle that is short goes on looking for volunteers")
    ] = 0.0
