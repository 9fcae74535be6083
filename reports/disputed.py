"""The section on effects under dispute: causes, the official measure, regret, and weights.

Each part is shown where the scenario has what it is about, and nowhere else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from reports.amounts import amount, change, change_span, estimate, listed, points, signed
from reports.charts.causes import by_cause, first_events
from reports.charts.dots import dots, rows_of, scaled, stacked
from reports.charts.incidence import FEWEST_FOLLOWED
from reports.figure import Absent, Figure, Item, Section, Sheet, Table
from reports.uses import Uses
from sim.experiments.beliefs import measure_of, overall, regrets
from sim.words.bands import ALL_BANDS
from sim.words.outcomes import REOFFENDED
from sim.words.reoffences import PROVEN_SHARE

FEWEST = 2


class Disputed(Uses):
    """What hangs on a belief beyond the curves of reoffending."""

    def sections(self) -> Iterator[Section]:
        items: list[Item] = [*self.causes(), *self.after_release(), *self.proven(), *self.regret()]
        if items:
            yield Section(
                "effects-under-dispute",
                "What hangs on the belief",
                "The truth about effects is not known. These figures say how reoffending divides, "
                "and what each policy would cost if another belief were true.",
                tuple(items),
            )

    def causes(self) -> Iterator[Figure]:
        told = [cause for cause in self.results.book.reoffences if cause in _CAUSES]
        if told:
            rows = self.table("reoffending").filter(
                pl.col("band") == ALL_BANDS,
                pl.col("cause").is_in(told),
                pl.col("policy") == self.reading.baseline,
            )
            if _drawable(rows):
                yield by_cause(self.results, self.reading, rows, told)

    def after_release(self) -> Iterator[Figure]:
        table = self.table("first_after_release")
        if table.is_empty():
            return
        rows = table.filter(pl.col("policy") == self.reading.baseline)
        if _drawable(rows):
            yield first_events(self.results, self.reading, rows)

    def proven(self) -> Iterator[Sheet]:
        known = {each.name: each for each in self.results.known}
        levels = {
            (row["policy"], row["outcome"]): row
            for row in self.results.outcomes().to_dicts()
            if row["mean"] is not None
        }
        names = [f"{PROVEN_SHARE}.{belief}" for belief in self.reading.book.belief_ids]
        names = [
            name for name in names if all((each, name) in levels for each in self.reading.policies)
        ]
        if not names:
            return
        heads = [self.reading.belief[name.removeprefix(f"{PROVEN_SHARE}.")] for name in names]
        rows = [
            (
                self.reading.policy[policy],
                *(
                    estimate(row["mean"], row["low"], row["high"], "share")
                    for row in (levels[policy, name] for name in names)
                ),
            )
            for policy in self.reading.policies
        ]
        first = levels[self.reading.baseline, names[0]]["mean"]
        yield Sheet(
            key="proven-reoffending",
            title=f"Under {self.reading.policy[self.reading.baseline]}, the official measure would "
            f"be {amount(first, 'share')} if “{heads[0]}”",
            subtitle="Share with a first reoffence within a year of release or of the start of an "
            "order, convicted within a further six months; people followed for eighteen months; "
            f"{self.reading.place}, {self.reading.window}; {self.reading.runs}",
            tables=(
                Table(
                    "Proven reoffending, by policy and belief (95% interval in brackets)",
                    pl.DataFrame(rows, schema=["Policy", *heads], orient="row"),
                    self.results.outcomes()
                    .filter(pl.col("outcome").is_in(names))
                    .select("policy", "outcome", "mean", "low", "high"),
                    note="It counts the first reoffence of any cause that the scenario follows; it "
                    "misses what comes later than a year or is convicted later. It is a share of "
                    f"{known[names[0]].denominator}.",
                ),
            ),
        )

    def regret(self) -> Iterator[Figure | Absent]:
        """Draw how far each policy is from the best, a panel a belief."""
        if len(self.reading.policies) < FEWEST or len(self.reading.book.beliefs) < FEWEST:
            return
        measure = measure_of(self.results)
        if measure is None:
            return
        unit = "share" if measure == REOFFENDED else "people"
        table = regrets(self.results, measure)
        if not (table["regret"].fill_null(0.0) > 0).any():
            return
        whole = overall(self.results, measure)
        beliefs = self.reading.book.belief_ids
        panels = []
        for belief in beliefs:
            rows = table.filter(pl.col("belief") == belief).with_columns(
                label=pl.col("policy").replace_strict(self.reading.policy), mean=pl.col("regret")
            )
            words = [_gap(row, unit) for row in rows.to_dicts()]
            panels.append(
                dots(
                    scaled(rows, unit).with_columns(pl.Series("shown", words, pl.String)),
                    x_title="Percentage points more than the best policy"
                    if unit == "share"
                    else "People more than under the best policy",
                    y=rows_of(self.reading.policies, self.reading),
                    title=f"If “{self.reading.belief[belief]}”",
                    words="Regret",
                    zero_line=True,
                )
            )
        yield Figure(
            key="regret",
            title=self._regret_title(whole, unit),
            subtitle=f"Regret: {_KNOWN[measure]}, more than under the policy that does best if that"
            f" belief is true; {self.reading.place}, {self.reading.window}; {self.reading.runs}",
            alt="Dots with intervals, a row a policy, a panel a belief, from a line at zero. "
            f"{self._regret_title(whole, unit)}.",
            chart=stacked(panels),
            tables=self._tables(table, whole, unit),
            note="The best policy is found in the same runs, so where the others differ from it by "
            "luck alone their regret is overstated by that luck.",
        )

    def _regret_title(self, whole: pl.DataFrame, unit: str) -> str:
        least = whole.sort("worst_regret", maintain_order=True).row(0, named=True)
        name = self.reading.policy[least["policy"]]
        if not least["worst_regret"]:
            beliefs = len(self.reading.book.beliefs)
            return f"In these runs {name} has least reoffending under each of {beliefs} beliefs"
        gap = change(least["worst_regret"], unit).removeprefix("+")
        return f"In these runs {name} is {gap} or less from the best policy, whatever is believed"

    def _tables(self, table: pl.DataFrame, whole: pl.DataFrame, unit: str) -> tuple[Table, ...]:
        beliefs = self.reading.book.belief_ids
        cells = {(row["policy"], row["belief"]): row for row in table.to_dicts()}
        rows = []
        for worst in whole.to_dicts():
            mine = [cells[worst["policy"], belief] for belief in beliefs]
            rows.append(
                (
                    self.reading.policy[worst["policy"]],
                    *(_gap(each, unit) for each in mine),
                    signed(worst["worst_regret"], unit),
                )
            )
        heads = ["Policy", *(self.reading.belief[belief] for belief in beliefs), "Worst"]
        regret = Table(
            f"Regret in {points(unit)}, by policy and belief (95% interval in brackets)",
            pl.DataFrame(rows, schema=heads, orient="row"),
            table,
        )
        if not self.reading.book.priors:
            return (regret,)
        return (regret, self._weighted(whole, unit))

    def _weighted(self, whole: pl.DataFrame, unit: str) -> Table:
        base = whole.filter(pl.col("policy") == self.reading.baseline)["mean"][0]
        rows = [
            (
                self.reading.policy[row["policy"]],
                estimate(row["mean"], row["low"], row["high"], unit),
                change(row["mean"] - base, unit),
                amount(row["best_chance"], "share"),
            )
            for row in whole.to_dicts()
        ]
        weights = zip(self.reading.book.belief_ids, self.reading.book.priors, strict=True)
        said = listed(
            [
                f"{amount(weight, 'share')} to “{self.reading.belief[belief]}”"
                for belief, weight in weights
            ]
        )
        against = self.reading.policy[self.reading.baseline]
        return Table(
            "Under the weights that the scenario gives the beliefs",
            pl.DataFrame(
                rows,
                schema=[
                    "Policy",
                    "Weighted mean",
                    f"Against {against}",
                    "Chance of being the best",
                ],
                orient="row",
            ),
            whole,
            note=f"The weights are judgements, not findings: {said}. The chance is over beliefs and"
            " runs; policies that tie share it.",
        )


def _gap(row: Mapping[str, Any], unit: str) -> str:
    """Return a regret and its interval, in points and without the unit."""
    interval = change_span(row["low"], row["high"], unit)
    said = signed(row["regret"], unit)
    return f"{said} ({interval})" if interval else said


def _drawable(rows: pl.DataFrame) -> bool:
    """Tell whether enough people are followed for long enough to draw a line."""
    followed = rows.group_by("years").agg(pl.col("at_risk").mean())
    return followed.filter(pl.col("at_risk") >= FEWEST_FOLLOWED).height >= FEWEST


_CAUSES = ("contact", "image", "other")
_KNOWN = {
    REOFFENDED: "share who reoffended sexually within 5 years of release",
    "reoffended_people": "people who reoffended sexually in the window",
}
