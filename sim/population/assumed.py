"""What is taken for granted of listed people where their file is silent, and the words to say so.

Nothing is assumed in silence: whatever stands here for a column that is not there is told by
`assumed_columns`, which `placesim validate`, `run` and `compare` print as warnings.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sim.policies.expressions import CANDIDATE_FACTS, parsed
from sim.population.people import Came
from sim.population.sheet import FLAGS, Sheet, sheet_of
from sim.scenario.mentions import rules_of
from sim.scenario.people import Listed
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES, NEED_NAMES, SENTENCE_NAMES, Band, Need, Sentence

BAND = Band.MEDIUM
NEED = Need.MEDIUM
"""Few scenarios ask for it, so it is told only where a rule looks at the score."""
AGE_YEARS = 40.0
LICENCE_DAYS = 3652.5
"""Ten years of supervision from release, where the end of the licence is not given."""
TRUE_FLAGS = frozenset({"consents"})
"""Whoever is not said to refuse consents; any other yes-or-no column is a no."""
SENTENCE = {
    Came.CUSTODY: Sentence.DETERMINATE,
    Came.COMMUNITY: Sentence.COMMUNITY_ORDER,
    Came.LIST: Sentence.NONE,
}
RELEASE = ("release_day", "release_date")
TARIFF = ("tariff_day", "tariff_date")
LICENCE_END = ("licence_end_day", "licence_end_date")

Assumption = tuple[Sequence[str], str]
"""Columns of which one is enough, and what everybody is taken for without."""


def assumed_columns(listed: Listed, scenario: Scenario, folder: Path) -> list[str]:
    """Return a sentence for each thing that the file does not say and that is therefore assumed.

    The file must be one that `read_listed` accepts.
    """
    sheet = sheet_of(folder / listed.file, listed.file)
    told = (_told(sheet, *assumption) for assumption in _assumptions(listed, scenario))
    return [*filter(None, told), *_flags(sheet)]


def _assumptions(listed: Listed, scenario: Scenario) -> Iterator[Assumption]:
    yield ("band",), f"at {BAND_NAMES[BAND]} risk"
    yield ("age_years",), f"{AGE_YEARS:g} years old"
    if any("need_score" in parsed(text, CANDIDATE_FACTS).names for text in rules_of(scenario)):
        yield ("need", "need_score"), f"of {NEED_NAMES[NEED]} need"
        yield ("need_score",), "anywhere within the level of need, as luck has it"
    if listed.kind == "custody":
        usual = SENTENCE_NAMES[SENTENCE[Came.CUSTODY]]
        yield ("sentence",), f"on a {usual} sentence"
        ways_out = (*RELEASE, *TARIFF) if scenario.parole is not None else RELEASE
        yield ways_out, "in prison to the end of the run"
        if listed.released_to is not None:
            yield LICENCE_END, f"supervised for {LICENCE_DAYS:g} days after release"
    if listed.kind == "community":
        yield (*RELEASE, *LICENCE_END), "under supervision to the end of the run"


def _told(sheet: Sheet, columns: Sequence[str], what: str) -> str | None:
    """Return what is assumed for want of these columns, in words; nothing if nothing is."""
    named = " or ".join(f"`{column}`" for column in columns)
    if not set(columns) & set(sheet.frame.columns):
        return f"{sheet.file}: there is no column {named}; everybody is taken to be {what}"
    silent = int(np.count_nonzero(sheet.blank(columns)))
    if not silent:
        return None
    people = f"{silent:,} of {sheet.frame.height:,} people"
    return f"{sheet.file}: {named} is empty for {people}, who are taken to be {what}"


def _flags(sheet: Sheet) -> Iterator[str]:
    for answer, names in (
        ("no", [name for name in FLAGS if name not in TRUE_FLAGS]),
        ("yes", [name for name in FLAGS if name in TRUE_FLAGS]),
    ):
        absent = [f"`{name}`" for name in names if name not in sheet.frame.columns]
        if absent:
            yield f"{sheet.file}: there is no column {', '.join(absent)}; taken as {answer} for all"
