"""Licence: who is recalled to prison and when, and how he comes out again.

A man's next recall is fixed when he is released, and anew when something changes its hazard. Where
nothing can change it, it is laid out before the run. Recalled, he is off every list and out of
every group and circle; inside he may wait again for what he has not done. His licence goes on to
its end, whichever side of the wall he is on; that of an indeterminate sentence begins anew.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import Due
from sim.engine.back import leaves_everything, waits_again
from sim.engine.gate import INSIDE, SUPERVISED
from sim.population.people import Came, People, Population
from sim.rules.recall import Fair, RecallHazard, Spell
from sim.scenario.schema import Scenario
from sim.words.bands import Sentence
from sim.words.kinds import NOBODY, Cause
from sim.words.luck import Floats

if TYPE_CHECKING:
    from sim.engine.lives import Lives

NEVER = float("inf")
NAN = float("nan")
QUESTION, FIXED_TERM_QUESTION = "recall", "recall for a fixed term"


class Recalls:
    """What the scenario and people's luck say of recall, before anything is decided."""

    def __init__(self, scenario: Scenario, population: Population) -> None:
        assert scenario.licence is not None  # noqa: S101 -- the caller asks only then
        people = population.people
        self.terms = scenario.licence
        self.hazard = RecallHazard.of(self.terms)
        self.luck = population.luck_of(QUESTION)
        self.fixed_term_luck = population.luck_of(FIXED_TERM_QUESTION)
        self.fair = _fair(scenario)
        self.ratio_before = np.where(people.completed_before, self.terms.completed_ratio, 1.0)
        self.known = (
            (people.came == Came.CUSTODY)
            & ~np.isfinite(people.hearing_day)
            & (people.home != NOBODY)
            & np.isfinite(people.release_day)
            & np.isfinite(people.supervision_end_day)
        )
        """Whose release and licence are known before the run."""
        self.first_day = self._first_day(people)
        """Day of the first recall of those; infinite for others."""

    def _first_day(self, people: People) -> Floats:
        end, release, known = people.supervision_end_day, people.release_day, self.known
        from_day = np.array([*(each.from_day for each in self.fair), NEVER])[people.home]
        fair = np.array([*(each.ratio for each in self.fair), 1.0])[people.home]
        days = np.full(len(people), NEVER)
        rows = np.flatnonzero(known)
        ratio = self.ratio_before[rows]
        days[rows] = release[rows] + self.hazard.first_days(
            people.true_band[rows],
            -np.log1p(-self.luck(1)[rows]),
            ratio=ratio,
            turn_days=np.maximum(from_day[rows] - release[rows], 0.0),
            later=ratio * fair[rows],
        )
        days = np.round(days, 9)
        return np.where(days < end, days, NEVER)

    def visits(self, people: People, asks_circle: NDArray[np.bool_]) -> Floats:
        """Return the recalls on which a board may have to look: somebody joins, or a place ends."""
        matters = (people.consents & ~people.completed_before) | asks_circle
        return self.first_day[matters & (self.first_day < NEVER)]


def _fair(scenario: Scenario) -> list[Fair]:
    """Return from when each site supervises so that men feel heard, and what that does."""
    fair = scenario.licence.fair_supervision if scenario.licence is not None else None
    sites = sorted(scenario.sites, key=lambda each: each.id)
    if fair is None:
        return [Fair()] * len(sites)
    from_day = -NEVER if fair.from_ is None else scenario.day(fair.from_)
    here = Fair(from_day, fair.recall_ratio)
    return [here if fair.sites is None or site.id in fair.sites else Fair() for site in sites]


class OnLicence:
    """Men on licence and men recalled, during the run."""

    def __init__(self, lives: "Lives", population: Population, recalls: Recalls) -> None:
        people = population.people
        self.lives, self.gate, self.recalls, self.terms = lives, lives.gate, recalls, recalls.terms
        self.day: list[float] = recalls.first_day.tolist()
        """The day of each man's next recall, as far as it is fixed."""
        self.known: list[bool] = recalls.known.tolist()
        self.known_release: list[float] = people.release_day.tolist()
        self.true_band: list[int] = people.true_band.tolist()
        self.sentence: list[int] = people.sentence.tolist()
        self.ratio_before: list[float] = recalls.ratio_before.tolist()
        self.completed_before: list[bool] = people.completed_before.tolist()
        self.inside: dict[int, float] = {}
        """Men recalled and still inside: the day that ends a fixed term, else infinite."""
        self.recalled: dict[int, int] = {}
        """How often each man has been recalled."""
        self.spells: dict[int, Spell] = {}
        """Times out whose recall had to be worked out during the run."""
        self.ratio: dict[int, float] = {}
        """What his programmes have done to the hazard of each man for whom they have."""

    # -- out ------------------------------------------------------------------------------------

    def released(self, day: float, person: int, end: float) -> None:
        """Fix when he is recalled, unless it was known before the run and nothing has changed."""
        again = self.inside.pop(person, None) is not None
        ratio = self.ratio.get(person, self.ratio_before[person])
        as_known = self.known[person] and day == self.known_release[person]
        if as_known and not again and ratio == self.ratio_before[person]:
            return
        number = self.recalled.get(person, 0) + 1
        target = float(-np.log1p(-self.recalls.luck(number)[person]))
        self.spells[person] = Spell(day, target, ratio, day)
        self._foresee(person, end)

    def _foresee(self, person: int, end: float) -> None:
        fair = self.recalls.fair[self.lives.home[person]]
        band = self.true_band[person]
        day = self.spells[person].recall_day(self.recalls.hazard, band, fair)
        if day >= end:
            self.day[person] = NEVER
            return
        self.day[person] = day
        self.lives.agenda.add(day, Due.RECALL, person)

    def has_completed(self, day: float, person: int) -> None:
        """Let a completed programme tell from now on."""
        self._now(day, person, self.terms.completed_ratio)

    def has_dropped_out(self, day: float, person: int) -> None:
        """Let a programme broken off tell from now on, where none is completed."""
        if not (self.gate.completed[person] or self.completed_before[person]):
            self._now(day, person, self.terms.dropped_out_ratio)

    def _now(self, day: float, person: int, ratio: float) -> None:
        before = self.ratio.get(person, self.ratio_before[person])
        if ratio == before or self.lives.came_on_order[person]:
            return
        self.ratio[person] = ratio
        self.lives.foreseen[person] = 0  # his release has to be looked at
        if self.gate.where[person] != SUPERVISED:
            return
        spell = self.spells.get(person)
        if spell is None:
            release = self.known_release[person]
            target = float(-np.log1p(-self.recalls.luck(1)[person]))
            spell = self.spells[person] = Spell(release, target, before, release)
        fair = self.recalls.fair[self.lives.home[person]]
        spell.spend(self.recalls.hazard, self.true_band[person], day, fair)
        spell.ratio = ratio
        self._foresee(person, self.lives.custody.supervision_end[person])

    # -- in -------------------------------------------------------------------------------------

    def recall_due(self, day: float, person: int) -> None:
        """Recall him, if he is on licence and nothing has moved the day."""
        if self.gate.where[person] == SUPERVISED and self.day[person] == day:
            self.recall(day, person, Cause.BREACH)

    def recall(self, day: float, person: int, cause: Cause) -> None:
        """Take a man back to the prison that he left; he is off every list, group and circle."""
        lives, gate = self.lives, self.gate
        self.day[person] = NEVER
        leaves_everything(lives, day, person)
        number = self.recalled[person] = self.recalled.get(person, 0) + 1
        fixed = self._fixed_term_days(person, number, cause)
        gate.recalled(day, person, lives.site[person], cause, fixed)
        lives.foreseen[person] = lives.joins_as_foreseen[person] = 0
        self.inside[person] = back = day + fixed if fixed == fixed else NEVER  # noqa: PLR0124 -- not a number: no fixed term
        custody = lives.custody
        if self.sentence[person] == Sentence.INDETERMINATE and custody.licence[person] > 0:
            custody.supervision_end[person] = NEVER  # his licence begins anew on release
        end = custody.supervision_end[person]
        lives.doors.first.leaves_on(person, min(back, end))
        if back < NEVER:
            if back < end:
                lives.agenda.add(back, Due.RELEASE, person)
            return
        if custody.parole is not None and day + self.terms.first_review_days < end:
            custody.board.list_hearing(person, day + self.terms.first_review_days)
        before = self.completed_before[person]
        waits_again(lives, day, person, completed_before=before)

    def _fixed_term_days(self, person: int, number: int, cause: Cause) -> float:
        """Return the days of a recall for a fixed term; not a number for any other recall."""
        fixed = self.terms.fixed_term
        if fixed is None or cause != Cause.BREACH:
            return NAN
        if self.sentence[person] != Sentence.DETERMINATE:
            return NAN
        luck = self.recalls.fixed_term_luck(number)[person]
        return fixed.days if luck < fixed.share else NAN

    def taken_back(self, person: int) -> None:
        """Note that a reoffence has taken him back: his next time out has a recall of its own."""
        self.day[person] = NEVER
        self.recalled[person] = self.recalled.get(person, 0) + 1

    def drop_out_share(self, share: float, site: int, day: float) -> float:
        """Return the share who drop out of a programme at a site, by how it supervises."""
        fair = self.terms.fair_supervision
        here = self.recalls.fair[site]
        if fair is None or day < here.from_day:
            return share
        return min(share * fair.drop_out_ratio, 1.0)

    def is_inside(self, person: int) -> bool:
        """Tell whether he is in prison by a recall."""
        return person in self.inside and self.gate.where[person] == INSIDE
