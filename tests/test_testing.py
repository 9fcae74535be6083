"""What testers rely on: drawn scenarios are valid and varied, and a failing case is a file."""

from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.policies.orders import Order
from sim.scenario.loading import load_bytes
from sim.scenario.schema import Policy, Scenario
from sim.testing import (
    any_order,
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


@given(scenarios(), st.sampled_from([1.0, 2.0]))
def test_a_scaled_scenario_is_a_file_that_validates(scenario: Scenario, factor: float) -> None:
    assert load_bytes(as_yaml(variants.scaled(scenario, factor)).encode()).scenario.horizon == (
        scenario.horizon * factor
    )


@given(any_order())
def test_a_drawn_order_is_an_order(order: Order) -> None:
    assert isinstance(order, Order)


def test_drawn_worlds_have_everything_in_them() -> None:
    """Every kind of event, several in a group, ties; a small share of worlds has nothing in it."""
    seen: Counter[object] = Counter()

    @settings(max_examples=3 * CASES, derandomize=True, database=None, deadline=None)
    @given(scenarios(), policies())
    def look(scenario: Scenario, policy: Policy) -> None:
        events = simulate_history(scenario, policy).events
        kinds = Counter(map(Kind, events["kind"].to_list()))
        seen.update(kinds.keys())
        seen["several in a group"] += kinds[Kind.STARTED] > kinds[Kind.GROUP_STARTED]
        starts = events.filter(events["kind"] == Kind.STARTED)
        seen["two groups at one instant"] += starts["time"].n_unique() < starts["group"].n_unique()

    look()
    assert set(Kind) <= seen.keys()
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
