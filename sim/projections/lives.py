"""The dates of everybody's life, one array a date and one place a person.

What never happened is infinitely far away, so that `min` and `<` need no special case.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.history import Book, History
from sim.projections.occupancy import clipped_days
from sim.words.bands import Sentence
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

_CUSTODY = (int(Sentence.DETERMINATE), int(Sentence.EXTENDED), int(Sentence.INDETERMINATE))


@dataclass(frozen=True)
class Lives:
    """When each person was received, joined, started, completed, was released, died."""

    received_day: Floats
    released_day: Floats
    supervision_ended_day: Floats
    died_day: Floats
    tariff_day: Floats
    past_tariff_before_days: Floats
    joined_in_prison_day: Floats
    started_in_prison_day: Floats
    completed_in_prison_day: Floats
    joined_in_community_day: Floats
    started_in_community_day: Floats
    back_inside: tuple[NDArray[np.int64], Floats, Floats]
    """Times in prison after the first, as (person, from, to), a place each; open ones at infinity.

    All else here is of the first time inside and the first release: a later one counts nowhere.
    """
    completed_before: NDArray[np.bool_]
    put_on_order: NDArray[np.bool_]
    in_custody: NDArray[np.bool_]

    @cached_property
    def custody(self) -> tuple[Floats, Floats]:
        """Return each person's first time in prison as (from, to); empty for people never there."""
        gone = np.minimum(self.released_day, self.died_day)
        return self.received_day, np.where(self.in_custody, gone, self.received_day)

    def inside_days(self, window: tuple[float, float]) -> Floats:
        """Return the days of the window that each person is in prison, for whatever reason."""
        days = clipped_days(*self.custody, window)
        person, since, until = self.back_inside
        np.add.at(days, person, clipped_days(since, until, window))
        return days

    @cached_property
    def past_tariff(self) -> tuple[Floats, Floats]:
        """Return each man's time in prison past tariff as (from, to); (inf, inf) for others."""
        return self.tariff_day, np.maximum(self.custody[1], self.tariff_day)

    @cached_property
    def past_tariff_outstanding(self) -> tuple[Floats, Floats]:
        """Return the part of it after joining a programme list and before completing one."""
        since, until = self.past_tariff
        joined = np.where(self.completed_before, np.inf, self.joined_in_prison_day)
        since = np.maximum(since, joined)
        return since, np.maximum(np.minimum(until, self.completed_in_prison_day), since)

    @cached_property
    def exposed_day(self) -> Floats:
        """Return when the clock of reoffending starts: at release, or with a community order.

        People already on an order on day 0 were put on it before the run and are left out.
        """
        return np.where(self.put_on_order, self.received_day, self.released_day)


def lives_of(history: History) -> Lives:
    """Return everybody's dates. A programme is what is meant wherever a list or a start is."""
    count = history.people.height
    sentence = history.people["sentence"]
    received = _of(history, Kind.RECEIVED)
    tariff = _of(history, Kind.TARIFF_EXPIRED)
    prison = _programmes(history.book, "prison")
    community = _programmes(history.book, "community")
    joined, started = _of(history, Kind.JOINED), _of(history, Kind.STARTED)
    completed = _of(history, Kind.COMPLETED)
    before = np.zeros(count)
    before[tariff["person"].to_numpy()] = tariff["value"].fill_nan(0.0).to_numpy()
    new = np.zeros(count, np.bool_)
    new[received.filter(pl.col("cause") != int(Cause.BACKLOG))["person"].to_numpy()] = True
    return Lives(
        received_day=first_day(received, count),
        released_day=first_day(_of(history, Kind.RELEASED), count),
        supervision_ended_day=first_day(_of(history, Kind.SUPERVISION_ENDED), count),
        died_day=first_day(_of(history, Kind.DIED), count),
        tariff_day=first_day(tariff, count),
        past_tariff_before_days=before,
        joined_in_prison_day=first_day(_among(joined, prison), count),
        started_in_prison_day=first_day(_among(started, prison), count),
        completed_in_prison_day=first_day(_among(completed, prison), count),
        joined_in_community_day=first_day(_among(joined, community), count),
        started_in_community_day=first_day(_among(started, community), count),
        back_inside=_back_inside(history),
        completed_before=history.people["completed_before"].to_numpy(),
        put_on_order=new & (sentence == int(Sentence.COMMUNITY_ORDER)).to_numpy(),
        in_custody=sentence.is_in(_CUSTODY).to_numpy(),
    )


def _back_inside(history: History) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return every time inside that a recall or a new sentence began."""
    back = (int(Kind.RECALLED), int(Kind.RECONVICTED))
    ends = (int(Kind.RELEASED), int(Kind.DIED))
    rows = (
        history.events.filter(pl.col("kind").is_in([*back, *ends]))
        .with_columns(again=pl.col("kind").is_in(back).fill_null(value=False))
        .with_columns(before=pl.col("again").shift(1, fill_value=False).over("person"))
        .filter(~(pl.col("again") & pl.col("before")))  # sentenced while inside: one time in prison
        .with_columns(until=pl.col("time").shift(-1).over("person").fill_null(float("inf")))
        .filter(pl.col("again"))
    )
    return (
        rows["person"].cast(pl.Int64).to_numpy(),
        rows["time"].to_numpy(),
        rows["until"].to_numpy(),
    )


def first_day(rows: pl.DataFrame, count: int) -> Floats:
    """Return each person's earliest time among these events; infinite where there is none."""
    first = np.full(count, np.inf)
    np.minimum.at(first, rows["person"].to_numpy(), rows["time"].to_numpy())
    return first


def _of(history: History, kind: Kind) -> pl.DataFrame:
    return history.events.filter(pl.col("kind") == int(kind))


def _programmes(book: Book, setting: str) -> list[int]:
    return [
        code
        for code, note in enumerate(book.provisions)
        if note.kind == "programme" and note.setting == setting
    ]


def _among(rows: pl.DataFrame, provisions: list[int]) -> pl.DataFrame:
    return rows.filter(pl.col("provision").is_in(provisions))
