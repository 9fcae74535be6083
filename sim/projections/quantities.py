"""What was used of everything that can cost money: stretches of time, and single events.

One row a stretch [since, until) that takes `amount` a day, or a single event (no `until`) that
takes `amount` at once. `of` tells the units of an item apart where they may have prices of their
own; a row knows its person where it is about one. Whether an item has a price does not matter here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from sim.projections.capacity import circles_running, facilitators_in_post
from sim.projections.circle_supply import ready_volunteers
from sim.projections.facts import Facts
from sim.projections.lasting import holds
from sim.projections.mappa import hours_per_week, managed
from sim.words.bands import CUSTODIAL, Sentence
from sim.words.costs import ItemName
from sim.words.days import DAYS_PER_WEEK, DAYS_PER_YEAR
from sim.words.kinds import NOBODY, Cause, Kind
from sim.words.reoffences import CODES

SCHEMA = pl.Schema(
    {
        "item": pl.String,
        "of": pl.String,
        "belief": pl.String,
        "site": pl.Int16,
        "person": pl.Int32,
        "since_day": pl.Float64,
        "until_day": pl.Float64,
        "amount": pl.Float64,
    }
)
A_YEAR = 1 / DAYS_PER_YEAR
EVENTS: tuple[tuple[ItemName, Kind], ...] = (
    ("assessment", Kind.ASSESSED),
    ("transfer", Kind.TRANSFERRED),
    ("hearing", Kind.HEARD),
    ("deferred_hearing", Kind.HEARING_DEFERRED),
    ("recall", Kind.RECALLED),
    ("reconviction", Kind.RECONVICTED),
)
"""Items of which each event of a kind is one."""


def quantities(facts: Facts) -> pl.DataFrame:
    """Return every stretch and event that can cost money, from day 0 to the horizon."""
    parts = [pl.DataFrame(schema=SCHEMA), *_staff(facts), *_courses(facts), *_people(facts)]
    parts += [*_circles(facts), *_officers(facts), *_restrictions(facts), *_beliefs(facts)]
    return pl.concat(parts)


def _rows(item: ItemName, rows: pl.DataFrame, **columns: pl.Expr | str | float) -> pl.DataFrame:
    """Return rows in the form of the table; what is not said of them is nothing."""
    given = {
        "of": "",
        "belief": None,
        "person": NOBODY,
        "until_day": None,
        "amount": 1.0,
        **{name: pl.col(name) for name in SCHEMA if name in rows.columns},
        **columns,
        "item": item,
    }
    made = [
        (each if isinstance(each, pl.Expr) else pl.lit(each)).cast(SCHEMA[name]).alias(name)
        for name, each in ((name, given[name]) for name in SCHEMA)
    ]
    return rows.select(made)


def _names(column: str, names: Mapping[Any, str]) -> pl.Expr:
    """Return the name for each code of a column; a code without one has none."""
    if not names:  # of nothing, polars would give the codes back as they are
        return pl.lit("")
    return pl.col(column).replace_strict(dict(names), default="", return_dtype=pl.String)


def _numbers(column: str, numbers: Mapping[int, float]) -> pl.Expr:
    """Return the number for each code of a column, which every code there is has."""
    if not numbers:
        return pl.lit(0.0)
    return pl.col(column).replace_strict(dict(numbers), return_dtype=pl.Float64)


def _staff(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield facilitators by number, staff by grade, and treatment managers, for their time."""
    sites, grades = facts.book.sites, facts.book.grades
    each = {code: note.groups_per_facilitator for code, note in enumerate(sites) if not note.team}
    posts = facilitators_in_post(facts).filter(pl.col("site").is_in(list(each)))
    in_post = pl.col("amount") / _numbers("site", each)
    yield _rows("facilitator_year", posts, amount=in_post * A_YEAR)
    changes = facts.events.filter(
        pl.col("kind").is_in([int(Kind.APPOINTED), int(Kind.LEFT_POST)])
    ).with_columns(until_day=_next("site", "value"))
    names = {code: note.id for code, note in enumerate(grades)}
    members = changes.filter(pl.col("kind") == int(Kind.APPOINTED))
    grade = _names("group", names)
    yield _rows("facilitator_year", members, of=grade, since_day=pl.col("time"), amount=A_YEAR)
    span = facts.book.costs.groups_per_manager if facts.book.costs else None
    if span:
        managers = facts.of(Kind.MANAGERS_SET).with_columns(until_day=_next("site"))
        in_post = pl.col("value") / span
        since = pl.col("time")
        yield _rows("treatment_manager_year", managers, since_day=since, amount=in_post * A_YEAR)


def _next(*of: str) -> pl.Expr:
    """Return the time of the next row of the same, or never."""
    return pl.col("time").shift(-1).over(of).fill_null(float("inf"))


def _courses(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield residential places in being, and the sessions of courses."""
    notes = facts.book.provisions
    names = {code: note.id for code, note in enumerate(notes)}
    beds = [code for code in facts.provisions("programme") if notes[code].own_places]
    of = _names("provision", names)
    places = (
        facts.of(Kind.CAPACITY_SET)
        .filter(pl.col("provision").is_in(beds))
        .with_columns(until_day=_next("site", "provision"))
    )
    number = pl.col("value") * A_YEAR
    yield _rows("place_year", places, of=of, since_day=pl.col("time"), amount=number)
    held: dict[int, float] = {}
    a_day: dict[int, float] = {}
    for code in facts.provisions("programme"):
        sessions = notes[code].rules.get("sessions")
        if sessions and notes[code].delivery == "rolling":
            a_day[code] = _sessions_a_day(notes[code].rules)
        elif sessions:
            held[code] = float(np.ceil(sessions))
    ended = facts.of(Kind.GROUP_FINISHED).filter(
        pl.col("provision").is_in(list(held)), pl.col("cause") != int(Cause.STAFF_SHORT)
    )
    number = _numbers("provision", held)
    yield _rows("session", ended, of=of, since_day=pl.col("time"), amount=number)
    runs = facts.events.filter(
        pl.col("kind").is_in([int(Kind.GROUP_STARTED), int(Kind.GROUP_FINISHED)]),
        pl.col("provision").is_in(list(a_day)),
    ).with_columns(until_day=_next("provision", "group"))
    begun = runs.filter(pl.col("kind") == int(Kind.GROUP_STARTED))
    number = _numbers("provision", a_day)
    yield _rows("session", begun, of=of, since_day=pl.col("time"), amount=number)


def _sessions_a_day(rules: dict[str, object]) -> float:
    """Return how many sessions an open group holds a day, cancelled ones left out."""
    calendar, weekly = rules.get("calendar"), rules.get("sessions_per_week")
    a_week = len(calendar["weekdays"]) if isinstance(calendar, dict) else float(str(weekly))
    cancelled = 0.0 if isinstance(calendar, dict) else float(str(rules.get("cancelled_share", 0)))
    return a_week * (1 - cancelled) / DAYS_PER_WEEK


def _people(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield events about a person that each cost something, and time in prison."""
    for item, kind in EVENTS:
        yield _rows(item, facts.of(kind), since_day=pl.col("time"))
    sites = _names("site", {code: note.id for code, note in enumerate(facts.book.sites)})
    yield _rows("prison_year", facts.lives.times_inside, of=sites, amount=A_YEAR)


def _circles(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield circles for the time they run, and volunteers."""
    yield _rows("circle_year", circles_running(facts), amount=A_YEAR)
    ready = ready_volunteers(facts)
    yield _rows("volunteer_year", ready, amount=A_YEAR)
    new = ready.filter(pl.col("cause") != int(Cause.BACKLOG)).drop("until_day")
    yield _rows("volunteer_trained", new)


def _officers(facts: Facts) -> Iterator[pl.DataFrame]:
    hours = hours_per_week(facts)
    if hours:
        a_day = {level: each / DAYS_PER_WEEK for level, each in enumerate(hours, 1)}
        yield _rows(
            "officer_hour",
            managed(facts),
            of=pl.format("level {}", pl.col("level")),
            amount=_numbers("level", a_day),
        )


def _restrictions(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield the time of everybody under each passive restriction, to its end or his death."""
    notes = facts.book.costs.restrictions if facts.book.costs else ()
    died = facts.lives.died_day
    for note in notes:
        rows = _laid_on(facts, note.since)
        if note.who is not None:
            rows = rows.filter(pl.Series(holds(note.who, facts.history, rows), dtype=pl.Boolean))
        since = (rows["time"] - rows["before_days"]).to_numpy()
        until = since + (np.inf if note.years is None else note.years * DAYS_PER_YEAR)
        until = np.minimum(until, died[rows["person"].to_numpy()])
        spans = rows.with_columns(since_day=pl.Series(since), until_day=pl.Series(until))
        yield _rows("restriction_year", spans, of=note.id, amount=A_YEAR)


def _laid_on(facts: Facts, since: str) -> pl.DataFrame:
    """Return the event with which a restriction is laid on each person, and the days before it."""
    custody = facts.people["sentence"].is_in([int(each) for each in CUSTODIAL])
    order = facts.people["sentence"] == int(Sentence.COMMUNITY_ORDER)
    received = facts.of(Kind.RECEIVED)
    wanted = order if since == "release" else order | custody
    rows = received.filter(pl.col("person").is_in(wanted.arg_true().implode()))
    rows = rows.with_columns(before_days=pl.col("value").fill_nan(0.0))
    if since == "release":
        first = facts.of(Kind.RELEASED).unique("person", keep="first", maintain_order=True)
        rows = pl.concat([rows, first.with_columns(before_days=0.0)])
    return rows.sort("seq")


def _beliefs(facts: Facts) -> Iterator[pl.DataFrame]:
    """Yield first reoffences and first convictions, each in the world of its belief."""
    belief = _names("value", {float(code): name for code, name in enumerate(facts.book.belief_ids)})
    cause = _names("cause", {int(code): name for name, code in CODES.items()})
    since = pl.col("time")
    rows, convicted = facts.of(Kind.REOFFENDED), facts.of(Kind.CONVICTED)
    yield _rows("reoffence", rows, of=cause, belief=belief, since_day=since)
    yield _rows("first_conviction", convicted, belief=belief, since_day=since)
