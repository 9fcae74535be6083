"""What rows say of one man that cannot be so together, and who is listed twice."""

from collections.abc import Iterator

from sim.extract.complaints import Complaints
from sim.extract.mapping import Mapping
from sim.extract.table import Table
from sim.extract.taken import Taken
from sim.words.bands import SENTENCE_NAMES

INSIDE = frozenset(SENTENCE_NAMES[1:4])
"""Sentences that hold a man in prison."""
ENDS = ("leave_day", "release_day", "licence_end_day")


def judge_people(taken: Taken, mapping: Mapping, complaints: Complaints) -> None:
    """Complain of rows that say of one man what cannot be so together."""
    sources = {each.column.output: each.name for each in taken.told}
    joined = _joined(taken, complaints)
    join_name = sources.get("start_day") or sources.get("join_day") or "columns"
    for row, joins in enumerate(joined):
        if joins is not None and joins > 0:
            reason = "is after the day on which the extract was taken"
            complaints.of_row(taken.lines[row], join_name, reason, "correct one of the two")
    for name in ENDS:
        for row, cell in enumerate(taken.columns.get(name, ())):
            if cell:
                _judge_end(taken.lines[row], sources[name], joined[row], int(cell), complaints)
    _judge_sites(taken, mapping, sources, complaints)
    _judge_sentences(taken, mapping, sources, complaints)


def _judge_sites(
    taken: Taken, mapping: Mapping, sources: dict[str, str], complaints: Complaints
) -> None:
    if mapping.site is not None or "site" not in sources:
        return
    refused = _refused(complaints, sources["site"])
    for line, cell in zip(taken.lines, taken.columns["site"], strict=True):
        if not cell and line not in refused:
            reason = "is empty, and the mapping names no `site` for them all"
            complaints.of_row(line, sources["site"], reason, "say where he is")


def _judge_sentences(
    taken: Taken, mapping: Mapping, sources: dict[str, str], complaints: Complaints
) -> None:
    for line, cell in zip(taken.lines, taken.columns.get("sentence", ()), strict=False):
        if cell and (cell in INSIDE) != (mapping.kind == "custody"):
            holds = "holds a man in prison" if cell in INSIDE else "holds nobody in prison"
            reason = f"{holds}, and the mapping says kind: {mapping.kind}"
            cure = "give its code an empty word, or say another kind"
            complaints.of_row(line, sources["sentence"], reason, cure, cell)


def _judge_end(line: int, name: str, joins: int | None, end: int, complaints: Complaints) -> None:
    if joins is not None and end < joins:
        complaints.of_row(line, name, "is before he joins", "correct one of the two")
    elif end < 0:
        reason = "is before the day on which the extract was taken"
        cure = "he is no longer waiting: leave him out by `only`, or mend the date"
        complaints.of_row(line, name, reason, cure)


def _joined(taken: Taken, complaints: Complaints) -> list[int | None]:
    """Return the day on which each joined; complain of those for whom none is said."""
    names = [name for name in ("start_day", "join_day") if name in taken.columns]
    columns = [taken.columns[name] for name in names]
    sources = [each.name for each in taken.told if each.column.output in names]
    refused: set[int] = set().union(*(_refused(complaints, each) for each in sources))
    unsure = any(mistake.column in sources for mistake in complaints.whole)
    joined: list[int | None] = []
    for row, cells in enumerate(zip(*columns, strict=True)):
        cell = next(filter(None, cells), None)
        joined.append(None if cell is None else int(cell))
        if cell is None and taken.lines[row] not in refused and not unsure:
            reason = "is empty, and everybody joined some day"
            cure = "fill it in, or leave him out by `only`"
            complaints.of_row(taken.lines[row], sources[0], reason, cure)
    return joined or [None] * len(taken.lines)


def _refused(complaints: Complaints, column: str) -> set[int]:
    """Return the lines of which this column was complained of already."""
    return {
        line
        for mistake, lines in complaints.rows.items()
        if mistake.column == column
        for line in lines
    }


def number_people(taken: Taken, table: Table, complaints: Complaints, *, keep_first: bool) -> None:
    """Give everybody an id of his own; whoever is listed twice is complained of, or taken once."""
    if "id" not in taken.columns:
        if not any(each.column.target == "id" for each in taken.told):
            taken.columns["id"] = [f"row{line}" for line in taken.lines]
        return
    name = next(each.name for each in taken.told if each.column.output == "id")
    refused = _refused(complaints, name)
    repeats = dict(_repeats(taken.columns["id"]))
    for row, cell in enumerate(taken.columns["id"]):
        if not cell and taken.lines[row] not in refused:
            complaints.of_row(taken.lines[row], name, "is empty", "give everybody an id")
    if keep_first:
        taken.leave_out(set(repeats))
        return
    place = {line: row for row, line in enumerate(table.lines)}
    for row, first in repeats.items():
        rows = [place[taken.lines[each]] for each in (row, first)]
        same = all(cells[rows[0]] == cells[rows[1]] for cells in table.columns.values())
        reason = "repeats an earlier row" if same else "is the id of an earlier row that differs"
        cure = f"the earlier is on line {taken.lines[first]}; keep one row a person, or say "
        complaints.of_row(taken.lines[row], name, reason, cure + "`repeated: keep_first`")


def _repeats(ids: list[str]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for row, each in enumerate(ids):
        if each and first.setdefault(each, row) != row:
            yield row, first[each]
