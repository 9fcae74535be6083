"""What one belief makes of what each man received: when his hazard changes, and to what ratio.

Of programmes one ratio is in force at a time: that of a drop-out, then that of the first programme
completed, then that of each later one that the belief names. That of a circle comes on top.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.policies.candidates import Codes
from sim.rules.bands import of_each_band
from sim.rules.received import Later, ProgrammeCodes, Received
from sim.scenario.beliefs import Belief, CauseEffect, ProgrammeEffect, RatioByBand
from sim.scenario.reoffending import SEXUAL, CauseName
from sim.scenario.schema import Scenario
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Programmes by code, and what part of each course men of a band attend."""

    ids: tuple[str, ...] = ()
    dose_share: tuple[Mapping[str, float], ...] = ()

    @classmethod
    def of(cls, scenario: Scenario) -> "Catalogue":
        programmes = sorted(scenario.programmes, key=lambda each: each.id)
        return cls(
            tuple(each.id for each in programmes),
            tuple(
                {str(band): share for band, share in each.dose_share.items()} for each in programmes
            ),
        )


NO_PROGRAMMES = Catalogue()


@dataclass(frozen=True, slots=True)
class Changes:
    """Years at liberty at which each man's ratio changes, in order, and what it is from then on."""

    starts: Floats
    ratios: Floats


def changes_of(
    belief: Belief,
    band: Codes,
    received: Received,
    cause: CauseName | None = None,
    catalogue: Catalogue = NO_PROGRAMMES,
) -> Changes:
    """Return the ratio of hazards of one cause under a belief, from each change on."""
    believed = _Believed(belief, cause, band, catalogue)
    done, tried = received.completed_day, received.dropped_day
    at_drop_out = received.mixed_at_drop_out
    mixed = np.where(received.mixed, believed.low_risk_mixed, 1.0)
    mixed_then = mixed
    if at_drop_out is not None:
        mixed_then = np.where(at_drop_out, believed.low_risk_mixed, 1.0)
    completed = believed.completed(received.completed_programme) * mixed
    completed = _faded(completed, done, belief, received)
    left = believed.dropped_out(received.dropped_programme)
    dropped = np.where(tried < done, left * mixed_then, 1.0)
    circle = believed.circle()
    programmes = [
        (received.years_to(tried, dropped != 1), dropped),
        (received.years_to(done, completed != dropped), completed),
    ]
    for each in received.later if believed.named else ():
        ratio, day = believed.after(each, programmes[-1][1], mixed, received)
        programmes.append((received.years_to(day, ratio != programmes[-1][1]), ratio))
    since_circle = received.years_to(received.circle_day, circle != 1)
    starts = np.sort(np.stack([*(years for years, _ in programmes), since_circle]), axis=0)
    in_force = np.ones_like(starts)
    for years, ratio in programmes:
        in_force = np.where(years <= starts, ratio, in_force)
    return Changes(starts, in_force * np.where(since_circle <= starts, circle, 1.0))


def most_hazardous(belief: Belief) -> float:
    """Return a ratio that no course of anybody's life exceeds under a belief; at least 1."""
    return math.prod(max([1.0, *ratios]) for ratios in _every_ratio(belief))


def changes_nothing(belief: Belief) -> bool:
    """Tell whether a belief is that nothing makes a difference to reoffending."""
    return all(ratio == 1 for ratios in _every_ratio(belief) for ratio in ratios)


def _every_ratio(belief: Belief) -> Iterator[list[float]]:
    """Yield the ratios of programmes, of sitting with higher risk and of circles: one of each."""
    causes = list(belief.by_cause.values())
    effects: list[ProgrammeEffect | CauseEffect] = [*causes, *belief.programmes.values()]
    programmes: list[RatioByBand | None] = [belief.completed, belief.dropped_out]
    for each in effects:
        programmes += [each.completed, each.dropped_out]
    yield _numbers(programmes)
    yield _numbers([belief.low_risk_mixed, *(each.low_risk_mixed for each in causes)])
    yield _numbers([belief.circle, *(each.circle for each in causes)])


def _numbers(ratios: Sequence[RatioByBand | None]) -> list[float]:
    found: list[float] = []
    for ratio in ratios:
        if ratio is not None:
            found += ratio.values() if isinstance(ratio, dict) else [ratio]
    return found


def _faded(ratio: Floats, done: Floats, belief: Belief, received: Received) -> Floats:
    """Return the effect of a completion as it is left at the release that follows it."""
    halving = belief.fades_halving_years
    if halving is None:
        return ratio
    with np.errstate(invalid="ignore"):  # never less never
        wait = (received.release_after(done) - done) / DAYS_PER_YEAR
    left = np.where(np.isfinite(wait), 0.5 ** (np.maximum(wait, 0.0) / halving), 1.0)
    return np.asarray(ratio**left)


@dataclass(frozen=True)
class _Believed:
    """The ratios of one belief on one cause, for people of these bands."""

    belief: Belief
    cause: CauseName | None
    band: Codes
    catalogue: Catalogue

    @cached_property
    def _own(self) -> CauseEffect | None:
        return None if self.cause is None else self.belief.by_cause.get(self.cause)

    @cached_property
    def _sexual(self) -> bool:
        """A belief is about sexual reoffending; on other kinds only what `by_cause` says."""
        return self.cause is None or self.cause in SEXUAL

    @cached_property
    def named(self) -> frozenset[int]:
        """Codes of the programmes whose completion has an effect of its own."""
        if not self._sexual or (self._own is not None and self._own.completed is not None):
            return frozenset()
        of_own = {
            name for name, each in self.belief.programmes.items() if each.completed is not None
        }
        return frozenset(code for code, name in enumerate(self.catalogue.ids) if name in of_own)

    @cached_property
    def low_risk_mixed(self) -> float:
        own = None if self._own is None else self._own.low_risk_mixed
        if own is not None:
            return own
        return self.belief.low_risk_mixed if self._sexual else 1.0

    def circle(self) -> Floats:
        own = None if self._own is None else self._own.circle
        return self._of_his_band(self._or_none(own, self.belief.circle))

    def completed(self, programme: ProgrammeCodes | None) -> Floats:
        own = None if self._own is None else self._own.completed
        ratio = self._of(programme, own, self.belief.completed, lambda each: each.completed)
        if not self.belief.by_dose or programme is None:
            return ratio
        return np.asarray(ratio ** self._dose(programme))

    def dropped_out(self, programme: ProgrammeCodes | None) -> Floats:
        own = None if self._own is None else self._own.dropped_out
        return self._of(programme, own, self.belief.dropped_out, lambda each: each.dropped_out)

    def after(
        self, later: Later, before: Floats, mixed: Floats, received: Received
    ) -> tuple[Floats, Floats]:
        """Return the ratio from a later completion on, where it is of a named programme."""
        counts = np.isin(later.programme, list(self.named))
        person = later.person[counts]
        ratio, day = before.copy(), np.full(len(before), np.inf)
        day[person] = later.day[counts]
        programme = np.full(len(before), -1, np.int16)
        programme[person] = later.programme[counts]
        taken = _faded(self.completed(programme) * mixed, day, self.belief, received)
        ratio[person] = taken[person]
        return ratio, day

    def _or_none(self, own: RatioByBand | None, of_sexual: RatioByBand) -> RatioByBand:
        if own is not None:
            return own
        return of_sexual if self._sexual else 1.0

    def _of(
        self,
        programme: ProgrammeCodes | None,
        own: RatioByBand | None,
        of_all: RatioByBand,
        of_one: Callable[[ProgrammeEffect], RatioByBand | None],
    ) -> Floats:
        """Return a ratio a person, as said of the cause, else the programme, else of all."""
        ratio = self._of_his_band(self._or_none(own, of_all))
        if programme is None or own is not None or not self._sexual:
            return ratio
        for code, name in enumerate(self.catalogue.ids):
            effect = self.belief.programmes.get(name)
            said = None if effect is None else of_one(effect)
            if said is not None:
                ratio = np.where(programme == code, self._of_his_band(said), ratio)
        return ratio

    def _dose(self, programme: ProgrammeCodes) -> Floats:
        dose = np.ones(len(self.band))
        for code, shares in enumerate(self.catalogue.dose_share):
            if shares:
                dose = np.where(programme == code, self._of_his_band(shares), dose)
        return dose

    def _of_his_band(self, each: RatioByBand | Mapping[str, float]) -> Floats:
        """Return a number a person: that of his band, and 1 where it is not named."""
        of_band: Floats = np.array(of_each_band(each, otherwise=1.0))[self.band]
        return of_band
