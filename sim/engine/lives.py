"""What happens to people when it is due: they arrive, leave, are heard, released, die.

Nothing here chooses who gets a place. Every change goes through the gate, in order of time.
"""

from heapq import heappop
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import LAST_BEFORE_FINISHING, Agenda, Due
from sim.engine.circle_referrals import CircleReferrals
from sim.engine.custody import Custody
from sim.engine.door import Delays, Door, Doors
from sim.engine.gate import (
    AT_LIBERTY,
    INSIDE,
    NO_GROUP,
    NO_LIST,
    ON_A_LIST,
    SUPERVISED,
    Gate,
)
from sim.engine.hearings import Slots
from sim.engine.licence import OnLicence, Recalls
from sim.engine.moves import Moves
from sim.engine.places import Queue
from sim.engine.placing import Placing
from sim.engine.returns import Returned, Returning
from sim.engine.sitting import Clock, Sitting
from sim.engine.terms import Terms
from sim.engine.waiting import WaitingList
from sim.engine.written import Foreseen
from sim.population.people import People, Population
from sim.scenario.parole import Parole
from sim.words.kinds import NOBODY, Cause, Kind

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

NEVER = float("inf")
AN_INSTANT_DAYS = 1e-9
"""How long after joining a man with no patience is gone: less than any time that is sampled."""
IN_REACH = (INSIDE, ON_A_LIST)
"""Where a man must be to join his first list."""
RELEASE, SUPERVISION_END, JOINING = int(Due.RELEASE), int(Due.SUPERVISION_END), int(Due.JOINING)
GIVING_UP, TOO_LITTLE_TIME = int(Due.GIVING_UP), int(Due.TOO_LITTLE_TIME)


class Lives:
    """The people's side of the world: due facts, in order, each with its conditions."""

    def __init__(
        self,
        *,
        gate: Gate,
        agenda: Agenda,
        population: Population,
        doors: Doors,
        delays: Delays,
        moved: NDArray[np.bool_],
        lists: list[WaitingList],
        parole: Parole | None,
        reviews: "array[float]",
        clock: Clock,
        placing: Placing | None,
        circle_referrals: CircleReferrals,
        slots: Slots | None = None,
        recalls: Recalls | None = None,
        returning: Returning | None = None,
    ) -> None:
        people = population.people
        self.gate, self.agenda, self.doors, self.delays = gate, agenda, doors, delays
        self.lists, self.clock, self.placing = lists, clock, placing
        self.circle_referrals = circle_referrals
        circle_referrals.lives = self
        hearings = np.array(reviews)
        self.custody = Custody(self, population, parole, reviews, slots)
        self.site: list[int] = people.site.tolist()
        self.home: list[int] = people.home.tolist()
        self.moved: list[bool] = moved.tolist()
        self.gives_up: list[float] = people.gives_up_day.tolist()
        self.consents: list[bool] = people.consents.tolist()
        self.band: list[int] = people.band.tolist()
        due = np.isfinite(hearings)
        self.foreseen = bytearray(_foreseen(people, due).astype(np.uint8).tobytes())
        self.joins_as_foreseen = bytearray(
            doors.first.simply_joins(people, moved).astype(np.uint8).tobytes()
        )
        homeless = people.home == NOBODY
        self.after_release = bytearray(
            np.where(homeless, AT_LIBERTY, SUPERVISED).astype(np.uint8).tobytes()
        )
        self.came_on_order: list[bool] = (people.came == SUPERVISED).tolist()
        self.moves = Moves(self, population, placing)
        self.licence = None if recalls is None else OnLicence(self, population, recalls)
        self.returns = None if returning is None else Returned(self, population, returning)
        self.sittings: list[Sitting] = []
        self.emptied: list[int] = []
        """Groups that nobody sits in any more and that end with their people."""
        self.drops: dict[int, float] = {}
        self.circle_drops: dict[int, float] = {}
        handlers: dict[int, Callable[[float, int], None]] = {
            Due.DEATH: self.custody.dies,
            Due.RELEASE: self.custody.release_due,
            Due.HEARING: self.custody.board.due,
            Due.SUPERVISION_END: self.custody.supervision_ends,
            Due.RECALL: self._recall_due,
            Due.REOFFENCE: self._reoffence_due,
            Due.SENTENCE: self._sentence_due,
            Due.GIVING_UP: self._gives_up,
            Due.TOO_LITTLE_TIME: self._too_little_time,
            Due.GIVING_UP_CIRCLE: self._gives_up_circle,
            Due.REASSESSMENT: self.moves.reassessed,
            Due.COMPLETING: self._completes,
            Due.JOINING_NEXT: self.moves.joins_next,
            Due.DROPPING_OUT: self._drops_out,
            Due.DROPPING_OUT_OF_CIRCLE: self._drops_out_of_circle,
            Due.ASSESSMENT: self._assessed,
            Due.JOINING: self._joins,
            Due.JOINING_COMMUNITY: self._joins_community,
            Due.JOINING_CIRCLE: circle_referrals.due,
        }
        self.inner = (
            agenda,
            agenda.at,
            agenda.what,
            agenda.who,
            agenda.heap,
            [handlers[code] for code in Due],
            gate,
            gate.on_list,
            gate.in_group,
            self.foreseen,
            self.joins_as_foreseen,
            clock.timetable.heap,
            self.emptied,
        )
        """What the inner loop works with, looked up once."""

    def catch_up(self, now: float, upto: int) -> None:  # noqa: C901, PLR0912 -- the inner loop, kept flat
        """Let everything happen that is due before `now`, or at `now` and no later in its order.

        It stops sooner where what happens calls for a board, or empties a group, before `now`.
        """
        (
            agenda,
            at,
            what,
            who,
            heap,
            handlers,
            gate,
            on_list,
            in_group,
            foreseen,
            joins,
            boards,
            emptied,
        ) = self.inner
        if now >= agenda.near:
            agenda.reach(now)
        i = agenda.next
        soonest = heap[0][0] if heap else NEVER
        while True:
            day = at[i]
            if soonest <= day and heap and heap[0] < (day, what[i], who[i]):
                day, code, person = heap[0]
                if day > now or (day == now and code > upto):
                    break
                heappop(heap)
            else:
                code = what[i]
                if day > now or (day == now and code > upto):
                    break
                person = who[i]
                i += 1
                if code == JOINING:
                    if joins[person]:
                        self._join_as_foreseen(person)
                        continue
                elif on_list[person] < 0:
                    if code in (TOO_LITTLE_TIME, GIVING_UP):
                        continue  # there is no list to leave
                    if foreseen[person] and in_group[person] < 0:
                        if code == RELEASE:
                            gate.released_as_foreseen(person, self.after_release[person])
                            continue
                        if code == SUPERVISION_END:
                            if gate.where[person] == SUPERVISED:
                                gate.supervision_ended_as_foreseen(person)
                            continue
            agenda.now = day
            handlers[code](day, person)
            soonest = heap[0][0] if heap else NEVER
            if boards[0][0] < now:  # noqa: PLR1730 -- a call of min() for every fact that is due
                now = boards[0][0]
            if emptied and day < now:
                now, upto = day, LAST_BEFORE_FINISHING
        agenda.next = i

    def _join_as_foreseen(self, person: int) -> None:
        gate, door = self.gate, self.doors.first
        if gate.where[person] not in IN_REACH:
            return
        where = door.list_of[person]
        assert where is not None  # noqa: S101 -- only those with a list join as foreseen
        gate.joined_as_foreseen(person, where, door.place[person])
        if where.count >= where.minimum and not where.in_line:
            where.stand_in_line()

    # -- joining --------------------------------------------------------------------------------

    def _assessed(self, day: float, person: int) -> None:
        if self.gate.where[person] == INSIDE:
            self.gate.record(
                day, Kind.ASSESSED, person, self.site[person], value=float(self.band[person])
            )

    def _joins(self, day: float, person: int) -> None:
        gate, door = self.gate, self.doors.first
        where = door.list_of[person]
        if gate.where[person] not in IN_REACH or where is None or self._is_back(person):
            return
        if not self.consents[person]:
            gate.record(day, Kind.DECLINED, person, where.site, where.provision)
            return
        if self.moves.elsewhere(day, person, where):
            self.moves.placed_again(day, person, door.waited[person], Cause.NEW)
            return
        if self.moved[person] and door.waited[person] == 0:
            old = float(self.site[person])
            gate.record(day, Kind.TRANSFERRED, person, where.site, value=old)
        if self.moved[person]:
            self.site[person] = where.site
        self.stand(day, person, door, where)

    def _is_back(self, person: int) -> bool:
        """Tell whether he is inside by a recall: he is placed on what takes him then."""
        if self.returns is not None and person in self.returns.inside:
            return True
        return self.licence is not None and self.licence.is_inside(person)

    def on_remand(self, person: int) -> bool:
        """Tell whether he is in prison for a reoffence and not sentenced yet: nothing takes him."""
        return self.returns is not None and self.returns.inside.get(person) == NEVER

    def _joins_community(self, day: float, person: int) -> None:
        gate, door = self.gate, self.doors.community
        where = door.list_of[person]
        if day != door.day[person] or gate.where[person] != SUPERVISED or where is None:
            return
        if gate.completed[person] or gate.in_group[person] != NO_GROUP:
            return
        if not self.consents[person]:
            gate.record(day, Kind.DECLINED, person, where.site, where.provision)
            return
        if self.moves.elsewhere(day, person, where):
            self.moves.placed_again(day, person, door.waited[person], Cause.NEW)
            return
        if gate.on_list[person] == NO_LIST:
            self.stand(day, person, door, where)

    def stand(
        self, day: float, person: int, door: Door, where: WaitingList, cause: int = Cause.NEW
    ) -> None:
        """Join the list; leave at once if too little time is left; stand in line if complete.

        A man with no patience left may still be served in the instant in which he joins.
        """
        gives_up = NEVER if where.circle else self.gives_up[person]
        if gives_up < day - door.waited[person]:
            self.gate.record(day, Kind.DECLINED, person, where.site, where.provision)
            return
        door.let_in(self.gate, day, person, where, cause)
        if self.placing is not None:
            self.placing.unplaced.pop(person, None)
        if gives_up <= day:
            self.agenda.add(day + AN_INSTANT_DAYS, Due.GIVING_UP, person)
        minimum = where.minimum_days_left
        if minimum > 0 and day >= door.leaves[person] - minimum:
            self.gate.left(day, person, where, Cause.TOO_LITTLE_TIME_LEFT)
        elif where.count >= where.minimum and not where.in_line:
            where.stand_in_line()

    # -- leaving a list -------------------------------------------------------------------------

    def _gives_up(self, day: float, person: int) -> None:
        self.leave_list(day, person, Cause.GAVE_UP)

    def _too_little_time(self, day: float, person: int) -> None:
        on_list = self.gate.on_list[person]
        if on_list == NO_LIST:
            return
        inside = self.gate.where[person] in IN_REACH
        door = self.doors.first if inside else self.doors.community
        where = door.list_of[person]
        if where is not None and on_list == where.index and door.too_late(day, person, where):
            self.leave_list(day, person, Cause.TOO_LITTLE_TIME_LEFT)

    def leave_list(self, day: float, person: int, cause: Cause) -> None:
        """Leave the list for a programme, if he is on one."""
        index = self.gate.on_list[person]
        if index != NO_LIST:
            self.gate.left(day, person, self.lists[index], cause)

    def _gives_up_circle(self, day: float, person: int) -> None:
        if self.doors.circle.leaves[person] == day:  # else he is on it anew
            self.leave_circle_list(day, person, Cause.GAVE_UP)

    def _recall_due(self, day: float, person: int) -> None:
        if self.licence is not None:
            self.licence.recall_due(day, person)

    def _reoffence_due(self, day: float, person: int) -> None:
        if self.returns is not None:
            self.returns.reoffence_due(day, person)

    def _sentence_due(self, day: float, person: int) -> None:
        if self.returns is not None:
            self.returns.sentence_due(day, person)

    def leave_circle_list(self, day: float, person: int, cause: Cause) -> None:
        """Leave the list for a circle, if he is on one."""
        index = self.gate.on_circle_list[person]
        if index != NO_LIST:
            self.gate.left(day, person, self.lists[index], cause)

    # -- leaving a group ------------------------------------------------------------------------

    def _drops_out(self, day: float, person: int) -> None:
        group = self.gate.in_group[person]
        if group != NO_GROUP and self.drops.get(person) == day:
            self.leave_group(day, person, Cause.CHOSE_TO_LEAVE)
            self.custody.let_go(day, person)

    def drop_out_share(self, terms: Terms, site: int, day: float) -> float:
        """Return the share who drop out of a group that men join there on that day."""
        if self.licence is None or terms.setting != "community" or terms.circle:
            return terms.drop_out_share
        return self.licence.drop_out_share(terms.drop_out_share, site, day)

    def leave_group(self, day: float, person: int, cause: Cause) -> None:
        """Leave the group before its end, if he sits in one."""
        group = self.gate.in_group[person]
        if group != NO_GROUP:
            sitting = self.sittings[group]
            self.gate.dropped_out(day, person, sitting.where, group, cause)
            if self.licence is not None and cause == Cause.CHOSE_TO_LEAVE:
                self.licence.has_dropped_out(day, person)
            if self.returns is not None:
                self.returns.has_received(day, person)
            self.one_less(group, sitting)
            if sitting.terms.rolling or sitting.terms.fill_until_share > 0:
                self.clock.wake(sitting.where, day)  # his chair may be filled

    def one_less(self, group: int, sitting: Sitting) -> None:
        """Note that one more chair is empty; a group that ends with its people may be over."""
        sitting.seated -= 1
        if sitting.seated == 0 and sitting.terms.by_person:
            self.emptied.append(group)

    def _completes(self, day: float, person: int) -> None:
        """End a man's own course: in a rolling group, or by his dose."""
        group = self.gate.in_group[person]
        sitting = self.sittings[group] if group != NO_GROUP else None
        if sitting is None or sitting.own_ends.get(person) != day:
            return
        del sitting.own_ends[person]
        self.gate.completed_group(day, sitting.where, [person], group)
        self.custody.has_completed(day, person, sitting.where)
        self.one_less(group, sitting)

    def _drops_out_of_circle(self, day: float, person: int) -> None:
        if self.circle_drops.get(person) == day:
            self.leave_circle(day, person, Cause.CHOSE_TO_LEAVE)

    def leave_circle(self, day: float, person: int, cause: Cause) -> None:
        """Leave the circle before its end, if he has one."""
        circle = self.gate.in_circle[person]
        if circle != NO_GROUP:
            self.gate.dropped_out(day, person, self.sittings[circle].where, circle, cause)

    def foreseen_columns(self, people: People, first: Queue) -> dict[Foreseen, dict[str, Any]]:
        """Return what the gate needs to fill in the facts that came about as foreseen."""
        return {
            Foreseen.JOINED: {
                "time": first.day,
                "site": first.places.site,
                "provision": first.places.provision,
                "cause": np.where(first.waited > 0, Cause.BACKLOG, Cause.NEW),
                "value": first.waited,
            },
            Foreseen.RELEASED: {
                "time": people.release_day,
                "site": np.array(self.site),
                "cause": np.full(len(people), Cause.SENTENCE_SERVED),
            },
            Foreseen.SUPERVISION_ENDED: {
                "time": people.supervision_end_day,
                "site": people.home,
            },
        }


def _foreseen(people: People, heard: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whose release, and all that follows it, no decision can move to another day."""
    end, release = people.supervision_end_day, people.release_day
    in_prison = people.came == INSIDE
    known_end = np.isfinite(end) & (end >= release)
    result: NDArray[np.bool_] = ~heard & (~in_prison | (people.home == NOBODY) | known_end)
    return result
