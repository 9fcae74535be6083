"""The days on which people leave and are heard, as they were known when places were given.

Nothing here asks the engine: a day follows from the lasting facts, and from every release, recall,
sentence, listing and hearing before the place in the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.log.history import History
from sim.log.state import ON_A_LIST
from sim.projections.turns import Flags, Rows, Turns
from sim.words.bands import Sentence
from sim.words.kinds import TAKEN_BACK, Cause, Kind
from sim.words.luck import Floats

NEVER = float("inf")
INDETERMINATE = int(Sentence.INDETERMINATE)


@dataclass(frozen=True)
class KnownDays:
    """The days known over one history; `columns` are the lasting facts, a row a person."""

    history: History
    columns: Mapping[str, NDArray[Any]]
    completed: Turns
    """The programmes that people completed."""

    @cached_property
    def _listings(self) -> Turns:
        return Turns.of_kinds(
            self.history,
            Kind.HEARD,
            Kind.HEARING_LISTED,
            Kind.HEARING_DEFERRED,
            Kind.RECALLED,
            Kind.RECONVICTED,
        )

    @cached_property
    def _released(self) -> Turns:
        return Turns.of_kinds(self.history, Kind.RELEASED)

    @cached_property
    def _sentenced(self) -> Turns:
        return Turns.of_kinds(self.history, Kind.RECONVICTED)

    @cached_property
    def _gates(self) -> Turns:
        return Turns.of_kinds(self.history, Kind.RELEASED, *TAKEN_BACK)

    @cached_property
    def _ends(self) -> Turns:
        return Turns.of_kinds(self.history, Kind.SUPERVISION_ENDED, Kind.RELEASED, *TAKEN_BACK)

    def leave_day(self, people: Rows, seq: int, provision: int) -> Floats:
        """Return the day on which each leaves if nothing intervenes, as far as it was known."""
        facts, note = self.columns, self.history.book.provisions[provision]
        if note.kind == "circle":
            return np.full(len(people), NEVER)
        plain = facts["came"][people] == ON_A_LIST
        if note.setting == "prison":
            inside = np.where(plain, facts["known_leave_day"][people], facts["release_day"][people])
            return self._after_a_recall(people, seq, inside.astype(np.float64))
        end = np.where(self._is_free(people, seq), NEVER, self._licence_end(people, seq))
        return np.where(plain, facts["known_leave_day"][people], end)

    def _is_free(self, people: Rows, seq: int) -> Flags:
        """Tell who waits of his own accord, his order or licence over: no day is known of him."""
        ends = self._ends
        if not len(ends.day):
            return np.zeros(len(people), np.bool_)
        last = ends.last_before(people, seq)
        free: Flags = (last >= 0) & (ends.kind[last] == int(Kind.SUPERVISION_ENDED))
        return free

    def _licence_end(self, people: Rows, seq: int) -> Floats:
        """Return the end of an order or licence; one that hung on a release counts from it.

        That of an indeterminate sentence begins anew with each release. A new sentence for a
        reoffence makes any other as long as what follows its release.
        """
        facts = self.columns
        end: Floats = facts["supervision_end_day"][people].astype(np.float64)
        if not len(self._released.day):
            return end
        life = facts["sentence"][people] == INDETERMINATE
        last = self._released.last_before(people, seq)
        first = self._released.first_between(people, np.zeros_like(people), seq)
        licence = self._released.day[np.where(life, last, first)] + facts["licence_days"][people]
        end = np.where(np.isinf(end) & (last >= 0), licence, end)
        again = self._sentenced
        if not len(again.day):
            return end
        last = again.last_before(people, seq)
        new = again.day[last] + again.value[last] + self.history.book.returns_licence_days
        return np.where((last >= 0) & ~life, np.maximum(end, new), end)

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
        ends = np.where(gates.kind[last] == int(Kind.RECONVICTED), fixed, np.fmin(fixed, end))
        charged = gates.cause[last] == int(Cause.CHARGED)
        return np.where(inside, np.where(charged, NEVER, ends), leaves)

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
        if len(self.completed.day):
            place = listings.key[last] % listings.height
            done = self.completed.first_between(people, place, seq)
            sooner = self.completed.day[done] + terms.listing_days
            outstanding = cause == int(Cause.PROGRAMME_OUTSTANDING)
            following = np.where(
                outstanding & (done >= 0), np.minimum(following, sooner), following
            )
        recalled = (kind == int(Kind.RECALLED)) | (kind == int(Kind.RECONVICTED))
        fixed = recalled & ~np.isnan(listings.value[last])
        fixed |= recalled & (cause == int(Cause.CHARGED))
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
