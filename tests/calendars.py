"""Courses to be laid out, for tests: programmes with a calendar, and luck."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.rules.course import Course, Planned
from sim.scenario.provision import Programme
from sim.words.luck import Floats, Luck

Tree = dict[str, Any]
START = date(2026, 1, 1)  # a Thursday
NO_LOSS = np.full(5000, 0.999)


def programme(*, sessions: float = 10, calendar: Tree | None = None, **more: Any) -> Programme:
    """Return a programme with a calendar, or at a weekly pace."""
    return Programme.model_validate(
        {
            "id": "one",
            "setting": "prison",
            "bands": ["high"],
            "group": {"minimum": 1, "maximum": 8},
            "facilitators": 2,
            "sessions": sessions,
            **({} if calendar is None else {"calendar": calendar}),
            **more,
        }
    )


def course(**programme_: Any) -> Course:
    return Course(programme(**programme_), START)


def dates(planned: Planned) -> list[str]:
    return [(START + timedelta(days=day)).isoformat() for day in planned.sessions.tolist()]


def luck_that_loses(*slots: int) -> Floats:
    luck = NO_LOSS.copy()
    luck[list(slots)] = 0.0
    return luck


def luck(seed: int) -> Floats:
    return Luck(seed, 0).block("course", "sessions", 0, 1250).ravel()
