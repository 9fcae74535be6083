"""Who sat with whom, programme by programme, and what keeping people apart cost in waiting.

Low risk with higher, young with older, and men in denial with others are what rules of composition
are made to prevent. A group is mixed if both sat in it at any time; bands are as they were when
each sat down.
"""

import polars as pl

from sim.log.assessed import bands_at
from sim.projections.facts import Facts
from sim.projections.groups import groups_in_window
from sim.words.bands import Band
from sim.words.kinds import Cause, Kind

SCHEMA = pl.Schema(
    {
        "provision": pl.String,
        "groups": pl.Int64,
        "low_with_higher": pl.Int64,
        "young_with_older": pl.Int64,
        "denial_with_others": pl.Int64,
        "kept_apart_people": pl.Int64,
        "too_many_alike_people": pl.Int64,
        "reserved_for_others_people": pl.Int64,
        "wait_if_passed_over_mean_days": pl.Float64,
        "wait_of_others_mean_days": pl.Float64,
    }
)
YOUNG_YEARS = 25.0
BY_COMPOSITION = (Cause.KEPT_APART, Cause.TOO_MANY_ALIKE)


def mixing(facts: Facts) -> pl.DataFrame:
    """Return one row a programme whose groups may hold two: mixed groups, people passed over.

    Waits are of those who started in the window: of men whom a rule of composition had passed
    over on that list, and of all others.
    """
    notes = facts.book.provisions
    several = [code for code, note in enumerate(notes) if note.maximum > 1]
    table = (
        pl.DataFrame({"provision": several}, schema={"provision": pl.Int16})
        .join(_mixed(facts), on="provision", how="left")
        .join(_passed_over(facts), on="provision", how="left")
        .join(_waits(facts), on="provision", how="left")
        .sort("provision")
    )
    means = ("wait_if_passed_over_mean_days", "wait_of_others_mean_days")
    counts = [name for name in SCHEMA if name not in ("provision", *means)]
    return table.select(
        facts.provision_ids(table["provision"]),
        *(pl.col(name).fill_null(0) for name in counts),
        *means,
    ).cast(SCHEMA)


def passed_over_by_composition(facts: Facts) -> pl.DataFrame:
    """Return the events of the window in which composition passed somebody over."""
    return facts.in_window(Kind.PASSED_OVER).filter(
        pl.col("cause").is_in([int(cause) for cause in BY_COMPOSITION])
    )


def _mixed(facts: Facts) -> pl.DataFrame:
    began = groups_in_window(facts)
    seats = facts.of(Kind.STARTED).join(began.select("group"), on="group", how="semi")
    age = facts.people["age_years"].gather(seats["person"])
    seats = seats.with_columns(
        low=pl.Series(bands_at(facts.history, seats) == int(Band.LOW), dtype=pl.Boolean),
        young=pl.Series(age < YOUNG_YEARS, dtype=pl.Boolean),
        denial=facts.people["denial"].gather(seats["person"]),
    )
    return (
        seats.group_by("provision", "group")
        .agg(
            low=pl.col("low").any() & (~pl.col("low")).any(),
            young=pl.col("young").any() & (~pl.col("young")).any(),
            denial=pl.col("denial").any() & (~pl.col("denial")).any(),
        )
        .group_by("provision")
        .agg(
            groups=pl.len(),
            low_with_higher=pl.col("low").sum(),
            young_with_older=pl.col("young").sum(),
            denial_with_others=pl.col("denial").sum(),
        )
    )


def _passed_over(facts: Facts) -> pl.DataFrame:
    names = {
        Cause.KEPT_APART: "kept_apart_people",
        Cause.TOO_MANY_ALIKE: "too_many_alike_people",
        Cause.RESERVED_FOR_OTHERS: "reserved_for_others_people",
    }
    return (
        facts.in_window(Kind.PASSED_OVER)
        .group_by("provision")
        .agg(
            pl.col("person").filter(pl.col("cause") == int(cause)).n_unique().alias(name)
            for cause, name in names.items()
        )
    )


def _waits(facts: Facts) -> pl.DataFrame:
    since, until = facts.window
    passed = (
        facts.of(Kind.PASSED_OVER)
        .filter(pl.col("cause").is_in([int(cause) for cause in BY_COMPOSITION]))
        .select("person", "site", "provision")
        .unique()
        .with_columns(passed=pl.lit(value=True))
    )
    starts = facts.programme_stays.filter(
        pl.col("how") == "started", pl.col("ended_day") >= since, pl.col("ended_day") < until
    )
    was = pl.col("passed").fill_null(value=False)
    return (
        starts.join(passed, on=["person", "site", "provision"], how="left")
        .group_by("provision")
        .agg(
            wait_if_passed_over_mean_days=pl.col("wait_days").filter(was).mean(),
            wait_of_others_mean_days=pl.col("wait_days").filter(~was).mean(),
        )
    )
