"""Laws of licence and the Parole Board, over drawn worlds in which men go in and out."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.log.state import INSIDE
from sim.projections.facts import Facts
from sim.projections.rule_laws import broken_rules
from sim.projections.tables import project
from sim.scenario.schema import Scenario
from sim.testing import EVERYTHING, scenarios, simulate_history, simulate_with_state
from sim.words.kinds import Cause, Kind
from tests.licence_worlds import full_world, licence_worlds


def breaches(history: History, place: int = 0) -> list[str]:
    policy = history.book.policies[place]
    return broken_laws(history, policy) + broken_rules(history, policy)


@settings(max_examples=12)
@given(licence_worlds())
def test_every_law_holds_where_men_go_in_and_out(scenario: Scenario) -> None:
    """And what policies were shown can be told from the log; and the fold is the state held."""
    for policy in scenario.policies:
        history, state = simulate_with_state(scenario, policy)
        assert breaches(history) == []
        assert fold(history).differences(state) == []


@settings(max_examples=5)
@given(scenarios(EVERYTHING))
def test_every_law_holds_with_everything_else_in_use(scenario: Scenario) -> None:
    for policy in scenario.policies[:1]:
        history, state = simulate_with_state(scenario, policy)
        assert breaches(history) == []
        assert fold(history).differences(state) == []
        project(history)


@settings(max_examples=6)
@given(licence_worlds(), st.sampled_from([0.3, 0.6]))
def test_a_longer_run_begins_as_the_shorter_one(scenario: Scenario, share: float) -> None:
    shorter = scenario.model_copy(update={"horizon_days": scenario.horizon * share})
    long = simulate_history(scenario).events
    short = simulate_history(shorter).events
    mine = long.filter(pl.col("time") < shorter.horizon)
    columns = ["time", "kind", "site", "provision", "group", "cause", "value"]
    assert mine.select(columns).equals(short.select(columns))


@settings(max_examples=6)
@given(licence_worlds())
def test_time_inside_adds_up_whichever_way_it_is_counted(scenario: Scenario) -> None:
    """First times and later times together are every moment at which the log has a man inside."""
    history = simulate_history(scenario)
    lives, horizon = Facts(history).lives, history.book.horizon_days
    spans = np.minimum(lives.custody[1], horizon) - np.minimum(lives.custody[0], horizon)
    _, since, until = lives.back_inside
    again = np.minimum(until, horizon) - since

    came = history.people.filter(pl.col("came") == INSIDE).select("person")
    steps = {Kind.RECEIVED: 1, Kind.RELEASED: -1, Kind.RECALLED: 1, Kind.DIED: -1}
    counted, inside = 0.0, {}
    rows = history.events.join(came, on="person", how="semi")
    for day, kind, person in rows.select("time", "kind", "person").iter_rows():
        if Kind(kind) not in steps:
            continue
        if steps[Kind(kind)] > 0:
            inside[person] = day
        elif person in inside:
            counted += day - inside.pop(person)
    counted += sum(horizon - day for day in inside.values())
    assert np.isclose(spans.sum() + again.sum(), counted)


@settings(max_examples=6)
@given(licence_worlds())
def test_nobody_does_again_what_he_has_completed_before_his_recall(scenario: Scenario) -> None:
    rows = simulate_history(scenario).events.filter(pl.col("kind") == int(Kind.COMPLETED))
    circle = len(scenario.programmes)
    done = rows.filter(pl.col("provision") != circle).group_by("person", "provision").len()
    assert done.filter(pl.col("len") > 1).is_empty()


@settings(max_examples=6)
@given(licence_worlds())
def test_completing_never_brings_a_first_recall_forward_where_it_makes_recall_rarer(
    scenario: Scenario,
) -> None:
    """The same man, with and without the effect: his recall comes no sooner with it."""
    licence = scenario.licence
    assert licence is not None
    update = {"completed_ratio": 0.5, "dropped_out_ratio": 1.0}
    with_effect = scenario.model_copy(update={"licence": licence.model_copy(update=update)})
    update["completed_ratio"] = 1.0
    without = scenario.model_copy(update={"licence": licence.model_copy(update=update)})
    first = _first_recall_after_release(simulate_history(with_effect))
    other = _first_recall_after_release(simulate_history(without))
    both = set(first) & set(other)
    # A man whose place another's recall has taken may be released on another day: time out counts.
    assert all(first[person] >= other[person] - 1e-6 for person in both)


def _first_recall_after_release(history: History) -> dict[int, float]:
    """Return the days on licence before the first recall, of men whom no Board released."""
    out: dict[int, float] = {}
    found: dict[int, float] = {}
    for day, kind, person, cause in history.events.select(
        "time", "kind", "person", "cause"
    ).iter_rows():
        if kind == Kind.RELEASED and person not in out and cause == Cause.SENTENCE_SERVED:
            out[person] = day
        if kind == Kind.RECALLED and person in out and person not in found:
            found[person] = day - out[person]
    return found


def test_the_world_has_recalls_deferrals_and_levels_to_check() -> None:
    """Or the laws above would say nothing."""
    scenario = full_world()
    history = simulate_history(scenario)
    found = set(history.events["kind"].to_list())
    wanted = {Kind.RECALLED, Kind.HEARING_LISTED, Kind.HEARING_DEFERRED, Kind.MAPPA_SET, Kind.HEARD}
    assert {int(kind) for kind in wanted} <= found
    joined = history.events.filter(
        pl.col("kind") == int(Kind.JOINED), pl.col("cause") == int(Cause.RECALLED)
    )
    assert joined.height > 0
    assert breaches(history) == []
