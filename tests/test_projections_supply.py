"""What is told of supply by site: steps before a list, posts planned, managers, men in denial."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from sim.engine.frame import book_of
from sim.log.history import Book, History
from sim.policies.sharing import sharing_from
from sim.projections.facts import Facts
from sim.projections.groups import groups
from sim.projections.handwritten import event
from sim.projections.lasting import holds
from sim.projections.mixing import mixing
from sim.projections.reasons import BEFORE_A_LIST, reasons, waits_by_reason
from sim.projections.staff import staffing
from sim.projections.steps import steps
from sim.projections.supervision import supervision
from sim.scenario.schema import Scenario
from sim.words.kinds import Cause, Kind
from tests.provision_story import DAN, EVE, HAL, rows, story
from tests.stories import prison, programme, world

MOVES = (Kind.JOINED, Kind.STARTED, Kind.DROPPED_OUT, Kind.COMPLETED)
PLANS = {
    "staff": {
        "officer": [{"from": 0.0, "value": 2.0}, {"from": 50.0, "value": 4.0}],
        "psychologist": [{"from": "2026-01-01", "value": 1.0}],
    },
    "treatment_managers": [{"from": 0.0, "value": 2.0}],
}


def planned(**rules: Any) -> History:
    """Return the story with plans of posts at Whatton."""
    told = story()
    first, *others = told.book.sites
    sites = (replace(first, rules={**PLANS, **rules}), *others)
    return replace(told, book=replace(told.book, sites=sites))


def of(table: pl.DataFrame, **keys: Any) -> dict[str, Any]:
    return table.filter(**keys).row(0, named=True)


# -- steps ----------------------------------------------------------------------------------------


def test_a_wait_for_an_assessor_is_told_by_the_site_that_assesses() -> None:
    found = steps(Facts(story())).filter(step="assessment")

    assert {row["site"]: (row["ended"], row["wait_mean_days"]) for row in found.to_dicts()} == {
        "hull": (1, 0.5),
        "whatton": (7, 0.5),
    }


def test_a_wait_for_a_transfer_is_told_by_the_site_that_the_man_is_to_leave() -> None:
    assert of(steps(Facts(story())), step="transfer") == {
        "site": "hull",
        "step": "transfer",
        "people": pytest.approx(29 / 100),
        "ended": 1,
        "wait_mean_days": 29.0,
    }


def test_a_man_released_before_he_is_moved_waits_and_is_never_moved() -> None:
    gone = [row for row in rows() if not (row[1] == Kind.TRANSFERRED and row[2] == HAL)]
    gone = [row for row in gone if not (row[2] == HAL and row[0] >= 30)]
    end = event(20, Kind.RELEASED, HAL, site=1, cause=Cause.SENTENCE_SERVED)
    told = sorted([*gone, end], key=lambda row: row[0])

    found = of(steps(Facts(story(told))), step="transfer")

    assert found["people"] == pytest.approx(19 / 100)
    assert (found["ended"], found["wait_mean_days"]) == (0, None)


def test_people_at_each_step_are_those_of_the_reasons_for_waiting() -> None:
    facts = Facts(story())
    by_site = steps(facts).group_by("step").agg(pl.col("people").sum())
    why = reasons(facts, waits_by_reason(facts)).group_by("reason").agg(pl.col("people").sum())
    expected = {name: days for name, days in why.iter_rows() if name in BEFORE_A_LIST}

    assert dict(by_site.iter_rows()) == pytest.approx(expected)


# -- posts and managers ---------------------------------------------------------------------------


def test_posts_that_are_planned_stand_beside_those_who_fill_them() -> None:
    found = of(staffing(Facts(planned())), grade="officer")

    assert found["posts"] == pytest.approx((2 * 50 + 4 * 50) / 100)
    assert found["in_post"] == pytest.approx((100 + 70) / 100)


def test_a_run_whose_book_has_no_plans_has_no_posts() -> None:
    assert staffing(Facts(story()))["posts"].to_list() == [0.0, 0.0]


def test_treatment_managers_are_held_against_the_groups_under_way() -> None:
    """Two may be supervised; Horizon runs from day 10 to 40, the half-load Living 42 to 65."""
    found = supervision(Facts(planned())).to_dicts()

    assert found == [
        {
            "site": "whatton",
            "year": 0,
            "posts": 2.0,
            "may_supervise": 2.0,
            "running": pytest.approx((30 + 0.5 * 23) / 100),
        }
    ]


def test_a_site_whose_managers_have_no_limit_is_not_told() -> None:
    free = [row for row in rows() if row[1] != Kind.MANAGERS_SET]

    assert supervision(Facts(story(free))).is_empty()


def test_a_book_with_plans_is_read_back_as_it_was_written() -> None:
    book = planned(opens={"horizon": "2026-02-01"}, assessors=[{"from": 0.0, "value": 3.0}]).book

    assert Book.from_json(book.as_json()) == book


# -- groups ---------------------------------------------------------------------------------------


def test_completions_and_attrition_are_of_those_who_left_a_group_in_the_window() -> None:
    """Bob and Eve complete Horizon and Dan leaves it; Living begins in the window that follows."""
    told = story()
    later = replace(told, book=replace(told.book, window_from_day=42.0))
    all_groups, late = groups(Facts(told)), groups(Facts(later))

    assert of(all_groups, provision="horizon")["dropped_out"] == 1
    assert of(all_groups, provision="living")["completed"] == 2
    assert late["provision"].to_list() == ["living", "beds"]  # one leaves a bed he had before
    assert of(late, provision="beds")["started"] == 0


def test_who_leaves_a_group_that_began_before_the_window_is_counted_all_the_same() -> None:
    told = story()
    later = replace(told, book=replace(told.book, window_from_day=39.0))
    found = of(groups(Facts(later)), provision="horizon")

    assert (found["started"], found["size_mean_people"], found["completed"]) == (0, None, 2)


def test_a_group_in_which_a_man_in_denial_sat_with_others_is_mixed() -> None:
    """Bob admits, Dan and after him Eve deny; where nobody sits with Bob, nothing is mixed."""
    alone = [row for row in rows() if not (row[2] in (DAN, EVE) and row[1] in MOVES)]

    assert of(mixing(Facts(story())), provision="horizon")["denial_with_others"] == 1
    assert of(mixing(Facts(story(alone))), provision="horizon")["denial_with_others"] == 0
    assert of(mixing(Facts(story(denial=True))), provision="horizon")["denial_with_others"] == 0


def test_a_need_with_a_hyphen_is_asked_for_by_an_underscore() -> None:
    told = story()
    hyphened = replace(told, book=replace(told.book, needs=("debt", "gang-tied")))
    everybody = hyphened.events.with_row_index("seq").filter(kind=int(Kind.RECEIVED))

    assert holds("needs_gang_tied", hyphened, everybody).tolist() == [False] * 6 + [True, False]


def test_the_book_of_a_run_holds_what_sites_plan_and_how_staff_are_shared() -> None:
    oak = {**prison("oak", posts=3), "opens": {"one": 10}, "assessors": 2}
    tree = world([oak, prison("ash")], [programme()], policies=[{"id": "a", "order": "lottery"}])
    scenario = Scenario.model_validate(tree)
    book = book_of(scenario, scenario.policies)

    assert [site.rules for site in book.sites] == [
        {},
        {"assessors": [{"from": 0.0, "value": 2.0}], "opens": {"one": 10.0}},
    ]
    assert book.policies[0].staff_says == sharing_from("first_in_line").says
