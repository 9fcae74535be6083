"""The table of policies against outcomes: what each came to, and what may be said of it."""

from dataclasses import dataclass

import polars as pl

from reports.amounts import change_span, estimate, short_change, unit_sign
from reports.reading import Reading
from reports.rules import staff_rule
from reports.verdicts import WORDS, Row, Verdicts
from sim.words.outcomes import REOFFENDED, Outcome

KEY_OUTCOMES = (
    "released_without_starting_share",
    "released_without_completing_share",
    "supervision_ended_without_starting_share",
    "left_without_starting_share",
    "wait_to_start_mean_days",
    "waiting_mean_people",
    "completed_people",
    "past_tariff_mean_people",
    "circle_started_people",
    "circle_to_men_outside_criteria_share",
    "circle_displaced_people",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One policy and outcome: the level, the verdict, and the difference it rests on."""

    level: str
    verdict: str = ""
    difference: str = ""

    @property
    def tone(self) -> str:
        """Name the style of the verdict; the word itself always stands beside it."""
        return self.verdict.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome across the policies."""

    title: str
    unit: str
    welcome: str
    primary: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of the first screen, the rest, and the outcomes with nobody to count."""

    heads: tuple[str, ...]
    staff: tuple[str, ...]
    key: tuple[Line, ...]
    rest: tuple[Line, ...]
    unmeasured: tuple[str, ...]


def comparison(verdicts: Verdicts, reading: Reading) -> Comparison:
    """Return every outcome against every policy, the important ones apart."""
    key: list[Line] = []
    rest: list[Line] = []
    nobody = _concerns_nobody(verdicts, reading)
    for outcome in verdicts.shown():
        if outcome.name in nobody:
            continue
        line = _line(outcome, verdicts, reading)
        important = (
            line.primary or outcome.name in KEY_OUTCOMES or outcome.name.startswith(REOFFENDED)
        )
        (key if important else rest).append(line)
    unmeasured = tuple(
        each.title
        for each in verdicts.known.values()
        if not verdicts.measured(each.name) or each.name in nobody
    )
    heads = tuple(reading.policy[policy] for policy in reading.policies)
    return Comparison(heads, _staff(reading), tuple(key), tuple(rest), unmeasured)


def _staff(reading: Reading) -> tuple[str, ...]:
    """Return each policy's rule for sharing staff; nothing where no policy has one of its own."""
    notes = {note.id: note for note in reading.book.policies}
    said = [staff_rule(notes[each]) if each in notes else "" for each in reading.policies]
    return tuple(said) if len(set(said)) > 1 else ("",) * len(said)


def _concerns_nobody(verdicts: Verdicts, reading: Reading) -> frozenset[str]:
    """Name the outcomes that are 0 in every run because the scenario has no such thing.

    A book does not say who is sentenced to what: that nobody is past tariff on any day of any run
    stands for a scenario without indeterminate sentences. The main measure is never left out.
    """
    tables, prefixes = verdicts.results.tables, []
    if not any(note.kind == "circle" for note in reading.book.provisions):
        prefixes.append("circle_")
    if not tables["past_tariff"]["people"].sum():
        prefixes.append("past_tariff_")
    values = tables["outcomes"].filter(pl.col("value").fill_null(0.0) != 0)["outcome"]
    something = {verdicts.primary.name, *values}
    return frozenset(
        name
        for name in verdicts.known
        if name.startswith(tuple(prefixes)) and name not in something
    )


def _line(outcome: Outcome, verdicts: Verdicts, reading: Reading) -> Line:
    welcome = {"lower": "lower is better", "higher": "higher is better", "neither": ""}
    cells = tuple(_cell(outcome, policy, verdicts) for policy in reading.policies)
    primary = outcome.name == verdicts.primary.name
    return Line(outcome.title, unit_sign(outcome.unit), welcome[outcome.better], primary, cells)


def _cell(outcome: Outcome, policy: str, verdicts: Verdicts) -> Cell:
    row = verdicts.level(policy, outcome.name)
    level = estimate(row["mean"], row["low"], row["high"], outcome.unit)
    found = verdicts.difference(policy, outcome.name)
    if found is None:
        return Cell(level)
    return Cell(level, WORDS[found["verdict"]], _difference(found, outcome.unit))


def _difference(found: Row, unit: str) -> str:
    """Return a difference and its interval, short enough for a column: points, days or people."""
    if found["mean"] is None:
        return ""
    words = short_change(found["mean"], unit)
    interval = change_span(found["low"], found["high"], unit)
    return f"{words} ({interval})" if interval else words
