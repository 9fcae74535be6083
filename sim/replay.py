"""What a run's state was at a moment, in words and numbers: the log folded up to there.

What happened at that very instant has happened.
"""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.log.errors import RunError
from sim.log.fold import fold
from sim.log.history import History
from sim.log.run_folder import RunFolder
from sim.log.state import WHERE
from sim.words.days import day_of, moment_of
from sim.words.kinds import NOBODY, Cause, Kind


@dataclass(frozen=True, slots=True)
class Moment:
    """Which history, and up to which day."""

    folder: RunFolder
    history: History
    policy: str
    replication: int
    day: float


def moment(path: Path, at: str, policy: str | None, replication: int) -> Moment:
    """Return the moment asked for, or raise `RunError` saying what may be asked."""
    folder = RunFolder(path)
    policies = folder.manifest.policies
    chosen = policy or policies[0]
    if chosen not in policies:
        raise RunError(f"{path}: has no policy `{chosen}`; it has {', '.join(policies)}")
    if not 0 <= replication < folder.manifest.replications:
        last = folder.manifest.replications - 1
        raise RunError(f"{path}: has no replication {replication}; it has 0 to {last}")
    history = folder.history(chosen, replication)
    day = _day(at, history)
    if not 0 <= day <= history.book.horizon_days:
        end = moment_of(history.book.horizon_days, history.book.start_date).date()
        raise RunError(f"--at {at} is outside the run: {history.book.start_date} to {end}")
    return Moment(folder, history, chosen, replication, day)


def _day(at: str, history: History) -> float:
    try:
        return float(at)
    except ValueError:
        pass
    try:
        return day_of(date.fromisoformat(at), history.book.start_date)
    except ValueError:
        raise RunError(f"--at {at}: write a date as YYYY-MM-DD, or a number of days") from None


def state_at(at: Moment) -> dict[str, Any]:
    """Return counts of people by where they are, of every list, and of staff in use."""
    history, book = at.history, at.history.book
    state = fold(history, before=_just_after(at.day))
    here = history.people["enters_day"].to_numpy() <= at.day
    where = state.where[here]
    places = {name: int((where == code).sum()) for code, name in enumerate(WHERE)}
    sites, provisions = book.sites, book.provisions
    lists = [
        {"site": sites[site].id, "provision": provisions[provision].id, "waiting": count}
        for (site, provision), count in _counts(state.list_site, state.list_provision)
    ]
    circle = next((code for code, each in enumerate(provisions) if each.kind == "circle"), NOBODY)
    on_circle_list = np.where(state.circle_list_site == NOBODY, NOBODY, circle)
    lists += [
        {"site": sites[site].id, "provision": provisions[provision].id, "waiting": count}
        for (site, provision), count in _counts(state.circle_list_site, on_circle_list)
    ]
    staff = [
        {
            "site": sites[site].id,
            "of": "facilitators" if provision == NOBODY else "circle places",
            "capacity": capacity,
            "in_use": used,
        }
        for site, provision, capacity, used in state.pools.tolist()
        if capacity or used
    ]
    return {
        "run": str(at.folder.path),
        "policy": at.policy,
        "replication": at.replication,
        "day": at.day,
        "at": moment_of(at.day, book.start_date).isoformat(),
        "people": places,
        "sitting_in_groups": int((state.group != NOBODY).sum()),
        "in_circles": int((state.circle != NOBODY).sum()),
        "lists": lists,
        "staff": staff,
    }


def _just_after(day: float) -> float:
    """Return the next time there is: what happened on the day itself has happened."""
    return math.nextafter(day, math.inf)


def _counts(sites: Any, provisions: Any) -> list[tuple[tuple[int, int], int]]:
    rows = np.flatnonzero(sites != NOBODY)
    pairs, counts = np.unique(
        np.column_stack([sites[rows], provisions[rows]]), axis=0, return_counts=True
    )
    return [
        ((int(site), int(provision)), int(count))
        for (site, provision), count in zip(pairs.tolist(), counts.tolist(), strict=True)
    ]


def journey_of(at: Moment, person: str) -> list[dict[str, Any]]:
    """Return one person's events up to the moment, or raise `RunError` if there is nobody so."""
    import polars as pl

    history, book = at.history, at.history.book
    found = history.people.filter(pl.col("id") == person)
    if not found.height:
        some = ", ".join(history.people["id"].head(3).to_list())
        raise RunError(f"nobody in this run is called `{person}`; ids look like {some}")
    code = found["person"][0]
    rows = history.events.filter((pl.col("person") == code) & (pl.col("time") <= at.day))
    return [
        {
            "day": row["time"],
            "at": moment_of(row["time"], book.start_date).isoformat(),
            "what": Kind(row["kind"]).name.lower().replace("_", " "),
            "site": book.sites[row["site"]].id if row["site"] != NOBODY else None,
            "provision": (
                book.provisions[row["provision"]].id if row["provision"] != NOBODY else None
            ),
            "cause": (
                Cause(row["cause"]).name.lower().replace("_", " ")
                if row["cause"] != Cause.NONE
                else None
            ),
        }
        for row in rows.iter_rows(named=True)
    ]
