"""What a chart file gives back: a drawing with its words and its data, or a reason for none."""

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
