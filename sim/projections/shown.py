"""What a policy was shown when places were given, rebuilt from the log, the people and the book.

Nothing here asks the engine: what was known on the day follows from what had happened by then.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.circle_start import may_begin_days
from sim.log.history import History
from sim.policies.candidates import Candidates
from sim.projections.known_days import NEVER, KnownDays
from sim.projections.stays import stays_of
from sim.projections.turns import Flags, Rows, Turns
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats, tickets

NO_CLOCK = float("nan")


@dataclass(frozen=True)
class Waiting:
    """The stays on one list, in the order of joining."""

    person: Rows
    joined_seq: Rows
    ended_seq: Rows
    since_day: Floats

    def at(self, seq: int) -> Rows:
        """Return the rows of the stays that had begun before `seq` and not ended by then."""
        begun = int(np.searchsorted(self.joined_seq, seq))
        return np.flatnonzero(self.ended_seq[:begun] >= seq)


@dataclass(frozen=True)
class Shown:
    """Everything that policies were shown over one history."""

    history: History

    @cached_property
    def lists(self) -> dict[tuple[int, int], Waiting]:
        """Return the stays of every list, by site and provision."""
        never = self.history.events.height
        stays = stays_of(self.history.events.with_row_index("seq"))
        return {
            (int(site), int(provision)): Waiting(
                rows["person"].cast(pl.Int64).to_numpy(),
                rows["joined_seq"].cast(pl.Int64).to_numpy(),
                rows["ended_seq"].fill_null(never).cast(pl.Int64).to_numpy(),
                rows["since_day"].to_numpy(),
            )
            for (site, provision), rows in stays.group_by("site", "provision", maintain_order=True)
        }

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the lasting facts, a row a person; what older tables lack stands for nothing."""
        people = self.history.people
        days = (
            "release_day",
            "tariff_day",
            "first_hearing_day",
            "supervision_end_day",
            "known_leave_day",
        )
        count = people.height
        found: dict[str, NDArray[Any]] = {name: people[name].to_numpy() for name in people.columns}
        found |= {name: people[name].fill_null(NEVER).to_numpy() for name in days if name in found}
        spare: dict[str, NDArray[Any]] = {
            "key": np.zeros(count, np.uint64),
            "need": np.ones(count, np.int8),
            "need_score": np.full(count, 0.5),
            "needs": np.zeros(count, np.uint32),
            "motivation": np.full(count, 0.5),
            "known_leave_day": np.full(count, NEVER),
            "first_hearing_day": np.full(count, NEVER),
            "licence_days": np.zeros(count),
            "came": np.zeros(count, np.int8),
        }
        return spare | found

    @cached_property
    def id_rank(self) -> Rows:
        """Return everybody's place when all are sorted by id as a person would sort them."""
        people = self.history.people
        keys = [
            _rank_key(stream, name) for stream, name in people.select("stream", "id").iter_rows()
        ]
        rank = np.empty(len(keys), np.int64)
        rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        return rank

    @cached_property
    def _assessed(self) -> Turns:
        again = (pl.col("kind") == int(Kind.ASSESSED)) & (pl.col("cause") == int(Cause.REASSESSED))
        return Turns.of(self.history, again)

    @cached_property
    def _completed(self) -> Turns:
        notes = self.history.book.provisions
        programmes = [code for code, note in enumerate(notes) if note.kind == "programme"]
        done = pl.col("kind") == int(Kind.COMPLETED)
        return Turns.of(self.history, done & pl.col("provision").is_in(programmes))

    @cached_property
    def _known(self) -> KnownDays:
        return KnownDays(self.history, self.columns, self._completed)

    @cached_property
    def _may_begin(self) -> Floats:
        return may_begin_days(self.history)

    @cached_property
    def _aside(self) -> Turns:
        return Turns.of_kinds(self.history, Kind.JOINED, Kind.DEPRIORITISED, Kind.PRIORITISED_AGAIN)

    def set_aside(self, people: Rows, seq: int, provision: int) -> Flags:
        """Tell who was deprioritised just before the place `seq`.

        Nobody ever is for a circle; whoever waits for one in prison stands aside all the same.
        """
        if self.history.book.provisions[provision].kind == "circle":
            waits_inside: Flags = self._may_begin[people] > self.history.events["time"][seq]
            return waits_inside
        last = self._aside.last_before(people, seq)
        kind = self._aside.kind[last] if len(self._aside.kind) else np.zeros(len(people), np.int64)
        aside: Flags = (last >= 0) & (kind == int(Kind.DEPRIORITISED))
        return aside

    def band(self, people: Rows, seq: int) -> NDArray[np.int8]:
        last = self._assessed.last_before(people, seq)
        first: NDArray[np.int8] = self.columns["band"][people]
        if not len(self._assessed.value):
            return first
        return np.where(last >= 0, self._assessed.value[last], first).astype(np.int8)

    def candidates(
        self, people: Rows, since: Floats, seq: int, day: float, about: tuple[int, int]
    ) -> Candidates:
        """Return the facts about these people at a drawing.

        `about` is the provision and the number of the drawing on its list.
        """
        provision, drawing = about
        facts = {name: column[people] for name, column in self.columns.items()}
        completed = self._completed.count_before(people, seq) + facts["completed_before"]
        return Candidates(
            today=day,
            band=self.band(people, seq),
            sentence=facts["sentence"],
            age_years=facts["age_years"],
            joined_day=since,
            release_day=self._known.leave_day(people, seq, provision),
            tariff_day=facts["tariff_day"],
            denial=facts["denial"],
            learning_disability=facts["learning_disability"],
            internet_only=facts["internet_only"],
            cse=facts["cse"],
            motivated=facts["motivated"],
            ticket=tickets(facts["key"].astype(np.uint64), drawing),
            need=facts["need"],
            need_score=facts["need_score"],
            motivation=facts["motivation"],
            review_day=self._known.review_day(people, seq),
            completed=completed.astype(np.int8),
            tags={
                name: (facts["needs"].astype(np.int64) >> bit) & 1 == 1
                for bit, name in enumerate(self.history.book.needs)
            },
        )


def _rank_key(stream: str, name: str) -> tuple[Any, ...]:
    """Return a key: the listed first, by id; then stream by stream, the backlog of each first."""
    made = re.fullmatch(re.escape(stream) + r"(/backlog)?:(\d+)", name)
    if made is not None:
        return (1, stream, made[1] is None, int(made[2]))
    parts = re.findall(r"\d+|\D+", name)
    return (0, *((0, int(p), p) if p.isdecimal() else (1, 0, p) for p in parts))
