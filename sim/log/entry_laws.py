"""Laws of entry: who may start what, read from the programme as the scenario had it.

Only what the log and the people can say: a date that nobody wrote down is not held against him.
Rules in the expression language stand right of the log, in `sim.projections.rule_laws`.
"""

from collections.abc import Iterator

import polars as pl

from sim.log.assessed import bands_at
from sim.log.breach import TOLERANCE, say
from sim.log.history import History, PolicyNote, ProvisionNote
from sim.log.licence_laws import OUT, is_out
from sim.log.picking import circles, is_one_of, numbered, of
from sim.log.state import INSIDE, SUPERVISED
from sim.words.bands import BAND_NAMES, NEED_NAMES, UPSTREAM, Band
from sim.words.kinds import TAKEN_BACK, Kind

FLAGS = ("denial", "learning_disability", "internet_only")
BEFORE_CONVICTION = pl.col("sentence") >= int(UPSTREAM[0])


def _starts(history: History) -> Iterator[tuple[ProvisionNote, pl.DataFrame]]:
    """Yield each programme with its starts and what is known of those who started."""
    people = history.people.drop("site", "id", "stream", strict=False)
    starts = numbered(history, Kind.STARTED)
    starts = starts.with_columns(band_then=pl.Series(bands_at(history, starts), dtype=pl.Int8))
    known = starts.join(people, on="person", how="left", maintain_order="left")
    for code, note in enumerate(history.book.provisions):
        if note.kind == "programme":
            yield note, known.filter(pl.col("provision") == code)


def _after_a_recall(history: History, rows: pl.DataFrame) -> pl.Series:
    """Tell of which of these events it holds that the man had been recalled by then."""
    back = of(history, *TAKEN_BACK)
    first = back.group_by("person").agg(first_recall=pl.col("time").min())
    known = rows.select("person", "time").join(
        first, on="person", how="left", maintain_order="left"
    )
    return (known["first_recall"] <= known["time"]).fill_null(value=False)


def low_risk_men_are_excluded_when_the_rule_says_so(
    history: History, policy: PolicyNote
) -> list[str]:
    if policy.low_risk != "excluded":
        return []
    rows = numbered(history, Kind.STARTED, Kind.JOINED).filter(
        ~pl.col("provision").is_in(circles(history))
    )
    low = pl.Series(bands_at(history, rows) == int(Band.LOW), dtype=pl.Boolean)
    wrong = rows.filter(low)
    return say(wrong.select("person", "time"), "low-risk men on a programme or its list")


def programmes_are_for_their_bands(history: History, policy: PolicyNote) -> list[str]:
    """Whoever starts is of a band the programme takes, as last assessed before he started."""
    found: list[str] = []
    for note, rows in _starts(history):
        bands = {BAND_NAMES.index(name) for name in note.bands or BAND_NAMES}
        if policy.low_risk == "admitted" and note.rules.get("low_risk_may_join", True):
            bands.add(int(Band.LOW))
        wrong = rows.filter(~pl.col("band_then").is_in(sorted(bands)))
        shown = wrong.select("person", "time", "band_then")
        found += say(shown, f"starts of {note.id} outside its bands")
    return found


def programmes_are_for_those_their_rules_admit(history: History, _: PolicyNote) -> list[str]:
    """Denial, learning disability, internet only, level of need, needs: as the programme says."""
    found: list[str] = []
    bits = {name: 1 << place for place, name in enumerate(history.book.needs)}
    for note, rows in _starts(history):
        if not note.rules or rows.is_empty():
            continue
        shut = [
            pl.col(flag) if note.rules[flag] == "excluded" else ~pl.col(flag)
            for flag in FLAGS
            if note.rules.get(flag, "accepted") != "accepted"
        ]
        rule = note.rules.get("upstream", "accepted")
        if rule != "accepted":
            shut.append(BEFORE_CONVICTION if rule == "excluded" else ~BEFORE_CONVICTION)
        if note.rules.get("need") is not None:
            levels = [NEED_NAMES.index(name) for name in note.rules["need"]]
            shut.append(~pl.col("need").is_in(levels))
        if note.rules.get("needs"):
            asked = sum(bits.get(name, 0) for name in note.rules["needs"])
            shut.append((pl.col("needs").cast(pl.Int64) & asked) == 0)
        if shut:
            wrong = rows.filter(pl.any_horizontal(shut))
            found += say(
                wrong.select("person", "time", *FLAGS), f"starts of {note.id} barred by it"
            )
    return found


def prerequisites_come_first(history: History, _: PolicyNote) -> list[str]:
    """Who starts what comes after something has completed it, in the run or before it."""
    codes = {note.id: code for code, note in enumerate(history.book.provisions)}
    done = numbered(history, Kind.COMPLETED)
    found: list[str] = []
    for note, rows in _starts(history):
        after = [codes[name] for name in note.rules.get("after", ()) if name in codes]
        if not after:
            continue
        first = (
            done.filter(pl.col("provision").is_in(after))
            .group_by("person")
            .agg(done_seq=pl.col("seq").min())
        )
        earlier = (pl.col("done_seq") < pl.col("seq")).fill_null(value=False)
        wrong = rows.join(first, on="person", how="left", maintain_order="left").filter(
            ~earlier, ~pl.col("completed_before")
        )
        found += say(wrong.select("person", "time"), f"starts of {note.id} before its prerequisite")
    return found


def nobody_starts_with_too_little_time_left(history: History, _: PolicyNote) -> list[str]:
    """Who starts has more than the programme's least time before a leaving that is known.

    Who goes on when it is over has time enough: the laws of voluntary attendance look after him.
    """
    found: list[str] = []
    for note, rows in _starts(history):
        if note.minimum_days_left <= 0 or note.is_voluntary:
            continue
        came, leaves = (
            (INSIDE, "release_day")
            if note.setting == "prison"
            else (SUPERVISED, "supervision_end_day")
        )
        latest = pl.col(leaves) - note.minimum_days_left
        wrong = rows.filter(~_after_a_recall(history, rows)).filter(
            pl.col("came") == came, pl.col("time") >= latest + TOLERANCE
        )
        found += say(wrong.select("person", "time", leaves), f"starts of {note.id} too late to end")
    return found


def nobody_waits_before_his_window_opens(history: History, _: PolicyNote) -> list[str]:
    """Where a programme takes people only so long before a known release, nobody joins sooner."""
    joins = of(history, Kind.JOINED)
    found: list[str] = []
    for code, note in enumerate(history.book.provisions):
        window = note.rules.get("window")
        if not window or window["before"] != "release":
            continue
        dates = history.people.filter(pl.col("came") == INSIDE).select("person", "release_day")
        rows = joins.filter(pl.col("provision") == code).join(dates, on="person")
        early = rows.filter(pl.col("time") < pl.col("release_day") - window["days"] - TOLERANCE)
        found += say(early.select("person", "time"), f"joined the list of {note.id} too early")
    return found


def nobody_starts_in_prison_after_release(history: History, _: PolicyNote) -> list[str]:
    inside = [
        code
        for code, each in enumerate(history.book.provisions)
        if each.kind == "programme" and each.setting == "prison"
    ]
    custody = history.people.filter(pl.col("came") == INSIDE).select("person")
    rows = (
        of(history, Kind.STARTED, *OUT)
        .join(custody, on="person", how="semi")
        .with_columns(out=is_out())
    )
    # At the very moment of release a place may still be given: the seat was his that day.
    released = pl.when(is_one_of(Kind.RELEASED)).then("time").forward_fill().over("person")
    late = rows.with_columns(released=released).filter(
        is_one_of(Kind.STARTED),
        pl.col("provision").is_in(inside),
        pl.col("out"),
        pl.col("time") > pl.col("released"),
    )
    return say(late.select("person", "time", "released"), "starts in prison after release")


def circles_are_for_those_the_rule_admits(history: History, policy: PolicyNote) -> list[str]:
    """By the band with which he came: nobody loses a circle by being assessed again.

    Circles are for people who have been convicted.
    """
    rows = of(history, Kind.STARTED).filter(pl.col("provision").is_in(circles(history)))
    admitted = pl.col("motivated") & ~BEFORE_CONVICTION
    if policy.circles == "needs_led":
        admitted &= (pl.col("band") >= int(Band.MEDIUM)) & ~pl.col("internet_only")
    barred = history.people.filter(~admitted).select("person")
    wrong = rows.join(barred, on="person", how="semi")
    return say(wrong.select("person", "time"), "circles for men whom the rule does not admit")


ENTRY_LAWS = (
    nobody_starts_in_prison_after_release,
    low_risk_men_are_excluded_when_the_rule_says_so,
    programmes_are_for_their_bands,
    programmes_are_for_those_their_rules_admit,
    prerequisites_come_first,
    nobody_starts_with_too_little_time_left,
    nobody_waits_before_his_window_opens,
    circles_are_for_those_the_rule_admits,
)
