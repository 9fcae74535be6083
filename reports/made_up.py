"""Made-up results: every table of a comparison, by formula, for tests and for looking at pages.

Nothing in them is meant and nothing is drawn: they have the shape of results, the same every time.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from math import exp, sin
from typing import Any

import polars as pl

from sim.experiments.results import Results
from sim.log.history import Book, PolicyNote, ProvisionNote, SiteNote
from sim.projections.handwritten import history
from sim.projections.tables import project
from sim.words.bands import BAND_NAMES
from sim.words.outcomes import REOFFENDED, Scope, outcomes_of

Row = tuple[Any, ...]

POLICIES = {
    "first_come": "First come, first served",
    "soonest_release": "Soonest release first",
    "highest_risk": "Highest risk first",
    "risk_by_time_left": "Risk by time left",
    "lottery": "Lottery",
    "open_to_all": "Low risk admitted, circles open to all",
}
PROGRAMMES = (
    ProvisionNote("horizon", "Horizon in prison", "programme", "prison", 2, 8, 10),
    ProvisionNote("kaizen", "Kaizen", "programme", "prison", 3, 6, 8),
    ProvisionNote("outside", "Horizon in the community", "programme", "community", 2, 8, 10),
)
CIRCLE = ProvisionNote("circle", "Circles", "circle", "community", 0, 1, 1)
PRISONS = ("Whatton", "Usk", "Bure", "Stafford", "North Sea Camp", "Littlehey")
REGIONS = ("East Midlands", "Wales")
BELIEFS = {
    "harm": "Programmes harm",
    "none": "Nothing makes a difference",
    "benefit": "Programmes help",
}
RUN_DAYS = 3652.0
QUARTER_DAYS = 91.3125


@cache
def made_up(policies: int = 6, replications: int = 5) -> Results:
    """Return the results of the first so many policies over so many replications."""
    ids = tuple(POLICIES)[:policies]
    jobs = product(enumerate(ids), range(replications))
    projected = {(policy, run): _tables(code, run) for (code, policy), run in jobs}
    return Results.gather(_book(ids), projected, {"seed": 2026, "placesim": "0.0"})


def emptied(results: Results, *names: str) -> Results:
    """Return the results with these tables empty."""
    return replace(
        results, tables={**results.tables} | {n: results.tables[n].clear() for n in names}
    )


def nothing_happened(policies: int = 2, replications: int = 2) -> Results:
    """Return the results of runs in which no event was written."""
    ids = tuple(POLICIES)[:policies]
    jobs = product(ids, range(replications))
    return Results.gather(_book(ids), dict.fromkeys(jobs, _empty()), {})


def _book(policies: tuple[str, ...]) -> Book:
    note = PolicyNote("", "", "first_come", "1", "the longest wait first", "excluded", "needs_led")
    return Book(
        title="A fair region",
        question="Who waits for a programme place, and would another rule change it?",
        start_date=date(2026, 1, 1),
        horizon_days=RUN_DAYS,
        window_from_day=365.0,
        window_to_day=RUN_DAYS,
        primary_outcome="released_without_starting_share",
        sites=(
            *(SiteNote(_id(name), name, "prison", None, 2) for name in PRISONS),
            *(SiteNote(_id(name), name, "probation", None, 2) for name in REGIONS),
        ),
        provisions=(*PROGRAMMES, CIRCLE),
        beliefs=tuple(BELIEFS.items()),
        policies=tuple(replace(note, id=each, name=POLICIES[each]) for each in policies),
    )


def _id(name: str) -> str:
    return name.lower().replace(" ", "_")


def wobble(*parts: int) -> float:
    """Return a deviation in [-1, 1] that stands for luck."""
    return sin(sum((place + 1) * 12.9898 * part for place, part in enumerate(parts)))


@cache
def _empty() -> dict[str, pl.DataFrame]:
    """Return the tables of a history without events: their columns are the contract."""
    return project(replace(history(()), book=_book(())))


def _tables(policy: int, run: int) -> dict[str, pl.DataFrame]:
    rows = {
        "outcomes": _outcomes(policy, run),
        "waiting": _waiting(policy, run),
        "start_incidence": _incidence(policy),
        "lists": _lists(run),
        "facilitators": _facilitators(run),
        "circles": _circles(policy),
        "displaced": _displaced(policy),
        "past_tariff": _past_tariff(policy, run),
        "past_tariff_because": _past_tariff_because(policy, run),
        "reoffending": _reoffending(policy, run),
        "first_after_release": iter(()),
        "journeys": _journeys(policy),
        "reasons": _reasons(policy, run),
        "groups": _groups(run),
        "mixing": _mixing(),
        "staffing": iter(()),
    }
    return {
        name: pl.DataFrame(list(rows.get(name, ())), schema=table.schema, orient="row")
        for name, table in _empty().items()
    }


def _outcomes(policy: int, run: int) -> Iterator[Row]:
    for place, outcome in enumerate(outcomes_of(Scope(tuple(BELIEFS)))):
        level = {"share": 0.4, "days": 400.0, "people": 900.0}[outcome.unit]
        if outcome.name.startswith(REOFFENDED):
            level = 0.06 + 0.005 * ("harm" in outcome.name) - 0.005 * ("benefit" in outcome.name)
        effect = 0.0 if ".none" in outcome.name else 0.05 * policy * (-1) ** (place + 1)
        luck = 0.01 * wobble(run, place) + (0.1 * effect) * wobble(run, place, policy)
        value = level * (1 + effect + luck)
        yield outcome.name, value, value, 1.0


def _waiting(policy: int, run: int) -> Iterator[Row]:
    for quarter, (place, note), code in product(range(41), enumerate(PROGRAMMES), range(1, 4)):
        people = (40 + 20 * code) * (1 + quarter * (0.02 - 0.004 * policy))
        people += 4 * wobble(run, quarter, place, code, policy)
        day = min(quarter * QUARTER_DAYS, RUN_DAYS)
        yield day, note.id, BAND_NAMES[code], round(people)


def _incidence(policy: int) -> Iterator[Row]:
    for note, month in product(PROGRAMMES, range(61)):
        started = 0.6 * (1 - exp(-month / (14 - policy)))
        left = 0.3 * (1 - exp(-month / 20))
        yield note.id, month, started, left, 1 - started - left, 1000 - 15 * month


def _lists(run: int) -> Iterator[Row]:
    for place, (site, note) in enumerate(product(PRISONS, PROGRAMMES[:2])):
        left, started = 100 - 6 * place + round(3 * wobble(run, place)), 180 + 10 * place
        yield (
            *(_id(site), note.id, 300, started, left, 20),
            *(400.0 + 20 * place, 33.0, left / (left + started)),
        )


def _facilitators(run: int) -> Iterator[Row]:
    for (place, site), year in product(enumerate(PRISONS + REGIONS), range(10)):
        yield _id(site), year, 8.0, 6.5 + wobble(run, year, place)


def _circles(policy: int) -> Iterator[Row]:
    for code, meets in product(range(4), (True, False)):
        if meets <= (code > 0):
            yield BAND_NAMES[code], meets, 10 * code + 4 * (not meets) * policy, 5, 12.0


def _displaced(policy: int) -> Iterator[Row]:
    for each in range(6 * policy):
        core_member, passed_over = 100 + each, 900 + each
        yield (
            *(400.0 + 30 * each, "wales"),
            *(core_member, f"men-{core_member}", "low"),
            *(passed_over, f"men-{passed_over}", "high", 200.5, 60.0, "started"),
        )


def _past_tariff(policy: int, run: int) -> Iterator[Row]:
    for quarter in range(41):
        held = 300 - 2 * quarter + 10 * wobble(run, quarter) - 6 * policy
        day = min(quarter * QUARTER_DAYS, RUN_DAYS)
        yield day, round(held), round(held * (0.7 - 0.02 * policy))


def _past_tariff_because(policy: int, run: int) -> Iterator[Row]:
    held = {"completed": 80.0, "waiting": 110.0 - 9 * policy, "declined or dropped out": 40.0}
    whole = sum(held.values())
    for place, (state, people) in enumerate(held.items()):
        people_now = people + 2 * wobble(run, place)
        yield state, 365.0 * people_now, people_now, people / whole


def _reoffending(policy: int, run: int) -> Iterator[Row]:
    for (code, belief), band, quarter in product(
        enumerate(BELIEFS), (*BAND_NAMES, "all"), range(33)
    ):
        years = quarter / 4
        share = 0.09 * (1 - exp(-years / 4)) * (1 + 0.1 * (1 - code) * (1 + 0.1 * policy))
        luck = 0.001 * (1 + wobble(run)) * (quarter > 0)
        yield belief, band, "sexual", years, share + luck, years * 0.01, 4000 - 80 * quarter


def _journeys(policy: int) -> Iterator[Row]:
    for person in range(1, 60):
        how = "left" if (person + policy) % 5 == 0 else "started"
        yield person, "horizon", 100.0, 200.0 + (person * 7 % 13 - 6) * policy, how, 100.0


def _reasons(policy: int, run: int) -> Iterator[Row]:
    """Yield why people wait where nothing is used but groups: to fill one, or for staff."""
    for place, note in enumerate(PROGRAMMES):
        staff = 100.0 - 4 * policy + wobble(run, place)
        yield note.id, "group not full", 3650.0, 10.0, 0.1
        yield note.id, "staff", 365.0 * staff, staff, 0.9


def _groups(run: int) -> Iterator[Row]:
    for place, note in enumerate(PROGRAMMES):
        started = 60 + round(2 * wobble(run, place))
        lost = (0, 0.0, 0.0, 0.0, 0, 0)
        yield note.id, started, 7.5, 0.5, 180.0, *lost, 6 * started, started, 360.0 * started


def _mixing() -> Iterator[Row]:
    for note in PROGRAMMES:
        yield note.id, 60, 12, 20, 4, 0, 0, 0, None, 380.0
