"""Fixed worlds that tests of the laws share: one with everything in it, and two that were bugs."""

from sim.scenario.schema import Scenario

EVERYTHING = Scenario.model_validate(
    {
        "title": "A world with everything in it",
        "horizon_days": 1500,
        "seed": 7,
        "sites": [
            {"id": "prison", "kind": "prison", "facilitators": 1, "programmes": ["inside"]},
            {
                "id": "region",
                "kind": "probation",
                "facilitators": [{"from": 0, "value": 2}, {"from": 300, "value": 1}],
                "programmes": ["outside"],
                "circles": {"places": 2},
            },
        ],
        "programmes": [
            {
                "id": name,
                "setting": setting,
                "bands": ["medium", "high"],
                "group": {"minimum": 2, "maximum": 4},
                "facilitators": 1,
                "duration_days": 60,
                "reports_days": 10,
                "drop_out_share": 0.3,
                "at_release": "stay_to_finish",
            }
            for name, setting in (("inside", "prison"), ("outside", "community"))
        ],
        "circles": {"length_days": 200, "gives_up_days": 150, "early_ending_share": 0.2},
        "community_after_release": {"delay_days": 20},
        "parole": {"listing_days": 30, "review_days": 50, "release_share": 0.8},
        "mortality": {"rate_at_50_per_year": 0.1},
        "reoffending": {"within_5_years_share": {"medium": 0.9, "high": 0.99}},
        "beliefs": [{"id": "none"}],
        "population": {
            "streams": [
                {
                    "id": "men",
                    "kind": "custody",
                    "sites": "prison",
                    "released_to": "region",
                    "interarrival_days": 15,
                    "bands": {"low": 0.2, "medium": 0.5, "high": 0.3},
                    "motivated_share": 0.5,
                    "sentences": [
                        {
                            "kind": "determinate",
                            "length_days": {"kind": "uniform", "low": 100, "high": 1500},
                        },
                        {
                            "kind": "indeterminate",
                            "share": 2.0,
                            "tariff_days": 200,
                            "licence_days": 300,
                        },
                    ],
                    "backlog": {"people": 20},
                }
            ]
        },
    }
)

SECOND_CHANCE = Scenario.model_validate(
    {
        "title": "Men drop out inside, and complete outside long after their release",
        "horizon_days": 1500,
        "sites": [
            {"id": "prison", "kind": "prison", "programmes": ["inside"]},
            {"id": "region", "kind": "probation", "programmes": ["outside"]},
        ],
        "programmes": [
            {
                "id": name,
                "setting": setting,
                "bands": ["medium"],
                "group": {"minimum": 1, "maximum": 4},
                "facilitators": 0,
                "duration_days": days,
                "drop_out_share": share,
                "at_release": "stay_to_finish",
            }
            for name, setting, days, share in (
                ("inside", "prison", 100, 1.0),
                ("outside", "community", 700, 0.0),
            )
        ],
        "community_after_release": {"delay_days": 10},
        "reoffending": {"within_5_years_share": {"medium": 0.3}},
        "beliefs": [{"id": "harm_of_leaving", "dropped_out": 20.0, "completed": 0.5}],
        "population": {
            "streams": [
                {
                    "id": "men",
                    "kind": "custody",
                    "sites": "prison",
                    "released_to": "region",
                    "sentences": [{"kind": "determinate", "length_days": 400}],
                    "backlog": {"people": 20},
                }
            ]
        },
    }
)

NO_BOARD = Scenario.model_validate(
    {
        "title": "Men on extended sentences, no Parole Board, and a circle for each from the gate",
        "horizon_days": 365,
        "sites": [
            {"id": "prison", "kind": "prison"},
            {"id": "region", "kind": "probation", "circles": {"places": 9}},
        ],
        "circles": {"length_days": 30},
        "population": {
            "streams": [
                {
                    "id": "men",
                    "kind": "custody",
                    "sites": "prison",
                    "released_to": "region",
                    "interarrival_days": 60,
                    "motivated_share": 1.0,
                    "sentences": [{"kind": "extended", "length_days": 7, "licence_days": 50}],
                }
            ]
        },
    }
)
