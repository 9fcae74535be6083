"""What a few events cost, told by hand: each item, who pays it, when it counts, and discounting."""

from dataclasses import replace
from math import log
from typing import Any

import pytest

from sim.engine.frame import book_of
from sim.log.history import Book, History, ProvisionNote
from sim.log.prices import CostsNote, PriceNote, RestrictionNote
from sim.projections.costs import Costs, by_person, costs
from sim.projections.facts import Facts
from sim.projections.handwritten import BOOK, CIRCLE, HORIZON, HULL, NORTH, Row, event, history
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Sentence
from sim.words.costs import ITEM, ITEMS, PAYERS
from sim.words.kinds import Cause, Kind

YEAR_DAYS = 365.25
DAYS = BOOK.horizon_days
PEOPLE: tuple[dict[str, Any], ...] = (
    {},
    {"band": int(Band.HIGH)},
    {"sentence": int(Sentence.COMMUNITY_ORDER)},
)


def note(rate: float = 0.0, **prices: float) -> CostsNote:
    return CostsNote(2025, rate, tuple(PriceNote(name, "", each) for name, each in prices.items()))


def told(*events: Row, costs: CostsNote, people: Any = PEOPLE, **book: Any) -> History:
    return history(sorted(events), people, costs=costs, **book)


def spent(story: History) -> dict[tuple[str, str], Any]:
    """Return quantity and amount by item and payer."""
    rows = costs(Costs.of(Facts(story))).to_dicts()
    return {(row["item"], row["payer"]): (row["quantity"], row["amount"]) for row in rows}


def test_a_year_in_prison_costs_a_prison_year() -> None:
    story = told(
        event(10.0, Kind.RECEIVED, 0, cause=Cause.NEW),
        event(10.0 + YEAR_DAYS, Kind.RELEASED, 0),
        costs=note(prison_year=50_000),
        horizon_days=1000.0,
        window_to_day=1000.0,
    )
    assert spent(story) == {
        ("prison_year", "prison"): (pytest.approx(1.0), pytest.approx(50_000)),
    }


def test_a_return_to_prison_is_a_prison_place_again_and_a_recall() -> None:
    story = told(
        event(0.0, Kind.RECEIVED, 0, cause=Cause.NEW),
        event(10.0, Kind.RELEASED, 0),
        event(40.0, Kind.RECALLED, 0, cause=Cause.BREACH),
        event(68.0, Kind.RELEASED, 0, cause=Cause.FIXED_TERM),
        costs=note(prison_year=YEAR_DAYS, recall=7),
    )
    assert spent(story) == {
        ("prison_year", "prison"): (pytest.approx(38 / YEAR_DAYS), pytest.approx(38)),
        ("recall", "probation"): (1.0, 7.0),
    }


def test_a_prison_with_a_price_of_its_own_has_it_from_the_transfer_on() -> None:
    prices = (PriceNote("prison_year", "", YEAR_DAYS), PriceNote("prison_year", "hull", 0.0))
    story = told(
        event(0.0, Kind.RECEIVED, 0, cause=Cause.NEW),
        event(30.0, Kind.TRANSFERRED, 0, site=HULL),
        costs=replace(note(transfer=5), prices=(*prices, PriceNote("transfer", "", 5.0))),
    )
    rows = costs(Costs.of(Facts(story))).select("item", "of", "amount").rows()
    amounts = {(item, of): amount for item, of, amount in rows}
    assert amounts == pytest.approx(
        {("prison_year", ""): 30, ("prison_year", "hull"): 0, ("transfer", ""): 5}
    )


def test_who_is_on_an_order_or_dead_takes_no_prison_place() -> None:
    story = told(
        event(0.0, Kind.RECEIVED, 2, site=NORTH, cause=Cause.ORDER),
        event(0.0, Kind.RECEIVED, 0, cause=Cause.NEW),
        event(25.0, Kind.DIED, 0),
        costs=note(prison_year=YEAR_DAYS),
    )
    assert spent(story)["prison_year", "prison"][1] == pytest.approx(25)


def test_a_hearing_before_the_window_or_after_it_costs_nothing() -> None:
    hearings = [event(day, Kind.HEARD, 0, cause=Cause.REFUSED) for day in (9.0, 10.0, 49.0, 50.0)]
    story = told(*hearings, costs=note(hearing=100), window_from_day=10.0, window_to_day=50.0)
    assert spent(story) == {("hearing", "courts"): (2.0, 200.0)}


def test_facilitators_are_paid_for_their_time_in_post_by_the_prison_or_by_probation() -> None:
    story = told(
        event(0.0, Kind.CAPACITY_SET, value=2),
        event(60.0, Kind.CAPACITY_SET, value=3),
        event(0.0, Kind.CAPACITY_SET, site=NORTH, value=1),
        costs=note(facilitator_year=YEAR_DAYS),
    )
    assert {key: amount for key, (_, amount) in spent(story).items()} == {
        ("facilitator_year", "prison"): pytest.approx(2 * 60 + 3 * 40),
        ("facilitator_year", "probation"): pytest.approx(DAYS),
    }


def test_sessions_are_counted_when_a_course_ends_and_not_if_it_was_stopped() -> None:
    course = replace(BOOK.provisions[0], rules={"sessions": 20.0})
    story = told(
        event(5.0, Kind.GROUP_STARTED, provision=HORIZON, group=1),
        event(50.0, Kind.GROUP_FINISHED, provision=HORIZON, group=1),
        event(60.0, Kind.GROUP_FINISHED, provision=HORIZON, group=2, cause=Cause.STAFF_SHORT),
        costs=note(session=3),
        provisions=(course, *BOOK.provisions[1:]),
    )
    assert spent(story) == {("session", "prison"): (20.0, 60.0)}


def test_an_open_group_holds_its_weekly_sessions_for_as_long_as_it_runs() -> None:
    rules = {"sessions": 20.0, "sessions_per_week": 2.0, "cancelled_share": 0.5}
    course = ProvisionNote(
        "open", "Open", "programme", "prison", 1, 2, 8, delivery="rolling", rules=rules
    )
    story = told(
        event(30.0, Kind.GROUP_STARTED, provision=HORIZON, group=1),
        costs=note(session=3),
        provisions=(course, *BOOK.provisions[1:]),
    )
    assert spent(story)["session", "prison"] == (pytest.approx(10), pytest.approx(30))


def test_a_circle_costs_for_as_long_as_it_runs_and_may_be_paid_by_two() -> None:
    shares = (("probation", 0.25), ("voluntary", 0.75))
    story = told(
        event(10.0, Kind.GROUP_STARTED, site=NORTH, provision=CIRCLE, group=1),
        event(10.0, Kind.STARTED, 0, site=NORTH, provision=CIRCLE, group=1),
        event(50.0, Kind.GROUP_FINISHED, site=NORTH, provision=CIRCLE, group=1),
        costs=replace(note(circle_year=YEAR_DAYS), payers=(("circle_year", shares),)),
    )
    assert {key: amount for key, (_, amount) in spent(story).items()} == {
        ("circle_year", "probation"): pytest.approx(10),
        ("circle_year", "voluntary"): pytest.approx(30),
    }
    assert by_person(Facts(story)).tolist() == [pytest.approx(40), 0.0, 0.0]


def test_a_restriction_runs_from_release_for_its_years_on_whom_it_is_laid() -> None:
    ban = RestrictionNote("ban", "Ban", "band >= high", "release", 20 / YEAR_DAYS, YEAR_DAYS)
    story = told(
        event(5.0, Kind.RELEASED, 0),
        event(10.0, Kind.RELEASED, 1),
        event(25.0, Kind.DIED, 1),
        costs=replace(note(), restrictions=(ban,)),
    )
    assert spent(story) == {
        ("restriction_year", "police"): (pytest.approx(15 / YEAR_DAYS), pytest.approx(15))
    }


def test_a_restriction_on_an_order_began_before_day_0_for_who_was_on_it_then() -> None:
    rule = RestrictionNote("rule", "Rule", None, "release", 50 / YEAR_DAYS, YEAR_DAYS)
    story = told(
        event(0.0, Kind.RECEIVED, 2, site=NORTH, cause=Cause.BACKLOG, value=30.0),
        costs=replace(note(), restrictions=(rule,)),
    )
    assert spent(story)["restriction_year", "police"][1] == pytest.approx(20)


def test_what_has_no_price_is_counted_and_is_in_no_sum() -> None:
    story = told(event(10.0, Kind.ASSESSED, 0), event(20.0, Kind.HEARD, 0), costs=note(hearing=100))
    assert spent(story)["assessment", "prison"] == (1.0, None)
    assert costs(Costs.of(Facts(story)))["amount"].sum() == 100


def test_a_reoffence_costs_under_its_belief_and_by_its_cause() -> None:
    prices = (PriceNote("reoffence", "", 10.0), PriceNote("reoffence", "contact", 70.0))
    story = told(
        event(10.0, Kind.REOFFENDED, 0, cause=Cause.CONTACT, value=0.0),
        event(20.0, Kind.REOFFENDED, 1, cause=Cause.IMAGE, value=0.0),
        event(20.0, Kind.REOFFENDED, 1, cause=Cause.IMAGE, value=1.0),
        costs=replace(note(), prices=prices),
        beliefs=(("none", "No effect"), ("harm", "Harm")),
    )
    rows = costs(Costs.of(Facts(story))).select("belief", "of", "amount").rows()
    assert rows == [("none", "", 10.0), ("none", "contact", 70.0), ("harm", "", 10.0)]


def test_a_cost_a_year_later_weighs_less_by_the_discount_rate() -> None:
    story = told(
        event(10.0 + YEAR_DAYS, Kind.HEARD, 0),
        costs=note(rate=0.25, hearing=100),
        horizon_days=1000.0,
        window_from_day=10.0,
        window_to_day=1000.0,
    )
    assert costs(Costs.of(Facts(story)))["discounted"].item() == pytest.approx(80)


def test_a_cost_that_runs_for_a_year_is_discounted_from_day_to_day() -> None:
    story = told(
        event(0.0, Kind.RECEIVED, 0, cause=Cause.NEW),
        costs=note(rate=0.25, prison_year=100),
        horizon_days=YEAR_DAYS,
        window_to_day=YEAR_DAYS,
    )
    found = costs(Costs.of(Facts(story)))["discounted"].item()
    assert found == pytest.approx(100 * (1 - 1 / 1.25) / log(1.25))


def test_without_prices_there_is_no_cost_at_all() -> None:
    story = history([event(1.0, Kind.HEARD, 0)], PEOPLE)
    assert costs(Costs.of(Facts(story))).is_empty()
    assert not by_person(Facts(story)).any()


def test_the_book_keeps_prices_when_it_is_written_down_and_read_back() -> None:
    tree = {
        "title": "Prices",
        "horizon_days": 10,
        "sites": [{"id": "oak", "kind": "prison"}],
        "population": {},
        "costs": {
            "price_year": 2025,
            "discount_rate_per_year": 0.03,
            "prices": {
                "hearing": {"value": 5, "source": "a price list"},
                "facilitator_year": {"officer": 3, "peer": 1},
            },
            "payers": {"hearing": {"courts": 0.5, "prison": 0.5}},
            "restrictions": [{"id": "register", "cost_per_year": 2, "payer": "health"}],
        },
    }
    scenario = Scenario.model_validate(tree)
    book = book_of(scenario, scenario.policies)
    assert Book.from_json(book.as_json()) == book
    assert book.costs is not None
    assert book.costs.prices[0] == PriceNote("facilitator_year", "officer", 3)
    assert book.costs.restrictions[0].payers == (("health", 1.0),)
    assert scenario.figures["costs.prices.hearing"].source == "a price list"


def test_every_item_has_a_payer_that_a_report_can_name() -> None:
    assert {item.payer for item in ITEMS if item.payer} <= PAYERS.keys()
    assert len(ITEM) == len(ITEMS)
