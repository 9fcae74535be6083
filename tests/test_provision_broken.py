"""Each rule of provision, broken on purpose inside the running program, is missed by its law.

A law that says nothing proves nothing by it: here each is seen to be silent while the rule holds
and to speak, in the same world, once the rule is broken.
"""

from collections.abc import Sequence

import numpy as np
import pytest

import sim.engine.held
import sim.engine.makeups
import sim.engine.places
import sim.engine.pools
import sim.engine.team
import sim.population.rationed
import sim.rules.course
import sim.rules.eligibility
import sim.rules.placement
from sim.engine.door import Door
from sim.engine.gate import Gate
from sim.engine.groups import Groups
from sim.engine.held import HeldList
from sim.engine.pool import Pool
from sim.engine.provided import Provided
from sim.engine.team import Team
from sim.engine.waiting import FreshList, WaitingList
from sim.log import entry_laws, group_laws, staff_laws
from sim.log.history import History
from sim.log.list_laws import (
    a_programme_that_closed_starts_no_group,
    who_is_deprioritised_starts_nothing,
)
from sim.policies.library import Ageing
from sim.policies.sharing import FixedShares
from sim.projections import rule_laws
from sim.projections.decisions import places_went_as_the_rule_says
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
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
    both,
    chairs_are_filled_to_the_end,
    everybody,
    law,
    no_limit,
    nobody_kept,
    not_paused,
    nothing,
    setting,
    stays_open,
    still_on_the_team,
    terms,
    those_at_the_end_of_the_list,
    whatever_the_programme_says,
    with_those_set_aside,
)
from tests.busy_world import busy
from tests.scarce_worlds import (
    AFTER,
    AGEING,
    ALONE,
    ASSESSED,
    BY_CALENDAR,
    COMPOSED,
    ERAS,
    EXCLUDING,
    FILLED,
    HELD_OPEN,
    MOVED_ON,
    RESERVED,
    ROLLING,
    SET_ASIDE,
    SHARED,
    SHORT_OF_TIME,
    SHUT_IN_SUMMER,
    WINDOWS,
    WITH_NEEDS,
    beds,
    team,
    world,
)

BREAKAGES: Sequence[Breakage] = (
    Breakage(
        "men in denial start nothing that refuses them",
        whatever_the_programme_says(denial="accepted"),
        EXCLUDING,
        law(entry_laws.programmes_are_for_those_their_rules_admit),
    ),
    Breakage(
        "a programme takes the needs it is for",
        whatever_the_programme_says(needs=[]),
        WITH_NEEDS,
        law(entry_laws.programmes_are_for_those_their_rules_admit),
    ),
    Breakage(
        "a programme takes of whom its own condition holds",
        whatever_the_programme_says(eligible=None),
        world(every={"eligible": "age_years < 40"}),
        law(rule_laws.eligible_is_who_the_expression_says),
    ),
    Breakage(
        "a programme takes its bands",
        whatever_the_programme_says(bands=["medium", "high", "very_high"]),
        world(every={"bands": ["high"]}),
        law(entry_laws.programmes_are_for_their_bands),
    ),
    Breakage(
        "nobody starts with too little time left",
        setting(Door, "too_late", lambda *_: False),
        SHORT_OF_TIME,
        law(entry_laws.nobody_starts_with_too_little_time_left),
    ),
    Breakage(
        "people kept apart never sit together",
        after(sim.engine.makeups, "_of", lambda made, *_: (None, made[1])),
        COMPOSED,
        law(rule_laws.people_kept_apart_never_sit_together),
    ),
    Breakage(
        "no more of a kind sit in a group than may",
        after(sim.engine.makeups, "_of", lambda made, *_: (made[0], ())),
        COMPOSED,
        law(rule_laws.no_more_sit_together_than_the_rule_allows),
    ),
    Breakage(
        "nobody delivers what he is not trained for",
        setting(Team, "_free", all_who_are_present),
        team(),
        law(staff_laws.nobody_delivers_what_he_is_not_trained_for),
    ),
    Breakage(
        "nobody is in more groups than his grade allows",
        setting(Team, "_free", all_who_are_trained),
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
        "prerequisites come first",
        setting(sim.rules.placement, "may_start_with", sim.rules.eligibility.may_wait),
        AFTER,
        law(entry_laws.prerequisites_come_first),
    ),
    Breakage(
        "nobody joins before his window opens",
        setting(sim.rules.placement, "opens_day", lambda _, people: np.full(len(people), -np.inf)),
        WINDOWS,
        law(entry_laws.nobody_waits_before_his_window_opens),
    ),
    Breakage(
        "a window may count from the end of an order",
        setting(sim.rules.placement, "opens_day", lambda _, people: np.full(len(people), -np.inf)),
        WINDOWS,
        entry_checks.nobody_joins_before_his_window_opens,
    ),
    Breakage(
        "whoever is set aside starts nothing",
        after(HeldList, "offered", with_those_set_aside),
        SET_ASIDE,
        law(who_is_deprioritised_starts_nothing),
    ),
    Breakage(
        "whoever the rule is about is set aside",
        setting(HeldList, "offered", everybody),
        SET_ASIDE,
        checks.who_is_set_aside_is_who_the_rule_says,
    ),
    Breakage(
        "places kept go to those they are kept for",
        setting(sim.engine.held, "Kept", nobody_kept),
        RESERVED,
        checks.reserved_places_go_to_those_they_are_kept_for,
    ),
    Breakage(
        "whoever is passed over is named, with the rule that did it",
        setting(Gate, "_passed_over", nothing),
        RESERVED,
        law(places_went_as_the_rule_says),
    ),
    Breakage(
        "places go in the order of the rule",
        setting(FreshList, "first", those_at_the_end_of_the_list),
        AGEING,
        law(places_went_as_the_rule_says),
    ),
    Breakage(
        "nobody starves where ageing is on",
        setting(Ageing, "keys", lambda self, candidates: self.then.keys(candidates)),
        AGEING,
        checks.nobody_is_overtaken_once_he_has_waited_long,
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
    Breakage(
        "a programme that has closed starts no group",
        both(setting(WaitingList, "offer", stays_open), setting(Provided, "_move_away", nothing)),
        ERAS,
        law(a_programme_that_closed_starts_no_group),
    ),
    Breakage(
        "whoever waited for what closes is moved on",
        setting(Provided, "_move_away", nothing),
        ERAS,
        entry_checks.nobody_is_lost_when_a_list_closes,
    ),
    Breakage(
        "whoever nothing takes is asked again when something opens",
        setting(Provided, "_ask_again", nothing),
        ERAS,
        entry_checks.nobody_is_lost_when_a_list_closes,
    ),
)


def told(breakage: Breakage) -> tuple[Scenario, History]:
    """Return the world of a breakage and what happens in it."""
    scenario = Scenario.model_validate(breakage.world())
    return scenario, simulate_history(scenario)


@pytest.mark.parametrize("breakage", BREAKAGES, ids=[each.rule for each in BREAKAGES])
def test_a_law_is_silent_while_its_rule_holds_and_speaks_once_it_is_broken(
    breakage: Breakage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book, what the scenario says, is the sound run's: only what is done goes wrong."""
    scenario, sound = told(breakage)
    found = breakage.speaks(scenario, sound)
    assert found == []

    breakage.breaks(monkeypatch)
    _, broken = told(breakage)
    found = breakage.speaks(scenario, History(broken.events, broken.people, sound.book))
    assert found
