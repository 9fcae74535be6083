"""People before any conviction: where they may go, what they are never counted among."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.laws import broken_laws
from sim.population.create import create_population
from sim.population.facts import is_upstream
from sim.projections.facts import Facts
from sim.projections.tables import project
from sim.rules.convictions import first_conviction_days
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.upstream import FirstConviction
from sim.testing import as_yaml, scenarios, simulate_history
from sim.words.bands import UPSTREAM
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind

Tree = dict[str, Any]


def world(**changes: Any) -> Scenario:
    """Return a region whose course people on orders and people before any conviction share."""
    course: Tree = {
        "id": "course",
        "setting": "community",
        "bands": ["medium"],
        "upstream": changes.pop("rule", "accepted"),
        "group": {"minimum": 2, "maximum": 4},
        "facilitators": 1,
        "duration_days": 60,
    }
    referred: Tree = {
        "id": "referred",
        "kind": "upstream",
        "route": changes.pop("route", "civil_order"),
        "sites": "region",
        "interarrival_days": 20,
        "order_days": 300,
        **changes.pop("referred", {}),
    }
    tree: Tree = {
        "title": "before any conviction",
        "horizon_days": 3000,
        "sites": [
            {
                "id": "region",
                "kind": "probation",
                "facilitators": 1,
                "programmes": ["course"],
                "circles": {"places": 5},
            }
        ],
        "programmes": [course],
        "circles": {"length_days": 100},
        "first_conviction": {"within_5_years_share": {"medium": 0.9}},
        "reoffending": {"within_5_years_share": {"medium": 0.9}},
        "beliefs": [{"id": "none"}, {"id": "helps", "upstream": 0.2}],
        "population": {
            "streams": [
                {
                    "id": "orders",
                    "kind": "community",
                    "sites": "region",
                    "interarrival_days": 30,
                    "order_days": 400,
                },
                referred,
            ]
        },
        **changes,
    }
    return Scenario.model_validate(tree)


def of(history: History, kind: Kind) -> pl.DataFrame:
    rows = history.events.filter(pl.col("kind") == kind)
    return rows.join(history.people.select("person", "stream", "sentence"), on="person")


def values(history: History) -> dict[str, Any]:
    table = project(history)["outcomes"]
    return dict(table.select("outcome", "value").iter_rows())


def before_conviction(history: History) -> pl.Series:
    return history.people["sentence"] >= int(UPSTREAM[0])


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


# -- laws -----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(scenarios(["upstream", "needs"]))
def test_people_before_conviction_are_never_released_recalled_or_said_to_reoffend(
    scenario: Scenario,
) -> None:
    history = simulate_history(scenario)
    assert broken_laws(history, history.book.policies[0]) == []
    upstream = history.people.filter(before_conviction(history))
    theirs = history.events.join(upstream, on="person", how="semi")["kind"]
    never = (Kind.RELEASED, Kind.RECALLED, Kind.HEARD, Kind.REOFFENDED, Kind.TARIFF_EXPIRED)
    assert not theirs.is_in([int(kind) for kind in never]).any()
    rest = history.people.filter(~before_conviction(history))
    others = history.events.join(rest, on="person", how="semi")["kind"]
    assert not (others == int(Kind.CONVICTED)).any()
    facts = Facts(history)
    assert not np.isfinite(facts.lives.exposed_day[facts.upstream]).any()
    died = dict(of(history, Kind.DIED).select("person", "time").iter_rows())
    for person, day in of(history, Kind.CONVICTED).select("person", "time").iter_rows():
        assert day < died.get(person, float("inf"))


@settings(max_examples=15)
@given(scenarios(["upstream"]))
def test_people_whom_nothing_takes_change_nothing_for_anybody_else(scenario: Scenario) -> None:
    tree = scenario.model_dump(by_alias=True, exclude_none=True, exclude={"figures", "cohorts"})
    for programme in tree["programmes"]:
        programme["upstream"] = "excluded"
    with_them = simulate_history(Scenario.model_validate(tree))
    streams = [each for each in tree["population"]["streams"] if each["kind"] != "upstream"]
    tree["population"]["streams"] = streams
    if not streams:
        return
    without = simulate_history(Scenario.model_validate(tree))
    assert lives(with_them).equals(lives(without))


def lives(history: History) -> pl.DataFrame:
    """Return all that happens to convicted people, by name."""
    people = history.people.filter(~before_conviction(history)).select("person", "id")
    rows = history.events.join(people, on="person", maintain_order="left")
    return rows.select("time", "kind", "id", "site", "provision", "cause", "value")


def test_a_shared_course_gives_the_others_no_more_places_than_a_course_of_their_own() -> None:
    alone = of(simulate_history(world(rule="excluded")), Kind.STARTED)
    shared = of(simulate_history(world(rule="accepted")), Kind.STARTED)
    assert (shared["stream"] == "orders").sum() < (alone["stream"] == "orders").sum()


@settings(max_examples=60)
@given(
    st.floats(0.01, 0.99),
    st.floats(0.001, 0.999),
    st.floats(0, 4000),
    st.tuples(st.floats(0.05, 20), st.floats(0.05, 20)).map(sorted),
    st.sampled_from([None, 0.7, 5.0]),
)
def test_a_stronger_effect_moves_a_mans_first_conviction_one_way_only_and_never_backwards(
    share: float, luck: float, completed: float, ratios: list[float], halving: float | None
) -> None:
    terms = FirstConviction(within_5_years_share={"medium": share}, halving_years=halving)

    def day(ratio: float) -> float:
        found = first_conviction_days(
            terms,
            ratio,
            band=np.ones(1, np.int8),
            luck=np.array([luck]),
            came_day=np.array([100.0]),
            completed_day=np.array([100.0 + completed]),
        )
        return float(found[0])

    plain = day(1.0)
    assert day(ratios[0]) >= day(ratios[1]) - 1e-6
    for ratio in ratios:
        if plain <= 100 + completed:
            assert day(ratio) == plain
        else:
            assert day(ratio) >= 100 + completed - 1e-6


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_first_convictions_are_as_many_as_the_hazard_says(ratio: float) -> None:
    count, share, after_years = 200_000, 0.4, 1.0
    luck = (np.arange(count) + 0.5) / count
    days = first_conviction_days(
        FirstConviction(within_5_years_share={"medium": share}),
        ratio,
        band=np.ones(count, np.int8),
        luck=luck,
        came_day=np.zeros(count),
        completed_day=np.full(count, after_years * DAYS_PER_YEAR),
    )
    rate = -np.log(1 - share) / 5
    expected = 1 - np.exp(-rate * (after_years + ratio * (5 - after_years)))
    assert (days < 5 * DAYS_PER_YEAR).mean() == pytest.approx(expected, abs=1e-5)


def test_with_no_effect_nobodys_conviction_differs_between_policies() -> None:
    scenario = world()
    convicted = [
        of(simulate_history(scenario, policy), Kind.CONVICTED)
        .filter(pl.col("value") == 0)
        .select("time", "person")
        for policy in Scenario.model_validate(
            {**scenario.model_dump(include={"title"}), **POLICIES}
        ).policies
    ]
    assert convicted[0].equals(convicted[1])
    assert not convicted[0].is_empty()


POLICIES: Tree = {
    "horizon_days": 1,
    "sites": [{"id": "a", "kind": "prison"}],
    "population": {},
    "policies": [
        {"id": "first_come", "order": "first_come"},
        {"id": "last", "order": {"kind": "score", "of": "upstream"}},
    ],
}


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
