"""Claims held against what was measured: the difference of two worlds, paired by replication.

The worlds are results of runs of the same scenario, seed and number of replications: the one as it
stands, and one for each change. A claim is measured from them alone, and by nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from sim.experiments.results import Results
from sim.experiments.statistics import SIGNIFICANT, Interval, Paired, holm, interval, paired
from sim.log.claims import ClaimNote
from sim.log.history import Book
from sim.words.claims import Said, World, names_a_side, said_of
from sim.words.cohorts import EVERYBODY, measures_under
from sim.words.outcome import Outcome
from sim.words.outcomes import every_outcome, none_without

Worlds = Mapping[str | None, Results]
"""Results by change, `None` for the scenario as it stands."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim, what came out in both worlds, and what that says of it."""

    claim: ClaimNote
    ours: Interval
    theirs: Interval
    difference: Paired
    said: Said
    adjusted_p: float | None = None
    """Holm's p among the directions that its question claims; `None` where it claims none."""

    @property
    def lost_among_others(self) -> bool:
        """Tell whether it would hold by itself, and not among all that its question claims."""
        return self.said == "cannot say" and self._by_itself == "holds"

    @property
    def _by_itself(self) -> Said:
        pair = self.difference
        return said_of((self.claim.low, self.claim.high), pair.mean, pair.low, pair.high)


def all_measured(claims: Sequence[ClaimNote], worlds: Worlds) -> list[Measured | None]:
    """Return each claim of a question as measured, its directions corrected by Holm as one family.

    A direction that these worlds cannot tell stays in the family with p = 1, so that what holds in
    some worlds of a question holds in all of them. A claim that nothing that matters differs stands
    on its own interval: it is no test against 0.
    """
    found = [measured(claim, worlds) for claim in claims]
    directed = [
        place for place, claim in enumerate(claims) if names_a_side((claim.low, claim.high))
    ]
    adjusted = holm([_p(found[place]) for place in directed])
    for place, fair_p in zip(directed, adjusted, strict=True):
        each = found[place]
        if each is not None:
            lost = each.said == "holds" and fair_p >= SIGNIFICANT
            said: Said = "cannot say" if lost else each.said
            found[place] = replace(each, said=said, adjusted_p=fair_p)
    return found


def _p(found: Measured | None) -> float:
    return 1.0 if found is None or found.difference.p is None else found.difference.p


def measured(claim: ClaimNote, worlds: Worlds) -> Measured | None:
    """Return a claim as measured by itself, or `None` where one of its worlds was not run."""
    ours, theirs = (_values(claim, world, worlds) for world in (claim.ours, claim.theirs))
    if ours is None or theirs is None:
        return None
    found = paired(ours, theirs)
    said = said_of((claim.low, claim.high), found.mean, found.low, found.high)
    return Measured(claim, interval(ours), interval(theirs), found, said)


def claimed_outcome(claim: ClaimNote, book: Book, known: Mapping[str, Outcome]) -> Outcome:
    """Return what a claim is about, called by the name of its cohort where it has one."""
    if claim.cohort is None:
        return known.get(claim.outcome) or every_outcome(book.belief_ids)[claim.outcome]
    measures = {each.name: each for each in measures_under(book.belief_ids)}
    measure = known.get(claim.outcome, measures[claim.outcome])
    if claim.cohort == EVERYBODY:
        return replace(measure, title=f"{measure.title}, of everybody")
    whose = next(each.name for each in book.cohorts if each.id == claim.cohort)
    return replace(measure, title=f"{measure.title}, of the cohort “{whose}”")


def _values(claim: ClaimNote, world: World, worlds: Worlds) -> list[float | None] | None:
    """Return the outcome of every replication; `None` for a world, or policy, that was not run.

    A world without what the outcome is about has 0 of what it counts, or else no value.
    """
    policy, change = world
    if change not in worlds or policy not in worlds[change].policies:
        return None
    if claim.cohort is None:
        nothing = [0.0 if none_without(claim.outcome) else None] * worlds[change].replications
        return worlds[change].values().get((policy, claim.outcome), nothing)
    mine = (
        worlds[change]
        .tables["cohorts"]
        .filter(
            pl.col("policy") == policy,
            pl.col("cohort") == claim.cohort,
            pl.col("measure") == claim.outcome,
        )
    )
    return mine.sort("replication")["value"].to_list() or None
