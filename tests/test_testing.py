"""What testers rely on: drawn scenarios are valid and varied, and a failing case is a file."""

from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.policies.orders import Order
from sim.scenario.loading import load_bytes
from sim.scenario.schema import Policy, Scenario
from sim.testing import (
    EVERYTHING,
    any_order,
    as_tree,
    as_yaml,
    policies,
    scenarios,
    simulate_history,
    textbook_queues,
    variants,
)
from sim.words.kinds import Kind

CASES = 100


@given(scenarios() | textbook_queues())
def test_a_drawn_scenario_is_a_file_that_validates(scenario: Scenario) -> None:
    """No mistake in it, and what is loaded is what was drawn."""
    assert load_bytes(as_yaml(scenario).encode()).scenario == scenario


@given(scenarios(EVERYTHING))
def test_a_world_with_every_feature_is_a_file_that_validates(scenario: Scenario) -> None:
    assert load_bytes(as_yaml(scenario).encode()).scenario == scenario


@pytest.mark.parametrize("feature", EVERYTHING)
def test_a_feature_alone_gives_worlds_that_validate_and_that_have_it(feature: str) -> None:
    """Each may be laid over a plain world by itself, and says what no plain world says."""
    said: list[set[str]] = [set(), set()]

    @settings(max_examples=24, derandomize=True, database=None, deadline=None)
    @given(scenarios(), scenarios([feature]))
    def look(plain: Scenario, more: Scenario) -> None:
        assert load_bytes(as_yaml(more).encode()).scenario == more
        for place, scenario in enumerate((plain, more)):
            said[place] |= settings_of(as_tree(scenario))

    look()
    assert ONLY[feature] <= said[1]
    assert ONLY[feature].isdisjoint(said[0] - PLAIN_PLACES)


ONLY = {
    "deliveries": {"delivery", "hold_open_days", "fill_until_share", "places", "load"},
    "needs": {"need", "needs", "eligible"},
    "prerequisites": {"after"},
    "licence": {"licence", "recalled_within_2_years_share", "first_review_days"},
    "composition": {"composition", "at_most"},
    "windows": {"window", "before"},
    "eras": {"until", "opens", "closes"},
    "calendars": {"calendar", "weekdays", "one_to_one"},
    "staff": {"staff", "grades", "leads", "treatment_managers", "sick_days"},
    "assessment": {"misclassified", "again_every_days", "assessors"},
    "transfers": {"per_month", "who"},
    "rules": {"where", "reserve", "deprioritise", "staff"},
    "upstream": {"upstream", "route", "cohorts"},
    "disputes": {"causes", "decline", "by_cause", "fades_halving_years", "prior"},
    "circles": {"volunteers_per_circle", "vetted_share", "applications_per_month"},
    "returns": {"returns", "prison_share", "under"},
    "voluntary": {"voluntary", "stay_days"},
    "costs": {"price_year", "restrictions", "cost_per_year"},
}
"""Settings that are given only where the feature is."""

PLAIN_PLACES = {"places"}
"""Circles have places too."""


def settings_of(node: object) -> set[str]:
    """Return the names of all settings that a tree gives."""
    if isinstance(node, dict):
        return {str(key) for key in node}.union(*(settings_of(each) for each in node.values()))
    return set().union(*map(settings_of, node)) if isinstance(node, list) else set()


@given(scenarios(), st.sampled_from([1.0, 2.0]))
def test_a_scaled_scenario_is_a_file_that_validates(scenario: Scenario, factor: float) -> None:
    assert load_bytes(as_yaml(variants.scaled(scenario, factor)).encode()).scenario.horizon == (
        scenario.horizon * factor
    )


@given(any_order())
def test_a_drawn_order_is_an_order(order: Order) -> None:
    assert isinstance(order, Order)


def test_drawn_worlds_have_everything_in_them() -> None:
    """Every plain event, several in a group, ties; a small share of worlds has nothing in it."""
    seen: Counter[object] = Counter()

    @settings(max_examples=5 * CASES, derandomize=True, database=None, deadline=None)
    @given(scenarios(), policies())
    def look(scenario: Scenario, policy: Policy) -> None:
        events = simulate_history(scenario, policy).events
        kinds = Counter(map(Kind, events["kind"].to_list()))
        seen.update(kinds.keys())
        seen["several in a group"] += kinds[Kind.STARTED] > kinds[Kind.GROUP_STARTED]
        starts = events.filter(events["kind"] == Kind.STARTED)
        seen["two groups at one instant"] += starts["time"].n_unique() < starts["group"].n_unique()

    look()
    assert {kind for kind in Kind if kind <= Kind.CAPACITY_SET} <= seen.keys()
    assert seen[Kind.STARTED] > CASES / 4
    assert seen[Kind.JOINED] > CASES / 2
    assert seen["several in a group"] > 0
    assert seen["two groups at one instant"] > 0


def test_a_failing_case_is_printed_as_a_scenario_file() -> None:
    """Cut out of the failure, it loads, and it is the case that failed."""

    @settings(
        max_examples=30,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # to make it as small as it can be takes half a minute
    )
    @given(scenarios())
    def there_is_never_a_probation_region(scenario: Scenario) -> None:
        assert all(site.kind == "prison" for site in scenario.sites)

    with pytest.raises(AssertionError) as failure:
        there_is_never_a_probation_region()
    said = "\n".join(failure.value.__notes__)
    file = said.partition("# scenario file\n")[2].partition("# end of the scenario file")[0]
    found = load_bytes(file.encode()).scenario
    assert "probation" in {site.kind for site in found.sites}
