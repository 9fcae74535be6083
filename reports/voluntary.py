"""The section on voluntary attendance: who comes once nobody obliges him, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import estimate, people, rounded
from reports.charts.dots import levels
from reports.charts.men_over_time import men_over_time
from reports.figure import Absent, Figure, Section, Sheet, Table
from reports.reading import labels
from reports.summaries import averaged, counted, levels_of
from reports.uses import Uses, not_below_0
from reports.verdicts import Verdicts
from sim.words.freely import FREELY

if TYPE_CHECKING:
    from reports.reading import Reading
    from sim.experiments.results import Results

SPLIT = {"everybody": "In a group", "freely": "Of them, of their own accord"}
FLOWS = {
    "sat_as_ended": "In a group as their supervision ended",
    "sat_on": "Of them, sat on",
    "stood_as_ended": "On the list as their supervision ended",
    "waited_on": "Of them, waited on",
    "came_back": "Joined the list after it",
    "moved": "Came then from another list",
    "started": "Got a place after it",
    "left_list": "Left the list after it without a place",
    "still_waiting": "Still on the list at the end",
    "completed": "Sat there freely and completed",
    "had_enough": "Sat there and had come as long as they wished",
    "left_otherwise": "Sat there and left for another reason",
    "still_attending": "Still there at the end",
}


@dataclass(frozen=True)
class VoluntaryAttendance:
    """What may be said of people whom nobody obliges to come."""

    results: "Results"
    reading: "Reading"
    verdicts: Verdicts

    def sections(self) -> Iterator[Section]:
        """Yield the section, if anything may be attended freely."""
        if not self.results.book.voluntary:
            return
        yield Section(
            "voluntary",
            "Voluntary attendance",
            "Once an order or licence has ended nobody has to come. Some go on, some come back, "
            "and they take chairs and staff as everybody does.",
            (self.levels(), self.over_time(), self.flows()),
        )

    def levels(self) -> Figure | Absent:
        key, caption = "voluntary-levels", "Voluntary attendance, by policy"
        measured = [each for each in FREELY if self.verdicts.measured(each.name)]
        if not measured:
            return Absent(key, caption, "Nobody attends of their own accord in the window.")
        return levels(
            levels_of(self.results, measured),
            self.reading,
            measured,
            key=key,
            caption=caption,
            note="Who wishes to come, and for how long, is the same under every policy; who finds "
            "a chair is not.",
        )

    def over_time(self) -> Figure | Absent:
        key, title = "voluntary-over-time", "People in these groups over time"
        table = self._table("attending")
        if table.is_empty() or not table["people"].sum():
            return Absent(key, title, "Nobody sits in a group of these programmes.")
        frame = counted(self.results, "attending", ["day", "part"], "people")
        return men_over_time(
            frame.sort("part", "day", maintain_order=True),
            self.reading,
            SPLIT,
            key=key,
            of_whom="People in groups that may be attended freely, quarterly, and those of them "
            "whose order or licence has ended",
            titled=self._title,
            table="People in these groups by policy",
            note="",
        )

    def _title(self, rows: pl.DataFrame) -> str:
        mine = rows.filter(pl.col("policy") == self.reading.baseline).sort("day")
        last = {part: float(mine.filter(pl.col("part") == part)["mean"][-1]) for part in SPLIT}
        return (
            f"At the end {people(last['everybody'])} people are in these groups under "
            f"{self.reading.policy[self.reading.baseline]}, {people(last['freely'])} of them of "
            "their own accord"
        )

    def flows(self) -> Sheet | Absent:
        key, title = "voluntary-flows", "How people come and go of their own accord"
        table = self._table("voluntary")
        if table.is_empty():
            return Absent(key, title, "Nobody attends of their own accord.")
        told = {flow: words for flow, words in FLOWS.items() if flow in table.columns}
        frame = pl.concat(
            [
                counted(self.results, "voluntary", ["provision"], flow).with_columns(
                    flow=pl.lit(flow)
                )
                for flow in told
            ]
        )
        stays = averaged(
            self.results,
            table.filter(pl.col("stay_mean_days").is_not_null()),
            ["provision"],
            "stay_mean_days",
        ).filter(pl.col("policy") == self.reading.baseline)
        stay = dict(stays.select("provision", "mean").iter_rows())
        mine = {
            (row["provision"], row["flow"]): estimate(
                row["mean"], not_below_0(row["low"]), row["high"], ""
            )
            for row in frame.filter(pl.col("policy") == self.reading.baseline).to_dicts()
        }
        programmes = frame["provision"].unique(maintain_order=True).to_list()
        names = labels((each, self.reading.provision.get(each, each)) for each in programmes)
        rows = [(words, *(mine[each, flow] for each in programmes)) for flow, words in told.items()]
        days = [rounded(stay[each]) if each in stay else "nobody left" for each in programmes]
        rows.append(("Mean free stay (days)", *days))
        policy = self.reading.policy[self.reading.baseline]
        return Sheet(
            key=key,
            title=f"{title}, under {policy}",
            subtitle=f"People in the window; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(
                Table(
                    f"Voluntary attendance of each programme, {policy}",
                    pl.DataFrame(
                        rows,
                        schema=["What people did", *names.values()],
                        orient="row",
                    ),
                    frame.select("policy", "provision", "flow", "mean", "low", "high"),
                    note="A stay is free from the end of supervision, or from its start if that "
                    "came later; its mean is of those that ended in the window. The download has "
                    "every policy.",
                ),
            ),
        )

    def _table(self, name: str) -> pl.DataFrame:
        """Return a table; empty for a run made before there was such a table."""
        return Uses(self.results, self.reading).table(name)
