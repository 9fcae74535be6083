"""Ways to break a rule of provision inside the running program.

Rules are broken in memory, for as long as pytest's `monkeypatch` lives.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

import sim.engine.groups
import sim.engine.terms
import sim.rules.eligibility
from sim.engine.crews import Members
from sim.engine.groups import Groups
from sim.engine.held import HeldList
from sim.engine.sitting import Sitting
from sim.engine.team import Team
from sim.engine.waiting import FreshList, WaitingList
from sim.log.breach import Law
from sim.rules.seating import Kept
from tests.provision_checks import Check
from tests.scarce_worlds import World

Patch = pytest.MonkeyPatch
Way = Callable[[Patch], None]


class Breakage(NamedTuple):
    """A rule, how it is broken, where, and who must then speak."""

    rule: str
    breaks: Way
    world: World
    speaks: Check


def law(named_law: Law) -> Check:
    """Return a law of the log as a check; the policy is the scenario's first."""
    return lambda _, history: named_law(history, history.book.policies[0])


def terms(**changes: Any) -> Way:
    """Run every programme under other terms than the scenario gives it."""

    def breaks(patch: Patch) -> None:
        right = sim.engine.terms._programme  # noqa: SLF001 -- the rule that is broken
        patch.setattr(sim.engine.terms, "_programme", lambda *of: replace(right(*of), **changes))

    return breaks


def setting(owner: Any, name: str, wrong: Any) -> Way:
    """Put something wrong in the place of a function or method of ours."""
    return lambda patch: patch.setattr(owner, name, wrong)


def after(owner: Any, name: str, spoils: Callable[..., Any]) -> Way:
    """Let a function do what it does, then spoil what it returns: `spoils(returned, *given)`."""

    def breaks(patch: Patch) -> None:
        right = getattr(owner, name)
        patch.setattr(owner, name, lambda *given, **more: spoils(right(*given, **more), *given))

    return breaks


def both(*ways: Way) -> Way:
    """Break it in several ways at once."""

    def breaks(patch: Patch) -> None:
        for way in ways:
            way(patch)

    return breaks


def whatever_the_programme_says(**changes: Any) -> Way:
    """Admit people as if the programme said something else."""

    def breaks(patch: Patch) -> None:
        right = sim.rules.eligibility.suits

        def suits(programme: Any, *rest: Any) -> Any:
            return right(programme.model_copy(update=changes), *rest)

        patch.setattr(sim.rules.eligibility, "suits", suits)

    return breaks


def chairs_are_filled_to_the_end(patch: Patch) -> None:
    terms(fill_until_share=1.0)(patch)


def a_chair_too_many(patch: Patch) -> None:
    def sitting(*given: Any, **more: Any) -> Sitting:
        return Sitting(*given, **more | {"chairs": more["chairs"] + 1})

    patch.setattr(sim.engine.groups, "Sitting", sitting)


def all_who_are_present(self: Members, code: int, load: int) -> list[int]:  # noqa: ARG001 -- in the place of a method
    return sorted(self._present)


def all_who_are_trained(self: Members, code: int, load: int) -> list[int]:  # noqa: ARG001 -- in the place of a method
    return [each for each in sorted(self._present) if code in self.trained[each]]


def not_paused(_: None, groups: Groups, now: float, group: int) -> None:
    sitting = groups.lives.sittings[group]
    if sitting.paused_day == now:
        sitting.ends = now + sitting.left_days


def a_session_too_few(_: None, course: Any, *__: Any) -> None:
    course.sessions -= 1


def nobody_kept(flags: Any, places: int) -> Kept:  # noqa: ARG001 -- in the place of a class
    return Kept(flags, 0)


def an_assessor_too_many(_: None, desk: Any, day: float) -> None:  # noqa: ARG001 -- what was given
    desk.heads += 1


def with_those_set_aside(_: Any, held: HeldList, now: float) -> Any:  # noqa: ARG001 -- what was given
    return held.waiting()


def everybody(held: HeldList, now: float) -> Any:  # noqa: ARG001 -- in the place of a method
    return held.waiting()


def those_at_the_end_of_the_list(self: FreshList, number: int, today: float) -> list[int]:  # noqa: ARG001 -- in the place of a method
    chosen: list[int] = self.waiting()[-number:].tolist()
    return chosen


def stays_open(self: WaitingList, *, is_open: bool) -> None:  # noqa: ARG001 -- in the place of a method
    self.is_open = True


def still_on_the_team(self: Team, day: float, group: int, terms: Any) -> None:  # noqa: ARG001 -- in the place of a method
    self.groups_running -= 1


def nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def no_limit(*_: Any) -> bool:
    return True
