"""Who carries which group: laws re-derived from the recorded events alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.roster import roster_of
from sim.engine.terms import Terms
from sim.words.kinds import Kind
from sim.words.luck import Luck
from tests.teams import HORIZON, World, scenario_of

ALMOST = 1e-9
durations = st.sampled_from([0, 20, {"kind": "exponential", "mean": 60}])
grade_trees = st.fixed_dictionaries(
    {
        "may_lead": st.booleans(),
        "groups_each": st.sampled_from([1, 2, 0.5, 1.25]),
        "recruitment_days": durations,
        "training_days": durations,
        "sick_every_days": st.sampled_from([40, {"kind": "exponential", "mean": 50}]),
        "sick_days": durations,
    },
    optional={
        "stays_days": st.sampled_from([150, {"kind": "exponential", "mean": 200}]),
        "programmes": st.sampled_from([["one"], ["two"], ["one", "two"]]),
    },
)
programme_trees = st.fixed_dictionaries(
    {
        "facilitators": st.integers(0, 3),
        "load": st.sampled_from([1, 0.5, 0.3]),
        "leads": st.integers(0, 2),
    }
)
post_trees = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(
    lambda values: [{"from": 120 * place, "value": value} for place, value in enumerate(values)]
)
doings = st.lists(
    st.tuples(st.sampled_from(["engage", "engage", "advance", "give back"]), st.integers(0, 50)),
    max_size=40,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a team: two grades, up to two programmes, posts that rise and fall."""
    grades = [{"id": name, **draw(grade_trees)} for name in ("officer", "peer")]
    programmes = [{"id": name, **draw(programme_trees)} for name in ("one", "two")]
    posts = {name: draw(post_trees) for name in ("officer", "peer")}
    scenario = scenario_of(grades, programmes, posts)
    luck = Luck(draw(st.integers(0, 2**20)), 0)
    return World(scenario, roster_of(scenario, scenario.sites[0], luck))


@dataclass
class Reader:
    """The state of a team as its events tell it, and nothing else. It checks as it reads."""

    world: World
    read: int = 0
    capacity: float = -1.0
    grade: dict[int, int] = field(default_factory=dict)
    trained: dict[int, set[int]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    crews: dict[int, list[int]] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)

    def _rows(self) -> Iterator[tuple[float, Kind, int, int, int]]:
        columns = self.world.gate.columns
        while self.read < len(columns["time"]):
            row = self.read
            self.read += 1
            kind = Kind(columns["kind"][row])
            if kind == Kind.CAPACITY_SET:
                self.capacity = columns["value"][row]
                continue
            number = int(columns["value"][row])
            yield (
                columns["time"][row],
                kind,
                columns["provision"][row],
                columns["group"][row],
                number,
            )

    def catch_up(self) -> None:
        """Read what is new, and hold every fact against what was true when it was recorded."""
        for _, kind, code, group, number in self._rows():
            if kind == Kind.APPOINTED:
                assert number == len(self.trained), "numbers are given in order of appearing"
                self.grade[number], self.trained[number] = group, set()
            elif kind == Kind.TRAINED:
                self.trained[number].add(code)
            elif kind == Kind.FELL_SICK:
                self.away.add(number)
            elif kind == Kind.CAME_BACK:
                self.away.remove(number)
            elif kind == Kind.LEFT_POST:
                del self.grade[number]
                self.away.discard(number)
            elif kind == Kind.ASSIGNED:
                self._assigned(code, group, number)
            elif kind == Kind.TAKEN_OFF:
                self.crews[group].remove(number)

    def _assigned(self, code: int, group: int, number: int) -> None:
        terms = self.terms[group] = self.world.terms[code]
        assert number in self.present, "carries a group while away"
        assert code in self.trained[number], "delivers what he is not trained for"
        assert number not in self.crews.setdefault(group, []), "counted twice in a group"
        self.crews[group].append(number)
        assert self.carried(number) <= self.limit(number) + ALMOST, f"overloaded by {terms.id}"

    @property
    def present(self) -> set[int]:
        return set(self.grade) - self.away

    def limit(self, number: int) -> float:
        return self.world.grades[self.grade[number]].groups_each

    def may_lead(self, number: int) -> bool:
        return self.world.grades[self.grade[number]].may_lead

    def carried(self, number: int) -> float:
        return sum(self.terms[group].load for group, on in self.crews.items() if number in on)

    def carries(self, terms: Terms) -> bool:
        """Tell by trying every crew whether a group could be carried."""
        free = [
            number
            for number in self.present
            if terms.code in self.trained[number]
            and self.carried(number) + terms.load <= self.limit(number) + ALMOST
        ]
        return any(
            sum(map(self.may_lead, crew)) >= min(terms.leads, terms.facilitators)
            for crew in combinations(free, terms.facilitators)
        )

    def units(self) -> float:
        able = [each for each in self.present if self.trained[each]]
        return sum(map(self.limit, able))

    def in_use(self) -> float:
        return sum(self.terms[group].load * len(on) for group, on in self.crews.items())


def check(world: World, reader: Reader, running: dict[int, Terms]) -> None:
    """Hold the team, at one instant, against what its events tell."""
    reader.catch_up()
    team = world.team
    for on in reader.crews.values():
        assert set(on) <= reader.present, "carries a group while away"
    for group, terms in running.items():
        on = reader.crews.get(group, [])
        missing = terms.facilitators - len(on)
        assert team.short.get(group, 0) == missing
        if not missing:
            assert sum(map(reader.may_lead, on)) >= terms.leads
    assert set(team.short) <= set(running)
    assert not any(on for group, on in reader.crews.items() if group not in running)
    assert team.in_use == pytest.approx(reader.in_use())
    assert team.capacity == reader.capacity == pytest.approx(reader.units())
    assert team.in_use <= team.capacity + ALMOST
    for terms in world.terms:
        assert team.can_carry(terms) == reader.carries(terms)
        assert team.could_carry(terms) or not team.can_carry(terms)


@settings(max_examples=200, deadline=None)
@given(worlds(), doings)
def test_whatever_happens_nobody_carries_what_he_may_not(
    world: World, doings: list[tuple[str, int]]
) -> None:
    """Load, training, presence, leads, units and who is short, re-derived from events alone."""
    team, reader, running = world.team, Reader(world), dict[int, Terms]()
    told: dict[int, int] = {}
    day, group = 0.0, 0
    team.advance(0)
    for doing, which in doings:
        terms = world.terms[which % len(world.terms)]
        if doing == "advance" and team.next_day < HORIZON:
            day = team.next_day
            team.advance(day)
        elif doing == "engage" and team.can_carry(terms):
            team.engage(day, group, terms)
            running[group] = terms
            group += 1
        elif doing == "give back" and running:
            ended = sorted(running)[which % len(running)]
            team.give_back(day, ended, running.pop(ended))
            told.pop(ended, None)
        check(world, reader, running)
        fell, whole = team.mend(day)
        assert fell == sorted(each for each in team.short if team.short[each] > told.get(each, 0))
        assert whole == sorted(set(told) - set(team.short))
        told = dict(team.short)
        check(world, reader, running)
        assert all(not helpers(reader, short, running[short]) for short in told), (
            "somebody was free"
        )


def helpers(reader: Reader, group: int, terms: Terms) -> list[int]:
    """Return who might take any empty seat of a group: trained, there, with room, may lead."""
    return [
        number
        for number in reader.present
        if terms.code in reader.trained[number]
        and reader.may_lead(number)
        and reader.carried(number) + terms.load <= reader.limit(number) + ALMOST
        and number not in reader.crews[group]
    ]
