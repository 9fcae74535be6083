"""Staff as people, site by site and year by year: in post, present, trained, carrying, away."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.projections.facts import Facts
from sim.projections.occupancy import clipped_days
from sim.projections.plans import posts_of_grades
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "site": pl.String,
        "grade": pl.String,
        "year": pl.Int64,
        "posts": pl.Float64,
        "in_post": pl.Float64,
        "present": pl.Float64,
        "trained": pl.Float64,
        "carrying": pl.Float64,
        "sick_days": pl.Float64,
        "appointed": pl.Int64,
        "left": pl.Int64,
    }
)
A_MEMBER = ("site", "member")
MEMBERS = (
    Kind.APPOINTED,
    Kind.TRAINED,
    Kind.FELL_SICK,
    Kind.CAME_BACK,
    Kind.LEFT_POST,
    Kind.ASSIGNED,
    Kind.TAKEN_OFF,
)


@dataclass(frozen=True, slots=True)
class Spells:
    """Stretches of time at a place (a site and grade as one code), each with an amount."""

    place: NDArray[np.int64]
    since_day: Floats
    until_day: Floats
    amount: Floats

    def mean(self, years: list[tuple[float, float]], places: int) -> Floats:
        """Return the time mean of the amounts, shape (places, years)."""
        found = [
            np.bincount(
                self.place,
                clipped_days(self.since_day, self.until_day, year) * self.amount,
                places,
            )
            / (year[1] - year[0])
            for year in years
        ]
        return np.array(found, np.float64).reshape(len(years), places).T


def staffing(facts: Facts) -> pl.DataFrame:
    """Return means over each year of the run, of every grade that a team had anybody of.

    `posts` are those planned, filled or not; `present` are in post and not sick, `trained` are
    present and may deliver something, and `carrying` is what they carry, in groups. `appointed`
    leaves out those in post on day 0.
    """
    rows = _members(facts)
    grades = max(len(facts.book.grades), 1)
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    starts = np.arange(0.0, facts.book.horizon_days, DAYS_PER_YEAR)
    ends = np.append(starts[1:], facts.book.horizon_days)
    years = list(zip(starts.tolist(), ends.tolist(), strict=True))
    place = (rows["site"].cast(pl.Int64) * grades + rows["grade"].cast(pl.Int64)).to_numpy()
    used = np.unique(place)
    at = np.searchsorted(used, place)
    present = ((rows["in_post"] > 0) & (rows["sick"] < 1)).to_numpy()
    sick = ((rows["in_post"] > 0) & (rows["sick"] > 0)).to_numpy()
    levels = {
        "in_post": rows["in_post"].to_numpy().astype(np.float64),
        "present": present.astype(np.float64),
        "trained": (present & rows["skilled"].to_numpy()).astype(np.float64),
        "carrying": rows["carried"].to_numpy(),
        "sick_days": sick.astype(np.float64),
    }
    since, until = rows["time"].to_numpy(), rows["until"].to_numpy()
    means = {
        name: Spells(at, since, until, amount).mean(years, len(used))
        for name, amount in levels.items()
    }
    means["sick_days"] = means["sick_days"] * (ends - starts)
    means["posts"] = _posts(facts, used, grades).mean(years, len(used))
    came = (rows["kind"] == int(Kind.APPOINTED)).to_numpy() & (since > 0)
    left = (rows["kind"] == int(Kind.LEFT_POST)).to_numpy()
    year = np.minimum(np.searchsorted(starts, since, "right") - 1, len(years) - 1)
    cell = at * len(years) + year
    size = len(used) * len(years)
    return pl.DataFrame(
        {
            "site": [facts.book.sites[code // grades].id for code in used for _ in years],
            "grade": [facts.book.grades[code % grades].id for code in used for _ in years],
            "year": list(range(len(years))) * len(used),
            **{name: values.ravel() for name, values in means.items()},
            "appointed": np.bincount(cell[came], minlength=size),
            "left": np.bincount(cell[left], minlength=size),
        },
        schema=SCHEMA,
    )


def _posts(facts: Facts, used: NDArray[np.int64], grades: int) -> Spells:
    """Return the posts that are planned of the grades used, filled or not."""
    ids = [note.id for note in facts.book.grades]
    found = [
        (at, *span)
        for at, code in enumerate(used.tolist())
        for span in posts_of_grades(facts.book, facts.book.sites[code // grades]).get(
            ids[code % grades], ()
        )
    ]
    at, since, until, number = np.array(found, np.float64).reshape(-1, 4).T
    return Spells(at.astype(np.int64), since, until, number)


def _members(facts: Facts) -> pl.DataFrame:
    """Return every change of a member of staff, with how he stands after it and until when."""
    loads = {code: note.load for code, note in enumerate(facts.book.provisions)}
    load = pl.col("provision").replace_strict(loads, default=0.0, return_dtype=pl.Float64)

    def sum_of(up: Kind, down: Kind, each: pl.Expr | float = 1.0) -> pl.Expr:
        kind = pl.col("kind")
        step = (kind == int(up)).cast(pl.Float64) - (kind == int(down)).cast(pl.Float64)
        return (step * each).cum_sum().over(A_MEMBER)

    rows = facts.events.filter(
        pl.col("kind").is_in([int(kind) for kind in MEMBERS]),
        ~pl.col("provision").is_in(facts.provisions("circle")),  # where volunteers serve
    )
    grade = pl.when(pl.col("kind") == int(Kind.APPOINTED)).then("group")
    return (
        rows.with_columns(member=pl.col("value").cast(pl.Int64))
        .with_columns(
            grade=grade.forward_fill().over(A_MEMBER),
            in_post=sum_of(Kind.APPOINTED, Kind.LEFT_POST),
            sick=sum_of(Kind.FELL_SICK, Kind.CAME_BACK),
            carried=sum_of(Kind.ASSIGNED, Kind.TAKEN_OFF, load),
            skilled=(pl.col("kind") == int(Kind.TRAINED)).cum_max().over(A_MEMBER),
            until=pl.col("time").shift(-1).over(A_MEMBER).fill_null(facts.book.horizon_days),
        )
        .filter(pl.col("grade").is_not_null())
    )
