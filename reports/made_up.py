"""Made-up results: every table of a comparison, by formula, for tests and for looking at pages.

Nothing in them is meant: they have the shape of results, the same every time, and no luck.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from sim.experiments.results import Results
from sim.log.history import Book, PolicyNote, ProvisionNote, SiteNote
from sim.words.bands import BAND_NAMES
from sim.words.outcomes import REOFFENCES, REOFFENDED, outcomes_under

ORDERS = {
    "first_come": "First come, first served",
    "soonest_release": "Soonest release first",
    "highest_risk": "Highest risk first",
    "risk_by_time_left": "Risk by time left",
    "lottery": "Lottery",
    "open_to_all": "Low risk admitted, circles open to all",
}
PROGRAMMES = {"horizon": "prison", "kaizen": "prison", "horizon_community": "community"}
PRISONS = ("whatton", "usk", "bure", "stafford", "north_sea_camp", "littlehey")
REGIONS = ("east_midlands", "wales")
RUN_DAYS = 3652.0


def book(policies: tuple[str, ...], title: str) -> Book:
    return Book(
        title=title,
        question="Who waits for a programme place, and would another rule change it?",
        start_date=date(2026, 1, 1),
        horizon_days=RUN_DAYS,
        window_from_day=365.0,
        window_to_day=RUN_DAYS,
        primary_outcome="released_without_starting_share",
        sites=tuple(
            [
                SiteNote(site, site.replace("_", " ").title(), "prison", "east", 2)
                for site in PRISONS
            ]
            + [
                SiteNote(site, site.replace("_", " ").title(), "probation", "east", 2)
                for site in REGIONS
            ]
        ),
        provisions=(
            ProvisionNote("horizon", "Horizon in prison", "programme", "prison", 2, 8, 10),
            ProvisionNote("kaizen", "Kaizen", "programme", "prison", 3, 6, 8),
            ProvisionNote(
                "horizon_community", "Horizon in the community", "programme", "community", 2, 8, 10
            ),
            ProvisionNote(
                "circle", "Circles of Support and Accountability", "circle", "community", 0, 1, 1
            ),
        ),
        beliefs=(("harm", "harm"), ("none", "none"), ("benefit", "benefit")),
        policies=tuple(
            PolicyNote(
                each,
                ORDERS.get(each, each),
                each,
                "1",
                "whoever has waited longest goes first",
                "excluded",
                "needs_led",
            )
            for each in policies
        ),
    )


def wobble(*parts: int) -> float:
    """Return a made-up deviation in [-1, 1] that is the same every time."""
    return math.sin(sum((place + 1) * 12.9898 * part for place, part in enumerate(parts)))


def outcome_rows(policy: int, run: int) -> list[dict[str, Any]]:
    rows = []
    for place, each in enumerate(outcomes_under(("harm", "none", "benefit"))):
        base = {"share": 0.4, "days": 400.0, "people": 900.0}[each.unit]
        if each.name.startswith(REOFFENDED):
            base = 0.06 + 0.005 * ("harm" in each.name) - 0.005 * ("benefit" in each.name)
        pull = (
            0.0
            if ".none" in each.name
            else 0.08
            * policy
            * (-1) ** place
            * (0.3 if each.name.startswith((REOFFENDED, REOFFENCES)) else 1)
        )
        noise = 0.01 * wobble(run, place) + 0.004 * wobble(run, place, policy) * (
            ".none" not in each.name
        )
        value = base * (1 + pull + noise)
        rows.append(
            {"outcome": each.name, "value": value, "numerator": value * 1000, "denominator": 1000.0}
        )
    return rows


def times(policy: int, run: int) -> dict[str, list[dict[str, Any]]]:
    """Return the tables over time of one policy and replication."""
    waiting, past, reoffending = [], [], []
    for quarter in range(41):
        day = min(quarter * 91.3125, RUN_DAYS)
        for place, (programme, code) in enumerate(product(PROGRAMMES, range(4))):
            people = (40 + 20 * code) * (1 + quarter * (0.02 - 0.004 * policy)) + 4 * wobble(
                run, quarter, place, policy
            )
            waiting.append(
                {
                    "day": day,
                    "provision": programme,
                    "band": BAND_NAMES[code],
                    "waiting": round(people * (code > 0)),
                }
            )
        held = 300 - 2 * quarter + 10 * wobble(run, quarter) - 6 * policy
        past.append(
            {
                "day": day,
                "people": round(held),
                "programme_outstanding": round(held * (0.7 - 0.02 * policy)),
            }
        )
    for (code, belief), quarter in product(enumerate(("harm", "none", "benefit")), range(33)):
        years = quarter / 4
        share = 0.09 * (1 - math.exp(-years / 4)) * (
            1 + 0.1 * (1 - code) * (1 + 0.1 * policy)
        ) + 0.001 * wobble(run)
        for band in (*BAND_NAMES, "all"):
            reoffending.append(
                {
                    "belief": belief,
                    "band": band,
                    "years": years,
                    "reoffended": max(share, 0.0),
                    "died": years * 0.01,
                    "at_risk": 4000 - 80 * quarter,
                }
            )
    return {"waiting": waiting, "past_tariff": past, "reoffending": reoffending}


def places(policy: int, run: int) -> dict[str, list[dict[str, Any]]]:
    """Return the tables over sites, bands and people of one policy and replication."""
    incidence = [
        {
            "provision": programme,
            "month": month,
            "started": 0.6 * (1 - math.exp(-month / (14 - policy))),
            "left": 0.3 * (1 - math.exp(-month / 20)),
            "waiting": 1
            - 0.6 * (1 - math.exp(-month / (14 - policy)))
            - 0.3 * (1 - math.exp(-month / 20)),
            "at_risk": 1000 - 15 * month,
        }
        for programme, month in product(PROGRAMMES, range(61))
    ]
    lists = [
        {
            "site": site,
            "provision": programme,
            "joined": 300,
            "started": 180 + 10 * place,
            "left": 100 - 6 * place + round(3 * wobble(run, place)),
            "waiting_at_end": 20,
            "wait_mean_days": 400.0 + 20 * place,
            "waiting_mean_people": 33.0,
            "left_share": (100 - 6 * place + round(3 * wobble(run, place))) / (280 + 4 * place),
        }
        for place, (site, programme) in enumerate(product(PRISONS, ("horizon", "kaizen")))
    ]
    facilitators = [
        {"site": site, "year": year, "in_post": 8.0, "in_use": 6.5 + wobble(run, year, place)}
        for (place, site), year in product(enumerate(PRISONS + REGIONS), range(10))
    ]
    circles = [
        {
            "band": band,
            "meets_criteria": meets,
            "started": 10 * code + 4 * (not meets) * policy,
            "left": 5,
            "waiting_mean_people": 12.0,
        }
        for (code, band), meets in product(enumerate(BAND_NAMES), (True, False))
        if meets <= (code > 0)
    ]
    displaced = [
        {
            "day": 400.0 + 30 * each,
            "site": "wales",
            "core_member": 100 + each,
            "core_member_band": "low",
            "displaced": 900 + each,
            "displaced_band": "high",
            "displaced_waited_days": 200.5,
        }
        for each in range(policy * 6)
    ]
    journeys = [
        {
            "person": person,
            "provision": "horizon",
            "joined_day": 100.0,
            "ended_day": 200.0 + (person * 7 % 13 - 6) * policy,
            "how": "left" if (person * (policy + 1)) % 5 == 0 else "started",
            "wait_days": 100.0,
        }
        for person in range(1, 60)
    ]
    return {
        "start_incidence": incidence,
        "lists": lists,
        "facilitators": facilitators,
        "circles": circles,
        "displaced": displaced,
        "journeys": journeys,
    }


SCHEMAS: dict[str, dict[str, Any]] = {
    "outcomes": {"outcome": str, "value": float, "numerator": float, "denominator": float},
    "waiting": {"day": float, "provision": str, "band": str, "waiting": int},
    "start_incidence": {
        "provision": str,
        "month": int,
        "started": float,
        "left": float,
        "waiting": float,
        "at_risk": int,
    },
    "lists": {
        "site": str,
        "provision": str,
        "joined": int,
        "started": int,
        "left": int,
        "waiting_at_end": int,
        "wait_mean_days": float,
        "waiting_mean_people": float,
        "left_share": float,
    },
    "facilitators": {"site": str, "year": int, "in_post": float, "in_use": float},
    "circles": {
        "band": str,
        "meets_criteria": bool,
        "started": int,
        "left": int,
        "waiting_mean_people": float,
    },
    "displaced": {
        "day": float,
        "site": str,
        "core_member": pl.Int32,
        "core_member_band": str,
        "displaced": pl.Int32,
        "displaced_band": str,
        "displaced_waited_days": float,
    },
    "past_tariff": {"day": float, "people": int, "programme_outstanding": int},
    "reoffending": {
        "belief": str,
        "band": str,
        "years": float,
        "reoffended": float,
        "died": float,
        "at_risk": int,
    },
    "journeys": {
        "person": pl.Int32,
        "provision": str,
        "joined_day": float,
        "ended_day": float,
        "how": str,
        "wait_days": float,
    },
}


def results(policies: int = 6, replications: int = 5, title: str = "A fair region") -> Results:
    ids = tuple(ORDERS)[:policies]
    projected = {}
    for (code, policy), run in product(enumerate(ids), range(replications)):
        rows = {"outcomes": outcome_rows(code, run), **times(code, run), **places(code, run)}
        projected[policy, run] = {
            name: pl.DataFrame(rows[name], schema=schema, orient="row")
            for name, schema in SCHEMAS.items()
        }
    provenance = {
        "seed": 2026,
        "version": "0.1.0",
        "scenario_sha256": "ab" * 32,
        "people": 15000,
        "digests": {f"{p} {r}": "cd" * 32 for p, r in projected},
    }
    return Results.gather(book(ids, title), projected, provenance)


def without(made: Results, *names: str) -> Results:
    """Return the results with these tables empty."""
    return replace(
        made,
        tables={
            name: table.clear() if name in names else table for name, table in made.tables.items()
        },
    )
