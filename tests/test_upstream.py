"""People before any conviction: where they may go, what they are never counted among."""

from pathlib import Path

import polars as pl
import pytest

from sim.population.create import create_population
from sim.population.facts import is_upstream
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from sim.testing import as_yaml, simulate_history
from sim.words.kinds import Cause, Kind
from tests.upstream_worlds import Tree, of, values, world

# -- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "cause"),
    [("civil_order", Cause.CIVIL_ORDER), ("self_referral", Cause.SELF_REFERRED)],
)
def test_a_man_before_any_conviction_waits_starts_and_completes_beside_the_others(
    route: str, cause: Cause
) -> None:
    history = simulate_history(world(route=route))
    mine = of(history, Kind.RECEIVED).filter(pl.col("stream") == "referred")
    assert set(mine["cause"]) == {int(cause)}
    for kind in (Kind.JOINED, Kind.STARTED, Kind.COMPLETED, Kind.SUPERVISION_ENDED):
        assert set(of(history, kind)["stream"]) == {"orders", "referred"}, kind.name
    groups = of(history, Kind.STARTED).group_by("group").agg(pl.col("stream").n_unique())
    assert groups["stream"].max() == 2  # in the same groups


def test_where_no_programme_takes_them_they_wait_for_nothing_and_get_nothing() -> None:
    history = simulate_history(world(rule="excluded"))
    kinds = history.events.join(
        history.people.filter(pl.col("stream") == "referred"), on="person", how="semi"
    )["kind"]
    assert set(kinds) == {int(Kind.RECEIVED), int(Kind.SUPERVISION_ENDED), int(Kind.CONVICTED)}


def test_a_programme_for_them_alone_takes_nobody_on_an_order() -> None:
    history = simulate_history(world(rule="only"))
    assert set(of(history, Kind.JOINED)["stream"]) == {"referred"}


def test_who_refers_himself_loses_heart_when_his_patience_ends() -> None:
    referred = {"patience_days": 10, "order_days": None, "interarrival_days": 6}
    history = simulate_history(world(route="self_referral", referred=referred))
    mine = of(history, Kind.LEFT).filter(pl.col("stream") == "referred")
    assert set(mine["cause"]) == {int(Cause.GAVE_UP)}
    joined = of(history, Kind.JOINED).select("person", joined="time")
    waits = mine.join(joined, on="person").select(pl.col("time") - pl.col("joined"))
    assert waits.to_series().to_numpy() == pytest.approx(10)
    assert of(history, Kind.SUPERVISION_ENDED).filter(pl.col("stream") == "referred").is_empty()


def test_nobody_before_conviction_is_offered_a_circle() -> None:
    history = simulate_history(world(referred={"motivated_share": 1.0}))
    circles = [code for code, each in enumerate(history.book.provisions) if each.kind == "circle"]
    assert of(history, Kind.JOINED).filter(pl.col("provision").is_in(circles)).is_empty()


def test_the_outcomes_of_people_before_conviction_stand_only_where_there_are_any() -> None:
    told = values(simulate_history(world()))
    assert told["upstream_started_people"] > 0
    assert 0 < told["convicted_within_5_years_share.none"] < 1
    plain = simulate_history(world().model_copy(update={"first_conviction": None}))
    assert "upstream_started_people" in values(plain)  # the stream alone is enough
    tree = world().model_dump(
        exclude_none=True, exclude={"first_conviction", "figures"}, by_alias=True
    )
    tree["population"]["streams"] = tree["population"]["streams"][:1]
    assert "upstream_started_people" not in values(simulate_history(Scenario.model_validate(tree)))


def test_no_outcome_of_prisoners_or_of_people_on_orders_counts_them() -> None:
    tree = world().model_dump(by_alias=True, exclude_none=True, exclude={"figures"})
    tree["population"]["streams"] = tree["population"]["streams"][1:]
    told = values(simulate_history(Scenario.model_validate(tree)))
    assert told["upstream_started_people"] == told["started_people"] > 0
    for name in (
        "released_without_starting_share",
        "released_without_completing_share",
        "supervision_ended_without_starting_share",
        "past_tariff_mean_days",
        "reoffended_within_5_years_share.none",
    ):
        assert told[name] is None, name
    assert told["reoffended_people.none"] == 0
    assert told["in_custody_mean_people"] == 0


MISTAKES = (
    ({"kind": "upstream", "order_days": 9}, "an upstream stream needs route"),
    ({"kind": "upstream", "route": "civil_order"}, "by civil_order needs order_days"),
    (
        {"kind": "community", "order_days": 9, "route": "self_referral"},
        "route is for an upstream stream, and this is a community one",
    ),
    (
        {"kind": "upstream", "route": "self_referral", "released_to": "region"},
        "released_to is for a custody stream",
    ),
)


@pytest.mark.parametrize(("stream", "says"), MISTAKES)
def test_a_stream_that_does_not_fit_its_kind_is_refused(stream: Tree, says: str) -> None:
    tree = {"id": "x", "sites": "region", "interarrival_days": 9, **stream}
    with pytest.raises(ValueError, match=says):
        world(population={"streams": [tree]})


# -- what a file is told --------------------------------------------------------------------------


def told(scenario: Scenario) -> list[str]:
    """Return the warnings of a scenario's file."""
    return [str(each) for each in load_bytes(as_yaml(scenario).encode()).warnings]


def test_a_file_is_told_of_people_whom_nothing_takes() -> None:
    assert told(world()) == []
    (warning,) = told(world(rule="excluded"))
    assert "no community programme takes people before conviction" in warning
    assert "say `upstream: accepted` (or `only`)" in warning


def test_a_file_is_told_of_convictions_that_nobody_follows() -> None:
    (warning,) = told(world(first_conviction=None))
    assert "beliefs[helps].upstream: changes nothing" in warning


def test_a_prison_programme_cannot_be_for_people_who_are_in_no_prison() -> None:
    tree = world().model_dump(by_alias=True, exclude_none=True, exclude={"figures"})
    tree["sites"].append({"id": "hull", "kind": "prison", "facilitators": 1, "programmes": ["in"]})
    inside = {**tree["programmes"][0], "id": "in", "setting": "prison", "upstream": "only"}
    tree["programmes"].append(inside)
    with pytest.raises(ScenarioError, match="people who come before conviction are in no prison"):
        told(Scenario.model_validate(tree))


def test_a_listed_man_may_have_come_before_any_conviction(tmp_path: Path) -> None:
    text = "id,join_day,sentence\nann,0,self_referred\nbob,5,civil_order\ncy,9,community_order\n"
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    listed = {"file": "people.csv", "kind": "community", "site": "region"}
    scenario = world(population={"listed": listed})
    people = create_population(scenario, 0, tmp_path).people
    assert is_upstream(people).tolist() == [True, True, False]
