"""A region whose course people on orders and people before any conviction share."""

from typing import Any

import polars as pl

from sim.log.history import History
from sim.projections.tables import project
from sim.scenario.schema import Scenario
from sim.words.bands import UPSTREAM
from sim.words.kinds import Kind

Tree = dict[str, Any]


def world(**changes: Any) -> Scenario:
    """Return a region whose course people on orders and people before any conviction share."""
    course: Tree = {
        "id": "course",
        "setting": "community",
        "bands": ["medium"],
        "upstream": changes.pop("rule", "accepted"),
        "group": {"minimum": 2, "maximum": 4},
        "facilitators": 1,
        "duration_days": 60,
    }
    referred: Tree = {
        "id": "referred",
        "kind": "upstream",
        "route": changes.pop("route", "civil_order"),
        "sites": "region",
        "interarrival_days": 20,
        "order_days": 300,
        **changes.pop("referred", {}),
    }
    tree: Tree = {
        "title": "before any conviction",
        "horizon_days": 3000,
        "sites": [
            {
                "id": "region",
                "kind": "probation",
                "facilitators": 1,
                "programmes": ["course"],
                "circles": {"places": 5},
            }
        ],
        "programmes": [course],
        "circles": {"length_days": 100},
        "first_conviction": {"within_5_years_share": {"medium": 0.9}},
        "reoffending": {"within_5_years_share": {"medium": 0.9}},
        "beliefs": [{"id": "none"}, {"id": "helps", "upstream": 0.2}],
        "population": {
            "streams": [
                {
                    "id": "orders",
                    "kind": "community",
                    "sites": "region",
                    "interarrival_days": 30,
                    "order_days": 400,
                },
                referred,
            ]
        },
        **changes,
    }
    return Scenario.model_validate(tree)


def of(history: History, kind: Kind) -> pl.DataFrame:
    rows = history.events.filter(pl.col("kind") == kind)
    return rows.join(history.people.select("person", "stream", "sentence"), on="person")


def values(history: History) -> dict[str, Any]:
    table = project(history)["outcomes"]
    return dict(table.select("outcome", "value").iter_rows())


def before_conviction(history: History) -> pl.Series:
    return history.people["sentence"] >= int(UPSTREAM[0])
