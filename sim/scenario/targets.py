"""Published figures that a scenario is held against: a target each, with its defended range."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Allowed, Id, Moment, Strict, Text
from sim.scenario.provision import BandName
from sim.words.measures import BY_NAME, NARROWINGS


class Target(Strict):
    """One published figure, and what of the run it is held against. It changes nothing in a run."""

    id: Id
    name: Annotated[
        Text | None, Field(description="name in reports; the measure's if left out")
    ] = None
    measure: Annotated[
        str,
        Field(description=f"what is measured: {', '.join(BY_NAME)}, or the name of an outcome"),
        Allowed("the name of a measure or of an outcome"),
    ]
    from_: Annotated[
        Moment | None,
        Field(
            description="start of the time measured; that of `results` if left out", alias="from"
        ),
    ] = None
    to: Annotated[
        Moment | None,
        Field(description="end of the time measured; that of `results` if left out"),
    ] = None
    on: Annotated[Moment | None, Field(description="the day measured, instead of a time")] = None
    setting: Annotated[
        Literal["prison", "community"] | None, Field(description="programmes or staff of this only")
    ] = None
    programmes: Annotated[list[Id], Field(description="these only", max_length=100)] = []
    sites: Annotated[list[Id], Field(description="at these sites only", max_length=2_000)] = []
    regions: Annotated[list[Id], Field(description="in these regions only", max_length=200)] = []
    sentences: Annotated[
        list[Literal["determinate", "extended", "indeterminate"]],
        Field(description="men on these sentences only", max_length=3),
    ] = []
    bands: Annotated[
        list[BandName], Field(description="people of these bands only", max_length=4)
    ] = []
    age_from_years: Annotated[
        float | None, Field(description="of this age or older", ge=0, le=150)
    ] = None
    age_to_years: Annotated[
        float | None, Field(description="younger than this age", ge=0, le=150)
    ] = None
    published: Annotated[
        float,
        Field(description="the figure, as {value, low, high, label, source}: the range", gt=0),
        Allowed("a number above 0 with its range and source"),
    ]
    use: Annotated[
        Literal["calibration", "seen", "held_back"],
        Field(
            description="whether numbers were tuned to it, it was on screen while they were, or it "
            "was kept back as a check"
        ),
    ]
    note: Annotated[
        Text | None, Field(description="why this range; what the figure leaves out")
    ] = None

    @model_validator(mode="after")
    def _day_or_time(self) -> Self:
        if self.on is not None and (self.from_ is not None or self.to is not None):
            raise ValueError("give `on`, or `from` and `to`: a figure is of a day or of a time")
        return self

    @property
    def narrowed_by(self) -> tuple[str, ...]:
        """The fields by which it narrows its measure."""
        return tuple(name for name in NARROWINGS if getattr(self, name) not in (None, []))
