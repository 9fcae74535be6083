"""The section on circles: volunteers and what they carry, what holds circles up, how they end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import estimate, people, rounded
from reports.charts.circling import LEVELS, supply_over_time, what_held_up
from reports.figure import Absent, Figure, Section, Sheet, Table
from reports.reading import Reading
from reports.summaries import averaged, counted, filled
from reports.uses import not_below_0

if TYPE_CHECKING:
    from sim.experiments.results import Results

COMPLETED = "completed"
NOBODY_WAITS = "nobody waits"


@dataclass(frozen=True)
class Circling:
    """What may be said of circles beyond who got one."""

    results: "Results"
    reading: Reading

    def sections(self) -> Iterator[Section]:
        """Yield the section, if men are referred for circles or volunteers come and go."""
        if not self.reading.book.circling or self._table("circle_supply").is_empty():
            return
        yield Section(
            "circles-of-support",
            "Circles of support and their volunteers",
            "A circle needs volunteers and room of a coordinator; where either is short, men wait "
            "whom nothing else holds back.",
            (self.supply(), self.limits(), self.ends(), self.displaced()),
        )

    def _table(self, name: str) -> pl.DataFrame:
        """Return a table; empty for a run made before there was such a table."""
        return _plain(self.results.tables.get(name, pl.DataFrame()))

    def supply(self) -> Figure:
        recruits = any(site.circle_room for site in self.reading.book.sites)
        shown = [each for each in LEVELS if each != "volunteers" or recruits]
        shown = [each for each in shown if each != "waiting_inside" or self._anybody_inside()]
        table = self._table("circle_supply").with_columns(pl.col("volunteers").fill_null(0))
        parts = [
            averaged(self.results, filled(self.results, table, ["day"], [level]), ["day"], level)
            .with_columns(level=pl.lit(level))
            .sort("policy", "day", maintain_order=True)
            for level in shown
        ]
        return supply_over_time(pl.concat(parts), shown, self.reading)

    def _anybody_inside(self) -> bool:
        return bool(self._table("circle_supply")["waiting_inside"].sum())

    def limits(self) -> Figure | Absent:
        table = self._table("circle_limits")
        key, title = "circles-held-up", "What held circles up"
        if not table.filter(pl.col("state") != NOBODY_WAITS)["days"].sum():
            return Absent(key, title, "Nobody waits for a circle that might begin.")
        sums = filled(self.results, table, ["site", "state"], ["days"])
        frame = averaged(self.results, sums, ["site", "state"], "days")
        return what_held_up(frame, self.reading)

    def ends(self) -> Sheet | Absent:
        table = self._table("circle_ends")
        key = "how-circles-ended"
        if table.is_empty() or not table["people"].sum():
            return Absent(key, "How circles ended", "No circle ends in the window.")
        frame = counted(self.results, "circle_ends", ["how"], "people").sort(
            "policy", "mean", descending=[False, True], maintain_order=True
        )
        base = {
            row["how"]: row["mean"]
            for row in frame.filter(pl.col("policy") == self.reading.baseline).to_dicts()
        }
        every = sum(base.values())
        shown = frame.select(
            Ended=pl.col("how").str.slice(0, 1).str.to_uppercase() + pl.col("how").str.slice(1),
            policy=pl.col("policy").replace_strict(self.reading.policy),
            words=pl.Series(
                [
                    estimate(row["mean"], not_below_0(row["low"]), row["high"], "people")
                    for row in frame.to_dicts()
                ],
                dtype=pl.String,
            ),
        ).pivot(on="policy", index="Ended", values="words")
        return Sheet(
            key=key,
            title=f"Under {self.reading.policy[self.reading.baseline]}, "
            f"{people(base.get(COMPLETED, 0.0))} of {people(every)} circles that ended were "
            f"completed, and {people(base.get('volunteers short', 0.0))} ended for want of "
            "volunteers",
            subtitle=f"Circles that ended, by how; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(
                Table(
                    "How circles ended, by policy",
                    shown.fill_null("0 people"),
                    frame.select("policy", "how", "mean", "low", "high"),
                    note="A circle ends for want of volunteers when too few are left and no other "
                    "is found in time. Circles still under way are not counted.",
                ),
            ),
        )

    def displaced(self) -> Sheet | Absent:
        """Say by site how many men waited on because a circle went outside the criteria."""
        book = self.reading.book
        table = self._table("displaced").filter(
            pl.col("day") >= book.window_from_day, pl.col("day") < book.window_to_day
        )
        key, title = "displaced-from-circles", "Who waited on because of it"
        if table.is_empty():
            return Absent(
                key,
                title,
                "No circle went to a man who does not meet the criteria "
                "while one who does was waiting.",
            )
        runs = self.reading.replications
        frame = (
            table.group_by("policy", "site", maintain_order=True)
            .agg(
                men=pl.len() / runs,
                lost_days=pl.col("displaced_lost_days").sum() / runs,
                never=(pl.col("displaced_then") != "started").sum() / runs,
            )
            .sort("policy", "site")
        )
        sums = frame.group_by("policy").agg(pl.col("men", "lost_days", "never").sum())
        most = sums.sort("men", "policy", descending=[True, False]).row(0, named=True)
        rows = [
            (
                self.reading.policy[row["policy"]],
                self.reading.site.get(row["site"], row["site"]),
                people(row["men"]),
                rounded(row["lost_days"]),
                rounded(row["lost_days"] / row["men"]),
                people(row["never"]),
            )
            for row in frame.to_dicts()
        ]
        heads = ["Policy", "Site", "Men displaced", "Days waited on", "Days a man", "Got none"]
        return Sheet(
            key=key,
            title=f"Under {self.reading.policy[most['policy']]}, {people(most['men'])} men who "
            f"meet the criteria waited on for {rounded(most['lost_days'] / most['men'])} days on "
            f"average, and {people(most['never'])} of them got no circle",
            subtitle="Men passed over when a circle went to somebody who does not meet the "
            f"criteria; means of the runs; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(
                Table(
                    "Men displaced from a circle, by policy and site",
                    pl.DataFrame(rows, schema=heads, orient="row"),
                    frame,
                    text_columns=2,
                    note="A man waited on from the day the circle went to somebody else to the "
                    "day of his own, of his leaving the list, or the end of the run; “got none” "
                    "counts the last two. Each circle names one man, and no man is named twice.",
                ),
            ),
        )


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with names as text: results keep them as categories."""
    named = [
        name for name, kind in table.schema.items() if isinstance(kind, (pl.Enum, pl.Categorical))
    ]
    return table.with_columns(pl.col(named).cast(pl.String)) if named else table
