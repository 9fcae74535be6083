"""Runs on disk: a finished one, and what is told of one by its files."""

from pathlib import Path

from sim.log.run_folder import RunFolder
from tests.commands import placesim


def compared(scenario: Path) -> Path:
    """Return a finished comparison whose logs are all kept, beside the scenario."""
    path = scenario.parent / "sound"
    end = placesim("compare", scenario, "--out", path, "--workers", "1", "--keep-logs", "all")
    assert end.code == 0, end.err
    return path


def digest(path: Path) -> str | None:
    return RunFolder(path).manifest.digest


def written(path: Path) -> dict[Path, int]:
    """Return when each file of a run was last written."""
    files = (each for each in path.rglob("*") if each.is_file() and each.name != ".lock")
    return {each: each.stat().st_mtime_ns for each in files}
