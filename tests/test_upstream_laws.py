"""Laws of people before any conviction, and how many of them are convicted."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.laws import broken_laws
from sim.projections.facts import Facts
from sim.rules.convictions import first_conviction_days
from sim.scenario.schema import Scenario
from sim.scenario.upstream import FirstConviction
from sim.testing import scenarios, simulate_history
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Kind
from tests.upstream_worlds import Tree, before_conviction, of, world


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
