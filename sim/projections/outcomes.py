"""The outcomes of `sim.words.outcomes`, read from one history over its window.

Every definition there has one entry here. A share or mean whose denominator is 0 has no value;
a count has no denominator. Circles never count as programmes.
"""

import numpy as np
import polars as pl

from sim.projections.capacity import (
    circle_places,
    circles_running,
    facilitators_in_post,
    facilitators_in_use,
)
from sim.projections.circle_supply import of_circling
from sim.projections.costs import of_costs
from sim.projections.delivery import of_delivery
from sim.projections.facts import Facts
from sim.projections.groups import left_early
from sim.projections.hearings import of_board
from sim.projections.occupancy import clipped_days
from sim.projections.proven import of_proven
from sim.projections.readings import Reading, Readings, count, ratio
from sim.projections.reoffending import cohort
from sim.projections.returns import of_licence
from sim.projections.upstream import of_upstream
from sim.projections.voluntary import of_voluntary
from sim.words.bands import ALL_BANDS
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats
from sim.words.outcomes import REOFFENCES, REOFFENDED
from sim.words.reoffences import CAUSES, SEXUAL

SCHEMA = pl.Schema(
    {
        "outcome": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
    }
)
FOLLOWED_YEARS = 5.0


def outcomes(
    facts: Facts,
    *,
    displaced: pl.DataFrame,
    reoffending: pl.DataFrame,
    waits: pl.DataFrame,
    spent: pl.DataFrame,
) -> pl.DataFrame:
    """Return every outcome of the scenario, in report order, agreeing with the tables given."""
    found = (
        _of_releases(facts)
        | _of_lists(facts)
        | _of_programmes(facts)
        | _of_custody(facts)
        | _of_circles(facts, displaced)
        | of_delivery(facts, waits)
        | _of_reoffending(facts, reoffending)
        | of_proven(facts)
        | (of_upstream(facts) if facts.book.upstream else {})
        | of_costs(facts, spent)
        | (of_circling(facts, displaced) if facts.book.circling else {})
        | of_board(facts)
        | of_licence(facts)
        | (of_voluntary(facts) if facts.book.voluntary else {})
    )
    names = [outcome.name for outcome in facts.book.outcomes]
    readings = [found[name] for name in names]
    rows = [
        (name, reading.value, reading.numerator, reading.denominator)
        for name, reading in zip(names, readings, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _of_releases(facts: Facts) -> Readings:
    """Read what men had been given by the day they left prison or supervision."""
    lives, (since, until) = facts.lives, facts.window
    released, ended = lives.released_day, lives.supervision_ended_day
    meant = facts.meant_for
    leavers = (
        meant & (released >= since) & (released < until) & (lives.joined_in_prison_day <= released)
    )
    unstarted = leavers & (lives.started_in_prison_day > released)
    uncompleted = leavers & (lives.completed_in_prison_day > released)
    supervised = meant & ~facts.upstream & (ended >= since) & (ended < until)
    supervised &= lives.joined_in_community_day <= ended
    unstarted_outside = supervised & (lives.started_in_community_day > ended)
    return {
        "released_without_starting_share": ratio(unstarted.sum(), leavers.sum()),
        "released_without_completing_share": ratio(uncompleted.sum(), leavers.sum()),
        "supervision_ended_without_starting_share": ratio(
            unstarted_outside.sum(), supervised.sum()
        ),
    }


def _waits(facts: Facts, stays: pl.DataFrame, how: str) -> Floats:
    """Return the waits of the stays that ended in this way in the window."""
    since, until = facts.window
    return stays.filter(
        pl.col("how") == how, pl.col("ended_day") >= since, pl.col("ended_day") < until
    )["wait_days"].to_numpy()


def _waiting_days(facts: Facts, stays: pl.DataFrame) -> float:
    joined = stays["joined_day"].to_numpy()
    ended = stays["ended_day"].fill_null(np.inf).to_numpy()
    return float(clipped_days(joined, ended, facts.window).sum())


def _of_lists(facts: Facts) -> Readings:
    stays, (since, until) = facts.programme_stays, facts.window
    started, left = _waits(facts, stays, "started"), _waits(facts, stays, "left")
    waiting = stays.filter(
        pl.col("joined_day") < until,
        pl.col("ended_day").is_null() | (pl.col("ended_day") >= until),
    )
    meant = stays.filter(facts.meant_for[stays["person"].to_numpy()])
    served, unserved = _waits(facts, meant, "started"), _waits(facts, meant, "left")
    so_far_days = (until - waiting["since_day"].to_numpy()).sum()
    p90 = float(np.quantile(started, 0.9)) if len(started) else None
    return {
        "left_without_starting_share": ratio(len(unserved), len(unserved) + len(served)),
        "wait_to_start_mean_days": ratio(started.sum(), len(started)),
        "wait_to_start_p90_days": Reading(p90, None, float(len(started))),
        "wait_of_unserved_mean_days": ratio(left.sum(), len(left)),
        "wait_so_far_mean_days": ratio(so_far_days, waiting.height),
        "waiting_mean_people": ratio(_waiting_days(facts, stays), until - since),
    }


def _of_programmes(facts: Facts) -> Readings:
    programme = pl.col("provision").is_in(facts.provisions("programme"))
    started, completed = (
        facts.in_window(kind).filter(programme).height for kind in (Kind.STARTED, Kind.COMPLETED)
    )
    dropped_out = left_early(facts).filter(programme).height
    return {
        "started_people": count(started),
        "started_beyond_bands_people": count(_starts_beyond_bands(facts)),
        "completed_people": count(completed),
        "dropped_out_share": ratio(dropped_out, dropped_out + completed),
        "facilitators_in_use_share": ratio(
            _held_days(facts, facilitators_in_use(facts)),
            _held_days(facts, facilitators_in_post(facts)),
        ),
    }


def _starts_beyond_bands(facts: Facts) -> int:
    programme = pl.col("provision").is_in(facts.provisions("programme"))
    starts = facts.in_window(Kind.STARTED).filter(programme)
    return int((~facts.meant_for[starts["person"].to_numpy()]).sum())


def _held_days(facts: Facts, held: pl.DataFrame) -> float:
    """Return the time integral over the window of the amounts held."""
    days = clipped_days(held["since_day"].to_numpy(), held["until_day"].to_numpy(), facts.window)
    return float((days * held["amount"].to_numpy()).sum())


def _of_custody(facts: Facts) -> Readings:
    lives, (since, until) = facts.lives, facts.window
    past_from, past_to = lives.past_tariff
    past_days = clipped_days(past_from, past_to, facts.window)
    outstanding_days = clipped_days(*lives.past_tariff_outstanding, facts.window)
    past = past_days > 0
    so_far_days = (np.minimum(past_to, until) - past_from + lives.past_tariff_before_days)[past]
    return {
        "in_custody_mean_people": ratio(lives.inside_days(facts.window).sum(), until - since),
        "past_tariff_mean_people": ratio(past_days.sum(), until - since),
        "past_tariff_mean_days": ratio(so_far_days.sum(), past.sum()),
        "past_tariff_programme_outstanding_share": ratio(outstanding_days.sum(), past_days.sum()),
    }


def _of_circles(facts: Facts, displaced: pl.DataFrame) -> Readings:
    stays, (since, until) = facts.circle_stays, facts.window
    started = _waits(facts, stays, "started")
    meant = stays.filter(facts.meets_criteria[stays["person"].to_numpy()])
    served, unserved = _waits(facts, meant, "started"), _waits(facts, meant, "left")
    given = facts.in_window(Kind.STARTED).filter(
        pl.col("provision").is_in(facts.provisions("circle"))
    )
    outside = ~facts.meets_criteria[given["person"].to_numpy()]
    passed_over = displaced.filter(pl.col("day") >= since, pl.col("day") < until)
    return {
        "circle_started_people": count(given.height),
        "circle_wait_to_start_mean_days": ratio(started.sum(), len(started)),
        "circle_left_without_starting_share": ratio(len(unserved), len(unserved) + len(served)),
        "circle_waiting_mean_people": ratio(_waiting_days(facts, stays), until - since),
        "circle_in_use_share": ratio(
            _held_days(facts, circles_running(facts)), _held_days(facts, circle_places(facts))
        ),
        "circle_to_men_outside_criteria_share": ratio(outside.sum(), given.height),
        "circle_displaced_people": count(passed_over.height),
    }


def _of_reoffending(facts: Facts, reoffending: pl.DataFrame) -> Readings:
    """Read reoffending; a run too short to follow anybody for 5 years has no 5-year share."""
    people = float(len(cohort(facts).people))
    rows = facts.in_window(Kind.REOFFENDED).filter(pl.col("cause") != int(Cause.OTHER))
    reoffended = rows["value"].to_numpy()
    at_5_years = reoffending.filter(pl.col("band") == ALL_BANDS, pl.col("years") == FOLLOWED_YEARS)
    shares = {
        (belief, cause): share
        for belief, cause, share in at_5_years.select("belief", "cause", "reoffended").iter_rows()
    }

    def within(belief: str, cause: str) -> Reading:
        share = shares.get((belief, cause))
        return Reading(share, None if share is None else share * people, people)

    readings: Readings = {}
    for code, belief in enumerate(facts.book.belief_ids):
        readings[f"{REOFFENDED}.{belief}"] = within(belief, SEXUAL)
        readings[f"{REOFFENCES}.{belief}"] = count((reoffended == code).sum())
        for cause in CAUSES:
            readings[f"reoffended_{cause}_within_5_years_share.{belief}"] = within(belief, cause)
    return readings
