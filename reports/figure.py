"""What a section is made of: drawings with their words and data, tables, sentences, and gaps."""

from dataclasses import dataclass

import altair as alt
import polars as pl

Drawing = alt.Chart | alt.LayerChart | alt.ConcatChart | alt.HConcatChart | alt.VConcatChart


@dataclass(frozen=True, slots=True)
class Table:
    """A table as shown (text, ready to print) and its data (for the CSV; `shown` if none)."""

    caption: str
    shown: pl.DataFrame
    data: pl.DataFrame | None = None
    text_columns: int = 1
    note: str = ""

    @property
    def download(self) -> pl.DataFrame:
        return self.shown if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart that states its finding, with everything a reader needs who cannot see it."""

    key: str
    title: str
    subtitle: str
    alt: str
    chart: Drawing
    tables: tuple[Table, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """A chart that this scenario gives no data for, and why."""

    key: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Tables that state a finding and need no drawing."""

    key: str
    title: str
    subtitle: str
    tables: tuple[Table, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences under a heading of their own: a name, and what is said of it."""

    key: str
    title: str
    lead: str
    entries: tuple[tuple[str, tuple[str, ...]], ...]


Item = Figure | Absent | Sheet | Words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence of guidance, and what stands under them."""

    key: str
    heading: str
    lead: str
    figures: tuple[Item, ...]
