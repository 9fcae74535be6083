"""Prison, the Parole Board, supervision and death: what ends each, and what follows from it."""

from typing import TYPE_CHECKING

from sim.engine.agenda import Due
from sim.engine.gate import INSIDE, NO_GROUP, ON_A_LIST, SUPERVISED
from sim.engine.waiting import WaitingList
from sim.population.people import Population
from sim.scenario.beliefs import Parole
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    from array import array

    from sim.engine.lives import Lives

NEVER = float("inf")


class Custody:
    """The part of people's lives that courts and the Board decide."""

    def __init__(
        self, lives: "Lives", population: Population, parole: Parole | None, reviews: "array[float]"
    ) -> None:
        people = population.people
        self.lives, self.gate, self.parole = lives, lives.gate, parole
        self.hearing_luck = population.hearing_luck
        self.supervision_end: list[float] = people.supervision_end_day.tolist()
        self.licence: list[float] = people.licence_days.tolist()
        self.hearing = reviews
        """The day of each man's next hearing: policies are shown it."""
        self.heard_times = [0] * len(people)
        self.outstanding: set[int] = set()
        """Men whose last hearing found the programme outstanding."""
        self.held_back: dict[int, int] = {}
        """Men whose release is due while they stay to finish a group, and the cause of it."""

    def release_due(self, day: float, person: int) -> None:
        if self.gate.where[person] == INSIDE:
            self._release(day, person, Cause.SENTENCE_SERVED)

    def _release(self, day: float, person: int, cause: int) -> None:
        gate = self.gate
        group = gate.in_group[person]
        if group != NO_GROUP:
            sitting = self.lives.sittings[group]
            if sitting.terms.stay_to_finish or sitting.ends <= day:
                self.held_back[person] = cause
                return
            self.lives.leave_group(day, person, Cause.RELEASED)
        self.lives.leave_list(day, person, Cause.RELEASED)
        self.hearing[person] = NEVER  # the Board hears nobody who is out
        self.outstanding.discard(person)
        home = self.lives.home[person]
        end = self.supervision_end[person]
        if end == NEVER and home != NOBODY:
            end = self.supervision_end[person] = day + self.licence[person]
            self.lives.agenda.add(end, Due.SUPERVISION_END, person)
        gate.released(day, person, self.lives.site[person], cause, supervised=home != NOBODY)
        if home != NOBODY:
            self._after_release(day, person, end)
            self.lives.moves.has_been_released(day, person)
            if end <= day:  # he stayed to finish a group until after his sentence had ended
                gate.supervision_ended(day, person, home)

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
            self._release(day, person, cause)

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
        if person in self.held_back:
            self.let_go(day, person)
        elif person in self.outstanding and self.parole is not None:
            sooner = day + self.parole.listing_days
            if sooner < self.hearing[person]:
                self._list_hearing(person, sooner)
        self.lives.moves.has_completed(day, person, where)

    def heard(self, day: float, person: int) -> None:
        if self.gate.where[person] != INSIDE or self.hearing[person] != day or not self.parole:
            return
        if person in self.held_back:
            return
        self.heard_times[person] += 1
        number = self.heard_times[person]
        needs = self.lives.doors.first.list_of[person] is not None
        outstanding = needs and not self.gate.completed[person]
        parole = self.parole
        share = parole.release_share_outstanding if outstanding else parole.release_share
        released = float(self.hearing_luck(number)[person]) < share
        if released:
            cause = Cause.PAROLE_BOARD
        else:
            cause = Cause.PROGRAMME_OUTSTANDING if outstanding else Cause.REFUSED
        self.gate.record(
            day, Kind.HEARD, person, self.lives.site[person], cause=cause, value=float(number)
        )
        if released:
            self._release(day, person, Cause.PAROLE_BOARD)
            return
        (self.outstanding.add if outstanding else self.outstanding.discard)(person)
        self._list_hearing(person, day + parole.review_days)

    def _list_hearing(self, person: int, day: float) -> None:
        self.hearing[person] = day
        self.lives.agenda.add(day, Due.HEARING, person)
        self.lives.clock.visit(day)

    def supervision_ends(self, day: float, person: int) -> None:
        gate = self.gate
        if gate.where[person] != SUPERVISED or self.supervision_end[person] != day:
            return
        group = gate.in_group[person]
        if group != NO_GROUP:
            sitting = self.lives.sittings[group]
            if not sitting.terms.stay_to_finish and sitting.ends > day:
                self.lives.leave_group(day, person, Cause.SUPERVISION_ENDED)
        self.lives.leave_list(day, person, Cause.SUPERVISION_ENDED)
        gate.supervision_ended(day, person, self.lives.home[person])

    def dies(self, day: float, person: int) -> None:
        self.held_back.pop(person, None)
        self.lives.leave_group(day, person, Cause.DIED)
        self.lives.leave_circle(day, person, Cause.DIED)
        self.lives.leave_list(day, person, Cause.DIED)
        self.lives.leave_circle_list(day, person, Cause.DIED)
        inside = self.gate.where[person] in (INSIDE, ON_A_LIST)
        home = self.lives.home[person]
        self.gate.died(day, person, self.lives.site[person] if inside or home == NOBODY else home)
