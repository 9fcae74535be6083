"""Picking events of the log: by kind and cause, by what they change, by where they belong."""

import polars as pl

from sim.log.history import History
from sim.words.kinds import Cause, Kind


def of(history: History, *kinds: Kind) -> pl.DataFrame:
    """Return the events of these kinds, in log order."""
    return history.events.filter(is_one_of(*kinds))


def numbered(history: History, *kinds: Kind) -> pl.DataFrame:
    """Return the events of these kinds with `seq`, their place in the log."""
    return history.events.with_row_index("seq").filter(is_one_of(*kinds))


def is_one_of(*kinds: Kind) -> pl.Expr:
    return pl.col("kind").is_in([int(kind) for kind in kinds])


def has_cause(*causes: Cause) -> pl.Expr:
    return pl.col("cause").is_in([int(cause) for cause in causes])


def steps(changes: dict[Kind, int]) -> pl.Expr:
    """Return what each event changes, 0 for kinds that are not named."""
    codes = {int(kind): change for kind, change in changes.items()}
    return pl.col("kind").replace_strict(codes, default=0, return_dtype=pl.Int32)


def circles(history: History) -> list[int]:
    """Return the codes of circles, which have a list and a seat beside those of programmes."""
    provisions = history.book.provisions
    return [code for code, each in enumerate(provisions) if each.kind == "circle"]


def own_places(history: History) -> list[int]:
    """Return the codes of what draws on places of its own: circles, and beds."""
    provisions = history.book.provisions
    return [
        code for code, each in enumerate(provisions) if each.own_places or each.kind == "circle"
    ]


def teams(history: History) -> list[int]:
    """Return the codes of the sites whose staff are people, not a number of units."""
    return [code for code, each in enumerate(history.book.sites) if each.team]


def volunteering(history: History) -> list[int]:
    """Return the codes of the sites whose circles have volunteers who come and go."""
    return [code for code, each in enumerate(history.book.sites) if each.circle_room]
