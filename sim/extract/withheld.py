"""Columns that are refused because they may tell who somebody is, or because nobody said a word.

A column is mapped, kept, or dropped, and the mapping says which: nothing slips through unsaid.
"""

from sim.extract.complaints import Complaints
from sim.extract.identifiers import MANY, by_look, by_name
from sim.extract.mapping import Column, Mapping, folded
from sim.extract.table import Table
from sim.scenario.problems import hint

WAIVED = frozenset({"reference numbers", MANY})
"""What an analyst may say is not so, by `anonymous: true`."""


def refuse_the_unsaid(table: Table, mapping: Mapping, complaints: Complaints) -> None:
    """Refuse columns of which the mapping does not say what becomes of them."""
    said = {folded(each.source) for each in mapping.columns}
    said |= {folded(each) for each in (*mapping.only, *mapping.drop)}
    for name in mapping.drop:
        if table.named(name) is None:
            reason = "is to be dropped, and is no column of the extract"
            reason += hint(name, list(table.columns))
            complaints.of_whole(table.header_line, name, reason, "mend `drop` in the mapping")
    if mapping.drop_others:
        return
    for name, cells in table.columns.items():
        if folded(name) in said:
            continue
        what = by_name(name)
        if what is None:
            looks = by_look([each for each in cells if each])
            reason = (
                f"looks like {looks} (by its cells)" if looks else "is neither mapped nor dropped"
            )
            what = looks
        else:
            reason = f"looks like {what} (by its name)"
        cure = "list it under `drop:` in the mapping"
        if what is None:
            cure += ", or map it"
        complaints.of_whole(table.header_line, name, reason, cure)


def identifies(column: Column, name: str, table: Table, complaints: Complaints) -> bool:
    """Complain of a column that may tell who somebody is, with what to do instead; tell if so."""
    if column.pseudonym or column.codes is not None:
        return False
    free = column.is_attribute or column.target == "id"
    what, how = by_name(name), "name"
    if column.target == "birth_years" and what == "years of birth":
        what = None
    if what == "reference numbers" and column.anonymous:
        what = None
    if what is None and free:
        what, how = _look(column, table.columns[name]), "cells"
    if what is None:
        return False
    cure = "list it under `drop:` instead"
    if free:
        cure += ", or say `pseudonym: true`"
        cure += ", or give `codes:`" if column.is_attribute else ""
        cure += "; if it tells nobody who it is, `anonymous: true`" if what in WAIVED else ""
    elif "birth" in what:
        cure += "; let the extract give an age in years, or a band of ages"
    complaints.of_whole(table.header_line, name, f"looks like {what} (by its {how})", cure)
    return True


def _look(column: Column, cells: list[str]) -> str | None:
    looks = by_look([each for each in cells if folded(each) not in column.empty])
    waived = column.target == "id" or column.anonymous
    return None if waived and looks == MANY else looks
