"""Who is in a cohort, by name, and what became of each of them by the end of a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.log.errors import RunError
from sim.log.fold import fold
from sim.log.state import WHERE
from sim.projections.biography import need_in_words
from sim.projections.facts import Facts
from sim.projections.membership import in_words, members
from sim.replay import opened
from sim.words.bands import BAND_NAMES
from sim.words.cohorts import EVERYBODY
from sim.words.kinds import Kind

MOST_NAMES = 50
NEVER_LISTED = "on no programme list"
_FURTHEST = (
    ("left", "left a programme list without a start"),
    ("waiting", "waits for a programme"),
    ("started", "started a programme and completed none"),
)
"""How a stay ended and what that is called, the least first."""
_COMPLETED = "completed a programme"


def roll_of(path: Path, policy: str | None, replication: int, cohort: str) -> dict[str, Any]:
    """Return the first people of a cohort and what became of them, or raise `RunError`."""
    folder, chosen, history = opened(path, policy, replication)
    facts = Facts(history)
    known = {each.id: each.mask for each in members(facts)}
    if cohort not in known:
        raise RunError(f"{path}: has no cohort `{cohort}`; it has {', '.join(known)}")
    codes = np.flatnonzero(known[cohort])
    furthest = _furthest(facts)
    where = fold(history).where
    notes = {note.id: note for note in history.book.cohorts}
    rows = history.people[codes[:MOST_NAMES].tolist()]
    return {
        "run": str(folder.path),
        "policy": chosen,
        "replication": replication,
        "cohort": cohort,
        "who": in_words(notes[cohort]) if cohort != EVERYBODY else EVERYBODY,
        "people": len(codes),
        "first": [
            {
                "id": row["id"],
                "band": BAND_NAMES[row["band"]],
                **({"need": need} if (need := need_in_words(history, row)) else {}),
                "programme": furthest[row["person"]],
                "at_the_end": WHERE[where[row["person"]]],
            }
            for row in rows.iter_rows(named=True)
        ],
    }


def _furthest(facts: Facts) -> list[str]:
    """Return how far each person came with any programme, before day 0 included."""
    found = np.full(facts.people.height, NEVER_LISTED, object)
    for how, says in _FURTHEST:
        stays = facts.programme_stays.filter(pl.col("how").cast(pl.String) == how)
        found[stays["person"].to_numpy()] = says
    done = facts.of(Kind.COMPLETED).filter(pl.col("provision").is_in(facts.provisions("programme")))
    found[done["person"].to_numpy()] = _COMPLETED
    found[facts.people["completed_before"].to_numpy()] = _COMPLETED
    return [str(each) for each in found]


def roll_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield a line a person: id, risk, need if people differ in it, programme, where at the end."""
    first = answer["first"]
    of = "" if answer["cohort"] == EVERYBODY else f" ({answer['who']})"
    yield (
        f"{answer['cohort']}{of}: {answer['people']:,} people; policy {answer['policy']}, "
        f"replication {answer['replication']}"
    )
    rows = [
        [
            each["id"],
            each["band"].replace("_", " "),
            *([each["need"]] if "need" in each else []),
            each["programme"],
        ]
        for each in first
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, each in zip(rows, first, strict=True):
        cells = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {cells}  {each['at_the_end']}"
    if answer["people"] > len(first):
        yield f"  and {answer['people'] - len(first):,} more"
