"""What a programme is, in words: how it is delivered, whom it takes, when it is offered.

Everything is read from the scenario's own rules, as the book of the run keeps them; what a
programme leaves out has no words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.amounts import amount, listed, whole
from reports.reading import Reading, in_words
from sim.log.history import ProvisionNote

_WEEK = {
    "mon": "Mondays",
    "tue": "Tuesdays",
    "wed": "Wednesdays",
    "thu": "Thursdays",
    "fri": "Fridays",
    "sat": "Saturdays",
    "sun": "Sundays",
}
_BEFORE = {
    "release": "release",
    "parole": "parole eligibility, tariff or the next review",
    "order_end": "the end of the order or licence",
}
_WHO = {
    "denial": "men who deny the offence",
    "learning_disability": "men with a learning disability",
    "internet_only": "men convicted of internet offences only",
}
_SHORT = {
    "pause": "pauses when staff fall short",
    "carry_on": "carries on when staff fall short",
    "stop": "stops when staff fall short",
}
_MOST_SITES = 2
"""Sites that are named where several switch at one moment; of more only the number is said."""
_PLAIN: Mapping[str, Any] = {
    "delivery": "groups",
    "from": None,
    "until": None,
    "need": None,
    "needs": [],
    "eligible": None,
    "after": [],
    "window": None,
    "calendar": None,
    "one_to_one": None,
    "dose_share": {},
}
_PLAIN_GROUP: Mapping[str, Any] = {
    "hold_open_days": 0.0,
    "fill_until_share": 0.0,
    "composition": None,
}


def beyond_closed_groups(note: ProvisionNote) -> bool:
    """Tell whether a programme is more than closed groups that take whole bands at any time."""
    rules, group = note.rules, note.rules.get("group") or {}
    return any(rules.get(part, plain) != plain for part, plain in _PLAIN.items()) or any(
        group.get(part, plain) != plain for part, plain in _PLAIN_GROUP.items()
    )


def composed(note: ProvisionNote) -> bool:
    """Tell whether a programme has rules of who may sit with whom."""
    rules = (note.rules.get("group") or {}).get("composition") or {}
    return bool(rules.get("apart") or rules.get("at_most"))


def held(note: ProvisionNote) -> str:
    """Return the form of delivery and its size: groups of how many, with how many staff."""
    staff = f"{note.facilitators} facilitator{'' if note.facilitators == 1 else 's'}"
    match note.delivery:
        case "rolling":
            return (
                f"rolling groups of up to {note.maximum}, begun with {note.minimum} and joined at "
                f"any time, with {staff}"
            )
        case "one_to_one":
            return f"one man at a time, with {staff}"
        case "places":
            return "places (beds) of its own, one a man"
        case _:
            pass
    size = (
        f"{note.minimum}" if note.minimum == note.maximum else f"{note.minimum} to {note.maximum}"
    )
    return f"closed groups of {size} with {staff}"


def delivered(note: ProvisionNote, *, team: bool) -> str:
    """Return how a programme is delivered; what staff shortage does, where staff are people."""
    where = "in prison" if note.setting == "prison" else "in the community"
    parts = [f"{where}, {held(note)}", *_sessions(note.rules), *_filling(note.rules)]
    if team and note.delivery != "places":
        parts += [
            _SHORT[short] for short in [note.rules.get("when_staff_short")] if short in _SHORT
        ]
    return "; ".join(parts)


def _sessions(rules: Mapping[str, Any]) -> Iterator[str]:
    if rules.get("sessions"):
        pace = rules.get("sessions_per_week")
        yield f"{whole(rules['sessions'])} sessions" + (f", {pace:g} a week" if pace else "")
    if calendar := rules.get("calendar"):
        held_on = f"on {listed([_WEEK.get(day, day) for day in calendar['weekdays']])}"
        if calendar.get("bank_holidays"):
            held_on += ", bank holidays apart"
        if calendar.get("closed_from"):
            closed = [_day_of_year(calendar[end]) for end in ("closed_from", "closed_to")]
            held_on += f", closed from {closed[0]} to {closed[1]}"
        if calendar.get("catch_up_per_week"):
            held_on += f", up to {calendar['catch_up_per_week']} more a week to catch up"
        yield held_on
    if rules.get("cancelled_share"):
        yield f"{amount(rules['cancelled_share'], 'share')} of sessions cancelled and made up"
    if alone := rules.get("one_to_one"):
        yield f"and {whole(alone['sessions'])} one-to-one sessions a man"
    for band, share in (rules.get("dose_share") or {}).items():
        if share < 1:
            yield f"{band.replace('_', ' ')} risk attends {amount(share, 'share')} of it"


def _day_of_year(text: str) -> str:
    """Return MM-DD in words; what is no day of the year stays as it is written.

    >>> _day_of_year("12-21")
    '21 December'
    """
    try:
        return in_words(date.fromisoformat(f"2000-{text}")).removesuffix(" 2000")
    except ValueError:
        return text


def _filling(rules: Mapping[str, Any]) -> Iterator[str]:
    group = rules.get("group") or {}
    if group.get("hold_open_days"):
        yield f"held open up to {whole(group['hold_open_days'])} days to be filled"
    if group.get("fill_until_share"):
        share = amount(group["fill_until_share"], "share")
        yield f"an empty chair is filled in the first {share} of the course"
    together = group.get("composition") or {}
    for apart in together.get("apart") or ():
        yield f"people of whom “{apart}” holds sit apart from all others"
    for limit in together.get("at_most") or ():
        many = (
            f"{limit['people']}"
            if limit.get("people") is not None
            else f"{amount(limit['share'], 'share')} of a group"
        )
        yield f"at most {many} of whom “{limit['who']}” holds"


def takes(note: ProvisionNote, reading: Reading) -> str:
    """Return whom a programme takes, and after what."""
    rules = note.rules
    bands = [band.replace("_", " ") for band in note.bands]
    parts = [f"{listed(bands)} risk" if bands else "every risk band"]
    if rules.get("need"):
        parts.append(f"{listed([level.replace('_', ' ') for level in rules['need']])} need")
    if rules.get("needs"):
        parts.append(
            f"who need one of: {', '.join(each.replace('_', ' ') for each in rules['needs'])}"
        )
    if rules.get("eligible"):
        parts.append(f"of whom “{rules['eligible']}” holds")
    for name, who in _WHO.items():
        if rules.get(name) in ("excluded", "only"):
            parts.append(f"{'only' if rules[name] == 'only' else 'not'} {who}")
    if rules.get("low_risk_may_join"):
        parts.append("low risk where a policy admits it")
    if rules.get("after"):
        before = [reading.provision.get(each, each) for each in rules["after"]]
        parts.append(f"after completing {' or '.join(before)}")
    return "; ".join([*parts, *_when(note)])


def _when(note: ProvisionNote) -> Iterator[str]:
    """Yield when in his time it takes a man: not too early, not too late, and once it is over."""
    if window := note.rules.get("window"):
        before_what = _BEFORE.get(window["before"], window["before"])
        yield f"not earlier than {whole(window['days'])} days before {before_what}"
    if note.minimum_days_left:
        yield f"with more than {whole(note.minimum_days_left)} days left"
    if note.is_voluntary:
        share = amount(note.rules["voluntary"]["share"], "share")
        yield f"after their order or licence open to the {share} of them who wish to come"


def offered(note: ProvisionNote, reading: Reading) -> str:
    """Return from when until when a programme is offered, and which sites open or close it."""
    since, until = note.rules.get("from"), note.rules.get("until")
    said = [f"from {reading.moment(since)}"] if since is not None else []
    said += [f"until {reading.moment(until)}"] if until is not None else []
    switches = [f"{each.says} {reading.moment(each.moment)}" for each in switched(note, reading)]
    return "; ".join([" ".join(said) if said else "throughout", *switches])


@dataclass(frozen=True, slots=True)
class Switch:
    """A moment from which, or until which, some sites deliver a programme, in words."""

    moment: str | float
    says: str


def switched(note: ProvisionNote, reading: Reading) -> list[Switch]:
    """Return when sites begin and cease to deliver a programme, sites of one moment together."""
    found: dict[tuple[float, str], tuple[str | float, list[str]]] = {}
    for site in reading.book.sites:
        for part, word in (("opens", "from"), ("closes", "until")):
            moment = site.rules.get(part, {}).get(note.id)
            if moment is not None:
                year = reading.year_of(moment) or 0.0
                found.setdefault((year, word), (moment, []))[1].append(reading.site[site.id])
    return [
        Switch(moment, f"at {_sites(names)} {word}")
        for (_, word), (moment, names) in sorted(found.items())
    ]


def _sites(names: list[str]) -> str:
    return listed(names) if len(names) <= _MOST_SITES else f"{len(names)} sites"
