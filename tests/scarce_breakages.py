"""Each rule of staff, places and courses, broken on purpose, and the law that is to miss it."""

from collections.abc import Sequence

import numpy as np

import sim.engine.held
import sim.engine.makeups
import sim.engine.places
import sim.engine.pools
import sim.engine.team
import sim.population.rationed
import sim.rules.course
import sim.rules.eligibility
import sim.rules.placement
from sim.engine.crews import Members
from sim.engine.groups import Groups
from sim.engine.pool import Pool
from sim.engine.team import Team
from sim.log import group_laws, staff_laws
from sim.policies.sharing import FixedShares
from tests import entry_checks, session_checks
from tests import provision_checks as checks
from tests.breakages import (
    Breakage,
    a_chair_too_many,
    a_session_too_few,
    after,
    all_who_are_present,
    all_who_are_trained,
    an_assessor_too_many,
    chairs_are_filled_to_the_end,
    law,
    no_limit,
    not_paused,
    setting,
    still_on_the_team,
    terms,
)
from tests.busy_world import busy
from tests.scarce_worlds import (
    ALONE,
    ASSESSED,
    BY_CALENDAR,
    FILLED,
    HELD_OPEN,
    MOVED_ON,
    ROLLING,
    SHARED,
    SHUT_IN_SUMMER,
    beds,
    team,
)

ON_WHAT_IS_SCARCE: Sequence[Breakage] = (
    Breakage(
        "nobody delivers what he is not trained for",
        setting(Members, "_free", all_who_are_present),
        team(),
        law(staff_laws.nobody_delivers_what_he_is_not_trained_for),
    ),
    Breakage(
        "nobody is in more groups than his grade allows",
        setting(Members, "_free", all_who_are_trained),
        team(),
        law(staff_laws.nobody_carries_more_than_his_grade_may),
    ),
    Breakage(
        "whoever is sick or gone carries nothing",
        setting(Team, "_let_go", lambda *_: []),
        team(),
        law(staff_laws.nobody_carries_a_group_while_sick_or_gone),
    ),
    Breakage(
        "a group has one who may lead",
        setting(sim.engine.team, "_leads", lambda _: 0),
        team(),
        law(staff_laws.a_group_under_way_has_its_staff),
    ),
    Breakage(
        "a group that is over gives its staff back",
        setting(Team, "give_back", still_on_the_team),
        team(),
        law(staff_laws.a_group_that_finished_holds_no_staff),
    ),
    Breakage(
        "posts are never below nothing",
        after(sim.engine.pools, "facilitator_plan", lambda _, *__: [(0.0, -1)]),
        busy,
        law(group_laws.posts_and_places_are_never_below_nothing),
    ),
    Breakage(
        "staff are not lent twice",
        setting(Pool, "can_carry", no_limit),
        busy,
        law(group_laws.staff_and_places_are_never_overdrawn),
    ),
    Breakage(
        "a bed is not given twice",
        setting(Pool, "can_carry", no_limit),
        beds,
        law(group_laws.staff_and_places_are_never_overdrawn),
    ),
    Breakage(
        "treatment managers supervise no more than they can",
        setting(Team, "can_carry", Team._enough_free),  # noqa: SLF001 -- the rule without its limit
        team(managers=1),
        law(group_laws.managers_supervise_no_more_than_they_can),
    ),
    Breakage(
        "closed groups take nobody late",
        chairs_are_filled_to_the_end,
        busy,
        law(group_laws.groups_are_closed_and_of_the_right_size),
    ),
    Breakage(
        "chairs are filled only early in the course",
        chairs_are_filled_to_the_end,
        FILLED,
        checks.chairs_are_filled_only_early_in_the_course,
    ),
    Breakage(
        "a rolling group is never above its maximum",
        a_chair_too_many,
        ROLLING,
        law(group_laws.no_group_holds_more_than_it_may),
    ),
    Breakage(
        "one-to-one work is with one man alone",
        terms(maximum=2, rolling=True),
        ALONE,
        law(group_laws.no_group_holds_more_than_it_may),
    ),
    Breakage(
        "a group below its maximum is held open",
        terms(hold_open_days=1.0),
        HELD_OPEN,
        checks.a_group_below_its_maximum_was_held_open,
    ),
    Breakage(
        "a group has its fewest people",
        terms(minimum=1),
        busy,
        law(group_laws.groups_are_closed_and_of_the_right_size),
    ),
    Breakage(
        "fixed shares of staff are not exceeded",
        setting(FixedShares, "_fits", no_limit),
        SHARED,
        checks.shares_of_staff_are_not_exceeded,
    ),
    Breakage(
        "assessors are no more at work than in post",
        after(sim.population.rationed._Desk, "_staff", an_assessor_too_many),  # noqa: SLF001 -- the rule that is broken
        ASSESSED,
        entry_checks.assessors_are_never_more_than_those_in_post,
    ),
    Breakage(
        "no more men are moved than a month allows",
        setting(sim.engine.places, "slots", lambda asks, *_: dict(asks)),
        MOVED_ON,
        entry_checks.no_more_are_moved_than_a_month_allows,
    ),
    Breakage(
        "nobody is moved sooner than a move takes",
        setting(sim.engine.places, "sample", lambda _, luck: np.zeros(len(luck))),
        MOVED_ON,
        entry_checks.nobody_is_moved_before_he_asked,
    ),
    Breakage(
        "a paused group completes nobody",
        after(Groups, "pause", not_paused),
        team(),
        law(group_laws.a_paused_group_completes_nothing),
    ),
    Breakage(
        "as many sessions are held as planned",
        after(sim.rules.course.Course, "__init__", a_session_too_few),
        BY_CALENDAR,
        session_checks.as_many_sessions_are_held_as_planned,
    ),
    Breakage(
        "there is no session on a bank holiday",
        setting(sim.rules.course, "bank_holidays", lambda *_: ()),
        BY_CALENDAR,
        session_checks.as_many_sessions_are_held_as_planned,
    ),
    Breakage(
        "no group ends on a closed day",
        after(sim.rules.course, "_within", lambda shut, *_: np.zeros_like(shut)),
        SHUT_IN_SUMMER,
        session_checks.no_group_ends_on_a_day_without_a_session,
    ),
)
