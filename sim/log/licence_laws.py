"""Laws of licence and of the Parole Board: who is recalled, what a man inside is not on, slots."""

import numpy as np
import polars as pl

from sim.log.breach import TOLERANCE, say
from sim.log.history import History, PolicyNote
from sim.log.picking import circles, has_cause, is_one_of, of, steps
from sim.log.state import INSIDE
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import NOBODY, TAKEN_BACK, Cause, Kind

OUT = (Kind.RELEASED, *TAKEN_BACK)
TAKES = {Kind.JOINED: 1, Kind.LEFT: -1, Kind.COMPLETED: -1, Kind.DROPPED_OUT: -1}
ROUNDED_DAYS = 1e-9
LOWEST_LEVEL, HIGHEST_LEVEL = 1, 3


def is_out() -> pl.Expr:
    """Tell whether a man who came into prison is out, with an event that may let him in or out."""
    moves = pl.when(is_one_of(*OUT)).then(is_one_of(Kind.RELEASED))
    return moves.forward_fill().over("person").fill_null(value=False)


def _sentenced(history: History) -> pl.DataFrame:
    """Return the people who came into prison."""
    return history.people.filter(pl.col("came") == INSIDE).select("person")


def who_is_recalled_is_on_licence(history: History, _: PolicyNote) -> list[str]:
    """Released under supervision, and neither recalled nor at the end of it since."""
    rows = of(history, *OUT, Kind.SUPERVISION_ENDED, Kind.DIED).with_columns(
        before=pl.col("kind").shift(1).over("person")
    )
    recalled = rows.filter(is_one_of(Kind.RECALLED))
    homeless = history.people.filter(pl.col("home") == NOBODY).select("person")
    wrong = recalled.filter(pl.col("before").ne_missing(int(Kind.RELEASED)))
    return say(wrong.select("person", "time"), "recalls of men who were not on licence") + say(
        recalled.join(homeless, on="person", how="semi").select("person", "time"),
        "recalls of men whom nobody supervised",
    )


def release_and_return_take_turns(history: History, _: PolicyNote) -> list[str]:
    """Every time inside ends by a release, or by death, or with the run; and none ends twice.

    Who is charged is taken back, and sentenced where he is.
    """
    rows = (
        of(history, *OUT)
        .join(_sentenced(history), on="person", how="semi")
        .with_columns(
            before=pl.col("kind").shift(1).over("person"),
            charged=has_cause(Cause.CHARGED).shift(1, fill_value=False).over("person"),
        )
    )
    was_out = pl.col("before").eq_missing(int(Kind.RELEASED))
    sentenced = is_one_of(Kind.RECONVICTED) & pl.col("charged")
    wrong = rows.filter((was_out | sentenced) == is_one_of(Kind.RELEASED))
    return say(wrong.select("person", "time", "kind"), "releases and returns out of turn")


def nobody_inside_is_on_a_list_outside(history: History, _: PolicyNote) -> list[str]:
    """Nor in a group there: a man in prison waits and sits in prison alone.

    A circle is left at a recall; one that began before release may be waited for inside.
    """
    notes = history.book.provisions
    outside = [
        code
        for code, note in enumerate(notes)
        if note.setting == "community" and note.kind == "programme"
    ]
    outside_or_circle = outside + circles(history)
    rows = (
        of(history, *OUT, *TAKES, Kind.STARTED)
        .join(_sentenced(history), on="person", how="semi")
        .with_columns(
            out=is_out(),
            held=(steps(TAKES) * pl.col("provision").is_in(outside_or_circle))
            .cum_sum()
            .over("person"),
        )
    )
    taken = rows.filter(
        is_one_of(Kind.JOINED, Kind.STARTED), pl.col("provision").is_in(outside), ~pl.col("out")
    )
    recalled = rows.filter(is_one_of(*TAKEN_BACK), pl.col("held") > 0)
    return say(
        taken.select("person", "time", "provision"), "joins or starts outside by men inside"
    ) + say(recalled.select("person", "time"), "men taken back who stayed on a list or in a group")


def the_board_sits_no_oftener_than_it_has_slots(history: History, _: PolicyNote) -> list[str]:
    """In any stretch of time it hears at most one more than the slots of that stretch."""
    slots = of(history, Kind.SLOTS_SET)
    if slots.is_empty():
        return []
    sat = of(history, Kind.HEARD, Kind.HEARING_DEFERRED)["time"].to_numpy()
    changes = slots["time"].to_numpy()
    per_day = slots["value"].to_numpy() * 12 / DAYS_PER_YEAR
    until = np.append(changes[1:], np.inf)
    spans = np.clip(np.minimum(sat[:, None], until) - changes, 0.0, None)
    reading = (spans * per_day).sum(axis=1)
    # Hearing i of j in between: j - i <= reading_j - reading_i, so reading less place never falls.
    slack = reading - np.arange(len(sat))
    best = np.maximum.accumulate(slack) if len(sat) else slack
    rounded = 2 * ROUNDED_DAYS * per_day.max()  # what two days of the log may be off, in slots
    over = np.flatnonzero(slack < best - TOLERANCE - rounded)
    if not len(over):
        return []
    return [f"{len(over)} hearings beyond the slots; the first on day {sat[over[0]]}"]


def a_listed_hearing_is_held_on_its_day(history: History, _: PolicyNote) -> list[str]:
    """Where slots are limited, nobody is heard but on the day on which he was listed."""
    if of(history, Kind.SLOTS_SET).is_empty():
        return []
    rows = of(history, Kind.HEARING_LISTED, Kind.HEARD, Kind.HEARING_DEFERRED).with_columns(
        listed=(pl.col("time") + pl.col("value")).shift(1).over("person"),
        before=pl.col("kind").shift(1).over("person"),
    )
    sat = rows.filter(is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED))
    on_its_day = (pl.col("before") == int(Kind.HEARING_LISTED)) & (
        (pl.col("listed") - pl.col("time")).abs() <= TOLERANCE
    )
    wrong = sat.filter(~on_its_day.fill_null(value=False))
    return say(wrong.select("person", "time"), "hearings on a day on which they were not listed")


def nobody_is_overtaken_in_line_for_a_hearing(history: History, _: PolicyNote) -> list[str]:
    """Where slots are limited, of those listed the first is heard first."""
    if of(history, Kind.SLOTS_SET).is_empty():
        return []
    first = is_one_of(Kind.HEARING_LISTED) & (pl.col("cause") == int(Cause.NONE))
    rows = of(history, Kind.HEARING_LISTED, Kind.HEARD, Kind.HEARING_DEFERRED).with_columns(
        listed=pl.when(first).then(pl.col("time")).forward_fill().over("person")
    )
    sat = rows.filter(is_one_of(Kind.HEARD, Kind.HEARING_DEFERRED))
    wrong = sat.filter(pl.col("listed") < pl.col("listed").cum_max() - TOLERANCE)
    return say(wrong.select("person", "time", "listed"), "men heard after others listed later")


def nobody_is_listed_for_after_his_release(history: History, _: PolicyNote) -> list[str]:
    """In his first time inside; later ones have days that people do not say."""
    out = is_one_of(Kind.RELEASED).cum_sum().over("person")
    rows = of(history, Kind.HEARING_LISTED, Kind.RELEASED).with_columns(out=out)
    listed = rows.filter(is_one_of(Kind.HEARING_LISTED), pl.col("out") == 0).join(
        history.people.select("person", "release_day"), on="person", how="left"
    )
    wrong = listed.filter(pl.col("time") + pl.col("value") > pl.col("release_day") + TOLERANCE)
    return say(wrong.select("person", "time", "value"), "hearings listed for after a release")


def levels_are_of_men_on_licence(history: History, _: PolicyNote) -> list[str]:
    """A level of MAPPA is 1 to 3, of a man who is out, and goes down step by step."""
    rows = of(history, *OUT, Kind.SUPERVISION_ENDED, Kind.DIED, Kind.MAPPA_SET).with_columns(
        before=pl.col("kind").shift(1).over("person"), last=pl.col("value").shift(1).over("person")
    )
    levels = rows.filter(is_one_of(Kind.MAPPA_SET))
    first = pl.col("before").eq_missing(int(Kind.RELEASED))
    stepped = pl.col("before").eq_missing(int(Kind.MAPPA_SET)) & (
        pl.col("value") == pl.col("last") - 1
    )
    known = pl.col("value").is_between(LOWEST_LEVEL, HIGHEST_LEVEL)
    wrong = levels.filter(~(known & (first | stepped.fill_null(value=False))))
    return say(wrong.select("person", "time", "value"), "levels of MAPPA out of turn")


LICENCE_LAWS = (
    who_is_recalled_is_on_licence,
    release_and_return_take_turns,
    nobody_inside_is_on_a_list_outside,
    the_board_sits_no_oftener_than_it_has_slots,
    a_listed_hearing_is_held_on_its_day,
    nobody_is_overtaken_in_line_for_a_hearing,
    nobody_is_listed_for_after_his_release,
    levels_are_of_men_on_licence,
)
