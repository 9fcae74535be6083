"""Voluntary attendance: people who come of their own accord once nobody obliges them.

Whether a man wishes to, for how long, and how soon he comes is his own luck, the same under every
policy: who would come where few do comes where many do. He is at liberty, and on no list and in no
group but of programmes that he wishes to attend.
"""

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import Due
from sim.engine.gate import AT_LIBERTY, NO_GROUP, NO_LIST
from sim.engine.held import HeldList
from sim.engine.placing import Placing
from sim.engine.sitting import Sitting
from sim.engine.waiting import WaitingList
from sim.population.people import Population
from sim.population.sampling import DECIMALS, sample
from sim.words.kinds import NOBODY, Cause

if TYPE_CHECKING:
    from sim.engine.lives import Lives

NEVER = float("inf")
QUESTION = "voluntary attendance"
WISH, STAY, DELAY = range(3)
"""Which draw of the question says what."""


class Willing:
    """Who goes on when his order or licence ends, who comes back, and until when."""

    def __init__(self, lives: "Lives", population: Population, placing: Placing) -> None:
        people, luck = population.people, population.luck_of(QUESTION)
        self.lives, self.gate, self.placing = lives, lives.gate, placing
        voluntary = {
            each.code: each.voluntary for each in placing.lists.terms if each.voluntary is not None
        }
        self.share = {code: each.share for code, each in voluntary.items()}
        self.wish: list[float] = np.where(
            people.consents & (people.home != NOBODY), luck(WISH), 1.0
        ).tolist()
        self.stay_days: dict[int, list[float]] = {
            code: sample(each.stay_days, luck(STAY)).tolist() for code, each in voluntary.items()
        }
        self.delay_days: dict[int, list[float]] = {
            code: sample(each.delay_days, luck(DELAY)).tolist() for code, each in voluntary.items()
        }
        self.no_more: set[tuple[int, int]] = set()
        """Who has given up waiting for what, or has left it by choice."""
        self.until: dict[int, float] = {}
        """How long those in a group wish to come."""
        self.expected: dict[int, float] = {}
        """When those are due to join a list who are not on one."""
        self.free_from: dict[int, float] = {}
        """Since when each man is at liberty, or has finished the last that he did there."""

    @classmethod
    def of(cls, lives: "Lives", population: Population, placing: Placing | None) -> Self | None:
        """Return them; `None` where nobody comes of his own accord."""
        if placing is None or all(each.voluntary is None for each in placing.lists.terms):
            return None
        return cls(lives, population, placing)

    def for_whom_more_follows(self) -> NDArray[np.bool_]:
        """Return of whom it is not foreseen what follows the end of his order or licence."""
        may, wish = np.any(self.placing.may_wait, axis=0), np.array(self.wish)
        mine = [may[:, code] & (wish < share) for code, share in self.share.items()]
        result: NDArray[np.bool_] = np.any(mine, axis=0)
        return result

    def wishes(self, person: int, provision: int) -> bool:
        """Tell whether he wishes to attend a programme that nobody obliges him to."""
        wishes = self.wish[person] < self.share.get(provision, 0.0)
        return wishes and (person, provision) not in self.no_more

    def wishes_no_more(self, person: int, provision: int) -> None:
        """Note that he has left a programme, or its list, of his own accord."""
        self.no_more.add((person, provision))

    # -- when supervision ends ------------------------------------------------------------------

    def goes_on(self, day: float, person: int) -> bool:
        """Tell whether he keeps the chair, or the place on a list, that he has on that day."""
        gate, lives = self.gate, self.lives
        group, index = gate.in_group[person], gate.on_list[person]
        if group != NO_GROUP:
            sitting = lives.sittings[group]
            if not self.wishes(person, sitting.where.provision):
                return False
            self._sits(day, person, sitting)
            return True
        if index == NO_LIST or not self.wishes(person, lives.lists[index].provision):
            return False
        where, door = lives.lists[index], lives.doors.community
        door.leaves_on(person, NEVER)
        if where.keeps_places:
            where.add(person, door.ranking.place_now(person, gate.joined_day[person], where))
        elif isinstance(where, HeldList) and where.makeup.aside is not None:
            where.look_again()
            lives.clock.has_joined(where, day)  # he may be set aside no longer
        return True

    def is_free(self, day: float, person: int) -> None:
        """Note when a man joins a list who is at liberty, on none and in no group."""
        gate, lives = self.gate, self.lives
        lives.moves.nothing_awaits(person)
        self.expected.pop(person, None)
        self.free_from[person] = day
        if gate.in_group[person] != NO_GROUP or gate.on_list[person] != NO_LIST:
            return
        if any(self.wishes(person, provision) for provision in self.share):
            where = self.placing.place(day, person, lives.site[person])
            if where is None:
                self.placing.unplaced[person] = Cause.VOLUNTARY  # asked again when something opens
            else:
                self._expects(person, where, self._comes(day, person, where))

    def comes_back(self, day: float, person: int) -> None:
        """Join a list of his own accord, if he is still free to."""
        if self.expected.get(person) != day or self.gate.where[person] != AT_LIBERTY:
            return
        del self.expected[person]
        if self.gate.in_group[person] == NO_GROUP and self.gate.on_list[person] == NO_LIST:
            self.asks_again(day, person)

    def asks_again(self, day: float, person: int) -> None:
        """Join what is open to him by now, if his delay has passed; or note when it will have."""
        where = self.placing.place(day, person, self.lives.site[person])
        comes = day if where is None else self._comes(day, person, where)
        if where is None or comes <= day:
            self.lives.moves.placed_again(day, person, 0.0, Cause.VOLUNTARY)
        else:
            self.placing.unplaced.pop(person, None)
            self._expects(person, where, comes)

    def _comes(self, day: float, person: int, where: WaitingList) -> float:
        delay_days = self.delay_days[where.provision][person]
        return max(_after(self.free_from[person], delay_days), day)

    def _expects(self, person: int, where: WaitingList, comes: float) -> None:
        self.expected[person] = comes
        self.lives.agenda.add(comes, Due.COMING_BACK, person)
        self.lives.clock.expect(where, comes)

    # -- how long he comes ----------------------------------------------------------------------

    def have_sat_down(self, now: float, sitting: Sitting, people: list[int]) -> None:
        """Note how long those come who take a chair of their own accord."""
        for person in people:
            if self.gate.where[person] == AT_LIBERTY:
                self._sits(now, person, sitting)

    def _sits(self, day: float, person: int, sitting: Sitting) -> None:
        until = _after(day, self.stay_days[sitting.where.provision][person])
        self.until[person] = until
        self.lives.agenda.add(until, Due.HAVING_ENOUGH, person)
        if sitting.terms.by_person or sitting.terms.fill_until_share > 0:
            self.lives.clock.wake(sitting.where, until)

    def has_had_enough(self, day: float, person: int) -> None:
        """Leave the group if that is how long he wished to come and he has not completed it."""
        if self.until.get(person) != day or self.gate.where[person] != AT_LIBERTY:
            return
        group = self.gate.in_group[person]
        if group == NO_GROUP:
            return
        sitting = self.lives.sittings[group]
        if sitting.terms.voluntary is None or sitting.completed_by(person, day):
            return
        self.lives.leaving.leave_group(day, person, Cause.VOLUNTARY)


def _after(day: float, days: float) -> float:
    """Return the day so many days later, to a billionth, and never before it."""
    return max(round(day + days, DECIMALS), day)
