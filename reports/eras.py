"""The days on which programmes begin and cease to be offered, as marks on a line of time."""

from dataclasses import dataclass

from reports.programmes import switched
from reports.reading import Reading


@dataclass(frozen=True, slots=True)
class Era:
    """A day on which a programme begins or ceases to be offered, in the words of its mark."""

    provision: str
    year: float
    says: str


def eras(reading: Reading) -> list[Era]:
    """Return the days that the scenario gives, everywhere and then at some sites."""
    found = []
    for note in reading.book.provisions:
        moments = [
            (note.rules[part], part)
            for part in ("from", "until")
            if note.rules.get(part) is not None
        ]
        moments += [(switch.moment, switch.says) for switch in switched(note, reading)]
        for moment, says in moments:
            year = reading.year_of(moment)
            if year is not None:
                found.append(Era(note.id, year, f"{says} {reading.moment(moment)}"))
    return found
