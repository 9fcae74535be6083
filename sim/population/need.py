"""How much need there is: of a stream by its shares or its score, of listed people by their file.

A man's need is one question put to his luck. Shares of levels cut that luck as they always did, and
the score is where he stands within his level; a distribution of the score is read at the same luck,
and the level is the cut of it. So a scenario that gives shares alone has the people that it had.
"""

import numpy as np

from sim.policies.candidates import Codes
from sim.population.assumed import NEED
from sim.population.sampling import choose, sample
from sim.population.sheet import Sheet, place_in
from sim.scenario.people import Stream
from sim.words.bands import NEED_NAMES
from sim.words.luck import Floats
from sim.words.need import Cuts, level_of, score_within

NOT_SAID = -1


def drawn_need(stream: Stream, cuts: Cuts, luck: Floats) -> tuple[Codes, Floats]:
    """Return the level and the score of each man of a stream."""
    if stream.need_score is not None:
        scores = sample(stream.need_score, luck)
        return level_of(scores, cuts), scores
    shares = {str(name): share for name, share in stream.need.items()}
    weights = [shares.get(name, 0.0) for name in NEED_NAMES]
    levels = choose(weights, luck).astype(np.int8)
    edges = np.cumsum([0.0, *weights])
    begins, ends = (edges / edges[-1])[levels], (edges / edges[-1])[levels + 1]
    part = (luck - begins) / np.maximum(ends - begins, np.finfo(float).tiny)
    return levels, score_within(levels, part, cuts)


def listed_need(sheet: Sheet, cuts: Cuts, luck: Floats) -> tuple[Codes, Floats]:
    """Return the level and the score of each listed man; complain of those that disagree.

    Who has only a level stands somewhere within it, by his own luck.
    """
    said = np.array(sheet.values("need", place_in(NEED_NAMES), NOT_SAID), np.int8)
    scores = sheet.numbers("need_score", 0, 1, np.nan)
    scored = ~np.isnan(scores)
    cut = level_of(scores, cuts)
    for row in np.flatnonzero(scored & (said != NOT_SAID) & (said != cut)).tolist():
        sheet.complain(
            row,
            "need_score",
            f"{scores[row]:.15g} is {NEED_NAMES[cut[row]]} need, since medium begins at "
            f"{cuts[0]:g} and high at {cuts[1]:g} (`population.need_from`), and `need` says "
            f"{NEED_NAMES[said[row]]}; give one of the two, or move need_from",
        )
    told = np.where(said == NOT_SAID, np.int8(NEED), said).astype(np.int8)
    levels = np.where(scored, cut, told).astype(np.int8)
    return levels, np.where(scored, scores, score_within(told, luck, cuts))
