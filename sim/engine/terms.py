"""What the engine must know to run one provision: a programme's terms, or those of circles."""

from dataclasses import dataclass

from sim.rules.bands import of_each_band
from sim.scenario.circles import Circles
from sim.scenario.composition import Composition
from sim.scenario.numbers import Distribution, Fixed
from sim.scenario.provision import Programme
from sim.scenario.schema import Scenario
from sim.scenario.voluntary import Voluntary

CIRCLE = "circle"
WHOLE = 1.0


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one provision. Its code is its place among all of them."""

    code: int
    id: str
    circle: bool
    setting: str
    delivery: str
    minimum: int
    maximum: int
    facilitators: int
    load: float
    leads: int
    own_places: bool
    """It draws on places of its own (circles, beds) and not on facilitators."""
    need: float
    """Units of its pool that a group takes."""
    drop_out_share: float
    drop_out_over: tuple[float, ...]
    """Upper ends of equal parts of the course, as shares of all who drop out; empty for evenly."""
    dose_share: tuple[float, ...]
    """Share of the course that men of each band attend; empty for all of it."""
    length: Distribution
    programme: Programme | None
    reports_days: float
    minimum_days_left: float
    stay_to_finish: bool
    hold_open_days: float
    fill_until_share: float
    composition: Composition | None
    when_staff_short: str
    rolling: bool
    """People join at any time and each ends by himself."""
    by_person: bool
    """Each ends by himself, and the group with the last of them: rolling groups, and one man."""
    voluntary: Voluntary | None = None
    """Who goes on or comes back once his order or licence has ended; `None` for nobody."""


def terms_of(scenario: Scenario) -> list[Terms]:
    """Return the terms of every provision; a code is a place in this list."""
    programmes = sorted(scenario.programmes, key=lambda each: each.id)
    found = [_programme(code, each) for code, each in enumerate(programmes)]
    if scenario.circles is not None:
        found.append(_circle(len(found), scenario.circles))
    return found


def _programme(code: int, programme: Programme) -> Terms:
    length = programme.duration_days
    if length is None:
        days = programme.session_days  # with a calendar, the course says how long
        length = Fixed(kind="fixed", value=days or 0.0)
    own_places, dose = programme.delivery == "places", programme.dose_share
    return Terms(
        code=code,
        id=programme.id,
        circle=False,
        setting=programme.setting,
        delivery=programme.delivery,
        minimum=programme.group.minimum,
        maximum=programme.group.maximum,
        facilitators=programme.facilitators,
        load=programme.load,
        leads=min(programme.leads, programme.facilitators),
        own_places=own_places,
        need=1 if own_places else _units(programme),
        drop_out_share=programme.drop_out_share,
        drop_out_over=_summed(programme.drop_out_over),
        dose_share=of_each_band(dose, otherwise=WHOLE) if dose else (),
        length=length,
        programme=programme,
        reports_days=programme.reports_days,
        minimum_days_left=programme.minimum_days_left,
        stay_to_finish=programme.at_release == "stay_to_finish",
        hold_open_days=programme.group.hold_open_days,
        fill_until_share=programme.group.fill_until_share,
        composition=programme.group.composition,
        when_staff_short=programme.when_staff_short,
        rolling=programme.delivery == "rolling",
        by_person=programme.delivery != "groups",
        voluntary=programme.voluntary,
    )


def _units(programme: Programme) -> float:
    if programme.load == WHOLE:
        return programme.facilitators
    return round(programme.facilitators * programme.load, 9)


def _summed(weights: list[float]) -> tuple[float, ...]:
    total, so_far, found = sum(weights), 0.0, []
    for weight in weights:
        so_far += weight
        found.append(so_far / total)
    return tuple(found)


def _circle(code: int, circles: Circles) -> Terms:
    return Terms(
        code=code,
        id=CIRCLE,
        circle=True,
        setting="community",
        delivery="one_to_one",
        minimum=1,
        maximum=1,
        facilitators=1,
        load=WHOLE,
        leads=0,
        own_places=True,
        need=1,
        drop_out_share=circles.early_ending_share,
        drop_out_over=(),
        dose_share=(),
        length=circles.length_days,
        programme=None,
        reports_days=0.0,
        minimum_days_left=0.0,
        stay_to_finish=True,
        hold_open_days=0.0,
        fill_until_share=0.0,
        composition=None,
        when_staff_short="carry_on",
        rolling=False,
        by_person=False,
    )
