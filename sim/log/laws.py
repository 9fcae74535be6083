"""The laws that every history keeps, checked on the log alone.

Each law is a function that returns what breaks it, in words with numbers; an empty list is
obedience. `placesim verify` and the property tests run them all.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from sim.log.history import History, PolicyNote
from sim.words.bands import Band
from sim.words.kinds import NOBODY, Cause, Kind

Law = Callable[[History, PolicyNote], list[str]]
TOLERANCE = 1e-6
START_AND_END = 2
INSIDE_CODE = 0


def broken_laws(history: History, policy: PolicyNote) -> list[str]:
    """Return every breach of every law, each beginning with the law's name."""
    return [
        f"{law.__name__.replace('_', ' ')}: {breach}"
        for law in LAWS
        for breach in law(history, policy)
    ]


def _of(history: History, *kinds: Kind) -> pl.DataFrame:
    return history.events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))


def _circles(history: History) -> list[int]:
    provisions = history.book.provisions
    return [code for code, each in enumerate(provisions) if each.kind == "circle"]


def _say(rows: pl.DataFrame, what: str) -> list[str]:
    """Return one breach naming the first person or group concerned, or none."""
    if not rows.height:
        return []
    first = rows.row(0, named=True)
    shown = ", ".join(f"{name} {first[name]}" for name in rows.columns[:4])
    return [f"{rows.height} {what}; the first: {shown}"]


def time_never_goes_back(history: History, _: PolicyNote) -> list[str]:
    times = history.events["time"].to_numpy()
    if not len(times):
        return []
    backwards = int((np.diff(times) < 0).sum())
    outside = int(((times < 0) | (times >= history.book.horizon_days)).sum())
    return [f"{backwards} events before the one above them"] * bool(backwards) + [
        f"{outside} events outside the run"
    ] * bool(outside)


def everybody_is_received_once_and_first(history: History, _: PolicyNote) -> list[str]:
    events = history.events.with_row_index("seq").filter(pl.col("person") != NOBODY)
    first = events.group_by("person").agg(
        received=(pl.col("kind") == int(Kind.RECEIVED)).sum(),
        first=pl.col("kind").sort_by("seq").first(),
    )
    wrong = first.filter((pl.col("received") != 1) | (pl.col("first") != int(Kind.RECEIVED)))
    missing = history.people.height - first.height
    return _say(wrong, "people not received once and first") + (
        [f"{missing} people never received"] if missing else []
    )


def a_stay_on_a_list_ends_once(history: History, _: PolicyNote) -> list[str]:
    """Joined, then started or left, at most once each, in that order: nobody in two places."""
    rows = _of(history, Kind.JOINED, Kind.STARTED, Kind.LEFT)
    stays = rows.group_by("person", "provision", maintain_order=True).agg(
        joined=(pl.col("kind") == int(Kind.JOINED)).sum(),
        ended=(pl.col("kind") != int(Kind.JOINED)).sum(),
        first=pl.col("kind").first(),
        sites=pl.col("site").n_unique(),
    )
    return _say(
        stays.filter(
            (pl.col("joined") != 1)
            | (pl.col("ended") > 1)
            | (pl.col("first") != int(Kind.JOINED))
            | (pl.col("sites") != 1)
        ),
        "stays that do not run joined, then started or left",
    )


def nobody_waits_or_sits_in_two_places(history: History, _: PolicyNote) -> list[str]:
    """On programmes, and on circles, each by itself: one list or one chair at a time."""
    kinds = (Kind.JOINED, Kind.LEFT, Kind.STARTED, Kind.COMPLETED, Kind.DROPPED_OUT)
    step = {
        Kind.JOINED: 1,
        Kind.LEFT: -1,
        Kind.STARTED: 0,
        Kind.COMPLETED: -1,
        Kind.DROPPED_OUT: -1,
    }
    rows = _of(history, *kinds).with_columns(
        circle=pl.col("provision").is_in(_circles(history)),
        step=pl.col("kind").replace_strict(
            {int(kind): change for kind, change in step.items()}, return_dtype=pl.Int32
        ),
    )
    places = rows.with_columns(places=pl.col("step").cum_sum().over("person", "circle"))
    wrong = places.filter((pl.col("places") < 0) | (pl.col("places") > 1))
    return _say(wrong.select("person", "time", "kind"), "moments in no place or in two")


def groups_are_closed_and_of_the_right_size(history: History, _: PolicyNote) -> list[str]:
    began = _of(history, Kind.GROUP_STARTED).select("group", "provision", began="time")
    started = _of(history, Kind.STARTED).select("group", "time")
    joined = started.join(began, on="group", how="left")
    late = joined.filter(pl.col("began").is_null() | (pl.col("began") != pl.col("time")))
    limits = pl.DataFrame(
        {
            "provision": list(range(len(history.book.provisions))),
            "minimum": [each.minimum for each in history.book.provisions],
            "maximum": [each.maximum for each in history.book.provisions],
        },
        schema={"provision": pl.Int16, "minimum": pl.Int64, "maximum": pl.Int64},
    )
    sizes = started.group_by("group").agg(size=pl.len())
    groups = began.join(sizes, on="group", how="left").join(limits, on="provision")
    size = pl.col("size").fill_null(0)
    wrong = groups.filter((size < pl.col("minimum")) | (size > pl.col("maximum")))
    return _say(late.select("group", "time"), "people who came into a closed group late") + _say(
        wrong.select("group", "size"), "groups of a size that is not allowed"
    )


def who_started_ends_once(history: History, _: PolicyNote) -> list[str]:
    rows = _of(history, Kind.STARTED, Kind.COMPLETED, Kind.DROPPED_OUT)
    seats = rows.group_by("person", "group", maintain_order=True).agg(
        started=(pl.col("kind") == int(Kind.STARTED)).sum(),
        ended=(pl.col("kind") != int(Kind.STARTED)).sum(),
    )
    wrong = seats.filter((pl.col("started") != 1) | (pl.col("ended") > 1))
    ends = _of(history, Kind.GROUP_STARTED, Kind.GROUP_FINISHED).group_by("group").len()
    return _say(wrong, "seats that do not run started, then one end") + _say(
        ends.filter(pl.col("len") > START_AND_END),
        "groups that finished twice",
    )


def staff_and_places_are_never_overdrawn(history: History, _: PolicyNote) -> list[str]:
    """At every start the units in use, this one counted, are within those in being."""
    need = {
        code: 1 if each.kind == "circle" else each.facilitators
        for code, each in enumerate(history.book.provisions)
    }
    circles = _circles(history)
    found: list[str] = []
    rows = _of(history, Kind.CAPACITY_SET, Kind.GROUP_STARTED, Kind.GROUP_FINISHED)
    pool = pl.when(pl.col("provision").is_in(circles)).then(pl.col("provision")).otherwise(NOBODY)
    for (site, which), events in rows.with_columns(pool=pool).group_by("site", "pool"):
        kind = events["kind"].to_numpy()
        units = np.array([need.get(code, 0) for code in events["provision"].to_list()])
        used = np.cumsum(
            units * (kind == Kind.GROUP_STARTED) - units * (kind == Kind.GROUP_FINISHED)
        )
        set_rows = np.where(kind == Kind.CAPACITY_SET, np.arange(len(kind)), -1)
        last = np.maximum.accumulate(set_rows)
        capacity = np.where(last >= 0, events["value"].to_numpy()[last], 0.0)
        over = (kind == Kind.GROUP_STARTED) & (units > 0) & (used > capacity)
        if over.any() or (used < 0).any():
            found.append(
                f"at site {site} (pool {which}) {int(over.sum())} groups started without staff"
            )
    return found


def nobody_starts_in_prison_after_release(history: History, _: PolicyNote) -> list[str]:
    inside = [
        code
        for code, each in enumerate(history.book.provisions)
        if each.kind == "programme" and each.setting == "prison"
    ]
    custody = history.people.filter(pl.col("came") == INSIDE_CODE).select("person")
    starts = (
        _of(history, Kind.STARTED)
        .filter(pl.col("provision").is_in(inside))
        .join(custody, on="person", how="semi")
    )
    released = _of(history, Kind.RELEASED).select("person", released="time")
    late = starts.join(released, on="person").filter(pl.col("time") > pl.col("released"))
    return _say(late.select("person", "time", "released"), "starts in prison after release")


def the_dead_do_nothing(history: History, _: PolicyNote) -> list[str]:
    rows = history.events.with_row_index("seq")
    died = rows.filter(pl.col("kind") == int(Kind.DIED)).select("person", died="seq")
    after = rows.join(died, on="person").filter(pl.col("seq") > pl.col("died"))
    return _say(after.select("person", "time", "kind"), "events after death")


def people_are_conserved(history: History, _: PolicyNote) -> list[str]:
    """Joined is started, left or waiting; started is completed, dropped out or sitting."""
    from sim.log.fold import fold

    state = fold(history)
    of_circle = pl.col("provision").is_in(_circles(history))
    found = []
    for circle, list_of, seat in (
        (False, state.list_site, state.group),
        (True, state.circle_list_site, state.circle),
    ):
        rows = history.events.filter(of_circle if circle else ~of_circle)
        count = dict(rows.group_by("kind").len().iter_rows())
        joined, started = count.get(Kind.JOINED, 0), count.get(Kind.STARTED, 0)
        waiting, sitting = int((list_of != NOBODY).sum()), int((seat != NOBODY).sum())
        ended = count.get(Kind.COMPLETED, 0) + count.get(Kind.DROPPED_OUT, 0)
        if joined != started + count.get(Kind.LEFT, 0) + waiting:
            found.append(f"{joined} joined are not those who started, left or wait")
        if started != ended + sitting:
            found.append(f"{started} started are not those who ended or sit")
    return found


def little_holds_on_the_path(history: History, _: PolicyNote) -> list[str]:
    """Time waited, added up person by person, is the length of the list added up over time."""
    horizon = history.book.horizon_days
    rows = _of(history, Kind.JOINED, Kind.STARTED, Kind.LEFT)
    found = []
    for (site, provision), events in rows.group_by("site", "provision", maintain_order=True):
        times = events["time"].to_numpy()
        change = np.where(events["kind"].to_numpy() == Kind.JOINED, 1, -1)
        length = np.cumsum(change)
        over_time = float((length * np.diff([*times, horizon])).sum())
        by_person = events.group_by("person").agg(
            joined=pl.col("time").filter(pl.col("kind") == int(Kind.JOINED)).first(),
            ended=pl.col("time").filter(pl.col("kind") != int(Kind.JOINED)).first(),
        )
        waits = by_person["ended"].fill_null(horizon) - by_person["joined"]
        total = float(waits.sum())
        if abs(over_time - total) > TOLERANCE * max(1.0, total):
            found.append(f"list {provision} at site {site}: {over_time} by time, {total} by person")
    return found


def low_risk_men_are_excluded_when_the_rule_says_so(
    history: History, policy: PolicyNote
) -> list[str]:
    if policy.low_risk != "excluded":
        return []
    low = history.people.filter(pl.col("band") == int(Band.LOW)).select("person")
    rows = _of(history, Kind.STARTED, Kind.JOINED).filter(
        ~pl.col("provision").is_in(_circles(history))
    )
    wrong = rows.join(low, on="person", how="semi")
    return _say(wrong.select("person", "time"), "low-risk men on a programme or its list")


def circles_are_for_those_the_rule_admits(history: History, policy: PolicyNote) -> list[str]:
    rows = _of(history, Kind.STARTED).filter(pl.col("provision").is_in(_circles(history)))
    admitted = pl.col("motivated")
    if policy.circles == "needs_led":
        admitted &= (pl.col("band") >= int(Band.MEDIUM)) & ~pl.col("internet_only")
    barred = history.people.filter(~admitted).select("person")
    wrong = rows.join(barred, on="person", how="semi")
    return _say(wrong.select("person", "time"), "circles for men whom the rule does not admit")


def reoffending_comes_once_and_at_liberty(history: History, _: PolicyNote) -> list[str]:
    rows = _of(history, Kind.REOFFENDED)
    twice = rows.group_by("person", "value").len().filter(pl.col("len") > 1)
    exposed = pl.concat(
        [
            _of(history, Kind.RELEASED).select("person", exposed="time"),
            _of(history, Kind.RECEIVED)
            .join(
                history.people.filter(pl.col("came") == 1).select("person"),
                on="person",
                how="semi",
            )
            .select("person", exposed="time"),
        ]
    )
    joined = rows.join(exposed, on="person", how="left")
    inside = joined.filter(pl.col("exposed").is_null() | (pl.col("time") < pl.col("exposed")))
    return _say(twice, "people who reoffended first twice") + _say(
        inside.select("person", "time"), "people who reoffended in custody"
    )


def only_known_causes(history: History, _: PolicyNote) -> list[str]:
    causes = set(history.events["cause"].unique().to_list())
    kinds = set(history.events["kind"].unique().to_list())
    strange = sorted((causes - set(map(int, Cause))) | (kinds - set(map(int, Kind))))
    return [f"codes that mean nothing: {strange}"] if strange else []


LAWS: tuple[Law, ...] = (
    only_known_causes,
    time_never_goes_back,
    everybody_is_received_once_and_first,
    a_stay_on_a_list_ends_once,
    nobody_waits_or_sits_in_two_places,
    groups_are_closed_and_of_the_right_size,
    who_started_ends_once,
    staff_and_places_are_never_overdrawn,
    nobody_starts_in_prison_after_release,
    the_dead_do_nothing,
    people_are_conserved,
    little_holds_on_the_path,
    low_risk_men_are_excluded_when_the_rule_says_so,
    circles_are_for_those_the_rule_admits,
    reoffending_comes_once_and_at_liberty,
)
