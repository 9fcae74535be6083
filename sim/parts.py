"""A page of generated parts, each between two marks that name whose it is.

Nothing is touched but the part itself: what stands before and after stays byte for byte, and a page
whose marks are not one well-formed pair is refused, for nobody can say what is to be replaced.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sim.commands import Asked
from sim.log.files import why_not_written, write_whole

ESCAPES = {"&": "&amp;", "<": "&lt;"}
HEADING = "## "


class Misplaced(ValueError):
    """A page in which a part cannot be put, and why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: the scenario it is about, its title, and its lines."""

    name: str
    title: str
    lines: tuple[str, ...] = ()


def inline(text: str) -> str:
    """Return a stranger's text as one line of Markdown that a page shows and does not obey.

    `>` alone opens nothing, and citations are full of it.

    >>> inline("R&D <script>")
    'R&amp;D &lt;script>'
    """
    return "".join(ESCAPES.get(letter, letter) for letter in " ".join(text.split()))


def cell(text: str) -> str:
    """Return a stranger's text as it may stand in a table, in which `|` would begin a cell."""
    return inline(text).replace("|", "\\|")


def marks(name: str) -> tuple[str, str]:
    """Return the lines between which a part stands."""
    shown = inline(name).replace(">", "&gt;")
    return f"<!-- backcast of {shown} -->", f"<!-- end of {shown} -->"


def placed(text: str, part: Part) -> str:
    """Return the page with a part in place of the one of its name, or else at the end."""
    end = "\r\n" if re.search(r"(?<!\r)\n", text) is None and "\r\n" in text else "\n"
    first, last = marks(part.name)
    made = "".join(line + end for line in (first, *part.lines, last))
    span = _span(text, part)
    if span is not None:
        return text[: span[0]] + made + text[span[1] :]
    gap = "" if not text or text.endswith(end * 2) else end if text.endswith("\n") else end * 2
    return text + gap + made


def refuse_unless_placeable(page: Path, part: Part) -> None:
    """Raise in words, before anything is simulated, if the part could not be written."""
    try:
        _span(_read(page), part)
    except Misplaced as why:
        raise Asked(f"{page}: {why}") from None
    reason = why_not_written(page)
    if reason is not None:
        raise Asked(f"{page}: {reason}")


def write(page: Path, part: Part, head: str) -> None:
    """Write a part into a page, which is there whole before and after; a new page has a head."""
    refuse_unless_placeable(page, part)
    real = page.resolve()
    text = placed(_read(page) if real.exists() else head, part)

    def fill(temporary: Path) -> None:
        temporary.write_bytes(text.encode("utf-8"))
        if real.exists():
            shutil.copymode(real, temporary)

    write_whole(real, fill)


def _read(page: Path) -> str:
    try:
        return page.read_bytes().decode("utf-8") if page.is_file() else ""
    except UnicodeDecodeError as wrong:
        raise Asked(
            f"{page}: byte {wrong.start} is not UTF-8, so this is no page of Markdown that can be "
            "added to; name another"
        ) from None


def _span(text: str, part: Part) -> tuple[int, int] | None:
    """Return where the part of this name begins and ends, or `None` if it is not there."""
    first, last = marks(part.name)
    begins, ends = (_lines_that_say(mark, text) for mark in (first, last))
    if not begins and not ends:
        return None
    if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
        lines = sorted(text.count("\n", 0, at) + 1 for at in (*begins, *ends))
        raise Misplaced(
            f"line {', '.join(map(str, lines))}: {first} and {last} must stand there once each, "
            "that one before this; mend the page by hand, or name another"
        )
    inside = text[begins[0] : ends[0]].splitlines()[1:]
    strays = [line for line in inside if line.startswith(("<!-- backcast of ", "<!-- end of "))]
    if strays:
        raise Misplaced(f"{strays[0]} stands inside the part of {part.name}; mend it by hand")
    titles = [line.removeprefix(HEADING) for line in inside if line.startswith(HEADING)]
    if titles and titles[0] != inline(part.title):
        raise Misplaced(
            f"its part of {part.name} is about `{titles[0]}`, and this scenario is "
            f"`{inline(part.title)}`; name another page, or take that part away first"
        )
    newline = text.find("\n", ends[0])
    return begins[0], len(text) if newline < 0 else newline + 1


def _lines_that_say(mark: str, text: str) -> list[int]:
    return [
        found.start() for found in re.finditer(rf"^{re.escape(mark)}[ \t\r]*$", text, re.MULTILINE)
    ]
