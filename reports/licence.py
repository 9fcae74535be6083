"""The sections on hearings of the Parole Board, and on licence and recall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import estimate
from reports.charts.dots import levels
from reports.charts.recall import SPLIT, in_custody, recalled
from reports.figure import Absent, Figure, Section, Sheet, Table
from reports.reading import Reading
from reports.summaries import averaged, counted
from reports.uses import not_below_0
from reports.verdicts import Verdicts
from sim.words.bands import ALL_BANDS
from sim.words.licence import BOARD, LICENCE
from sim.words.outcome import Outcome

if TYPE_CHECKING:
    from sim.experiments.results import Results

FEWEST_FOLLOWED = 20
HEADS = {
    "heard": "Heard",
    "released": "Release directed",
    "refused": "Refused",
    "outstanding": "Refused, programme outstanding",
    "deferred": "Put off",
}


@dataclass(frozen=True)
class LicenceAndBoard:
    """What may be said of the Parole Board and of men on licence."""

    results: "Results"
    reading: Reading
    verdicts: Verdicts

    def sections(self) -> Iterator[Section]:
        """Yield a section for each of the two that the scenario says more of."""
        book = self.results.book
        if book.parole is not None and book.parole.is_told:
            yield Section(
                "hearings",
                "Hearings of the Parole Board",
                "The Board can hold so many hearings a month; some are put off because a programme "
                "is outstanding, and men stay the longer.",
                (self.of_board(), self.by_year()),
            )
        if book.licence is not None:
            yield Section(
                "licence",
                "Licence and recall",
                "A man on licence can be recalled to prison: for a fixed term, or until the Board "
                "directs release or the sentence ends.",
                (self.recall(), self.inside(), self.of_licence()),
            )

    def of_board(self) -> Figure | Absent:
        return self._levels(
            BOARD,
            "hearings-levels",
            "What the Board does, by policy",
            "Because of a programme: days past tariff, before a first release, on which a man "
            "waits for one or is in a group, whatever a hearing found. Days of men who declined or "
            "dropped out are not counted: here they are not offered the programme again. Nor are "
            "days before the run.",
        )

    def of_licence(self) -> Figure | Absent:
        return self._levels(
            LICENCE,
            "licence-levels",
            "Recall, by policy",
            "Shares are of men first released under supervision in the window.",
        )

    def by_year(self) -> Sheet | Absent:
        key, title = "hearings-by-year", "Hearings by year"
        table = self.results.tables.get("hearings", pl.DataFrame())
        if table.is_empty():
            return Absent(key, title, "Nobody is heard in this scenario.")
        frame = pl.concat(
            [
                counted(self.results, "hearings", ["year"], part).with_columns(part=pl.lit(part))
                for part in HEADS
            ]
        )
        baseline = self.reading.baseline
        mine = {
            (row["year"], row["part"]): estimate(
                row["mean"], not_below_0(row["low"]), row["high"], ""
            )
            for row in frame.filter(pl.col("policy") == baseline).to_dicts()
        }
        years = sorted({year for year, _ in mine})
        start = self.results.book.start_date.year
        rows = [
            (f"Year {year + 1} (from {start + year})", *(mine[year, part] for part in HEADS))
            for year in years
        ]
        return Sheet(
            key=key,
            title=f"Hearings by year under {self.reading.policy[baseline]}",
            subtitle=f"Hearings in each year of the run; {self.reading.place}; {self.reading.runs}",
            tables=(
                Table(
                    "Hearings by year, and what came of them",
                    pl.DataFrame(rows, schema=["Year", *HEADS.values()], orient="row"),
                    frame.select("policy", "year", "part", "mean", "low", "high"),
                    note="The download has every policy.",
                ),
            ),
        )

    def recall(self) -> Figure | Absent:
        key, title = "recall", "Recall over time since release"
        table = self.results.tables.get("recall", pl.DataFrame())
        if table.is_empty():
            return Absent(key, title, "Nobody is released under supervision in the window.")
        mine = table.filter(pl.col("policy") == self.reading.baseline)
        risk = averaged(self.results, mine, ["band", "years"], "at_risk").filter(
            pl.col("mean") >= FEWEST_FOLLOWED
        )
        frame = averaged(self.results, mine, ["band", "years"], "recalled").join(
            risk.select("policy", "band", "years"), on=["policy", "band", "years"], how="semi"
        )
        if frame.filter(pl.col("band") == ALL_BANDS, pl.col("years") > 0).is_empty():
            return Absent(key, title, "Too few men are released in the window to follow.")
        return recalled(frame.sort("band", "years"), self.reading)

    def inside(self) -> Figure | Absent:
        table = self.results.tables.get("in_custody", pl.DataFrame())
        if table.is_empty():
            return Absent("in-custody", "Men in prison", "Nobody is in prison in this scenario.")
        parts = [
            counted(self.results, "in_custody", ["day"], part).with_columns(part=pl.lit(part))
            for part in SPLIT
        ]
        return in_custody(pl.concat(parts), self.reading)

    def _levels(
        self, wanted: Iterable[Outcome], key: str, caption: str, note: str
    ) -> Figure | Absent:
        measured = [each for each in wanted if self.verdicts.measured(each.name)]
        if not measured:
            return Absent(key, caption, "Nothing of it happens in the window.")
        frame = self.results.outcomes().filter(
            pl.col("outcome").is_in([each.name for each in measured]), pl.col("mean").is_not_null()
        )
        return levels(frame, self.reading, measured, key=key, caption=caption, note=note)
