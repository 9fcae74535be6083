"""Files that are there whole or not at all: temporary name, flush, rename, flush the folder."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

CHUNK = 1 << 20


def write_whole(path: Path, write: Callable[[Path], object]) -> str:
    """Let `write` fill a temporary file, make it durable, give it its name; return its sha256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        checksum = checksum_of(temporary)
        flush(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)
    return checksum


def why_not_written(path: Path) -> str | None:
    """Return why no file can be written there, in words; `None` if it can. Folders are made."""
    real = path.resolve()
    if real.is_dir():
        return "is a folder; name a file"
    if real.exists() and not real.is_file():
        return "is no ordinary file; name another"
    folder = next(each for each in real.parents if each.exists())
    if not folder.is_dir():
        return f"{folder.name} is a file, not a folder; name another place"
    if not os.access(folder, os.W_OK | os.X_OK):
        return "the folder may not be written to; name another place"
    return None


def checksum_of(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    whole = sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            whole.update(part)
    return whole.hexdigest()


def flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
