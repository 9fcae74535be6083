"""The task of a calibration: a scenario, and settings that fit it; or all that does not fit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sim.backcast import digest_of
from sim.calibration.settings import Settings, read_settings
from sim.engine.targeted import target_notes
from sim.experiments.free import Free, NotFree, free_number, stands_at
from sim.experiments.search import Point
from sim.log.targets import TargetNote
from sim.scenario.loading import Loaded, load
from sim.scenario.problems import Problem, ScenarioError, hint
from sim.scenario.schema import Scenario
from sim.scenario.standing import Standing, standings
from sim.words.days import DAYS_PER_YEAR

CALIBRATION = "calibration"


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched: in which scenario, over which numbers, towards which figures."""

    path: Path
    settings: Settings
    overrides: tuple[str, ...]
    """What is changed of the scenario, as `--set` takes it."""
    shorter: tuple[str, ...]
    """The same, and what makes a run as long as a trial."""
    loaded: Loaded
    free: tuple[Free, ...]
    targets: tuple[TargetNote, ...]
    policy: str

    @property
    def digest(self) -> str:
        """What a trial depends on, but for the program: not how many trials there are."""
        tuning = self.settings.tuning
        said = {
            "seed": self.loaded.scenario.seed,
            "policy": self.policy,
            "replications": tuning.replications,
            "free": [[each.id, each.by, sorted(each.paths)] for each in tuning.free],
            "targets": [each.id for each in self.targets],
        }
        text = digest_of(self.loaded.resolved) + json.dumps(said, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def start(self) -> Point:
        """Where the numbers are as the scenario is."""
        return tuple(each.start for each in self.free)

    def values(self, point: Point) -> dict[str, float]:
        """Return the free numbers at a point of the search."""
        return {each.id: each.at(share) for each, share in zip(self.free, point, strict=True)}

    def set_by(self, values: Mapping[str, float]) -> list[str]:
        """Return the overrides of a trial, as `--set` takes them."""
        return [text for each in self.free for text in each.settings(values[each.id])]


def task_of(scenario: Path, file: Path, overrides: Sequence[str] = ()) -> Task:
    """Return what a settings file asks of a scenario, or raise with all that cannot be done."""
    settings = read_settings(file)
    whole = load(scenario, overrides)
    problems = list(settings.problems)
    policy = _policy(settings, whole.scenario, problems)
    free = tuple(_free(settings, standings(whole), problems))
    names = _target_names(settings, whole.scenario, problems)
    if problems:
        raise ScenarioError(problems)
    shorter = (*overrides, _shorter(whole.scenario, settings.tuning.horizon_years))
    loaded = load(scenario, shorter)
    notes = {each.id: each for each in target_notes(loaded.scenario)}
    targets = tuple(notes[name] for name in names)
    late = [each for each in targets if each.since_day >= loaded.scenario.horizon]
    if late:
        raise ScenarioError(
            [
                settings.problem(
                    ("horizon_years",),
                    f"`{each.id}` is of a time after the end of a trial, day "
                    f"{each.since_day:g}; make this longer or leave it out of `targets`",
                )
                for each in late
            ]
        )
    return Task(scenario, settings, tuple(overrides), shorter, loaded, free, targets, policy)


def _shorter(scenario: Scenario, years: float) -> str:
    """Return the override that makes a run as long as a trial, in the scenario's own unit."""
    if scenario.horizon_days is not None:
        return f"horizon_days={years * DAYS_PER_YEAR:.12g}"
    return f"horizon_years={years:.12g}"


def _policy(settings: Settings, scenario: Scenario, problems: list[Problem]) -> str:
    known = [each.id for each in scenario.policies]
    name = settings.tuning.policy or known[0]
    if name not in known:
        message = f"no policy of the scenario is called `{name}`{hint(name, known)}"
        problems.append(settings.problem(("policy",), message))
    return name


def _free(settings: Settings, known: Sequence[Standing], problems: list[Problem]) -> Iterator[Free]:
    """Yield the free numbers; what cannot be moved, or is moved twice, goes to the problems."""
    paths = [path for each in known for path in each.paths]
    moved: dict[str, str] = {}
    for position, said in settings.free:
        here = ("free", position)
        unknown = [
            place
            for place, pattern in enumerate(said.paths)
            if not any(stands_at(path, pattern) for path in paths)
        ]
        for place in unknown:
            pattern = said.paths[place]
            problems.append(
                settings.problem(
                    (*here, "paths", place),
                    f"no number of the scenario stands at `{pattern}`{hint(pattern, paths)}",
                )
            )
        if unknown:
            continue
        try:
            found = free_number(said.id, said.by, said.paths, known)
        except NotFree as why:
            problems.append(settings.problem(here, str(why)))
            continue
        twice = [path for path, _ in found.numbers if path in moved]
        if twice:
            message = f"{twice[0]} is moved by `{moved[twice[0]]}` already; move it once"
            problems.append(settings.problem((*here, "paths"), message))
        moved |= {path: said.id for path, _ in found.numbers}
        yield found


def _target_names(settings: Settings, scenario: Scenario, problems: list[Problem]) -> list[str]:
    uses = {each.id: each.use for each in scenario.backcast}
    allowed = [name for name, use in uses.items() if use == CALIBRATION]
    if not settings.tuning.targets and not allowed:
        message = "the scenario has no figure in `backcast` with `use: calibration`; write one"
        problems.append(settings.problem((), message))
    for place, name in enumerate(settings.tuning.targets):
        if name not in uses:
            message = f"no figure of `backcast` is called `{name}`{hint(name, allowed)}"
        elif uses[name] != CALIBRATION:
            kind = uses[name].replace("_", " ")
            message = (
                f"`{name}` is {kind}, and nothing may be tuned to it; allowed: {', '.join(allowed)}"
            )
        elif name in settings.tuning.targets[:place]:
            message = f"`{name}` is named twice; name it once"
        else:
            continue
        problems.append(settings.problem(("targets", place), message))
    return settings.tuning.targets or allowed
