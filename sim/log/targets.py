"""A published figure as a reader of the log needs it: what to measure, when, and the figure."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class TargetNote:
    """One published figure with its defended range, and what of the run it is held against."""

    id: str
    name: str
    measure: str
    unit: str
    since_day: float
    until_day: float
    """End of the time measured; where it is its beginning, the state of that day is measured."""
    value: float
    low: float
    high: float
    label: str
    source: str
    use: str
    note: str = ""
    setting: str | None = None
    programmes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    age_from_years: float | None = None
    age_to_years: float | None = None

    @property
    def on_a_day(self) -> bool:
        return self.since_day == self.until_day

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        named = ("programmes", "sites", "regions", "sentences", "bands")
        return cls(**{**data, **{name: tuple(data[name]) for name in named}})
