"""The outcomes of delivery: why people wait, and what happens to groups and sessions.

An outcome of something that the scenario does not use has no value, so that no report shows it.
"""

import numpy as np
import polars as pl

from sim.projections.facts import Facts
from sim.projections.groups import pauses
from sim.projections.mixing import passed_over_by_composition
from sim.projections.occupancy import clipped_days
from sim.projections.readings import UNUSED, Reading, Readings, count, ratio
from sim.projections.reasons import FILLING, STAFF
from sim.words.kinds import Kind


def of_delivery(facts: Facts, waits: pl.DataFrame) -> Readings:
    """Read the outcomes of delivery; `waits` is what `waits_by_reason` found."""
    mine = waits.filter(pl.col("provision").is_in(facts.provisions("programme")))
    total = float(mine["person_days"].sum())
    days = {
        reason: float(mine.filter(pl.col("reason") == reason)["person_days"].sum())
        for reason in (FILLING, STAFF)
    }
    return {
        "waiting_for_staff_share": ratio(days[STAFF], total),
        "waiting_to_fill_share": ratio(days[FILLING], total),
        "sessions_cancelled_share": _sessions_cancelled(facts),
        "groups_paused_days": _paused_days(facts),
        "passed_over_by_composition_people": _passed_over(facts),
        "deprioritised_people": _deprioritised(facts),
    }


def _sessions_cancelled(facts: Facts) -> Reading:
    """Read it over the groups that ended in the window and whose programme has a calendar."""
    notes = facts.book.provisions
    held = {
        code: float(np.ceil(note.rules["sessions"]))
        for code, note in enumerate(notes)
        if note.rules.get("calendar") and note.rules.get("sessions")
    }
    ended = facts.in_window(Kind.GROUP_FINISHED).filter(pl.col("provision").is_in(list(held)))
    lost = facts.in_window(Kind.SESSIONS_CANCELLED).filter(pl.col("provision").is_in(list(held)))
    sessions = sum(held[code] for code in ended["provision"].to_list())
    cancelled = float(lost["value"].sum())
    return ratio(cancelled, sessions + cancelled) if held else UNUSED


def _paused_days(facts: Facts) -> Reading:
    if not any(site.team for site in facts.book.sites):
        return UNUSED
    spells = pauses(facts)
    days = clipped_days(spells["since"].to_numpy(), spells["until"].to_numpy(), facts.window)
    return count(days.sum())


def _passed_over(facts: Facts) -> Reading:
    rules = [(note.rules.get("group") or {}).get("composition") for note in facts.book.provisions]
    if not any(rules):
        return UNUSED
    return count(passed_over_by_composition(facts)["person"].n_unique())


def _deprioritised(facts: Facts) -> Reading:
    """Read who was set aside at any time of the window, from before it too."""
    if not any(policy.rules.get("deprioritise") for policy in facts.book.policies):
        return UNUSED
    kinds = (Kind.DEPRIORITISED, Kind.PRIORITISED_AGAIN, Kind.STARTED, Kind.LEFT)
    until = pl.col("time").shift(-1).over("person", "provision").fill_null(float("inf"))
    since_day, until_day = facts.window
    aside = (
        facts.events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))
        .with_columns(until=until)
        .filter(
            pl.col("kind") == int(Kind.DEPRIORITISED),
            pl.col("time") < until_day,
            pl.col("until") > since_day,
        )
    )
    return count(aside["person"].n_unique())
