"""Who the people are, in words: drawn from stated totals, listed in a file, or some of each.

Nothing a report says of listed people may sound as if it were known of them: who they are was
written down by somebody, what happens to them is simulated.
"""

from collections.abc import Mapping
from typing import Any

from reports.reading import Reading


def who_they_are(reading: Reading) -> str:
    """Return the caveat on the people."""
    file = _file(reading)
    match reading.book.people:
        case "synthetic":
            return (
                "The people are synthetic: they are drawn by chance from the numbers of the "
                "scenario, and none of them is or stands for a real person."
            )
        case "listed":
            return (
                f"The people are those listed in {file} by whoever wrote the scenario; what "
                "happens to them here is simulated, and decides nothing about any of them."
            )
        case "both":
            return (
                f"Some of the people are those listed in {file} by whoever wrote the scenario; "
                "what happens to them here is simulated, and decides nothing about any of them. "
                "The others are synthetic: they are drawn by chance from the numbers of the "
                "scenario, and none of them is or stands for a real person."
            )


def shows_ids(reading: Reading) -> bool:
    """Tell whether the page may print ids: those of listed people are somebody's, and are not."""
    return reading.book.people == "synthetic"


def how_named(reading: Reading) -> str:
    """Return what a table that names people must say of them."""
    match reading.book.people:
        case "synthetic":
            return "People are synthetic, and named by the ids of the run."
        case "listed":
            return (
                f"People are those listed in {_file(reading)}, named by a number and not by their "
                "id; what happens to them is simulated."
            )
        case "both":
            return (
                f"People are synthetic or listed in {_file(reading)}, and all are named by number; "
                "what happens to them is simulated."
            )


def where_from(reading: Reading) -> str:
    """Return the line on people in the method note."""
    match reading.book.people:
        case "synthetic":
            return "People are synthetic."
        case "listed":
            return f"People are listed in {_file(reading)}."
        case "both":
            return f"People are listed in {_file(reading)}, with synthetic people besides."


def changed_from(provenance: Mapping[str, Any]) -> str:
    """Return what was asked otherwise than the scenario's file says; `""` where nothing was."""
    overrides = provenance.get("overrides", "none")
    if overrides in {"none", ""}:
        return ""
    return f"Changed from {provenance.get('scenario', 'the scenario')}: {overrides}"


def _file(reading: Reading) -> str:
    return reading.book.listed_file or "a file"
