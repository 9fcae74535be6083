"""Checks of time and numbers: the window, steps in order, how many people come, figures."""

import math
from collections.abc import Iterator
from datetime import date

from sim.scenario import shape
from sim.scenario.numbers import (
    MOST_PEOPLE,
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Step,
    Triangular,
    Uniform,
    Weibull,
)
from sim.scenario.people import Stream
from sim.scenario.tree import Loc, as_data, figures_in
from sim.scenario.whole import Finding, Whole

MOST_AT_A_TIME = 100_000
COUNTED: dict[Loc, str] = {
    ("circles", "volunteers"): "volunteers at a site",
    ("circles", "applications_per_month"): "applications a month at a site",
    ("parole", "slots_per_month"): "hearings a month",
}
"""Steps that are people or hearings one by one, and what to call them."""
LARGEST_LOG = 700.0
"""e to more than this is no number any more."""


def window(whole: Whole) -> Iterator[Finding]:
    """Find a window that is empty or outside the run."""
    start, end = whole.scenario.window
    horizon = whole.scenario.horizon
    if not 0 <= start < horizon:
        yield Finding(
            ("results", "from"),
            f"day {start:g} is outside the run, which is days 0 to {horizon:g}",
        )
    elif end > horizon:
        yield Finding(
            ("results", "to"),
            f"day {end:g} is outside the run, which is days 0 to {horizon:g}",
        )
    elif start >= end:
        yield Finding(
            ("results", "to"),
            f"the window is empty: it ends on day {end:g} and starts on day {start:g}",
        )


def calendar(whole: Whole) -> Iterator[Finding]:
    """Find a run that outlasts the calendar."""
    left = (date.max - whole.scenario.start_date).days
    if whole.scenario.horizon >= left:
        yield Finding(("start_date",), "the run ends after the year 9999, the last that has dates")


def steps_in_order(whole: Whole) -> Iterator[Finding]:
    """Find steps that do not follow each other in time."""
    for loc, steps in _all_steps(whole):
        days = [whole.scenario.day(step.from_) for step in steps]
        for place in range(1, len(days)):
            if days[place] <= days[place - 1]:
                how = "at the same time as" if days[place] == days[place - 1] else "before"
                yield Finding(
                    (*loc, place, "from"),
                    f"this step starts {how} the one above it; put steps in order of time",
                )


def steps_in_reach(whole: Whole) -> Iterator[Finding]:
    """Find more volunteers or hearings than can be simulated: usually a slip of a unit."""
    for loc, steps in _all_steps(whole):
        what = COUNTED.get(loc[-2:])
        most = max((step.value for step in steps), default=0.0)
        if what is not None and most > MOST_AT_A_TIME:
            yield Finding(loc, f"{most:,.10g} {what}; at most {MOST_AT_A_TIME:,} can be simulated")


def people_at_all(whole: Whole) -> Iterator[Finding]:
    """Find a population, or a stream, without people."""
    if whole.scenario.population.listed is not None:
        return
    if not whole.streams:
        yield Finding(("population",), "a population without people; give `streams` or `listed`")
    elif not any(_says_how_many(stream) for stream in whole.streams):
        yield Finding(
            ("population", "streams"),
            "a population without people: no stream has arrivals or a backlog",
        )
    elif not any(expected_people(whole, stream) > 0 for stream in whole.streams):
        yield Finding(
            ("population", "streams"),
            "a population without people: all arrivals and backlogs are 0",
            is_warning=True,
        )
    else:
        for stream in whole.streams:
            if not _says_how_many(stream):
                yield Finding(
                    ("population", "streams", stream.id),
                    "a stream without people: it has no arrivals and no backlog",
                    is_warning=True,
                )


def not_too_many_people(whole: Whole) -> Iterator[Finding]:
    """Find more people than can be simulated: usually a slip of a unit."""
    expected = [(expected_people(whole, stream), stream) for stream in whole.streams]
    if sum(people for people, _ in expected) > MOST_PEOPLE:
        most, stream = max(expected, key=lambda pair: pair[0])
        count = f"{most:,.0f}" if math.isfinite(most) else "endlessly many"
        yield Finding(
            ("population", "streams", stream.id),
            f"{count} people are expected over the run; at most {MOST_PEOPLE:,} in all "
            "can be simulated; is a rate a day meant a year?",
        )


def figures_in_range(whole: Whole) -> Iterator[Finding]:
    """Find numbers outside their own range, and published ones that do not say where."""
    for loc, node in figures_in(whole.tree):
        if not shape.is_figure_like(node):
            continue
        figure = as_data(node)
        value, low, high = (figure.get(key) for key in ("value", "low", "high"))
        if not all(_is_number(each) or each is None for each in (value, low, high)):
            continue
        if low is not None and value is not None and low > value:
            yield Finding((*loc, "low"), f"low ({low:g}) is above the value ({value:g})")
        if high is not None and value is not None and value > high:
            yield Finding((*loc, "high"), f"high ({high:g}) is below the value ({value:g})")
        if figure.get("label") == "published" and "source" not in figure:
            yield Finding((*loc, "label"), "a published number needs its `source`")


def expected_people(whole: Whole, stream: Stream) -> float:
    """Return how many people a stream brings over the run, on average."""
    people = float(stream.backlog.people) if stream.backlog is not None else 0.0
    for steps, per_days in ((stream.arrivals_per_year, 365.25), (stream.arrivals_per_day, 1.0)):
        if steps is not None:
            people += sum(
                (end - start) / per_days * value for start, end, value in whole.in_force(steps)
            )
    if stream.interarrival_days is not None:
        between = mean_of(stream.interarrival_days)
        people += whole.scenario.horizon / between if between > 0 else math.inf
    if stream.arrival_days is not None:
        people += sum(day < whole.scenario.horizon for day in stream.arrival_days)
    return people


def mean_of(distribution: Distribution) -> float:
    """Return the mean of a distribution."""
    match distribution:
        case Fixed(value=mean) | Exponential(mean=mean):
            pass
        case Uniform(low=low, high=high):
            mean = (low + high) / 2
        case Triangular(low=low, mode=mode, high=high):
            mean = (low + mode + high) / 3
        case Empirical(values=values, weights=weights):
            shares = weights or [1.0] * len(values)
            pairs = zip(values, shares, strict=True)
            mean = sum(value * share for value, share in pairs) / sum(shares)
        case Lognormal(mean=None, median=float() | int() as median, sigma=sigma):
            mean = median * math.exp(min((sigma or 0.0) ** 2 / 2, LARGEST_LOG))
        case Gamma(mean=None, shape=form, scale=float() | int() as scale):
            mean = (form or 0.0) * scale
        case Weibull(mean=None, shape=form, scale=float() | int() as scale):
            mean = scale * math.exp(min(math.lgamma(1 + 1 / form), LARGEST_LOG))
        case Lognormal() | Gamma() | Weibull():
            mean = distribution.mean or 0.0
    return float(mean)


def _says_how_many(stream: Stream) -> bool:
    return any(
        each is not None
        for each in (
            stream.arrivals_per_year,
            stream.arrivals_per_day,
            stream.interarrival_days,
            stream.arrival_days,
            stream.backlog,
        )
    )


def _all_steps(whole: Whole) -> Iterator[tuple[Loc, list[Step]]]:
    for site in whole.scenario.sites:
        yield ("sites", site.id, "facilitators"), site.facilitators
        for name in ("treatment_managers", "assessors"):
            yield ("sites", site.id, name), getattr(site, name) or []
        for name in ("staff", "places"):
            for key, steps in (getattr(site, name) or {}).items():
                yield ("sites", site.id, name, key), steps
        if site.circles is not None:
            for name in ("places", "volunteers", "coordinators", "applications_per_month"):
                yield ("sites", site.id, "circles", name), getattr(site.circles, name) or []
    yield from _steps_of_everywhere(whole)
    for stream in whole.streams:
        for name in ("arrivals_per_year", "arrivals_per_day"):
            yield ("population", "streams", stream.id, name), getattr(stream, name) or []


def _steps_of_everywhere(whole: Whole) -> Iterator[tuple[Loc, list[Step]]]:
    transfers, parole = whole.scenario.transfers, whole.scenario.parole
    if transfers is not None:
        yield ("transfers", "per_month"), transfers.per_month or []
    if parole is not None:
        yield ("parole", "slots_per_month"), parole.slots_per_month or []
    licence = whole.scenario.licence
    if licence is not None and licence.mappa is not None:
        for site, steps in licence.mappa.officer_hours_per_week.items():
            yield ("licence", "mappa", "officer_hours_per_week", site), steps


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
