"""Return to prison on a reoffence, under the one belief that the scenario names.

A man who has been in prison and reoffends on licence is charged and taken back at once; one who is
free is taken back when he is sentenced. The day is that of his own luck read through what he has
received so far, the very day that is written of that belief after the run. Who cannot reoffend
before the horizon whatever he receives is found beforehand and never asked about again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import Due
from sim.engine.back import leaves_everything, waits_again
from sim.engine.gate import AT_LIBERTY, DEAD, INSIDE, ON_A_LIST, SUPERVISED
from sim.engine.so_far import SoFar
from sim.engine.terms import Terms
from sim.population.people import Came, People, Population
from sim.population.sampling import sample
from sim.rules.effects import Catalogue, changes_nothing
from sim.rules.received import Received
from sim.rules.reoffending import (
    CODES,
    Lucks,
    first_reoffences,
    lucks_of,
    soonest_days,
)
from sim.scenario.beliefs import Belief
from sim.scenario.reoffending import Reoffending, Returns
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Sentence
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause
from sim.words.luck import Floats

if TYPE_CHECKING:
    from sim.engine.lives import Lives

NEVER, NAN = float("inf"), float("nan")
PRISON_QUESTION, SERVED_QUESTION = "return: prison", "return: days served"
MARGIN_DAYS = 1e-6
AN_INSTANT_DAYS = 1e-9
DECIMALS = 9


@dataclass(frozen=True)
class Returning:
    """What the scenario and people's luck say of it before anything is decided."""

    reoffending: Reoffending
    terms: Returns
    belief: Belief
    lucks: Lucks
    catalogue: Catalogue
    provisions: list[Terms]
    could: NDArray[np.bool_]
    """Who might go back to prison before the horizon, whatever he receives."""
    first_day: Floats
    """Their reoffence, where the release is known and if nothing is received; else infinite."""
    first_cause: NDArray[np.int64]
    goes: dict[int, NDArray[np.bool_]]
    """Who is sent to prison for a reoffence, by its cause."""
    served_days: dict[int, Floats]

    @classmethod
    def of(cls, scenario: Scenario, population: Population, provisions: list[Terms]) -> Self | None:
        """Return what a scenario says; `None` where nobody returns."""
        after = scenario.reoffending
        if after is None or after.returns is None:
            return None
        people, returns = population.people, after.returns
        belief = next(each for each in scenario.beliefs if each.id == returns.under)
        lucks, catalogue = lucks_of(after, population), Catalogue.of(scenario)
        inside = people.came == Came.CUSTODY
        known = inside & ~np.isfinite(population.first_hearing_day)
        known &= np.isfinite(people.release_day)
        earliest = np.where(known, people.release_day, np.where(inside, people.enters_day, NEVER))
        soonest = soonest_days(
            after, belief, people.true_band, lucks, _released(people, earliest), scenario.horizon
        )
        goes = {
            int(CODES[cause]): population.luck_of(PRISON_QUESTION)(0) < returns.share_of(cause)
            for cause in lucks
        }
        gone = np.minimum(scenario.horizon, people.dies_day)
        could = np.any([*goes.values()], axis=0) & (soonest - MARGIN_DAYS < gone)
        out = np.where(known & could, people.release_day, NEVER)
        days, causes = first_reoffences(
            after, belief, people.true_band, lucks, _released(people, out), catalogue
        )
        luck = population.luck_of(SERVED_QUESTION)(0)
        return cls(
            reoffending=after,
            terms=returns,
            belief=belief,
            lucks=lucks,
            catalogue=catalogue,
            provisions=provisions,
            could=could,
            first_day=days,
            first_cause=causes,
            goes=goes,
            served_days={
                int(CODES[cause]): sample(returns.served_of(cause), luck) for cause in lucks
            },
        )


def _released(people: People, day: Floats) -> Received:
    """Return what men have received who are released and nothing more."""
    never = np.full(len(people), NEVER)
    return Received(
        exposed_day=day,
        completed_day=never,
        dropped_day=never,
        mixed=np.zeros(len(people), bool),
        circle_day=never,
        age_at_exposure_years=people.age_years + (day - people.enters_day) / DAYS_PER_YEAR,
    )


class Returned:
    """Men who reoffend in the run, under the belief that takes them back."""

    def __init__(self, lives: "Lives", population: Population, returning: Returning) -> None:
        people = population.people
        assert population.return_days is not None  # noqa: S101 -- drawn wherever anybody returns
        self.lives, self.gate, self.before = lives, lives.gate, returning
        self.could = bytearray(returning.could.astype(np.uint8).tobytes())
        self.day: list[float] = returning.first_day.tolist()
        """The day of each man's first reoffence, as far as it is fixed."""
        self.cause: list[int] = returning.first_cause.tolist()
        self.known_release: list[float] = np.where(
            np.isfinite(returning.first_day), people.release_day, NAN
        ).tolist()
        self.delay: list[float] = population.return_days.tolist()
        self.sentence: list[int] = people.sentence.tolist()
        self.completed_before: list[bool] = people.completed_before.tolist()
        self.nothing_tells = changes_nothing(returning.belief)
        mixes = returning.belief.low_risk_mixed != 1 or any(
            each.low_risk_mixed not in (None, 1) for each in returning.belief.by_cause.values()
        )
        low = returning.could & (people.true_band == Band.LOW)
        self.looks_again = set(np.flatnonzero(low).tolist()) if mixes else set()
        """Men whose hazard hangs on whom they sat with: others come and go at the same instant."""
        self.so_far = SoFar(lives.gate, people, returning, with_others=bool(self.looks_again))
        self.reoffended: set[int] = set()
        self.sentenced: dict[int, float] = {}
        """When those will be sentenced who have reoffended."""
        self.inside: dict[int, float] = {}
        """Men taken back and still inside: the day of their release, infinite before sentence."""

    # -- when -----------------------------------------------------------------------------------

    def released(self, person: int, day: float) -> None:
        """Fix when he reoffends, unless it was known before the run and nothing has changed."""
        self.inside.pop(person, None)
        if not self.could[person] or person in self.reoffended:
            return
        as_known = day == self.known_release[person]
        if as_known and (self.nothing_tells or not self.so_far.has_facts(person)):
            return
        self._foresee(person)

    def has_received(self, day: float, person: int) -> None:
        """Let what he completed, left or began tell from now on."""
        if self.nothing_tells or not self.could[person] or person in self.reoffended:
            return
        if self.gate.where[person] in (INSIDE, ON_A_LIST):
            self.lives.foreseen[person] = 0  # his release has to be looked at
            return
        self._foresee(person)
        if person in self.looks_again:
            self.lives.agenda.add(day + AN_INSTANT_DAYS, Due.REOFFENCE, person)

    def _foresee(self, person: int) -> None:
        before = self.before
        received, people = self.so_far.received(person)
        days, causes = first_reoffences(
            before.reoffending,
            before.belief,
            self.so_far.true_band[people],
            {cause: luck[people] for cause, luck in before.lucks.items()},
            received,
            before.catalogue,
        )
        day = float(days[0])
        self.cause[person] = int(causes[0])
        if day != self.day[person]:
            self.day[person] = day
            self.lives.agenda.add(day, Due.REOFFENCE, person)

    # -- what follows ---------------------------------------------------------------------------

    def reoffence_due(self, day: float, person: int) -> None:
        """Let him reoffend, if he is out and nothing has moved the day."""
        where = self.gate.where[person]
        if where not in (SUPERVISED, AT_LIBERTY) or person in self.reoffended:
            return
        if day == self.day[person]:
            self._reoffends(day, person)
        elif person in self.looks_again:
            self._foresee(person)

    def _reoffends(self, day: float, person: int) -> None:
        self.reoffended.add(person)
        if not self.before.goes[self.cause[person]][person]:
            return
        sentence = self.sentenced[person] = float(np.round(day + self.delay[person], DECIMALS))
        self.lives.agenda.add(sentence, Due.SENTENCE, person)
        if self.gate.where[person] == SUPERVISED:
            self._goes_in(day, person)
            self.inside[person] = NEVER
            self.lives.doors.first.leaves_on(person, NEVER)
            site = self.lives.site[person]
            self.gate.recalled(day, person, site, Cause.CHARGED, NAN)

    def _goes_in(self, day: float, person: int) -> None:
        lives = self.lives
        leaves_everything(lives, day, person)
        lives.foreseen[person] = lives.joins_as_foreseen[person] = 0
        if lives.licence is not None:
            lives.licence.taken_back(person)

    def sentence_due(self, day: float, person: int) -> None:
        """Sentence a man: he is inside from now on at the latest, and waits there again."""
        lives, gate = self.lives, self.gate
        if self.sentenced.pop(person, None) != day or gate.where[person] == DEAD:
            return
        if person not in self.inside:
            self._goes_in(day, person)
        served = float(self.before.served_days[self.cause[person]][person])
        gate.reconvicted(day, person, lives.site[person], served)
        out = self.inside[person] = day + served
        lives.doors.first.leaves_on(person, out)
        lives.agenda.add(out, Due.RELEASE, person)
        self._set_end_of_licence(person, out)
        waits_again(lives, day, person, completed_before=self.completed_before[person])

    def _set_end_of_licence(self, person: int, out: float) -> None:
        """Let supervision after it last as long as it says, or as it would have lasted anyway."""
        ends = self.lives.custody.supervision_end
        if self.sentence[person] == Sentence.INDETERMINATE:
            ends[person] = NEVER  # his licence begins anew on release
            return
        end = out + self.before.terms.licence_days
        if end > ends[person]:
            ends[person] = end
            self.lives.agenda.add(end, Due.SUPERVISION_END, person)
