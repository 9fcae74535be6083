"""The columns of the log, and the digest that says whether two histories are the same.

The digest is taken over the columns' own bytes in a fixed order and type, so it does not depend
on how a library version writes a file.
"""

from collections.abc import Mapping
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

COLUMNS: Mapping[str, np.dtype[np.generic]] = {
    "time": np.dtype("<f8"),
    "kind": np.dtype("<u1"),
    "person": np.dtype("<i4"),
    "site": np.dtype("<i2"),
    "provision": np.dtype("<i2"),
    "group": np.dtype("<i4"),
    "cause": np.dtype("<u1"),
    "value": np.dtype("<f8"),
}
"""Column name to stored type. `value` is NaN where a kind does not use it."""

Columns = Mapping[str, NDArray[np.generic]]


def digest(columns: Columns) -> str:
    """Return the sha256 of a history: every column in order, little-endian, NaN canonical."""
    whole = sha256()
    for name, dtype in COLUMNS.items():
        values = np.ascontiguousarray(columns[name]).astype(dtype, copy=False)
        if dtype.kind == "f":
            values = np.where(np.isnan(values), np.nan, values + 0.0).astype(dtype)
        whole.update(f"{name}:{dtype.str}:{len(values)}\n".encode())
        whole.update(values.tobytes())
    return whole.hexdigest()
