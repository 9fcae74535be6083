"""Moves from list to list during the run: after a programme, when one closes, when a band changes.

Where nothing of the kind can happen there is no `Placing`, and nothing here does anything.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.agenda import Due
from sim.engine.gate import AT_LIBERTY, INSIDE, NO_GROUP, NO_LIST, SUPERVISED
from sim.engine.held import HeldList
from sim.engine.placing import Placing
from sim.engine.waiting import WaitingList
from sim.population.people import People, Population, Reassessments
from sim.words.kinds import Cause, Kind

if TYPE_CHECKING:
    from sim.engine.lives import Lives

NEVER = float("inf")


class Moves:
    """Who goes from one list to another, and why."""

    def __init__(self, lives: "Lives", population: Population, placing: Placing | None) -> None:
        self.lives, self.gate, self.placing = lives, lives.gate, placing
        again = population.reassessments
        self.bands: list[int] = again.band.tolist()
        self.assessed: list[int] = again.person.tolist()
        self.next = 0
        self.expected: dict[int, float] = {}
        """When a man may go on to something under supervision, once he is released."""
        self.released: list[float] = population.people.release_day.tolist()
        self.changed = bytearray(len(population))
        """Men of whom another assessment will find another band."""
        self.carried: dict[int, tuple[float, Cause]] = {}
        """Wait so far, and cause of joining, of men whose next list takes them only later."""
        if placing is not None:
            placing.supervision_end = lives.custody.supervision_end
            changing = again.person[again.changes]
            np.frombuffer(self.changed, np.uint8)[changing] = 1
            np.frombuffer(lives.joins_as_foreseen, np.uint8)[changing] = 0
            self._foresee_turns(again, placing, population.people)
            self._foresee_follow_ons(placing)

    def _foresee_turns(self, again: Reassessments, placing: Placing, people: People) -> None:
        """Note who may come to other lists by another band: nothing of him is sure beforehand."""
        by_person = np.argsort(again.person, kind="stable")
        person, band = again.person[by_person], again.band[by_person]
        first = np.diff(person, prepend=-1) != 0
        before = np.where(first, people.band[person], np.roll(band, 1))
        rows = np.flatnonzero(band != before)
        person, band, before = person[rows], band[rows], before[rows]
        may = np.stack(placing.may_wait)
        other = (may[band, person] != may[before, person]).any(axis=1)
        if any(makeup.hangs_on_band for makeup in placing.lists.makeups):
            other[:] = True  # a group may be possible with him as he is then
        mine = np.unique(person[other])
        np.frombuffer(self.lives.foreseen, np.uint8)[mine] = 0

    def _foresee_follow_ons(self, placing: Placing) -> None:
        """Note who may go on once released to what follows something he had done before day 0."""
        follow_on = placing.follow_on
        mine = [person for person, done in self.gate.done.items() if not follow_on.isdisjoint(done)]
        np.frombuffer(self.lives.foreseen, np.uint8)[mine] = 0

    def reassessed(self, day: float, person: int) -> None:
        """Assess a man again if he is still there; another band may mean another list."""
        band = self.bands[self.next]
        assert self.assessed[self.next] == person  # noqa: S101 -- the agenda keeps their order
        self.next += 1
        gate, placing = self.gate, self.placing
        where = gate.where[person]
        if where != INSIDE and where != SUPERVISED:  # noqa: PLR1714 -- asked a hundred thousand times
            return
        changed = band != gate.band_of[person]
        gate.reassessed(day, person, self.lives.site[person], band)
        if not changed or placing is None or gate.in_group[person] != NO_GROUP:
            return
        if self.lives.on_remand(person):
            return
        index = gate.on_list[person]
        if index == NO_LIST:
            if person in placing.unplaced or self._never_had_a_list(person):
                self.placed_again(day, person, 0.0, placing.unplaced.get(person, Cause.NEW))
            return
        waits = self.lives.lists[index]
        if not placing.suits(person, waits):
            self.moved_on(day, person, waits, Cause.REASSESSED)
        elif waits.keeps_places:
            ranking = placing.outside if where == SUPERVISED else placing.inside
            waits.add(person, ranking.place_now(person, gate.joined_day[person], waits))
        elif isinstance(waits, HeldList) and waits.makeup.hangs_on_band:
            waits.look_again()
            self.lives.clock.has_joined(waits, day)  # another group may be possible now

    def _never_had_a_list(self, person: int) -> bool:
        """Tell whether no list was ever to be his where he is."""
        if self.gate.completed[person]:
            return False
        inside = self.gate.where[person] == INSIDE
        doors = self.lives.doors
        if not inside and not self.placing_after_release(person):
            return False
        return (doors.first if inside else doors.community).list_of[person] is None

    def placing_after_release(self, person: int) -> bool:
        """Tell whether a man under supervision may be sent to a programme at all."""
        ordered = self.lives.came_on_order[person]
        return self.placing is not None and (ordered or self.placing.after_release)

    def elsewhere(self, day: float, person: int, where: WaitingList) -> bool:
        """Tell whether a list worked out before the run is no longer one that he may join."""
        placing = self.placing
        if placing is None:
            return False
        if self.changed[person] and not placing.suits(person, where):
            return True
        if day < placing.closes(where):
            return False
        return placing.place(day, person, self.lives.site[person]) is not None

    def moved_on(self, day: float, person: int, where: WaitingList, cause: Cause) -> None:
        """Leave a list and stand on the next that takes him; the wait so far counts."""
        waited = day - self.gate.joined_day[person]
        self.gate.left(day, person, where, cause)
        self.placed_again(day, person, waited, Cause.MOVED_LIST)

    def placed_again(self, day: float, person: int, waited: float, cause: Cause) -> None:
        """Put a man on the list that takes him today; who finds none is asked again later."""
        placing, lives = self.placing, self.lives
        if placing is None or not lives.consents[person]:
            return
        where = placing.place(day, person, lives.site[person])
        if where is None:
            free = self.gate.where[person] == AT_LIBERTY  # whoever comes then, nobody sends him
            placing.unplaced[person] = Cause.VOLUNTARY if free else cause
            return
        placing.unplaced.pop(person, None)
        self._joins(day, person, where, waited, cause)

    def _joins(
        self, day: float, person: int, where: WaitingList, waited: float, cause: Cause
    ) -> None:
        """Let a man join a list, or wait until the programme's window opens for him."""
        placing, lives = self.placing, self.lives
        assert placing is not None  # noqa: S101 -- it named the list
        opens = placing.opens(person, where.provision)
        if day < opens:
            if opens < placing.closes(where):
                self.gate.record(
                    day,
                    Kind.HELD_FOR_WINDOW,
                    person,
                    where.site,
                    where.provision,
                    value=opens - day,
                )
            self.carried[person] = waited, cause
            lives.agenda.add(opens, Due.JOINING_NEXT, person)
            lives.clock.expect(where, opens)
            return
        free = self.gate.where[person] == AT_LIBERTY
        community = free or self.gate.where[person] == SUPERVISED
        door = lives.doors.community if community else lives.doors.first
        end = NEVER if free else lives.custody.supervision_end[person]
        if community and (free or end < NEVER):
            door.leaves_on(person, end)  # a release by the Board has fixed it, or nothing does
        door.leads_to(person, where, waited)
        lives.stand(day, person, door, where, cause)
        if self.gate.on_list[person] == NO_LIST:
            return
        minimum = where.minimum_days_left
        if minimum > 0 and day < (last := door.leaves[person] - minimum) < NEVER:
            lives.agenda.add(last, Due.TOO_LITTLE_TIME, person)
        lives.clock.has_joined(where, day)

    def has_completed(self, day: float, person: int, where: WaitingList) -> None:
        """Let him go on to a programme for which this one is a prerequisite.

        Whom nobody obliges may go on to any that he wishes to attend.
        """
        placing, willing = self.placing, self.lives.willing
        if willing is not None and self.gate.where[person] == AT_LIBERTY:
            willing.is_free(day, person)
            return
        if placing is None or where.provision not in placing.follow_on:
            return
        self.lives.foreseen[person] = 0
        self._goes_on(day, person)
        release = self.released[person]
        if self.gate.where[person] == INSIDE and day < release < NEVER:
            self._foresee(release, person)

    def has_been_released(self, day: float, person: int) -> None:
        """Let him go on under supervision, a referral later, where something follows."""
        placing = self.placing
        if placing is None:
            return
        done = self.gate.done.get(person)
        follows = bool(done) and not placing.follow_on.isdisjoint(done or ())
        listless = self.lives.doors.community.list_of[person] is None
        if follows or (not done and placing.after_release and listless):
            self._foresee(day, person)

    def _foresee(self, release: float, person: int) -> None:
        """Note what he may go on to under supervision, a referral after this day of release."""
        placing = self.placing
        joins = release + self.lives.delays.community[person]
        if placing is None or self.expected.get(person) == joins:
            return
        where = placing.place(joins, person, self.lives.site[person], SUPERVISED)
        if where is not None:
            self.expected[person] = joins
            self.lives.agenda.add(joins, Due.JOINING_NEXT, person)
            self.lives.clock.expect(where, joins)

    def joins_next(self, day: float, person: int) -> None:
        """Join the next list, if he is still free to."""
        if self.lives.willing is None or self.gate.where[person] != AT_LIBERTY:
            self._goes_on(day, person)

    def nothing_awaits(self, person: int) -> None:
        """Forget what was to take him later, or as soon as it opens, while somebody obliged him."""
        self.carried.pop(person, None)
        if self.placing is not None:
            self.placing.unplaced.pop(person, None)

    def _goes_on(self, day: float, person: int) -> None:
        gate, placing = self.gate, self.placing
        free = gate.on_list[person] == NO_LIST and gate.in_group[person] == NO_GROUP
        if placing is None or not free or not self.lives.consents[person]:
            return
        if self.lives.on_remand(person):
            return
        cause = Cause.FOLLOW_ON if gate.done.get(person) else Cause.NEW
        waited, cause = self.carried.pop(person, (0.0, cause))
        where = placing.place(day, person, self.lives.site[person])
        if where is not None:
            placing.unplaced.pop(person, None)
            self._joins(day, person, where, waited, cause)
