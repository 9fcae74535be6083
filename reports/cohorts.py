"""The section on cohorts: who they are, how far they come, and who gains and who loses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import estimate, in_sentence, unit_sign
from reports.charts.cohorts import by_verdict, clear_of, gains, pathway
from reports.figure import Absent, Figure, Section, Sheet, Table, Words
from reports.reading import Reading, labels, outcomes_of
from reports.summaries import averaged
from reports.uses import not_below_0
from sim.experiments.cohorts import INSTEAD, compared_by, differences_by_cohort
from sim.projections.membership import in_words
from sim.words.cohorts import CAME, COST, EVERYBODY, LEAVERS, STAGES, measures_under
from sim.words.outcome import Outcome
from sim.words.upstream import CONVICTED

if TYPE_CHECKING:
    from sim.experiments.results import Results
MAIN = (INSTEAD, "wait_to_start_mean_days", *STAGES[-1:])
"""What is shown of cohorts under every policy, beside the main measure."""
Levels = dict[tuple[str, str, str], tuple[float | None, float | None, float | None]]
"""Mean, low and high by policy, cohort and measure."""
HEADING = "Cohorts beside everybody"


@dataclass(frozen=True)
class Cohorts:
    """What may be said of the cohorts of a run, beside everybody."""

    results: "Results"
    reading: Reading

    def sections(self) -> Iterator[Section]:
        """Yield the section, if the scenario follows any cohort."""
        if self.table.is_empty():
            return
        yield Section(
            "cohorts",
            HEADING,
            "The same people followed through the whole pathway, some of them apart, so that it "
            "can be seen for whom a policy works.",
            (self.who(), self.how_far(), self.who_gains(), self.everything()),
        )

    @cached_property
    def table(self) -> pl.DataFrame:
        """Return the table; empty for a run made before there was one."""
        return self.results.tables.get("cohorts", pl.DataFrame())

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the names of the cohorts by id, everybody first."""
        notes = self.results.book.cohorts
        return labels([(EVERYBODY, "Everybody"), *((note.id, note.name) for note in notes)])

    @cached_property
    def measures(self) -> tuple[Outcome, ...]:
        """Return the measures that anybody has, in the order of the pathway, beliefs by name."""
        known = set(self.table.drop_nulls("value")["measure"])
        every = measures_under(self.results.book.belief_ids)
        spoken = outcomes_of(self.results.book)
        return tuple(
            replace(each, title=spoken[each.name].title) if each.name in spoken else each
            for each in every
            if each.name in known
        )

    def who(self) -> Words:
        people = self._means(CAME)
        entries = []
        for note in self.results.book.cohorts:
            count = people.get(note.id) or 0.0
            among = (
                f"{estimate(count, None, None, 'people')} people of a run, on average."
                if count
                else "Nobody of any run is among them, so there is nothing to show."
            )
            who = in_words(note, self.reading.area).replace("`", "")
            entries.append((self.names[note.id], (f"{who}.", among)))
        return Words(
            "cohorts-who",
            "Who they are",
            "Conditions are as they are written in the scenario; risk is as first assessed.",
            tuple(entries),
        )

    def how_far(self) -> Figure | Absent:
        leavers = self._means(LEAVERS)
        known = {cohort: leavers.get(cohort) or 0.0 for cohort in self.names}
        if not known[EVERYBODY]:
            return Absent(
                "cohorts-pathway",
                "How far cohorts come",
                "Nobody leaves prison or comes to the end of an order in the window.",
            )
        rows = self.table.filter(pl.col("measure").is_in(list(STAGES)))
        frame = averaged(self.results, rows, ["cohort", "measure"], "value")
        mine = frame.filter(pl.col("policy") == self.reading.baseline)
        return pathway(mine, known, self.names, self.reading, self._before_conviction())

    def who_gains(self) -> Figure | Absent:
        key, title = "cohorts-gains", "Who gains and who loses"
        if not self.reading.others:
            return Absent(key, title, "Only one policy was run, so there is nothing to compare.")
        if self.compared is None:
            return Absent(key, title, "No cohort has a value of the measure under two policies.")
        measure, frame = self.compared
        return gains(frame, self.names, self.reading, measure)

    @cached_property
    def compared(self) -> tuple[Outcome, pl.DataFrame] | None:
        """Return the measure that cohorts are compared by, and its differences."""
        measure = compared_by(self.results)
        if measure is None or not self.reading.others:
            return None
        measure = next(each for each in self.measures if each.name == measure.name)
        frame = differences_by_cohort(self.results, measure)
        return None if frame.drop_nulls("mean").is_empty() else (measure, frame)

    def sentences(self) -> list[str]:
        """Return what is clear of cohorts, for the answer at the head of the page."""
        if self.compared is None:
            return []
        measure, frame = self.compared
        said = clear_of(by_verdict(frame, self.names, self.reading))
        if not said:
            return []
        what = f"By cohort, “{in_sentence(measure.title)}” is {' and '.join(said)}"
        return [f"{what}: see “{HEADING}”."]

    def everything(self) -> Sheet:
        frame = averaged(self.results, self.table, ["cohort", "measure"], "value")
        policy = self.reading.policy[self.reading.baseline]
        found = found_of(frame)
        rows = []
        for measure in self.measures:
            cells = self._cells(found, self.reading.baseline, measure)
            unit = "" if measure.name == CAME else f" ({unit_sign(measure.unit)})"
            rows.append((f"{measure.title}{unit}", *cells))
        return Sheet(
            key="cohorts-everything",
            title=f"The pathway of every cohort under {policy}",
            subtitle=f"Means of the runs with their 95% intervals; {policy}; "
            f"{self.reading.window}; {self.reading.runs}",
            tables=(
                Table(
                    f"Every measure by cohort, {policy}",
                    pl.DataFrame(rows, schema=["Measure", *self.names.values()], orient="row"),
                    frame.select("policy", "cohort", "measure", "mean", "low", "high"),
                    note="The download has every policy.",
                ),
                *self._under_every_policy(found),
            ),
            note=self._notes(),
        )

    def _under_every_policy(self, found: Levels) -> Iterator[Table]:
        """Yield the main measures under every policy, where there is more than one."""
        main = (self.results.book.primary_outcome, *MAIN)
        chosen = [each for each in self.measures if each.name in main]
        if not self.reading.others or not chosen:
            return
        rows = [
            (measure.title, self.reading.policy[policy], *self._cells(found, policy, measure))
            for measure in chosen
            for policy in self.reading.policies
        ]
        yield Table(
            "The main measures by cohort, under every policy",
            pl.DataFrame(rows, schema=["Measure", "Policy", *self.names.values()], orient="row"),
            text_columns=2,
        )

    def _cells(self, found: Levels, policy: str, measure: Outcome) -> Iterator[str]:
        for cohort in self.names:
            mean, low, high = found.get((policy, cohort, measure.name), (None, None, None))
            yield estimate(mean, not_below_0(low), high, measure.unit)

    def _before_conviction(self) -> frozenset[str]:
        """Return the cohorts most of whom came before any conviction."""
        rows = self.table.filter(pl.col("policy") == self.reading.baseline)
        convicted = rows.filter(pl.col("measure").str.starts_with(f"{CONVICTED}."))
        came = convicted.group_by("cohort").agg(pl.col("denominator").max())
        every = rows.filter(pl.col("measure") == "received_people").group_by("cohort")
        found = came.join(every.agg(received=pl.col("numerator").max()), on="cohort")
        most = found.filter(pl.col("denominator") * 2 > pl.col("received"))
        return frozenset(most["cohort"])

    def _notes(self) -> str:
        """Say what shares and costs of the table are, and whether the main measure lacks."""
        names = {each.name for each in self.measures}
        said = ["Reoffending and first conviction are shares within five years, death competing."]
        if COST in names:
            said.append(
                "Cost a head is what is spent on people one by one: staff and rooms are left out, "
                "so it does not add up to the total of the section on costs."
            )
        main = outcomes_of(self.results.book)[self.results.book.primary_outcome]
        if main.name not in names:
            said.append(f"The main measure, “{in_sentence(main.title)}”, is not counted by cohort.")
        return " ".join(said)

    def _means(self, measure: str) -> dict[str, float | None]:
        """Return the baseline's mean of a measure by cohort."""
        rows = self.table.filter(pl.col("measure") == measure)
        frame = averaged(self.results, rows, ["cohort"], "value")
        mine = frame.filter(pl.col("policy") == self.reading.baseline)
        return dict(mine.select("cohort", "mean").iter_rows())


def found_of(frame: pl.DataFrame) -> Levels:
    """Return what was found, by policy, cohort and measure."""
    columns = ("policy", "cohort", "measure", "mean", "low", "high")
    return {(a, b, c): tuple(ends) for a, b, c, *ends in frame.select(columns).iter_rows()}
