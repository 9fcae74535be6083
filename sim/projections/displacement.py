"""Who went before a man on the list for a circle without meeting the criteria, person by person.

The same rule as the table of the displaced: that table names each man once, and whoever is asked
about here finds in his own journey what it says of him.
"""

from typing import Any

import numpy as np
import polars as pl

from sim.log.circle_start import may_begin_days
from sim.projections.circles import displaced
from sim.projections.facts import Facts
from sim.words.bands import BAND_NAMES, Band
from sim.words.days import moment_of
from sim.words.kinds import Kind

THEN = {"started": "then got a circle", "left": "then left the list"}
STILL = "to the end of the run"
"""How the wait of a man who was displaced ended."""


def displacement(facts: Facts, person: int, stay: dict[str, Any]) -> dict[str, Any] | None:
    """Return what displacement there was about one stay on a list; `None` if not for a circle.

    `outside_before` are the circles of this list that men outside the criteria got while a man who
    meets them waited and might have begun; `displaced_by` is the one of them by which he is counted
    as displaced, and `displaces` the man whom his own circle displaced.
    """
    if stay["provision"] not in facts.provisions("circle"):
        return None
    table = displaced(facts)
    until = stay["ended_day"] if stay["ended_day"] is not None else np.inf
    during = (pl.col("day") >= stay["joined_day"]) & (pl.col("day") <= until)
    by = table.filter(during, pl.col("displaced") == person)
    own = table.filter(during, pl.col("core_member") == person)
    return {
        "meets_criteria": bool(facts.meets_criteria[person]),
        "outside_before": _outside(facts, person, stay) if facts.meets_criteria[person] else [],
        "displaced_by": _told(facts, by, "core_member"),
        "displaces": _told(facts, own, "displaced"),
    }


def _outside(facts: Facts, person: int, stay: dict[str, Any]) -> list[dict[str, Any]]:
    """Return who outside the criteria got a circle of this list while this man waited for one."""
    ended = stay["ended_day"] if stay["ended_day"] is not None else np.inf
    given = facts.of(Kind.STARTED).filter(
        pl.col("site") == stay["site"],
        pl.col("provision") == stay["provision"],
        pl.col("seq") > stay["joined_seq"],
        pl.col("time") < ended,  # at the instant of his own he is passed over by nobody
        pl.col("time") >= may_begin_days(facts.history)[person],
    )
    outside = given.filter(pl.Series(~facts.meets_criteria[given["person"].to_numpy()]))
    return [
        {"day": day, "at": _date(facts, day), **_man(facts, core_member)}
        for day, core_member in outside.select("time", "person").iter_rows()
    ]


def _told(facts: Facts, rows: pl.DataFrame, whom: str) -> dict[str, Any] | None:
    """Return one displacement with the man on its other side; there is one a stay at most."""
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return {
        "day": row["day"],
        "at": _date(facts, row["day"]),
        **_man(facts, row[whom]),
        "waited_days": row["displaced_waited_days"],
        "lost_days": row["displaced_lost_days"],
        "then": THEN.get(row["displaced_then"], STILL),
    }


def _man(facts: Facts, person: int) -> dict[str, str]:
    """Return who he is, and his risk; of a man outside the criteria what puts him there."""
    band = BAND_NAMES[facts.band[person]].replace("_", " ")
    internet = not facts.meets_criteria[person] and facts.band[person] >= int(Band.MEDIUM)
    return {
        "id": facts.people["id"][person],
        "is": "internet offences only" if internet else f"{band} risk",
    }


def _date(facts: Facts, day: float) -> str:
    return moment_of(day, facts.book.start_date).date().isoformat()
