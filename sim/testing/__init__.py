"""What testers import: drawn scenarios, policies, orders and queues, and the histories they give.

    from hypothesis import given
    from sim.log.laws import broken_laws
    from sim.projections.rule_laws import broken_rules
    from sim.testing import EVERYTHING, any_order, policies, scenarios, simulate_history

    @given(scenarios(), policies(), any_order())
    def test_every_law_holds(scenario, policy, order):
        history = simulate_history(scenario, policy, order=order)
        assert broken_laws(history, history.book.policies[0]) == []

    @given(scenarios(EVERYTHING))
    def test_every_place_goes_to_whom_the_rule_says(scenario):
        history = simulate_history(scenario)
        assert broken_rules(history, history.book.policies[0]) == []

Whatever is drawn is valid: `placesim validate` would pass it. A case that fails is printed as a
scenario file, ready to be run. `scenarios()` draws the plain world; `scenarios(["staff", "eras"])`
and `scenarios(EVERYTHING)` lay more over it. Needs the extra `placesim[testing]`.
"""

from sim.testing import variants
from sim.testing.features import EVERYTHING
from sim.testing.histories import as_tree, as_yaml, digest_of, simulate_history, simulate_with_state
from sim.testing.orders import DrawnOrder, Term, any_order, policies
from sim.testing.queues import textbook_queues
from sim.testing.worlds import scenarios

__all__ = [
    "EVERYTHING",
    "DrawnOrder",
    "Term",
    "any_order",
    "as_tree",
    "as_yaml",
    "digest_of",
    "policies",
    "scenarios",
    "simulate_history",
    "simulate_with_state",
    "textbook_queues",
    "variants",
]
