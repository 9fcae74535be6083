"""The figures of a report, in the order they are read: each a chart, or the reason for none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from reports.allocation import Allocation
from reports.charts.circles import circle_places
from reports.charts.facilitators import facilitator_use
from reports.charts.incidence import FEWEST_FOLLOWED, STATES, start_incidence
from reports.charts.missed import missed_differences, missed_shares
from reports.charts.reoffending import reoffending
from reports.charts.waiting import waiting_by_band, waiting_by_policy
from reports.charts.winners import winners_and_losers
from reports.charts.worst_lists import worst_lists
from reports.circles import Circling
from reports.cohorts import Cohorts
from reports.costs import Costing
from reports.delivery import Delivery
from reports.disputed import Disputed
from reports.figure import Absent, Figure, Section
from reports.licence import LicenceAndBoard
from reports.officers import Officers
from reports.past_tariff import figures_past_tariff
from reports.provision import Provision
from reports.published import Published
from reports.ranking import Ranking
from reports.reading import Reading
from reports.summaries import counted, levels_of
from reports.verdicts import Verdicts
from reports.voluntary import VoluntaryAttendance
from sim.experiments.winners import winners
from sim.words.bands import ALL_BANDS
from sim.words.outcomes import Outcome

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.log.history import Book

MISSED = ("released_without_starting_share", "released_without_completing_share")


@dataclass(frozen=True)
class Evidence:
    """What the figures are drawn from."""

    results: "Results"
    reading: Reading
    verdicts: Verdicts
    order: Ranking | None

    def sections(self) -> Iterator[Section]:
        provision = Provision(self.results, self.reading)
        delivery = Delivery(self.results, self.reading)
        yield self.who_waits()
        yield from provision.waits()
        yield self.who_is_missed()
        yield from provision.places()
        yield self.what_limits()
        yield from provision.staff()
        yield from delivery.programmes()
        yield from delivery.groups()
        yield from Allocation(self.results, self.reading).rules()
        yield from Circling(self.results, self.reading).sections()
        yield from self.past_tariff()
        yield from LicenceAndBoard(self.results, self.reading, self.verdicts).sections()
        yield from Officers(self.results, self.reading).sections()
        yield from VoluntaryAttendance(self.results, self.reading, self.verdicts).sections()
        yield from self.after_release()
        yield from Disputed(self.results, self.reading).sections()
        yield from Costing(self.results, self.reading).sections()
        yield from Cohorts(self.results, self.reading).sections()
        yield from Published(self.results, self.reading).sections()

    def who_waits(self) -> Section:
        return Section(
            "who-waits",
            "Who waits, and what becomes of them",
            "A mean wait of those who started would leave out everybody the wait has failed; the "
            "people who left without a start and those still waiting are shown with them.",
            (self.waiting(), self.by_band(), self.incidence(), self.lists()),
        )

    def who_is_missed(self) -> Section:
        return Section(
            "who-is-missed",
            "Who is missed",
            "The same people, with the same luck, are put through every policy, so differences "
            "are taken run by run.",
            (*self.missed(), self.winners()),
        )

    def what_limits(self) -> Section:
        return Section(
            "what-limits",
            "What limits the places",
            "Places follow from facilitators and from the sites that deliver"
            f"{', and for circles from volunteers' if self.has_circles else ''}.",
            (self.facilitators(), *([self.circles()] if self.has_circles else [])),
        )

    @property
    def has_circles(self) -> bool:
        """Tell whether anything may be said of circles: where there are none, nothing is."""
        return any(note.kind == "circle" for note in self.results.book.provisions)

    def past_tariff(self) -> Iterator[Section]:
        """Yield the section where anybody is past tariff, or there is a Board that might see it."""
        if (
            self.results.book.parole is None
            and not self.results.tables["past_tariff"]["people"].sum()
        ):
            return
        yield Section(
            "past-tariff-section",
            "Men held past tariff",
            "Men on indeterminate sentences can be released only by the Parole Board, which may "
            "want a programme done first.",
            figures_past_tariff(self.results, self.reading, self.verdicts),
        )

    def after_release(self) -> Iterator[Section]:
        """Yield the section where the scenario names a belief."""
        if not self.results.book.beliefs:
            return
        yield Section(
            "after-release",
            "Reoffending after release",
            "Nobody knows what the programmes do to reoffending; each panel takes one belief to "
            f"be true.{_who_returns(self.results.book)}",
            (self.reoffending(),),
        )

    def _of_programmes(self, table: str) -> pl.DataFrame:
        """Return the rows of a table about programmes; circles have a chart of their own."""
        return self.results.tables[table].filter(
            pl.col("provision").is_in(list(self.reading.programmes))
        )

    def _with(self, table: str, rows: pl.DataFrame) -> "Results":
        return replace(self.results, tables={**self.results.tables, table: rows})

    def waiting(self) -> Figure | Absent:
        return self._waiting(
            "waiting", "People waiting over time", ["day", "provision"], waiting_by_policy
        )

    def by_band(self) -> Figure | Absent:
        return self._waiting(
            "waiting-by-band",
            "People waiting by risk band",
            ["day", "provision", "band"],
            waiting_by_band,
        )

    def _waiting(
        self,
        key: str,
        title: str,
        keys: list[str],
        draw: Callable[[pl.DataFrame, Reading], Figure],
    ) -> Figure | Absent:
        rows = self._of_programmes("waiting")
        if not rows["waiting"].sum():
            return Absent(key, title, "Nobody waits for a programme in this scenario.")
        return draw(counted(self._with("waiting", rows), "waiting", keys, "waiting"), self.reading)

    def incidence(self) -> Figure | Absent:
        key, title = "start-incidence", "Starting, leaving and still waiting"
        best = self.verdicts.best_other()
        policies = (self.reading.baseline, *((best,) if best is not None else ()))
        rows = self._of_programmes("start_incidence").filter(pl.col("policy").is_in(policies))
        keys = ["provision", "month"]
        chosen = self._with("start_incidence", rows)
        followed = (
            chosen.band("start_incidence", keys, "at_risk")
            .filter(pl.col("mean") >= FEWEST_FOLLOWED)
            .group_by("provision", "policy")
            .agg(pl.col("month").max().alias("last"))
            .group_by("provision")
            .agg(pl.col("last").min(), pl.len().alias("policies"))
            .filter(pl.col("policies") == len(policies), pl.col("last") > 0)
        )
        if followed.is_empty():
            return Absent(
                key,
                title,
                "Too few people wait for a month or more to follow what becomes of them.",
            )
        states = [
            chosen.band("start_incidence", keys, state).with_columns(state=pl.lit(state))
            for state in STATES
        ]
        frame = (
            pl.concat(states)
            .join(followed, on="provision", maintain_order="left")
            .filter(pl.col("month") <= pl.col("last"), pl.col("mean").is_not_null())
            .drop("last", "policies")
        )
        return start_incidence(frame, self.reading, policies)

    def lists(self) -> Figure | Absent:
        rows = self._of_programmes("lists").filter(pl.col("policy") == self.reading.baseline)
        key, title = "worst-lists", "Where waiting is worst"
        if rows["left_share"].drop_nulls().is_empty():
            return Absent(key, title, "No stay on a programme list ended in the window.")
        if not rows["left"].sum():
            return Absent(
                key, title, "Every stay on a programme list that ended, ended in a start."
            )
        keys = ["site", "provision"]
        started = pl.col("started")
        counts = ["joined", "started", "left", "waiting_at_end", "waiting_mean_people"]
        waits = rows.group_by(keys, maintain_order=True).agg(
            pl.when(started.sum() > 0)
            .then((pl.col("wait_mean_days") * started).sum() / started.sum())
            .alias("wait"),
            *(pl.col(column).sum() / self.reading.replications for column in counts),
        )
        shares = self._with("lists", rows).band("lists", keys, "left_share")
        return worst_lists(shares.join(waits, on=keys, maintain_order="left"), self.reading)

    def missed(self) -> tuple[Figure | Absent, ...]:
        """Draw the primary outcome and the shares released untreated, as far as they exist."""
        wanted = dict.fromkeys((self.verdicts.primary.name, *MISSED))
        outcomes = self._measured(wanted)
        if not outcomes:
            return (
                Absent(
                    "missed",
                    "Released without starting or completing",
                    "Nobody who had joined a programme list is released in the window, and the "
                    "main measure has nobody to count.",
                ),
            )
        levels = levels_of(self.results, outcomes)
        return (missed_shares(levels, self.reading, outcomes), self._differences(outcomes))

    def _measured(self, names: Iterable[str]) -> list[Outcome]:
        return [self.verdicts.known[name] for name in names if self.verdicts.measured(name)]

    def _differences(self, outcomes: list[Outcome]) -> Figure | Absent:
        key, title = "missed-differences", "Differences from the baseline"
        if not self.reading.others:
            return Absent(key, title, "Only one policy was run, so there is nothing to compare.")
        rows = self.results.differences().filter(
            pl.col("outcome").is_in([each.name for each in outcomes]), pl.col("mean").is_not_null()
        )
        drawn = [each for each in outcomes if each.name in set(rows["outcome"])]
        if not drawn:
            return Absent(key, title, "No measure has a value under two policies in the same run.")
        return missed_differences(rows, self.reading, drawn)

    def winners(self) -> Figure | Absent:
        key, title = "winners", "Winners and losers"
        if not self.reading.others:
            return Absent(
                key, title, "Only one policy was run, so nobody gains or loses against another."
            )
        frame = winners(self.results)
        if not frame["mean"].fill_null(0.0).sum():
            return Absent(key, title, "Nobody starts a programme under any policy.")
        return winners_and_losers(frame, self.reading, self.verdicts.best_other())

    def facilitators(self) -> Figure | Absent:
        rows = self.results.tables["facilitators"]
        if not rows["in_post"].sum():
            return Absent(
                "facilitators",
                "Use of facilitators",
                "No facilitators are in post in this scenario.",
            )
        means = rows.group_by("policy", "site", "year", maintain_order=True).agg(
            pl.col("in_post", "in_use").sum() / self.reading.replications
        )
        return facilitator_use(means, self.reading)

    def circles(self) -> Figure | Absent:
        rows = self.results.tables["circles"]
        if not rows["started"].sum():
            sentence = "No circle starts in the window under any policy."
            return Absent("circles", "Circle places", sentence)
        frame = counted(self.results, "circles", ["band", "meets_criteria"], "started")
        book = self.results.book
        displaced = self.results.tables["displaced"].filter(
            pl.col("day") >= book.window_from_day, pl.col("day") < book.window_to_day
        )
        return circle_places(frame, displaced, self.reading)

    def reoffending(self) -> Figure | Absent:
        key, title = "reoffending", "Reoffending over time"
        rows = self.results.tables["reoffending"].filter(
            pl.col("band") == ALL_BANDS, pl.col("cause") == "sexual"
        )
        keys = ["belief", "years"]
        chosen = self._with("reoffending", rows)
        followed = (
            chosen.band("reoffending", keys, "at_risk")
            .filter(pl.col("mean") >= FEWEST_FOLLOWED)
            .group_by("policy")
            .agg(pl.col("years").max())
        )
        if len(followed) < len(self.reading.policies):
            return Absent(key, title, "Too few people are released in the window to follow.")
        longest = followed["years"].min()
        frame = chosen.band("reoffending", keys, "reoffended").filter(
            pl.col("years") <= longest, pl.col("mean").is_not_null()
        )
        if frame["years"].n_unique() < 2:  # noqa: PLR2004 -- a line needs two points
            return Absent(key, title, "The run is too short to follow people after release.")
        return reoffending(frame, self.reading, self.order)


def _who_returns(book: "Book") -> str:
    """Say under which belief men go back to prison in the run, where they do."""
    if book.returns_under is None:
        return ""
    name = dict(book.beliefs)[book.returns_under]
    said = f" In this run men who reoffend go back to prison under one of them: {name}."
    if len(book.beliefs) == 1:
        return said
    return (
        f"{said} The other panels are reckoned from that same run: what their own worlds would be "
        "takes runs of their own (placesim compare --each-belief)."
    )
