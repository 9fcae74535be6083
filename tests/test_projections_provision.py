"""Tables about provision, to the number, from the hundred days of `tests.provision_story`."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from sim.projections.decisions import decision, decisions
from sim.projections.facts import Facts
from sim.projections.handwritten import event, history
from sim.projections.reasons import ON_A_LIST, waits_by_reason
from sim.projections.tables import project
from sim.words.kinds import Cause, Kind
from tests.provision_story import (
    BOOK,
    CAT,
    CLOSED_GROUP,
    FAY,
    HAL,
    HORIZON,
    POLICY,
    ROLLING_GROUP,
    happens,
    rows,
    story,
)


def table(name: str) -> pl.DataFrame:
    return project(story())[name]


def row(name: str, **cells: Any) -> dict[str, Any]:
    """Return the one row of a table of the story that has these cells."""
    wanted = [pl.col(column) == value for column, value in cells.items()]
    return table(name).filter(wanted).row(0, named=True)


def outcome(name: str) -> float | None:
    found: float | None = row("outcomes", outcome=name)["value"]
    return found


# -- reasons --------------------------------------------------------------------------------------


def test_everybody_waits_on_a_list_for_one_reason_at_a_time() -> None:
    on_lists = waits_by_reason(Facts(story()))
    stays = Facts(story()).stays.with_columns(
        days=pl.col("ended_day").fill_null(100.0) - pl.col("joined_day")
    )

    assert on_lists["person_days"].sum() == stays["days"].sum()


def test_reasons_before_a_list_are_counted_from_day_to_day() -> None:
    days = {(each["provision"], each["reason"]): each["person_days"] for each in _reasons()}

    assert days["", "assessment"] == 8 * 0.5
    assert days["horizon", "too early"] == 35 - 2
    assert days["horizon", "transfer"] == 30 - 1


def _reasons() -> list[dict[str, Any]]:
    return table("reasons").to_dicts()


def test_a_deprioritised_man_waits_for_no_staff() -> None:
    assert row("reasons", reason="deprioritised")["person_days"] == 15 - 6


def test_a_list_where_no_group_ever_starts_is_said_to_deliver_nothing() -> None:
    """Fay is moved to Hull, where nobody starts a group of Horizon, and is released from there."""
    assert row("reasons", reason="nothing delivered")["person_days"] == 62 - 50


def test_people_kept_apart_wait_for_company_and_not_for_staff() -> None:
    """Cat is young and cannot sit with Hal; when Fay joins there is a group, and no staff."""
    told = [
        event(0, Kind.GROUP_STARTED, provision=HORIZON, group=9, value=0),
        *(happens(10, Kind.JOINED, man, value=0) for man in (CAT, HAL)),
        happens(20, Kind.JOINED, FAY, value=0),
        *(happens(30, Kind.LEFT, man, cause=Cause.GAVE_UP) for man in (CAT, FAY, HAL)),
    ]

    assert _days(waits_by_reason(Facts(story(told)))) == {"group not full": 20.0, "staff": 30.0}


def test_shares_of_reasons_add_up_to_one_for_each_programme() -> None:
    shares = table("reasons").group_by("provision").agg(pl.col("share").sum())

    assert shares["share"].to_list() == pytest.approx([1.0] * shares.height)


def test_a_group_held_open_is_waiting_to_be_filled_and_not_for_staff() -> None:
    told = [
        event(0, Kind.GROUP_STARTED, provision=HORIZON, group=9, value=0),
        *(happens(day, Kind.JOINED, man, value=0) for day, man in ((10, FAY), (10, HAL))),
        *(happens(30, Kind.LEFT, man, cause=Cause.GAVE_UP) for man in (FAY, HAL)),
    ]
    note = BOOK["provisions"][HORIZON]
    held = replace(note, rules={**note.rules, "group": {"hold_open_days": 14.0}})
    plain = story(told)
    book = replace(plain.book, provisions=(held, *plain.book.provisions[1:]))

    assert _days(waits_by_reason(Facts(plain))) == {"staff": 40.0}
    assert _days(waits_by_reason(Facts(replace(plain, book=book)))) == {
        "group not full": 28.0,
        "staff": 12.0,
    }


def _days(found: pl.DataFrame) -> dict[str, float]:
    days = found.group_by("reason").agg(pl.col("person_days").sum())
    return {
        name: number
        for name, number in sorted(days.iter_rows(), key=lambda each: ON_A_LIST.index(each[0]))
        if number
    }


# -- staff, groups, mixing ------------------------------------------------------------------------


def test_staff_are_counted_while_in_post_present_trained_and_carrying() -> None:
    officers = row("staffing", grade="officer")

    assert officers["in_post"] == pytest.approx((100 + 70) / 100)
    assert officers["present"] == pytest.approx((95 + 70) / 100)
    assert officers["trained"] == pytest.approx(95 / 100)  # the other is trained for nothing
    assert officers["carrying"] == pytest.approx((10 + 15) / 100)
    assert (officers["sick_days"], officers["appointed"], officers["left"]) == (5.0, 0, 1)


def test_what_a_team_carries_is_what_its_people_were_assigned() -> None:
    """Two facilitators for the days they met; and one with half a load in the rolling group."""
    found = row("facilitators", site="whatton")

    assert found["in_use"] == pytest.approx((30 + 25 + 23 * 0.5) / 100)


def test_a_group_is_told_with_its_pause_its_cancelled_sessions_and_its_late_chair() -> None:
    assert row("groups", provision="horizon") == {
        "provision": "horizon",
        "started": 1,
        "size_mean_people": 2.0,
        "empty_chairs_mean": 1.0,
        "length_mean_days": 30.0,
        "paused": 1,
        "paused_days": 5.0,
        "sessions_cancelled_regime": 3.0,
        "sessions_cancelled_redeployed": 2.0,
        "late_entries": 1,
        "stopped": 0,
        "completed": 2,
        "dropped_out": 1,
        "facilitator_days": 30.0 + 25.0,
    }


def test_a_group_that_never_went_on_stands_still_to_its_end() -> None:
    told = [each for each in rows() if each[1] != Kind.GROUP_RESUMED]
    found = project(story(told))["groups"].filter(pl.col("provision") == "horizon")

    assert found["paused_days"].to_list() == [40.0 - 20.0]


def test_mixing_says_whom_composition_passed_over_and_which_groups_were_mixed() -> None:
    apart = row("mixing", provision="horizon")
    together = project(story(_cat_sits_with_the_others()))["mixing"].row(0, named=True)

    assert (apart["young_with_older"], apart["kept_apart_people"]) == (0, 1)
    assert (together["young_with_older"], together["groups"]) == (1, 1)
    assert together["wait_if_passed_over_mean_days"] == 12 - 2


def _cat_sits_with_the_others() -> list[Any]:
    seat = happens(12, Kind.STARTED, 2, group=CLOSED_GROUP, cause=Cause.FILLED_CHAIR)
    kept = [each for each in rows() if not (each[1] == Kind.LEFT and each[2] == 2)]
    return sorted([*kept, seat], key=lambda each: each[0])


# -- outcomes -------------------------------------------------------------------------------------


def test_outcomes_of_delivery_are_read_where_the_scenario_has_them() -> None:
    assert outcome("sessions_cancelled_share") == 5 / (20 + 5)
    assert outcome("groups_paused_days") == 5.0
    assert outcome("passed_over_by_composition_people") == 1.0
    assert outcome("deprioritised_people") == 1.0
    shares = [outcome("waiting_for_staff_share"), outcome("waiting_to_fill_share")]
    assert shares == pytest.approx([91 / 156, 43 / 156])


def test_outcomes_of_what_a_scenario_does_not_use_have_no_value() -> None:
    values = dict(project(history([]))["outcomes"].select("outcome", "value").iter_rows())
    names = ("sessions_cancelled_share", "groups_paused_days", "passed_over_by_composition_people")
    assert [values[name] for name in (*names, "deprioritised_people")] == [None] * 4


# -- decisions ------------------------------------------------------------------------------------


def test_every_decision_of_the_story_is_the_rules() -> None:
    found = decisions(story(), POLICY)

    assert found["group"].to_list() == [0, 1, 1, 2, 2]
    assert found["as_the_rule_says"].all()


def test_a_decision_names_its_candidates_its_cut_off_and_whom_it_passed_over() -> None:
    start = decisions(story(), POLICY).filter(pl.col("group") == CLOSED_GROUP).row(0, named=True)

    assert (start["candidates"], start["taken"], start["cut_off"]) == (5, 2, 7.0)
    assert (start["kept_apart"], start["ranked_below"], start["deprioritised"]) == (1, 1, 1)


def test_one_decision_is_told_man_by_man() -> None:
    told = decision(story(), POLICY, CLOSED_GROUP)

    assert dict(told.select("id", "became").iter_rows()) == {
        "man-2": "kept apart",
        "man-1": "taken",
        "man-3": "taken",
        "man-4": "ranked below",
        "man-5": "deprioritised",
    }
    assert told["waited_days"].to_list() == [8.0, 6.0, 3.0, 2.0, None]


def test_filling_a_chair_is_a_decision_of_its_own() -> None:
    told = decision(story(), POLICY, ROLLING_GROUP, day=45.0)

    assert told.select("id", "became").rows() == [("man-4", "taken")]
    with pytest.raises(KeyError, match="took nobody on day 46"):
        decision(story(), POLICY, ROLLING_GROUP, day=46.0)


def test_another_order_would_not_have_taken_these_people() -> None:
    last_come = {"kind": "score", "of": "-waited_days"}
    other = replace(POLICY, rules={**POLICY.rules, "order": last_come})
    found = decisions(story(), other).filter(pl.col("group") == CLOSED_GROUP)

    assert found["as_the_rule_says"].to_list() == [False, False]  # nor passed over whom it did


def test_an_order_for_one_site_is_judged_there_and_nowhere_else() -> None:
    where = [{"site": "hull", "region": None, "programme": None, "order": "lottery"}]
    found = decisions(story(), replace(POLICY, rules={**POLICY.rules, "where": where}))

    assert found["order"].to_list() == ["lottery", *["first_come"] * 4]


def test_decisions_looked_at_are_spread_over_the_run() -> None:
    found = decisions(story(), POLICY, at_most=2)

    assert found["day"].to_list() == [4.0, 45.0]
    assert np.isfinite(found["cut_off"].to_numpy()).all()
