"""When a circle may begin for whoever was referred for one in prison, read from the log."""

import numpy as np
import polars as pl

from sim.log.history import History
from sim.log.state import INSIDE
from sim.words.kinds import Kind
from sim.words.luck import Floats


def may_begin_days(history: History) -> Floats:
    """Return the day from which a circle may begin for each person; long past for all others.

    It is his first release, or so many days before the release that was known as the scenario
    allows circles to begin in prison.
    """
    days = np.full(history.people.height, -np.inf)
    code = next(
        (place for place, each in enumerate(history.book.provisions) if each.kind == "circle"), None
    )
    rules = {} if code is None else history.book.provisions[code].rules
    if (rules.get("referral") or {}).get("when") != "before_release":
        return days
    first = history.events.filter(pl.col("kind") == int(Kind.RELEASED))
    released = np.full(history.people.height, np.inf)
    np.minimum.at(released, first["person"].to_numpy(), first["time"].to_numpy())
    inside = (history.people["came"] == INSIDE).to_numpy()
    known = history.people["release_day"].fill_null(np.inf).to_numpy()
    ahead = rules.get("starts_before_release_days", 0.0)
    sooner = np.where(np.isfinite(known) & (ahead > 0), known - ahead, np.inf)
    result: Floats = np.where(inside, np.minimum(released, sooner), days)
    return result
