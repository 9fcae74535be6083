"""Staff as people: grades with their own supply, training and absence, and the posts at a site."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Distribution, Id, Positive, Share, Strict, Text


class Grade(Strict):
    """One kind of member of staff: what he may deliver, how he comes, is away, and goes."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    may_lead: Annotated[
        bool, Field(description="every group needs one who may lead; a peer supporter may not")
    ] = True
    programmes: Annotated[
        list[Id] | None, Field(description="programmes he may deliver; all if left out")
    ] = None
    groups_each: Annotated[
        Positive, Field(description="groups that one member of staff may carry at one time", le=20)
    ] = 1.0
    recruitment_days: Annotated[
        Distribution,
        Field(validate_default=True, description="from a post falling vacant to the arrival"),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    training_days: Annotated[
        Distribution,
        Field(
            validate_default=True,
            description="training and accreditation for each programme, one after another",
        ),
    ] = 0  # type: ignore[assignment]  # the validator turns the number into a distribution
    stays_days: Annotated[
        Distribution | None, Field(description="time in post; for ever if left out")
    ] = None
    sick_every_days: Annotated[
        Distribution | None, Field(description="from one return to the next spell; never if absent")
    ] = None
    sick_days: Annotated[
        Distribution | None, Field(description="length of a spell of sickness")
    ] = None
    redeployed_share: Annotated[
        float, Field(ge=0, lt=1, description="share of sessions for which he is called away")
    ] = 0.0


class Staffing(Strict):
    """The grades, and what holds for all of them."""

    grades: Annotated[list[Grade], Field(min_length=1, max_length=50, description="the grades")]
    vacant_share: Annotated[
        Share, Field(description="share of the posts that stand vacant on day 0")
    ] = 0.0
    groups_per_manager: Annotated[
        float | None,
        Field(gt=0, le=1_000, description="groups a treatment manager supervises at one time"),
    ] = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [grade.id for grade in self.grades]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                raise ValueError(f"two grades are called `{name}`; ids must differ")
        return self
