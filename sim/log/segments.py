"""A log on disk: Parquet segments, each chained to the one before by its checksum."""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from sim.log.columns import COLUMNS
from sim.log.errors import LogDamaged
from sim.log.files import checksum_of, write_whole
from sim.log.manifest import FIRST_LINK, Segment

if TYPE_CHECKING:
    import polars as pl

EVENTS_A_SEGMENT = 1_000_000


def link(previous: str, checksum: str) -> str:
    """Return the chain's head after one more file."""
    return sha256(f"{previous}{checksum}".encode()).hexdigest()


def frame_of(columns: Mapping[str, NDArray[Any]]) -> "pl.DataFrame":
    """Return columns as a data frame, without a copy where polars allows it."""
    import polars as pl

    return pl.DataFrame({name: columns[name] for name in COLUMNS})


def write_log(folder: Path, events: "pl.DataFrame") -> list[Segment]:
    """Write a log in segments; return their description in order."""
    segments: list[Segment] = []
    head = FIRST_LINK
    for number, first in enumerate(range(0, max(events.height, 1), EVENTS_A_SEGMENT)):
        part = events.slice(first, EVENTS_A_SEGMENT)
        name = f"{number:06d}.parquet"
        checksum = write_frame(folder / name, part)
        segments.append(
            Segment(name=name, first=first, count=part.height, sha256=checksum, previous=head)
        )
        head = link(head, checksum)
    return segments


def write_frame(path: Path, frame: "pl.DataFrame") -> str:
    """Write a table whole or not at all; return its checksum."""
    # Made in memory first: of a full disk, polars would say only that the file is out of order.
    made = BytesIO()
    frame.write_parquet(made, compression="zstd", compression_level=1, statistics=False)
    return write_whole(path, lambda temporary: temporary.write_bytes(made.getbuffer()))


def read_frame(path: Path, checksum: str) -> "pl.DataFrame":
    """Read a table after checking its bytes: polars would not notice a flipped bit."""
    import polars as pl

    try:
        found = checksum_of(path)
    except OSError as wrong:
        raise LogDamaged(f"{path}: cannot be read: {wrong.strerror}") from None
    if found != checksum:
        raise LogDamaged(f"{path}: is damaged: its checksum is not the one in the seal")
    return pl.read_parquet(path, glob=False)


def read_log(folder: Path, segments: list[Segment]) -> "pl.DataFrame":
    """Read a log, or say which segment is missing, damaged or out of its place."""
    import polars as pl

    head, first = FIRST_LINK, 0
    parts: list[pl.DataFrame] = []
    for segment in segments:
        path = folder / segment.name
        events = f"events {segment.first} to {segment.first + segment.count - 1}"
        if segment.previous != head or segment.first != first:
            raise LogDamaged(f"{path}: does not follow the segment before it ({events})")
        part = read_frame(path, segment.sha256)
        if part.height != segment.count or part.columns != list(COLUMNS):
            raise LogDamaged(f"{path}: does not hold {events}")
        parts.append(part)
        head, first = link(head, segment.sha256), first + segment.count
    return pl.concat(parts) if parts else pl.DataFrame(schema=list(COLUMNS))
