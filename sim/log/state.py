"""Where everybody is at one moment: what the engine holds and what folding the log must give.

Two independent ways to the same arrays. `digest` says in one line whether they agree.
"""

from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

INSIDE, SUPERVISED, ON_A_LIST, AT_LIBERTY, DEAD = range(5)
WHERE = (
    "in prison",
    "under supervision",
    "on a plain list",
    "at the end of their sentence or order",
    "died",
)


def thousandths(units: float) -> int:
    """Return an amount of a pool as a whole number, so that two ways of adding up agree.

    >>> thousandths(0.1 + 0.2)
    300
    """
    return round(units * 1000)


@dataclass(frozen=True, slots=True)
class State:
    """One row a person, one a pool; -1 is none. Lists and pools are (site, provision) as codes."""

    where: NDArray[np.int32]
    list_site: NDArray[np.int32]
    list_provision: NDArray[np.int32]
    circle_list_site: NDArray[np.int32]
    group: NDArray[np.int32]
    circle: NDArray[np.int32]
    completed: NDArray[np.int32]
    pools: NDArray[np.int64]
    """Rows (site, provision of own places or -1, capacity, in use), sorted; in thousandths."""

    def digest(self) -> str:
        whole = sha256()
        for each in fields(self):
            values = np.ascontiguousarray(getattr(self, each.name)).astype("<i8")
            whole.update(f"{each.name}:{values.shape}\n".encode())
            whole.update(values.tobytes())
        return whole.hexdigest()

    def differences(self, other: "State") -> list[str]:
        """Return the names of the parts in which two states differ."""
        found = []
        for each in fields(self):
            mine: Any = getattr(self, each.name)
            theirs: Any = getattr(other, each.name)
            if mine.shape != theirs.shape or (mine != theirs).any():
                found.append(each.name)
        return found
