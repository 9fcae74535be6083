"""What is well-formed but cannot work: all rules, and the parts that each needs to be sound.

A rule whose parts are broken is not asked: its answer would only repeat the mistake.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.scenario import (
    beds,
    claimed,
    deliverability,
    eras,
    everybody,
    headcount,
    holding,
    memberships,
    mentions,
    opinions,
    posts,
    pricing,
    recruiting,
    references,
    referrals,
    rulings,
    sequences,
    supervising,
    target_checks,
    timing,
)
from sim.scenario.whole import Finding, Whole

RUN = frozenset({"horizon_days", "horizon_years", "start_date"})
SITES = frozenset({"sites"})
PROGRAMMES = frozenset({"programmes"})
PEOPLE = frozenset({"population"})
STAFF = frozenset({"staff"})
START = frozenset({"start_date"})
NOTHING: frozenset[str] = frozenset()
CLAIMED = frozenset({"policies", "changes", "finding", *references.BRINGS, "beliefs"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One check, and the sections that must be sound for its answer to mean anything."""

    check: Callable[[Whole], Iterator[Finding]]
    needs: frozenset[str]


RULES: tuple[Rule, ...] = (
    Rule(headcount.window, RUN | {"results"}),
    Rule(headcount.calendar, RUN),
    Rule(headcount.steps_in_order, START),
    Rule(headcount.steps_in_reach, NOTHING),
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
    Rule(mentions.programmes_mentioned, NOTHING),
    Rule(mentions.sites_and_regions_mentioned, NOTHING),
    Rule(mentions.grades_mentioned, STAFF),
    Rule(mentions.needs_of_nobody, PEOPLE),
    Rule(mentions.scores_of_no_stream, PEOPLE | PROGRAMMES | frozenset({"policies", "cohorts"})),
    Rule(mentions.needs_in_rules, PEOPLE | PROGRAMMES),
    Rule(memberships.names_in_cohorts, SITES | PEOPLE),
    Rule(referrals.upstream_people_nobody_takes, PROGRAMMES),
    Rule(referrals.programmes_upstream_people_never_reach, NOTHING),
    Rule(referrals.convictions_of_nobody, PEOPLE | {"first_conviction", "beliefs"}),
    Rule(beds.places_of_the_wrong_kind, NOTHING),
    Rule(beds.beds_without_places, RUN),
    Rule(beds.staff_of_beds, NOTHING),
    Rule(beds.named_and_not_delivered, NOTHING),
    Rule(sequences.circles_of_prerequisites, NOTHING),
    Rule(sequences.prerequisites_nobody_has, SITES),
    Rule(timing.dates_in_order, START),
    Rule(timing.never_on_offer, RUN),
    Rule(timing.closed_everywhere, RUN | SITES),
    Rule(timing.windows_nobody_can_meet, NOTHING),
    Rule(timing.windows_longer_than_sentences, PEOPLE),
    Rule(timing.calendars_without_a_day, RUN),
    Rule(timing.groups_held_open_long, NOTHING),
    Rule(eras.eras_without_a_programme, RUN | SITES | PROGRAMMES),
    Rule(posts.posts_without_grades, STAFF),
    Rule(posts.posts_that_no_programme_can_use, RUN | STAFF),
    Rule(posts.teams_too_small, RUN | STAFF),
    Rule(posts.managers_and_their_span, RUN | SITES | STAFF),
    Rule(posts.assessors_and_their_pace, RUN | SITES | {"assessment"}),
    Rule(posts.assessments_without_effect, frozenset({"assessment"})),
    Rule(posts.spells_of_sickness, STAFF),
    Rule(posts.grades_without_posts, SITES | STAFF),
    Rule(posts.sessions_nobody_is_called_from, PROGRAMMES | STAFF),
    Rule(posts.rules_for_short_staff, SITES),
    Rule(posts.leads_above_facilitators, NOTHING),
    Rule(rulings.rules_for_nowhere, SITES | PROGRAMMES),
    Rule(rulings.rules_after_the_run, RUN),
    Rule(rulings.reserves_of_no_place, PROGRAMMES),
    Rule(rulings.staff_rules_without_a_choice, SITES | PROGRAMMES),
    Rule(rulings.shares_too_small_for_a_group, RUN | SITES | PROGRAMMES | STAFF),
    Rule(holding.rules_that_hold_of_nobody, PEOPLE | {"assessment"}),
    Rule(everybody.rules_about_no_fact, NOTHING),
    Rule(everybody.everybody_set_aside, RUN | PEOPLE | {"assessment"}),
    Rule(everybody.limits_below_a_group, PEOPLE | {"assessment"}),
    Rule(pricing.prices_of_nothing, SITES | PROGRAMMES | STAFF | {"costs"}),
    Rule(
        pricing.prices_without_use,
        SITES
        | PROGRAMMES
        | STAFF
        | {"transfers", "parole", "circles", "assessment", "licence", "reoffending"}
        | {"beliefs", "first_conviction", "costs"},
    ),
    Rule(pricing.payers_of_nothing, frozenset({"costs"})),
    Rule(pricing.restrictions_on_nobody, PEOPLE | {"costs"}),
    Rule(deliverability.groups_without_enough_staff, RUN),
    Rule(deliverability.lists_that_nobody_serves, SITES | {"transfers"}),
    Rule(deliverability.programmes_delivered_nowhere, SITES | PEOPLE),
    Rule(deliverability.sites_where_nobody_is_served, frozenset({"transfers"})),
    Rule(deliverability.posts_without_use, RUN | PROGRAMMES),
    Rule(deliverability.facilitators_left_over, RUN | PROGRAMMES),
    Rule(deliverability.programmes_for_nobody, PEOPLE | {"policies", "community_after_release"}),
    Rule(
        deliverability.groups_larger_than_all_who_come,
        RUN | PEOPLE | {"policies", "community_after_release"},
    ),
    Rule(deliverability.doses_of_nobody, NOTHING),
    Rule(deliverability.transfers_of_nobody, RUN | {"transfers"}),
    Rule(deliverability.programmes_of_no_length, NOTHING),
    Rule(deliverability.circles_without_rules, frozenset({"circles"})),
    Rule(deliverability.circles_in_prison, NOTHING),
    Rule(recruiting.applications_that_lead_to_nothing, frozenset({"circles"})),
    Rule(recruiting.volunteers_by_plan_and_by_application, frozenset({"circles"})),
    Rule(recruiting.volunteers_who_run_out, RUN | {"circles"}),
    Rule(deliverability.policies_about_no_circles, frozenset({"circles"})),
    Rule(deliverability.nobody_to_release, frozenset({"parole"})),
    Rule(supervising.sites_of_licence, SITES | {"licence"}),
    Rule(supervising.nobody_on_licence, PEOPLE | {"licence"}),
    Rule(supervising.levels_named_twice, frozenset({"licence"})),
    Rule(supervising.hearings_without_slots, RUN | {"parole"}),
    Rule(deliverability.beliefs_without_reoffending, frozenset({"reoffending"})),
    Rule(opinions.effects_of_unknown_programmes, NOTHING),
    Rule(opinions.effects_on_causes_not_told_apart, frozenset({"reoffending"})),
    Rule(opinions.returns_under_no_belief, frozenset({"reoffending", "beliefs"})),
    Rule(opinions.weights_of_some_beliefs, frozenset({"beliefs"})),
    Rule(opinions.doses_without_a_part, PROGRAMMES),
    Rule(opinions.decline_for_other_shares, frozenset({"reoffending"})),
    Rule(claimed.names_in_claims, CLAIMED),
    Rule(claimed.claims_about_one_world, CLAIMED),
    Rule(claimed.changes_of_nothing, CLAIMED),
    Rule(claimed.ranges_too_wide_to_fail, CLAIMED),
    Rule(claimed.parts_covered_twice, frozenset({"covers"})),
    Rule(target_checks.measures_of_targets, frozenset({"beliefs"})),
    Rule(target_checks.contradictions_in_targets, frozenset({"beliefs"})),
    Rule(target_checks.names_in_targets, SITES),
    Rule(target_checks.times_of_targets, RUN | {"results"}),
    Rule(target_checks.ranges_of_targets, NOTHING),
)


def findings(whole: Whole) -> Iterator[Finding]:
    """Yield what every rule finds whose parts are sound."""
    for rule in RULES:
        if rule.needs.isdisjoint(whole.broken):
            yield from rule.check(whole)
