"""The people as a table, for the log: what projections may know of them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.population.people import Population
from sim.words.luck import Floats

if TYPE_CHECKING:
    import polars as pl


def people_frame(population: Population) -> "pl.DataFrame":
    """Return one row a person: facts only, no luck."""
    import polars as pl

    people = population.people
    frame = pl.DataFrame(
        {
            "person": np.arange(len(people), dtype=np.int32),
            "id": population.ids(),
            "stream": population.streams(),
            "came": people.came,
            "site": people.site,
            "home": people.home,
            "key": people.key,
            "band": people.band,
            "true_band": people.true_band,
            "need": people.need,
            "need_score": people.need_score,
            "motivation": people.motivation,
            "needs": people.tags,
            "sentence": people.sentence,
            "age_years": people.age_years,
            "enters_day": people.enters_day,
            "denial": people.denial,
            "learning_disability": people.learning_disability,
            "internet_only": people.internet_only,
            "cse": people.cse,
            "motivated": people.motivated,
            "consents": people.consents,
            "release_day": _known(people.release_day),
            "tariff_day": _known(people.tariff_day),
            "first_hearing_day": _known(population.first_hearing_day),
            "supervision_end_day": _known(people.supervision_end_day),
            "licence_days": people.licence_days,
            "known_leave_day": _known(np.where(people.gives_up_known, people.gives_up_day, np.inf)),
            "completed_before": people.completed_before,
        },
        schema_overrides={"id": pl.String, "stream": pl.String},
        nan_to_null=True,
    )
    if population.conviction_days is not None:
        frame = frame.with_columns(conviction_days=population.conviction_days)
    if population.return_days is not None:
        frame = frame.with_columns(return_days=population.return_days)
    extra = {f"attribute_{name}": cells for name, cells in population.attributes.items()}
    if not extra:
        return frame
    return frame.with_columns(pl.Series(name, cells, pl.String) for name, cells in extra.items())


def _known(days: Floats) -> Floats:
    """Return days with NaN for never or unknown; it becomes an empty cell."""
    return np.where(np.isfinite(days), days, np.nan)
