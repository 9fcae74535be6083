"""A mapping file in, a `Mapping` out; or every mistake in it at once, each with its line."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal, cast

from sim.extract.form import ID, Form
from sim.extract.mapping import (
    AGES,
    DATE_FORMATS,
    DATES,
    DAYS,
    EMPTY_WORDS,
    ENCODINGS,
    IDS,
    NEEDS,
    REPEATED,
    SEPARATORS,
    SHARE_UNITS,
    SHARES,
    TARGETS,
    TIME_UNITS,
    VERSION,
    WORDS,
    Column,
    Mapping,
    Reading,
    folded,
)
from sim.population.sheet import FLAGS, KNOWN
from sim.scenario.neighbours import Refused, read_ordinary
from sim.scenario.problems import Problem, ScenarioError, hint, nearest, quoted
from sim.scenario.tree import Fields, Leaf, Node
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml
from sim.words.bands import BAND_NAMES, NEED_NAMES, SENTENCE_NAMES

KINDS = ("custody", "community", "list")
TOP = (
    "placesim_mapping",
    "title",
    "taken_on",
    "kind",
    "site",
    "released_to",
    "waits_for",
    "read",
    "only",
    "columns",
    "attributes",
    "drop",
    "drop_others",
    "repeated",
)
READ = ("encoding", "separator", "sheet", "header_row", "dates", "empty")
SAID = ("from", "codes", "pseudonym", "anonymous", "unit", "ago", "dates", "empty")
YES_NO = ("yes", "no")
OUR_WORDS = {
    "band": BAND_NAMES,
    "true_band": BAND_NAMES,
    "need": NEED_NAMES,
    "sentence": SENTENCE_NAMES,
}


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a file, or raise `ScenarioError` with all that is wrong with it."""
    try:
        data = read_ordinary(path.resolve(), MOST_BYTES)
    except Refused as refused:
        problem = Problem(str(path), 0, 0, "", f"{refused}; give --mapping the name of a YAML file")
        raise ScenarioError([problem]) from None
    reading = read_yaml(data, str(path))
    problems = reading.problems
    if reading.tree is None:
        raise ScenarioError(problems)
    mapping = _mapping(reading.tree, path.name, problems)
    if problems or mapping is None:
        raise ScenarioError(problems)
    return mapping


def _mapping(tree: Node, name: str, problems: list[Problem]) -> Mapping | None:
    form = Form(tree, "", problems, TOP)
    version = form.text("placesim_mapping")
    if version != str(VERSION):
        form.complain(
            form.place, "placesim_mapping", f"required; write placesim_mapping: {VERSION}"
        )
    read = Form(form.given("read") or Leaf(form.place, None), "read", problems, READ)
    kind = form.one_of("kind", KINDS)
    if kind is None and form.given("kind") is None:
        form.complain(form.place, "kind", f"required, and not given; allowed: {', '.join(KINDS)}")
    taken_on = _day(form)
    site = form.id("site")
    columns = tuple(_columns(form, read))
    outputs = {column.output for column in columns}
    if site is None and "site" not in outputs:
        form.complain(form.place, "site", "say where they are: `site:`, or a column `site`")
    if not outputs & {"join_day", "start_day"}:
        wanted = "since when they wait: a column `join_date`, or `join_day` with `ago: true`"
        place = form.fields.key_places.get("columns", form.place)
        form.complain(place, "columns", f"do not say {wanted}")
    only = _only(form)
    drop = form.texts("drop")
    repeated = form.one_of("repeated", REPEATED)
    how = _reading(read)
    if taken_on is None or kind is None:
        return None
    return Mapping(
        name=name,
        taken_on=taken_on,
        kind=cast("Literal['custody', 'community', 'list']", kind),
        columns=columns,
        reading=how,
        only=only,
        drop=drop,
        drop_others=form.truth("drop_others"),
        keep_first=repeated == "keep_first",
        site=site,
        released_to=form.id("released_to"),
        waits_for=form.id("waits_for"),
        title=form.text("title"),
    )


def _day(form: Form) -> date | None:
    said = form.text("taken_on")
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        found = "required, and not given" if said is None else f"{quoted(said)} is not a date"
        wanted = "write the day on which the extract was taken as YYYY-MM-DD: it becomes day 0"
        place = form.fields.entries["taken_on"].place if said is not None else form.place
        form.complain(place, "taken_on", f"{found}; {wanted}")
        return None


def _reading(read: Form) -> Reading:
    row = read.text("header_row") or "1"
    if not re.fullmatch("[1-9][0-9]{0,3}", row):
        place = read.fields.entries["header_row"].place
        read.complain(place, "header_row", f"{quoted(row)} is not the number of a row, 1 or more")
        row = "1"
    separator = read.one_of("separator", tuple(SEPARATORS))
    return Reading(
        encoding=read.one_of("encoding", ENCODINGS) or "utf-8",
        separator=SEPARATORS[separator] if separator else None,
        sheet=read.text("sheet"),
        header_row=int(row),
    )


def _formats(form: Form) -> tuple[str, ...]:
    said = tuple(_slashed(each) for each in form.texts("dates"))
    for each in said:
        if each not in DATE_FORMATS:
            place = form.fields.entries["dates"].place
            words = f"{quoted(each)} is not a format{hint(each, DATE_FORMATS)}"
            form.complain(place, "dates", words)
    for left, right in (("DD/MM", "MM/DD"), ("excel", "excel_1904")):
        if any(each.startswith(left) for each in said) and any(
            each.startswith(right) and each != left for each in said
        ):
            place = form.fields.entries["dates"].place
            form.complain(place, "dates", f"{left} and {right} cannot be told apart; name one")
            break
    return said


def _slashed(form: str) -> str:
    """Return a format with `/` between its parts, where any mark may stand in a cell."""
    return re.sub("[-.]", "/", form) if form.startswith(("DD", "MM")) else form


def _only(form: Form) -> dict[str, frozenset[str]]:
    node = form.given("only")
    if node is None:
        return {}
    inner = Form(node, "only", form.problems, ())
    return {name: frozenset(map(folded, inner.texts(name))) for name, _ in inner.named()}


def _columns(form: Form, read: Form) -> Iterator[Column]:
    """Yield the columns that are mapped, and those that are kept as attributes."""
    base = Column("", "", dates=_formats(read), empty=EMPTY_WORDS | _folded(read.texts("empty")))
    outputs: dict[str, str] = {}
    for group in ("columns", "attributes"):
        node = form.given(group)
        if node is None:
            continue
        inner = Form(node, group, form.problems, ())
        for target, said in inner.named():
            complain = partial(inner.complain, inner.fields.key_places[target], target)
            is_attribute = group == "attributes"
            wrong = _wrong_attribute(target) if is_attribute else _wrong_target(target)
            if wrong:
                complain(wrong)
                continue
            column = _column(target, said, base, form.problems, is_attribute=is_attribute)
            if column is None:
                continue
            twin = outputs.setdefault(column.output, target)
            if twin != target or (is_attribute and column.output in KNOWN):
                complain(f"says the same as `{twin}`; map one of them")
            yield column


def _wrong_target(name: str) -> str | None:
    if name in TARGETS or (name.startswith(NEEDS) and ID.fullmatch(name.removeprefix(NEEDS))):
        return None
    near = nearest(name, TARGETS)
    meant = f"did you mean `{near}`?" if near else "if it is to be kept, map it under `attributes:`"
    return f"placesim reads nothing of this name; {meant}"


def _wrong_attribute(name: str) -> str | None:
    if name in KNOWN or name in TARGETS or name.startswith(NEEDS):
        return "is something that placesim understands; map it under `columns:`"
    if not ID.fullmatch(name):
        return "is not a name; allowed: a short name of a-z, 0-9, _ and -, starting with a letter"
    return None


def _column(
    target: str, node: Node, base: Column, problems: list[Problem], *, is_attribute: bool
) -> Column | None:
    path = f"{'attributes' if is_attribute else 'columns'}.{target}"
    if isinstance(node, Leaf):
        node = Fields(node.place, {"from": node}, {"from": node.place})
    form = Form(node, path, problems, SAID)
    source = form.text("from", "the name of a column of the extract")
    if source is None:
        if form.given("from") is None:
            wanted = "name the column of the extract"
            form.complain(form.place, "from", f"required, and not given; {wanted}")
        return None
    for name in form.fields.entries:
        if name in SAID and name not in ("from", "empty", *_may_say(target, is_attribute)):
            place = form.fields.key_places[name]
            words = ", ".join(("from", "empty", *_may_say(target, is_attribute)))
            form.complain(place, name, f"means nothing here; allowed: {words}")
    units = TIME_UNITS if target in DAYS else SHARE_UNITS
    unit = form.one_of("unit", tuple(units)) if "unit" in _may_say(target, is_attribute) else None
    if target in DAYS and form.given("unit") is None:
        wanted = ", ".join(TIME_UNITS)
        form.complain(form.place, "unit", f"required, and not given; allowed: {wanted}")
    return Column(
        target=target,
        source=source,
        is_attribute=is_attribute,
        codes=_codes(form, target),
        pseudonym=form.truth("pseudonym"),
        anonymous=form.truth("anonymous"),
        unit=unit,
        ago=form.truth("ago"),
        dates=_formats(form) or base.dates,
        empty=base.empty | _folded(form.texts("empty")),
    )


def _may_say(target: str, is_attribute: bool) -> tuple[str, ...]:  # noqa: FBT001 -- a part of the key
    if target == "id":
        return ("pseudonym", "anonymous")
    if is_attribute:
        return ("codes", "pseudonym", "anonymous")
    if target in DATES:
        return ("dates",)
    if target in DAYS:
        return ("unit", "ago")
    if target == "birth_years":
        return ()
    return ("codes", "unit") if target in SHARES else ("codes",)


def _codes(form: Form, target: str) -> dict[str, str] | None:
    node = form.given("codes")
    if node is None:
        return None
    inner = Form(node, f"{form.path}.codes", form.problems, ())
    codes: dict[str, str] = {}
    for name, each in inner.named():
        place = inner.fields.key_places[name]
        word = each.text.strip() if isinstance(each, Leaf) and each.value is not None else ""
        wrong = _wrong_word(target, word) if isinstance(each, Leaf) else "allowed: one word of ours"
        if wrong:
            inner.complain(place, name, f"{quoted(word)} may not stand here; {wrong}")
        if folded(name) in codes:
            inner.complain(place, name, "is given twice; case and spaces do not count")
        codes[folded(name)] = word
    return codes


def _wrong_word(target: str, word: str) -> str | None:
    """Return what may stand for a code instead, if this word of ours may not."""
    if not word:
        return None
    if target in WORDS and word not in OUR_WORDS[target]:
        return hint(word, OUR_WORDS[target]).removeprefix("; ")
    if (target in FLAGS or target.startswith(NEEDS)) and word not in YES_NO:
        return "allowed: yes, no"
    if target in IDS and not ID.fullmatch(word):
        return "allowed: the id of a site or programme of the scenario"
    if target in (*AGES, *SHARES) and not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", word):
        return "allowed: a number"
    return None


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, words))
