"""The Parole Board: who is heard when, in the slots that there are, and what comes of it.

A man is ready for a hearing on some day. Without limits he is heard on it; where slots are limited
he is given the earliest that is free, at one moment the man who came first before the others. When
a slot is given back, everybody listed after it moves up by one: nobody in line is overtaken. Nobody
is listed for a day on which he will be out anyway; who is left out so is not asked again.
"""

from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.agenda import Due
from sim.engine.gate import INSIDE
from sim.population.people import Population
from sim.population.rationed import Clock, Rate
from sim.rules.bands import of_each_band
from sim.scenario.parole import Parole
from sim.scenario.schema import Scenario
from sim.words.days import DAYS_PER_MONTH
from sim.words.kinds import Cause, Kind

if TYPE_CHECKING:
    from array import array

    from sim.engine.gate import Gate
    from sim.engine.lives import Lives

NEVER = float("inf")
DEFERRAL_QUESTION = "hearing put off"


class Slots:
    """The Board's slots: one whole slot apart on a clock that runs at the rate of slots a day."""

    def __init__(self, per_month: Rate) -> None:
        self.per_month = per_month
        self._clock = Clock(per_month.divided_by(DAYS_PER_MONTH))
        self._next_at = -NEVER
        self._given_back: list[float] = []

    @classmethod
    def of(cls, scenario: Scenario) -> "Slots | None":
        """Return the slots of a scenario; none where nothing limits them."""
        parole = scenario.parole
        if parole is None or parole.slots_per_month is None:
            return None
        return cls(Rate.of(scenario, parole.slots_per_month))

    def take(self, day: float, before: float = NEVER) -> float:
        """Return the earliest free slot from `day` on and take it.

        Infinite if there is none `before` some day; then nothing is taken.
        """
        given_back = self._given_back
        while given_back and given_back[0] < day:
            heappop(given_back)
        if given_back:
            return heappop(given_back) if given_back[0] < before else NEVER
        reading = max(self._clock.reading(day), self._next_at)
        slot = max(self._clock.day_after(day, reading), day)  # which is rounded, and may fall short
        if slot >= before:
            return NEVER
        self._next_at = reading + 1.0
        return slot

    def give_back(self, slot: float) -> None:
        """Set a slot free that was listed and is not needed any more."""
        heappush(self._given_back, slot)

    def record(self, gate: "Gate", horizon: float) -> None:
        """Write how many slots there are a month, on day 0 and whenever it changes."""
        days = [day for day in self.per_month.days if 0.0 < day < horizon]
        for day in (0.0, *days):
            gate.record_in_bulk(
                Kind.SLOTS_SET,
                time=np.array([day]),
                value=np.array([self.per_month.at(day)]),
            )


class Board:
    """The Parole Board's list of hearings, and what it decides."""

    def __init__(
        self,
        lives: "Lives",
        population: Population,
        parole: Parole | None,
        reviews: "array[float]",
        slots: Slots | None,
    ) -> None:
        self.lives, self.gate, self.parole, self.slots = lives, lives.gate, parole, slots
        self.hearing_luck = population.hearing_luck
        self.deferral_luck = population.luck_of(DEFERRAL_QUESTION)
        self.hearing = reviews
        """The day of each man's next hearing, or on which he is ready for it: policies see it."""
        self.released_day: list[float] = population.people.release_day.tolist()
        self.heard_times = [0] * len(population)
        self.outstanding: set[int] = set()
        """Men whose last hearing found the programme outstanding."""
        self.listed: dict[int, float] = {}
        """The slot that each man has been given; nobody has one where nothing limits them."""
        self.put_off: dict[int, int] = {}
        """How often each man's hearings have been put off."""
        self.release = _shares(parole)

    def due(self, day: float, person: int) -> None:
        """Hear a man, or find him a slot if he has none yet."""
        if self.gate.where[person] != INSIDE or self.hearing[person] != day or not self.parole:
            return
        if person in self.lives.custody.held_back:
            return
        if self.slots is not None and self.listed.get(person) != day:
            self._list_in_a_slot(day, person, self.slots)
            return
        self.listed.pop(person, None)
        self._hears(day, person, self.parole)

    def _list_in_a_slot(self, day: float, person: int, slots: Slots) -> None:
        slot = slots.take(day, before=self._out_anyway(person))
        if slot == NEVER:
            return
        self._list(day, person, slot, Cause.NONE)

    def _list(self, day: float, person: int, slot: float, cause: Cause) -> None:
        self.hearing[person] = self.listed[person] = slot
        site = self.lives.site[person]
        self.gate.record(day, Kind.HEARING_LISTED, person, site, cause=cause, value=slot - day)
        self.lives.agenda.add(slot, Due.HEARING, person)

    def _out_anyway(self, person: int) -> float:
        """Return the day on which he is released whatever the Board says; infinite for never."""
        licence, returns = self.lives.licence, self.lives.returns
        if returns is not None and person in returns.inside:
            return returns.inside[person]
        if licence is not None and person in licence.inside:
            return self.lives.custody.supervision_end[person]
        return self.released_day[person]

    def _hears(self, day: float, person: int, parole: Parole) -> None:
        """Hear a man; the programme is outstanding if a list would take him and he completed none.

        Whether he was offered it, declined or dropped out is not asked.
        """
        needs = self.lives.doors.first.list_of[person] is not None
        outstanding = needs and not self.gate.completed[person]
        if outstanding and self._is_put_off(day, person, parole):
            return
        self.heard_times[person] += 1
        number = self.heard_times[person]
        share = self._release_share(person, number, outstanding=outstanding)
        released = float(self.hearing_luck(number)[person]) < share
        if released:
            cause = Cause.PAROLE_BOARD
        else:
            cause = Cause.PROGRAMME_OUTSTANDING if outstanding else Cause.REFUSED
        self.gate.record(
            day, Kind.HEARD, person, self.lives.site[person], cause=cause, value=float(number)
        )
        if released:
            self.lives.custody.release(day, person, Cause.PAROLE_BOARD)
            return
        (self.outstanding.add if outstanding else self.outstanding.discard)(person)
        self.list_hearing(person, day + self._review_days(person, parole))

    def _is_put_off(self, day: float, person: int, parole: Parole) -> bool:
        """Put a hearing off that finds the programme outstanding, as often as the scenario says."""
        deferral = parole.deferral
        if deferral is None:
            return False
        turn = self.heard_times[person] + self.put_off.get(person, 0) + 1
        if float(self.deferral_luck(turn)[person]) >= deferral.outstanding_share:
            return False
        self.put_off[person] = self.put_off.get(person, 0) + 1
        self.gate.record(
            day,
            Kind.HEARING_DEFERRED,
            person,
            self.lives.site[person],
            cause=Cause.PROGRAMME_OUTSTANDING,
            value=deferral.days,
        )
        self.outstanding.add(person)
        self.list_hearing(person, day + deferral.days)
        return True

    def _release_share(self, person: int, number: int, *, outstanding: bool) -> float:
        band = self.gate.band_of[person]
        share = self.release[outstanding][band]
        if number > 1 and self.parole is not None and self.parole.release is not None:
            share *= self.parole.release.later_factor
        return share

    def _review_days(self, person: int, parole: Parole) -> float:
        licence = self.lives.licence
        if licence is not None and person in licence.inside:
            return licence.terms.review_days
        return parole.review_days

    def list_hearing(self, person: int, day: float) -> None:
        """Note the day on which a man is ready to be heard."""
        self.hearing[person] = day
        self.lives.agenda.add(day, Due.HEARING, person)

    def has_completed(self, day: float, person: int) -> None:
        """Bring the hearing of a man forward who has done what the Board found outstanding."""
        if person not in self.outstanding or self.parole is None or person in self.listed:
            return
        sooner = day + self.parole.listing_days
        if sooner < self.hearing[person]:
            self.list_hearing(person, sooner)

    def hears_no_more(self, day: float, person: int) -> None:
        """Take a man who is out or dead off the list of hearings."""
        self.hearing[person] = NEVER
        self.outstanding.discard(person)
        slot = self.listed.pop(person, None)
        if slot is not None and slot > day and self.slots is not None:
            self.slots.give_back(self._moved_up(day, slot))

    def _moved_up(self, day: float, free: float) -> float:
        """Give a free slot to who is next in line, his to the next, and return the last one."""
        later = sorted((slot, person) for person, slot in self.listed.items() if slot > free)
        for slot, person in later:
            self._list(day, person, free, Cause.MOVED_UP)
            free = slot
        return free


def _shares(parole: Parole | None) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the share released at a first hearing by band: completed, and outstanding."""
    if parole is None:
        return (), ()
    release = parole.release
    completed, outstanding = (
        (parole.release_share, parole.release_share_outstanding)
        if release is None
        else (release.completed, release.outstanding)
    )
    return of_each_band(completed, otherwise=0.0), of_each_band(outstanding, otherwise=0.0)
