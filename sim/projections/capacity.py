"""Staff and circle places: how many are in being, and how many a running group uses.

Both are intervals with a number, one row each, that the occupancy integrals take as they are.
"""

import polars as pl

from sim.projections.facts import Facts
from sim.words.kinds import NOBODY, Kind


def facilitators_in_post(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and amount of group-carrying capacity."""
    return _in_being(facts, [NOBODY])


def circle_places(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and amount of circle places."""
    return _in_being(facts, facts.provisions("circle"))


def facilitators_in_use(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and facilitators of every programme group that ran."""
    return _running(facts, {code: _needs(facts, code) for code in facts.provisions("programme")})


def circles_running(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and place (always one) of every circle that ran."""
    return _running(facts, dict.fromkeys(facts.provisions("circle"), 1.0))


def _needs(facts: Facts, provision: int) -> float:
    return float(facts.book.provisions[provision].facilitators)


def _in_being(facts: Facts, provisions: list[int]) -> pl.DataFrame:
    """Return each amount from the day it was set to the next setting of its kind at its site."""
    return (
        facts.of(Kind.CAPACITY_SET)
        .filter(pl.col("provision").is_in(provisions))
        .select(
            since_day="time",
            until_day=pl.col("time").shift(-1).over("site", "provision").fill_null(float("inf")),
            site="site",
            amount="value",
        )
    )


def _running(facts: Facts, uses: dict[int, float]) -> pl.DataFrame:
    """Return what every group used from its start until its staff fell free."""
    finished = facts.of(Kind.GROUP_FINISHED).select("provision", "group", until_day="time")
    return (
        facts.of(Kind.GROUP_STARTED)
        .filter(pl.col("provision").is_in(list(uses)))
        .join(finished, on=["provision", "group"], how="left", maintain_order="left")
        .select(
            since_day="time",
            until_day=pl.col("until_day").fill_null(float("inf")),
            site="site",
            amount=pl.col("provision").replace_strict(uses, return_dtype=pl.Float64),
        )
    )
