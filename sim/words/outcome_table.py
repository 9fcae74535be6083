"""The table of outcomes as the guide prints it, each with its unit and what it counts.

The guide holds it between two marks, and a test holds the guide to it.
"""

from typing import Final

from sim.words.outcomes import Scope, outcomes_of
from sim.words.reoffences import CAUSES, PROVEN

BEGIN, END = "<!-- outcomes begin -->", "<!-- outcomes end -->"
BELIEF = "BELIEF"
"""Stands for the id of a belief in the names of outcomes that are known under one only."""
EVERYTHING: Final = Scope(
    beliefs=(BELIEF,),
    costed=True,
    upstream=True,
    reoffences=(*CAUSES, PROVEN),
    circling=True,
    licence=True,
    board=True,
    voluntary=True,
)
"""What a scenario may have that brings outcomes of its own, all of it."""
WELCOME = {"lower": "less", "higher": "more", "neither": "-"}


def outcome_table() -> str:
    """Return every outcome that a scenario can have, in Markdown, in report order."""
    lines = ["| outcome | unit | better | counts | of |", "|---|---|---|---|---|"]
    for each in outcomes_of(EVERYTHING):
        whole = "-" if each.denominator == "none" else each.denominator
        counts = each.definition.replace(f"'{BELIEF}'", "of that name")
        cells = (f"`{each.name}`", each.unit, WELCOME[each.better], counts, whole)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def guide_with_table(guide: str) -> str:
    """Return the text of the guide with the table between its marks made afresh."""
    before, rest = guide.split(BEGIN)
    return f"{before}{BEGIN}\n{outcome_table()}\n{END}{rest.split(END)[1]}"
