"""Drawn worlds in which many are released, recalled, heard and released again."""

from typing import Any

from hypothesis import strategies as st

from sim.scenario.schema import Scenario
from sim.testing.licensed import licensed
from sim.testing.numbers import Clock

Tree = dict[str, Any]
BANDS = {"low": 0.25, "medium": 0.25, "high": 0.25, "very_high": 0.25}


@st.composite
def licence_worlds(draw: st.DrawFn) -> Scenario:
    """Draw a prison and a region, both of which deliver, with short sentences and long licences."""
    clock = Clock(draw(st.sampled_from([400, 800])), draw(st.booleans()))
    tree = world(draw(st.integers(0, 2**16)), clock.horizon)
    licensed(draw, clock, tree)
    tree["licence"]["recalled_within_2_years_share"] = draw(st.sampled_from([0.9, 0.999]))
    return Scenario.model_validate(tree)


def world(seed: int, days: int) -> Tree:
    """Return a small world with everything that a licence may meet."""
    short = {"kind": "uniform", "low": 40, "high": 300}
    return {
        "placesim": 1,
        "title": "A drawn world of licences",
        "horizon_days": days,
        "seed": seed,
        "replications": 1,
        "sites": [
            {"id": "hull", "kind": "prison", "facilitators": 2, "programmes": ["course", "more"]},
            {
                "id": "north",
                "kind": "probation",
                "facilitators": 2,
                "programmes": ["after", "open"],
                "circles": {"places": 2},
            },
        ],
        "programmes": [
            _programme("course", "prison", minimum_days_left=20),
            _programme("more", "prison", after=["course"]),
            _programme("after", "community", drop_out_share=0.4),
            _programme("open", "community", delivery="rolling", after=["course", "after"]),
        ],
        "circles": {"length_days": {"kind": "uniform", "low": 30, "high": 90}},
        "community_after_release": {"delay_days": 5},
        "assessment": {"delay_days": 5, "again_every_days": 90},
        "mortality": {"rate_at_50_per_year": 0.05},
        "parole": {"review_days": 60, "listing_days": 10, "release_share": 0.5},
        "reoffending": {"within_5_years_share": {"high": 0.9, "very_high": 0.99}},
        "beliefs": [{"id": "none"}],
        "population": {
            "streams": [
                {
                    "id": "inside",
                    "kind": "custody",
                    "sites": "hull",
                    "released_to": "north",
                    "arrivals_per_day": 40 / days,
                    "bands": BANDS,
                    "motivated_share": 0.5,
                    "sentences": [
                        {"kind": "determinate", "share": 0.5, "length_days": short},
                        {
                            "kind": "extended",
                            "share": 0.2,
                            "length_days": short,
                            "licence_days": 200,
                        },
                        {
                            "kind": "indeterminate",
                            "share": 0.3,
                            "tariff_days": {"kind": "uniform", "low": 10, "high": 100},
                            "licence_days": 150,
                        },
                    ],
                    "backlog": {"people": 20, "completed_share": 0.3},
                }
            ]
        },
        "policies": [
            {"id": "first", "order": "first_come"},
            {"id": "next", "order": "next_review"},
        ],
    }


def full_world() -> Scenario:
    """Return one world in which men are recalled, put off, listed in slots and managed by level."""
    tree = world(3, 800)
    tree["licence"] = {
        "recalled_within_2_years_share": 0.99,
        "fixed_term": {"share": 0.5, "days": 20},
        "mappa": {"level_3": ["very_high"], "review_days": 30},
        "first_review_days": 10,
        "review_days": 50,
    }
    tree["parole"] |= {
        "slots_per_month": 3,
        "deferral": {"outstanding_share": 0.5, "days": 30},
    }
    return Scenario.model_validate(tree)


def _programme(name: str, setting: str, **more: Any) -> Tree:
    return {
        "id": name,
        "setting": setting,
        "bands": ["medium", "high", "very_high"],
        "group": {"minimum": 1, "maximum": 4},
        "facilitators": 1,
        "duration_days": 20,
        "drop_out_share": 0.2,
        **more,
    }
