"""What each day past tariff waits for: by hand, and as a law of every drawn world."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given

from sim.log.history import History
from sim.projections.facts import Facts
from sim.projections.handwritten import HORIZON, OUTSIDE, Row, event, history
from sim.projections.hearings import of_board
from sim.projections.outcomes import _of_custody
from sim.projections.tables import project
from sim.projections.tariff import BECAUSE_OF_A_PROGRAMME, STATES, past_tariff_spells
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.testing import policies, scenarios, simulate_history
from sim.words.bands import Sentence
from sim.words.kinds import Cause, Kind
from tests.worlds import EVERYTHING

IPP = {"sentence": int(Sentence.INDETERMINATE)}
INSIDE = event(0, Kind.RECEIVED, cause=Cause.BACKLOG, person=0, value=0)
TARIFF = event(10, Kind.TARIFF_EXPIRED, 0, value=0)


def of_him(kind: Kind, day: float, cause: Cause = Cause.NONE, provision: int = HORIZON) -> Row:
    return event(day, kind, 0, provision=provision, cause=cause, value=0)


def days(rows: Iterable[Row], **man: Any) -> dict[str, float]:
    """Return the days past tariff of one man by state, those of no length left out."""
    told = [INSIDE, *sorted((TARIFF, *rows), key=lambda row: row[0])]
    table = project(history(told, [IPP | man]))["past_tariff_because"]
    found = dict(table.select("state", "person_days").iter_rows())
    assert list(found) == list(STATES)
    return {state: number for state, number in found.items() if number}


def test_a_man_waits_then_is_in_a_group_then_is_the_boards_from_his_tariff_on() -> None:
    rows = [
        of_him(Kind.JOINED, 5, Cause.NEW),
        of_him(Kind.STARTED, 30),
        of_him(Kind.COMPLETED, 60),
        event(90, Kind.RELEASED, 0, cause=Cause.PAROLE_BOARD),
    ]
    assert days(rows) == {"waiting": 20.0, "in a group": 30.0, "completed": 30.0}
    assert days(rows, completed_before=True) == {"completed": 80.0}


def test_a_man_who_drops_out_or_gives_up_or_declines_is_held_by_nothing_owed_to_him() -> None:
    on_list = of_him(Kind.JOINED, 5, Cause.NEW)
    dropped = [on_list, of_him(Kind.STARTED, 20), of_him(Kind.DROPPED_OUT, 40)]
    gave_up = [on_list, of_him(Kind.LEFT, 40, Cause.GAVE_UP)]
    declined = [of_him(Kind.DECLINED, 40)]

    assert days(dropped)["declined or dropped out"] == 60.0
    assert days(gave_up) == {"waiting": 30.0, "declined or dropped out": 60.0}
    assert days(declined) == {"never on a list": 30.0, "declined or dropped out": 60.0}
    assert days([*gave_up, of_him(Kind.JOINED, 70)])["waiting"] == 60.0


def test_a_list_that_closed_and_a_group_that_was_stopped_are_told_from_a_man_who_gives_up() -> None:
    on_list = of_him(Kind.JOINED, 5, Cause.NEW)
    closed = [on_list, of_him(Kind.LEFT, 40, Cause.PROVISION_CLOSED)]
    stopped = [on_list, of_him(Kind.STARTED, 10), of_him(Kind.DROPPED_OUT, 40, Cause.STAFF_SHORT)]

    assert days(closed) == {"waiting": 30.0, "taken off a list": 60.0}
    assert days(stopped) == {"in a group": 30.0, "taken off a list": 60.0}


@pytest.mark.parametrize("kind", [Kind.TRANSFER_ASKED, Kind.HELD_FOR_WINDOW])
def test_who_has_asked_for_a_move_or_is_held_for_a_window_waits(kind: Kind) -> None:
    assert days([of_him(kind, 30)]) == {"never on a list": 20.0, "waiting": 70.0}


def test_a_community_programme_is_no_reason_to_be_held_in_prison() -> None:
    assert days([of_him(Kind.JOINED, 30, provision=OUTSIDE)]) == {"never on a list": 90.0}


def test_days_after_a_recall_are_not_days_past_tariff_of_the_first_time_inside() -> None:
    rows = [
        event(50, Kind.RELEASED, 0, cause=Cause.PAROLE_BOARD),
        event(60, Kind.RECALLED, 0, cause=Cause.BREACH),
        of_him(Kind.JOINED, 61, Cause.RECALLED),
    ]
    assert days(rows) == {"never on a list": 40.0}


def test_without_anybody_past_tariff_there_is_no_row() -> None:
    assert project(history([INSIDE], [{}]))["past_tariff_because"].is_empty()


def told_of(history: History) -> Mapping[str, float]:
    """Return what the outcomes say of days past tariff."""
    facts = Facts(history)
    share = _of_custody(facts)["past_tariff_programme_outstanding_share"]
    because = of_board(facts)["past_tariff_because_of_programme_days"]
    assert share.numerator is not None
    assert share.denominator is not None
    assert because.value is not None
    return {
        "all": share.denominator,
        "outstanding": share.numerator,
        "because": because.value,
    }


@example(EVERYTHING, Policy(id="first_come", order="first_come"))
@given(scenarios(), policies())
def test_the_states_add_up_to_every_day_past_tariff_and_the_part_is_never_more_than_the_whole(
    scenario: Scenario, policy: Policy
) -> None:
    history = simulate_history(scenario, policy)
    table = project(history)["past_tariff_because"]
    told = told_of(history)
    mine = pl.col("state").is_in(BECAUSE_OF_A_PROGRAMME)

    assert math.isclose(table["person_days"].sum(), told["all"], abs_tol=1e-6)
    assert math.isclose(table.filter(mine)["person_days"].sum(), told["because"], abs_tol=1e-6)
    assert told["because"] <= told["outstanding"] + 1e-6
    assert told["outstanding"] <= told["all"] + 1e-6


@example(EVERYTHING, Policy(id="first_come", order="first_come"))
@given(scenarios(), policies())
def test_a_man_is_in_one_state_at_a_time_from_his_tariff_until_he_is_out(
    scenario: Scenario, policy: Policy
) -> None:
    facts = Facts(simulate_history(scenario, policy))
    since, until = facts.lives.past_tariff
    spells = past_tariff_spells(facts)
    assert spells["person"].n_unique() == (until > since).sum()
    for (person,), rows in spells.group_by("person"):
        assert rows["since"][0] == since[person]
        assert rows["until"][-1] == until[person]
        assert rows["since"][1:].to_list() == rows["until"][:-1].to_list()


def test_some_world_has_men_in_several_states() -> None:
    """Else the laws above would hold of nothing."""
    table = project(simulate_history(EVERYTHING, Policy(id="first_come", order="first_come")))
    held = table["past_tariff_because"].filter(pl.col("person_days") > 0)
    assert held.height > 2


@pytest.mark.parametrize("kind", [Kind.JOINED, Kind.TRANSFER_ASKED, Kind.HELD_FOR_WINDOW])
def test_a_programme_is_outstanding_for_who_waits_to_be_let_onto_a_list(kind: Kind) -> None:
    """So that the days because of a programme are a part of those with it outstanding."""
    told = told_of(history([INSIDE, TARIFF, of_him(kind, 30)], [IPP]))
    assert told == {"all": 90.0, "outstanding": 70.0, "because": 70.0}
