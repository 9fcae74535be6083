"""What a question claims to have found, and the settings that it changes to find it.

A claim is about the difference of one outcome between two worlds of the same people and luck: a
policy against another, or the same one with settings changed against the settings as they are.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sim.scenario.numbers import Allowed, Id, Strict, Text
from sim.words.claims import UNCHANGED, World

Setting = Annotated[
    str,
    Field(min_length=1, max_length=500),
    Allowed("a setting as --set takes it, such as sites[whatton].facilitators"),
]


class Change(Strict):
    """Settings laid over the scenario for a second run of it, beside the one as it stands."""

    id: Id
    name: Annotated[Text | None, Field(description="name in reports; the id if left out")] = None
    set: Annotated[
        dict[Setting, Any],
        Field(description="settings as --set takes them, each with its value, or null"),
        Allowed("a mapping from settings as --set takes them to their values"),
    ]

    @model_validator(mode="after")
    def _not_the_world_as_it_is(self) -> Self:
        if self.id == UNCHANGED:
            raise ValueError(f"`{UNCHANGED}` is the scenario as it stands; call this otherwise")
        return self

    @property
    def settings(self) -> tuple[str, ...]:
        """The change as `--set` takes it, a text for each setting."""
        return tuple(f"{path}={_written(value)}" for path, value in self.set.items())


def _written(value: Any) -> str:
    """Return a value as it stands behind `--set path=`; text is what would be typed there."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


class Difference(Strict):
    """Where the difference of an outcome is claimed to lie, in the unit of the outcome."""

    low: Annotated[float, Field(description="the least that is defended")]
    high: Annotated[float, Field(description="the most that is defended")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low >= self.high:
            raise ValueError("`low` must be below `high`; for none that matters, below and above 0")
        return self


class Claim(Strict):
    """What was found: how much an outcome differs between two worlds."""

    says: Annotated[Text, Field(description="what was found, in a sentence or two with its size")]
    outcome: Annotated[
        str | None,
        Field(description="which outcome differs; the primary one if left out"),
        Allowed("the name of an outcome"),
    ] = None
    cohort: Annotated[
        Id | None,
        Field(
            description="of which cohort, where `outcome` is measured of cohorts; "
            "of everybody if left out"
        ),
    ] = None
    policy: Annotated[Id | None, Field(description="under which policy; the first if left out")] = (
        None
    )
    change: Annotated[
        Id | None, Field(description="with which change; the scenario as it stands if left out")
    ] = None
    against: Annotated[
        Id | None,
        Field(
            description="against which policy; if left out the same one where `change` is given, "
            "else the first"
        ),
    ] = None
    against_change: Annotated[
        Id | None,
        Field(description="against which change; the scenario as it stands if left out"),
    ] = None
    difference: Annotated[
        Difference,
        Field(
            description="where the difference is defended to lie: on one side of 0, or on both "
            "sides where it is claimed to be too small to matter"
        ),
    ]

    def worlds(self, first: str) -> tuple[World, World]:
        """Return the world that it is about and the one held against, by the first policy."""
        policy = self.policy or first
        against = self.against or (policy if self.change else first)
        return (policy, self.change), (against, self.against_change)


def policies_under(
    changes: Sequence[Change], claims: Sequence[Claim], first: str
) -> dict[str, list[str]]:
    """Return the policies that each change is run under: those claimed of it, else the first."""
    worlds = [world for claim in claims for world in claim.worlds(first)]
    return {
        change.id: list(dict.fromkeys(policy for policy, name in worlds if name == change.id))
        or [first]
        for change in changes
    }
