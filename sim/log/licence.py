"""What a reader must know of licence: reviews of recalls, levels of MAPPA and officers' hours."""

from dataclasses import dataclass
from typing import Any, Self

Hours = tuple[tuple[float, float], ...]
"""From each day on, so many hours a week."""


@dataclass(frozen=True, slots=True)
class LicenceNote:
    """Recall and MAPPA, as the scenario has them."""

    first_review_days: float
    review_days: float
    mappa_hours_per_week: tuple[float, ...] = ()
    """Hours of officers that a man takes at levels 1, 2 and 3; empty where there is no MAPPA."""
    officer_hours_per_week: tuple[tuple[int, Hours], ...] = ()
    """Hours that officers of a site have, by its code, where that is said."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            first_review_days=data["first_review_days"],
            review_days=data["review_days"],
            mappa_hours_per_week=tuple(data["mappa_hours_per_week"]),
            officer_hours_per_week=tuple(
                (site, tuple((day, hours) for day, hours in steps))
                for site, steps in data["officer_hours_per_week"]
            ),
        )
