"""Laws of reoffending: once in the world of each belief, at liberty, and of a cause told apart."""

import numpy as np
import polars as pl

from sim.log.breach import TOLERANCE, Law, say
from sim.log.history import History, PolicyNote
from sim.log.picking import has_cause, is_one_of, of
from sim.log.state import SUPERVISED
from sim.words.kinds import TAKEN_BACK, Cause, Kind
from sim.words.reoffences import CODES

DECIMALS = 9


def reoffending_comes_once_and_at_liberty(history: History, _: PolicyNote) -> list[str]:
    """Nobody reoffends first twice under one belief, nor before release, nor inside again."""
    rows = of(history, Kind.REOFFENDED)
    twice = rows.group_by("person", "value").len().filter(pl.col("len") > 1)
    orders = history.people.filter(pl.col("came") == SUPERVISED).select("person")
    moves = pl.concat(
        [
            of(history, Kind.RECEIVED).join(orders, on="person", how="semi"),
            of(history, Kind.RELEASED, *TAKEN_BACK),
        ]
    )
    changes = moves.select("person", moved="time", out=~is_one_of(*TAKEN_BACK))
    changes = changes.sort("moved", maintain_order=True)
    last = (
        rows.select("person", "time")
        .sort("time", maintain_order=True)
        .join_asof(
            changes,
            left_on="time",
            right_on="moved",
            by="person",
            check_sortedness=False,
        )
    )
    inside = last.filter(
        pl.col("out").is_null() | (~pl.col("out") & (pl.col("time") > pl.col("moved") + TOLERANCE))
    )
    return say(twice, "people who reoffended first twice") + say(
        inside.select("person", "time"), "people who reoffended in custody"
    )


def reoffences_are_of_the_causes_told_apart(history: History, _: PolicyNote) -> list[str]:
    """Where a scenario tells causes apart every reoffence has one, and elsewhere none has."""
    told = [CODES[name] for name in history.book.reoffences if name in CODES]
    wrong = of(history, Kind.REOFFENDED).filter(~has_cause(*(told or [Cause.NONE])))
    return say(wrong.select("person", "time", "cause"), "reoffences of a cause not told apart")


def who_returns_has_reoffended(history: History, _: PolicyNote) -> list[str]:
    """Charged at the moment of his first reoffence under the belief that takes men back, once.

    And sentenced for it after the time that it takes with him; nobody returns without a belief.
    """
    book = history.book
    charged = of(history, Kind.RECALLED).filter(has_cause(Cause.CHARGED))
    sentenced = of(history, Kind.RECONVICTED)
    back = pl.concat([charged, sentenced])
    if book.returns_under is None:
        return say(back.select("person", "time"), "returns for a reoffence that nothing provides")
    code = book.belief_ids.index(book.returns_under)
    first = of(history, Kind.REOFFENDED).filter(pl.col("value") == code)
    known = first.select("person", day="time").join(
        history.people.select("person", "return_days"), on="person", how="left"
    )
    takes = known["return_days"].to_numpy()
    known = known.with_columns(due=np.round(known["day"].to_numpy() + takes, DECIMALS))
    found: list[str] = []
    for rows, due, what in ((charged, "day", "charged"), (sentenced, "due", "sentenced")):
        twice = rows.group_by("person").len().filter(pl.col("len") > 1)
        found += say(twice, f"people {what} twice")
        other = rows.join(known, on="person", how="left", maintain_order="left").filter(
            pl.col("time").ne_missing(pl.col(due))
        )
        found += say(other.select("person", "time", due), f"people {what} on another day")
    return found


REOFFENDING_LAWS: tuple[Law, ...] = (
    reoffending_comes_once_and_at_liberty,
    reoffences_are_of_the_causes_told_apart,
    who_returns_has_reoffended,
)
