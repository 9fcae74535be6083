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
from sim.engine.held import HeldList
from sim.engine.provided import Provided
from sim.engine.waiting import FreshList, WaitingList
from sim.log import entry_laws
from sim.log.history import History
from sim.log.list_laws import (
    a_programme_that_closed_starts_no_group,
    who_is_deprioritised_starts_nothing,
)
from sim.policies.library import Ageing
from sim.projections import rule_laws
from sim.projections.decisions import places_went_as_the_rule_says
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from tests import entry_checks
from tests import provision_checks as checks
from tests.breakages import (
    Breakage,
    after,
    both,
    everybody,
    law,
    nobody_kept,
    nothing,
    setting,
    stays_open,
    those_at_the_end_of_the_list,
    whatever_the_programme_says,
    with_those_set_aside,
)
from tests.scarce_breakages import ON_WHAT_IS_SCARCE
from tests.scarce_worlds import (
    AFTER,
    AGEING,
    COMPOSED,
    ERAS,
    EXCLUDING,
    RESERVED,
    SET_ASIDE,
    SHORT_OF_TIME,
    WINDOWS,
    WITH_NEEDS,
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
    *ON_WHAT_IS_SCARCE,
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
