"""The band of a person as it was known at an event: as last assessed, or as he came."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.history import History
from sim.words.kinds import Cause, Kind


def bands_at(history: History, rows: pl.DataFrame) -> NDArray[np.int8]:
    """Return the band of each row's person just before the row's place in the log, `seq`.

    A person who has not been assessed in the log has the band of his row in `people`.
    """
    first: NDArray[np.int8] = history.people["band"].to_numpy()[rows["person"].to_numpy()]
    again = history.events.with_row_index("seq").filter(
        pl.col("kind") == int(Kind.ASSESSED), pl.col("cause") == int(Cause.REASSESSED)
    )
    if again.is_empty():
        return first
    person = rows["person"].to_numpy().astype(np.int64)
    seq = rows["seq"].to_numpy().astype(np.int64)
    height = history.events.height + 1
    known = again["person"].to_numpy().astype(np.int64) * height + again["seq"].to_numpy()
    order = np.argsort(known)
    band: NDArray[Any] = again["value"].to_numpy()[order]
    known = known[order]
    place = np.searchsorted(known, person * height + seq) - 1
    found = (place >= 0) & (known[np.maximum(place, 0)] // height == person)
    return np.where(found, band[np.maximum(place, 0)], first).astype(np.int8)
