"""An extract and its mapping in, listed people out: who is taken, who is not, and because of what.

Every row ends in one of five ways, and they add up: taken, empty, left out by `only`, repeated,
refused. No cell goes further than its column's reader lets it.
"""

from sim.extract.cells import reader_of
from sim.extract.complaints import CellWrong, Complaints
from sim.extract.dates import Dates, dates_of
from sim.extract.identifiers import are_codes
from sim.extract.judging import judge_people, number_people
from sim.extract.mapping import DATES, Column, Mapping, folded
from sim.extract.pseudonyms import Key
from sim.extract.table import Table
from sim.extract.taken import ColumnTold, Taken
from sim.extract.withheld import identifies, refuse_the_unsaid
from sim.population.sheet import KNOWN
from sim.scenario.problems import hint


def take(table: Table, mapping: Mapping, key: Key | None, complaints: Complaints) -> Taken:
    """Return the people of a table as the mapping says; what is amiss goes into `complaints`."""
    found = [(column, _named(column, table, complaints)) for column in mapping.columns]
    refuse_the_unsaid(table, mapping, complaints)
    rows = _asked_for(table, mapping, complaints)
    used = {name for _, name in found if name is not None}
    taken = Taken(
        columns={},
        lines=[table.lines[row] for row in rows],
        told=[],
        dropped=[each for each in table.columns if each not in used],
        rows=len(table),
        empty_rows=table.empty_rows,
        left_out=len(table) - len(rows),
        notes=list(table.notes),
    )
    for column, name in found:
        if name is None or identifies(column, name, table, complaints):
            continue
        told = ColumnTold(column, name)
        cells = [table.columns[name][row] for row in rows]
        taken.columns[column.output] = _read(told, cells, taken, mapping, key, complaints)
        taken.told.append(told)
    judge_people(taken, mapping, complaints)
    number_people(taken, table, complaints, keep_first=mapping.keep_first)
    taken.columns = {name: taken.columns[name] for name in sorted(taken.columns, key=_place)}
    return taken


def _place(name: str) -> tuple[int, str]:
    """Return where a column stands in what is written: the id first, attributes last."""
    return (KNOWN.index(name) if name in KNOWN else len(KNOWN), name)


def _named(column: Column, table: Table, complaints: Complaints) -> str | None:
    name = table.named(column.source)
    if name is None:
        group = "attributes" if column.is_attribute else "columns"
        reason = "is no column of the extract" + hint(column.source, list(table.columns))
        cure = f"mend `{group}.{column.target}` in the mapping"
        complaints.of_whole(table.header_line, column.source, reason, cure)
    return name


def _asked_for(table: Table, mapping: Mapping, complaints: Complaints) -> list[int]:
    """Return the rows that the mapping asks for by `only`."""
    rows = list(range(len(table)))
    for source, words in mapping.only.items():
        name = table.named(source)
        if name is None:
            reason = "is no column of the extract" + hint(source, list(table.columns))
            complaints.of_whole(table.header_line, source, reason, "mend `only` in the mapping")
            continue
        cells = table.columns[name]
        for word in words - {folded(each) for each in set(cells)}:
            reason = "is what `only` asks for, and no row has it"
            complaints.of_whole(table.header_line, name, reason, "mend `only`", cell=word)
        rows = [row for row in rows if folded(cells[row]) in words]
    return rows


def _read(
    told: ColumnTold,
    cells: list[str],
    taken: Taken,
    mapping: Mapping,
    key: Key | None,
    complaints: Complaints,
) -> list[str]:
    """Return a column in our words; a cell that cannot be read is complained of, and empty."""
    column = told.column
    distinct = {each: "" for each in cells if each and not _is_empty(each, column)}
    dates = None
    if column.target in DATES:
        dates = dates_of(distinct, column.dates, mapping.taken_on)
        told.assumed = dates.assumed
        _refuse_unsure(dates, told.name, cells, taken.lines, complaints)
    wrong: dict[str, CellWrong] = {}
    if dates is None or dates.unsure is None:
        read = reader_of(column, dates, mapping.taken_on, key)
        for cell in distinct:
            try:
                distinct[cell] = read(cell)
            except CellWrong as refused:
                wrong[cell] = refused
    shows = not (column.is_attribute or column.target == "id" or column.pseudonym)
    if column.codes is not None:
        shows &= are_codes(list(distinct))  # it may be the wrong column, and hold anything
    for row, cell in enumerate(cells) if wrong else ():
        if cell in wrong:
            told.refused += 1
            why = wrong[cell]
            complaints.of_row(
                taken.lines[row], told.name, why.reason, why.cure, cell if shows else ""
            )
    result = [distinct.get(each, "") for each in cells]
    told.empty = sum(not each for each in result) - told.refused
    return result


def _is_empty(cell: str, column: Column) -> bool:
    known = column.codes is not None and folded(cell) in column.codes
    return folded(cell) in column.empty and not known


def _refuse_unsure(
    dates: Dates, name: str, cells: list[str], lines: list[int], complaints: Complaints
) -> None:
    if dates.unsure is not None:
        cell, reason, cure = dates.unsure
        complaints.of_whole(lines[cells.index(cell)], name, reason, cure, cell)
