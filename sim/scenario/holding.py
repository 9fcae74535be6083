"""Checks of rules about people: of whom they can hold, as far as streams say who comes.

A rule over facts that only luck or the day decides (age, motivation, days left) is taken to hold
of somebody; one over bands, needs, sentences and yes-or-no facts is tried on everybody who may be.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.policies.expressions import CANDIDATE_FACTS, parsed
from sim.scenario.mentions import NEED, as_fact, expressions
from sim.scenario.people import Stream
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole
from sim.words.bands import BAND_NAMES, UPSTREAM, Sentence

MOST_COMBINATIONS = 4_096
HELD_BY = {
    "list": Sentence.NONE,
    "community": Sentence.COMMUNITY_ORDER,
    "civil_order": Sentence.CIVIL_ORDER,
    "self_referral": Sentence.SELF_REFERRED,
}
"""What stands for a sentence, by route or kind of stream, for all but prisoners."""
NOBODY = "nobody of any stream is such a man"


def rules_that_hold_of_nobody(whole: Whole) -> Iterator[Finding]:
    """Find conditions on people that can hold of nobody who comes."""
    if whole.scenario.population.listed is not None or not whole.streams:
        return
    for text, loc in conditions(whole):
        names = sorted(parsed(text, CANDIDATE_FACTS).names)
        if names and not any(_may_hold(whole, stream, text, names) for stream in whole.streams):
            says = "nobody is eligible" if loc[-1] == "eligible" else "a rule that never applies"
            yield Finding(loc, f"{says}: {NOBODY}", is_warning=True)


def conditions(whole: Whole) -> Iterator[tuple[str, Loc]]:
    """Yield the expressions that hold or do not; those of an order are scores."""
    for text, loc in expressions(whole):
        if not {"order", "where"} & set(loc):
            yield text, loc


def _may_hold(whole: Whole, stream: Stream, text: str, names: list[str]) -> bool:
    columns: dict[str, list[float]] = {}
    combinations = 1
    for name in names:
        values = values_of(whole, stream, name)
        if values is None:
            return True
        columns[name] = values
        combinations *= len(values)
    if combinations > MOST_COMBINATIONS:
        return True
    return bool(held(text, columns).any())


def held(text: str, columns: dict[str, list[float]]) -> NDArray[np.bool_]:
    """Tell of everybody who may be, one row for each combination of facts, whether a rule holds."""
    rows = np.array(list(product(*columns.values())), dtype=np.float64)
    facts = {name: rows[:, place] for place, name in enumerate(columns)}
    return parsed(text, CANDIDATE_FACTS).holds(facts, rows=len(rows))


def values_of(whole: Whole, stream: Stream, name: str) -> list[float] | None:
    """Return every value that a fact may have among people of a stream, if that is known."""
    if name.startswith(NEED):
        shares = [at for need, at in stream.needs.items() if as_fact(need) == name]
        return _yes_or_no(max(shares, default=0.0))
    match name:
        case "band":
            return _bands(whole, stream)
        case "need":
            return list(map(float, stream.need_levels(whole.scenario.population.need_from)))
        case "sentence" | "upstream":
            held = _sentences(stream)
            return held if name == "sentence" else [float(held[-1] in UPSTREAM)]
        case "denial" | "learning_disability" | "internet_only" | "cse" | "motivated":
            return _yes_or_no(getattr(stream, f"{name}_share"))
        case _:
            return None


def _bands(whole: Whole, stream: Stream) -> list[float]:
    stock = stream.backlog.bands if stream.backlog is not None else None
    true = {band for each in (stream.bands, stock or {}) for band, at in each.items() if at > 0}
    assessment = whole.scenario.assessment
    table = assessment.misclassified if assessment is not None else {}
    assessed = {
        given for band in true for given, at in table.get(band, {band: 1.0}).items() if at > 0
    }
    return [float(place) for place, band in enumerate(BAND_NAMES) if band in assessed]


def _sentences(stream: Stream) -> list[float]:
    if stream.kind != "custody":
        return [float(HELD_BY[stream.route or stream.kind])]
    stock = stream.backlog.sentences if stream.backlog is not None else None
    kinds = {each.kind for each in [*(stream.sentences or ()), *(stock or ())] if each.share > 0}
    return sorted(float(Sentence[kind.upper()]) for kind in kinds)


def _yes_or_no(share: float) -> list[float]:
    return [0.0] * (share < 1) + [1.0] * (share > 0)
