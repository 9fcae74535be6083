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
    """Return since_day, until_day, site, programme and the units of staff that groups took.

    Where staff are people, that is what each of those assigned to a group carried, and when.
    """
    notes = facts.book.provisions
    staffed = [code for code in facts.provisions("programme") if not notes[code].own_places]
    teams = [code for code, site in enumerate(facts.book.sites) if site.team]
    begun = facts.of(Kind.GROUP_STARTED)
    by_group = _running(facts, begun, {code: notes[code].need for code in staffed})
    by_group = by_group.drop("person")
    if not teams:
        return by_group
    of_team = pl.col("site").is_in(teams)
    return pl.concat([by_group.filter(~of_team), _carried(facts).filter(of_team)])


def circles_running(facts: Facts) -> pl.DataFrame:
    """Return since_day, until_day, site and person of every circle that ran, and amount, one."""
    begun = facts.of(Kind.STARTED)  # a circle has one core member, who starts with it
    return _running(facts, begun, dict.fromkeys(facts.provisions("circle"), 1.0))


def _carried(facts: Facts) -> pl.DataFrame:
    """Return what every member of a team carried of each group, from taking it on to leaving it."""
    loads = {code: note.load for code, note in enumerate(facts.book.provisions)}
    one = ("site", "value", "group")
    kinds = [int(Kind.ASSIGNED), int(Kind.TAKEN_OFF)]
    return (
        facts.events.filter(
            pl.col("kind").is_in(kinds), pl.col("provision").is_in(facts.provisions("programme"))
        )
        .with_columns(
            until_day=pl.col("time").shift(-1).over(one).fill_null(float("inf")),
            amount=pl.col("provision").replace_strict(loads, return_dtype=pl.Float64),
        )
        .filter(pl.col("kind") == int(Kind.ASSIGNED))
        .select(pl.col("time").alias("since_day"), *("until_day", "site", "provision", "amount"))
    )


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


def _running(facts: Facts, begun: pl.DataFrame, uses: dict[int, float]) -> pl.DataFrame:
    """Return what every group used from its start until its staff fell free."""
    finished = facts.of(Kind.GROUP_FINISHED).select("provision", "group", until_day="time")
    return (
        begun.filter(pl.col("provision").is_in(list(uses)))
        .join(finished, on=["provision", "group"], how="left", maintain_order="left")
        .select(
            since_day="time",
            until_day=pl.col("until_day").fill_null(float("inf")),
            site="site",
            provision="provision",
            person="person",
            amount=pl.col("provision").replace_strict(uses, return_dtype=pl.Float64),
        )
    )
