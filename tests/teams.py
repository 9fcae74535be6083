"""Teams by themselves, for tests: one prison, its staff, and a gate to write to."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.gate import Gate
from sim.engine.roster import Member, Roster
from sim.engine.team import Team
from sim.engine.terms import Terms, terms_of
from sim.scenario.schema import Scenario
from sim.words.kinds import Kind

if TYPE_CHECKING:
    from sim.scenario.staff import Grade

Tree = dict[str, Any]
HORIZON = 400.0
NEVER = float("inf")


def scenario_of(grades: list[Tree], programmes: list[Tree], posts: Tree) -> Scenario:
    """Return a scenario of one prison that delivers these programmes."""
    common = {"setting": "prison", "bands": ["high"], "group": {"minimum": 1, "maximum": 8}}
    offered = [each["id"] for each in programmes]
    return Scenario.model_validate(
        {
            "title": "staff",
            "horizon_days": HORIZON,
            "sites": [{"id": "hull", "kind": "prison", "programmes": offered, "staff": posts}],
            "programmes": [{**common, "duration_days": 90, **each} for each in programmes],
            "staff": {"grades": grades},
            "population": {},
        }
    )


@dataclass
class World:
    """A team by itself, with the gate it writes to."""

    scenario: Scenario
    roster: Roster
    gate: Gate = field(default_factory=lambda: Gate(np.zeros(0, np.int8)))

    def __post_init__(self) -> None:
        assert self.scenario.staff is not None
        self.grades: list[Grade] = sorted(self.scenario.staff.grades, key=lambda each: each.id)
        self.terms: list[Terms] = terms_of(self.scenario)
        names = [each.id for each in self.terms]
        self.team = Team(0, self.roster, self.grades, names, self.gate)

    def told(self, *kinds: Kind) -> list[tuple[float, str, int]]:
        """Return (day, what, number of the member or group) of the events of these kinds."""
        columns = self.gate.columns
        return [
            (day, Kind(kind).name.lower(), int(value))
            for day, kind, value in zip(
                columns["time"], columns["kind"], columns["value"], strict=True
            )
            if not kinds or kind in kinds
        ]


def one_programme(grades: list[Tree], members: list[Member], **programme: Any) -> World:
    """Return a world with one programme and staff whose days are given by hand."""
    counts: dict[str, int] = {each["id"]: 0 for each in grades}
    for member in members:
        counts[sorted(counts)[member.grade]] += 1
    scenario = scenario_of(grades, [{"id": "one", "facilitators": 2, **programme}], counts)
    delivers = (("one",),) * len(grades)
    posts = ((0.0, tuple(counts[each] for each in sorted(counts))),)
    return World(scenario, Roster(tuple(members), posts, delivers, HORIZON))


def member(
    number: int,
    *spells: tuple[float, float],
    grade: int = 0,
    came: float = 0.0,
    left: float = NEVER,
) -> Member:
    return Member(number, grade, number, came, came == 0, left, spells, ((came, "one"),))
