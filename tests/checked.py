"""A region that can work, as text, and what is said of it with changes."""

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError, render

BASE = """\
title: A region
horizon_days: 365
results: {from: 0}
transfers: {delay_days: 30}
parole: {}
reoffending: {within_5_years_share: {medium: 0.1}}
circles: {length_days: 365}
beliefs: [{id: none}]
policies: [first_come, {id: open, order: first_come, circles: open_to_all}]
sites:
  - {id: oak, kind: prison, facilitators: 4, programmes: [horizon]}
  - {id: east, kind: probation, facilitators: 2, programmes: [later], circles: {places: 3}}
programmes:
  - id: horizon
    setting: prison
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
  - id: later
    setting: community
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
population:
  streams:
    - id: men
      kind: custody
      sites: oak
      released_to: east
      arrivals_per_year: 100
      sentences: [{kind: determinate, length_days: 1000}]
    - {id: orders, kind: community, sites: east, arrivals_per_year: 100, order_days: 700}
"""

WIDE_OAK = "\uff2f\uff21\uff2b"
"""OAK in full-width letters, as somebody would write who wants to mislead."""


def findings(overrides: tuple[str, ...], text: str = BASE) -> tuple[str, str]:
    """Return what is said of the region with these overrides: errors and warnings."""
    try:
        loaded = load_bytes(text.encode(), overrides, name="a.yaml")
    except ScenarioError as refused:
        return str(refused), ""
    return "", render(loaded.warnings)


def changed(old: str, new: str) -> tuple[str, str]:
    """Return what is said of the region when its text is changed."""
    assert old in BASE
    return findings((), BASE.replace(old, new))
