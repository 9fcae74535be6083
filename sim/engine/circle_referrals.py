"""Referral for a circle: who is accepted, who joins the list inside, and when a circle may begin.

Somebody who joins the list in prison waits on it like everybody else, but no circle begins for him
before his release, or before so many days to it as the scenario allows. Until then the list does
not count him. Who has begun a circle is never referred again, however it ended; where `referral`
is used, neither is a man whose supervision is over. A list he is on and a circle may outlast it.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.agenda import Due
from sim.engine.door import Door
from sim.engine.gate import AT_LIBERTY, DEAD, INSIDE, NO_LIST
from sim.engine.waiting import WaitingList
from sim.population.people import Population
from sim.rules.bands import of_each_band
from sim.scenario.circles import Circles
from sim.words.kinds import Cause, Kind

if TYPE_CHECKING:
    from sim.engine.lives import Lives

NEVER = float("inf")
AFTER_RELEASE = (INSIDE, DEAD)
"""Where nobody can be referred from, unless men are referred before release."""
ACCEPTED = "circle: accepted"


class CircleReferrals:
    """The way onto the lists for circles."""

    lives: "Lives"

    def __init__(self, circles: Circles | None, population: Population) -> None:
        self.referral = circles.referral if circles is not None else None
        self.days_before = circles.starts_before_release_days if circles is not None else 0.0
        self.barred: tuple[int, ...] = AFTER_RELEASE
        self.accepted = b""
        self.released_day: list[float] = []
        if self.referral is not None:
            people = population.people
            shares = np.array(of_each_band(self.referral.accepted_share, otherwise=1.0))
            luck = population.luck_of(ACCEPTED)(0)
            self.accepted = (luck < shares[people.band]).astype(np.uint8).tobytes()
            self.barred = (*AFTER_RELEASE, AT_LIBERTY)
            if self.referral.when == "before_release":
                self.barred = (DEAD, AT_LIBERTY)
                self.released_day = people.release_day.tolist()
        self.inside: set[int] = set()
        """Men who were referred in prison and have not been released since."""
        self.begun: set[int] = set()
        """Everybody for whom a circle has begun."""
        self.ready_day: dict[int, float] = {}
        """Of those on a list whom it does not count yet: when it may."""

    def due(self, day: float, person: int) -> None:
        """Refer a man who is due; or let a circle begin for one who was referred inside."""
        gate, door = self.lives.gate, self.lives.doors.circle
        where = door.list_of[person]
        if where is None:
            return
        if self.ready_day.get(person) == day:
            if self.days_before or gate.where[person] != INSIDE:
                self._may_begin(person, where)
            return
        if day != door.day[person] or gate.where[person] in self.barred:
            return
        if gate.on_circle_list[person] != NO_LIST or person in self.begun:
            return
        if self.referral is None or self._refers(day, person, where):
            self._joins(day, person, door, where)

    def _refers(self, day: float, person: int, where: WaitingList) -> bool:
        """Refer him; tell whether he is accepted."""
        cause = Cause.NONE if self.accepted[person] else Cause.NOT_ACCEPTED
        self.lives.gate.record(day, Kind.REFERRED, person, where.site, where.provision, cause=cause)
        if self.lives.gate.where[person] == INSIDE:
            self.inside.add(person)
        return bool(self.accepted[person])

    def _joins(self, day: float, person: int, door: Door, where: WaitingList) -> None:
        gives_up = day + self.lives.delays.gives_up_circle[person]
        if gives_up < NEVER:
            door.leaves[person] = gives_up  # his own secret: no order sees it
            self.lives.agenda.add(gives_up, Due.GIVING_UP_CIRCLE, person)
        if self.lives.gate.where[person] == INSIDE:
            self._joins_inside(day, person, door, where)
        else:
            self.lives.stand(day, person, door, where)

    def released(self, day: float, person: int) -> bool:
        """Tell whether his release refers him to nothing: he has been referred, or has begun."""
        if person not in self.inside:
            return person in self.begun
        self.inside.discard(person)
        where = self.lives.doors.circle.list_of[person]
        if person in self.ready_day and where is not None:
            self._may_begin(person, where)
            self.lives.clock.has_joined(where, day)
        return True

    def _joins_inside(self, day: float, person: int, door: Door, where: WaitingList) -> None:
        gate = self.lives.gate
        gate.joined_inside(day, person, where, door.waited[person])
        ready = max(day, self.released_day[person] - self.days_before)
        self.ready_day[person] = ready
        if ready <= day:
            self._may_begin(person, where)
        elif ready < NEVER:
            self.lives.agenda.add(ready, Due.JOINING_CIRCLE, person)
            self.lives.clock.expect(where, ready)

    def _may_begin(self, person: int, where: WaitingList) -> None:
        del self.ready_day[person]
        gate, door = self.lives.gate, self.lives.doors.circle
        if person not in gate.waits_inside:
            return  # he has left the list
        place = door.place[person]
        if place is None and where.keeps_places:
            since = gate.circle_joined_day[person]
            place = door.ranking.place_now(person, since, where)
        gate.may_begin(person, where, place)
        if where.count >= where.minimum and not where.in_line:
            where.stand_in_line()
