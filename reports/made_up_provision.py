"""Made-up results of a scenario that uses every part of provision, for tests and for looking.

As `made_up`, with rules in its book and rows in the tables that tell of them; nothing is meant.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import polars as pl

from reports.made_up import PRISONS, PROGRAMMES, Row, made_up, wobble
from sim.experiments.results import Results
from sim.log.history import Book, GradeNote, ProvisionNote

GRADES = (
    GradeNote("officer", "Officer", may_lead=True, programmes=None, groups_each=2.0),
    GradeNote("peer", "Peer supporter", may_lead=False, programmes=("horizon",), groups_each=1.0),
)
AREAS = ("east_of_england", "wales", "north_west")
RULES: dict[str, dict[str, Any]] = {
    "horizon": {
        "until": "2030-04-01",
        "denial": "accepted",
        "learning_disability": "excluded",
        "sessions": 34.0,
        "when_staff_short": "pause",
        "calendar": {
            "weekdays": ["mon", "thu"],
            "bank_holidays": True,
            "closed_from": "12-21",
            "closed_to": "01-03",
            "catch_up_per_week": 1,
        },
        "group": {
            "hold_open_days": 30.0,
            "fill_until_share": 0.25,
            "composition": {
                "apart": ["band == low"],
                "at_most": [
                    {"who": "denial", "people": 2, "share": None},
                    {"who": "age_years < 25", "people": None, "share": 0.5},
                ],
            },
        },
    },
    "kaizen": {
        "from": "2029-10-01",
        "need": ["medium", "high"],
        "needs": ["sexual_interest"],
        "after": ["horizon"],
        "eligible": "motivation > 0.4",
        "window": {"days": 730.0, "before": "release"},
        "one_to_one": {"sessions": 3.0, "per_week": 1.0},
        "group": {"hold_open_days": 0.0, "fill_until_share": 0.0, "composition": None},
    },
}
POLICY_RULES: tuple[dict[str, Any], ...] = (
    {"order": "first_come", "staff": "first_in_line"},
    {
        "order": {"kind": "ageing", "then": "first_come", "after_days": 548.0},
        "where": [{"site": None, "region": "wales", "programme": "kaizen", "order": "lottery"}],
        "reserve": [{"who": "past_tariff", "share": 0.25}],
        "deprioritise": {"who": "band == low", "from": "2027-02-12"},
        "staff": {"kind": "fixed_shares", "shares": {"horizon": 0.5, "kaizen": 0.25}},
    },
    {"order": {"kind": "score", "of": "2 ** band"}, "staff": "most_at_stake"},
)


@cache
def provided(policies: int = 3, replications: int = 2) -> Results:
    """Return results of up to three policies whose scenario uses every part of provision."""
    results = made_up(policies, replications)
    jobs = list(product(enumerate(results.policies), range(replications)))
    tables = {
        name: pl.DataFrame(
            [(policy, run, *row) for (code, policy), run in jobs for row in rows(code, run)],
            schema=results.tables[name].schema,
            orient="row",
        )
        for name, rows in {
            "reasons": _reasons,
            "steps": _steps,
            "staffing": _staffing,
            "supervision": _supervision,
            "groups": _groups,
            "mixing": _mixing,
        }.items()
    }
    return replace(results, book=_book(results.book), tables={**results.tables, **tables})


def _book(book: Book) -> Book:
    areas = [AREAS[place % len(AREAS)] for place in range(len(book.sites))]
    return replace(
        book,
        sites=tuple(
            replace(site, region=area, mappa_area=f"{area}_{site.kind}", team=True)
            for site, area in zip(book.sites, areas, strict=True)
        ),
        provisions=tuple(_with_rules(note) for note in book.provisions),
        policies=tuple(
            replace(note, rules=rules)
            for note, rules in zip(book.policies, POLICY_RULES, strict=False)
        ),
        grades=GRADES,
    )


def _with_rules(note: ProvisionNote) -> ProvisionNote:
    return replace(note, rules=RULES[note.id]) if note.id in RULES else note


def _reasons(policy: int, run: int) -> Iterator[Row]:
    yield "", "assessment", 36500.0, 10.0, 1.0
    for place, note in enumerate(PROGRAMMES):
        staff = 60.0 + 5 * place - 8 * policy + wobble(run, place)
        yield note.id, "transfer", 3650.0, 5.0 + place, 0.1
        yield note.id, "group not full", 3650.0, 12.0, 0.1
        yield note.id, "staff", 365.0 * staff, staff, 0.8
        if policy == 1:
            yield note.id, "deprioritised", 3650.0, 6.0, 0.1


def _staffing(policy: int, run: int) -> Iterator[Row]:
    for (place, site), grade, year in product(enumerate(PRISONS), GRADES, range(10)):
        post = 4.0 + wobble(run, place, year)
        yield (
            *(site.lower().replace(" ", "_"), grade.id, year),
            *(5.0, post, post - 0.3, post - 0.6, 2 * (post - 0.6) - 0.1 * policy),
            *(40.0 + place, 1, 1),
        )


def _steps(policy: int, run: int) -> Iterator[Row]:
    for place, site in enumerate(PRISONS):
        for step, days in (("assessment", 60.0), ("transfer", 200.0 + 10 * policy)):
            waits = days + wobble(run, place)
            yield site.lower().replace(" ", "_"), step, waits / 10, 100 + place, waits


def _supervision(policy: int, run: int) -> Iterator[Row]:
    for (place, site), year in product(enumerate(PRISONS), range(10)):
        running = 5.0 + wobble(run, place, year) - 0.1 * policy
        yield site.lower().replace(" ", "_"), year, 1.0, 6.0, running


def _groups(policy: int, run: int) -> Iterator[Row]:
    for place, note in enumerate(PROGRAMMES):
        started = 50 + 3 * policy + round(2 * wobble(run, place))
        lost = (3, 120.0 + 10 * place, 40.0, 12.0)
        yield note.id, started, 7.5, 0.5, 180.0, *lost, 6, 1, 6 * started, started, 360.0


def _mixing(policy: int, run: int) -> Iterator[Row]:
    for place, note in enumerate(PROGRAMMES):
        counts = (50, 20 * (place > 0), 30 + round(wobble(run, place)), 10)
        yield note.id, *counts, 40 * (place == 0), 9 * (place == 0), 25 * policy, 420.0, 300.0
