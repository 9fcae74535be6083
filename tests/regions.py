"""A region with everything in it that a file may say of provision, and what is said of changes."""

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError, render

Changes = tuple[tuple[str, str], ...]

REGION = """\
title: A region
horizon_years: 5
staff:
  vacant_share: 0.1
  groups_per_manager: 6
  grades:
    - {id: officer, programmes: [horizon, kaizen, core], training_days: 30, stays_days: 900}
    - {id: peer, may_lead: false}
assessment:
  delay_days: 30
  per_assessor_per_month: 8
  misclassified: {low: {low: 0.9, medium: 0.1}}
transfers: {delay_days: 30, per_month: 10}
sites:
  - id: oak
    kind: prison
    region: north
    staff: {officer: 6, peer: 2}
    treatment_managers: 2
    assessors: 3
    programmes: [horizon, kaizen, core]
    opens: {kaizen: 2026-06-01}
    closes: {core: 2027-02-01}
  - id: elm
    kind: prison
    region: north
    facilitators: 4
    programmes: [horizon, clinic]
    places: {clinic: 20}
  - {id: east, kind: probation, facilitators: 2, programmes: [maintenance]}
programmes:
  - id: horizon
    setting: prison
    bands: [medium, high]
    group:
      minimum: 2
      maximum: 8
      composition: {apart: [band == low], at_most: [{who: denial, people: 3}]}
    facilitators: 2
    sessions: 34
    calendar: {weekdays: [mon, wed], bank_holidays: true}
    dose_share: {medium: 0.5}
  - id: kaizen
    setting: prison
    after: [horizon]
    bands: [high]
    needs: [violence]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
  - id: core
    setting: prison
    until: 2027-03-01
    bands: [medium, high]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
  - id: clinic
    setting: prison
    delivery: places
    bands: [high, very_high]
    window: {days: 1000, before: release}
    facilitators: 0
    duration_days: 365
    minimum_days_left: 300
  - id: maintenance
    setting: community
    delivery: rolling
    bands: [medium, high]
    group: {minimum: 2, maximum: 8}
    facilitators: 1
    duration_days: 90
population:
  streams:
    - id: men
      kind: custody
      sites: {oak: 1, elm: 1}
      released_to: east
      arrivals_per_year: 100
      bands: {low: 1, medium: 2, high: 2, very_high: 1}
      needs: {violence: 0.3}
      denial_share: 0.3
      sentences: [{kind: determinate, length_days: {kind: uniform, low: 400, high: 3000}}]
    - {id: orders, kind: community, sites: east, arrivals_per_year: 100, order_days: 700}
policies:
  - first_come
  - id: mine
    order: {kind: score, of: 2 ** band}
    where: [{site: oak, order: lottery}]
    reserve: [{who: age_years < 25, share: 0.25}]
    deprioritise: {who: band == medium, from: 2026-02-01}
    staff: {kind: fixed_shares, shares: {horizon: 0.5}}
"""


def said_of(*changes: tuple[str, str], text: str = REGION) -> tuple[str, str]:
    """Return what is said of the region with these changes to its text: errors, and warnings."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    try:
        loaded = load_bytes(text.encode(), name="a.yaml")
    except ScenarioError as refused:
        return str(refused), ""
    return "", render(loaded.warnings)
