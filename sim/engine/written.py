"""The log while it is written: what is decided, what comes about as foreseen, what is in bulk.

Facts are light rows in typed columns. Sealing puts all of them in order of time; at one instant in
the order in which they came about.
"""

import struct
from array import array
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.log.columns import COLUMNS
from sim.words.kinds import NOBODY, Cause, Kind

NAN = float("nan")
_ROW = np.dtype(list(COLUMNS.items()))
"""A fact as it is packed: the columns of the log side by side."""
pack = struct.Struct("<" + "".join(dtype.char for dtype in COLUMNS.values())).pack


class Foreseen(IntEnum):
    """Facts of which everything but the happening is known beforehand."""

    JOINED = 0
    RELEASED = 1
    SUPERVISION_ENDED = 2


FORESEEN_KINDS = len(Foreseen)


class Written:
    """The log being written.

    Most facts about most people come about just as foreseen: he joins on the day he was due to,
    or is released waiting for nothing. Of these only the person and the place in the log are
    noted; the columns are filled in when the log is sealed.
    """

    def __init__(self) -> None:
        self._rows = bytearray()
        """The facts decided in the run, a packed row each."""
        self._foreseen = array("q")
        self._foreseen_at = array("q")
        """Where in the packed rows each of them belongs, in bytes."""
        self.before: list[dict[str, NDArray[Any]]] = []
        self.after: list[dict[str, NDArray[Any]]] = []

    def record(
        self,
        time: float,
        kind: int,
        person: int = NOBODY,
        site: int = NOBODY,
        provision: int = NOBODY,
        group: int = NOBODY,
        cause: int = Cause.NONE,
        value: float = NAN,
    ) -> None:
        """Append one fact to the log."""
        self._rows += pack(time, kind, person, site, provision, group, cause, value)

    def record_many(
        self,
        time: float,
        kind: int,
        people: list[int],
        *,
        site: int,
        provision: int,
        group: int,
    ) -> None:
        """Append the same fact for several people."""
        self._rows += b"".join(
            [pack(time, kind, person, site, provision, group, 0, NAN) for person in people]
        )

    def written_since(self, place: int) -> tuple[NDArray[Any], int]:
        """Return the facts decided from a place in the log on, as rows, and the place after them.

        Those that came about as foreseen are not among them.
        """
        end = len(self._rows)
        return np.frombuffer(bytes(memoryview(self._rows)[place:end]), _ROW), end

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the facts decided in the run so far, in the order in which they were."""
        rows = np.frombuffer(bytes(self._rows), _ROW)
        return {name: np.ascontiguousarray(rows[name]) for name in COLUMNS}

    def record_in_bulk(self, kind: Kind, *, late: bool = False, **columns: NDArray[Any]) -> None:
        """Append facts that needed no decision and change no state that decisions look at.

        They come in their own order and are merged by time: before the facts of the same instant
        that hang on them, or after if `late`.
        """
        count = len(columns["time"])
        if not count:
            return
        part = _filled(count, kind=kind, **columns)
        (self.after if late else self.before).append(part)

    def sealed(self, horizon: float, run: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return the whole log before the horizon, in order of time; ties in the written order."""
        parts = [*self.before, run, *self.after]
        whole = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
        order = np.argsort(whole["time"], kind="stable")
        order = order[: int(np.searchsorted(whole["time"][order], horizon, side="left"))]
        return {name: column[order] for name, column in whole.items()}

    def run_facts(
        self, foreseen: Mapping[Foreseen, Mapping[str, NDArray[Any]]]
    ) -> dict[str, NDArray[Any]]:
        """Return the facts of the run in the order in which they came about.

        `foreseen` gives the columns of each kind of foreseen fact, a row a person.
        """
        decided = self.columns
        packed = _plain(self._foreseen, np.dtype(np.int64))
        person, which = np.divmod(packed, FORESEEN_KINDS)
        parts, places = [decided], [np.arange(len(decided["time"]), dtype=np.float64)]
        for kind, columns in foreseen.items():
            rows = np.flatnonzero(which == kind)
            known = {name: columns[name][person[rows]] for name in columns}
            parts.append(_filled(len(rows), **known, person=person[rows], kind=_KIND_OF[kind]))
            places.append(_plain(self._foreseen_at, np.dtype(np.int64))[rows] / _ROW.itemsize - 0.5)
        # Two facts foreseen at one place in the log keep the order in which they came about.
        turn = np.concatenate(
            [np.zeros(len(decided["time"]), np.int64)]
            + [np.flatnonzero(which == kind) for kind in foreseen]
        )
        order = np.lexsort((turn, np.concatenate(places)))
        return {name: np.concatenate([part[name] for part in parts])[order] for name in COLUMNS}


_KIND_OF = {
    Foreseen.JOINED: Kind.JOINED,
    Foreseen.RELEASED: Kind.RELEASED,
    Foreseen.SUPERVISION_ENDED: Kind.SUPERVISION_ENDED,
}
_EMPTY = {"value": NAN, "cause": Cause.NONE}


def _plain(column: "array[Any]", dtype: np.dtype[Any]) -> NDArray[Any]:
    if not len(column):
        return np.empty(0, dtype)
    return np.frombuffer(column, column.typecode).astype(dtype)


def _filled(count: int, **columns: Any) -> dict[str, NDArray[Any]]:
    """Return all columns of the log, those not given filled with what stands for nothing."""
    return {
        name: np.broadcast_to(columns.get(name, _EMPTY.get(name, NOBODY)), count).astype(dtype)
        for name, dtype in COLUMNS.items()
    }
