"""The outcomes: one name, unit, definition and direction each, shared by every command and chart.

What an outcome *is* stands in this room, where scenario files can be checked against it; how it is
read from the log stands in `sim.projections`. Which there are hangs on what a scenario has.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from sim.words.circling import CIRCLING
from sim.words.costs import costs_under
from sim.words.freely import FREELY
from sim.words.licence import BOARD, LICENCE
from sim.words.outcome import Better, Outcome
from sim.words.reoffences import CAUSES, PROVEN, reoffences_under
from sim.words.serving import FIXED
from sim.words.upstream import upstream_under

__all__ = [
    "FIXED",
    "REOFFENCES",
    "REOFFENDED",
    "Better",
    "Outcome",
    "Scope",
    "every_outcome",
    "none_without",
    "outcome",
    "outcomes_of",
]

REOFFENDED = "reoffended_within_5_years_share"
REOFFENCES = "reoffended_people"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scenario has that brings outcomes of its own."""

    beliefs: tuple[str, ...] = ()
    costed: bool = False
    """Whether it has prices."""
    upstream: bool = False
    """Whether some people come before any conviction."""
    reoffences: tuple[str, ...] = ()
    """Causes of reoffending told apart, and `proven` where convictions are dated."""
    circling: bool = False
    """Whether circles use referral, or volunteers as people."""
    licence: bool = False
    board: bool = False
    voluntary: bool = False
    """Whether people may attend anything whom nobody obliges."""


def outcomes_of(scope: Scope) -> tuple[Outcome, ...]:
    """Return every outcome of a scenario that has this, in report order."""
    later: list[Outcome] = []
    for belief in scope.beliefs:
        later += [
            Outcome(
                f"{REOFFENDED}.{belief}",
                f"Reoffended within 5 years, if {belief}",
                "share",
                "cumulative incidence of a first sexual reoffence within 5 years of release or of "
                "the start of a community order, death (and other reoffending, where it is told "
                f"apart) competing, under the belief {belief!r}",
                "people released, or put on an order, in the window",
                "lower",
            ),
            Outcome(
                f"{REOFFENCES}.{belief}",
                f"People who reoffended, if {belief}",
                "people",
                f"first sexual reoffences in the window, under the belief {belief!r}",
                "none",
                "lower",
            ),
            *reoffences_under(belief, scope.reoffences),
        ]
    if scope.circling:
        later += CIRCLING
    if scope.upstream:
        later += upstream_under(scope.beliefs)
    if scope.board:
        later += BOARD
    if scope.licence:
        later += LICENCE
    if scope.voluntary:
        later += FREELY
    return (*FIXED, *later, *(costs_under(scope.beliefs) if scope.costed else ()))


def every_outcome(beliefs: tuple[str, ...]) -> dict[str, Outcome]:
    """Return by name every outcome that a scenario with these beliefs could have."""
    every = Scope(
        beliefs=beliefs,
        costed=True,
        upstream=True,
        reoffences=(*CAUSES, PROVEN),
        circling=True,
        licence=True,
        board=True,
        voluntary=True,
    )
    return {each.name: each for each in outcomes_of(every)}


def none_without(name: str) -> bool:
    """Tell whether a scenario without such an outcome has nobody whom it would count.

    Where no programme may be attended freely, 0 people attend freely. Without prices nothing is
    known of what is spent, and without a belief nothing of what it would make of people.
    """
    return name in {each.name for each in FREELY if each.unit == "people"}


def outcome(name: str, scope: Scope) -> Outcome:
    """Return the outcome called `name`, or raise `KeyError` with the nearest names."""
    known = {each.name: each for each in outcomes_of(scope)}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
    raise KeyError(f"no outcome is called `{name}`; {hint}")
