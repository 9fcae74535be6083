"""What is well-formed but cannot work: all rules, and the parts that each needs to be sound.

A rule whose parts are broken is not asked: its answer would only repeat the mistake.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.scenario import deliverability, headcount, references
from sim.scenario.whole import Finding, Whole

RUN = frozenset({"horizon_days", "horizon_years", "start_date"})
SITES = frozenset({"sites"})
PROGRAMMES = frozenset({"programmes"})
PEOPLE = frozenset({"population"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One check, and the sections that must be sound for its answer to mean anything."""

    check: Callable[[Whole], Iterator[Finding]]
    needs: frozenset[str]


RULES: tuple[Rule, ...] = (
    Rule(headcount.window, RUN | {"results"}),
    Rule(headcount.calendar, RUN),
    Rule(headcount.steps_in_order, frozenset({"start_date"})),
    Rule(headcount.people_at_all, RUN | PEOPLE),
    Rule(headcount.not_too_many_people, RUN),
    Rule(headcount.figures_in_range, NOTHING),
    Rule(references.unknown_ids, NOTHING),
    Rule(references.sites_of_the_wrong_kind, NOTHING),
    Rule(references.programmes_in_the_wrong_setting, NOTHING),
    Rule(references.lists_of_the_wrong_setting, NOTHING),
    Rule(references.reserved_ids, NOTHING),
    Rule(references.names_that_look_alike, NOTHING),
    Rule(references.primary_outcome, frozenset({"beliefs", "primary_outcome"})),
    Rule(deliverability.groups_without_enough_staff, RUN),
    Rule(deliverability.lists_that_nobody_serves, SITES | {"transfers"}),
    Rule(deliverability.programmes_delivered_nowhere, SITES | PEOPLE),
    Rule(deliverability.sites_where_nobody_is_served, frozenset({"transfers"})),
    Rule(deliverability.posts_without_use, RUN | PROGRAMMES),
    Rule(deliverability.facilitators_left_over, RUN | PROGRAMMES),
    Rule(deliverability.programmes_for_nobody, PEOPLE | {"policies", "community_after_release"}),
    Rule(deliverability.programmes_of_no_length, NOTHING),
    Rule(deliverability.circles_without_rules, frozenset({"circles"})),
    Rule(deliverability.circles_in_prison, NOTHING),
    Rule(deliverability.policies_about_no_circles, frozenset({"circles"})),
    Rule(deliverability.nobody_to_release, frozenset({"parole"})),
    Rule(deliverability.beliefs_without_reoffending, frozenset({"reoffending"})),
)


def findings(whole: Whole) -> Iterator[Finding]:
    """Yield what every rule finds whose parts are sound."""
    for rule in RULES:
        if rule.needs.isdisjoint(whole.broken):
            yield from rule.check(whole)
