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

from sim.log.history import History
from sim.log.inside import may_begin_days
from sim.policies.candidates import Candidates
from sim.projections.stays import stays_of
from sim.words.bands import Sentence
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats, tickets

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = float("inf")
NO_CLOCK = float("nan")
PLAIN_LIST = 2
INDETERMINATE = int(Sentence.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Turns:
    """Events of some kinds, person by person in log order, to look up what came before a place."""

    key: Rows
    day: Floats
    kind: Rows
    cause: Rows
    value: Floats
    height: int

    @classmethod
    def of(cls, history: History, rows: pl.Expr) -> "Turns":
        """Return those events of the history that `rows` picks."""
        height = history.events.height + 1
        found = (
            history.events.with_row_index("seq")
            .filter(rows)
            .with_columns(key=pl.col("person").cast(pl.Int64) * height + pl.col("seq"))
            .sort("key")
        )
        return cls(
            found["key"].to_numpy(),
            found["time"].to_numpy(),
            found["kind"].cast(pl.Int64).to_numpy(),
            found["cause"].cast(pl.Int64).to_numpy(),
            found["value"].to_numpy(),
            height,
        )

    def count_before(self, people: Rows, seq: int) -> Rows:
        """Return how many of each person's events stand before the place `seq`."""
        since = np.searchsorted(self.key, people * self.height)
        result: Rows = np.searchsorted(self.key, people * self.height + seq) - since
        return result

    def last_before(self, people: Rows, seq: int) -> Rows:
        """Return the row of each person's last event before the place `seq`; -1 for none."""
        last = np.searchsorted(self.key, people * self.height + seq) - 1
        return np.where(self.count_before(people, seq) > 0, last, -1)

    def first_between(self, people: Rows, since: Rows, seq: int) -> Rows:
        """Return the row of each person's first event from his own place to `seq`; -1 for none."""
        first = np.searchsorted(self.key, people * self.height + since)
        inside = first < np.searchsorted(self.key, people * self.height + seq)
        return np.where(inside, first, -1)


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

    def _turns(self, *kinds: Kind) -> Turns:
        return Turns.of(self.history, pl.col("kind").is_in([int(kind) for kind in kinds]))

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
    def _listings(self) -> Turns:
        return self._turns(
            Kind.HEARD, Kind.HEARING_LISTED, Kind.HEARING_DEFERRED, Kind.RECALLED, Kind.RECONVICTED
        )

    @cached_property
    def _released(self) -> Turns:
        return self._turns(Kind.RELEASED)

    @cached_property
    def _gates(self) -> Turns:
        return self._turns(Kind.RELEASED, Kind.RECALLED, Kind.RECONVICTED)

    @cached_property
    def _may_begin(self) -> Floats:
        return may_begin_days(self.history)

    @cached_property
    def _aside(self) -> Turns:
        return self._turns(Kind.JOINED, Kind.DEPRIORITISED, Kind.PRIORITISED_AGAIN)

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

    def leave_day(self, people: Rows, seq: int, provision: int) -> Floats:
        """Return the day on which each leaves if nothing intervenes, as far as it was known."""
        facts, note = self.columns, self.history.book.provisions[provision]
        if note.kind == "circle":
            return np.full(len(people), NEVER)
        plain = facts["came"][people] == PLAIN_LIST
        if note.setting == "prison":
            inside = np.where(plain, facts["known_leave_day"][people], facts["release_day"][people])
            return self._after_a_recall(people, seq, inside.astype(np.float64))
        end = self._licence_end(people, seq)
        return np.where(plain, facts["known_leave_day"][people], end)

    def _licence_end(self, people: Rows, seq: int) -> Floats:
        """Return the end of an order or licence; one that hung on a release counts from it.

        That of an indeterminate sentence begins anew with each release.
        """
        facts = self.columns
        end: Floats = facts["supervision_end_day"][people].astype(np.float64)
        if not len(self._released.day):
            return end
        life = facts["sentence"][people] == INDETERMINATE
        last = self._released.last_before(people, seq)
        first = self._released.first_between(people, np.zeros_like(people), seq)
        licence = self._released.day[np.where(life, last, first)] + facts["licence_days"][people]
        return np.where(np.isinf(end) & (last >= 0), licence, end)

    def _after_a_recall(self, people: Rows, seq: int, leaves: Floats) -> Floats:
        """Return for men recalled the end of their fixed term or sentence, for others `leaves`."""
        gates = self._gates
        if not len(gates.day):
            return leaves
        last = gates.last_before(people, seq)
        inside = (last >= 0) & (gates.kind[last] != int(Kind.RELEASED))
        facts = self.columns
        life = facts["sentence"][people] == INDETERMINATE
        anew = life & (facts["licence_days"][people] > 0)
        end = np.where(anew, NEVER, self._licence_end(people, seq))
        fixed = gates.day[last] + gates.value[last]
        return np.where(inside, np.fmin(fixed, end), leaves)

    def review_day(self, people: Rows, seq: int) -> Floats:
        """Return the day of each man's next hearing as it was listed just before the place `seq`.

        The first is in his facts; a refusal lists the next one review later; and completing a
        programme that the Board found outstanding brings it forward. Who is out is heard no more.
        Where slots are limited it is the day on which he is ready to be heard, until he has one.
        """
        gates = self._gates
        if not len(gates.day):
            return self._listed_day(people, seq)
        last = gates.last_before(people, seq)
        out = (last >= 0) & (gates.kind[last] == int(Kind.RELEASED))
        return np.where(out, np.inf, self._listed_day(people, seq))

    def _listed_day(self, people: Rows, seq: int) -> Floats:
        first: Floats = self.columns["first_hearing_day"][people]
        terms, listings = self.history.book.parole, self._listings
        if terms is None or not len(listings.day):
            return first
        last = listings.last_before(people, seq)
        cause, kind = listings.cause[last], listings.kind[last]
        following = listings.day[last] + self._until_ready(people, seq, last)
        if len(self._completed.day):
            place = listings.key[last] % listings.height
            done = self._completed.first_between(people, place, seq)
            sooner = self._completed.day[done] + terms.listing_days
            outstanding = cause == int(Cause.PROGRAMME_OUTSTANDING)
            following = np.where(
                outstanding & (done >= 0), np.minimum(following, sooner), following
            )
        recalled = (kind == int(Kind.RECALLED)) | (kind == int(Kind.RECONVICTED))
        fixed = recalled & ~np.isnan(listings.value[last])
        too_late = recalled & (
            following >= self._after_a_recall(people, seq, following * 0 + NEVER)
        )
        following = np.where(fixed | too_late, NEVER, following)
        return np.where(last >= 0, following, first)

    def _until_ready(self, people: Rows, seq: int, last: Rows) -> Floats:
        """Return the days from each listing, hearing or recall to the next hearing that follows."""
        book, listings = self.history.book, self._listings
        assert book.parole is not None  # noqa: S101 -- the caller asks only then
        kind, value = listings.kind[last], listings.value[last]
        review = np.full(len(people), book.parole.review_days)
        if book.licence is None:
            first_review = review
        else:
            first_review = np.full(len(people), book.licence.first_review_days)
            gates = self._gates
            gate = gates.last_before(people, seq)
            back = (gate >= 0) & (len(gates.kind) > 0)
            if len(gates.kind):
                back &= gates.kind[gate] != int(Kind.RELEASED)
            review = np.where(back, book.licence.review_days, review)
        return np.select(
            [
                kind == int(Kind.HEARD),
                kind == int(Kind.HEARING_LISTED),
                kind == int(Kind.HEARING_DEFERRED),
            ],
            [np.where(listings.cause[last] == int(Cause.PAROLE_BOARD), 0.0, review), value, value],
            first_review,
        )

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
            release_day=self.leave_day(people, seq, provision),
            tariff_day=facts["tariff_day"],
            denial=facts["denial"],
            learning_disability=facts["learning_disability"],
            internet_only=facts["internet_only"],
            cse=facts["cse"],
            motivated=facts["motivated"],
            ticket=tickets(facts["key"].astype(np.uint64), drawing),
            need=facts["need"],
            motivation=facts["motivation"],
            review_day=self.review_day(people, seq),
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
