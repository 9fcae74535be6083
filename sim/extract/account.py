"""The account of an import: rows taken and not, column by column. It repeats no cell."""

from collections.abc import Iterator

from sim.extract.complaints import Complaints
from sim.extract.mapping import Mapping
from sim.extract.taken import ColumnTold, Taken

_IN_YEARS = {
    "age_years": "in years; of a band such as 25-34 the middle",
    "birth_years": "by bands of years of birth, to the age in the middle",
}


def account_lines(
    taken: Taken, mapping: Mapping, extract: str, complaints: Complaints
) -> list[str]:
    """Return the account as lines of Markdown that read well as they are."""
    day, kind = mapping.taken_on.isoformat(), mapping.kind
    return [
        f"# What was read of {extract}",
        "",
        *([mapping.title, ""] if mapping.title else []),
        f"By the mapping {mapping.name}; taken on {day}, which is day 0; people of kind {kind}.",
        "",
        "| rows | how many |",
        "|---|---:|",
        *(f"| {what} | {count:,} |" for what, count in _rows(taken)),
        "",
        "| column | becomes | how it was read | empty |",
        "|---|---|---|---:|",
        *(
            f"| {_cell(each.name)} | {each.column.output} | {_how(each)} | {each.empty:,} |"
            for each in taken.told
        ),
        *_not_taken(taken, mapping),
        *_notes(taken),
        *_refused(complaints),
    ]


def _rows(taken: Taken) -> Iterator[tuple[str, int]]:
    yield "taken", len(taken.lines)
    yield "left out by `only`", taken.left_out
    yield "repeated", taken.repeated
    yield "refused", taken.refused
    yield "empty", taken.empty_rows


def _how(told: ColumnTold) -> str:
    column = told.column
    if column.pseudonym:
        return "as a keyed pseudonym"
    if column.codes is not None:
        return f"by {len(column.codes)} codes"
    if told.assumed:
        return f"as dates; assumed: {told.assumed}"
    if column.target.endswith("_date"):
        return (
            f"as dates{': ' + ', '.join(column.dates) if column.dates else ''}, to days from day 0"
        )
    if column.unit is not None:
        return f"in {column.unit}{' ago' if column.ago else ''}"
    return (
        "as it is"
        if column.is_attribute or column.target == "id"
        else _IN_YEARS.get(column.target, "as it stands, in placesim's own words")
    )


def _not_taken(taken: Taken, mapping: Mapping) -> list[str]:
    if not taken.dropped:
        return []
    named = ", ".join(map(_cell, taken.dropped))
    how = "dropped, those not named among them" if mapping.drop_others else "dropped"
    return ["", f"Columns of which nothing was taken ({how}): {named}."]


def _notes(taken: Taken) -> list[str]:
    notes = list(taken.notes)
    if not any(each.column.target == "id" for each in taken.told):
        notes.append("no column is mapped to `id`: people are called by their row, and a row more")
        notes[-1] += " before theirs gives them other luck"
    return ["", *(f"- {each}" for each in notes)] if notes else []


def _refused(complaints: Complaints) -> list[str]:
    found = list(complaints.reasons())
    if not found:
        return []
    lines = [
        f"| {_cell(column) or 'the row'} | {why} | {count:,} |" for column, why, count in found
    ]
    return ["", "| refused for | because it | rows |", "|---|---|---:|", *lines]


def _cell(text: str) -> str:
    return text.replace("|", "/")
