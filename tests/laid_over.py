"""A scenario root with scenarios in it, and what comes of laying one over another."""

from pathlib import Path

import pytest

from sim.scenario.loading import Loaded, load
from sim.scenario.problems import ScenarioError

BASE = """\
title: Base
horizon_days: 100
transfers: {delay_days: 30}
sites:
  - {id: oak, kind: prison, facilitators: 2, programmes: [horizon, kaizen]}
  - {id: elm, kind: prison, facilitators: {value: 3, low: 2, source: survey}, programmes: [kaizen]}
programmes:
  - id: horizon
    setting: prison
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: {kind: exponential, mean: 30}
  - id: kaizen
    setting: prison
    bands: [high]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 60
population:
  streams:
    - id: men
      kind: list
      sites: {oak: 1, elm: 1}
      arrivals_per_year: 50
      bands: {medium: 1, high: 1}
policies: [first_come, {id: risk, order: highest_risk}]
"""


def scenario_root(tmp_path: Path) -> Path:
    """Make a scenario root with a folder of scenarios in it, and something outside it."""
    (tmp_path / "outside.yaml").write_text(BASE)
    (tmp_path / "root" / "mine").mkdir(parents=True)
    (tmp_path / "root" / "base.yaml").write_text(BASE)
    (tmp_path / "root" / "mine" / "base.yaml").write_text(BASE)
    return tmp_path / "root" / "mine"


def laid(folder: Path, text: str, *overrides: str) -> Loaded:
    (folder / "over.yaml").write_text(text)
    return load(folder / "over.yaml", overrides)


def refusal(folder: Path, text: str, *overrides: str) -> str:
    """Return the text of a refusal with the folder's own path taken out."""
    with pytest.raises(ScenarioError) as refused:
        laid(folder, text, *overrides)
    return str(refused.value).replace(f"{folder}/", "")
