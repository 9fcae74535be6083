"""Laws of circles: volunteers as people, room of coordinators, referral, and when one may begin.

A volunteer is a number at a site. All is worked out again from what the log says of him; where a
site's circles are places by plan there is nothing here to keep.
"""

from typing import NamedTuple

import polars as pl

from sim.log.breach import TOLERANCE, say
from sim.log.circle_start import may_begin_days
from sim.log.history import History, PolicyNote
from sim.log.licence_laws import OUT
from sim.log.picking import circles, has_cause, is_one_of, numbered, of, steps, volunteering
from sim.words.kinds import NOBODY, Cause, Kind

A_VOLUNTEER = ("site", "volunteer")
SERVES = {Kind.ASSIGNED: 1, Kind.TAKEN_OFF: -1}
RUNS = {Kind.GROUP_STARTED: 1, Kind.GROUP_FINISHED: -1}
NEVER = float("inf")
READY = {Kind.VOLUNTEER_READY: 1, Kind.VOLUNTEER_LEFT: -1}


class _Terms(NamedTuple):
    """What a circle asks of volunteers."""

    whole: int
    each: int
    least: int
    patience_days: float


def _terms(history: History) -> _Terms:
    (code,) = circles(history)
    note = history.book.provisions[code]
    terms = note.rules["volunteers"]
    return _Terms(note.volunteers, terms["circles_each"], terms["least"], terms["short_for_days"])


def _volunteers(history: History) -> pl.DataFrame:
    """Return all that happened to volunteers, with how each stands after it."""
    rows = numbered(history, Kind.VOLUNTEER_APPLIED, *READY, *SERVES).filter(
        ~is_one_of(*SERVES) | pl.col("provision").is_in(circles(history))
    )
    refused = is_one_of(Kind.VOLUNTEER_LEFT) & has_cause(Cause.NOT_ACCEPTED)
    return rows.with_columns(volunteer=pl.col("value").cast(pl.Int64)).with_columns(
        ready=pl.when(refused).then(0).otherwise(steps(READY)).cum_sum().over(A_VOLUNTEER),
        gone=is_one_of(Kind.VOLUNTEER_LEFT).cum_sum().over(A_VOLUNTEER),
        nth=pl.int_range(pl.len()).over(A_VOLUNTEER),
        serves=steps(SERVES).cum_sum().over(A_VOLUNTEER),
    )


def volunteers_come_and_go_in_turn(history: History, _: PolicyNote) -> list[str]:
    """Each applies first (or is there on day 0), is ready once, leaves once, and does no more."""
    rows = _volunteers(history)
    early = rows.filter(
        pl.col("nth") == 0,
        ~is_one_of(Kind.VOLUNTEER_APPLIED)
        & ~(is_one_of(Kind.VOLUNTEER_READY) & has_cause(Cause.BACKLOG)),
    )
    twice = rows.filter((pl.col("ready") < 0) | (pl.col("ready") > 1) | (pl.col("gone") > 1))
    late = rows.filter(
        pl.col("gone") > 0, is_one_of(Kind.VOLUNTEER_APPLIED, Kind.VOLUNTEER_READY, Kind.ASSIGNED)
    )
    shown = (*A_VOLUNTEER, "time", "kind")
    return (
        say(early.select(shown), "volunteers who had never applied")
        + say(twice.select(shown), "turns that volunteers cannot take")
        + say(late.select(shown), "events of volunteers who had left")
    )


def no_volunteer_serves_before_he_is_ready_or_after_he_left(
    history: History, _: PolicyNote
) -> list[str]:
    rows = _volunteers(history)
    early = rows.filter(is_one_of(Kind.ASSIGNED), pl.col("ready") != 1)
    after = rows.group_by(*A_VOLUNTEER, "time", maintain_order=True).last()
    gone = after.filter(pl.col("ready") < 1, pl.col("serves") > 0)
    return say(early.select(*A_VOLUNTEER, "time"), "circles given to volunteers not there") + say(
        gone.select(*A_VOLUNTEER, "time"), "volunteers gone who are in a circle"
    )


def no_volunteer_is_in_more_circles_than_he_may(history: History, _: PolicyNote) -> list[str]:
    if not volunteering(history):
        return []
    each = _terms(history).each
    rows = _volunteers(history)
    over = rows.filter((pl.col("serves") > each) | (pl.col("serves") < 0))
    here = rows.filter(is_one_of(*SERVES)).with_columns(
        here=steps(SERVES).cum_sum().over(*A_VOLUNTEER, "group")
    )
    twice = here.filter((pl.col("here") > 1) | (pl.col("here") < 0))
    return say(over.select(*A_VOLUNTEER, "time", "serves"), "volunteers in too many circles") + say(
        twice.select(*A_VOLUNTEER, "time", "group"), "volunteers in one circle twice, or never"
    )


def circles_never_exceed_volunteers_and_coordinators(history: History, _: PolicyNote) -> list[str]:
    """Whenever one begins, all that run, this one counted, have their volunteers and room."""
    found: list[str] = []
    for site in volunteering(history):
        terms = _terms(history)
        rows = (
            numbered(history, *RUNS, *READY)
            .filter(pl.col("site") == site)
            .filter(is_one_of(*READY) | pl.col("provision").is_in(circles(history)))
        )
        refused = is_one_of(Kind.VOLUNTEER_LEFT) & has_cause(Cause.NOT_ACCEPTED)
        rows = rows.with_columns(
            running=steps(RUNS).cum_sum(),
            ready=pl.when(refused).then(0).otherwise(steps(READY)).cum_sum(),
        )
        room = pl.DataFrame(
            history.book.sites[site].circle_room, schema=["time", "room"], orient="row"
        ).cast(pl.Float64)
        starts = rows.filter(is_one_of(Kind.GROUP_STARTED)).join_asof(room, on="time")
        short = starts.filter(pl.col("running") * terms.whole > pl.col("ready") * terms.each)
        crowded = starts.filter(pl.col("running") > pl.col("room"))
        found += say(short.select("group", "time", "running", "ready"), "circles beyond volunteers")
        found += say(crowded.select("group", "time", "running"), "circles beyond coordinators")
    return found


def _crews(history: History) -> pl.DataFrame:
    """Return how many volunteers each circle has when each instant is over, and until when."""
    rows = numbered(history, *RUNS, *SERVES).filter(
        pl.col("provision").is_in(circles(history)), pl.col("site").is_in(volunteering(history))
    )
    after = (
        rows.with_columns(
            crew=steps(SERVES).cum_sum().over("group"), runs=steps(RUNS).cum_sum().over("group")
        )
        .group_by("group", "time", maintain_order=True)
        .last()
    )
    end = history.book.horizon_days
    return after.with_columns(until=pl.col("time").shift(-1).over("group").fill_null(end))


def a_circle_has_its_volunteers_or_ends(history: History, _: PolicyNote) -> list[str]:
    """It begins with all of them, never has more, and is short no longer than patience lasts."""
    if not volunteering(history):
        return []
    terms = _terms(history)
    rows = _crews(history)
    many = rows.filter((pl.col("crew") > terms.whole) | (pl.col("crew") < 0))
    first = rows.group_by("group", maintain_order=True).first()
    fewer = first.filter(pl.col("runs") > 0, pl.col("crew") != terms.whole)
    short = (pl.col("crew") < terms.least) & (pl.col("runs") > 0)
    spells = rows.with_columns(spell=(short != short.shift(1)).cum_sum().over("group")).filter(
        (pl.col("crew") < terms.least) & (pl.col("runs") > 0)
    )
    lasting = spells.group_by("group", "spell").agg(
        days=pl.col("until").max() - pl.col("time").min()
    )
    long = lasting.filter(pl.col("days") > terms.patience_days + TOLERANCE)
    held = rows.filter(pl.col("runs") < 1, pl.col("crew") > 0)
    return (
        say(many.select("group", "time", "crew"), "moments with too many volunteers in a circle")
        + say(fewer.select("group", "time", "crew"), "circles begun without their volunteers")
        + say(long.select("group", "days"), "circles that were short for too long")
        + say(held.select("group", "time"), "circles that ended and still hold volunteers")
    )


def only_those_accepted_join_a_circle_list(history: History, _: PolicyNote) -> list[str]:
    """Where men are referred, whoever joins has just been referred and accepted."""
    notes = history.book.provisions
    referring = [code for code in circles(history) if notes[code].rules.get("referral")]
    mine = pl.col("provision").is_in(referring)
    joined = of(history, Kind.JOINED).filter(mine).select("person", "time")
    accepted = of(history, Kind.REFERRED).filter(mine, has_cause(Cause.NONE))
    wrong = joined.join(accepted, on=["person", "time"], how="anti")
    return say(wrong, "people on a circle list who were not accepted for it then")


def nobody_is_referred_whom_nobody_supervises(history: History, _: PolicyNote) -> list[str]:
    """Who is referred is in prison or under supervision then: it did not end before."""
    rows = of(history, *OUT, Kind.RECEIVED, Kind.SUPERVISION_ENDED, Kind.REFERRED).join(
        history.people.select("person", "home"), on="person", how="left", maintain_order="left"
    )
    referred = is_one_of(Kind.REFERRED)
    free = is_one_of(Kind.SUPERVISION_ENDED) | (
        is_one_of(Kind.RELEASED) & (pl.col("home") == NOBODY)
    )
    since = pl.when(~referred & free).then("time").when(~referred).then(NEVER)
    wrong = rows.with_columns(since=since.forward_fill().over("person")).filter(
        referred, pl.col("since") < pl.col("time") - TOLERANCE
    )
    return say(wrong.select("person", "time", "since"), "referrals of men whom nobody supervised")


def no_circle_begins_in_prison_too_soon(history: History, _: PolicyNote) -> list[str]:
    """Who was referred inside begins after release, or within so many days of it as allowed."""
    starts = of(history, Kind.STARTED).filter(pl.col("provision").is_in(circles(history)))
    may = pl.Series("may", may_begin_days(history))
    wrong = starts.with_columns(may=may.gather(starts["person"])).filter(
        pl.col("time") < pl.col("may") - TOLERANCE
    )
    return say(wrong.select("person", "time", "may"), "circles begun in prison too soon")


def nobody_begins_a_second_circle(history: History, _: PolicyNote) -> list[str]:
    """Whatever ended the first, and however often he has been back in prison since."""
    starts = of(history, Kind.STARTED).filter(pl.col("provision").is_in(circles(history)))
    again = starts.filter(~pl.col("person").is_first_distinct())
    return say(again.select("person", "time", "group"), "second circles of a man")


CIRCLE_LAWS = (
    volunteers_come_and_go_in_turn,
    no_volunteer_serves_before_he_is_ready_or_after_he_left,
    no_volunteer_is_in_more_circles_than_he_may,
    circles_never_exceed_volunteers_and_coordinators,
    a_circle_has_its_volunteers_or_ends,
    only_those_accepted_join_a_circle_list,
    nobody_is_referred_whom_nobody_supervises,
    no_circle_begins_in_prison_too_soon,
    nobody_begins_a_second_circle,
)
