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
    IN_REACH,
    INSIDE,
    NO_GROUP,
    NO_LIST,
    SUPERVISED,
    Gate,
)
from sim.engine.hearings import Slots
from sim.engine.leaving import Leaving
from sim.engine.licence import OnLicence, Recalls
from sim.engine.moves import Moves
from sim.engine.places import Queue
from sim.engine.placing import Placing
from sim.engine.returns import Returned, Returning
from sim.engine.sitting import Clock, Sitting
from sim.engine.waiting import WaitingList
from sim.engine.willing import Willing
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
        self.willing = willing = Willing.of(self, population, placing)
        if placing is not None and willing is not None:
            placing.willing = willing
            np.frombuffer(self.foreseen, np.uint8)[willing.for_whom_more_follows()] = 0
        self.licence = None if recalls is None else OnLicence(self, population, recalls)
        self.returns = None if returning is None else Returned(self, population, returning)
        self.sittings: list[Sitting] = []
        self.emptied: list[int] = []
        """Groups that nobody sits in any more and that end with their people."""
        self.leaving = leaving = Leaving(self)
        handlers: dict[int, Callable[[float, int], None]] = {
            Due.DEATH: self.custody.dies,
            Due.RELEASE: self.custody.release_due,
            Due.HEARING: self.custody.board.due,
            Due.SUPERVISION_END: self.custody.supervision_ends,
            Due.RECALL: nothing if self.licence is None else self.licence.recall_due,
            Due.REOFFENCE: nothing if self.returns is None else self.returns.reoffence_due,
            Due.SENTENCE: nothing if self.returns is None else self.returns.sentence_due,
            Due.GIVING_UP: leaving.gives_up,
            Due.TOO_LITTLE_TIME: leaving.too_little_time,
            Due.GIVING_UP_CIRCLE: leaving.gives_up_circle,
            Due.REASSESSMENT: self.moves.reassessed,
            Due.COMPLETING: leaving.completes,
            Due.JOINING_NEXT: self.moves.joins_next,
            Due.DROPPING_OUT: leaving.drops_out,
            Due.DROPPING_OUT_OF_CIRCLE: leaving.drops_out_of_circle,
            Due.HAVING_ENOUGH: nothing if willing is None else willing.has_had_enough,
            Due.ASSESSMENT: self._assessed,
            Due.JOINING: self._joins,
            Due.JOINING_COMMUNITY: self._joins_community,
            Due.JOINING_CIRCLE: circle_referrals.due,
            Due.COMING_BACK: nothing if willing is None else willing.comes_back,
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
        if door.too_late(day, person, where) and not self.leaving.goes_on_after(person, where):
            self.gate.left(day, person, where, Cause.TOO_LITTLE_TIME_LEFT)
        elif where.count >= where.minimum and not where.in_line:
            where.stand_in_line()

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


def nothing(_: float, __: int) -> None:
    """Do nothing: what is due belongs to a part that the scenario does not have."""


def _foreseen(people: People, heard: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whose release, and all that follows it, no decision can move to another day."""
    end, release = people.supervision_end_day, people.release_day
    in_prison = people.came == INSIDE
    known_end = np.isfinite(end) & (end >= release)
    result: NDArray[np.bool_] = ~heard & (~in_prison | (people.home == NOBODY) | known_end)
    return result
