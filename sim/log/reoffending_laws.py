"""Laws of reoffending: once in the world of each belief, at liberty, and of a cause told apart."""

import polars as pl

from sim.log.breach import TOLERANCE, Law, has_cause, is_one_of, of, say
from sim.log.history import History, PolicyNote
from sim.words.kinds import Cause, Kind

UNDER_AN_ORDER = 1
TAKEN_BACK = (Kind.RECALLED, Kind.RECONVICTED)
CAUSES = {"contact": Cause.CONTACT, "image": Cause.IMAGE, "other": Cause.OTHER}


def reoffending_comes_once_and_at_liberty(history: History, _: PolicyNote) -> list[str]:
    """Nobody reoffends first twice under one belief, nor before release, nor inside again."""
    rows = of(history, Kind.REOFFENDED)
    twice = rows.group_by("person", "value").len().filter(pl.col("len") > 1)
    orders = history.people.filter(pl.col("came") == UNDER_AN_ORDER).select("person")
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
    told = [CAUSES[name] for name in history.book.reoffences if name in CAUSES]
    wrong = of(history, Kind.REOFFENDED).filter(~has_cause(*(told or [Cause.NONE])))
    return say(wrong.select("person", "time", "cause"), "reoffences of a cause not told apart")


REOFFENDING_LAWS: tuple[Law, ...] = (
    reoffending_comes_once_and_at_liberty,
    reoffences_are_of_the_causes_told_apart,
)
