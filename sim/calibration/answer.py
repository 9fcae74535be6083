"""The answer of a calibration: trials made and kept, and what the best of all would set."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.calibration.task import Task, task_of
from sim.calibration.trials import OtherTrials, Row, TrialsFile, name_of
from sim.commands import Asked
from sim.console import progress, say
from sim.experiments.search import Point, search
from sim.experiments.trial import distance, measured, outside
from sim.scenario.loading import load

FOLDER = "calibration"
FIGURES = 6
MOST_FILES = 1_000


def calibrate(
    scenario: Path, settings: Path | None, out: Path | None, overrides: Sequence[str] = ()
) -> dict[str, Any]:
    """Make the trials that are not in the file yet, and say what the best of all would set."""
    beside = scenario.parent / FOLDER / scenario.name
    task = task_of(scenario, settings or beside, overrides)
    file = TrialsFile(out, task) if out is not None else _own_file(beside, task)
    _refuse_another_program(task, file)
    before = len(file.rows)
    with progress("trials") as told:
        rows: list[Row] = []
        for stage, row in _trials(task, file):
            rows.append(row)
            told(len(rows), task.settings.tuning.trials, stage)
    return _answer(task, file, rows[0], len(file.rows) - before)


def _own_file(beside: Path, task: Task) -> TrialsFile:
    """Return the file beside the settings, or the next number that holds no other trials."""
    for number in range(1, MOST_FILES):
        stem = beside.stem if number == 1 else f"{beside.stem}-{number}"
        path = beside.with_name(f"{stem}.csv")
        try:
            return TrialsFile(path, task)
        except OtherTrials:
            say(f"{path}: holds trials of another scenario or of other settings; it is left alone")
    raise Asked(f"{beside.parent}: is full of other trials; say --out and another file")


def _refuse_another_program(task: Task, file: TrialsFile) -> None:
    """Raise if the first trial comes out otherwise now: the program has changed since.

    The digest of the trials is of scenario and settings; only doing it again tells the program.
    """
    if not file.rows:
        return
    kept = file.rows[0]
    again = _made(task, {each.id: float(kept[each.id]) for each in task.free})
    for name, said in again.items():
        if said != kept[name]:
            raise Asked(
                f"{file.path}: its first trial comes out otherwise now ({name}: {kept[name]} then, "
                f"{said} now), for another version of the program made it; say --out and another "
                "file"
            )


def _trials(task: Task, file: TrialsFile) -> Iterator[tuple[str, Row]]:
    """Yield stage and row of every trial of the search; what is in the file is not made again."""
    fresh: dict[str, Row] = {}

    def off(point: Point) -> float:
        values = task.values(point)
        row = file.at(values) or fresh.setdefault(name_of(values), _made(task, values))
        return float(row["distance"])

    tuning = task.settings.tuning
    for tried in search(task.start, off, spread_trials=tuning.spread_trials, trials=tuning.trials):
        values = task.values(tried.point)
        kept = file.at(values)
        yield tried.stage, kept or file.add({**fresh[name_of(values)], "stage": tried.stage})


def _made(task: Task, values: Mapping[str, float]) -> Row:
    """Make a trial, and return where it was and what came out."""
    loaded = load(task.path, [*task.shorter, *task.set_by(values)])
    names = [each.id for each in task.targets]
    came = measured(loaded, task.policy, task.settings.tuning.replications, names)
    return {
        "distance": f"{distance(came, task.targets):.{FIGURES}g}",
        "outside": str(len(outside(came, task.targets))),
        **{name: f"{value:.12g}" for name, value in values.items()},
        **{name: _cell(value) for name, value in came.items()},
    }


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.{FIGURES}g}"


def _answer(task: Task, file: TrialsFile, first: Row, made: int) -> dict[str, Any]:
    best = min(file.rows, key=lambda row: float(row["distance"]))
    values = {each.id: float(best[each.id]) for each in task.free}
    return {
        "scenario": str(task.path),
        "settings": str(task.settings.path),
        "overrides": list(task.overrides),
        "trials_file": str(file.path),
        "trials": len(file.rows),
        "trials_made_now": made,
        "as_it_is": _summary(first),
        "best": _summary(best),
        "free": [
            {
                "id": each.id,
                "by": each.by,
                "low": each.low,
                "high": each.high,
                "now": each.now,
                "best": values[each.id],
            }
            for each in task.free
        ],
        "targets": [
            {
                "id": each.id,
                "name": each.name,
                "unit": each.unit,
                "low": each.low,
                "high": each.high,
                "as_it_is": _number(first[each.id]),
                "best": _number(best[each.id]),
            }
            for each in task.targets
        ],
        "set": task.set_by(values),
    }


def _summary(row: Row) -> dict[str, Any]:
    return {
        "trial": int(row["trial"]),
        "stage": row["stage"],
        "distance": float(row["distance"]),
        "outside": int(row["outside"]),
    }


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
