"""The sections on why people wait, on fairness between places, and on staff."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from reports.amounts import estimate, people, rounded
from reports.charts.areas import KINDS, unserved_by_area
from reports.charts.reasons import REASONS, reasons_by_policy, reasons_by_programme
from reports.charts.staff import FLOWS, LEVELS, LOST, MEASURES, lost_sessions, staff_levels
from reports.figure import Figure, Item, Section, Sheet
from reports.reading import labels
from reports.steps import steps_by_site
from reports.summaries import RUN, averaged, counted, filled
from reports.supervision import supervised
from reports.uses import Uses, not_below_0

if TYPE_CHECKING:
    from sim.experiments.results import Results

ON_THE_WAY = ("assessment", "too early", "transfer")
BY_RULE = ("deprioritised",)
"""Reasons that only a scenario with such a step or rule can give."""


class Provision(Uses):
    """Why people wait, where, and for which staff."""

    def waits(self) -> Iterator[Section]:
        reasons = self.table("reasons")
        if reasons.is_empty():
            return
        steps = reasons["reason"].is_in([*ON_THE_WAY, *BY_RULE]).any()
        if not (steps or self.detailed or self.ruled):
            return
        yield Section(
            "because-of-what",
            "Because of what they wait",
            "A wait has a reason, and only some of the reasons are mended by more staff; those on "
            "the way to a list stand beside those on it.",
            (self.reasons(), self.reasons_of_programmes(), *self.steps()),
        )

    def steps(self) -> Iterator[Sheet]:
        steps = self.table("steps")
        if not steps.is_empty() and steps["site"].n_unique() > 1:
            yield steps_by_site(self.results, self.reading)

    def reasons(self) -> Figure:
        rows = filled(self.results, self.table("reasons"), ["reason"], ["people"])
        whole = pl.col("people").sum().over(RUN)
        shares = rows.with_columns(people=pl.col("people") / whole).fill_nan(0.0)
        return reasons_by_policy(
            averaged(self.results, rows, ["reason"], "people"),
            averaged(self.results, shares, ["reason"], "people"),
            self.reading,
        )

    def reasons_of_programmes(self) -> Figure:
        table = self.table("reasons")
        cells = (
            table.select("provision")
            .unique(maintain_order=True)
            .join(
                pl.DataFrame(
                    {"reason": [each for each in REASONS if each in set(table["reason"])]}
                ),
                how="cross",
            )
        )
        rows = filled(self.results, table, ["provision", "reason"], ["people"])
        every = (
            rows.select(RUN)
            .unique(maintain_order=True)
            .join(cells, how="cross")
            .join(rows, on=[*RUN, "provision", "reason"], how="left", maintain_order="left")
            .with_columns(pl.col("people").fill_null(0.0))
        )
        frame = averaged(self.results, every, ["provision", "reason"], "people")
        return reasons_by_programme(frame, self.reading)

    def places(self) -> Iterator[Section]:
        found = tuple(self._areas())
        if found:
            yield Section(
                "between-places",
                "Fairness between places",
                "The same rule can serve people differently by where they are.",
                found,
            )

    def _areas(self) -> Iterator[Figure]:
        groupings = {}
        for kind in KINDS:
            named = {site.id: getattr(site, kind) for site in self.reading.book.sites}
            if len({area for area in named.values() if area}) > 1:
                groupings[kind] = named
        if groupings.get("mappa_area") == groupings.get("region"):
            groupings.pop("mappa_area", None)
        for kind, named in groupings.items():
            frame = self._by_area(named)
            if frame.drop_nulls("mean")["area"].n_unique() > 1:
                yield unserved_by_area(frame, self.reading, kind)

    def _by_area(self, named: Mapping[str, str | None]) -> pl.DataFrame:
        """Return the share unserved, stays ended and people waiting, by policy and area."""
        kinds = {"prison": "prisons", "probation": "probation"}
        names = labels(
            (area, self.reading.area(area)) for area in dict.fromkeys(named.values()) if area
        )
        areas = {
            site.id: f"{names.get(named[site.id] or '', 'No area')}, {kinds[site.kind]}"
            for site in self.reading.book.sites
        }
        rows = (
            self.table("lists")
            .filter(pl.col("provision").is_in(list(self.reading.programmes)))
            .with_columns(
                area=pl.col("site").replace_strict(areas, return_dtype=pl.String),
                ended=pl.col("started") + pl.col("left"),
            )
        )
        sums = filled(self.results, rows, ["area"], ["left", "ended", "waiting_mean_people"])
        share = pl.when(pl.col("ended") > 0).then(pl.col("left") / pl.col("ended"))
        shares = averaged(self.results, sums.with_columns(share=share), ["area"], "share")
        counts = sums.group_by("policy", "area", maintain_order=True).agg(
            ended=pl.col("ended").mean(), waiting=pl.col("waiting_mean_people").mean()
        )
        return shares.join(counts, on=["policy", "area"], how="left", maintain_order="left")

    def staff(self) -> Iterator[Section]:
        found: list[Item] = []
        if self.staffed:
            found.append(self.levels())
        if not self.table("supervision").is_empty():
            found.append(supervised(self.results, self.reading))
        if self.lost:
            found.append(self.shortage())
        if found:
            yield Section(
                "staff",
                "Staff",
                "Posts are not staff: somebody must be appointed, trained and present before a "
                "group can run, and a group under way can lose him.",
                tuple(found),
            )

    def levels(self) -> Figure:
        staffing = self.table("staffing")
        if "posts" not in staffing.columns:  # of a run made before posts were kept
            staffing = staffing.with_columns(posts=pl.lit(None, pl.Float64))
        keys = ["grade", "year"]
        sums = filled(self.results, staffing, keys, list(MEASURES))
        frame = pl.concat(
            [
                averaged(self.results, sums, keys, measure).with_columns(measure=pl.lit(measure))
                for measure in MEASURES
            ]
        )
        levels, flows = [*LEVELS, "carrying"], list(FLOWS)
        years = staffing["year"].n_unique()
        sites = staffing.group_by("policy", "site", "grade", maintain_order=True).agg(
            pl.col(levels).sum() / (years * self.reading.replications),
            pl.col(flows).sum() / (years * self.reading.replications),
        )
        return staff_levels(frame, sites, self.reading)

    def shortage(self) -> Sheet:
        groups = self.table("groups")
        used = [name for name in LOST if groups[name].sum()]
        affected = groups.group_by("provision").agg(pl.col(used).sum())
        some = affected.filter(pl.sum_horizontal(used) > 0)["provision"].to_list()
        rows = groups.filter(pl.col("provision").is_in(some))
        parts = []
        for name in used:
            unit = "days" if name == "paused_days" else "people"
            frame = counted(self._with(rows), "groups", ["provision"], name)
            words = [
                estimate(row["mean"], not_below_0(row["low"]), row["high"], unit)
                for row in frame.to_dicts()
            ]
            parts.append(
                frame.with_columns(pl.Series("shown", words, pl.String), measure=pl.lit(name))
            )
        every = pl.concat(parts)
        return Sheet(
            key="lost-sessions",
            title=self._shortage_title(every),
            subtitle="Over the groups that began in the window; a cancelled session is held later, "
            f"and the group takes longer; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(lost_sessions(every, self.reading, used),),
        )

    def _shortage_title(self, rows: pl.DataFrame) -> str:
        mine = rows.filter(pl.col("policy") == self.reading.baseline)
        sums = dict(mine.group_by("measure").agg(pl.col("mean").sum()).iter_rows())
        parts = []
        cancelled = sum(sums.get(name, 0.0) for name in LOST if name.startswith("sessions"))
        if cancelled:
            away = sums.get("sessions_cancelled_redeployed", 0.0)
            parts.append(
                f"{people(cancelled)} sessions are cancelled, {people(away)} of them because staff "
                "are called away"
            )
        if sums.get("paused_days"):
            parts.append(
                f"groups stand still for want of staff, {rounded(sums['paused_days'])} days in all"
            )
        if sums.get("stopped"):
            parts.append(f"{people(sums['stopped'])} are stopped")
        said = "; ".join(parts) or "no session is cancelled and no group stands still"
        return f"Under {self.reading.policy[self.reading.baseline]}, {said}"

    def _with(self, groups: pl.DataFrame) -> "Results":
        return replace(self.results, tables={**self.results.tables, "groups": groups})
