"""Prison, supervision and death: what ends each, and what follows from it."""

from typing import TYPE_CHECKING

from sim.engine.agenda import Due
from sim.engine.gate import IN_REACH, INSIDE, NO_GROUP, SUPERVISED
from sim.engine.hearings import Board, Slots
from sim.engine.waiting import WaitingList
from sim.population.people import Population
from sim.scenario.parole import Parole
from sim.words.kinds import NOBODY, Cause

if TYPE_CHECKING:
    from array import array

    from sim.engine.lives import Lives

NEVER = float("inf")


class Custody:
    """The part of people's lives that sentences, and the Board, decide."""

    def __init__(
        self,
        lives: "Lives",
        population: Population,
        parole: Parole | None,
        reviews: "array[float]",
        slots: Slots | None,
    ) -> None:
        people = population.people
        self.lives, self.gate, self.parole = lives, lives.gate, parole
        self.board = Board(lives, population, parole, reviews, slots)
        self.supervision_end: list[float] = people.supervision_end_day.tolist()
        self.licence: list[float] = people.licence_days.tolist()
        self.held_back: dict[int, int] = {}
        """Men whose release is due while they stay to finish a group, and the cause of it."""

    def release_due(self, day: float, person: int) -> None:
        if self.gate.where[person] != INSIDE:
            return
        licence, returns = self.lives.licence, self.lives.returns
        if returns is not None and person in returns.inside:
            if returns.inside[person] == day:
                self.release(day, person, Cause.SENTENCE_SERVED)
        elif licence is None or person not in licence.inside:
            self.release(day, person, Cause.SENTENCE_SERVED)
        elif licence.inside[person] == day:
            self.release(day, person, Cause.FIXED_TERM)

    def release(self, day: float, person: int, cause: int) -> None:
        """Release a man, or have him stay to finish his group where the programme says so."""
        gate = self.gate
        group = gate.in_group[person]
        if group != NO_GROUP:
            sitting = self.lives.sittings[group]
            if sitting.terms.stay_to_finish or sitting.completed_by(person, day):
                self.held_back[person] = cause
                return
            self.lives.leaving.leave_group(day, person, Cause.RELEASED)
        self.lives.leaving.leave_list(day, person, Cause.RELEASED)
        self.board.hears_no_more(day, person)
        home = self.lives.home[person]
        end = self.supervision_end[person]
        if end == NEVER and home != NOBODY:
            end = self.supervision_end[person] = day + self.licence[person]
            self.lives.agenda.add(end, Due.SUPERVISION_END, person)
        gate.released(day, person, self.lives.site[person], cause, supervised=home != NOBODY)
        if self.lives.returns is not None:
            self.lives.returns.released(person, day)
        if home != NOBODY:
            if self.lives.licence is not None:
                self.lives.licence.released(day, person, end)
            self._after_release(day, person, end)
            self.lives.moves.has_been_released(day, person)
            if end <= day:  # he stayed to finish a group until after his sentence had ended
                self._nobody_obliges(day, person)

    def _after_release(self, day: float, person: int, end: float) -> None:
        """Fix the days that hang on a release, unless they were known from the start."""
        for door, delay, what in (
            (
                self.lives.doors.community,
                self.lives.delays.community[person],
                Due.JOINING_COMMUNITY,
            ),
            (self.lives.doors.circle, self.lives.delays.referral[person], Due.JOINING_CIRCLE),
        ):
            where = door.list_of[person]
            if where is None:
                continue
            if where.circle and self.lives.circle_referrals.released(day, person):
                continue
            joins = max(day + delay, door.opens(person, where, end))
            if door.day[person] == joins:
                continue
            door.expect(person, joins)
            self.lives.agenda.add(joins, what, person)
            self.lives.clock.expect(where, joins)
            if what == Due.JOINING_COMMUNITY and end < NEVER:
                door.leaves_on(person, end)
                minimum = door.minimum_days_left[where.provision]
                if minimum > 0 and end - minimum > joins:
                    self.lives.agenda.add(end - minimum, Due.TOO_LITTLE_TIME, person)

    def let_go(self, day: float, person: int) -> None:
        """Release a man who was held back to finish a group that he is now out of."""
        cause = self.held_back.pop(person, None)
        if cause is not None:
            self.release(day, person, cause)

    def finish(self, day: float, group: int, people: list[int]) -> None:
        """The sessions of a group are over: those still sitting have completed it."""
        gate, sitting = self.gate, self.lives.sittings[group]
        circle = sitting.terms.circle
        seat = gate.in_circle if circle else gate.in_group
        stayed = [person for person in people if seat[person] == group]
        gate.completed_group(day, sitting.where, stayed, group)
        if circle:
            return
        sitting.seated -= len(stayed)
        for person in stayed:
            self.has_completed(day, person, sitting.where)

    def has_completed(self, day: float, person: int, where: WaitingList) -> None:
        """Bring about what follows for a man who has completed a programme."""
        if self.lives.licence is not None:
            self.lives.licence.has_completed(day, person)
        if self.lives.returns is not None:
            self.lives.returns.has_received(day, person)
        if person in self.held_back:
            self.let_go(day, person)
        else:
            self.board.has_completed(day, person)
        self.lives.moves.has_completed(day, person, where)

    def supervision_ends(self, day: float, person: int) -> None:
        gate = self.gate
        if self.supervision_end[person] != day:
            return
        if gate.where[person] != SUPERVISED:
            licence = self.lives.licence
            if licence is not None and licence.is_inside(person):
                self.release(day, person, Cause.SENTENCE_SERVED)
            return
        willing = self.lives.willing
        if willing is None or not willing.goes_on(day, person):
            group = gate.in_group[person]
            if group != NO_GROUP:
                sitting = self.lives.sittings[group]
                if not (sitting.terms.stay_to_finish or sitting.completed_by(person, day)):
                    self.lives.leaving.leave_group(day, person, Cause.SUPERVISION_ENDED)
            self.lives.leaving.leave_list(day, person, Cause.SUPERVISION_ENDED)
        self._nobody_obliges(day, person)

    def _nobody_obliges(self, day: float, person: int) -> None:
        """End his order or licence; from now on he comes of his own accord, if he does."""
        self.gate.supervision_ended(day, person, self.lives.home[person])
        if self.lives.willing is not None:
            self.lives.willing.is_free(day, person)

    def dies(self, day: float, person: int) -> None:
        self.held_back.pop(person, None)
        self.board.hears_no_more(day, person)
        self.lives.leaving.leave_group(day, person, Cause.DIED)
        self.lives.leaving.leave_circle(day, person, Cause.DIED)
        self.lives.leaving.leave_list(day, person, Cause.DIED)
        self.lives.leaving.leave_circle_list(day, person, Cause.DIED)
        inside = self.gate.where[person] in IN_REACH
        home = self.lives.home[person]
        self.gate.died(day, person, self.lives.site[person] if inside or home == NOBODY else home)
