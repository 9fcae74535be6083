"""One person's whole journey in plain English: dates, waits and because of what, who went before.

Every sentence follows from the log. A wait is split into its reasons as the table of reasons splits
all waiting, so that the days of all people add up to it.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from sim.log.history import History, PolicyNote
from sim.projections.allocation import ASIDE, became_of
from sim.projections.decisions import Judge, Moment
from sim.projections.displacement import displacement
from sim.projections.facts import Facts
from sim.projections.reasons import ON_A_LIST, spells_by_reason
from sim.words.bands import BAND_NAMES, NEED_NAMES, SENTENCE_NAMES, UPSTREAM
from sim.words.days import moment_of
from sim.words.kinds import NOBODY, Cause, Kind

SAYS: dict[Kind, str] = {
    Kind.RECEIVED: "is received at {site}",
    Kind.ASSESSED: "is assessed at {site}: {band} risk",
    Kind.TRANSFERRED: "is moved from {other_site} to {site}",
    Kind.DECLINED: "is offered the list for {provision} at {site} and does not consent; "
    "it is not offered again there",
    Kind.TARIFF_EXPIRED: "has served the tariff",
    Kind.JOINED: "joins the list for {provision} at {site}",
    Kind.LEFT: "leaves the list for {provision} at {site} without having started",
    Kind.STARTED: "takes a place in group {group} of {provision} at {site}",
    Kind.COMPLETED: "completes {provision} (group {group})",
    Kind.DROPPED_OUT: "leaves group {group} of {provision} before its end",
    Kind.HEARD: "is heard by the Parole Board, for the {nth} time",
    Kind.RELEASED: "is released from {site}",
    Kind.SUPERVISION_ENDED: "comes to the end of supervision",
    Kind.DIED: "dies",
    Kind.REOFFENDED: "first reoffends sexually, if the belief `{belief}` is true",
    Kind.DEPRIORITISED: "is deprioritised: waits on and is offered no place for now",
    Kind.PRIORITISED_AGAIN: "may be offered places again",
    Kind.HELD_FOR_WINDOW: "is ready for {provision}, which takes people only nearer to release: "
    "{days} days to go",
    Kind.TRANSFER_ASKED: "asks to be moved to {other_site} for {provision}",
    Kind.RECALLED: "is recalled to {site}",
    Kind.RECONVICTED: "is sentenced again and returns to {site}, {days} days to be served",
    Kind.HEARING_LISTED: "is given a day for a hearing of the Parole Board, after {days} days",
    Kind.HEARING_DEFERRED: "has the hearing put off by {days} days",
    Kind.MAPPA_SET: "is managed at level {days} of MAPPA from then on",
    Kind.REFERRED: "is referred for {provision} at {site}",
    Kind.CONVICTED: "is convicted for the first time, if the belief `{belief}` is true",
}
"""What happens to a person, in words. PASSED_OVER is told with the wait that it is part of."""

BECAUSE: dict[Cause, str] = {
    Cause.BACKLOG: "already there on day 0",
    Cause.ORDER: "on a community order",
    Cause.CIVIL_ORDER: "under a civil order, before any conviction",
    Cause.SELF_REFERRED: "of his own accord, before any conviction",
    Cause.GAVE_UP: "gives up waiting; it is not offered again there",
    Cause.CHOSE_TO_LEAVE: "by choice; it is not offered again there",
    Cause.REASSESSED: "assessed again",
    Cause.FOLLOW_ON: "after another programme",
    Cause.MOVED_LIST: "moved from another list",
    Cause.VOLUNTARY: "of his own accord: nobody obliges him any more",
    Cause.PAROLE_BOARD: "the Board directs release",
    Cause.REFUSED: "the Board refuses",
    Cause.MOVED_UP: "earlier than before: another man's day came free",
    Cause.PROGRAMME_OUTSTANDING: "the Board finds the programme outstanding",
}
OFFENCES: dict[Cause, str] = {
    Cause.CONTACT: "a contact sexual offence",
    Cause.IMAGE: "an offence by indecent images",
    Cause.OTHER: "an offence that is not sexual",
}
"""What a first reoffence was, where a scenario tells causes apart."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One history opened for reading from its first day to its last, with its rules at hand."""

    facts: Facts
    judge: Judge

    @classmethod
    def of(cls, history: History, policy: PolicyNote) -> "Opened":
        """Return the history opened, whatever part of the run its results are read over."""
        whole = replace(history.book, window_from_day=0.0, window_to_day=history.book.horizon_days)
        return cls(Facts(replace(history, book=whole)), Judge(history, policy))


def biography(history: History, policy: PolicyNote, person: int) -> dict[str, Any]:
    """Return what is lasting about a person, all that happened to him, and each of his waits."""
    opened = Opened.of(history, policy)
    rows = opened.facts.events.filter(pl.col("person") == person)
    return {
        "person": history.people["id"][person],
        "who": who_he_is(history, person),
        "events": [
            {"seq": row["seq"], "day": row["time"], "at": _date(history, row["time"]), "says": says}
            for row in rows.iter_rows(named=True)
            if (says := _sentence(history, row))
        ],
        "waits": _waits(opened, person),
    }


def who_he_is(history: History, person: int) -> str:
    """Return what is lasting about a person, in words."""
    row = history.people.row(person, named=True)
    parts = [
        f"{BAND_NAMES[row['band']].replace('_', ' ')} risk",
        f"aged {row['age_years']:.0f} on entering",
    ]
    sentence = SENTENCE_NAMES[row["sentence"]].replace("_", " ")
    held = "" if row["sentence"] in UPSTREAM else "sentence "
    parts += [f"{held}{sentence}"] if row["sentence"] else []
    flags = ("denial", "learning_disability", "internet_only")
    parts += [flag.replace("_", " ") for flag in flags if row[flag]]
    parts += ["flagged for CSE"] if row.get("cse") else []
    parts += [words] if (words := need_in_words(history, row)) else []
    for column, says in (("tariff_day", "tariff to"), ("release_day", "due for release")):
        if row[column] is not None:
            parts.append(f"{says} {_date(history, row[column])}")
    return ", ".join(parts)


def need_in_words(history: History, row: dict[str, Any]) -> str:
    """Return how much need he has, where people differ in it; nothing where they do not."""
    if history.people["need"].n_unique() == 1:
        return ""
    level = f"{NEED_NAMES[row['need']]} need"
    score = row.get("need_score")
    return level if score is None or history.book.need_from is None else f"{level} ({score:.4g})"


def _date(history: History, day: float) -> str:
    return moment_of(day, history.book.start_date).date().isoformat()


def _sentence(history: History, row: dict[str, Any]) -> str:
    """Return an event in words, with its cause; nothing for what is told with a wait."""
    kind, cause, book = Kind(row["kind"]), Cause(row["cause"]), history.book
    if kind not in SAYS:
        return ""
    number = int(row["value"]) if row["value"] == row["value"] else 0
    says = SAYS[kind].format(
        site=book.sites[row["site"]].id,
        provision=book.provisions[row["provision"]].id if row["provision"] != NOBODY else "",
        group=row["group"],
        band=BAND_NAMES[number].replace("_", " ") if kind == Kind.ASSESSED else "",
        other_site=book.sites[number].id if kind in (Kind.TRANSFERRED, Kind.TRANSFER_ASKED) else "",
        nth=ordinal(number),
        days=f"{number:,}",
        belief=book.belief_ids[number] if kind in (Kind.REOFFENDED, Kind.CONVICTED) else "",
    )
    if cause in OFFENCES:
        return says.replace("reoffends sexually", f"reoffends, {OFFENCES[cause]}")
    if cause in (Cause.NONE, Cause.NEW):
        return says
    why = BECAUSE.get(cause, cause.name.lower().replace("_", " "))
    before = kind in (Kind.RECEIVED, Kind.JOINED) and number
    return f"{says} ({why}{f', after {number:,} days' if before else ''})"


def ordinal(number: int) -> str:
    """Return an ordinal.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ten = number % 100
    teen = 10 < ten < 20  # noqa: PLR2004 -- eleventh to nineteenth
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


# -- waits ----------------------------------------------------------------------------------------


def _waits(opened: Opened, person: int) -> list[dict[str, Any]]:
    """Return each of his stays on a list: how long, because of what, who was taken.

    `days` are those of `because_of`, `before_run_days` (the run knows no reason for them) and
    `elsewhere_days`, waited on a list from which he was moved, together.
    """
    facts, book = opened.facts, opened.facts.book
    stays = facts.stays.filter(pl.col("person") == person)
    spells = spells_by_reason(facts) if stays.height else pl.DataFrame()
    found = []
    for stay in stays.iter_rows(named=True):
        until = stay["ended_day"] if stay["ended_day"] is not None else book.horizon_days
        ended = stay["ended_seq"] if stay["ended_seq"] is not None else facts.events.height
        mine = spells.filter(
            pl.col("site") == stay["site"],
            pl.col("provision") == stay["provision"],
            pl.col("seq") >= stay["joined_seq"],
            pl.col("seq") < ended,
        )
        found.append(
            {
                "provision": book.provisions[stay["provision"]].id,
                "site": book.sites[stay["site"]].id,
                "since_day": stay["since_day"],
                "joined_day": stay["joined_day"],
                "ended_day": stay["ended_day"],
                "ended_seq": ended,
                "how": stay["how"],
                "days": until - stay["since_day"],
                "before_run_days": max(0.0, -stay["since_day"]),
                "elsewhere_days": stay["joined_day"] - max(0.0, stay["since_day"]),
                "because_of": _because(opened, person, mine),
                "allocations": _allocations(opened, person, stay, ended),
                "displacement": displacement(facts, person, stay),
            }
        )
    return found


def _because(opened: Opened, person: int, spells: pl.DataFrame) -> dict[str, float]:
    """Return the days of a stay since day 0 by reason, those on which he was set aside apart."""
    turns = opened.facts.events.filter(
        pl.col("person") == person,
        pl.col("kind").is_in(
            [int(Kind.JOINED), int(Kind.DEPRIORITISED), int(Kind.PRIORITISED_AGAIN)]
        ),
    ).select("seq", is_aside=pl.col("kind") == int(Kind.DEPRIORITISED))
    rows = spells.sort("seq").join_asof(turns.sort("seq"), on="seq")
    aside = pl.col("is_aside").fill_null(value=False)
    days = {name: rows.filter(aside if name == ASIDE else ~aside)[name].sum() for name in ON_A_LIST}
    return {name: float(total) for name, total in days.items() if total > 0}


def _allocations(
    opened: Opened, person: int, stay: dict[str, Any], ended: int
) -> list[dict[str, Any]]:
    """Return each allocation of the list while he waited there and was not taken."""
    found = []
    for moment in opened.judge.moments():
        here = (moment.site, moment.provision) == (stay["site"], stay["provision"])
        if here and stay["joined_seq"] < moment.seq < ended:
            told = _not_taken(opened, person, moment)
            if told is not None:
                found.append(told)
    return found


def _not_taken(opened: Opened, person: int, moment: Moment) -> dict[str, Any] | None:
    """Return an allocation as he saw it, or nothing if he was taken."""
    history = opened.judge.history
    judged = opened.judge.judged(moment)
    places = (judged.people == person).nonzero()[0].tolist()
    if places and judged.taken[places[0]]:
        return None
    taken = judged.people[judged.taken]
    bands = Counter(judged.facts.band[judged.taken].tolist())
    return {
        "group": moment.group,
        "day": moment.day,
        "at": _date(history, moment.day),
        "candidates": len(judged.people) + len(judged.aside),
        "place": places[0] + 1 if places else None,
        "became": became_of(judged, places[0]) if places else ASIDE,
        "last_taken_place": judged.last,
        "taken": history.people["id"].gather(taken).to_list(),
        "taken_by_band": {BAND_NAMES[band]: bands[band] for band in sorted(bands, reverse=True)},
    }
