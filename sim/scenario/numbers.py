"""Numbers as scenario files write them: distributions, steps over time, moments, names.

A bare number is a fixed distribution and a single step. Units stand in the name of the field that
holds the number (`_days`, `_per_year`, `_share`), never here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

LONGEST_DAYS = 400 * 365.25
MOST_PEOPLE = 5_000_000


class Strict(BaseModel):
    """A part of a scenario: nothing unknown, nothing coerced, nothing infinite, nothing changed."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
    )


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand in a field, in the words of an error message; it checks nothing."""

    words: str


Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$"),
    Field(description="a short name: a-z, 0-9, _ and -, starting with a letter"),
    Allowed("a short name of a-z, 0-9, _ and -, starting with a letter"),
]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2_000),
    Allowed("text of 1 to 2,000 characters"),
]
Share = Annotated[float, Field(ge=0, le=1, description="a share of the whole, 0 to 1")]
Days = Annotated[float, Field(ge=0, le=LONGEST_DAYS, description="days")]
Positive = Annotated[float, Field(gt=0, le=1e9)]
NotNegative = Annotated[float, Field(ge=0, le=1e9)]
Ratio = Annotated[float, Field(gt=0, le=100, description="a hazard ratio: 1 is no effect")]


class Fixed(Strict):
    """Always the same."""

    kind: Annotated[Literal["fixed"], Field(description="always the same")]
    value: Annotated[NotNegative, Field(description="the one value, in the unit of the setting")]


class Exponential(Strict):
    """Memoryless, with this mean."""

    kind: Annotated[Literal["exponential"], Field(description="memoryless")]
    mean: Annotated[Positive, Field(description="mean, in the unit of the setting")]


class Uniform(Strict):
    """Evenly between `low` and `high`."""

    kind: Annotated[Literal["uniform"], Field(description="evenly spread")]
    low: Annotated[NotNegative, Field(description="least value")]
    high: Annotated[NotNegative, Field(description="greatest value")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self


class Triangular(Strict):
    """Between `low` and `high`, likeliest at `mode`."""

    kind: Annotated[Literal["triangular"], Field(description="rises to the mode, then falls")]
    low: Annotated[NotNegative, Field(description="least value")]
    mode: Annotated[NotNegative, Field(description="likeliest value")]
    high: Annotated[NotNegative, Field(description="greatest value")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError(
                f"needs low <= mode <= high and low < high, "
                f"got {self.low:g}, {self.mode:g}, {self.high:g}"
            )
        return self


class Lognormal(Strict):
    """Lognormal, by its own mean and standard deviation, or by its median and log-scale sigma."""

    kind: Annotated[Literal["lognormal"], Field(description="lognormal")]
    mean: Annotated[Positive | None, Field(description="its own mean")] = None
    sd: Annotated[Positive | None, Field(description="its own standard deviation")] = None
    median: Annotated[Positive | None, Field(description="its median")] = None
    sigma: Annotated[Positive | None, Field(description="standard deviation of its logarithm")] = (
        None
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly_one_pair(self, ("mean", "sd"), ("median", "sigma"))
        return self


class Gamma(Strict):
    """Gamma, by mean and standard deviation, or by shape and scale."""

    kind: Annotated[Literal["gamma"], Field(description="gamma")]
    mean: Annotated[Positive | None, Field(description="mean")] = None
    sd: Annotated[Positive | None, Field(description="standard deviation")] = None
    shape: Annotated[Positive | None, Field(description="shape")] = None
    scale: Annotated[Positive | None, Field(description="scale")] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly_one_pair(self, ("mean", "sd"), ("shape", "scale"))
        return self


class Weibull(Strict):
    """Weibull, by shape and scale, or by shape and mean."""

    kind: Annotated[Literal["weibull"], Field(description="Weibull")]
    shape: Annotated[
        Positive, Field(description="shape: below 1 the hazard falls, above 1 it rises")
    ]
    scale: Annotated[Positive | None, Field(description="scale")] = None
    mean: Annotated[Positive | None, Field(description="mean, instead of the scale")] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly_one_pair(self, ("shape", "scale"), ("shape", "mean"))
        return self


class Empirical(Strict):
    """One of the listed values, equally likely or by weight."""

    kind: Annotated[Literal["empirical"], Field(description="one of the listed values")]
    values: Annotated[
        list[NotNegative],
        Field(
            description="the values, in the unit of the setting", min_length=1, max_length=100_000
        ),
    ]
    weights: (
        Annotated[
            list[NotNegative],
            Field(description="one weight a value; equally likely if left out", min_length=1),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if self.weights is not None:
            if len(self.weights) != len(self.values):
                raise ValueError(f"{len(self.values)} values need as many weights")
            if sum(self.weights) <= 0:
                raise ValueError("weights add up to 0")
        return self


def _exactly_one_pair(model: BaseModel, *pairs: tuple[str, str]) -> None:
    given = {name for name in type(model).model_fields if getattr(model, name) is not None}
    if not any(given - {"kind"} == set(pair) for pair in pairs):
        ways = " or ".join(f"{one} and {other}" for one, other in pairs)
        raise ValueError(f"give {ways}")


def number_is_fixed(value: Any) -> Any:
    """Return a bare number as the distribution that is always that."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"kind": "fixed", "value": value}
    return value


def _number_is_one_step(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [{"from": 0, "value": value}]
    return value


class OrNumber:
    """Tell JSON Schema what the validator before it does: a bare number will do too."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number", "minimum": 0}, handler(core)]}


Distribution = Annotated[
    Fixed | Exponential | Uniform | Triangular | Lognormal | Gamma | Weibull | Empirical,
    Field(discriminator="kind"),
    BeforeValidator(number_is_fixed),
    OrNumber(),
    Allowed("a number, 0 or more, or a distribution such as {kind: exponential, mean: 30}"),
]
"""A duration: a number, or a tagged distribution. The unit stands in the field's name."""


def _read_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("write a date as YYYY-MM-DD") from None
    return value


Date = Annotated[
    date, BeforeValidator(_read_date, json_schema_input_type=str), Allowed("a date as YYYY-MM-DD")
]


def _read_moment(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, date, str)):
        raise ValueError(  # noqa: TRY004 -- pydantic collects ValueError only
            "write a date as YYYY-MM-DD, or a number of days from start_date"
        )
    return _read_date(value)


Moment = Annotated[
    date | float,
    BeforeValidator(_read_moment, json_schema_input_type=str | float),
    Allowed("a date as YYYY-MM-DD, or a number of days from start_date"),
]
"""A date, or a number of days from the scenario's start date."""


class Step(Strict):
    """From this moment on, this value."""

    from_: Annotated[Moment, Field(description="a date, or days from start_date", alias="from")]
    value: Annotated[NotNegative, Field(description="the value from then on")]


Steps = Annotated[
    list[Step],
    Field(min_length=1, max_length=2_000),
    BeforeValidator(_number_is_one_step),
    OrNumber(),
    Allowed("a number, 0 or more, or a list of steps such as {from: 2027-01-01, value: 4}"),
]
"""A number, or a list of steps `{from: DATE_OR_DAY, value: NUMBER}`; 0 before the first step."""
