"""One history, opened for reading: what several tables need is worked out once.

Codes stay codes until a table is handed out; only then do they become ids and names.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.assessed import bands_at
from sim.log.history import Book, History
from sim.projections.lives import Lives, lives_of
from sim.projections.stays import stays_of
from sim.words.bands import BAND_NAMES, UPSTREAM, Band
from sim.words.kinds import Kind

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Facts:
    """A history with its stays on lists and its people's dates at hand."""

    history: History

    @property
    def book(self) -> Book:
        return self.history.book

    @property
    def people(self) -> pl.DataFrame:
        return self.history.people

    @property
    def window(self) -> tuple[float, float]:
        return self.book.window_from_day, self.book.window_to_day

    @cached_property
    def events(self) -> pl.DataFrame:
        """Return the events with their row number, `seq`."""
        return self.history.events.with_row_index("seq")

    def of(self, kind: Kind) -> pl.DataFrame:
        """Return the events of one kind, in log order."""
        return self.events.filter(pl.col("kind") == int(kind))

    def in_window(self, kind: Kind) -> pl.DataFrame:
        """Return the events of one kind in the window, in log order."""
        since, until = self.window
        return self.of(kind).filter(pl.col("time") >= since, pl.col("time") < until)

    def provisions(
        self,
        kind: Literal["programme", "circle"],
        setting: Literal["prison", "community"] | None = None,
    ) -> list[int]:
        """Return the codes of the programmes (of a setting), or of circles."""
        return [
            code
            for code, note in enumerate(self.book.provisions)
            if note.kind == kind and setting in (None, note.setting)
        ]

    @cached_property
    def stays(self) -> pl.DataFrame:
        return stays_of(self.events)

    @cached_property
    def programme_stays(self) -> pl.DataFrame:
        return self.stays.filter(pl.col("provision").is_in(self.provisions("programme")))

    @cached_property
    def circle_stays(self) -> pl.DataFrame:
        return self.stays.filter(pl.col("provision").is_in(self.provisions("circle")))

    @cached_property
    def lives(self) -> Lives:
        return lives_of(self.history)

    @cached_property
    def band(self) -> Codes:
        """Return everybody's risk band."""
        return self.people["band"].cast(pl.Int64).to_numpy()

    @cached_property
    def upstream(self) -> Flags:
        """Tell who came before any conviction, by a civil order or of his own accord."""
        upstream: Flags = self.people["sentence"].to_numpy() >= int(UPSTREAM[0])
        return upstream

    @cached_property
    def meets_criteria(self) -> Flags:
        """Tell who meets the needs-led criteria: medium risk or above and not internet-only."""
        internet_only: Flags = self.people["internet_only"].to_numpy()
        return (self.band >= int(Band.MEDIUM)) & ~internet_only

    @cached_property
    def meant_for(self) -> Flags:
        """Tell whose programme is meant for his band: false for men whom only the policy admits.

        The band is as it was last assessed when he joined the list.

        A man who stands on no list counts as true; he is in no figure of lists anyway.
        """
        stays = self.programme_stays
        known = [note.bands or BAND_NAMES for note in self.book.provisions]
        meant = np.array([[name in bands for name in BAND_NAMES] for bands in known], bool)
        person, provision = stays["person"].to_numpy(), stays["provision"].to_numpy()
        band = bands_at(self.history, stays.select("person", seq="joined_seq"))
        result = np.ones(self.people.height, bool)
        if len(person):
            beyond = ~meant[provision, band]
            result[person[beyond]] = False
        return result

    def site_ids(self, codes: pl.Series) -> pl.Series:
        return _named([note.id for note in self.book.sites], codes)

    def provision_ids(self, codes: pl.Series) -> pl.Series:
        return _named([note.id for note in self.book.provisions], codes)

    def band_names(self, codes: pl.Series) -> pl.Series:
        return _named(list(BAND_NAMES), codes)


def _named(names: list[str], codes: pl.Series) -> pl.Series:
    return pl.Series(codes.name, names, pl.String).gather(codes.cast(pl.UInt32))
