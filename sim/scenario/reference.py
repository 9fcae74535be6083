"""The reference of the scenario format, in Markdown, read off the models that check files.

Every setting stands in it once, at the part that it belongs to: what it may be, in the words of
the error messages; its unit; what holds if it is left out; what it means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario import numbers
from sim.scenario.figures import Figure
from sim.scenario.schema import Scenario
from sim.scenario.shape import Slot, branches, fields_of, in_words, models, options, slot_of

Model = type[BaseModel]

DISTRIBUTIONS: Final[tuple[Model, ...]] = (
    numbers.Fixed,
    numbers.Exponential,
    numbers.Uniform,
    numbers.Triangular,
    numbers.Lognormal,
    numbers.Gamma,
    numbers.Weibull,
    numbers.Empirical,
)
NUMBERS: Final[tuple[Model, ...]] = (Figure, numbers.Step, *DISTRIBUTIONS)
"""Parts that stand wherever a number may, and are told once."""
UNITS: Final = {
    "_days_left": "days",
    "_per_year": "a year",
    "_per_month": "a month",
    "_per_week": "a week",
    "_per_day": "a day",
    "_days": "days",
    "_years": "years",
    "_share": "share",
    "_ratio": "hazard ratio",
}
"""Endings of names of settings, and the unit that each stands for."""
INTRODUCTION: Final = """\
# Reference: every setting of a scenario

Written by `placesim schema --markdown`; a test holds it to the code. Examples of every part are in
[how to write a scenario](../../scenarios/README.md), the language of rules in
[docs/expressions.md](../expressions.md), and every outcome in
[the table of outcomes](../../scenarios/README.md#outcomes).

- A path such as `sites[].circles` is the setting `circles` of each item of the list `sites`. On the
  command line and in messages an item is named by its id: `sites[oak].circles`.
- What is left out is switched off, or has the value in the column *left out*; `-` is nothing.
- Any number may be written with its range and source: [figure](#figure).
- Shares are from 0 to 1; a year is 365.25 days; a moment is a date (`YYYY-MM-DD`) or a number of
  days from `start_date`.
- A file may say `extends`, with the names of the files that it is laid over, and of an item with an
  id `remove: true` ([how](../../scenarios/README.md#building-on-another-file)).
"""
OF_AN_ID: Final = "its short name, used wherever the file speaks of it"
LONG: Final = {
    "text of 1 to 2,000 characters": "text",
    "a short name of a-z, 0-9, _ and -, starting with a letter": "a short name",
    "a date as YYYY-MM-DD, or a number of days from start_date": "a moment",
    "a number from 0 to 1,000,000,000": "a number, 0 or more",
    "a number above 0 and at most 1,000,000,000": "a number above 0",
}
"""Words of messages that are shorter where nothing has gone wrong."""


@dataclass(slots=True)
class Part:
    """A part of the format, and where in a scenario it may stand."""

    model: Model
    top: str
    paths: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The name of a model in words.

        >>> Part(numbers.Fixed, "").title
        'Fixed'
        """
        words = re.findall(r"[A-Z][a-z]*", self.model.__name__)
        return " ".join([words[0], *map(str.lower, words[1:])])

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


def reference() -> str:
    """Return the whole reference, the same text for the same models."""
    parts = _parts()
    links = {part.model: f"[{part.title.lower()}](#{part.anchor})" for part in parts.values()}
    blocks = [INTRODUCTION]
    top = None
    for part in parts.values():
        if part.top != top:
            top = part.top
            blocks.append(f"## {_heading(top)}\n")
        blocks.append(_told(part, links))
    return "\n".join(blocks)


def settings() -> Iterator[tuple[Model, str, FieldInfo]]:
    """Yield every setting that there is: its part, its name in files, and its field."""
    for part in _parts().values():
        for name, each in fields_of(part.model).items():
            yield part.model, name, each


def meaning_of(each: FieldInfo) -> str | None:
    """Return what is said of a field, by itself or inside its type."""
    return each.description or next(_said_inside(each.annotation), None)


def _parts() -> dict[Model, Part]:
    """Return every part, in the order in which a reader comes upon it; numbers last."""
    found: dict[Model, Part] = {Scenario: Part(Scenario, "")}
    for name, each in fields_of(Scenario).items():
        _gather(_slot(each), name, name, found)
    first = {model: part for model, part in found.items() if model not in NUMBERS}
    last = {model: Part(model, "numbers") for model in NUMBERS}
    return first | last


def _gather(slot: Slot, path: str, top: str, found: dict[Model, Part]) -> None:
    for model, where in _models_below(slot, path):
        new = model not in found
        part = found.setdefault(model, Part(model, top))
        if where not in part.paths:
            part.paths.append(where)
        if new and model not in NUMBERS:
            for name, each in fields_of(model).items():
                _gather(_slot(each), f"{where}.{name}", top, found)


def _models_below(slot: Slot, path: str) -> Iterator[tuple[Model, str]]:
    """Yield the models that may stand at a slot, in lists and mappings too, each with its path."""
    yield from ((model, path) for model in models(slot))
    for branch in branches(slot):
        if get_origin(branch.type) is list:
            yield from _models_below(slot_of(get_args(branch.type)[0]), f"{path}[]")
        elif get_origin(branch.type) is dict:
            yield from _models_below(slot_of(get_args(branch.type)[1]), f"{path}.NAME")


def _told(part: Part, links: dict[Model, str]) -> str:
    lines = [f'### <a id="{part.anchor}"></a>{part.title}', ""]
    if part.paths:
        lines += ["At " + ", ".join(f"`{path}`" for path in part.paths) + ".", ""]
    lines += [" ".join((part.model.__doc__ or "").split()), ""]
    lines += ["| setting | may be | unit | left out | means |", "|---|---|---|---|---|"]
    for name, each in fields_of(part.model).items():
        cells = (
            f"`{name}`",
            _may_be(_slot(each), links),
            unit_of(name),
            _left_out(each),
            OF_AN_ID if name == "id" else meaning_of(each) or "",
        )
        lines.append(f"| {' | '.join(_cell(text) for text in cells)} |")
    return "\n".join([*lines, ""])


def _heading(top: str) -> str:
    return {"": "The scenario", "numbers": "Numbers"}.get(top, f"`{top}`")


def _slot(each: FieldInfo) -> Slot:
    return slot_of(each.annotation, tuple(each.metadata))


def _may_be(slot: Slot, links: dict[Model, str]) -> str:
    """Say what may stand at a slot, with links to the parts of it."""
    here = models(slot)
    if set(DISTRIBUTIONS) <= set(here):
        return "a number, or a [distribution](#fixed)"
    if slot.allowed is not None and not list(_models_below(slot, "")):
        return _simple(slot)
    told = []
    for branch in branches(slot):
        if models(branch):
            told += [links[model] for model in models(branch)]
        elif get_origin(branch.type) is list:
            told.append(_list_in_words(branch, links))
        elif get_origin(branch.type) is dict:
            key, value = (slot_of(each) for each in get_args(branch.type))
            told.append(f"for each {_key_in_words(key)}: {_may_be(value, links)}")
        else:
            told.append(_simple(slot if len(list(branches(slot))) == 1 else branch))
    return ", or ".join(dict.fromkeys(told))


def _list_in_words(branch: Slot, links: dict[Model, str]) -> str:
    item = slot_of(get_args(branch.type)[0])
    if models(item) == [numbers.Step]:
        return f"a number, or a list of {links[numbers.Step]}s"
    return f"a list of: {_may_be(item, links)}"


def _simple(slot: Slot) -> str:
    words = "anything" if slot.type is Any else in_words(slot)
    return LONG.get(words, words)


def _key_in_words(key: Slot) -> str:
    if options(key):
        return f"of {', '.join(options(key))}"
    words = in_words(key)
    return "id" if words in LONG else words.removeprefix("a ")


def unit_of(name: str) -> str:
    """Return the unit that a setting's name ends in.

    >>> unit_of("wait_days"), unit_of("per_month"), unit_of("name")
    ('days', 'a month', '')
    """
    return next((unit for ending, unit in UNITS.items() if f"_{name}".endswith(ending)), "")


def _left_out(each: FieldInfo) -> str:
    """Say what holds where a setting is left out."""
    if each.is_required():
        return "**required**"
    default = each.default
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, int | float):
        return f"{default:g}"
    if isinstance(default, list):
        default = ", ".join(item.id for item in default)
    if isinstance(default, BaseModel):
        return "as its own"
    return f"`{default}`" if default else "-"


def _cell(text: str) -> str:
    """Return a text that fits a cell of a table in Markdown."""
    return " ".join(text.split()).replace("|", "\\|")


def _said_inside(annotation: Any) -> Iterator[str]:
    """Yield what is said of a type, the outermost first."""
    if get_origin(annotation) is Annotated:
        for note in get_args(annotation)[1:]:
            if isinstance(note, FieldInfo) and note.description:
                yield note.description
    for inner in get_args(annotation):
        yield from _said_inside(inner)
