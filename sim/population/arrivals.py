"""When people arrive: the n-th arrival of a stream is the same person at any rate."""

import numpy as np

from sim.population.errors import PopulationError
from sim.population.sampling import DECIMALS, sample
from sim.scenario.numbers import MOST_PEOPLE, Distribution
from sim.scenario.people import Stream
from sim.scenario.schema import Scenario
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats, Luck

GAP = "gap to the arrival"


def arrival_days(stream: Stream, scenario: Scenario, luck: Luck) -> Floats:
    """Return the arrival times of a stream before the horizon, in order."""
    if stream.arrival_days is not None:
        days = np.sort(np.asarray(stream.arrival_days, float))
    elif stream.interarrival_days is not None:
        days = _renewal(stream.id, stream.interarrival_days, scenario.horizon, luck)
    elif stream.arrivals_per_year is not None or stream.arrivals_per_day is not None:
        days = _poisson(stream, scenario, luck)
    else:
        days = np.empty(0)
    return days[days < scenario.horizon]


def _renewal(source: str, gap: Distribution, horizon: float, luck: Luck) -> Floats:
    count = 64
    while count < 4 * MOST_PEOPLE:
        gaps = sample(gap, luck.block(source, GAP, 0, count)[:, 0])
        days = np.cumsum(gaps)
        if days[-1] >= horizon:
            return days
        count *= 2
    raise PopulationError(f"the stream `{source}` brings more than {MOST_PEOPLE:,} people")


def _poisson(stream: Stream, scenario: Scenario, luck: Luck) -> Floats:
    """A unit-rate process, its clock bent by the cumulative rate: steps move people in time only.

    The rate runs from the first step on; it is 0 before.
    """
    starts, rates = _rate_per_day(stream, scenario)
    expected = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(starts))])
    total = float(expected[-1] + rates[-1] * max(0.0, scenario.horizon - starts[-1]))
    count = int(total + 8 * np.sqrt(total) + 32)
    unit = np.cumsum(-np.log1p(-luck.block(stream.id, GAP, 0, count)[:, 0]))
    while unit[-1] <= total:
        count *= 2
        unit = np.cumsum(-np.log1p(-luck.block(stream.id, GAP, 0, count)[:, 0]))
    step = np.searchsorted(expected, unit, side="right") - 1
    with np.errstate(divide="ignore"):
        days: Floats = starts[step] + (unit - expected[step]) / rates[step]
    rounded: Floats = np.round(days, DECIMALS)
    return rounded


def _rate_per_day(stream: Stream, scenario: Scenario) -> tuple[Floats, Floats]:
    if stream.arrivals_per_year is not None:
        steps, per = stream.arrivals_per_year, DAYS_PER_YEAR
    else:
        assert stream.arrivals_per_day is not None  # noqa: S101 -- arrival_days saw to it
        steps, per = stream.arrivals_per_day, 1.0
    starts = [max(0.0, scenario.day(step.from_)) for step in steps]
    rates = [step.value / per for step in steps]
    if starts[0] > 0:
        starts, rates = [0.0, *starts], [0.0, *rates]
    return np.asarray(starts), np.asarray(rates)
