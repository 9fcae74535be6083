"""What the book says of published figures that a run is held against."""

from sim.log.targets import TargetNote
from sim.scenario.figures import Figure
from sim.scenario.schema import Scenario
from sim.scenario.targets import Target
from sim.words.measures import measure


def target_notes(scenario: Scenario) -> tuple[TargetNote, ...]:
    """Return every published figure with its range, and the part of the run it is about.

    The checks of a file see to it that each has a range; without one it is the figure alone.
    """
    return tuple(_note(scenario, target, place) for place, target in enumerate(scenario.backcast))


def _note(scenario: Scenario, target: Target, place: int) -> TargetNote:
    since, until = scenario.measured(target)
    figure = scenario.figures.get(f"backcast[{place}].published") or Figure(value=target.published)
    known = measure(target.measure, scenario.scope)
    return TargetNote(
        id=target.id,
        name=target.name or known.title,
        measure=target.measure,
        unit=known.unit,
        since_day=since,
        until_day=until if target.on is not None else min(until, scenario.horizon),
        value=float(figure.value),
        low=float(figure.value if figure.low is None else figure.low),
        high=float(figure.value if figure.high is None else figure.high),
        label=figure.label,
        source=figure.source or "",
        use=target.use,
        note=target.note or "",
        setting=target.setting,
        programmes=tuple(sorted(target.programmes)),
        sites=tuple(sorted(target.sites)),
        regions=tuple(sorted(target.regions)),
        sentences=tuple(sorted(target.sentences)),
        bands=tuple(sorted(target.bands)),
        age_from_years=target.age_from_years,
        age_to_years=target.age_to_years,
    )
