"""How each measure of `sim.words.measures` is read from a history, over a time or on a day.

Every measure there has one entry here. A share or mean whose denominator is 0 has no value.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log.targets import TargetNote
from sim.projections.capacity import circles_running
from sim.projections.circle_supply import ready_volunteers
from sim.projections.facts import Facts
from sim.projections.groups import LEFT_EARLY
from sim.projections.lives import first_day
from sim.projections.narrowing import Narrowing
from sim.projections.occupancy import clipped_days
from sim.projections.plans import posts_of_grades
from sim.projections.readings import Reading, count, ratio
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats


@dataclass(frozen=True, slots=True)
class Measuring:
    """One target being measured in one history."""

    facts: Facts
    target: TargetNote

    @property
    def about(self) -> Narrowing:
        return Narrowing(self.facts, self.target)

    @property
    def time(self) -> tuple[float, float]:
        return self.target.since_day, self.target.until_day

    def of(self, kind: Kind, *causes: Cause) -> pl.DataFrame:
        """Return the events of a kind (and of these causes) in the time measured."""
        since, until = self.time
        rows = self.facts.of(kind).filter(pl.col("time") >= since, pl.col("time") < until)
        if causes:
            rows = rows.filter(pl.col("cause").is_in([int(each) for each in causes]))
        return rows

    def a_year(self, number: float) -> Reading:
        since, until = self.time
        return ratio(number, (until - since) / DAYS_PER_YEAR)

    def level(self, since: Floats, until: Floats, amount: Floats | float = 1.0) -> Reading:
        """Return how much there was: on the day measured, or on average over the time."""
        start, end = self.time
        if self.target.on_a_day:
            return count(float(((since <= start) & (until > start)) @ _each(amount, since)))
        return ratio(float((clipped_days(since, until, self.time) * amount).sum()), end - start)


def _each(amount: Floats | float, like: Floats) -> Floats:
    return np.broadcast_to(np.asarray(amount, np.float64), like.shape)


def _spans(rows: pl.DataFrame) -> tuple[Floats, Floats]:
    return rows["since_day"].to_numpy(), rows["until_day"].to_numpy()


# -- prison ---------------------------------------------------------------------------------------


def _received(asked: Measuring) -> pl.DataFrame:
    rows = asked.about.rows(asked.of(Kind.RECEIVED, Cause.NEW))
    return rows.filter(asked.about.sentenced[rows["person"].to_numpy()])


def _received_per_year(asked: Measuring) -> Reading:
    return asked.a_year(_received(asked).height)


def _received_age_share(asked: Measuring) -> Reading:
    rows = _received(asked)
    return ratio(float(asked.about.of_age[rows["person"].to_numpy()].sum()), rows.height)


def _orders_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.rows(asked.of(Kind.RECEIVED, Cause.ORDER)).height)


def _released_first_per_year(asked: Measuring) -> Reading:
    rows = asked.about.rows(asked.of(Kind.RELEASED))
    first = asked.facts.lives.released_day[rows["person"].to_numpy()]
    return asked.a_year(float((rows["time"].to_numpy() == first).sum()))


def _released_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.rows(asked.of(Kind.RELEASED)).height)


def _recalled_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.rows(asked.of(Kind.RECALLED)).height)


def _inside_people(asked: Measuring) -> Reading:
    return asked.level(*_spans(asked.about.rows(asked.facts.lives.times_inside)))


def _recalled_inside_people(asked: Measuring) -> Reading:
    person, since, until = asked.facts.lives.back_inside
    mine = asked.about.people[person]
    return asked.level(since[mine], until[mine])


def _past_tariff_people(asked: Measuring) -> Reading:
    since, until = asked.facts.lives.past_tariff
    mine = asked.about.people & np.isfinite(since)
    return asked.level(since[mine], until[mine])


def _heard_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.rows(asked.of(Kind.HEARD)).height)


def _released_at_hearing_share(asked: Measuring) -> Reading:
    heard = asked.about.rows(asked.of(Kind.HEARD))
    released = heard.filter(pl.col("cause") == int(Cause.PAROLE_BOARD))
    return ratio(released.height, heard.height)


# -- programmes and their staff -------------------------------------------------------------------


def _started_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.delivered(asked.of(Kind.STARTED)).height)


def _completed_per_year(asked: Measuring) -> Reading:
    return asked.a_year(asked.about.delivered(asked.of(Kind.COMPLETED)).height)


def _completed_per_start_share(asked: Measuring) -> Reading:
    completed = asked.about.delivered(asked.of(Kind.COMPLETED)).height
    return ratio(completed, asked.about.delivered(asked.of(Kind.STARTED)).height)


def _attrition_share(asked: Measuring) -> Reading:
    completed = asked.about.delivered(asked.of(Kind.COMPLETED)).height
    dropped_out = asked.about.delivered(asked.of(Kind.DROPPED_OUT).filter(LEFT_EARLY)).height
    return ratio(dropped_out, dropped_out + completed)


def _waited(asked: Measuring, stays: pl.DataFrame) -> Reading:
    since, until = asked.time
    waits = stays.filter(
        pl.col("how") == "started", pl.col("ended_day") >= since, pl.col("ended_day") < until
    )["wait_days"].to_numpy()
    return ratio(float(waits.sum()), len(waits))


def _waited_mean_days(asked: Measuring) -> Reading:
    return _waited(asked, asked.about.delivered(asked.facts.stays))


def _never_started_share(asked: Measuring) -> Reading:
    """Read orders and licences that ended; whoever was meant for no programme is in none of it."""
    facts, about = asked.facts, asked.about
    ended = about.rows(asked.of(Kind.SUPERVISION_ENDED))["person"].unique().to_numpy()
    ended = ended[facts.meant_for[ended] & ~facts.upstream[ended]]
    end = facts.lives.supervision_ended_day[ended]
    community = pl.col("provision").is_in(
        sorted({*about.provisions} & {*facts.provisions("programme", "community")})
    )
    joined, started = (
        first_day(facts.of(kind).filter(community), facts.people.height)[ended]
        for kind in (Kind.JOINED, Kind.STARTED)
    )
    on_list = joined <= end
    return ratio(float((on_list & (started > end)).sum()), float(on_list.sum()))


def _posts_vacant_share(asked: Measuring) -> Reading:
    book, kind = asked.facts.book, {"prison": "prison", "community": "probation"}
    wanted = None if asked.target.setting is None else kind[asked.target.setting]
    sites = [
        code
        for code in asked.about.sites
        if book.sites[code].team and wanted in (None, book.sites[code].kind)
    ]
    planned = [
        span
        for code in sites
        for of in posts_of_grades(book, book.sites[code]).values()
        for span in of
    ]
    since, until, number = np.array(planned, np.float64).reshape(-1, 3).T
    posts = asked.level(since, until, number).value or 0.0
    filled = asked.level(*_spans(_in_post(asked.facts, sites))).value or 0.0
    return ratio(posts - filled, posts)


def _in_post(facts: Facts, sites: list[int]) -> pl.DataFrame:
    """Return since_day and until_day of everybody in post at these sites."""
    one = ("site", "value")
    left = facts.of(Kind.LEFT_POST).select(*one, until_day="time")
    return (
        facts.of(Kind.APPOINTED)
        .filter(pl.col("site").is_in(sites))
        .join(left, on=one, how="left", maintain_order="left")
        .select(since_day="time", until_day=pl.col("until_day").fill_null(float("inf")))
    )


# -- circles --------------------------------------------------------------------------------------


def _circles_begun(asked: Measuring) -> pl.DataFrame:
    return asked.about.circles(asked.of(Kind.STARTED))


def _circles_started_per_year(asked: Measuring) -> Reading:
    return asked.a_year(_circles_begun(asked).height)


def _circles_running_people(asked: Measuring) -> Reading:
    return asked.level(*_spans(asked.about.rows(circles_running(asked.facts))))


def _volunteers_people(asked: Measuring) -> Reading:
    ready = ready_volunteers(asked.facts).filter(pl.col("site").is_in(asked.about.sites))
    return asked.level(*_spans(ready))


def _circles_accepted_share(asked: Measuring) -> Reading:
    referred = asked.about.circles(asked.of(Kind.REFERRED))
    refused = referred.filter(pl.col("cause") == int(Cause.NOT_ACCEPTED))
    return ratio(referred.height - refused.height, referred.height)


def _circles_waited_mean_days(asked: Measuring) -> Reading:
    return _waited(asked, asked.about.circles(asked.facts.stays))


def _core_members_share(asked: Measuring) -> Reading:
    """Read the bands against circles of everybody at the same sites on the same sentences."""
    since, until = asked.time
    begun = asked.facts.of(Kind.STARTED).filter(
        pl.col("provision").is_in(asked.facts.provisions("circle")),
        pl.col("time") >= since,
        pl.col("time") < until,
        pl.col("site").is_in(asked.about.sites),
    )
    return ratio(asked.about.rows(begun).height, begun.height)


READ: dict[str, Callable[[Measuring], Reading]] = {
    "received_per_year": _received_per_year,
    "received_age_share": _received_age_share,
    "orders_per_year": _orders_per_year,
    "released_first_per_year": _released_first_per_year,
    "released_per_year": _released_per_year,
    "recalled_per_year": _recalled_per_year,
    "heard_per_year": _heard_per_year,
    "released_at_hearing_share": _released_at_hearing_share,
    "started_per_year": _started_per_year,
    "completed_per_year": _completed_per_year,
    "completed_per_start_share": _completed_per_start_share,
    "attrition_share": _attrition_share,
    "waited_mean_days": _waited_mean_days,
    "never_started_share": _never_started_share,
    "inside_people": _inside_people,
    "recalled_inside_people": _recalled_inside_people,
    "past_tariff_people": _past_tariff_people,
    "posts_vacant_share": _posts_vacant_share,
    "circles_started_per_year": _circles_started_per_year,
    "circles_running_people": _circles_running_people,
    "volunteers_people": _volunteers_people,
    "circles_accepted_share": _circles_accepted_share,
    "circles_waited_mean_days": _circles_waited_mean_days,
    "core_members_share": _core_members_share,
}
