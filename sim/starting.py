"""A first scenario of one's own: the template with its name filled in, never over another file."""

import re
from pathlib import Path

from sim.commands import Asked

TEMPLATE = Path(__file__).with_name("starting.yaml")
SUFFIX = ".yaml"
LONGEST_TITLE = 80


def start(name: Path) -> Path:
    """Write the template under a name, with or without its ending; return the file's path."""
    path = name if name.suffix in (SUFFIX, ".yml") else name.with_name(f"{name.name}{SUFFIX}")
    title = _title(path.stem)
    if not title:
        raise Asked(f"{name}: is no name for a scenario; allowed: a name such as my_region")
    if not path.parent.is_dir():
        raise Asked(f"{path.parent}: no such folder; make it first, or give another name")
    text = TEMPLATE.read_text(encoding="utf-8").replace("TITLE", title, 1)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Asked(f"{path}: is there already, and stays as it is; give another name") from None
    return path


def _title(stem: str) -> str:
    """Return a file's name as the title of a scenario.

    >>> _title("my_region-2026")
    'My region 2026'
    """
    words = re.sub(r"[^\w]+|_", " ", stem).split()
    text = " ".join(words)[:LONGEST_TITLE]
    return text[:1].upper() + text[1:]
