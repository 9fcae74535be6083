"""Laws of voluntary attendance: who is at liberty is nowhere but where he may come by himself."""

import polars as pl

from sim.log.breach import say
from sim.log.history import History, PolicyNote
from sim.log.liberty import LIBERTY_TURNS, at_liberty
from sim.log.picking import circles, has_cause, is_one_of, of
from sim.words.kinds import NOBODY, Cause, Kind

TAKES, ENDS = (Kind.JOINED, Kind.STARTED), (Kind.LEFT, Kind.COMPLETED, Kind.DROPPED_OUT)


def _lasting(history: History) -> list[int]:
    """Return the codes of the programmes that everybody stays in to finish."""
    notes = history.book.provisions
    return [n for n, note in enumerate(notes) if note.rules.get("at_release") == "stay_to_finish"]


def _places(history: History) -> pl.DataFrame:
    """Return what gives and takes a chair or a place on a list, and who is at liberty by then.

    `held` is the programme on whose list a man stands, or in whose group he sits, after the event;
    `seated` tells that it is a group.
    """
    rows = of(history, *TAKES, *ENDS, *LIBERTY_TURNS).filter(
        ~pl.col("provision").is_in(circles(history))
    )
    held = pl.when(is_one_of(*TAKES)).then(pl.col("provision")).when(is_one_of(*ENDS)).then(NOBODY)
    seated = pl.when(is_one_of(*TAKES, *ENDS)).then(is_one_of(Kind.STARTED))
    return rows.with_columns(
        free=at_liberty(rows, history.people),
        held=held.forward_fill().over("person").fill_null(NOBODY),
        seated=seated.forward_fill().over("person").fill_null(value=False),
        until=pl.col("time").shift(-1).over("person"),
    )


def who_is_at_liberty_attends_of_his_own_accord(history: History, _: PolicyNote) -> list[str]:
    """On the list or in a group of a voluntary programme alone, or of one that all stay to finish.

    Whose group ends in the very instant in which his order does has completed it.
    """
    open_to_all, rows = history.book.voluntary, _places(history)
    comes = rows.filter(is_one_of(*TAKES), pl.col("free"), ~pl.col("provision").is_in(open_to_all))
    stays = rows.filter(
        is_one_of(Kind.SUPERVISION_ENDED),
        pl.col("held") != NOBODY,
        ~pl.col("held").is_in(open_to_all),
        ~(pl.col("seated") & pl.col("held").is_in(_lasting(history))),
        pl.col("until").ne_missing(pl.col("time")),
    )
    shown = ("person", "time", "provision")
    return say(comes.select(shown), "joins or starts by people whom nobody obliges to come") + say(
        stays.select("person", "time", "held"), "places kept by people whom nobody obliges to come"
    )


def nobody_comes_of_his_own_accord_who_is_obliged(history: History, _: PolicyNote) -> list[str]:
    """Who joins or leaves so is at liberty, and it is a programme that he may attend so."""
    rows = _places(history).filter(is_one_of(*TAKES, *ENDS), has_cause(Cause.VOLUNTARY))
    wrong = rows.filter(~pl.col("free") | ~pl.col("provision").is_in(history.book.voluntary))
    return say(wrong.select("person", "time", "kind"), "voluntary where somebody obliges them")


def who_joins_at_liberty_does_so_of_his_own_accord(history: History, _: PolicyNote) -> list[str]:
    """Or he is moved in the very instant in which he is off a list or out of a group."""
    rows = _places(history).with_columns(
        before=pl.col("kind").shift(1).over("person"), then=pl.col("time").shift(1).over("person")
    )
    ends = [int(kind) for kind in ENDS]
    moved = has_cause(Cause.MOVED_LIST) & pl.col("before").is_in(ends)
    moved &= pl.col("then") == pl.col("time")
    wrong = rows.filter(is_one_of(Kind.JOINED), pl.col("free"), ~has_cause(Cause.VOLUNTARY), ~moved)
    return say(wrong.select("person", "time", "cause"), "joins at liberty that somebody asked for")


def nobody_is_asked_for_one_list_twice_at_once(history: History, _: PolicyNote) -> list[str]:
    """On one instant nobody declines a programme twice, or declines and joins it."""
    asked = of(history, Kind.JOINED, Kind.DECLINED).with_columns(declined=is_one_of(Kind.DECLINED))
    found = asked.group_by("person", "time", "provision", maintain_order=True).agg(
        pl.len(), pl.col("declined").any()
    )
    wrong = found.filter(pl.col("len") > 1, pl.col("declined"))
    return say(wrong.select("person", "time", "provision"), "people asked for one list twice")


def who_is_not_put_out_for_want_of_time_goes_on(history: History, _: PolicyNote) -> list[str]:
    """Who starts a voluntary programme with too little time left is not put out when it is over."""
    notes = history.book.provisions
    least = {code: notes[code].minimum_days_left for code in history.book.voluntary}
    seats = of(history, Kind.STARTED, *ENDS[1:]).filter(pl.col("provision").is_in(list(least)))
    ended = seats.with_columns(
        began=pl.col("time").shift(1).over("person", "group"),
        needed=pl.col("provision").replace_strict(least, default=0.0, return_dtype=pl.Float64),
    ).filter(is_one_of(Kind.DROPPED_OUT), has_cause(Cause.SUPERVISION_ENDED))
    wrong = ended.filter(
        pl.col("needed") > 0, pl.col("time") - pl.col("began") <= pl.col("needed") - 1e-6
    )
    return say(wrong.select("person", "began", "time"), "starts with too little time by who leaves")


VOLUNTARY_LAWS = (
    who_is_at_liberty_attends_of_his_own_accord,
    nobody_comes_of_his_own_accord_who_is_obliged,
    who_joins_at_liberty_does_so_of_his_own_accord,
    nobody_is_asked_for_one_list_twice_at_once,
    who_is_not_put_out_for_want_of_time_goes_on,
)
