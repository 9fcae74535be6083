"""The question's own section: what it is about, what it changes, and whether its findings hold.

A finding is shown beside what was measured, whatever came out; one that this run cannot tell,
because its other world was not run with it, says so.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import amount, change, change_span, estimate, signed
from reports.figure import Item, Section, Sheet, Table, Words
from reports.reading import Reading, outcomes_of
from sim.experiments.claims import Measured, all_measured, claimed_outcome
from sim.words.systems import systems_in_words

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.log.claims import ClaimNote
    from sim.words.claims import World
    from sim.words.outcomes import Outcome

SAID = {
    "holds": "Holds",
    "does not hold": "Does not hold",
    "cannot say": "Cannot say",
}
NOT_RUN = "Not told by this run alone"
COUNTED = {
    "Holds": ("{} holds", "{} hold"),
    "Does not hold": ("{} does not hold", "{} do not hold"),
    "Cannot say": ("{} cannot be told from luck", "{} cannot be told from luck"),
    NOT_RUN: ("{} is not told by this run alone", "{} are not told by this run alone"),
}
"""How many of one word, in words: of one finding, and of more."""
HOW = (
    "A finding on one side of zero holds if the mean of the differences, run by run, lies in the "
    "range defended and their 95% interval on its side of zero. One that spans zero says that "
    "there is no difference that matters, and holds if the whole interval lies in the range. A "
    "finding does not hold if the interval lies wholly outside its range. Findings of a direction "
    "are corrected together (Holm): one that would hold by itself, but not among the others of its "
    "question, cannot be told from luck. Not corrected are findings that nothing that matters "
    "differs, other questions asked of the same people, and the intervals shown."
)


class Asked:
    """What a scenario says of its own question, and the worlds that it was asked of."""

    def __init__(
        self, results: "Results", worlds: "Mapping[str | None, Results] | None", reading: Reading
    ) -> None:
        self.book = results.book
        self.asks = self.book.asks
        self.worlds = worlds or {None: results}
        base = self.worlds.get(None, results)
        self.reading = reading
        self.whole = Reading(base.book, base.policies, base.replications)
        self.known = outcomes_of(base.book)
        self.changes = {each.id: each.name for each in self.asks.changes}

    def sections(self) -> Iterator[Section]:
        """Yield the section where the scenario covers, changes or claims anything."""
        items = tuple(self._items())
        if items:
            yield Section("question-section", "The question and its findings", self._lead(), items)

    def _lead(self) -> str:
        if not self.asks.covers:
            return "What this scenario says of its own question, and what came out."
        return f"The question is about {systems_in_words(self.asks.covers)}."

    def _items(self) -> Iterator[Item]:
        found = self._found()
        if found:
            yield self._findings(found)
        if self.asks.changes:
            entries = tuple((each.name, tuple(each.settings)) for each in self.asks.changes)
            yield Words(
                "changes",
                "What is changed, with the people and their luck as they are",
                "Each change is laid over the scenario by itself, and run beside it.",
                entries,
            )

    def _findings(self, found: "list[tuple[ClaimNote, Measured | None]]") -> Sheet:
        said = [_said(each) for _, each in found]
        counts = [
            COUNTED[word][said.count(word) > 1].format(said.count(word))
            for word in dict.fromkeys(said)
        ]
        rows = [self._row(claim, each) for claim, each in found]
        heads = ("Finding", "Holds", "What is compared", "Measured", "Defended")
        return Sheet(
            key="findings",
            title=f"Of {len(found)} findings {', '.join(counts)}"
            if len(found) > 1
            else f"The finding: {said[0].lower()}",
            subtitle=f"Differences with 95% intervals; {self.whole.place}, {self.whole.window}; "
            f"{self.whole.runs}",
            tables=(
                Table(
                    "Findings, and what was measured (95% interval)",
                    pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row"),
                    _data(found),
                    text_columns=len(heads),
                ),
            ),
            note=HOW,
        )

    def sentences(self) -> list[str]:
        """Return each finding with whether it holds, for the answer at the head of the page."""
        return [
            f"{claim.says} ({_said(each)}; measured: {self._size(claim, each)}.)"
            for claim, each in self._found()
            if each is not None
        ]

    def _found(self) -> "list[tuple[ClaimNote, Measured | None]]":
        claims = self.asks.claims
        return list(zip(claims, all_measured(claims, self.worlds), strict=True))

    def _row(self, claim: "ClaimNote", found: "Measured | None") -> tuple[str, ...]:
        outcome = self._outcome(claim)
        compared = f"{outcome.title}: {self._world(claim.ours)} less {self._world(claim.theirs)}"
        unit = outcome.unit
        defended = f"{signed(claim.low, unit)} to {change(claim.high, unit)}"
        if found is None:
            return (claim.says, NOT_RUN, compared, "-", defended)
        size = f"{self._size(claim, found)}: {_ends(found, outcome)}"
        return (claim.says, _said(found), compared, size, defended)

    def _size(self, claim: "ClaimNote", found: Measured) -> str:
        unit, pair = self._outcome(claim).unit, found.difference
        interval = change_span(pair.low, pair.high, unit)
        return change(pair.mean, unit) + (f" ({interval})" if interval else "")

    def _outcome(self, claim: "ClaimNote") -> "Outcome":
        return claimed_outcome(claim, self.book, self.known)

    def _world(self, world: "World") -> str:
        policy, name = world
        words = f"“{self.whole.policy.get(policy, policy)}”"
        return words if name is None else f"{words} with “{self.changes.get(name, name)}”"


def _ends(found: Measured, outcome: "Outcome") -> str:
    """Return the levels that the difference is between."""
    if found.ours.mean is None or found.theirs.mean is None:
        return amount(None, outcome.unit)
    ours, theirs = (
        estimate(at.mean, at.low, at.high, outcome.unit) for at in (found.ours, found.theirs)
    )
    return f"{ours} against {theirs}"


def _said(found: Measured | None) -> str:
    return NOT_RUN if found is None else SAID[found.said]


def _data(found: "list[tuple[ClaimNote, Measured | None]]") -> pl.DataFrame:
    """Return the table for a file: numbers as they are."""
    rows = []
    for claim, each in found:
        pair = None if each is None else each.difference
        rows.append(
            {
                "finding": claim.says,
                "said": "not run" if each is None else each.said,
                "outcome": claim.outcome,
                "cohort": claim.cohort,
                "policy": claim.ours[0],
                "change": claim.ours[1],
                "against_policy": claim.theirs[0],
                "against_change": claim.theirs[1],
                "claimed_low": claim.low,
                "claimed_high": claim.high,
                "mean": None if pair is None else pair.mean,
                "low": None if pair is None else pair.low,
                "high": None if pair is None else pair.high,
                "adjusted_p": None if each is None else each.adjusted_p,
            }
        )
    texts = (
        "finding",
        "said",
        "outcome",
        "cohort",
        "policy",
        "change",
        "against_policy",
        "against_change",
    )
    schema = {name: pl.String if name in texts else pl.Float64 for name in rows[0]}
    return pl.DataFrame(rows, schema=schema)
