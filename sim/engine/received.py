"""What each man received, read off the log being written, and the reoffending that follows.

Nothing here feeds back into who waits, so one pass serves every belief. A man reoffends by what he
is, his true band, and not by what assessment found. What counts is read group by group, and only
from what is over, so that a longer run changes nothing before the end of a shorter one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gate import Gate
from sim.engine.terms import Terms
from sim.policies.candidates import Flags
from sim.population.people import Came, People, Population
from sim.rules.effects import Catalogue
from sim.rules.received import NOT_KNOWN, Absences, Later, ProgrammeCodes, Received
from sim.rules.reoffending import first_reoffences, lucks_of
from sim.scenario.schema import Scenario
from sim.words.bands import UPSTREAM, Band
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

Columns = Mapping[str, NDArray[Any]]
Rows = NDArray[np.intp]


def record_reoffending(
    scenario: Scenario, population: Population, terms: list[Terms], gate: Gate, log: Columns
) -> None:
    """Write each first reoffence within the run, under each belief. The dead do not reoffend."""
    if scenario.reoffending is None or not scenario.beliefs:
        return
    people = population.people
    received = received_by(people, terms, log)
    lucks = lucks_of(scenario.reoffending, population)
    returns = scenario.reoffending.returns
    catalogue = Catalogue.of(scenario)
    for code, belief in enumerate(scenario.beliefs):
        until_then = received
        if returns is not None and returns.under == belief.id:
            until_then = received_by(people, terms, log, before_return=True)
        days, causes = first_reoffences(
            scenario.reoffending, belief, people.true_band, lucks, until_then, catalogue
        )
        rows = np.flatnonzero((days < scenario.horizon) & (days < people.dies_day))
        rows = rows[np.lexsort((rows, days[rows]))]
        gate.record_in_bulk(
            Kind.REOFFENDED,
            late=True,
            time=days[rows],
            person=rows,
            site=np.where(people.home[rows] >= 0, people.home[rows], people.site[rows]),
            cause=causes[rows],
            value=np.full(len(rows), float(code)),
        )


def received_by(
    people: People, terms: list[Terms], log: Columns, *, before_return: bool = False
) -> Received:
    """Return what everybody received, from the facts of the run in order.

    `before_return` leaves out what came after a reoffence for which a man went back to prison:
    under the belief that sent him there it can have no part in it.
    """
    circle = np.array([each.circle for each in terms] + [False])
    starts = (log["kind"] == Kind.STARTED) & ~circle[log["provision"]]
    sat = _Sat.of(people, log, np.flatnonzero(starts))
    if before_return:
        kept = _before_return(log)
        log = {name: column[kept] for name, column in log.items()}
    in_circle = circle[log["provision"]]
    kind = log["kind"]
    exposed = _first_day(log, kind == Kind.RELEASED, len(people))
    ordered = (people.came == Came.COMMUNITY) & ~np.isin(people.sentence, UPSTREAM)
    exposed[ordered] = people.enters_day[ordered]
    programme = ~in_circle
    completions = np.flatnonzero((kind == Kind.COMPLETED) & programme)
    drop_outs = np.flatnonzero((kind == Kind.DROPPED_OUT) & programme)
    completed, dropped = (
        _first_of(log, rows, len(people), sat.mixed_by(log, rows))
        for rows in (completions, drop_outs)
    )
    return Received(
        exposed_day=exposed,
        completed_day=completed.day,
        dropped_day=dropped.day,
        mixed=completed.mixed,
        circle_day=_first_day(log, (kind == Kind.STARTED) & in_circle, len(people)),
        mixed_at_drop_out=dropped.mixed,
        absences=_absences(log),
        completed_programme=completed.programme,
        dropped_programme=dropped.programme,
        later=_later(log, completions),
        age_at_exposure_years=people.age_years + (exposed - people.enters_day) / DAYS_PER_YEAR,
    )


def _before_return(log: Columns) -> NDArray[np.bool_]:
    """Tell which facts come before a man is taken back for a reoffence."""
    person = log["person"]
    charged = (log["kind"] == Kind.RECALLED) & (log["cause"] == Cause.CHARGED)
    back = np.flatnonzero(charged | (log["kind"] == Kind.RECONVICTED))[::-1]
    first = np.full(int(person.max(initial=0)) + 2, np.inf)
    first[person[back]] = log["time"][back]  # the first is written last, and stays
    return np.asarray((person < 0) | (log["time"] < first[person]))


def _first_day(log: Columns, rows: NDArray[np.bool_], count: int) -> Floats:
    """Return the day of each person's first such fact; infinite for none."""
    days = np.full(count, np.inf)
    places = np.flatnonzero(rows)[::-1]  # the first fact is written last, and stays
    days[log["person"][places]] = log["time"][places]
    return days


@dataclass(frozen=True, slots=True)
class _First:
    """The first end of a course that each person came to, one column a fact of it."""

    day: Floats
    programme: ProgrammeCodes
    mixed: Flags


def _first_of(log: Columns, rows: Rows, count: int, mixed: Flags) -> _First:
    found = _First(
        np.full(count, np.inf), np.full(count, NOT_KNOWN, np.int16), np.zeros(count, bool)
    )
    person = log["person"][rows[::-1]]  # the first is written last, and stays
    found.day[person] = log["time"][rows[::-1]]
    found.programme[person] = log["provision"][rows[::-1]]
    found.mixed[person] = mixed[::-1]
    return found


def _later(log: Columns, completions: Rows) -> tuple[Later, ...]:
    """Return everybody's second completion, third, and so on."""
    person = log["person"][completions]
    turn = np.zeros(len(person), np.int64)
    order = np.argsort(person, kind="stable")
    ordered = person[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    lengths = np.diff(np.append(begins, len(ordered)))
    turn[order] = np.arange(len(ordered)) - np.repeat(begins, lengths)
    found = []
    for nth in range(1, int(turn.max(initial=0)) + 1):
        rows = completions[turn == nth]
        found.append(
            Later(
                log["person"][rows].astype(np.int64),
                log["time"][rows],
                log["provision"][rows].astype(np.int16),
            )
        )
    return tuple(found)


def _absences(log: Columns) -> Absences | None:
    """Return the times for which people were in prison again; `None` where nobody was."""
    kind = log["kind"]
    again = (kind == Kind.RECALLED) | (kind == Kind.RECONVICTED)
    if not again.any():
        return None
    rows = np.flatnonzero(again | (kind == Kind.RELEASED))
    rows = rows[np.argsort(log["person"][rows], kind="stable")]
    person, back = log["person"][rows], again[rows]
    same = np.append(False, person[1:] == person[:-1])
    taken = back & ~(same & np.append(False, back[:-1]))  # not sentenced while already inside
    starts = np.flatnonzero(taken)
    out = np.append(np.flatnonzero(~back), len(rows))
    release = out[np.searchsorted(out, starts)]
    theirs = release < len(rows)
    theirs[theirs] = person[release[theirs]] == person[starts[theirs]]
    until = np.full(len(starts), np.inf)
    until[theirs] = log["time"][rows[release[theirs]]]
    return Absences(person[starts].astype(np.int64), log["time"][rows[starts]], until)


@dataclass(frozen=True, slots=True)
class _Sat:
    """Low-risk men who sat with somebody of a higher band, and since when."""

    since_day: Floats
    """The first day of a person on which he did; infinite for never."""

    @classmethod
    def of(cls, people: People, log: Columns, starts: Rows) -> "_Sat":
        since = np.full(len(people), np.inf)
        low = people.true_band == Band.LOW
        group, person = log["group"][starts], log["person"][starts]
        higher = starts[~low[person]]
        lower = starts[low[person] & np.isin(group, log["group"][higher])]
        if len(lower):
            _meet(log, lower, higher, since)
        return cls(since)

    def mixed_by(self, log: Columns, ends: Rows) -> Flags:
        """Tell of each end of a course whether he had sat with higher risk by then."""
        return np.asarray(self.since_day[log["person"][ends]] <= log["time"][ends])


def _meet(log: Columns, lower: Rows, higher: Rows, since: Floats) -> None:
    """Note for each low-risk man when he first shared a group with a man of a higher band."""
    ends = _end_days(log)
    higher = higher[np.lexsort((higher, log["group"][higher]))]
    groups = log["group"][higher]
    first = np.searchsorted(groups, log["group"][lower], "left")
    count = np.searchsorted(groups, log["group"][lower], "right") - first
    mine = np.repeat(lower, count)
    offset = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    theirs = higher[np.repeat(first, count) + offset]
    met = np.maximum(log["time"][mine], log["time"][theirs])
    together = met <= np.minimum(ends(mine), ends(theirs))
    np.minimum.at(since, log["person"][mine[together]], met[together])


def _end_days(log: Columns) -> Any:
    """Return a function from starts to the days on which those people left those groups."""
    kind = log["kind"]
    rows = np.flatnonzero((kind == Kind.COMPLETED) | (kind == Kind.DROPPED_OUT))
    wide = int(log["person"].max(initial=0)) + 1

    def key(places: Rows) -> NDArray[np.int64]:
        return np.asarray(log["group"][places].astype(np.int64) * wide + log["person"][places])

    rows = rows[np.lexsort((rows, key(rows)))]
    keys, days = key(rows), log["time"][rows]

    def ends(starts: Rows) -> Floats:
        place = np.searchsorted(keys, key(starts))
        found = np.append(keys, -1)[place] == key(starts)
        return np.where(found, np.append(days, np.inf)[place], np.inf)

    return ends
