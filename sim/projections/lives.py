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
from sim.words.bands import CUSTODIAL, Sentence
from sim.words.kinds import TAKEN_BACK, Cause, Kind
from sim.words.luck import Floats

MEANT = (Kind.JOINED, Kind.HELD_FOR_WINDOW, Kind.TRANSFER_ASKED)
"""What says that a programme is meant for somebody who has not declined it."""


@dataclass(frozen=True)
class Lives:
    """When each person was received, joined, started, completed, was released, died."""

    received_day: Floats
    released_day: Floats
    supervision_ended_day: Floats
    died_day: Floats
    tariff_day: Floats
    past_tariff_before_days: Floats
    meant_in_prison_day: Floats
    """When he first joined a list, or was held for a window or asked for a transfer to one."""
    joined_in_prison_day: Floats
    started_in_prison_day: Floats
    completed_in_prison_day: Floats
    joined_in_community_day: Floats
    started_in_community_day: Floats
    times_inside: pl.DataFrame
    """Every stretch in one prison, person by person; open ones end at infinity."""
    completed_before: NDArray[np.bool_]
    put_on_order: NDArray[np.bool_]
    in_custody: NDArray[np.bool_]

    @cached_property
    def back_inside(self) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return times in prison after the first, as (person, from, to), in order of beginning.

        All else here is of the first time inside and the first release: a later one counts nowhere.
        """
        again = self.times_inside.filter(pl.col("again"))
        rows = (
            again.group_by("person", "releases")
            .agg(pl.col("since_day").min(), pl.col("until_day").max(), pl.col("seq").min())
            .sort("seq")
        )
        return (
            rows["person"].cast(pl.Int64).to_numpy(),
            rows["since_day"].to_numpy(),
            rows["until_day"].to_numpy(),
        )

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
        """Return the part of it after a first turn for a programme and before completing one."""
        since, until = self.past_tariff
        meant = np.where(self.completed_before, np.inf, self.meant_in_prison_day)
        since = np.maximum(since, meant)
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
        meant_in_prison_day=first_day(_among(_of(history, *MEANT), prison), count),
        joined_in_prison_day=first_day(_among(joined, prison), count),
        started_in_prison_day=first_day(_among(started, prison), count),
        completed_in_prison_day=first_day(_among(completed, prison), count),
        joined_in_community_day=first_day(_among(joined, community), count),
        started_in_community_day=first_day(_among(started, community), count),
        times_inside=_times_inside(history),
        completed_before=history.people["completed_before"].to_numpy(),
        put_on_order=new & (sentence == int(Sentence.COMMUNITY_ORDER)).to_numpy(),
        in_custody=sentence.is_in([int(each) for each in CUSTODIAL]).to_numpy(),
    )


def _times_inside(history: History) -> pl.DataFrame:
    """Return person, site, since_day and until_day of every stretch in one prison.

    A stretch is `again` inside if a recall or a new sentence has put him there. Those of one time
    in prison have as many `releases` behind them.
    """
    custody = history.people["sentence"].is_in([int(each) for each in CUSTODIAL])
    sentenced = pl.col("person").is_in(custody.arg_true().implode())
    back = pl.col("kind").is_in([int(kind) for kind in TAKEN_BACK])
    released = pl.col("kind") == int(Kind.RELEASED)
    goes_in = (pl.col("kind") == int(Kind.RECEIVED)) & sentenced
    goes_in |= back | (pl.col("kind") == int(Kind.TRANSFERRED))
    return (
        history.events.with_row_index("seq")
        .filter(goes_in | released | (pl.col("kind") == int(Kind.DIED)))
        .sort("person", "seq")
        .with_columns(
            until_day=pl.col("time").shift(-1).over("person").fill_null(float("inf")),
            again=back.cum_sum().over("person") > 0,
            releases=released.cum_sum().over("person"),
        )
        .filter(goes_in)
        .select("seq", "person", "site", "until_day", "again", "releases", since_day="time")
    )


def first_day(rows: pl.DataFrame, count: int) -> Floats:
    """Return each person's earliest time among these events; infinite where there is none."""
    first = np.full(count, np.inf)
    np.minimum.at(first, rows["person"].to_numpy(), rows["time"].to_numpy())
    return first


def _of(history: History, *kinds: Kind) -> pl.DataFrame:
    return history.events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))


def _programmes(book: Book, setting: str) -> list[int]:
    return [
        code
        for code, note in enumerate(book.provisions)
        if note.kind == "programme" and note.setting == setting
    ]


def _among(rows: pl.DataFrame, provisions: list[int]) -> pl.DataFrame:
    return rows.filter(pl.col("provision").is_in(provisions))
