"""What a history cost, worked out by hand: event by event in plain loops, without discounting.

It shares nothing with `sim.projections` but the log itself, so that each can find the other wrong.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import ceil, inf, isnan
from typing import Any

from sim.log.history import History
from sim.projections.lasting import holds
from sim.words.costs import ITEM
from sim.words.kinds import Cause, Kind

YEAR_DAYS = 365.25
Key = tuple[str | None, str, str]
"""Belief, item, payer."""
Use = tuple[str, str, int, float, float | None, float]
"""Item, of, site, since, until (none for an event), and units a day or at once."""

ONCE = {
    Kind.ASSESSED: "assessment",
    Kind.TRANSFERRED: "transfer",
    Kind.HEARD: "hearing",
    Kind.HEARING_DEFERRED: "deferred_hearing",
    Kind.RECALLED: "recall",
    Kind.RECONVICTED: "reconviction",
}
INSIDE = (1, 2, 3)
ON_ORDER = 4


def spent(history: History) -> dict[Key, float]:
    """Return amounts over the window by belief, item and payer, of what has a price."""
    book = history.book
    assert book.costs is not None
    found: dict[Key, float] = defaultdict(float)
    for (belief, item, of, site), quantity in used(history).items():
        each = price(history, item, of)
        if each is None:
            continue
        for payer, share in paid_by(history, item, of, site):
            found[belief, item, payer] += quantity * each * share
    return dict(found)


def used(history: History) -> dict[tuple[str | None, str, str, int], float]:
    """Return quantities over the window by belief, item, what it is of, and site."""
    start, end = history.book.window_from_day, history.book.window_to_day
    found: dict[tuple[str | None, str, str, int], float] = defaultdict(float)
    for belief, (item, of, site, since, until, units) in uses(history):
        if until is None:
            found[belief, item, of, site] += units if start <= since < end else 0.0
        else:
            overlap = min(until, end) - max(since, start)
            found[belief, item, of, site] += units * max(overlap, 0.0)
    return found


def price(history: History, item: str, of: str) -> float | None:
    assert history.book.costs is not None
    if item == "restriction_year":
        return next(each.each for each in history.book.costs.restrictions if each.id == of)
    found = {(each.item, each.of): each.each for each in history.book.costs.prices}
    return found[item, of] if (item, of) in found else found.get((item, ""))


def paid_by(history: History, item: str, of: str, site: int) -> list[tuple[str, float]]:
    note = history.book.costs
    assert note is not None
    for each in note.restrictions:
        if item == "restriction_year" and each.id == of and each.payers:
            return list(each.payers)
    for name, shares in note.payers:
        if name == item:
            return list(shares)
    return [(ITEM[item].payer or history.book.sites[site].kind, 1.0)]


def uses(history: History) -> Iterator[tuple[str | None, Use]]:
    """Yield everything that could cost something, with its belief."""
    rows = history.events.to_dicts()
    for row in rows:
        kind = Kind(row["kind"])
        if kind in ONCE:
            yield None, (ONCE[kind], "", row["site"], row["time"], None, 1.0)
        if kind in (Kind.REOFFENDED, Kind.CONVICTED):
            belief = history.book.belief_ids[int(row["value"])]
            of = {Cause.CONTACT: "contact", Cause.IMAGE: "image", Cause.OTHER: "other"}
            name = of.get(Cause(row["cause"]), "")
            item = "reoffence" if kind is Kind.REOFFENDED else "first_conviction"
            yield belief, (item, name, row["site"], row["time"], None, 1.0)
    for use in (
        *in_prison(history, rows),
        *staff(history, rows),
        *delivered(history, rows),
        *circles(history, rows),
        *officers(history, rows),
        *restricted(history, rows),
    ):
        yield None, use


def in_prison(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    sentence = history.people["sentence"].to_list()
    since: dict[int, tuple[float, int]] = {}

    def leaves(person: int, day: float) -> Iterator[Use]:
        if person in since:
            came, site = since.pop(person)
            yield "prison_year", history.book.sites[site].id, site, came, day, 1 / YEAR_DAYS

    for row in rows:
        kind, person = Kind(row["kind"]), row["person"]
        into = kind in (Kind.RECALLED, Kind.RECONVICTED, Kind.TRANSFERRED) or (
            kind is Kind.RECEIVED and sentence[person] in INSIDE
        )
        if into or kind in (Kind.RELEASED, Kind.DIED):
            yield from leaves(person, row["time"])
        if into:
            since[person] = (row["time"], row["site"])
    for person in list(since):
        yield from leaves(person, inf)


def staff(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    sites, span = history.book.sites, history.book.costs and history.book.costs.groups_per_manager
    posts: dict[int, tuple[float, float]] = {}
    managers: dict[int, tuple[float, float]] = {}
    members: dict[tuple[int, float], tuple[float, int]] = {}
    for row in [*rows, None]:
        now = row["time"] if row else inf
        kind = Kind(row["kind"]) if row else None
        site = row["site"] if row else -1
        for held, item, of_kind, each in (
            (posts, "facilitator_year", Kind.CAPACITY_SET, sites[site].groups_per_facilitator),
            (managers, "treatment_manager_year", Kind.MANAGERS_SET, span),
        ):
            mine = kind is of_kind and row is not None and row["provision"] == -1
            if of_kind is Kind.CAPACITY_SET and sites[site].team:
                mine = False
            for place in list(held) if row is None else [site] * mine:
                if place in held:
                    since, number = held.pop(place)
                    yield item, "", place, since, now, number / YEAR_DAYS
            if mine and row is not None and each:
                held[site] = (now, row["value"] / each)
        if row is not None and kind is Kind.APPOINTED:
            members[site, row["value"]] = (now, row["group"])
        gone = list(members) if row is None else []
        if row is not None and kind is Kind.LEFT_POST:
            gone = [(site, row["value"])]
        for key in gone:
            since, grade = members.pop(key)
            name = history.book.grades[grade].id
            yield "facilitator_year", name, key[0], since, now, 1 / YEAR_DAYS


def delivered(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    notes = history.book.provisions
    mine = [row for row in rows if row["provision"] >= 0]
    mine = [row for row in mine if notes[row["provision"]].kind == "programme"]
    yield from beds(history, mine)
    yield from sessions(history, mine)


def beds(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    notes = history.book.provisions
    held: dict[tuple[int, int], tuple[float, float]] = {}
    for row in rows:
        place = (row["site"], row["provision"])
        if row["kind"] != Kind.CAPACITY_SET:
            continue
        if place in held:
            since, number = held.pop(place)
            name = notes[place[1]].id
            yield "place_year", name, place[0], since, row["time"], number / YEAR_DAYS
        held[place] = (row["time"], row["value"])
    for (site, code), (since, number) in held.items():
        yield "place_year", notes[code].id, site, since, inf, number / YEAR_DAYS


def sessions(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    notes = history.book.provisions
    running: dict[tuple[int, int], tuple[float, int]] = {}
    for row in rows:
        kind, note = Kind(row["kind"]), notes[row["provision"]]
        group, number = (row["provision"], row["group"]), note.rules.get("sessions")
        if not number:
            continue
        if kind is Kind.GROUP_STARTED and note.delivery == "rolling":
            running[group] = (row["time"], row["site"])
        if kind is Kind.GROUP_FINISHED and note.delivery == "rolling":
            since, site = running.pop(group)
            yield "session", note.id, site, since, row["time"], a_day(note.rules)
        elif kind is Kind.GROUP_FINISHED and row["cause"] != Cause.STAFF_SHORT:
            yield "session", note.id, row["site"], row["time"], None, ceil(number)
    for (code, _), (since, site) in running.items():
        yield "session", notes[code].id, site, since, inf, a_day(notes[code].rules)


def a_day(rules: dict[str, Any]) -> float:
    if rules.get("calendar"):
        return len(rules["calendar"]["weekdays"]) / 7
    weekly, cancelled = float(rules["sessions_per_week"]), float(rules["cancelled_share"])
    return weekly * (1 - cancelled) / 7


def circles(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    notes = history.book.provisions
    running: dict[tuple[int, int], tuple[float, int]] = {}
    ready: dict[tuple[int, float], float] = {}
    for row in rows:
        kind, key = Kind(row["kind"]), (row["provision"], row["group"])
        if kind is Kind.GROUP_STARTED and notes[row["provision"]].kind == "circle":
            running[key] = (row["time"], row["site"])
        if kind is Kind.GROUP_FINISHED and key in running:
            since, site = running.pop(key)
            yield "circle_year", "", site, since, row["time"], 1 / YEAR_DAYS
        if kind is Kind.VOLUNTEER_READY:
            ready[row["site"], row["value"]] = row["time"]
            if row["cause"] != Cause.BACKLOG:
                yield "volunteer_trained", "", row["site"], row["time"], None, 1.0
        if kind is Kind.VOLUNTEER_LEFT and (row["site"], row["value"]) in ready:
            since = ready.pop((row["site"], row["value"]))
            yield "volunteer_year", "", row["site"], since, row["time"], 1 / YEAR_DAYS
    for since, site in running.values():
        yield "circle_year", "", site, since, inf, 1 / YEAR_DAYS
    for (site, _), since in ready.items():
        yield "volunteer_year", "", site, since, inf, 1 / YEAR_DAYS


def officers(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    licence = history.book.licence
    hours = licence.mappa_hours_per_week if licence is not None else ()
    managed: dict[int, tuple[float, int, int]] = {}
    ends = (Kind.RECALLED, Kind.RECONVICTED, Kind.SUPERVISION_ENDED, Kind.DIED)
    for row in rows:
        kind, person = Kind(row["kind"]), row["person"]
        if kind in ends or kind is Kind.MAPPA_SET:
            if person in managed and hours:
                since, site, level = managed.pop(person)
                name = f"level {level}"
                yield "officer_hour", name, site, since, row["time"], hours[level - 1] / 7
            if kind is Kind.MAPPA_SET:
                managed[person] = (row["time"], row["site"], int(row["value"]))
    for since, site, level in managed.values() if hours else ():
        yield "officer_hour", f"level {level}", site, since, inf, hours[level - 1] / 7


def restricted(history: History, rows: list[dict[str, Any]]) -> Iterator[Use]:
    assert history.book.costs is not None
    sentence = history.people["sentence"].to_list()
    died = {row["person"]: row["time"] for row in rows if row["kind"] == Kind.DIED}
    events = history.events.with_row_index("seq")
    for note in history.book.costs.restrictions:
        laid: set[int] = set()
        for seq, row in enumerate(rows):
            kind, person = Kind(row["kind"]), row["person"]
            received = kind is Kind.RECEIVED and (
                sentence[person] == ON_ORDER
                or (note.since == "sentence" and sentence[person] in INSIDE)
            )
            released = kind is Kind.RELEASED and note.since == "release"
            if not (received or released) or person in laid:
                continue
            laid.add(person)
            if note.who is not None and not holds(note.who, history, events[seq : seq + 1])[0]:
                continue
            before = 0.0 if released or isnan(row["value"]) else row["value"]
            since = row["time"] - before
            until = min(since + (note.years or inf) * YEAR_DAYS, died.get(person, inf))
            yield "restriction_year", note.id, row["site"], since, until, 1 / YEAR_DAYS
