"""The load of officers who manage people by level, site by site, against the hours they have."""

import numpy as np
import polars as pl

from sim.projections.facts import Facts
from sim.projections.mappa import hours_per_week, managed
from sim.projections.occupancy import counts_at, quarters

LEVELS = (1, 2, 3)
SCHEMA = pl.Schema(
    {
        "site": pl.String,
        "day": pl.Float64,
        "level_1": pl.Int64,
        "level_2": pl.Int64,
        "level_3": pl.Int64,
        "hours": pl.Float64,
        "has_hours": pl.Float64,
    }
)


def officer_load(facts: Facts) -> pl.DataFrame:
    """Return people at each level and hours a week that they take, every quarter, by site.

    `has_hours` is what the officers of the site have a week; empty where the scenario does not
    say. Sites that never manage anybody have no rows, nor has a scenario without levels.
    """
    hours, spells = hours_per_week(facts), managed(facts)
    if not hours or spells.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    days = quarters(facts.book.horizon_days)
    sites = np.unique(spells["site"].to_numpy())
    place = np.searchsorted(sites, spells["site"].to_numpy()) * len(LEVELS)
    cell = place + spells["level"].to_numpy() - 1
    since, until = spells["since_day"].to_numpy(), spells["until_day"].to_numpy()
    order = np.argsort(since, kind="stable")
    people = counts_at(days, since[order], until[order], cell[order], len(sites) * len(LEVELS))
    by_site = people.reshape(len(sites), len(LEVELS), len(days))
    capacity = _capacity(facts)
    return pl.DataFrame(
        {
            "site": [facts.book.sites[code].id for code in sites for _ in days],
            "day": np.tile(days, len(sites)),
            **{f"level_{level}": by_site[:, level - 1].ravel() for level in LEVELS},
            "hours": np.einsum("slq,l->sq", by_site, np.array(hours)).ravel(),
            "has_hours": [_at(capacity.get(int(code), ()), day) for code in sites for day in days],
        },
        schema=SCHEMA,
    )


Steps = tuple[tuple[float, float], ...]


def _capacity(facts: Facts) -> dict[int, Steps]:
    """Return hours a week over time by site, where they are declared."""
    licence = facts.book.licence
    return dict(licence.officer_hours_per_week) if licence is not None else {}


def _at(steps: Steps, day: float) -> float | None:
    """Return the hours in force on a day; `None` where none are declared."""
    now = [hours for since, hours in steps if since <= day]
    return (now[-1] if now else 0.0) if steps else None
