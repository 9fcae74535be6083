"""Prices as a reader of the log needs them: what one of each costs, and who pays which share."""

from dataclasses import dataclass
from typing import Any, Self

Shares = tuple[tuple[str, float], ...]
"""Payers with their shares of one; empty where the site pays."""


@dataclass(frozen=True, slots=True)
class PriceNote:
    """What one of an item costs. `of` is a grade, a programme, a prison or a cause; or anything."""

    item: str
    of: str
    each: float


@dataclass(frozen=True, slots=True)
class RestrictionNote:
    """A passive restriction: on whom, from when, for how long, at what cost."""

    id: str
    name: str
    who: str | None
    since: str
    years: float | None
    each: float
    payers: Shares = ()
    """Who pays it; whoever pays for restrictions if empty."""


@dataclass(frozen=True, slots=True)
class CostsNote:
    """The prices of a scenario. An item without a price is counted and not in the sums."""

    price_year: int
    discount_rate_per_year: float
    prices: tuple[PriceNote, ...]
    payers: tuple[tuple[str, Shares], ...] = ()
    """Items whose payers the scenario names."""
    restrictions: tuple[RestrictionNote, ...] = ()
    groups_per_manager: float | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "prices": tuple(PriceNote(**each) for each in data["prices"]),
                "payers": tuple((item, _shares(each)) for item, each in data["payers"]),
                "restrictions": tuple(
                    RestrictionNote(**{**each, "payers": _shares(each["payers"])})
                    for each in data["restrictions"]
                ),
            }
        )


def _shares(data: list[Any]) -> Shares:
    return tuple((payer, float(share)) for payer, share in data)
