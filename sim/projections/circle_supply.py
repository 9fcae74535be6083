"""What circles were made of and what held them up: volunteers, coordinators, people, endings.

A site is at every moment in one state: nobody waits for whom a circle may begin; or somebody waits
and coordinators, volunteers or places do not suffice. The days of the states add up to the window.
"""

import numpy as np
import polars as pl

from sim.log.circle_start import may_begin_days
from sim.log.picking import volunteering
from sim.projections.capacity import circle_places, circles_running
from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days, counts_at, quarters
from sim.projections.readings import Readings, count, ratio
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

SUPPLY_SCHEMA = pl.Schema(
    {
        "day": pl.Float64,
        "site": pl.String,
        "volunteers": pl.Int64,
        "running": pl.Int64,
        "waiting": pl.Int64,
        "waiting_inside": pl.Int64,
    }
)
LIMITS_SCHEMA = pl.Schema({"site": pl.String, "state": pl.String, "days": pl.Float64})
ENDS_SCHEMA = pl.Schema({"site": pl.String, "how": pl.String, "people": pl.Int64})
NOBODY_WAITS, COORDINATORS, VOLUNTEERS, PLACES = (
    "nobody waits",
    "no coordinator",
    "no volunteers",
    "no place",
)
STATES = (NOBODY_WAITS, COORDINATORS, VOLUNTEERS)
COMPLETED = "completed"
Spans = tuple[Floats, Floats]


def ready_volunteers(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and cause of every volunteer who was ready."""
    one = ("site", "value")
    left = facts.of(Kind.VOLUNTEER_LEFT).filter(pl.col("cause") == int(Cause.NONE))
    return (
        facts.of(Kind.VOLUNTEER_READY)
        .join(left.select(*one, until_day="time"), on=one, how="left", maintain_order="left")
        .select(
            "site",
            "cause",
            since_day="time",
            until_day=pl.col("until_day").fill_null(float("inf")),
        )
    )


def _stays(facts: Facts) -> pl.DataFrame:
    """Return stays on circle lists with the day from which a circle may begin."""
    stays = facts.circle_stays
    may = may_begin_days(facts.history)[stays["person"].to_numpy()]
    joined = stays["joined_day"].to_numpy()
    ended = stays["ended_day"].fill_null(np.inf).to_numpy()
    return stays.with_columns(
        may_day=pl.Series(np.minimum(np.maximum(joined, may), ended), dtype=pl.Float64),
        until_day=pl.Series(ended, dtype=pl.Float64),
    )


def _at(rows: pl.DataFrame, site: int, since: str = "since_day", until: str = "until_day") -> Spans:
    mine = rows.filter(pl.col("site") == site)
    return mine[since].to_numpy(), mine[until].to_numpy()


def _sites(facts: Facts) -> list[int]:
    """Return the sites that have circles: anything was ever set up, or waited for, there."""
    codes = facts.provisions("circle")
    rows = facts.events.filter(pl.col("provision").is_in(codes))
    used = rows.filter((pl.col("kind") != int(Kind.CAPACITY_SET)) | (pl.col("value") > 0))[
        "site"
    ].unique()
    return sorted({*used.to_list(), *volunteering(facts.history)})


def circle_supply(facts: Facts) -> pl.DataFrame:
    """Return volunteers ready, circles running and people waiting, by site and quarter.

    Volunteers are counted where they are people; elsewhere their number is null.
    """
    days = quarters(facts.book.horizon_days)
    stays, running, ready = _stays(facts), circles_running(facts), ready_volunteers(facts)
    parts = []
    for site in _sites(facts):
        waiting = counts_at(days, *_at(stays, site, "joined_day"))[0]
        may = counts_at(days, *_at(stays, site, "may_day"))[0]
        known = facts.book.sites[site].circle_room
        parts.append(
            pl.DataFrame(
                {
                    "day": days,
                    "site": [facts.book.sites[site].id] * len(days),
                    "volunteers": counts_at(days, *_at(ready, site))[0]
                    if known
                    else [None] * len(days),
                    "running": counts_at(days, *_at(running, site))[0],
                    "waiting": waiting,
                    "waiting_inside": waiting - may,
                },
                schema=SUPPLY_SCHEMA,
            )
        )
    return pl.concat(parts) if parts else pl.DataFrame(schema=SUPPLY_SCHEMA)


def circle_limits(facts: Facts) -> pl.DataFrame:
    """Return for how long in the window each site's circles were held up by what."""
    since, until = facts.window
    stays, running, places = _stays(facts), circles_running(facts), circle_places(facts)
    rows = []
    for site in _sites(facts):
        waits, runs = _at(stays, site, "may_day"), _at(running, site)
        room = facts.book.sites[site].circle_room
        plan = room or _plan(places, site)
        steps = [day for day, _ in plan]
        every = np.concatenate([*waits, *runs, steps, [since]])
        days = np.unique(every[(every >= since) & (every < until)])
        lasting = np.diff(np.append(days, until))
        waiting, in_use = counts_at(days, *waits)[0], counts_at(days, *runs)[0]
        values = np.array([value for _, value in plan] or [0.0])
        place = np.searchsorted(steps, days, side="right") - 1
        most = np.where(place >= 0, values[np.maximum(place, 0)], 0.0)
        state = np.full(len(days), NOBODY_WAITS, dtype=object)
        state[waiting > 0] = VOLUNTEERS if room else PLACES
        if room:
            state[(waiting > 0) & (in_use >= most)] = COORDINATORS
        rows += [
            (facts.book.sites[site].id, name, float(lasting[state == name].sum()))
            for name in (STATES if room else (NOBODY_WAITS, PLACES))
        ]
    return pl.DataFrame(rows, schema=LIMITS_SCHEMA, orient="row")


def _plan(places: pl.DataFrame, site: int) -> list[tuple[float, float]]:
    mine = places.filter(pl.col("site") == site)
    return list(mine.select("since_day", "amount").iter_rows())


def circle_ends(facts: Facts) -> pl.DataFrame:
    """Return how circles ended in the window, by site: completed, or why they did not last."""
    if not facts.provisions("circle"):
        return pl.DataFrame(schema=ENDS_SCHEMA)
    names = {int(cause): cause.name.lower().replace("_", " ") for cause in Cause}
    completed = pl.col("kind") == int(Kind.COMPLETED)
    ended = pl.concat([facts.in_window(Kind.COMPLETED), facts.in_window(Kind.DROPPED_OUT)])
    mine = ended.filter(pl.col("provision").is_in(facts.provisions("circle")))
    why = pl.col("cause").replace_strict(names, return_dtype=pl.String)
    return (
        mine.with_columns(how=pl.when(completed).then(pl.lit(COMPLETED)).otherwise(why))
        .with_columns(facts.site_ids(mine["site"]))
        .group_by("site", "how")
        .agg(people=pl.len().cast(pl.Int64))
        .sort("site", "how")
        .cast(ENDS_SCHEMA)
    )


def of_circling(facts: Facts, displaced: pl.DataFrame) -> Readings:
    """Read the outcomes of referral, of volunteers, and of what displaced men lost."""
    since, until = facts.window
    circles = pl.col("provision").is_in(facts.provisions("circle"))
    running, ready = circles_running(facts), ready_volunteers(facts)
    referred = facts.in_window(Kind.REFERRED).filter(circles)
    refused = referred.filter(pl.col("cause") == int(Cause.NOT_ACCEPTED))
    early = facts.in_window(Kind.DROPPED_OUT).filter(circles)
    completed = facts.in_window(Kind.COMPLETED).filter(circles)
    short = early.filter(pl.col("cause") == int(Cause.VOLUNTEERS_SHORT))
    passed_over = displaced.filter(pl.col("day") >= since, pl.col("day") < until)

    def days(rows: pl.DataFrame) -> float:
        spans = rows["since_day"].to_numpy(), rows["until_day"].to_numpy()
        return float(clipped_days(*spans, facts.window).sum())

    return {
        "circle_running_mean_people": ratio(days(running), until - since),
        "circle_volunteers_mean_people": ratio(days(ready), until - since),
        "circle_not_accepted_share": ratio(refused.height, referred.height),
        "circle_ended_early_share": ratio(early.height, early.height + completed.height),
        "circle_ended_for_want_of_volunteers_people": count(short.height),
        "circle_displaced_days": count(float(passed_over["displaced_lost_days"].sum())),
    }
