"""A world in which provision is busy: many people, few places, six programmes at three sites.

It is plain data, a scenario file's own: tests change it, then read it as a scenario.
"""

from typing import Any

Tree = dict[str, Any]
HORIZON_DAYS = 730


def some(mean: float) -> Tree:
    """Return days that vary without a limit."""
    return {"kind": "exponential", "mean": mean}


def between(low: float, high: float) -> Tree:
    return {"kind": "uniform", "low": low, "high": high}


def programme(name: str, *, size: tuple[int, int] = (3, 5), **more: Any) -> Tree:
    """Return a programme in prison that one facilitator delivers."""
    plain = {
        "id": name,
        "setting": "prison",
        "bands": ["medium", "high", "very_high"],
        "group": {"minimum": size[0], "maximum": size[1]},
        "facilitators": 1,
        "duration_days": some(60),
        "drop_out_share": 0.3,
    }
    return plain | more


def busy() -> Tree:
    """Return the world that every feature is laid over: two prisons, a region, six programmes."""
    return {
        "title": "A busy world",
        "horizon_days": HORIZON_DAYS,
        "replications": 1,
        "sites": [
            {
                "id": "hull",
                "kind": "prison",
                "region": "east",
                "facilitators": 4,
                "programmes": ["basic", "long", "next"],
            },
            {
                "id": "york",
                "kind": "prison",
                "region": "east",
                "facilitators": 3,
                "programmes": ["basic", "other"],
            },
            {
                "id": "north",
                "kind": "probation",
                "facilitators": 3,
                "programmes": ["outside", "after_care"],
            },
        ],
        "programmes": [
            programme("basic", bands=["medium", "high"]),
            programme("long", size=(2, 4), facilitators=2, bands=["high", "very_high"]),
            programme("other", size=(2, 6), duration_days=40),
            programme("next", size=(1, 3)),
            programme("outside", size=(2, 5), setting="community"),
            programme("after_care", size=(1, 4), setting="community"),
        ],
        "community_after_release": {"delay_days": between(0, 30)},
        "population": {
            "streams": [
                _people("men", "custody", 60)
                | {
                    "sites": {"hull": 2, "york": 1},
                    "released_to": "north",
                    "sentences": _sentences(),
                    "backlog": {"people": 15, "completed_share": 0.2},
                },
                _people("orders", "community", 30)
                | {"sites": "north", "order_days": between(100, 600)},
            ]
        },
        "policies": [{"id": "mine", "order": "first_come"}],
    }


def _people(name: str, kind: str, a_year: float) -> Tree:
    return {
        "id": name,
        "kind": kind,
        "arrivals_per_year": a_year,
        "bands": {"low": 1, "medium": 3, "high": 3, "very_high": 1},
        "age_years": between(19, 60),
        "denial_share": 0.4,
        "learning_disability_share": 0.3,
        "internet_only_share": 0.3,
    }


def _sentences() -> list[Tree]:
    return [
        {"kind": "determinate", "share": 2, "length_days": between(200, 1200)},
        {
            "kind": "extended",
            "share": 1,
            "length_days": between(400, 1200),
            "licence_days": between(100, 400),
        },
        {
            "kind": "indeterminate",
            "share": 1,
            "tariff_days": between(100, 500),
            "licence_days": between(100, 400),
        },
    ]


def named(tree: Tree, name: str) -> Tree:
    """Return a programme of a world."""
    return next(each for each in programmes_of(tree) if each["id"] == name)


def programmes_of(tree: Tree, *names: str) -> list[Tree]:
    return [each for each in tree["programmes"] if not names or each["id"] in names]
