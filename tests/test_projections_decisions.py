"""Every allocation judged again where the Parole Board sits: its lists follow from the log."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from sim.log.history import History
from sim.projections.decisions import Judge, decisions
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.words.kinds import Cause, Kind
from tests.stories import prison, programme, region, world

PAROLE = {
    "review_days": 300,
    "listing_days": 80,
    "release_share": 0.2,
    "release_share_outstanding": 0.1,
}


def a_board_that_mostly_refuses(order: Any, **parole: float) -> History:
    """Return eight years of a prison and a region in which most men are heard again and again."""
    men = {
        "id": "men",
        "kind": "custody",
        "sites": "hull",
        "released_to": "north",
        "arrivals_per_year": 40,
        "bands": {"medium": 2, "high": 1},
        "sentences": [
            {"kind": "extended", "length_days": 900, "licence_days": 400, "share": 0.5},
            {"kind": "indeterminate", "tariff_days": 200, "licence_days": 800, "share": 0.5},
        ],
        "backlog": {"people": 20},
    }
    tree = world(
        [
            prison(posts=4, programmes=("one", "next")),
            region(posts=1, programmes=("after",)),
        ],
        [
            programme(size=(2, 4), days=60, drop_out_share=0.3),
            programme("next", size=1, days=30, after=["one"]),
            programme("after", size=(1, 3), setting="community", days=40),
        ],
        days=3_000,
        parole=PAROLE | parole,
        community_after_release={"delay_days": 10},
        policies=[{"id": "sooner", "order": order}],
    )
    scenario = Scenario.model_validate(tree | {"population": {"streams": [men]}})
    return simulate_history(scenario)


@pytest.mark.parametrize(
    "order", ["next_review", {"kind": "score", "of": "-min(days_to_review, 999)"}], ids=str
)
def test_where_the_next_review_goes_first_every_decision_is_as_the_rule_says(order: Any) -> None:
    """After refusals, after completing what was outstanding, in prison and after release."""
    history = a_board_that_mostly_refuses(order)
    heard = history.events.filter(pl.col("kind") == int(Kind.HEARD))["cause"]

    found = decisions(history, history.book.policies[0])

    for cause in (Cause.REFUSED, Cause.PROGRAMME_OUTSTANDING, Cause.PAROLE_BOARD):
        assert (heard == int(cause)).sum() > 20
    assert set(found["provision"]) == {"one", "next", "after"}
    assert found.height > 100
    assert found.filter(~pl.col("as_the_rule_says")).is_empty()


@pytest.mark.parametrize("forgets", ["review_days", "listing_days"])
def test_a_book_that_is_wrong_about_the_board_is_found_out(forgets: str) -> None:
    """What the Board lists is looked at: another length gives another order somewhere."""
    history = a_board_that_mostly_refuses({"kind": "score", "of": "-min(days_to_review, 999)"})
    assert history.book.parole is not None
    parole = replace(history.book.parole, **{forgets: 700.0})
    other = replace(history, book=replace(history.book, parole=parole))

    found = decisions(other, history.book.policies[0])

    assert not found["as_the_rule_says"].all()


def test_the_first_hearing_is_in_the_facts_of_men_whom_the_board_hears_and_of_no_others() -> None:
    history = a_board_that_mostly_refuses("first_come")
    first = (
        history.events.filter(pl.col("kind") == int(Kind.HEARD), pl.col("value") == 1)
        .join(history.people, on="person")
        .select("time", "first_hearing_day")
    )

    assert first.height > 50
    assert first["time"].equals(first["first_hearing_day"])


def test_where_there_is_no_board_nobody_has_a_review() -> None:
    history = a_board_that_mostly_refuses("first_come")
    alone = replace(history, book=replace(history.book, parole=None))
    people = history.people.with_columns(first_hearing_day=pl.lit(None, pl.Float64))
    judge = Judge(replace(alone, people=people), history.book.policies[0])

    facts = judge.judged(judge.moments()[-1]).facts

    assert (facts.review_day == float("inf")).all()
