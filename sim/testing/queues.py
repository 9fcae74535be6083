"""Drawn textbook queues: everything extra off, so that theory says what must come out."""

from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from sim.scenario.schema import Scenario
from sim.testing.histories import as_yaml
from sim.testing.numbers import Clock

HORIZON_DAYS = 2_000


@st.composite
def textbook_queues(draw: st.DrawFn, *, group: int | None = None) -> Scenario:
    """Draw G/G/c in groups of exactly `group` (drawn if left out), first come first served.

    One site `site`, one programme `course` that needs one facilitator a group, one plain list of
    up to forty people without patience. Service times of the n-th group are drawn once.
    """
    size = draw(st.integers(1, 4)) if group is None else group
    clock = Clock(HORIZON_DAYS, draw(st.booleans()))
    days = st.lists(clock.days(200), min_size=1, max_size=32)
    backlog: dict[str, Any] = {"people": draw(st.integers(0, 8))}
    scenario = Scenario.model_validate(
        {
            "placesim": 1,
            "title": "A drawn textbook queue",
            "horizon_days": HORIZON_DAYS,
            "seed": draw(st.integers(0, 2**16)),
            "replications": 1,
            "sites": [
                {
                    "id": "site",
                    "kind": "prison",
                    "facilitators": draw(st.integers(1, 5)),
                    "programmes": ["course"],
                }
            ],
            "programmes": [
                {
                    "id": "course",
                    "setting": "prison",
                    "bands": ["medium"],
                    "group": {"minimum": size, "maximum": size},
                    "facilitators": 1,
                    "duration_days": draw(clock.duration(60)),
                }
            ],
            "population": {
                "streams": [
                    {
                        "id": "people",
                        "kind": "list",
                        "sites": "site",
                        "waits_for": "course",
                        "arrival_days": draw(days),
                        "backlog": backlog | {"waited_days": draw(clock.duration(30))},
                    }
                ]
            },
            "policies": ["first_come"],
        }
    )
    note(_as_file(scenario))
    return scenario


def _as_file(scenario: Scenario) -> str:
    return f"# scenario file\n{as_yaml(scenario)}# end of the scenario file"
