"""Checks of time: eras, dates at sites, windows before release, calendars of sessions."""

from collections.abc import Iterator
from datetime import date, timedelta

from sim.scenario.numbers import Distribution, Empirical, Fixed, Triangular, Uniform
from sim.scenario.people import Determinate, Extended, Stream
from sim.scenario.problems import quoted
from sim.scenario.provision import Calendar, Programme, Site
from sim.scenario.whole import Finding, Whole

LONGEST_HOLD_DAYS = 366
A_LEAP_YEAR = 2000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def dates_in_order(whole: Whole) -> Iterator[Finding]:
    """Find programmes that end before they begin, everywhere or at a site."""
    for programme in whole.scenario.programmes:
        start, end = era(whole, programme)
        if start >= end:
            yield Finding(
                ("programmes", programme.id, "until"),
                f"`until` (day {end:g}) is not after `from` (day {start:g})",
            )
    for site in whole.scenario.sites:
        for name in site.opens.keys() & site.closes.keys():
            opens, closes = whole.day(site.opens[name]), whole.day(site.closes[name])
            if opens >= closes:
                yield Finding(
                    ("sites", site.id, "closes", name),
                    f"closes (day {closes:g}) not after it opens (day {opens:g})",
                )


def never_on_offer(whole: Whole) -> Iterator[Finding]:
    """Find programmes whose time, or whose time at a site, is outside the run."""
    outside: set[str] = set()
    for programme in whole.scenario.programmes:
        start, end = era(whole, programme)
        if start < end and (end <= 0 or start >= whole.scenario.horizon):
            outside.add(programme.id)
            yield Finding(
                ("programmes", programme.id, "until" if end <= 0 else "from"),
                f"never on offer in this run, which is days 0 to {whole.scenario.horizon:g}",
                is_warning=True,
            )
    for site in whole.scenario.sites:
        for place, name in enumerate(site.programmes):
            each = whole.programmes.get(name)
            if each is None or name in outside or not (name in site.opens or name in site.closes):
                continue
            start, end = on_offer(whole, site, each)
            if start >= end and _in_order(whole, site, each):
                yield Finding(
                    ("sites", site.id, "programmes", place),
                    f"{quoted(name)} is never on offer here: its dates and those of the site "
                    "leave no day of the run",
                    is_warning=True,
                )


def closed_everywhere(whole: Whole) -> Iterator[Finding]:
    """Find programmes that every site stops delivering, and that are still said to be offered."""
    for programme in whole.scenario.programmes:
        sites = [site for site in whole.scenario.sites if programme.id in site.programmes]
        closes = [site.closes.get(programme.id) for site in sites]
        if programme.until is not None or not sites or None in closes:
            continue
        last = max(whole.day(each) for each in closes if each is not None)
        if last < whole.scenario.horizon:
            yield Finding(
                ("programmes", programme.id, "id"),
                f"closed from day {last:g} at every site that delivers it, and people whom nothing "
                "else takes still wait for it then; say `until`, or where it stays open",
                is_warning=True,
            )


def windows_nobody_can_meet(whole: Whole) -> Iterator[Finding]:
    """Find windows that open when it is too late to start, or count from what nobody has."""
    for programme in whole.scenario.programmes:
        window = programme.window
        if window is None:
            continue
        loc = ("programmes", programme.id, "window")
        wanted = ("order_end",) if programme.setting == "community" else ("release", "parole")
        if window.before not in wanted:
            yield Finding(
                (*loc, "before"),
                f"{quoted(window.before)} is not ahead of people in a {programme.setting} "
                f"programme; allowed: {', '.join(wanted)}",
            )
        elif window.before != "parole" and window.days <= programme.minimum_days_left:
            yield Finding(
                (*loc, "days"),
                f"a window that nobody can meet: it opens with {window.days:g} days left, and a "
                f"man with {programme.minimum_days_left:g} or fewer (`minimum_days_left`) leaves "
                "the list",
            )


def windows_longer_than_sentences(whole: Whole) -> Iterator[Finding]:
    """Find windows that are open to everybody on arrival, and so shut out nobody."""
    if whole.scenario.population.listed is not None:
        return
    for programme in whole.scenario.programmes:
        window = programme.window
        if window is None or window.before == "parole":
            continue
        kind = "custody" if window.before == "release" else "community"
        released = any(stream.released_to is not None for stream in whole.streams)
        if kind == "community" and released and whole.scenario.community_after_release is not None:
            continue  # people on licence come too, and a licence may be longer
        there = [
            stream
            for stream in whole.streams
            if stream.kind == kind or (kind == "community" and stream.in_community)
        ]
        longest = [_longest_days(stream) for stream in there]
        if longest and all(days is not None and days <= window.days for days in longest):
            yield Finding(
                ("programmes", programme.id, "window", "days"),
                "changes nothing: nobody of any stream has longer to go than this",
                is_warning=True,
            )


def calendars_without_a_day(whole: Whole) -> Iterator[Finding]:
    """Find calendars on which no session is ever held."""
    for programme in whole.scenario.programmes:
        calendar = programme.calendar
        if calendar is None:
            continue
        loc = ("programmes", programme.id, "calendar")
        if _closed_all_year(calendar):
            yield Finding(
                (*loc, "closed_from"),
                f"closed all year, from {calendar.closed_from} to {calendar.closed_to}; "
                "no session is ever held",
            )
        elif not _any_open_day(whole, calendar):
            yield Finding(
                loc,
                "no session is ever held: every one of its weekdays in the run is a holiday or "
                "in the closed part of the year",
            )


def groups_held_open_long(whole: Whole) -> Iterator[Finding]:
    """Find groups that wait for more people longer than a year: usually a slip of a unit."""
    for programme in whole.scenario.programmes:
        if programme.group.hold_open_days > LONGEST_HOLD_DAYS:
            yield Finding(
                ("programmes", programme.id, "group", "hold_open_days"),
                f"a group that could start waits {programme.group.hold_open_days:g} days for more "
                "people; more than a year",
                is_warning=True,
            )


def era(whole: Whole, programme: Programme) -> tuple[float, float]:
    """Return from which day to which a programme is offered, whatever the site."""
    start = -float("inf") if programme.from_ is None else whole.day(programme.from_)
    end = float("inf") if programme.until is None else whole.day(programme.until)
    return start, end


def on_offer(whole: Whole, site: Site, programme: Programme) -> tuple[float, float]:
    """Return from which day of the run to which a site offers a programme; empty if never."""
    start, end = era(whole, programme)
    if programme.id in site.opens:
        start = max(start, whole.day(site.opens[programme.id]))
    if programme.id in site.closes:
        end = min(end, whole.day(site.closes[programme.id]))
    return max(start, 0.0), min(end, whole.scenario.horizon)


def _in_order(whole: Whole, site: Site, programme: Programme) -> bool:
    name = programme.id
    start, end = era(whole, programme)
    both = name in site.opens and name in site.closes
    return start < end and not (
        both and whole.day(site.opens[name]) >= whole.day(site.closes[name])
    )


def _longest_days(stream: Stream) -> float | None:
    """Return the longest time to release (or to the end of the order), where there is one."""
    if stream.in_community:
        return _most(stream.order_days) if stream.order_days is not None else None
    longest = 0.0
    stock = stream.backlog.sentences if stream.backlog is not None else None
    for sentence in [*(stream.sentences or ()), *(stock or ())]:
        if not isinstance(sentence, (Determinate, Extended)):
            return None
        most = _most(sentence.length_days)
        if most is None:
            return None
        served = sentence.served_share if isinstance(sentence, Determinate) else 1.0
        longest = max(longest, most * served)
    return longest


def _most(distribution: Distribution) -> float | None:
    match distribution:
        case Fixed(value=most) | Uniform(high=most) | Triangular(high=most):
            return most
        case Empirical(values=values):
            return max(values)
        case _:
            return None


def _closed_all_year(calendar: Calendar) -> bool:
    return calendar.closed_from is not None and not _open_dates(calendar)


def _open_dates(calendar: Calendar) -> set[tuple[int, int]]:
    """Return the days of the year, as (month, day), on which the year is not closed."""
    first = date(A_LEAP_YEAR, 1, 1)
    year = [first + timedelta(days=day) for day in range(366)]
    if calendar.closed_from is None or calendar.closed_to is None:
        return {(day.month, day.day) for day in year}
    start, end = (
        date.fromisoformat(f"{A_LEAP_YEAR}-{text}")
        for text in (calendar.closed_from, calendar.closed_to)
    )
    wraps = start > end
    return {
        (day.month, day.day)
        for day in year
        if not ((day >= start or day <= end) if wraps else start <= day <= end)
    }


def _any_open_day(whole: Whole, calendar: Calendar) -> bool:
    """Tell whether some day of the run is open; bank holidays never shut a whole weekday."""
    dates, holidays = _open_dates(calendar), set(calendar.holidays)
    open_weekdays = {WEEKDAYS.index(name) for name in calendar.weekdays}
    for ahead in range(int(whole.scenario.horizon) + 1):
        try:
            day = whole.scenario.start_date + timedelta(days=ahead)
        except OverflowError:
            return True
        if day.weekday() in open_weekdays and (day.month, day.day) in dates and day not in holidays:
            return True
    return False
