"""Files that a scenario names: ordinary ones near it, and nothing else on the machine.

A name is relative, with `/`, to the folder of the file that says it. It may lead no further up
than the scenario root: the nearest folder at or above the scenario that holds a file called
`.placesim-root`, or else the parent of the scenario's own folder. Links are followed first and
must end inside the root too. FIFOs, devices and folders are never opened for reading.
"""

import os
import re
import stat
from pathlib import Path

ROOT_MARK = ".placesim-root"
LONGEST_NAME = 500
NOT_THERE = "is not there"


class Refused(Exception):
    """A file that may not or cannot be read, and why."""


def root_above(folder: Path) -> Path:
    """Return the folder that files named by a scenario in `folder` must lie under."""
    here = folder.resolve()
    for each in (here, *here.parents):
        if (each / ROOT_MARK).is_file():
            return each
    return here.parent


def neighbour(name: str, folder: Path | None, root: Path | None, suffixes: tuple[str, ...]) -> Path:
    """Return the real path of a file named by a file in `folder`, or raise `Refused`."""
    if folder is None or root is None:
        raise Refused("cannot be found, for this scenario did not come from a file")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("is not the name of a file")
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", name):
        raise Refused("is a URL or a drive; only files near the scenario may be named")
    if "\\" in name:
        raise Refused("has a backslash; write / between folders")
    if name.startswith(("/", "~")):
        raise Refused("is an absolute path; name the file relative to this one")
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        raise Refused("cannot be followed (a circle of links, or too long a name)") from None
    if not inside:
        raise Refused(f"leads out of the scenario root, the folder `{root.name or '/'}`")
    if path.suffix.lower() not in suffixes:
        raise Refused(f"is not of a type that may stand here; allowed: {', '.join(suffixes)}")
    return path


def refuse_unless_ordinary(path: Path) -> None:
    """Raise `Refused` unless there is an ordinary file at `path`."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise Refused(_why(error)) from None
    if not stat.S_ISREG(mode):
        raise Refused(_kind(mode))


def read_ordinary(path: Path, most_bytes: int) -> bytes:
    """Return the bytes of an ordinary file, one more than `most_bytes` at most; never wait.

    `path` is real (resolved): a link put in its place after it was judged is not followed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        refuse_unless_ordinary(path)
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise Refused(_why(error)) from None
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise Refused(_kind(mode))
        try:
            return file.read(most_bytes + 1)
        except OSError as error:
            raise Refused(_why(error)) from None


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a folder, not a file"
    return "is not an ordinary file"


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return NOT_THERE
    if isinstance(error, PermissionError):
        return "may not be read by you"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror.lower()})"
    return "is not the name of a file"
