"""The one gate: record a fact, then let the state follow it. Nothing else writes a fact.

Facts are light rows in typed columns. The state is what the rules must know to decide: where each
person is, which list he stands on, which group he sits in, and how many places are in use.
`sim.log.fold` rebuilds the same state from the log alone, and `placesim verify` compares them.
"""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.pool import Pool
from sim.engine.waiting import WaitingList
from sim.engine.written import FORESEEN_KINDS, Foreseen, Written, pack
from sim.words.kinds import NOBODY, Cause, Kind

NAN = float("nan")
NO_GROUP = -1
NO_LIST = -1

# What the inner loop compares against: plain integers, looked up once.
INSIDE, SUPERVISED, ON_A_LIST, AT_LIBERTY, DEAD = range(5)
"""Where a person is. The first three are `sim.population.people.Came`."""
IN_REACH = (INSIDE, ON_A_LIST)
"""Where a man must be to join his first list."""

_NEW, _JOINED = int(Cause.NEW), int(Kind.JOINED)
_RELEASED, _SUPERVISION_ENDED = int(Foreseen.RELEASED), int(Foreseen.SUPERVISION_ENDED)


class Gate(Written):
    """The log being written, and the state that follows it."""

    def __init__(self, came: NDArray[np.int8], band: NDArray[np.int8] | None = None) -> None:
        super().__init__()
        count = len(came)
        self.where = bytearray(came.astype(np.uint8).tobytes())
        self.on_list = array("i", [NO_LIST]) * count
        self.on_circle_list = array("i", [NO_LIST]) * count
        self.in_group = array("i", [NO_GROUP]) * count
        self.in_circle = array("i", [NO_GROUP]) * count
        self.joined_day = array("d", [NAN]) * count
        self.circle_joined_day = array("d", [NAN]) * count
        self.completed = bytearray(count)
        """How many programmes each person has completed during the run."""
        self.done: dict[int, set[int]] = {}
        """Which ones, by code."""
        self.band = np.zeros(count, np.int8) if band is None else band.copy()
        """Risk band as last assessed."""
        self.band_of = self.band.data
        """The same, one at a time."""
        self.deprioritised: set[int] = set()
        self.groups = 0
        self.waits_inside: set[int] = set()
        """Who is on a list for a circle in prison, where none may begin for him yet."""

    def joined_as_foreseen(
        self, person: int, where: WaitingList, place: tuple[Any, ...] | None
    ) -> None:
        """He stands on his first list from the day that was known beforehand."""
        self._foreseen.append(person * FORESEEN_KINDS)
        self._foreseen_at.append(len(self._rows))
        self.on_list[person] = where.index
        where.count += 1
        where.add(person, place)

    def released_as_foreseen(self, person: int, after: int) -> None:
        """He is out on the day that was known beforehand, from no list and no group."""
        if self.where[person] == INSIDE:
            self._foreseen.append(person * FORESEEN_KINDS + _RELEASED)
            self._foreseen_at.append(len(self._rows))
            self.where[person] = after

    def supervision_ended_as_foreseen(self, person: int) -> None:
        """His licence or order ended; he was on no list and in no group."""
        self._foreseen.append(person * FORESEEN_KINDS + _SUPERVISION_ENDED)
        self._foreseen_at.append(len(self._rows))
        self.where[person] = AT_LIBERTY

    # -- facts about lists and groups -----------------------------------------------------------

    def joined(
        self,
        time: float,
        person: int,
        where: WaitingList,
        key: tuple[Any, ...] | None,
        waited: float,
        cause: int = Cause.NEW,
    ) -> None:
        """He stands on a list from now on."""
        if waited > 0 and cause == _NEW:
            cause = Cause.BACKLOG
        self._rows += pack(
            time, _JOINED, person, where.site, where.provision, NO_GROUP, cause, waited
        )
        if where.circle:
            self.on_circle_list[person] = where.index
            self.circle_joined_day[person] = time - waited
        else:
            self.on_list[person] = where.index
            self.joined_day[person] = time - waited
        where.count += 1
        where.add(person, key)

    def joined_inside(self, time: float, person: int, where: WaitingList, waited: float) -> None:
        """He stands on a list for a circle in prison, and none may begin for him yet."""
        self.record(
            time, Kind.JOINED, person, where.site, where.provision, NO_GROUP, Cause.NEW, waited
        )
        self.on_circle_list[person] = where.index
        self.circle_joined_day[person] = time - waited
        self.waits_inside.add(person)

    def may_begin(self, person: int, where: WaitingList, key: tuple[Any, ...] | None) -> None:
        """A circle may begin for him from now on: the list counts him."""
        self.waits_inside.discard(person)
        where.count += 1
        where.add(person, key)

    def left(self, time: float, person: int, where: WaitingList, cause: int) -> None:
        """He left the list without starting."""
        self.record(time, Kind.LEFT, person, where.site, where.provision, NO_GROUP, cause)
        (self.on_circle_list if where.circle else self.on_list)[person] = NO_LIST
        if where.circle and person in self.waits_inside:
            self.waits_inside.discard(person)  # the list never counted him
        else:
            where.count -= 1
        if not where.circle:
            self.deprioritised.discard(person)

    def group_started(
        self,
        time: float,
        where: WaitingList,
        people: list[int],
        passed: list[tuple[int, Cause]] | tuple[()] = (),
    ) -> int:
        """A group began with these people; return its number."""
        group = self.groups
        self.groups += 1
        self.record(
            time,
            Kind.GROUP_STARTED,
            NOBODY,
            where.site,
            where.provision,
            group,
            Cause.NONE,
            float(where.count),
        )
        self.record_many(
            time, Kind.STARTED, people, site=where.site, provision=where.provision, group=group
        )
        self._passed_over(time, where, group, passed)
        self._seated(people, where, group)
        where.groups += 1
        where.pool.engage(time, group, where.terms)
        return group

    def started_later(
        self,
        time: float,
        where: WaitingList,
        people: list[int],
        group: int,
        cause: int,
        passed: list[tuple[int, Cause]] | tuple[()] = (),
    ) -> None:
        """These people took chairs in a group under way."""
        for person in people:
            self.record(time, Kind.STARTED, person, where.site, where.provision, group, cause)
        self._passed_over(time, where, group, passed)
        self._seated(people, where, group)

    def _passed_over(
        self,
        time: float,
        where: WaitingList,
        group: int,
        passed: list[tuple[int, Cause]] | tuple[()],
    ) -> None:
        for person, why in passed:
            self.record(time, Kind.PASSED_OVER, person, where.site, where.provision, group, why)

    def _seated(self, people: list[int], where: WaitingList, group: int) -> None:
        on_list, seat = self.on_list, self.in_group
        if where.circle:
            on_list, seat = self.on_circle_list, self.in_circle
        for person in people:
            on_list[person] = NO_LIST
            seat[person] = group
        where.count -= len(people)

    def completed_group(
        self, time: float, where: WaitingList, people: list[int], group: int
    ) -> None:
        """These people stayed to the end."""
        self.record_many(
            time, Kind.COMPLETED, people, site=where.site, provision=where.provision, group=group
        )
        seat = self.in_circle if where.circle else self.in_group
        for person in people:
            seat[person] = NO_GROUP
            if not where.circle:
                self.completed[person] += 1
                self.done.setdefault(person, set()).add(where.provision)

    def dropped_out(
        self, time: float, person: int, where: WaitingList, group: int, cause: int
    ) -> None:
        """He left the group before its end."""
        self.record(time, Kind.DROPPED_OUT, person, where.site, where.provision, group, cause)
        (self.in_circle if where.circle else self.in_group)[person] = NO_GROUP

    def group_paused(self, time: float, where: WaitingList, group: int) -> None:
        """The group's sessions stopped for want of staff."""
        self.record(time, Kind.GROUP_PAUSED, NOBODY, where.site, where.provision, group)

    def group_resumed(self, time: float, where: WaitingList, group: int) -> None:
        """The group's sessions went on."""
        self.record(time, Kind.GROUP_RESUMED, NOBODY, where.site, where.provision, group)

    def group_finished(
        self, time: float, where: WaitingList, group: int, cause: int = Cause.NONE
    ) -> None:
        """The group's staff fell free."""
        self.record(time, Kind.GROUP_FINISHED, NOBODY, where.site, where.provision, group, cause)
        where.pool.give_back(time, group, where.terms)

    def capacity_set(self, time: float, pool: Pool, capacity: float) -> None:
        """Posts, or places of a provision's own, in being changed."""
        provision = NOBODY if pool.provision is None else pool.provision
        self.record(
            time,
            Kind.CAPACITY_SET,
            NOBODY,
            pool.site,
            provision,
            NO_GROUP,
            Cause.NONE,
            float(capacity),
        )
        pool.capacity = capacity
        pool.stirred = True

    def managers_set(self, time: float, pool: Pool, groups: float) -> None:
        """The number of groups that treatment managers can supervise changed."""
        self.record(time, Kind.MANAGERS_SET, NOBODY, pool.site, value=float(groups))
        pool.supervised = groups
        pool.stirred = True

    def offered(self, time: float, site: int, provision: int, *, is_open: bool) -> None:
        """A programme began, or ceased, to be offered at a site."""
        kind = Kind.PROVISION_OPENED if is_open else Kind.PROVISION_CLOSED
        self.record(time, kind, NOBODY, site, provision)

    def set_aside(self, time: float, person: int, where: WaitingList, *, aside: bool) -> None:
        """He is offered no place while the rule says so; or he is offered places again."""
        kind = Kind.DEPRIORITISED if aside else Kind.PRIORITISED_AGAIN
        self.record(time, kind, person, where.site, where.provision)
        (self.deprioritised.add if aside else self.deprioritised.discard)(person)

    # -- facts about a person's life ------------------------------------------------------------

    def reassessed(self, time: float, person: int, site: int, band: int) -> None:
        """His risk was assessed again."""
        self.record(time, Kind.ASSESSED, person, site, cause=Cause.REASSESSED, value=float(band))
        self.band_of[person] = band

    def released(
        self, time: float, person: int, site: int, cause: int, *, supervised: bool
    ) -> None:
        self.record(time, Kind.RELEASED, person, site, NOBODY, NO_GROUP, cause)
        self.where[person] = SUPERVISED if supervised else AT_LIBERTY

    def recalled(
        self, time: float, person: int, site: int, cause: int, fixed_term_days: float
    ) -> None:
        """He is in prison again, for a fixed term or (not a number) until somebody decides."""
        self.record(time, Kind.RECALLED, person, site, cause=cause, value=fixed_term_days)
        self.where[person] = INSIDE

    def reconvicted(self, time: float, person: int, site: int, served_days: float) -> None:
        """He is in prison, or stays there, for a new sentence."""
        self.record(time, Kind.RECONVICTED, person, site, value=served_days)
        self.where[person] = INSIDE

    def supervision_ended(self, time: float, person: int, site: int) -> None:
        self.record(time, Kind.SUPERVISION_ENDED, person, site)
        self.where[person] = AT_LIBERTY

    def died(self, time: float, person: int, site: int) -> None:
        self.record(time, Kind.DIED, person, site)
        self.where[person] = DEAD
