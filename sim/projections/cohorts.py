"""Every cohort through the whole pathway: the same measures of each, beside those of everybody.

Each measure is a sum over people (or their stays, or events), so that two cohorts which share
nobody and leave nobody out add up to everybody; and everybody's are the outcomes themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.costs import by_person
from sim.projections.facts import Facts, Flags
from sim.projections.groups import left_early
from sim.projections.lives import first_day
from sim.projections.membership import Members, members
from sim.projections.occupancy import clipped_days
from sim.projections.reoffending import (
    Cohort,
    First,
    cohort,
    first_reoffences,
    followed_from,
    incidence,
    share_by,
)
from sim.projections.upstream import came_upstream, convicted_within_5_years
from sim.words.cohorts import CAME, COST, LEAVERS, STAGES, measures_under
from sim.words.kinds import Cause, Kind
from sim.words.licence import RECALLS
from sim.words.luck import Floats
from sim.words.outcomes import REOFFENDED
from sim.words.reoffences import SEXUAL
from sim.words.upstream import CONVICTED

SCHEMA = pl.Schema(
    {
        "cohort": pl.String,
        "measure": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
    }
)
FOLLOWED_YEARS = 5.0
EVERY = 1.0

Measured = tuple[float | None, float | None, float | None]
"""Value, numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What each of some rows adds to a measure, and the person of each row."""

    person: NDArray[np.int64]
    numerator: Floats | float
    denominator: Floats | float | None = None
    """What each row adds to what is divided by; `None` for a plain count."""
    over: float | None = None
    """Or: what everything is divided by."""

    def of(self, mask: Flags) -> Measured:
        """Return value, numerator and denominator among the people of the mask."""
        mine = mask[self.person]
        numerator = _sum(self.numerator, mine)
        if self.over is not None:
            return numerator / self.over, numerator, self.over
        if self.denominator is None:
            return numerator, numerator, None
        below = _sum(self.denominator, mine)
        return (numerator / below if below else None), numerator, below


def cohorts(facts: Facts) -> pl.DataFrame:
    """Return every measure of every cohort; nothing where the scenario names no cohort."""
    if not facts.book.cohorts:
        return pl.DataFrame(schema=SCHEMA)
    sums = dict(_sums(facts))
    groups = members(facts)
    names = [each.name for each in measures_under(facts.book.belief_ids)]
    followed = cohort(facts)
    firsts = [first_reoffences(facts, code) for code in range(len(facts.book.beliefs))]
    rows = []
    for group in groups:
        found = {name: each.of(group.mask) for name, each in sums.items()}
        found |= _after(facts, group, followed, firsts)
        rows += [(group.id, name, *found[name]) for name in names if name in found]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _ones(holds: Flags, who: NDArray[np.int64]) -> Floats:
    """Return 1 for each of these people of whom it holds, and 0 for the others."""
    return holds[who].astype(np.float64)


def _sum(amounts: Floats | float, mine: Flags) -> float:
    if isinstance(amounts, float):
        return float(mine.sum()) * amounts
    return float(amounts[mine].sum())


def _sums(facts: Facts) -> Iterator[tuple[str, Sums]]:
    """Yield the measures that are sums, by name."""
    lives, (since, until) = facts.lives, facts.window
    everybody = np.arange(facts.people.height)
    came = everybody[lives.received_day < until]
    yield CAME, Sums(came, EVERY)
    if facts.book.costs is not None:
        yield COST, Sums(came, by_person(facts)[came], EVERY)
    received = facts.in_window(Kind.RECEIVED).filter(pl.col("cause") != int(Cause.BACKLOG))
    yield "received_people", Sums(received["person"].to_numpy(), EVERY)
    inside_days = lives.inside_days(facts.window)
    yield "in_custody_mean_people", Sums(everybody, inside_days, over=until - since)
    yield from _of_lists(facts)
    yield from _of_releases(facts)
    past_from, past_to = lives.past_tariff
    past_days = clipped_days(past_from, past_to, facts.window)
    past = everybody[past_days > 0]
    so_far = np.minimum(past_to, until) - past_from + lives.past_tariff_before_days
    yield "past_tariff_mean_people", Sums(everybody, past_days, over=until - since)
    yield "past_tariff_mean_days", Sums(past, so_far[past], EVERY)
    recalled = facts.in_window(Kind.RECALLED)["person"].to_numpy()
    yield RECALLS, Sums(recalled, EVERY)
    yield from _of_leavers(facts)


def _of_lists(facts: Facts) -> Iterator[tuple[str, Sums]]:
    """Yield waits, starts and what came of them."""
    stays, (since, until) = facts.programme_stays, facts.window
    who = stays["person"].to_numpy()
    joined = stays["joined_day"].to_numpy()
    ended = stays["ended_day"].fill_null(np.inf).to_numpy()
    waited = clipped_days(joined, ended, facts.window)
    yield "waiting_mean_people", Sums(who, waited, over=until - since)
    over = stays.filter(pl.col("ended_day") >= since, pl.col("ended_day") < until)
    started = over.filter(pl.col("how") == "started")
    yield (
        "wait_to_start_mean_days",
        Sums(started["person"].to_numpy(), started["wait_days"].to_numpy(), EVERY),
    )
    here = stays.filter((joined < until) & (ended >= until))
    so_far = until - here["since_day"].to_numpy()
    yield "wait_so_far_mean_days", Sums(here["person"].to_numpy(), so_far, EVERY)
    programmes = pl.col("provision").is_in(facts.provisions("programme"))
    events = {
        kind: facts.in_window(kind).filter(programmes)["person"].to_numpy()
        for kind in (Kind.STARTED, Kind.COMPLETED)
    }
    yield "started_people", Sums(events[Kind.STARTED], EVERY)
    yield "completed_people", Sums(events[Kind.COMPLETED], EVERY)
    out, done = left_early(facts).filter(programmes)["person"].to_numpy(), events[Kind.COMPLETED]
    dropped = np.concatenate([np.ones(len(out)), np.zeros(len(done))])
    yield "dropped_out_share", Sums(np.concatenate([out, done]), dropped, EVERY)
    yield "left_without_starting_share", _left(over, facts.meant_for)
    circle = facts.circle_stays
    over = circle.filter(pl.col("ended_day") >= since, pl.col("ended_day") < until)
    yield "circle_left_without_starting_share", _left(over, facts.meets_criteria)
    circles = pl.col("provision").is_in(facts.provisions("circle"))
    given = facts.in_window(Kind.STARTED).filter(circles)["person"].to_numpy()
    yield "circle_started_people", Sums(given, EVERY)


def _left(over: pl.DataFrame, meant: Flags) -> Sums:
    """Return the share who left unserved of the stays that ended, by those it is meant for."""
    mine = over.filter(meant[over["person"].to_numpy()], pl.col("how").is_in(["started", "left"]))
    left = (mine["how"] == "left").to_numpy().astype(np.float64)
    return Sums(mine["person"].to_numpy(), left, EVERY)


def _of_releases(facts: Facts) -> Iterator[tuple[str, Sums]]:
    """Yield what people had been given by the day they left prison or supervision."""
    lives, (since, until) = facts.lives, facts.window
    released, ended = lives.released_day, lives.supervision_ended_day
    meant = facts.meant_for
    left = meant & (released >= since) & (released < until)
    left &= lives.joined_in_prison_day <= released
    who = np.flatnonzero(left)
    for name, day in (
        ("released_without_starting_share", lives.started_in_prison_day),
        ("released_without_completing_share", lives.completed_in_prison_day),
    ):
        yield name, Sums(who, _ones(day > released, who), EVERY)
    over = meant & ~facts.upstream & (ended >= since) & (ended < until)
    who = np.flatnonzero(over & (lives.joined_in_community_day <= ended))
    unstarted = _ones(lives.started_in_community_day > ended, who)
    yield "supervision_ended_without_starting_share", Sums(who, unstarted, EVERY)


def _of_leavers(facts: Facts) -> Iterator[tuple[str, Sums]]:
    """Yield how far along the pathway people had come who left prison, or whose order ended."""
    lives, (since, until) = facts.lives, facts.window
    count = facts.people.height
    left = np.where(lives.in_custody, lives.released_day, lives.supervision_ended_day)
    who = np.flatnonzero((left >= since) & (left < until))
    yield LEAVERS, Sums(who, EVERY)
    programmes = pl.col("provision").is_in(facts.provisions("programme"))
    for name, kind in zip(STAGES, (Kind.JOINED, Kind.STARTED, Kind.COMPLETED), strict=True):
        day = first_day(facts.of(kind).filter(programmes), count)
        reached = (day <= left) | lives.completed_before
        yield name, Sums(who, _ones(reached, who), EVERY)


def _after(
    facts: Facts, group: Members, followed: Cohort, firsts: list[First]
) -> dict[str, Measured]:
    """Return who of a cohort reoffended, or was first convicted, under each belief."""
    found: dict[str, Measured] = {}
    part = followed_from(facts, followed.people[group.mask[followed.people]])
    came = came_upstream(facts, group.mask)
    for code, belief in enumerate(facts.book.belief_ids):
        share = _reoffended_within_5_years(facts, part, firsts[code])
        found[f"{REOFFENDED}.{belief}"] = _of_share(share, len(part.people))
        convicted = convicted_within_5_years(facts, came, code)
        found[f"{CONVICTED}.{belief}"] = convicted.value, convicted.numerator, convicted.denominator
    return found


def _reoffended_within_5_years(facts: Facts, part: Cohort, first: First) -> float | None:
    """Return the share who reoffended sexually; no value where nobody could be followed so long."""
    if not len(part.people) or part.longest_years < FOLLOWED_YEARS:
        return None
    found = incidence(facts, part, first, np.array([FOLLOWED_YEARS]))
    return float(share_by(found, SEXUAL)[0])


def _of_share(share: float | None, people: int) -> Measured:
    return share, None if share is None else share * people, float(people)
