"""A small history written by hand, as tests and documentation tell a story of three men.

Sites and provisions are fixed, so that a story is only what happened and to whom: prisons
`whatton` and `hull`, the region `north`, programmes `horizon` (prison) and `outside` (community)
of two facilitators a group, and circles.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from sim.log.history import Book, History, PolicyNote, ProvisionNote, SiteNote
from sim.words.bands import Band, Need, Sentence
from sim.words.kinds import NOBODY, Cause, Kind

Row = tuple[float, int, int, int, int, int, int, float]

WHATTON, HULL, NORTH = range(3)
HORIZON, OUTSIDE, CIRCLE = range(3)

BOOK = Book(
    title="A story",
    question="What happened?",
    start_date=date(2026, 1, 1),
    horizon_days=100.0,
    window_from_day=0.0,
    window_to_day=100.0,
    primary_outcome="released_without_starting_share",
    sites=(
        SiteNote("whatton", "HMP Whatton", "prison", None, 1),
        SiteNote("hull", "HMP Hull", "prison", None, 1),
        SiteNote("north", "North", "probation", None, 1),
    ),
    provisions=(
        ProvisionNote("horizon", "Horizon", "programme", "prison", 2, 2, 10),
        ProvisionNote("outside", "Horizon outside", "programme", "community", 2, 2, 10),
        ProvisionNote("circle", "Circles", "circle", "community", 0, 1, 1),
    ),
    beliefs=(("none", "No effect"),),
    policies=(
        PolicyNote("first_come", "First come", "first_come", "1", "says", "excluded", "needs_led"),
    ),
)

EVENT_SCHEMA = pl.Schema(
    {
        "time": pl.Float64,
        "kind": pl.UInt8,
        "person": pl.Int32,
        "site": pl.Int16,
        "provision": pl.Int16,
        "group": pl.Int32,
        "cause": pl.UInt8,
        "value": pl.Float64,
    }
)
PEOPLE_SCHEMA = pl.Schema(
    {
        "person": pl.Int32,
        "id": pl.String,
        "stream": pl.String,
        "came": pl.Int8,
        "site": pl.Int16,
        "home": pl.Int16,
        "key": pl.UInt64,
        "band": pl.Int8,
        "need": pl.Int8,
        "need_score": pl.Float64,
        "motivation": pl.Float64,
        "needs": pl.UInt32,
        "sentence": pl.Int8,
        "age_years": pl.Float64,
        "enters_day": pl.Float64,
        "denial": pl.Boolean,
        "learning_disability": pl.Boolean,
        "internet_only": pl.Boolean,
        "cse": pl.Boolean,
        "motivated": pl.Boolean,
        "consents": pl.Boolean,
        "release_day": pl.Float64,
        "tariff_day": pl.Float64,
        "first_hearing_day": pl.Float64,
        "supervision_end_day": pl.Float64,
        "licence_days": pl.Float64,
        "known_leave_day": pl.Float64,
        "completed_before": pl.Boolean,
    }
)

_ANYBODY: Mapping[str, Any] = {
    "stream": "men",
    "came": 0,
    "site": WHATTON,
    "home": NORTH,
    "key": 0,
    "band": int(Band.MEDIUM),
    "need": int(Need.MEDIUM),
    "need_score": 0.5,
    "motivation": 0.5,
    "needs": 0,
    "sentence": int(Sentence.DETERMINATE),
    "age_years": 40.0,
    "enters_day": 0.0,
    "denial": False,
    "learning_disability": False,
    "internet_only": False,
    "cse": False,
    "motivated": False,
    "consents": True,
    "release_day": None,
    "tariff_day": None,
    "first_hearing_day": None,
    "supervision_end_day": None,
    "licence_days": 0.0,
    "known_leave_day": None,
    "completed_before": False,
}


def event(
    time: float,
    kind: Kind,
    person: int = NOBODY,
    *,
    site: int = WHATTON,
    provision: int = NOBODY,
    group: int = NOBODY,
    cause: Cause = Cause.NONE,
    value: float = float("nan"),
) -> Row:
    """Return one row of the log.

    >>> event(3.0, Kind.DIED, 7)[:4]
    (3.0, 15, 7, 0)
    """
    return (time, int(kind), person, site, provision, group, int(cause), value)


def history(
    events: Iterable[Row], people: Iterable[Mapping[str, Any]] = (), **changes: Any
) -> History:
    """Return the history of these events in the order given; `changes` are fields of the book.

    A person is what is said of him; for the rest he is a medium-risk man with a fixed sentence.
    """
    rows = [
        {**_ANYBODY, "person": code, "id": f"man-{code}", **each}
        for code, each in enumerate(people)
    ]
    return History(
        pl.DataFrame(list(events), schema=EVENT_SCHEMA, orient="row"),
        pl.DataFrame(rows, schema=PEOPLE_SCHEMA, orient="row"),
        replace(BOOK, **changes),
    )
