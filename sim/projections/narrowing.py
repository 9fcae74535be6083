"""Which events, people and stretches of time a published figure is about.

A target narrows its measure by where, whom and what; everything here is a filter of rows, so a
target that says nothing is about everybody everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log.targets import TargetNote
from sim.projections.facts import Codes, Facts, Flags
from sim.words.bands import BAND_NAMES, CUSTODIAL, SENTENCE_NAMES


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The people, sites and provisions that a target is about."""

    facts: Facts
    target: TargetNote

    def rows(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows (of events, stays or stretches) about its people, at its sites."""
        if self.target.sites or self.target.regions:
            rows = rows.filter(pl.col("site").is_in(self.sites))
        if self.target.bands or self.target.sentences:
            rows = rows.filter(self.people[rows["person"].to_numpy()])
        return rows

    def delivered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of its programmes, too."""
        return self.rows(rows.filter(pl.col("provision").is_in(self.provisions)))

    def circles(self, rows: pl.DataFrame) -> pl.DataFrame:
        return self.rows(rows.filter(pl.col("provision").is_in(self.facts.provisions("circle"))))

    @property
    def sites(self) -> list[int]:
        """The codes of its sites."""
        return [
            code
            for code, note in enumerate(self.facts.book.sites)
            if (not self.target.sites or note.id in self.target.sites)
            and (not self.target.regions or note.region in self.target.regions)
        ]

    @property
    def provisions(self) -> list[int]:
        """The codes of its programmes; circles are none."""
        return [
            code
            for code, note in enumerate(self.facts.book.provisions)
            if note.kind == "programme"
            and self.target.setting in (None, note.setting)
            and (not self.target.programmes or note.id in self.target.programmes)
        ]

    @property
    def people(self) -> Flags:
        """Tell of everybody whether he is of its bands, as first assessed, and sentences."""
        about = np.ones(self.facts.people.height, bool)
        if self.target.bands:
            about &= _among(self.facts.band, self.target.bands, BAND_NAMES)
        if self.target.sentences:
            sentence = self.facts.people["sentence"].cast(pl.Int64).to_numpy()
            about &= _among(sentence, self.target.sentences, SENTENCE_NAMES)
        return about

    @property
    def sentenced(self) -> Flags:
        """Tell which of its people a sentence holds in prison, or held."""
        codes = [int(each) for each in CUSTODIAL]
        custodial: Flags = self.facts.people["sentence"].is_in(codes).to_numpy()
        return self.people & custodial

    @property
    def of_age(self) -> Flags:
        """Tell who is of its ages when he comes."""
        age = self.facts.people["age_years"].to_numpy()
        since, until = self.target.age_from_years, self.target.age_to_years
        of_age: Flags = (age >= (0 if since is None else since)) & (
            age < (np.inf if until is None else until)
        )
        return of_age


def _among(codes: Codes, chosen: Iterable[str], names: tuple[str, ...]) -> Flags:
    return np.isin(codes, [names.index(each) for each in chosen])
