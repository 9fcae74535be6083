"""Circles: who had one, who waits for one, and who was passed over for one.

The needs-led criteria are medium risk or above and not internet-only, whatever the policy was.
"""

import numpy as np
import polars as pl

from sim.log.circle_start import may_begin_days
from sim.projections.facts import Codes, Facts, Flags
from sim.projections.occupancy import clipped_days
from sim.words.bands import BAND_NAMES, Band
from sim.words.kinds import Kind

CIRCLES_SCHEMA = pl.Schema(
    {
        "band": pl.String,
        "meets_criteria": pl.Boolean,
        "started": pl.Int64,
        "left": pl.Int64,
        "waiting_mean_people": pl.Float64,
    }
)
DISPLACED_SCHEMA = pl.Schema(
    {
        "day": pl.Float64,
        "site": pl.String,
        "core_member": pl.Int32,
        "core_member_id": pl.String,
        "core_member_band": pl.String,
        "displaced": pl.Int32,
        "displaced_id": pl.String,
        "displaced_band": pl.String,
        "displaced_waited_days": pl.Float64,
        "displaced_lost_days": pl.Float64,
        "displaced_then": pl.String,
    }
)


def circles(facts: Facts) -> pl.DataFrame:
    """Return starts, unserved leavers and mean waiting over the window, by band and criteria.

    Every band has its rows if the scenario has circles; without circles there are none.
    """
    if not facts.provisions("circle"):
        return pl.DataFrame(schema=CIRCLES_SCHEMA)
    since, until = facts.window
    stays, people = facts.circle_stays, facts.circle_stays["person"].to_numpy()
    ended = stays["ended_day"].fill_null(np.inf).to_numpy()
    ended_here = (ended >= since) & (ended < until)
    waiting_days = clipped_days(stays["joined_day"].to_numpy(), ended, facts.window)
    band, meets = facts.band[people], facts.meets_criteria[people]
    rows = []
    for code, name in enumerate(BAND_NAMES):
        for criteria in (False, True) if code >= int(Band.MEDIUM) else (False,):
            mine = (band == code) & (meets == criteria)
            started = int((mine & ended_here & (stays["how"] == "started").to_numpy()).sum())
            left = int((mine & ended_here & (stays["how"] == "left").to_numpy()).sum())
            mean = float(waiting_days[mine].sum()) / (until - since)
            rows.append((name, criteria, started, left, mean))
    return pl.DataFrame(rows, schema=CIRCLES_SCHEMA, orient="row")


def displaced(facts: Facts) -> pl.DataFrame:
    """Return one row for each man passed over when a circle went outside the criteria.

    For each such circle, in log order, that is the longest-waiting man on the same list who meets
    the criteria and has not been named before. A man who got a circle at the same instant was not
    passed over, nor was one in prison for whom no circle might begin yet. A circle for which nobody
    is left to name has no row. `displaced_lost_days` is how long he waited on: to a circle of his
    own, to leaving the list, or to the end of the run, as `displaced_then` says.
    """
    given = facts.of(Kind.STARTED).filter(pl.col("provision").is_in(facts.provisions("circle")))
    given = given.filter(pl.Series(~facts.meets_criteria[given["person"].to_numpy()]))
    waited_for = facts.circle_stays.filter(
        pl.Series(facts.meets_criteria[facts.circle_stays["person"].to_numpy()])
    ).sort("since_day", "joined_seq")
    may = may_begin_days(facts.history)[waited_for["person"].to_numpy()]
    waited_for = waited_for.with_columns(may_day=pl.Series(may, dtype=pl.Float64))
    named = np.zeros(facts.people.height, np.bool_)
    parts = [
        _passed_over(
            circles_here,
            waited_for.filter(pl.col("site") == site, pl.col("provision") == code),
            named,
        )
        for (site, code), circles_here in given.group_by("site", "provision", maintain_order=True)
    ]
    if not parts:
        return pl.DataFrame(schema=DISPLACED_SCHEMA)
    found = pl.concat(parts).sort("seq")
    end = pl.col("ended_day").fill_null(facts.book.horizon_days)
    bands, ids = pl.Series(facts.band, dtype=pl.Int64), facts.people["id"]
    return found.select(
        "day",
        facts.site_ids(found["site"]),
        pl.col("core_member"),
        ids.gather(found["core_member"]).alias("core_member_id"),
        facts.band_names(bands.gather(found["core_member"])).alias("core_member_band"),
        pl.col("displaced"),
        ids.gather(found["displaced"]).alias("displaced_id"),
        facts.band_names(bands.gather(found["displaced"])).alias("displaced_band"),
        pl.col("displaced_waited_days"),
        (end - pl.col("day")).alias("displaced_lost_days"),
        pl.col("how").cast(pl.String).alias("displaced_then"),
    ).cast(DISPLACED_SCHEMA)


def _passed_over(given: pl.DataFrame, waited_for: pl.DataFrame, named: Flags) -> pl.DataFrame:
    """Return the man passed over for each circle of one list, and mark him in `named`.

    `waited_for` holds the list's stays of men who meet the criteria, the longest wait first.
    """
    person = waited_for["person"].to_numpy()
    joined_seq = waited_for["joined_seq"].to_numpy()
    ended_day = waited_for["ended_day"].fill_null(np.inf).to_numpy()
    may_day = waited_for["may_day"].to_numpy()
    place = np.full(given.height, -1, np.int64)
    for row, (seq, day) in enumerate(given.select("seq", "time").iter_rows()):
        there = (joined_seq < seq) & (ended_day > day) & (may_day <= day) & ~named[person]
        if there.any():
            place[row] = int(there.argmax())
            named[person[place[row]]] = True
    chosen: Codes = place[place >= 0]
    men = waited_for[chosen]
    return given.filter(pl.Series(place >= 0)).select(
        "seq",
        "site",
        day="time",
        core_member="person",
        displaced=men["person"],
        displaced_waited_days=pl.col("time") - men["since_day"],
        ended_day=men["ended_day"],
        how=men["how"],
    )
