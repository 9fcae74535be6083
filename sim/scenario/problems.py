"""Problems: what is wrong with a scenario, where, what may stand there, and what was meant.

Every mistake of a scenario becomes one `Problem`; a scenario is refused with all of them at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_QUOTE = 60
MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file, counted from 1; line 0 is an override, which has no lines."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake (or warning): `file:line:column: path: message`."""

    file: str
    line: int
    column: int
    path: str
    message: str

    @classmethod
    def at(cls, place: Place, path: str, message: str) -> "Problem":
        return cls(place.file, place.line, place.column, path, message)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(part for part in (where, self.path, self.message) if part)


class ScenarioError(Exception):
    """A scenario that cannot be used, with every reason why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(render(self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, by file and line, those of overrides last."""
    return sorted(
        set(problems), key=lambda p: (p.line == 0, p.file, p.line, p.column, p.path, p.message)
    )


def render(problems: Iterable[Problem]) -> str:
    """Return the problems as text, a line each."""
    return "\n".join(map(str, problems))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that was probably meant, if any."""
    by_plain = {_plain(each): each for each in names}
    near = get_close_matches(_plain(name), by_plain, n=1)
    return by_plain[near[0]] if near else None


def hint(name: str, names: Sequence[str]) -> str:
    """Return the end of a message: what was probably meant, or else what is allowed."""
    near = nearest(name, names)
    if near is not None:
        return f"; did you mean `{near}`?"
    shown = ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
    return f"; allowed: {shown}" if names else ""


def quoted(text: str) -> str:
    """Return text between backticks on one line, shortened if it is long."""
    line = " ".join(text.split())
    if len(line) > LONGEST_QUOTE:
        line = line[: LONGEST_QUOTE - 3] + "..."
    return f"`{line}`"


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")
