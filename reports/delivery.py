"""The sections on programmes and on who sat with whom: what was delivered, and to whom together."""

from collections.abc import Iterator

import polars as pl

from reports.amounts import amount, people, rounded
from reports.charts.mixing import MIXES, PASSED, mixed_groups, passed_over
from reports.charts.starts import starts_by_year
from reports.eras import eras
from reports.figure import Absent, Figure, Section, Sheet, Table
from reports.programmes import composed, delivered, offered, takes
from reports.summaries import RUN, averaged, filled
from reports.uses import Uses
from sim.words.days import DAYS_PER_YEAR


class Delivery(Uses):
    """What programmes are, what came of them, and the make-up of their groups."""

    def programmes(self) -> Iterator[Section]:
        if not self.detailed:
            return
        yield Section(
            "programmes",
            "Programmes",
            "What each programme is, as the scenario has it, and what came of it.",
            (self.what_they_are(), self.what_came(), self.starts()),
        )

    def what_they_are(self) -> Sheet:
        team = any(site.team for site in self.reading.book.sites)
        rows = [
            (
                self.reading.provision[note.id],
                _capital(delivered(note, team=team)),
                _capital(takes(note, self.reading)),
                _capital(offered(note, self.reading)),
            )
            for note in self.notes
        ]
        count = len(rows)
        return Sheet(
            key="what-programmes-are",
            title=f"{count} programme{'' if count == 1 else 's'}, in the words of the scenario",
            subtitle="Between quotation marks stand conditions as they are written in the scenario",
            tables=(
                Table(
                    "What each programme is",
                    pl.DataFrame(
                        rows,
                        schema=["Programme", "How it is delivered", "Whom it takes", "Offered"],
                        orient="row",
                    ),
                    text_columns=4,
                ),
            ),
        )

    def what_came(self) -> Sheet | Absent:
        groups = self.table("groups")
        mine = groups.filter(pl.col("provision").is_in(list(self.reading.programmes)))
        key = "what-came-of-programmes"
        if mine.is_empty():
            return Absent(key, "What came of the programmes", "No group begins in the window.")
        frame = self._outputs()
        baseline = frame.filter(pl.col("policy") == self.reading.baseline)
        rows = [
            (
                self.reading.provision.get(row["provision"], row["provision"]),
                people(row["groups"]),
                rounded(row["size"]) if row["size"] is not None else "none began",
                people(row["starts"]),
                rounded(row["length"]) if row["length"] is not None else "none ended",
                rounded(row["wait"]) if row["wait"] is not None else "nobody started",
                amount(row["left_share"], "share"),
                people(row["completed"]),
                amount(row["dropped_share"], "share"),
                people(row["late"]),
                people(row["still"]),
                amount(row["staff_share"], "share"),
            )
            for row in baseline.to_dicts()
        ]
        heads = [
            *("Programme", "Groups", "Mean size", "People who start", "Mean length (days)"),
            *("Mean wait of those who started (days)", "Left unserved", "People who complete"),
            *("Attrition", "Chairs filled late", "Days stood still"),
            "Of facilitators' time in groups",
        ]
        total = float(baseline["starts"].sum())
        policy = self.reading.policy[self.reading.baseline]
        return Sheet(
            key=key,
            title=f"Under {policy}, {people(float(baseline['groups'].sum()))} groups begin and "
            f"{people(total)} people start in the window",
            subtitle=f"Means of the runs; {policy}; {self.reading.place}, {self.reading.window}; "
            f"{self.reading.runs}",
            tables=(
                Table(
                    f"What came of each programme, {policy}",
                    pl.DataFrame(rows, schema=heads, orient="row"),
                    frame,
                    note="A group is a man by himself where delivery is one to one or in places. "
                    "Size is of those who began a group; length runs to its last completion. "
                    "Completions and attrition are of those who left a group in the window, "
                    "whenever it began; attrition is the share of them who left before the end, "
                    "but for people whom nobody obliged and who had come as long as they wished. "
                    "Facilitators' time is that of all groups of programmes in the window: who "
                    "takes most of it keeps most others waiting. The download has every policy.",
                ),
            ),
        )

    def _outputs(self) -> pl.DataFrame:
        """Return the mean outputs of each programme under each policy."""
        runs = self.reading.replications
        over = pl.col("completed").sum() + pl.col("dropped_out").sum()
        groups = (
            self._groups()
            .group_by("policy", "provision", maintain_order=True)
            .agg(
                groups=pl.col("started").sum() / runs,
                size=_weighted("size_mean_people", "started"),
                length=_weighted("length_mean_days", "started"),
                late=pl.col("late_entries").sum() / runs,
                still=pl.col("paused_days").sum() / runs,
                facilitator_days=pl.col("facilitator_days").sum() / runs,
                completed=pl.col("completed").sum() / runs,
                dropped_share=pl.when(over > 0).then(pl.col("dropped_out").sum() / over),
            )
        )
        ended = pl.col("started").sum() + pl.col("left").sum()
        lists = (
            self.table("lists")
            .group_by("policy", "provision", maintain_order=True)
            .agg(
                starts=pl.col("started").sum() / runs,
                wait=_weighted("wait_mean_days", "started"),
                left_share=pl.when(ended > 0).then(pl.col("left").sum() / ended),
            )
        )
        every = pl.DataFrame({"policy": list(self.reading.policies)}).join(
            pl.DataFrame({"provision": list(self.reading.programmes)}), how="cross"
        )
        keys = ["policy", "provision"]
        counts = ("groups", "late", "still", "starts", "completed")
        staff = pl.col("facilitator_days").sum().over("policy")
        return (
            every.join(groups, on=keys, how="left", maintain_order="left")
            .join(lists, on=keys, how="left", maintain_order="left")
            .with_columns(
                pl.col(*counts, "facilitator_days").fill_null(0.0),
                staff_share=pl.when(staff > 0).then(
                    pl.col("facilitator_days").fill_null(0.0) / staff
                ),
            )
        )

    def _groups(self) -> pl.DataFrame:
        """Return the table of groups; a run made before completions were counted has none."""
        groups = self.table("groups")
        counts = ("completed", "dropped_out", "facilitator_days")
        late = [name for name in counts if name not in groups.columns]
        return groups.with_columns(pl.lit(None, pl.Float64).alias(name) for name in late)

    def starts(self) -> Figure | Absent:
        rows = self.table("journeys").filter(
            pl.col("how").cast(pl.String) == "started",
            pl.col("provision").cast(pl.String).is_in(list(self.reading.programmes)),
        )
        if rows.is_empty():
            return Absent("starts-by-year", "Starts by year", "Nobody starts a programme.")
        last = max(0, int((self.reading.book.horizon_days - 1e-9) // DAYS_PER_YEAR))
        yearly = (
            rows.with_columns(
                pl.col("provision").cast(pl.String),
                year=(pl.col("ended_day") / DAYS_PER_YEAR).floor().clip(0, last).cast(pl.Int64),
            )
            .group_by(*RUN, "provision", "year", maintain_order=True)
            .agg(starts=pl.len().cast(pl.Int64))
        )
        sums = filled(self.results, yearly, ["provision", "year"], ["starts"])
        frame = averaged(self.results, sums, ["provision", "year"], "starts").sort(
            "provision", "year", maintain_order=True
        )
        return starts_by_year(frame, eras(self.reading), self.reading)

    def groups(self) -> Iterator[Section]:
        mixing = self.table("mixing")
        if not self.composed or mixing.is_empty() or not mixing["groups"].sum():
            return
        yield Section(
            "who-sat-with-whom",
            "Who sat with whom",
            "Rules of composition keep some people apart; what they prevent is shown beside what "
            "they cost in waiting.",
            (self.mixed(), self.passed()),
        )

    def mixed(self) -> Figure:
        mixing = self.table("mixing").filter(pl.col("groups") > 0)
        groups = mixing.group_by("policy", "provision", maintain_order=True).agg(
            groups=pl.col("groups").sum() / self.reading.replications
        )
        parts = []
        for mix in (each for each in MIXES if each in mixing.columns):
            shares = mixing.with_columns(share=pl.col(mix) / pl.col("groups"))
            frame = averaged(self.results, shares, ["provision"], "share")
            parts.append(frame.with_columns(mix=pl.lit(mix)))
        frame = pl.concat(parts).join(groups, on=["policy", "provision"], maintain_order="left")
        sums = mixing.group_by("policy").agg(pl.col("low_with_higher", "groups").sum())
        mixed = dict(
            sums.select("policy", pl.col("low_with_higher") / pl.col("groups")).iter_rows()
        )
        overall = {policy: mixed.get(policy, 0.0) for policy in self.reading.policies}
        return mixed_groups(frame, overall, self.reading)

    def passed(self) -> Sheet:
        composing = [note.id for note in self.notes if composed(note)]
        mixing = self.table("mixing").filter(pl.col("provision").is_in(composing))
        measures = (*PASSED, "wait_if_passed_over_mean_days", "wait_of_others_mean_days")
        frame = pl.concat(
            [
                averaged(self.results, mixing, ["provision"], measure).with_columns(
                    measure=pl.lit(measure), low=pl.col("low").clip(lower_bound=0.0)
                )
                for measure in measures
            ]
        )
        return passed_over(frame, self.reading)


def _weighted(value: str, by: str) -> pl.Expr:
    """Return the mean of a column that has gaps, weighted by a count."""
    weight = pl.when(pl.col(value).is_not_null()).then(pl.col(by)).otherwise(0).sum()
    return pl.when(weight > 0).then((pl.col(value) * pl.col(by)).sum() / weight)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
