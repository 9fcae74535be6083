"""People on lists: how many at each quarter, and what becomes of them month by month."""

import numpy as np
import polars as pl

from sim.projections.facts import Facts
from sim.projections.incidence import aalen_johansen
from sim.projections.occupancy import counts_at, quarters
from sim.words.bands import BAND_NAMES
from sim.words.days import DAYS_PER_YEAR

WAITING_SCHEMA = pl.Schema(
    {"day": pl.Float64, "provision": pl.String, "band": pl.String, "waiting": pl.Int64}
)
START_INCIDENCE_SCHEMA = pl.Schema(
    {
        "provision": pl.String,
        "month": pl.Int64,
        "started": pl.Float64,
        "left": pl.Float64,
        "waiting": pl.Float64,
        "at_risk": pl.Int64,
    }
)
MONTH_DAYS = DAYS_PER_YEAR / 12
MONTHS = np.arange(61)

_STARTED, _LEFT = 1, 2


def waiting(facts: Facts) -> pl.DataFrame:
    """Return the people on each list at every quarter year and at the horizon, by band.

    Every provision and band has a row on every day, whether or not anybody waits.
    """
    days = quarters(facts.book.horizon_days)
    bands, stays = len(BAND_NAMES), facts.stays
    provisions = [note.id for note in facts.book.provisions]
    provision = stays["provision"].cast(pl.Int64).to_numpy()
    counts = counts_at(
        days,
        stays["joined_day"].to_numpy(),
        stays["ended_day"].fill_null(np.inf).to_numpy(),
        provision * bands + facts.band[stays["person"].to_numpy()],
        len(provisions) * bands,
    )
    return pl.DataFrame(
        {
            "day": np.repeat(days, len(counts)),
            "provision": np.repeat(provisions, bands).tolist() * len(days),
            "band": list(BAND_NAMES) * (len(provisions) * len(days)),
            "waiting": counts.T.ravel(),
        },
        schema=WAITING_SCHEMA,
    )


def start_incidence(facts: Facts) -> pl.DataFrame:
    """Return the shares started, left unserved and still waiting by months since joining.

    Everybody who joined a list before the window's end is used, those before its beginning too;
    whoever still waits at its end is censored there. A man of the backlog is at risk only from
    the wait he had on day 0, so that the men who left before it, unseen, bias nothing. A list
    that nobody joined has no rows.
    """
    until = facts.window[1]
    parts = [pl.DataFrame(schema=START_INCIDENCE_SCHEMA)]
    for code, note in enumerate(facts.book.provisions):
        stays = facts.stays.filter(pl.col("provision") == code, pl.col("joined_day") < until)
        if stays.is_empty():
            continue
        since = stays["since_day"].to_numpy()
        ended = stays["ended_day"].fill_null(np.inf).to_numpy()
        way = np.select([(stays["how"] == how).to_numpy() for how in ("started", "left")], [1, 2])
        found = aalen_johansen(
            entry=stays["joined_day"].to_numpy() - since,
            exit_=np.minimum(ended, until) - since,
            cause=np.where(ended < until, way, 0),
            causes=_LEFT,
            at=(MONTHS * MONTH_DAYS).astype(np.float64),
        )
        columns = {
            "provision": [note.id] * len(MONTHS),
            "month": MONTHS,
            "started": found.gone[_STARTED - 1],
            "left": found.gone[_LEFT - 1],
            "waiting": found.remaining,
            "at_risk": found.at_risk,
        }
        parts.append(pl.DataFrame(columns, schema=START_INCIDENCE_SCHEMA))
    return pl.concat(parts)
