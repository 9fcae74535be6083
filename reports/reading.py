"""The names and dates a chart needs to speak to a reader, taken from the book of a run.

Two things that share a name get their ids in brackets, so that a chart can never merge them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from sim.words.bands import BAND_NAMES
from sim.words.costs import REOFFENCES_COST, WITH_REOFFENCES
from sim.words.days import DAYS_PER_YEAR, moment_of
from sim.words.outcomes import REOFFENCES, REOFFENDED, Outcome
from sim.words.reoffences import STEMS

if TYPE_CHECKING:
    from sim.log.history import Book

LONGEST_LABEL = 60

BANDS: Mapping[str, str] = {
    name: name.replace("_", " ").capitalize() for name in reversed(BAND_NAMES)
}
"""Band to its label, the highest first."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def in_words(day: date) -> str:
    """Return a date as British readers write it, whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def spoken_date(text: str) -> str:
    """Return a date that is written YYYY-MM-DD in words; any other text stays what it is.

    >>> spoken_date("2025-03-31"), spoken_date("2024/25"), spoken_date("2025")
    ('31 March 2025', '2024/25', '2025')
    """
    try:
        return in_words(date.fromisoformat(text)) if "-" in text else text
    except ValueError:
        return text


def labels(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return id to label: the name, shortened where long, with the id where two would be alike.

    >>> labels([("a", "Fair"), ("b", "Fair"), ("c", "Fast")])
    {'a': 'Fair (a)', 'b': 'Fair (b)', 'c': 'Fast'}
    """
    short = {
        key: name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1].rstrip() + "…"
        for key, name in pairs
    }
    seen = Counter(short.values())
    return {key: f"{name} ({key})" if seen[name] > 1 else name for key, name in short.items()}


def place_name(key: str) -> str:
    """Return the id of a region or area as a name.

    >>> place_name("east_of_england")
    'East of England'
    """
    words = key.replace("_", " ").split()
    return " ".join(word if word in {"of", "and", "the"} else word.capitalize() for word in words)


def _spoken(key: str, name: str) -> str:
    """Return the name, or an id made readable where the scenario gives no other name."""
    return name if name != key else key.replace("_", " ").capitalize()


def belief_labels(book: "Book") -> dict[str, str]:
    return labels((belief, _spoken(belief, name or belief)) for belief, name in book.beliefs)


def outcomes_of(book: "Book") -> dict[str, Outcome]:
    """Return the outcomes by name, beliefs called by their names wherever a reader sees them."""
    spoken = {
        f"{stem}.{belief}": (belief, label)
        for belief, label in belief_labels(book).items()
        for stem in (REOFFENDED, REOFFENCES, REOFFENCES_COST, WITH_REOFFENCES, *STEMS)
    }
    found = {each.name: each for each in book.outcomes}
    for name, (belief, label) in spoken.items():
        if name not in found:
            continue
        outcome = found[name]
        found[name] = replace(
            outcome,
            title=f"{outcome.title.removesuffix(belief)}“{label}”",
            definition=f"{outcome.definition.removesuffix(repr(belief))}“{label}”",
        )
    return found


@dataclass(frozen=True)
class Reading:
    """A book as its reader needs it. `policies` are ids, the baseline first."""

    book: "Book"
    policies: tuple[str, ...]
    replications: int

    @property
    def baseline(self) -> str:
        return self.policies[0]

    @property
    def others(self) -> tuple[str, ...]:
        return self.policies[1:]

    @cached_property
    def policy(self) -> dict[str, str]:
        named = labels((note.id, _spoken(note.id, note.name)) for note in self.book.policies)
        return {each: named.get(each, each) for each in self.policies}

    @cached_property
    def provision(self) -> dict[str, str]:
        return labels((note.id, note.name) for note in self.book.provisions)

    @cached_property
    def site(self) -> dict[str, str]:
        return labels((note.id, note.name) for note in self.book.sites)

    @cached_property
    def belief(self) -> dict[str, str]:
        return belief_labels(self.book)

    @cached_property
    def programmes(self) -> tuple[str, ...]:
        return tuple(note.id for note in self.book.provisions if note.kind == "programme")

    def area(self, key: str) -> str:
        """Return the name of a region or MAPPA area: that of the site of this id, else the id.

        A region of probation is a site too, and its name is the one that readers know.
        """
        named = next((site.name for site in self.book.sites if site.id == key), key)
        return place_name(key) if named == key else named

    @property
    def place(self) -> str:
        """Where the figures are from."""
        sites = self.book.sites
        if len(sites) == 1:
            return self.site[sites[0].id]
        return f"all {len(sites)} sites of the scenario"

    @property
    def window(self) -> str:
        """The period that results are read over, both days included."""
        return self._period(self.book.window_from_day, self.book.window_to_day)

    @property
    def whole_run(self) -> str:
        return self._period(0.0, self.book.horizon_days)

    def _period(self, from_day: float, to_day: float) -> str:
        first = self.date(from_day)
        last = max(first, self.date(to_day) - timedelta(days=1))
        return f"{in_words(first)} to {in_words(last)}"

    @property
    def runs(self) -> str:
        """How often the scenario was run, and what the intervals show."""
        if self.replications < 2:  # noqa: PLR2004 -- one run has no spread
            return "one run, so no interval can be given"
        return f"mean of {self.replications} runs with 95% intervals for run-to-run luck"

    def date(self, day: float) -> date:
        return moment_of(day, self.book.start_date).date()

    def moment(self, moment: str | float) -> str:
        """Return a date in words, or a day of the run; what is neither stays as it is written."""
        found = _date_in(moment, self.book.start_date)
        return str(moment) if found is None else in_words(found)

    def year_of(self, moment: str | float) -> float | None:
        """Return a date, or a day of the run, as a year with its fraction; `None` for neither."""
        found = _date_in(moment, self.book.start_date)
        return None if found is None else self.year((found - self.book.start_date).days)

    def year_name(self, year: int) -> str:
        """Name a year of the run, counted from 0, which need not begin in January."""
        start = self.book.start_date
        return str(start.year + year) if (start.month, start.day) == (1, 1) else f"Year {year + 1}"

    def year(self, day: float) -> float:
        """Return a day as a year with its fraction, for an axis."""
        start = self.book.start_date
        passed = (start - date(start.year, 1, 1)).days
        return start.year + (passed + day) / DAYS_PER_YEAR

    def dated(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add `year` (for an axis), `date` (for a reader) and `iso` (for a file) to a frame."""
        days = frame.get_column("day").to_list()
        return frame.with_columns(
            pl.Series("year", [self.year(day) for day in days], pl.Float64),
            pl.Series("iso", [self.date(day).isoformat() for day in days], pl.String),
            pl.Series("date", [in_words(self.date(day)) for day in days], pl.String),
        )


def _date_in(moment: str | float, start: date) -> date | None:
    """Return a date as a scenario writes it, a day of the run, or `None` for what is neither."""
    try:
        if isinstance(moment, str):
            return date.fromisoformat(moment)
        return moment_of(moment, start).date()
    except (ValueError, OverflowError):
        return None


def with_label(
    frame: pl.DataFrame, column: str, names: Mapping[str, str], label: str
) -> pl.DataFrame:
    """Add the label of an id column; an id without a name speaks for itself."""
    return frame.with_columns(
        pl.col(column)
        .replace_strict(dict(names), default=pl.col(column), return_dtype=pl.String)
        .alias(label)
    )


YEARLY = "The table shows every fourth quarter and the last; the download has every quarter."


EVERY_POLICY = "Where the table has one policy, the download has every policy."
_MOST_ROWS = 24


def shown_of(frame: pl.DataFrame, rows: str, reading: Reading) -> pl.DataFrame:
    """Return what a table shows: every policy, or the baseline where that would be too long."""
    if frame[rows].n_unique() * len(reading.policies) <= _MOST_ROWS:
        return frame
    return frame.filter(pl.col("policy") == reading.baseline)


def yearly(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of every fourth day that a quarterly frame has, and of its last."""
    days = frame["day"].unique().sort()
    kept = [*days.gather_every(4).to_list(), *days.tail(1).to_list()]
    return frame.filter(pl.col("day").is_in(kept))


def in_order(frame: pl.DataFrame, column: str, order: Iterable[str]) -> pl.DataFrame:
    """Sort a frame by a column's place in an order, keeping the rest of its order."""
    place = {value: rank for rank, value in enumerate(order)}
    ranks = [place.get(value, len(place)) for value in frame.get_column(column).to_list()]
    return (
        frame.with_columns(pl.Series("_rank", ranks, pl.Int64))
        .sort("_rank", maintain_order=True)
        .drop("_rank")
    )
