"""What a run's state was at a moment, in words and numbers: the log folded up to there.

What happened at that very instant has happened.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.log.errors import RunError
from sim.log.fold import fold
from sim.log.history import Book, History
from sim.log.run_folder import RunFolder
from sim.log.state import AT_LIBERTY, WHERE
from sim.words.days import day_of, moment_of
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    import polars as pl

THOUSAND = 1000
"""The state counts pools in thousandths, so that two ways of adding up agree."""


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
    folder, chosen, history = opened(path, policy, replication)
    day = _day(at, history)
    if not 0 <= day <= history.book.horizon_days:
        end = moment_of(history.book.horizon_days, history.book.start_date).date()
        raise RunError(f"--at {at} is outside the run: {history.book.start_date} to {end}")
    return Moment(folder, history, chosen, replication, day)


def opened(path: Path, policy: str | None, replication: int) -> tuple[RunFolder, str, History]:
    """Return a run, the policy asked for (else the first) and its history in a replication."""
    folder = RunFolder(path)
    policies = folder.manifest.policies
    chosen = policy or policies[0]
    if chosen not in policies:
        raise RunError(f"{path}: has no policy `{chosen}`; it has {', '.join(policies)}")
    if not 0 <= replication < folder.manifest.replications:
        last = folder.manifest.replications - 1
        raise RunError(f"{path}: has no replication {replication}; it has 0 to {last}")
    return folder, chosen, folder.history(chosen, replication)


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
    """Return counts of people by where they are, of every list, of staff, and what stands still."""
    import polars as pl

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
            "of": _of_what(book, provision),
            "capacity": capacity / THOUSAND,
            "in_use": used / THOUSAND,
        }
        for site, provision, capacity, used in state.pools.tolist()
        if capacity or used
    ]
    until = history.events.filter(pl.col("time") <= at.day)
    return {
        "run": str(at.folder.path),
        "policy": at.policy,
        "replication": at.replication,
        "day": at.day,
        "at": moment_of(at.day, book.start_date).isoformat(),
        "people": places,
        "sitting_in_groups": int((state.group != NOBODY).sum()),
        "sitting_at_liberty": int(((state.group != NOBODY) & (state.where == AT_LIBERTY)).sum()),
        "in_circles": int((state.circle != NOBODY).sum()),
        "lists": lists,
        "staff": staff,
        "in_post": _in_post(until, book),
        "closed": _closed(history, at.day),
        "paused_groups": _paused(until, book),
    }


def _of_what(book: Book, provision: int) -> str:
    """Return what a pool is of: the site's facilitators, circle places, or a programme's beds."""
    if provision == NOBODY:
        return "facilitators"
    note = book.provisions[provision]
    return "circle places" if note.kind == "circle" else f"places of {note.id}"


def _in_post(events: "pl.DataFrame", book: Book) -> list[dict[str, Any]]:
    """Return how many of each grade are in post, and how many of them are away sick."""
    rows = _of(events, Kind.APPOINTED, Kind.LEFT_POST, Kind.FELL_SICK, Kind.CAME_BACK)
    grades: dict[tuple[int, int], int] = {}
    away: set[tuple[int, int]] = set()
    for kind, site, grade, number in zip(
        *(rows[name].to_list() for name in ("kind", "site", "group", "value")), strict=True
    ):
        member = (site, int(number))
        match kind:
            case Kind.APPOINTED:
                grades[member] = grade
            case Kind.LEFT_POST:
                del grades[member]
                away.discard(member)
            case Kind.FELL_SICK:
                away.add(member)
            case _:
                away.discard(member)
    counts = Counter((site, grade) for (site, _), grade in grades.items())
    sick = Counter((member[0], grades[member]) for member in away)
    return [
        {
            "site": book.sites[site].id,
            "grade": book.grades[grade].id,
            "in_post": count,
            "sick": sick[site, grade],
        }
        for (site, grade), count in sorted(counts.items())
    ]


def _closed(history: History, day: float) -> list[dict[str, str]]:
    """Return the programmes that a site delivers at some time and does not offer at this moment."""
    book = history.book
    rows = _of(history.events, Kind.PROVISION_OPENED, Kind.PROVISION_CLOSED)
    is_open: dict[tuple[int, int], bool] = {}
    for kind, time, site, provision in rows.select("kind", "time", "site", "provision").iter_rows():
        opens = kind == Kind.PROVISION_OPENED
        if time <= day:
            is_open[site, provision] = opens
        else:  # what opens later was closed until then, and what closes later was open
            is_open.setdefault((site, provision), not opens)
    return [
        {"site": book.sites[site].id, "provision": book.provisions[provision].id}
        for (site, provision), is_now in sorted(is_open.items())
        if not is_now
    ]


def _paused(events: "pl.DataFrame", book: Book) -> list[dict[str, Any]]:
    """Return the groups whose sessions have stopped for want of staff."""
    paused: dict[int, dict[str, Any]] = {}
    kinds = (Kind.GROUP_PAUSED, Kind.GROUP_RESUMED, Kind.GROUP_FINISHED)
    for row in _of(events, *kinds).iter_rows(named=True):
        if row["kind"] == Kind.GROUP_PAUSED:
            paused[row["group"]] = {
                "group": row["group"],
                "site": book.sites[row["site"]].id,
                "provision": book.provisions[row["provision"]].id,
                "since_day": row["time"],
            }
        else:
            paused.pop(row["group"], None)
    return list(paused.values())


def _of(events: "pl.DataFrame", *kinds: Kind) -> "pl.DataFrame":
    import polars as pl

    return events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))


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


def person_called(history: History, name: str) -> int:
    """Return the row of the person of this id, or raise `RunError` with the nearest ids."""
    ids = history.people["id"].to_list()
    if name in ids:
        return ids.index(name)
    near = get_close_matches(name, ids, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"ids look like {', '.join(ids[:3])}"
    raise RunError(f"nobody in this run is called `{name}`; {hint}")


def told_of(at: Moment, person: str) -> str:
    """Return what is lasting about a person, in words."""
    from sim.projections.biography import who_he_is

    return who_he_is(at.history, person_called(at.history, person))


def journey_of(at: Moment, person: str) -> list[dict[str, Any]]:
    """Return one person's events up to the moment, or raise `RunError` if there is nobody so."""
    import polars as pl

    history, book = at.history, at.history.book
    code = person_called(history, person)
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
