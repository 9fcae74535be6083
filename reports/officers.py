"""The section on officers' time: what the levels of MAPPA ask for, against the hours there are."""

from collections.abc import Iterator

import polars as pl

from reports.amounts import estimate, rounded
from reports.charts.panels import Axes, grid, line_panel, top_of, years_between
from reports.figure import Figure, Section, Table
from reports.reading import YEARLY, in_order, labels, yearly
from reports.summaries import averaged, filled
from reports.uses import Uses, not_below_0

LEVELS = {"level_1": "Level 1", "level_2": "Level 2", "level_3": "Level 3"}
NEEDED, THERE = "Hours needed", "Hours there are"
_MOST_PANELS = 6


class Officers(Uses):
    """Hours a week that people managed at each level take, area by area."""

    def sections(self) -> Iterator[Section]:
        if self.table("officer_load").is_empty():
            return
        yield Section(
            "officers",
            "Officers' time after release",
            "Everybody managed after release takes hours of officers by his level of MAPPA; where "
            "the scenario says what hours there are, they stand beside.",
            (self.load(),),
        )

    def load(self) -> Figure:
        """Draw hours needed under each policy, a panel an area, the largest first."""
        rows = self._by_area()
        keys = ["area", "day"]
        sums = filled(self.results, rows, keys, ["hours", "has_hours", *LEVELS])
        hours = averaged(self.results, sums, keys, "hours")
        there = averaged(self.results, sums, keys, "has_hours")
        reading, book = self.reading, self.reading.book
        areas = (
            hours.filter(pl.col("policy") == reading.baseline)
            .group_by("area", maintain_order=True)
            .agg(pl.col("mean").max())
            .sort("mean", descending=True, maintain_order=True)["area"]
            .to_list()
        )
        declared = set(rows.filter(pl.col("has_hours") > 0)["area"])
        x_values = years_between(reading.year(0.0), reading.year(book.horizon_days))
        drawn = areas[:_MOST_PANELS]
        columns = min(len(drawn), 3)
        panels = []
        for area in drawn:
            lines = self._lines(hours, area, NEEDED)
            if area in declared:
                lines = pl.concat([lines, self._lines(there, area, THERE, band=False)])
            panels.append(
                line_panel(
                    lines,
                    Axes("", x_values, top_of(lines, "mean", "high")),
                    title=[area],
                    series=[NEEDED, THERE] if declared else [NEEDED],
                    columns=columns,
                )
            )
        title = self._title(hours, there, declared)
        return Figure(
            key="officer-load",
            title=title,
            subtitle=f"Hours of officers a week by area, every quarter; "
            f"{reading.policy[reading.baseline]}; {reading.whole_run}; {reading.runs}",
            alt=f"Lines over years, a panel an area: hours needed, and hours there are. {title}.",
            chart=grid(panels, columns),
            tables=(self._table(sums, hours, there, declared),),
            note="Each area has its own vertical scale; the areas with most hours are drawn, and "
            "the table has all. People managed since before the run began are not in it.",
        )

    def _by_area(self) -> pl.DataFrame:
        """Return the load by area: the MAPPA area, else the region, else the site itself."""
        sites = self.reading.book.sites
        named = {site.id: site.mappa_area or site.region or site.id for site in sites}
        names = labels((area, self.reading.area(area)) for area in dict.fromkeys(named.values()))
        areas = {site: names[area] for site, area in named.items()}
        return self.table("officer_load").with_columns(
            area=pl.col("site").replace_strict(areas, return_dtype=pl.String),
            has_hours=pl.col("has_hours").fill_null(0.0),
        )

    def _lines(
        self, frame: pl.DataFrame, area: str, series: str, *, band: bool = True
    ) -> pl.DataFrame:
        """Return what a panel draws of an area, under the baseline."""
        mine = frame.filter(pl.col("policy") == self.reading.baseline, pl.col("area") == area)
        dated = self.reading.dated(mine)
        return dated.select(
            pl.col("year").alias("x"),
            pl.col("date").alias("when"),
            pl.lit(series).alias("series"),
            "mean",
            (pl.col("low").clip(lower_bound=0.0) if band else pl.lit(None, pl.Float64)).alias(
                "low"
            ),
            (pl.col("high") if band else pl.lit(None, pl.Float64)).alias("high"),
        )

    def _title(self, hours: pl.DataFrame, there: pl.DataFrame, declared: set[str]) -> str:
        policy = self.reading.baseline
        last = float(hours["day"].to_numpy().max())
        now = hours.filter(pl.col("policy") == policy, pl.col("day") == last)
        needed = f"{rounded(float(now['mean'].sum()))} hours of officers a week at the end"
        if not declared:
            return f"Under {self.reading.policy[policy]}, people after release take {needed}"
        have = there.filter(pl.col("policy") == policy, pl.col("day") == last)
        both = now.filter(pl.col("area").is_in(list(declared))).join(
            have, on="area", suffix="_there", maintain_order="left"
        )
        short = both.filter(pl.col("mean") > pl.col("mean_there"))
        return (
            f"Under {self.reading.policy[policy]}, people after release take {needed}; in "
            f"{short.height} of {both.height} areas that is more than there are"
        )

    def _table(
        self, sums: pl.DataFrame, hours: pl.DataFrame, there: pl.DataFrame, declared: set[str]
    ) -> Table:
        keys = ["area", "day"]
        people = {
            name: averaged(self.results, sums, keys, name).select("policy", *keys, level="mean")
            for name in LEVELS
        }
        every = hours.join(there.select("policy", *keys, has_hours="mean"), on=["policy", *keys])
        for name, frame in people.items():
            every = every.join(frame.rename({"level": name}), on=["policy", *keys])
        every = in_order(every.sort(keys), "policy", self.reading.policies)
        mine = yearly(self.reading.dated(every.filter(pl.col("policy") == self.reading.baseline)))
        cells = [
            (
                row["area"],
                row["date"],
                *(rounded(row[name]) for name in LEVELS),
                estimate(row["mean"], not_below_0(row["low"]), row["high"], ""),
                rounded(row["has_hours"]) if row["area"] in declared else "not said",
            )
            for row in mine.to_dicts()
        ]
        heads = ["Area", "Date", *LEVELS.values(), NEEDED, THERE]
        policy = self.reading.policy[self.reading.baseline]
        return Table(
            f"People by level of MAPPA, and hours a week, {policy}",
            pl.DataFrame(cells, schema=heads, orient="row"),
            every.rename({"mean": "hours", "low": "hours_low", "high": "hours_high"}),
            text_columns=2,
            note=f"{YEARLY} It has every policy.",
        )
