"""A first scenario of one's own: a template or a copy, and never over another file."""

import re
import shlex
from difflib import get_close_matches
from pathlib import Path

from sim.commands import Asked, shipped
from sim.scenario.neighbours import ROOT_MARK

TEMPLATE = Path(__file__).with_name("starting.yaml")
SUFFIX = ".yaml"
SHELF_MARK = "quickstart.yaml"
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


def copied(name: Path, template: Path) -> Path:
    """Copy a shipped scenario and all that it extends into a new folder; return its path there.

    Files lie to each other as they do on the shelf, so that every name in them holds.
    """
    from sim.scenario.loading import load
    from sim.shelf import by_name, on_the_shelf

    original = by_name(template)
    library = {Path(each.path) for each in on_the_shelf()}
    if original not in library:
        raise Asked(f"--from {template}: no shipped scenario; {_nearest(template)}")
    if name.exists():
        raise Asked(f"{name}: is there already, and stays as it is; give another name")
    if not name.parent.is_dir():
        raise Asked(f"{name.parent}: no such folder; make it first, or give another name")
    loaded = load(original)
    files = [(loaded.root / each).resolve() for each in loaded.sources]
    files += [loaded.listed_file] if loaded.listed_file is not None else []
    shelf = shipped(SHELF_MARK).resolve().parent
    for file in files:
        copy = name / file.relative_to(shelf)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (name / ROOT_MARK).touch()
    return name / original.resolve().relative_to(shelf)


def what_next(path: Path) -> str:
    """Return what to do with a scenario that was written, in words that can be typed."""
    from sim.shelf import asks

    verb = "answer" if asks(path) else "compare"
    file = shlex.quote(str(path))
    return f"change a number, then: placesim validate {file}, placesim {verb} {file}"


def _nearest(template: Path) -> str:
    from sim.shelf import on_the_shelf

    near = get_close_matches(str(template), [each.short for each in on_the_shelf()], 1, 0.8)
    return f"did you mean `{near[0]}`?" if near else "`placesim list` names them"


def _title(stem: str) -> str:
    """Return a file's name as the title of a scenario.

    >>> _title("my_region-2026")
    'My region 2026'
    """
    words = re.sub(r"[^\w]+|_", " ", stem).split()
    text = " ".join(words)[:LONGEST_TITLE]
    return text[:1].upper() + text[1:]
