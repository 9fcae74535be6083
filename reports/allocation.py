"""The section on how places were given: each policy's rule in words, and what it came to."""

from collections.abc import Iterator

import polars as pl

from reports.amounts import amount, estimate, people
from reports.charts.mixing import PASSED
from reports.figure import Section, Sheet, Table, Words
from reports.rules import sentences
from reports.summaries import averaged, filled
from reports.uses import Uses, not_below_0


class Allocation(Uses):
    """The rules of the policies, and the places given by them."""

    def rules(self) -> Iterator[Section]:
        if not (self.ruled or self.composed):
            return
        yield Section(
            "how-places-were-given",
            "How places were given",
            "A place goes by the policy's rule to people who may take it; whoever stood before the "
            "last who was taken, and was not taken, was passed over for a reason that is in the "
            "log.",
            (self.in_words(), self.decisions()),
        )

    def in_words(self) -> Words:
        notes = {note.id: note for note in self.reading.book.policies}
        return Words(
            key="rules-in-words",
            title="The rules in words",
            lead="Any one decision can be looked at again, with everybody who was considered and "
            "the facts the rule saw: placesim explain RUN --policy POLICY --group GROUP",
            entries=tuple(
                (self.reading.policy[policy], sentences(notes[policy], self.reading))
                for policy in self.reading.policies
                if policy in notes
            ),
        )

    def decisions(self) -> Sheet:
        counts = self._decisions()
        heads = {
            "started": "Groups begun",
            "late_entries": "Chairs filled late",
            **PASSED,
            "reserved_for_others_people": "Place reserved for others",
            "deprioritised": "Deprioritised",
        }
        heads = {
            name: head
            for name, head in heads.items()
            if name == "started"
            or any(counts[name, policy]["mean"] for policy in self.reading.policies)
        }
        rows = []
        for policy in self.reading.policies:
            cells = [
                estimate(row["mean"], not_below_0(row["low"]), row["high"], "people")
                for row in (counts[name, policy] for name in heads)
            ]
            rows.append((self.reading.policy[policy], *cells))
        data = pl.DataFrame(
            [
                (policy, name, *(counts[name, policy][part] for part in ("mean", "low", "high")))
                for name in heads
                for policy in self.reading.policies
            ],
            schema=["policy", "measure", "mean", "low", "high"],
            orient="row",
        )
        begun = counts["started", self.reading.baseline]["mean"] or 0.0
        names = (*PASSED, "reserved_for_others_people")
        passed = sum(counts[name, self.reading.baseline]["mean"] or 0.0 for name in names)
        under = f"Under {self.reading.policy[self.reading.baseline]}"
        who = f"{amount(passed, 'people')} {'is' if people(passed) == '1' else 'are'}"
        if not passed:
            who = "nobody is"
        return Sheet(
            key="decisions",
            title=f"{under}, places are given for {people(begun)} groups, and {who} passed over",
            subtitle="Groups, beds and circles begun; people passed over, counted once for each "
            f"programme and reason; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(
                Table(
                    "Allocations, and people passed over or deprioritised, by policy",
                    pl.DataFrame(rows, schema=["Policy", *heads.values()], orient="row"),
                    data,
                ),
            ),
            note="What happens under no policy has no column. Deprioritised are people who at any "
            "time in the window waited and were offered no place by rule.",
        )

    def _decisions(self) -> dict[tuple[str, str], dict[str, float | None]]:
        """Return mean, low and high of every count by policy."""
        sources = {
            "groups": ("started", "late_entries"),
            "mixing": (*PASSED, "reserved_for_others_people"),
        }
        none: dict[str, float | None] = {"mean": 0.0, "low": None, "high": None}
        found = {
            (name, policy): none
            for names in (*sources.values(), ("deprioritised",))
            for name in names
            for policy in self.reading.policies
        }
        for table, names in sources.items():
            rows = self.table(table)
            if rows.is_empty():
                continue
            sums = filled(self.results, rows.with_columns(all=pl.lit("")), ["all"], names)
            for name in names:
                for row in averaged(self.results, sums, ["all"], name).to_dicts():
                    found[name, row["policy"]] = row
        for row in self.results.outcomes().filter(outcome="deprioritised_people").to_dicts():
            found["deprioritised", row["policy"]] = row
        return found
